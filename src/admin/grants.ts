// GRANT and REVOKE: which roles may read which datasets and views.
import type { Catalog, CatalogEvent, Snapshot } from "../catalog/api.js";
import type { AdministrationCommand, RelationName } from "../engine/api.js";
import { InsufficientPrivilege, UndefinedObject, UndefinedTable } from "../errors.js";
import { canRead } from "./readable.js";
import { type Commander, isSuperuser } from "./roles.js";

type GrantCommand = Extract<AdministrationCommand, { readonly kind: "grant" | "revoke" }>;

/** All of it, or none: one commit. */
export async function changeGrants(
  catalog: Catalog,
  { kind, privileges, relations, roles }: GrantCommand,
  { role: commander, authorship }: Commander,
): Promise<void> {
  await catalog.commit(authorship, (newest) => {
    const names = relations.map((relation) => findRelation(newest, relation, commander));
    const unknown = roles.find((role) => !newest.roles.has(role));
    if (unknown !== undefined) throw new UndefinedObject(`role "${unknown}" does not exist`);
    return names.flatMap((dataset) =>
      roles.map(
        (role): CatalogEvent => ({ kind: kind === "grant" ? "granted" : "revoked", role, dataset, privileges }),
      ),
    );
  });
}

/** A dataset or a view. Who is no superuser learns only of those that they may read. */
function findRelation(snapshot: Snapshot, { schema, name }: RelationName, commander: string): string {
  const dataset = snapshot.datasets.get(name);
  const isPublic = schema === undefined || schema === "public";
  const isHere = snapshot.views.has(name) ? isPublic : dataset !== undefined && (isPublic || schema === dataset.bucket);
  if (!isHere || !canRead(snapshot, commander, name)) {
    throw new UndefinedTable(schema === undefined ? name : `${schema}.${name}`);
  }
  if (!isSuperuser(snapshot, commander)) {
    throw new InsufficientPrivilege(`permission denied for table ${name}`, {
      detail: "Only superusers may grant and revoke.",
    });
  }
  return name;
}
