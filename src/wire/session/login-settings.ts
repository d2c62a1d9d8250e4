// The settings that a session begins with: ours, and what came with the startup packet.

import type { Engine, LoginRole } from "../../engine/api.js";
import { fatal, InsufficientPrivilege, InvalidParameterValue, toPgError } from "../../errors.js";
import { Settings } from "./settings.js";
import { readStartupOptions } from "./startup-options.js";

/** What a startup packet carries besides settings. */
const notSettings: ReadonlySet<string> = new Set(["user", "database", "options", "replication"]);

export interface LoginSurroundings {
  readonly roles: Pick<Engine, "findRole" | "mayBecome">;
  /** Told of what the role was given and cannot have any more. */
  readonly warn: (message: string) => void;
}

export function settingsAtLogin(
  role: LoginRole,
  serverVersion: string,
  parameters: ReadonlyMap<string, string>,
  { roles, warn }: LoginSurroundings,
): Settings {
  const settings = new Settings({
    server_version: serverVersion,
    server_version_num: String(versionNumberOf(serverVersion)),
    is_superuser: role.isSuperuser ? "on" : "off",
    session_authorization: role.name,
  });
  for (const [name, value] of role.settings ?? []) {
    try {
      if (name === "role") beginAs(settings, role, value, roles);
      else settings.setOfRole(name, value);
    } catch (thrown) {
      // Nobody is to be locked out by a setting that this version no longer takes.
      warn(`setting ${name} of role "${role.name}" is not used: ${toPgError(thrown).message}`);
    }
  }
  const set = (name: string, value: string): void => {
    if (name.toLowerCase() === "role") beginAs(settings, role, value, roles);
    else settings.setAtLogin(name, value);
  };
  try {
    for (const { name, value } of readStartupOptions(parameters.get("options") ?? "")) set(name, value);
    for (const [name, value] of parameters) {
      if (!notSettings.has(name)) set(name, value);
    }
  } catch (thrown) {
    throw fatal(toPgError(thrown));
  }
  return settings;
}

/** SET ROLE, before the first statement. */
function beginAs(settings: Settings, role: LoginRole, value: string, roles: LoginSurroundings["roles"]): void {
  const wanted = value === "none" ? role : roles.findRole(value);
  if (wanted === undefined) throw new InvalidParameterValue(`role "${value}" does not exist`);
  if (wanted !== role && !roles.mayBecome(role.name, value)) {
    throw new InsufficientPrivilege(`permission denied to set role "${value}"`);
  }
  settings.setInitial({ role: value, is_superuser: wanted.isSuperuser ? "on" : "off" });
}

/** 15.8 is 150008. */
function versionNumberOf(serverVersion: string): number {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(serverVersion) ?? [];
  return Number(major ?? 0) * 10_000 + Number(minor ?? 0);
}
