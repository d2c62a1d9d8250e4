// Datasets, views and system relations as PostgreSQL's relations: names and types, and nothing else.
import { limits } from "../../limits.js";
import { quoteIdentifier } from "../duckdb/sandbox.js";
import type { Fact } from "./mirror-facts.js";
import { cutName, fitNames, freeName, quoteFull, quoteText } from "./mirror-names.js";
import { oidOf, OidSpace } from "./mirror-oids.js";
import type { Bulk, Step } from "./mirror-steps.js";
import { mirroredTypeOf } from "./mirrored-types.js";
import type { VisibleColumn, VisibleRelation } from "./visible-names.js";

/** A relation of the mirror, before it has its OIDs. */
interface Relation extends Pick<VisibleRelation, "kind" | "schema" | "name" | "description" | "size" | "rightsOf"> {
  readonly isForEverybody?: boolean | undefined;
  readonly body: Body;
  readonly wanted: WantedOids;
}

/** The OIDs that it has where they are not taken. */
interface WantedOids {
  readonly relation: number;
  readonly rowType: number;
  readonly arrayType: number;
  readonly index: number;
  /** Those of the files follow from the columns, too. */
  readonly file: number;
  readonly indexFile: number;
}

interface Body {
  /** What stands behind the name in its CREATE, but for its key. */
  readonly sql: string;
  /** Quoted, by the name in the catalog. */
  readonly columns: ReadonlyMap<string, string>;
  /** Quoted; empty: there is no key, or none that PostgreSQL could have. */
  readonly keyColumns: readonly string[];
  /** The places of the columns that are NOT NULL, from 1. */
  readonly notNull: readonly number[];
}

/** A relation that others can say something of. */
export interface MirroredRelation {
  readonly kind: "table" | "view";
  /** What is said of it and goes with it names it so. */
  readonly key: string;
  /** Its name as SQL. */
  readonly sql: string;
  readonly columns: ReadonlyMap<string, string>;
  /** Whose grants and owner, in the catalog; absent: of a system relation, of which the catalog knows nothing. */
  readonly rightsOf?: string;
  readonly isForEverybody?: true;
  readonly facts: readonly Fact[];
}

/** MaxHeapAttributeNumber: of a relation that has more columns, the first ones are there. */
const columnsMax = 1600;
/** INDEX_MAX_KEYS */
const keyColumnsMax = 32;
/** No column of a table can be called so. */
const systemColumns = ["tableoid", "cmax", "xmax", "cmin", "xmin", "ctid"];

/** By schema and name, in the names' order. */
export function mirroredRelations(visible: readonly VisibleRelation[]): readonly MirroredRelation[] {
  const relations = visible
    .map(relationOf)
    .sort((left, right) => compare(left.schema, right.schema) || compare(left.name, right.name));
  const names = fitBySchema(relations);
  const taken = new Set(relations.map((relation, index) => `${relation.schema}\0${names[index]}`));
  const spaces = { ofClass: new OidSpace(), ofType: new OidSpace(), ofFile: new OidSpace() };
  return relations.map((relation, index) =>
    mirroredAs(relation, identityOf(relation, names[index] ?? relation.name, taken, spaces)),
  );
}

interface Spaces {
  readonly ofClass: OidSpace;
  readonly ofType: OidSpace;
  readonly ofFile: OidSpace;
}

/** What a relation is called, and which OIDs it has, among all others. */
interface Identity {
  readonly name: string;
  /** Absent: it has no key. */
  readonly indexName: string | undefined;
  readonly oids: WantedOids;
}

function identityOf({ schema, body, wanted }: Relation, name: string, taken: Set<string>, spaces: Spaces): Identity {
  const hasKey = body.keyColumns.length > 0;
  const indexName = hasKey ? nameOfIndex(schema, name, taken) : undefined;
  const relation = spaces.ofClass.take(wanted.relation);
  const rowType = spaces.ofType.take(wanted.rowType);
  const arrayType = spaces.ofType.take(wanted.arrayType);
  const index = hasKey ? spaces.ofClass.take(wanted.index) : 0;
  // Another file for all that makes it another table: the old one lies there until the transaction that drops it has ended.
  const isAsWanted =
    relation === wanted.relation &&
    rowType === wanted.rowType &&
    arrayType === wanted.arrayType &&
    (!hasKey || (index === wanted.index && indexName === name + keySuffix));
  const moved = isAsWanted ? "" : [relation, rowType, arrayType, index, indexName].join("\0");
  const file = spaces.ofFile.take(isAsWanted ? wanted.file : oidOf("file", `${wanted.file}\0${moved}`));
  const wantedIndexFile = isAsWanted ? wanted.indexFile : oidOf("file", `${wanted.indexFile}\0${moved}`);
  const indexFile = hasKey ? spaces.ofFile.take(wantedIndexFile) : 0;
  return { name, indexName, oids: { relation, rowType, arrayType, index, file, indexFile } };
}

