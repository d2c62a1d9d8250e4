// CREATE TABLE: makes an empty dataset, for rows to come.
import type { Catalog, CatalogEvent, Column } from "../catalog/api.js";
import { isSuperuser } from "../catalog/api.js";
import type { AdministrationCommand, Notice } from "../engine/api.js";
import { DuplicateColumn, InsufficientPrivilege, InvalidName, PgError, UndefinedColumn } from "../errors.js";
import { limits } from "../limits.js";
import { type Commander, notice } from "./commander.js";
import { eventsOfNewRelation } from "./default-privileges.js";
import { assertNameIsFree, placeOf } from "./new-dataset.js";

type CreateTable = Extract<AdministrationCommand, { readonly kind: "createTable" }>;

/** Superusers only, as CALL ingest. @throws DuplicateTable (42P07), DuplicateColumn (42701), UndefinedColumn (42703), and others. */
export async function createTable(
  catalog: Catalog,
  { relation, columns, key, bucket: wanted, ifNotExists }: CreateTable,
  { role, authorship }: Commander,
): Promise<readonly Notice[]> {
  const { name } = relation;
  assertColumns(columns, key);
  let isThere = false;
  await catalog.commit(authorship, (newest): readonly CatalogEvent[] => {
    if (!isSuperuser(newest, role)) {
      const schema = relation.schema ?? "public";
      throw new InsufficientPrivilege(`permission denied for schema ${schema}`, {
        detail: "Only superusers may make datasets.",
      });
    }
    const bucket = placeOf(newest, relation, wanted);
    isThere = newest.datasets.has(name) || newest.views.has(name);
    if (isThere && ifNotExists) return [];
    assertNameIsFree(newest, name);
    return [
      {
        kind: "datasetCreated",
        dataset: { name, bucket: bucket.name, origin: "ingested", columns, keyColumns: key, objects: [] },
      },
      ...eventsOfNewRelation(newest, { name, schemas: ["public", bucket.name], owner: role }),
    ];
  });
  if (isThere) return [{ ...notice(`relation "${name}" already exists, skipping`), sqlstate: "42P07" }];
  return key.length === 0
    ? []
    : [notice(`the key of dataset "${name}" names its rows; that it is unique is not checked`)];
}

function assertColumns(columns: readonly Column[], key: readonly string[]): void {
  if (columns.length === 0) throw new PgError("42P16", "a dataset must have at least one column");
  const seen = new Set<string>();
  for (const { name } of columns) {
    // DuckDB takes names in any case for the same.
    const folded = name.toLowerCase();
    if (seen.has(folded)) throw new DuplicateColumn(name);
    seen.add(folded);
    if (Buffer.byteLength(name) > limits.identifierBytesMax) {
      throw new InvalidName(`column name "${name}" is too long`);
    }
  }
  const missing = key.find((name) => !columns.some((column) => column.name === name));
  if (missing !== undefined) throw new UndefinedColumn(`column "${missing}" named in key does not exist`);
}
