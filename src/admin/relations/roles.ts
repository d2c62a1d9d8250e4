// sluice.roles: who may come in, and as what. Others than superusers see themselves, and whom they may become.
import { type Catalog, type Role, rolesReached } from "../../catalog/api.js";
import type { SystemRelation } from "../../engine/api.js";

export function rolesRelation(catalog: Pick<Catalog, "snapshot">): SystemRelation {
  return {
    name: "roles",
    columns: [
      { name: "name", type: { id: "VARCHAR" } },
      { name: "superuser", type: { id: "BOOLEAN" } },
      { name: "login", type: { id: "BOOLEAN" } },
      { name: "has_password", type: { id: "BOOLEAN" } },
      { name: "inherit", type: { id: "BOOLEAN" } },
      { name: "create_role", type: { id: "BOOLEAN" } },
      { name: "bypass_rls", type: { id: "BOOLEAN" } },
      { name: "connection_limit", type: { id: "INTEGER" } },
      { name: "valid_until", type: { id: "VARCHAR" } },
      { name: "settings", type: { id: "LIST", child: { id: "VARCHAR" } } },
    ],
    isForSuperusers: false,
    rows: async ({ context, isSuperuser }) => {
      const reached = rolesReached(catalog.snapshot, context.role);
      return [...catalog.snapshot.roles.values()].filter(({ name }) => isSuperuser || reached.has(name)).map(rowOf);
    },
  };
}

function rowOf(role: Role) {
  return [
    role.name,
    role.isSuperuser,
    role.canLogin,
    role.verifier !== undefined,
    role.inherits !== false,
    role.canCreateRole === true,
    role.bypassesRowSecurity === true,
    role.connectionsMax ?? -1,
    role.validUntil ?? null,
    Object.entries(role.settings ?? {}).map(([name, value]) => `${name}=${value}`),
  ];
}