/** What a relation was last made: most are the same after the next commit. */
const mirroredBefore = new WeakMap<Relation, { readonly identity: Identity; readonly mirrored: MirroredRelation }>();

function mirroredAs(relation: Relation, identity: Identity): MirroredRelation {
  const before = mirroredBefore.get(relation);
  if (before !== undefined && isSame(before.identity, identity)) return before.mirrored;
  const mirrored = mirroredRelation(relation, identity);
  mirroredBefore.set(relation, { identity, mirrored });
  return mirrored;
}

function isSame(left: Identity, right: Identity): boolean {
  return (
    left.name === right.name &&
    left.indexName === right.indexName &&
    left.oids.relation === right.oids.relation &&
    left.oids.rowType === right.oids.rowType &&
    left.oids.arrayType === right.oids.arrayType &&
    left.oids.file === right.oids.file &&
    left.oids.index === right.oids.index &&
    left.oids.indexFile === right.oids.indexFile
  );
}

function mirroredRelation(relation: Relation, { name, indexName, oids }: Identity): MirroredRelation {
  const { kind, schema, body, description, isForEverybody, rightsOf } = relation;
  const sql = quoteFull(schema, name);
  const key = `relation\0${schema}\0${relation.name}`;
  const constraint = indexName === undefined ? "" : keySql(indexName, body.keyColumns);
  const calls = [
    call("heap_pg_class_oid", oids.relation),
    call("pg_type_oid", oids.rowType),
    call("array_pg_type_oid", oids.arrayType),
    versions(body.columns.size),
    ...(kind === "table" ? [call("heap_relfilenode", oids.file)] : []),
    ...(indexName === undefined
      ? []
      : [call("index_pg_class_oid", oids.index), call("index_relfilenode", oids.indexFile)]),
  ];
  const create = `CREATE ${kind.toUpperCase()} ${sql} ${body.sql}${constraint}${kind === "table" ? ")" : ""}`;
  const set = [
    `SELECT ${calls.join(", ")}`,
    create,
    ...(indexName === undefined ? [] : [keyStep(oids)]),
    ...(body.notNull.length === 0 ? [] : [notNullStep(oids.relation, body.notNull)]),
  ];
  // What a key and NOT NULL make of it is in the file's OID, and in its own.
  const stamp = [calls.join(), create, body.notNull.join()].join("\n");
  return {
    kind,
    key,
    sql,
    columns: body.columns,
    ...(rightsOf === undefined ? {} : { rightsOf }),
    ...(isForEverybody === true ? { isForEverybody } : {}),
    facts: [
      { key, stamp, set, unset: [`DROP ${kind.toUpperCase()} ${sql}`] },
      ...commentFacts(key, kind, sql, description),
      ...sizeFacts(key, oids.relation, relation.size),
    ],
  };
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

function keyStep({ relation, index }: WantedOids): Step {
  return { bulk: primary, row: `(${relation}::pg_catalog.oid, ${index}::pg_catalog.oid)` };
}

function wantedOids(schema: string, name: string, { sql, keyColumns, notNull }: Body): WantedOids {
  const path = `${schema}\0${name}`;
  const shape = [path, sql, keyColumns.join(), notNull.join()].join("\0");
  return {
    relation: oidOf("relation", path),
    rowType: oidOf("rowType", path),
    arrayType: oidOf("arrayType", path),
    index: oidOf("index", path),
    file: oidOf("file", shape),
    indexFile: oidOf("file", `${shape}\0index`),
  };
}

function keySql(indexName: string, columns: readonly string[]): string {
  return `, CONSTRAINT ${quoteIdentifier(indexName)} UNIQUE (${columns.join(", ")})`;
}

const keySuffix = "_pkey";

/** As PostgreSQL would call it, were all relations there first. */
function nameOfIndex(schema: string, table: string, taken: Set<string>): string {
  const wanted = cutName(table, limits.identifierBytesMax - keySuffix.length) + keySuffix;
  const name = freeName(wanted, (tried) => taken.has(`${schema}\0${tried}`), "");
  taken.add(`${schema}\0${name}`);
  return name;
}

function commentFacts(relation: string, kind: string, sql: string, description: string | undefined): readonly Fact[] {
  if (description === undefined || description === "") return [];
  const comment = (text: string): string => `COMMENT ON ${kind.toUpperCase()} ${sql} IS ${text}`;
  return [
    {
      key: `comment\0${relation}`,
      stamp: description,
      set: [comment(quoteText(description))],
      change: [comment(quoteText(description))],
      unset: [comment("NULL")],
      goesWith: relation,
    },
  ];
}

/** PostgreSQL's own unit of files. */
const pageBytes = 8192;

const sizes: Bulk = {
  sql: (rows) =>
    `UPDATE pg_catalog.pg_class SET reltuples = tuples, relpages = pages FROM (VALUES ${rows}) ` +
    "AS these (relation, tuples, pages) WHERE oid = relation",
};

function sizeFacts(relation: string, oid: number, size: VisibleRelation["size"]): readonly Fact[] {
  if (size === undefined) return [];
  const [rows, pages] = [size.rows, Math.ceil(size.bytes / pageBytes)];
  const set = [{ bulk: sizes, row: `(${oid}::pg_catalog.oid, ${rows}::pg_catalog.float4, ${pages}::pg_catalog.int4)` }];
  return [{ key: `size\0${relation}`, stamp: `${rows} ${pages}`, set, change: set, unset: [], goesWith: relation }];
}

function relationOf(visible: VisibleRelation): Relation {
  const known = relationsByVisible.get(visible);
  if (known !== undefined) return known;
  const { kind, schema, name } = visible;
  const body = kind === "table" ? bodyOfTable(visible) : bodyOfView(visible.columns);
  const relation = { ...visible, body, wanted: wantedOids(schema, name, body) };
  relationsByVisible.set(visible, relation);
  return relation;
}

const relationsByVisible = new WeakMap<VisibleRelation, Relation>();

function bodyOfTable(table: VisibleRelation): Body {
  const columns = table.columns.slice(0, columnsMax);
  const names = quotedByName(columns, systemColumns);
  const declared = columns.map(({ name, type }) => `${names.get(name)} ${mirroredTypeOf(type).sql}`);
  const keyColumns = keyOf(table, names);
  const isOfKey = (name: string): boolean => keyColumns.length > 0 && table.keyColumns.includes(name);
  const notNull = columns.flatMap(({ name, isNullable }, index) =>
    isNullable === false || isOfKey(name) ? [index + 1] : [],
  );
  return { sql: `(${declared.join(", ")}`, columns: names, keyColumns, notNull };
}

function keyOf({ keyColumns, columns }: VisibleRelation, names: Body["columns"]): readonly string[] {
  const key = keyColumns.flatMap((name) => {
    const column = columns.find((one) => one.name === name);
    return column !== undefined && mirroredTypeOf(column.type).isOrdered ? (names.get(name) ?? []) : [];
  });
  return key.length === keyColumns.length && key.length <= keyColumnsMax ? key : [];
}

/** Its rows are no rows, and its definition tells nothing. */
function bodyOfView(all: readonly VisibleColumn[]): Body {
  const columns = all.slice(0, columnsMax);
  const names = quotedByName(columns);
  const values = columns.map(({ type }) => `NULL::${mirroredTypeOf(type).sql}`);
  // PostgreSQL's views have columns or not, but no empty brackets.
  const head = names.size === 0 ? "" : `(${[...names.values()].join(", ")}) `;
  return { sql: `${head}AS SELECT ${values.join(", ")}`, columns: names, keyColumns: [], notNull: [] };
}

function quotedByName(columns: readonly Pick<VisibleColumn, "name">[], taken?: readonly string[]): Body["columns"] {
  const names = fitNames(
    columns.map(({ name }) => name),
    taken,
  );
  return new Map(columns.map(({ name }, index) => [name, quoteIdentifier(names[index] ?? name)]));
}

/** The relations' names as the mirror has them: unique in each schema. */
function fitBySchema(relations: readonly Relation[]): readonly string[] {
  const fit = new Map<Relation, string>();
  for (const schema of new Set(relations.map((relation) => relation.schema))) {
    const within = relations.filter((relation) => relation.schema === schema);
    const names = fitNames(within.map(({ name }) => name));
    for (const [index, relation] of within.entries()) fit.set(relation, names[index] ?? relation.name);
  }
  return relations.map((relation) => fit.get(relation) ?? relation.name);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
