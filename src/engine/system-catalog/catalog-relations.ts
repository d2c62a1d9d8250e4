// Relations of the system catalog in statements that name datasets, too: copied into DuckDB for one execution, as the reader sees them.
import type { StatementContext } from "../api.js";
import type { Batch } from "../batch.js";
import type { DataType, ResultColumn } from "../data-type.js";
import { quoteIdentifier } from "../duckdb/sandbox.js";
import type { Cell, SystemRelation } from "../procedure.js";
import { prepareSystemStatement, type SystemStatementParts } from "./system-statement.js";

/** By `schema.name`. */
export type CatalogRelationMap = ReadonlyMap<string, SystemRelation>;

export class CatalogRelations {
  readonly #parts: SystemStatementParts;
  #relations: CatalogRelationMap | undefined;

  constructor(parts: SystemStatementParts) {
    this.#parts = parts;
  }

  /** Those that there are, for whom a statement was ever planned that names one. */
  get known(): CatalogRelationMap {
    return this.#relations ?? new Map<string, never>();
  }

  /** PostgreSQL's own: all readers have the same. */
  async load(context: StatementContext, signal: AbortSignal | undefined): Promise<CatalogRelationMap> {
    this.#relations ??= relationsOf(this.#parts, await this.#columns(context, signal));
    return this.#relations;
  }

  async #columns(context: StatementContext, signal: AbortSignal | undefined): Promise<readonly CatalogColumn[]> {
    const rows = await jsonRows(this.#parts, columnsSql, ["pg_class"], context, signal);
    return rows.map(([schema, relation, name, type]) => ({
      schema: String(schema),
      relation: String(relation),
      name: String(name),
      type: String(type),
    }));
  }
}

interface CatalogColumn {
  readonly schema: string;
  readonly relation: string;
  readonly name: string;
  /** Of a domain: what it is of. */
  readonly type: string;
}

const columnsSql = `SELECT pg_catalog.json_build_array(n.nspname, c.relname, a.attname,
    pg_catalog.format_type(coalesce(nullif(t.typbasetype, 0), t.oid), NULL))
  FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  WHERE n.nspname IN ('pg_catalog', 'information_schema') AND c.relkind IN ('r', 'v') AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY n.nspname, c.relname, a.attnum`;

function relationsOf(parts: SystemStatementParts, columns: readonly CatalogColumn[]): CatalogRelationMap {
  const byName = new Map<string, CatalogColumn[]>();
  for (const column of columns) {
    const name = `${column.schema}.${column.relation}`;
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [column]);
    else known.push(column);
  }
  return new Map(Array.from(byName, ([name, ofRelation]) => [name, relationOf(parts, name, ofRelation)]));
}

function relationOf(parts: SystemStatementParts, name: string, columns: readonly CatalogColumn[]): SystemRelation {
  const types = columns.map(({ type }) => copiedTypeOf(type));
  const values = columns.map((column, index) => `${quoteIdentifier(column.name)}${types[index]?.cast ?? ""}`);
  const { schema = "", relation = "" } = columns[0] ?? {};
  const sql = `SELECT pg_catalog.json_build_array(${values.join(", ")}) FROM ${quoteIdentifier(schema)}.${quoteIdentifier(relation)}`;
  return {
    name,
    columns: columns.map((column, index): ResultColumn => ({ name: column.name, type: types[index]?.type ?? text })),
    isForSuperusers: false,
    rows: async ({ context, signal }) => {
      const rows = await jsonRows(parts, sql, [relation], context, signal);
      return rows.map((row) => row.map((value, index) => cellOf(types[index]?.type ?? text, value)));
    },
  };
}

type JsonValue = null | boolean | number | string | readonly JsonValue[];

/** The rows of a statement that returns a JSON array each. */
async function jsonRows(
  parts: SystemStatementParts,
  sql: string,
  relations: readonly string[],
  context: StatementContext,
  signal: AbortSignal | undefined,
): Promise<readonly (readonly JsonValue[])[]> {
  const text = { sql, system: { functions: [], relations } };
  const statement = await prepareSystemStatement(parts, text, context, [], signal);
  const { batches } = await statement.execute([], context, { signal: signal ?? new AbortController().signal });
  const rows: (readonly JsonValue[])[] = [];
  for await (const batch of batches) for (const value of textsOf(batch)) rows.push(JSON.parse(value) as JsonValue[]);
  return rows;
}

function* textsOf({ rowCount, columns: [column] }: Batch): Iterable<string> {
  if (column?.layout !== "bytes") throw new Error("the system catalog answers with bytes");
  const { data, starts, ends } = column;
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  for (let row = 0; row < rowCount; row++) yield bytes.toString("utf8", starts[row], ends[row]);
}

interface CopiedType {
  readonly type: DataType;
  /** So that JSON has it whole. */
  readonly cast?: string;
}

const text: DataType = { id: "VARCHAR" };

const copiedTypes: Readonly<Record<string, CopiedType>> = {
  boolean: { type: { id: "BOOLEAN" } },
  smallint: { type: { id: "INTEGER" } },
  integer: { type: { id: "INTEGER" } },
  bigint: { type: { id: "BIGINT" }, cast: "::text" },
  oid: { type: { id: "BIGINT" }, cast: "::text" },
  real: { type: { id: "DOUBLE" } },
  "double precision": { type: { id: "DOUBLE" } },
  "timestamp with time zone": { type: { id: "TIMESTAMPTZ" } },
  int2vector: { type: listOf({ id: "INTEGER" }), cast: "::int2[]" },
  "smallint[]": { type: listOf({ id: "INTEGER" }) },
  "integer[]": { type: listOf({ id: "INTEGER" }) },
  oidvector: { type: listOf({ id: "BIGINT" }), cast: "::oid[]::text[]" },
  "oid[]": { type: listOf({ id: "BIGINT" }), cast: "::text[]" },
  "name[]": { type: listOf(text) },
  "text[]": { type: listOf(text) },
  '"char"[]': { type: listOf(text), cast: "::text[]" },
};

function copiedTypeOf(type: string): CopiedType {
  return copiedTypes[type] ?? { type: text, cast: "::text" };
}

function listOf(child: DataType): DataType {
  return { id: "LIST", child };
}

function cellOf(type: DataType, value: JsonValue): Cell {
  if (value === null) return null;
  switch (type.id) {
    case "BIGINT":
      return BigInt(String(value));
    case "TIMESTAMPTZ": {
      const date = new Date(String(value));
      // Infinity is no moment.
      return Number.isNaN(date.getTime()) ? null : date;
    }
    case "LIST":
      return Array.isArray(value) ? value.map((item: JsonValue) => cellOf(type.child, item)) : null;
    default:
      return value;
  }
}
