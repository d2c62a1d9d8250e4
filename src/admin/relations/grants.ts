// sluice.grants: which roles may do what with which datasets. Others than superusers see their own.
import type { Catalog } from "../../catalog/api.js";
import type { SystemRelation } from "../../engine/api.js";

export function grantsRelation(catalog: Pick<Catalog, "snapshot">): SystemRelation {
  return {
    name: "grants",
    columns: [
      { name: "role", type: { id: "VARCHAR" } },
      { name: "dataset", type: { id: "VARCHAR" } },
      { name: "privilege", type: { id: "VARCHAR" } },
    ],
    isForSuperusers: false,
    rows: async ({ context, isSuperuser }) =>
      [...catalog.snapshot.grants]
        .filter(([role]) => isSuperuser || role === context.role)
        .flatMap(([role, grants]) =>
          [...grants].flatMap(([dataset, grant]) =>
            [...grant.privileges].map((privilege) => [role, dataset, privilege]),
          ),
        ),
  };
}
