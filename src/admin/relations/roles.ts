// sluice.roles: who may come in. Others than superusers see themselves.
import type { Catalog } from "../../catalog/api.js";
import type { SystemRelation } from "../../engine/api.js";

export function rolesRelation(catalog: Pick<Catalog, "snapshot">): SystemRelation {
  return {
    name: "roles",
    columns: [
      { name: "name", type: { id: "VARCHAR" } },
      { name: "superuser", type: { id: "BOOLEAN" } },
      { name: "login", type: { id: "BOOLEAN" } },
      { name: "has_password", type: { id: "BOOLEAN" } },
    ],
    isForSuperusers: false,
    rows: async ({ context, isSuperuser }) =>
      [...catalog.snapshot.roles.values()]
        .filter((role) => isSuperuser || role.name === context.role)
        .map((role) => [role.name, role.isSuperuser, role.canLogin, role.verifier !== undefined]),
  };
}
