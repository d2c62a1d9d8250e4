// Which PostgreSQL type stands for a DuckDB type: what the wire announces (docs/types.md), as a name to declare a column with.
import type { DataType, ScalarTypeId } from "../../data-type.js";

export interface MirroredType {
  /** SQL that means the same whatever the search_path: `pg_catalog."numeric"(12,2)`. */
  readonly sql: string;
  /** False: PostgreSQL has no btree order of it, so that no key can be of it. */
  readonly isOrdered: boolean;
}

const byScalarId = {
  BOOLEAN: "bool",
  TINYINT: "int2",
  SMALLINT: "int2",
  INTEGER: "int4",
  BIGINT: "int8",
  HUGEINT: "numeric",
  UTINYINT: "int2",
  USMALLINT: "int4",
  UINTEGER: "int8",
  UBIGINT: "numeric",
  UHUGEINT: "numeric",
  FLOAT: "float4",
  DOUBLE: "float8",
  VARCHAR: "text",
  JSON: "json",
  BLOB: "bytea",
  BIT: "varbit",
  BIGNUM: "numeric",
  DATE: "date",
  TIME: "time",
  TIME_NS: "time",
  TIMETZ: "timetz",
  TIMESTAMP: "timestamp",
  TIMESTAMP_S: "timestamp",
  TIMESTAMP_MS: "timestamp",
  TIMESTAMP_NS: "timestamp",
  TIMESTAMPTZ: "timestamptz",
  INTERVAL: "interval",
  UUID: "uuid",
  GEOMETRY: "bytea",
  SQLNULL: "text",
} as const satisfies Record<ScalarTypeId, string>;

/** By the head of the type's text. */
const byHead: ReadonlyMap<string, string> = new Map([
  ...Object.entries(byScalarId),
  // As DuckDB's SQL spells those that its ids spell otherwise.
  ["TIME WITH TIME ZONE", "timetz"],
  ["TIMESTAMP WITH TIME ZONE", "timestamptz"],
  ['"NULL"', "text"],
  ["DECIMAL", "numeric"],
  ["ENUM", "text"],
  ["STRUCT", "json"],
  ["MAP", "json"],
  ["UNION", "json"],
  ["VARIANT", "json"],
]);

/** MAXDIM: what is nested deeper is served as JSON. */
const arrayDimensionsMax = 6;

/** `type`: as DuckDB spells it, `DECIMAL(12,2)[]`, or as the engine knows it. */
export function mirroredTypeOf(type: string | DataType): MirroredType {
  const text = typeof type === "string" ? type : textOf(type);
  const known = mirroredByText.get(text);
  if (known !== undefined) return known;
  const mirrored = mirroredTypeOfText(text);
  if (mirroredByText.size < textsKeptMax) mirroredByText.set(text, mirrored);
  return mirrored;
}

/** Asked for every column there is, and there are few types. */
const mirroredByText = new Map<string, MirroredType>();
const textsKeptMax = 1000;

function mirroredTypeOfText(text: string): MirroredType {
  let element = text;
  let dimensions = 0;
  for (let bare = withoutList(element); bare !== element; bare = withoutList(element)) {
    element = bare;
    dimensions++;
  }
  if (dimensions > arrayDimensionsMax) return { sql: 'pg_catalog."json"', isOrdered: false };
  // A type that has no form on the wire is read by casting it to text.
  const name = byHead.get(element.replace(/\(.*$/s, "").trim()) ?? "text";
  const [, modifier = ""] = /^DECIMAL(\(\d+, ?\d+\))$/.exec(element) ?? [];
  return { sql: `pg_catalog."${name}"${modifier}${"[]".repeat(dimensions)}`, isOrdered: name !== "json" };
}

/** `VARCHAR[3][]` -> `VARCHAR[3]`; whatever stands within a struct or an enum is followed by its bracket. */
function withoutList(text: string): string {
  return text.replace(/\[\d*\]$/, "");
}

/** Enough of the type's text to tell what stands for it. */
function textOf(type: DataType): string {
  switch (type.id) {
    case "DECIMAL":
      return `DECIMAL(${type.width},${type.scale})`;
    case "LIST":
    case "ARRAY":
      return `${textOf(type.child)}[]`;
    default:
      return type.id;
  }
}
