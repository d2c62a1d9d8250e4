// The roles that a new catalog begins with, for others to be made members of: `CREATE ROLE ada LOGIN IN ROLE sluice_reader`.
// They are roles like any other, and can be changed or dropped.
import type { CatalogEvent, Role } from "../catalog/api.js";

export const readerTemplate = "sluice_reader";

const templates: readonly Role[] = [
  // Its members are superusers once they SET ROLE sluice_administrator, and not before.
  { name: "sluice_administrator", isSuperuser: true, canLogin: false },
  // Reads what the administrator makes.
  { name: readerTemplate, isSuperuser: false, canLogin: false },
  // Reads nothing but what it is granted, and not much at once. Its members cannot change these bounds.
  {
    name: "sluice_agent",
    isSuperuser: false,
    canLogin: false,
    settings: {
      default_transaction_read_only: "on",
      "sluice.result_bytes_max": "16MB",
      "sluice.statement_timeout_max": "30s",
    },
  },
];

export function templateRoles(administrator: string): readonly CatalogEvent[] {
  return [
    ...templates.map((role): CatalogEvent => ({ kind: "roleCreated", role })),
    { kind: "defaultGranted", definer: administrator, grantee: readerTemplate, privileges: ["select"] },
  ];
}
