// The settings that a session begins with: ours, and what came with the startup packet.

import type { LoginRole } from "../../engine/api.js";
import { fatal, toPgError } from "../../errors.js";
import { Settings } from "./settings.js";
import { readStartupOptions } from "./startup-options.js";

/** What a startup packet carries besides settings. */
const notSettings: ReadonlySet<string> = new Set(["user", "database", "options", "replication"]);

export function settingsAtLogin(
  role: LoginRole,
  serverVersion: string,
  parameters: ReadonlyMap<string, string>,
): Settings {
  const settings = new Settings({
    server_version: serverVersion,
    server_version_num: String(versionNumberOf(serverVersion)),
    is_superuser: role.isSuperuser ? "on" : "off",
    session_authorization: role.name,
  });
  try {
    for (const { name, value } of readStartupOptions(parameters.get("options") ?? "")) settings.setAtLogin(name, value);
    for (const [name, value] of parameters) {
      if (!notSettings.has(name)) settings.setAtLogin(name, value);
    }
  } catch (thrown) {
    throw fatal(toPgError(thrown));
  }
  return settings;
}

/** 15.8 is 150008. */
function versionNumberOf(serverVersion: string): number {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(serverVersion) ?? [];
  return Number(major ?? 0) * 10_000 + Number(minor ?? 0);
}
