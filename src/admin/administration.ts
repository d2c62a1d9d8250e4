// Takes the statements on roles and rights from the engine.
import type { AdministrationCommand, AdministrationHandler, Notice, StatementContext } from "../engine/api.js";
import { type Commander, commanderOf } from "./commander.js";
import { createTable } from "./create-table.js";
import { changeDefaultPrivileges } from "./default-privileges.js";
import { changeGrants } from "./grants.js";
import { changeMembers } from "./memberships.js";
import { changeOwner, dropOwned, reassignOwned } from "./ownership.js";
import { alterPolicy, alterRowSecurity, createPolicy, dropPolicy, type PolicyParts } from "./policies.js";
import { alterRoleSettings, type SettingCheck } from "./role-settings.js";
import { alterRole, createRole, dropRole, renameRole, type RoleParts } from "./roles.js";

export interface AdministrationParts extends RoleParts, PolicyParts {
  /** How the doors take a setting: see `SettingCheck`. */
  readonly checkSetting: SettingCheck;
}

export function administrationHandler(parts: AdministrationParts): AdministrationHandler {
  return (command: AdministrationCommand, context: StatementContext) => run(parts, command, commanderOf(context));
}

function run(
  parts: AdministrationParts,
  command: AdministrationCommand,
  commander: Commander,
): Promise<readonly Notice[]> {
  switch (command.kind) {
    case "createRole":
      return createRole(parts, command, commander);
    case "alterRole":
      return alterRole(parts, command, commander);
    case "renameRole":
      return renameRole(parts, command, commander);
    case "alterRoleSettings":
      return alterRoleSettings(parts, command, commander);
    case "dropRole":
      return dropRole(parts, command, commander);
    case "grantRole":
    case "revokeRole":
    case "alterGroup":
      return changeMembers(parts.catalog, command, commander);
    case "grant":
    case "revoke":
      return changeGrants(parts.catalog, command, commander);
    case "alterDefaultPrivileges":
      return changeDefaultPrivileges(parts.catalog, command, commander);
    case "alterOwner":
      return changeOwner(parts.catalog, command, commander);
    case "reassignOwned":
      return reassignOwned(parts.catalog, command, commander);
    case "dropOwned":
      return dropOwned(parts.catalog, command, commander);
    case "createPolicy":
      return createPolicy(parts, command, commander);
    case "alterPolicy":
      return alterPolicy(parts, command, commander);
    case "dropPolicy":
      return dropPolicy(parts, command, commander);
    case "alterRowSecurity":
      return alterRowSecurity(parts, command, commander);
    case "createTable":
      return createTable(parts.catalog, command, commander);
  }
}
