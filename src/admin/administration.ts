// Takes the statements on roles and rights from the engine.
import type { AdministrationCommand, AdministrationHandler } from "../engine/api.js";
import { authorshipOf } from "./authorship.js";
import { changeGrants } from "./grants.js";
import { alterPolicy, alterRowSecurity, createPolicy, dropPolicy, type PolicyParts } from "./policies.js";
import { alterRole, createRole, dropRole, type RoleParts } from "./roles.js";

export function administrationHandler(parts: RoleParts & PolicyParts): AdministrationHandler {
  return (command: AdministrationCommand, context) => {
    const commander = { role: context.role, authorship: authorshipOf(context) };
    switch (command.kind) {
      case "createRole":
        return createRole(parts, command, commander);
      case "alterRole":
        return alterRole(parts, command, commander);
      case "dropRole":
        return dropRole(parts, command, commander);
      case "grant":
      case "revoke":
        return changeGrants(parts.catalog, command, commander).then(() => []);
      case "createPolicy":
        return createPolicy(parts, command, commander);
      case "alterPolicy":
        return alterPolicy(parts, command, commander);
      case "dropPolicy":
        return dropPolicy(parts, command, commander);
      case "alterRowSecurity":
        return alterRowSecurity(parts, command, commander);
    }
  };
}
