// Datasets, views and system relations as PostgreSQL's relations: names and types, and nothing else.
import { quoteIdentifier } from "../../duckdb/sandbox.js";
import { bodyOf } from "./mirror-bodies.js";
import type { Fact, FactGroup } from "./mirror-facts.js";
import { type Identity, identified, isSameIdentity, type Oids, type Relation } from "./mirror-identities.js";
import { quoteFull, quoteText } from "./mirror-names.js";
import type { Bulk, Step } from "./mirror-steps.js";
import type { VisibleRelation } from "../visible-names.js";

/** A relation that others can say something of. */
export interface MirroredRelation {
  readonly kind: "table" | "view";
  /** What is said of it and goes with it names it so. */
  readonly key: string;
  /** Its name as SQL. */
  readonly sql: string;
  /** Its columns' names as SQL, by those in the catalog. */
  readonly columns: () => ReadonlyMap<string, string>;
  /** Whose grants and owner, in the catalog; absent: of a system relation, of which the catalog knows nothing. */
  readonly rightsOf?: string;
  readonly isForEverybody?: true;
  readonly facts: FactGroup;
}

/** By schema and name, in the names' order. */
export function mirroredRelations(visible: readonly VisibleRelation[]): readonly MirroredRelation[] {
  return identified(visible).map(([relation, identity]) => mirroredAs(relation, identity));
}

/** What a relation was last made: most are the same after the next commit. */
const mirroredBefore = new WeakMap<Relation, { readonly identity: Identity; readonly mirrored: MirroredRelation }>();

function mirroredAs(relation: Relation, identity: Identity): MirroredRelation {
  const before = mirroredBefore.get(relation);
  if (before !== undefined && isSameIdentity(before.identity, identity)) return before.mirrored;
  const mirrored = mirroredRelation(relation, identity);
  mirroredBefore.set(relation, { identity, mirrored });
  return mirrored;
}

function mirroredRelation({ visible, path, shape }: Relation, identity: Identity): MirroredRelation {
  const { kind, schema, description, isForEverybody, rightsOf } = visible;
  const { name, oids } = identity;
  const sql = quoteFull(schema, name);
  const key = `relation\0${path}`;
  return {
    kind,
    key,
    sql,
    columns: () => bodyOf(visible).columns,
    ...(rightsOf === undefined ? {} : { rightsOf }),
    ...(isForEverybody === true ? { isForEverybody } : {}),
    facts: [
      {
        key,
        stamp: JSON.stringify([kind, identity, shape]),
        set: () => creating(visible, sql, identity),
        unset: () => [`DROP ${kind.toUpperCase()} ${sql}`],
      },
      ...commentFacts(key, kind, sql, description),
      ...sizeFacts(key, oids.relation, visible.size),
    ],
  };
}

function creating(visible: VisibleRelation, sql: string, { indexName, oids }: Identity): readonly Step[] {
  const body = bodyOf(visible);
  const isTable = visible.kind === "table";
  const calls = [
    call("heap_pg_class_oid", oids.relation),
    call("pg_type_oid", oids.rowType),
    call("array_pg_type_oid", oids.arrayType),
    versions(body.columns.size),
    ...(isTable ? [call("heap_relfilenode", oids.file)] : []),
    ...(indexName === undefined
      ? []
      : [call("index_pg_class_oid", oids.index), call("index_relfilenode", oids.indexFile)]),
  ];
  const constraint = indexName === undefined ? "" : keySql(indexName, body.keyColumns);
  return [
    `SELECT ${calls.join(", ")}`,
    `CREATE ${visible.kind.toUpperCase()} ${sql} ${body.sql}${constraint}${isTable ? ")" : ""}`,
    ...(indexName === undefined ? [] : [keyStep(oids)]),
    ...(body.notNull.length === 0 ? [] : [notNullStep(oids.relation, body.notNull)]),
  ];
}

/** In binary upgrade mode, nothing is created without having been told its OIDs. */
function call(what: string, oid: number): string {
  return `pg_catalog.binary_upgrade_set_next_${what}('${oid}'::pg_catalog.oid)`;
}

/** It wants to be told one version for each column. They are kept nowhere that can be seen. */
function versions(columns: number): string {
  const none = `pg_catalog.array_fill('0/0'::pg_catalog.pg_lsn, ARRAY[${columns}])`;
  return `pg_catalog.binary_upgrade_set_next_attribute_versions(${none})`;
}

/**
 * As PostgreSQL had it before 18. Declared, each NOT NULL is a constraint with a name and an OID of its own, which follows from
 * nothing; and they take as long to make as all the rest.
 */
const notNull: Bulk = {
  sql: (rows) =>
    `UPDATE pg_catalog.pg_attribute SET attnotnull = true FROM (VALUES ${rows}) AS these (relation, places) ` +
    "WHERE attrelid = relation AND attnum = ANY (places)",
};

function notNullStep(oid: number, places: readonly number[]): Step {
  return { bulk: notNull, row: `(${oid}::pg_catalog.oid, '{${places.join()}}'::pg_catalog.int2[])` };
}

/** A PRIMARY KEY that is declared makes a constraint of each of its columns, that it is not null; UNIQUE makes all the rest of it. */
const primary: Bulk = {
  sql: (rows) =>
    `WITH these (relation, index) AS (VALUES ${rows}), ` +
    "keys AS (UPDATE pg_catalog.pg_constraint SET contype = 'p' FROM these WHERE conrelid = relation AND contype = 'u') " +
    "UPDATE pg_catalog.pg_index SET indisprimary = true FROM these WHERE indexrelid = index",
};

function keyStep({ relation, index }: Oids): Step {
  return { bulk: primary, row: `(${relation}::pg_catalog.oid, ${index}::pg_catalog.oid)` };
}

function keySql(indexName: string, columns: readonly string[]): string {
  return `, CONSTRAINT ${quoteIdentifier(indexName)} UNIQUE (${columns.join(", ")})`;
}

function commentFacts(relation: string, kind: string, sql: string, description: string | undefined): readonly Fact[] {
  if (description === undefined || description === "") return [];
  const comment = (text: string): string => `COMMENT ON ${kind.toUpperCase()} ${sql} IS ${text}`;
  return [
    {
      key: `comment\0${relation}`,
      stamp: description,
      set: () => [comment(quoteText(description))],
      change: () => [comment(quoteText(description))],
      unset: () => [comment("NULL")],
      goesWith: relation,
    },
  ];
}

/** PostgreSQL's own unit of files. */
const pageBytes = 8192;
/** Of an integer, which relpages is. */
const pagesMax = 2 ** 31 - 1;

const sizes: Bulk = {
  sql: (rows) =>
    `UPDATE pg_catalog.pg_class SET reltuples = tuples, relpages = pages FROM (VALUES ${rows}) ` +
    "AS these (relation, tuples, pages) WHERE oid = relation",
};

function sizeFacts(relation: string, oid: number, size: VisibleRelation["size"]): readonly Fact[] {
  if (size === undefined) return [];
  const [rows, pages] = [size.rows, Math.min(pagesMax, Math.ceil(size.bytes / pageBytes))];
  const row = `(${oid}::pg_catalog.oid, ${rows}::pg_catalog.float4, ${pages}::pg_catalog.int4)`;
  const set = (): readonly Step[] => [{ bulk: sizes, row }];
  return [
    { key: `size\0${relation}`, stamp: `${rows} ${pages}`, set, change: set, unset: () => [], goesWith: relation },
  ];
}
