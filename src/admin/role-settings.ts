// ALTER ROLE ... SET and RESET: what the role's sessions begin with.
import { type Catalog, isSuperuser, type Snapshot } from "../catalog/api.js";
import type { AdministrationCommand, Notice } from "../engine/api.js";
import { InsufficientPrivilege, ProgramLimitExceeded } from "../errors.js";
import { limits } from "../limits.js";
import { type Commander, mayCreateRoles, notice, roleNamed } from "./commander.js";

/**
 * The value as it is to be kept. The doors know which settings there are; null asks whether one may be reset.
 * @throws PgError for a setting that is not there (42704), not to be changed (55P02), or not by this role (42501); for a value that will not do.
 */
export type SettingCheck = (
  setting: { readonly name: string; readonly value: string | null },
  by: { readonly isSuperuser: boolean },
) => string;

type SettingsCommand = Extract<AdministrationCommand, { readonly kind: "alterRoleSettings" }>;

export async function alterRoleSettings(
  parts: { readonly catalog: Catalog; readonly checkSetting: SettingCheck },
  { role: reference, change }: SettingsCommand,
  commander: Commander,
): Promise<readonly Notice[]> {
  const notices: Notice[] = [];
  const by = (snapshot: Snapshot) => ({ isSuperuser: isSuperuser(snapshot, commander.role) });
  await parts.catalog.commit(commander.authorship, (newest) => {
    notices.length = 0;
    const name = roleNamed(newest, reference, commander);
    assertMayAlter(newest, commander.role, name);
    const role = newest.roles.get(name);
    if (role === undefined) return [];
    const settings = new Map(Object.entries(role.settings ?? {}));
    if (change.kind === "set") {
      const value = parts.checkSetting(change, by(newest));
      if (change.name === "role" && value !== "none" && !newest.roles.has(value)) {
        notices.push({ ...notice(`role "${value}" does not exist`), sqlstate: "42704" });
      }
      settings.set(change.name, value);
    } else if (change.name !== undefined) {
      parts.checkSetting({ name: change.name, value: null }, by(newest));
      settings.delete(change.name);
    } else {
      // What only a superuser may set, nobody else can be rid of.
      for (const kept of settings.keys()) if (mayReset(parts.checkSetting, kept, by(newest))) settings.delete(kept);
    }
    if (settings.size > limits.roleSettingsMax) {
      throw new ProgramLimitExceeded(`a role can have at most ${limits.roleSettingsMax} settings`);
    }
    const { settings: _, ...rest } = role;
    return [
      {
        kind: "roleAltered",
        role: { ...rest, ...(settings.size === 0 ? {} : { settings: Object.fromEntries(settings) }) },
      },
    ];
  });
  return notices;
}

function mayReset(check: SettingCheck, name: string, by: { readonly isSuperuser: boolean }): boolean {
  try {
    check({ name, value: null }, by);
    return true;
  } catch (thrown) {
    if (thrown instanceof InsufficientPrivilege) return false;
    throw thrown;
  }
}

function assertMayAlter(snapshot: Snapshot, commander: string, name: string): void {
  if (isSuperuser(snapshot, commander)) return;
  if (isSuperuser(snapshot, name)) throw new InsufficientPrivilege("must be superuser to alter superusers");
  if (commander !== name && !mayCreateRoles(snapshot, commander)) throw new InsufficientPrivilege("permission denied");
}
