// sluice.default_grants: what is granted on relations to come. Others than superusers see what their roles grant, or get.
import { type Catalog, publicGrantee, rolesHeld } from "../../catalog/api.js";
import type { SystemRelation } from "../../engine/api.js";

export function defaultGrantsRelation(catalog: Pick<Catalog, "snapshot">): SystemRelation {
  return {
    name: "default_grants",
    columns: [
      { name: "definer", type: { id: "VARCHAR" } },
      { name: "schema", type: { id: "VARCHAR" } },
      { name: "role", type: { id: "VARCHAR" } },
      { name: "privilege", type: { id: "VARCHAR" } },
      { name: "grantable", type: { id: "BOOLEAN" } },
    ],
    isForSuperusers: false,
    rows: async ({ context, isSuperuser }) => {
      const { snapshot } = catalog;
      const held = rolesHeld(snapshot, context.role);
      return [...snapshot.defaultGrants.values()]
        .filter(
          ({ definer, grantee }) =>
            isSuperuser || held.has(definer) || (grantee !== publicGrantee && held.has(grantee)),
        )
        .flatMap(({ definer, schema, grantee, privileges, grantable }) =>
          [...privileges].map((privilege) => [definer, schema ?? null, grantee, privilege, grantable.has(privilege)]),
        );
    },
  };
}
