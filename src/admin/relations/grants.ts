// sluice.grants: who may do what with which relations. Others than superusers see what holds for them, or is theirs.
import { type Catalog, isOwner, publicGrantee, rolesHeld } from "../../catalog/api.js";
import type { SystemRelation } from "../../engine/api.js";

export function grantsRelation(catalog: Pick<Catalog, "snapshot">): SystemRelation {
  return {
    name: "grants",
    columns: [
      { name: "role", type: { id: "VARCHAR" } },
      { name: "relation", type: { id: "VARCHAR" } },
      { name: "column", type: { id: "VARCHAR" } },
      { name: "privilege", type: { id: "VARCHAR" } },
      { name: "grantable", type: { id: "BOOLEAN" } },
      { name: "grantor", type: { id: "VARCHAR" } },
    ],
    isForSuperusers: false,
    rows: async ({ context, isSuperuser }) => {
      const { snapshot } = catalog;
      const { grants, owners } = snapshot;
      const held = rolesHeld(snapshot, context.role);
      const isShown = (grantee: string, relation: string): boolean =>
        isSuperuser ||
        held.has(grantee) ||
        (grantee === publicGrantee && held.size > 0) ||
        isOwner(snapshot, context.role, relation);
      return [...grants].flatMap(([grantee, relations]) =>
        [...relations]
          .filter(([relation]) => isShown(grantee, relation))
          .flatMap(([relation, ofRelation]) =>
            ofRelation.flatMap(({ grantor, column, privileges, grantable }) =>
              [...privileges].map((privilege) => [
                grantee,
                relation,
                column ?? null,
                privilege,
                grantable.has(privilege),
                grantor ?? owners.get(relation) ?? null,
              ]),
            ),
          ),
      );
    },
  };
}
