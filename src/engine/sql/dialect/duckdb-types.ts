// PostgreSQL's types and DuckDB's: which stands for which.
import type { Digits } from "./decimal-digits.js";
import type { DataType, PostgresType, ScalarTypeId } from "../../data-type.js";

const duckDBTypes: Readonly<Record<string, string>> = {
  bool: "BOOLEAN",
  int2: "SMALLINT",
  int4: "INTEGER",
  int8: "BIGINT",
  float4: "FLOAT",
  float8: "DOUBLE",
  numeric: "DECIMAL(38,10)",
  text: "VARCHAR",
  varchar: "VARCHAR",
  bpchar: "VARCHAR",
  name: "VARCHAR",
  char: "VARCHAR",
  unknown: "VARCHAR",
  bytea: "BLOB",
  date: "DATE",
  time: "TIME",
  timetz: "TIME WITH TIME ZONE",
  timestamp: "TIMESTAMP",
  timestamptz: "TIMESTAMP WITH TIME ZONE",
  interval: "INTERVAL",
  uuid: "UUID",
  json: "JSON",
  jsonb: "JSON",
  // Their digits: DuckDB's own BIT has at least one.
  bit: "VARCHAR",
  varbit: "VARCHAR",
  oid: "UINTEGER",
  regtype: "VARCHAR",
  void: "VARCHAR",
};

/** As DuckDB's SQL writes it. */
export function duckDBType(type: string): string {
  if (type.startsWith("_")) return `${duckDBType(type.slice(1))}[]`;
  return duckDBTypes[type] ?? "VARCHAR";
}

const postgresTypes: Readonly<Record<string, string>> = {
  BOOLEAN: "bool",
  TINYINT: "int2",
  SMALLINT: "int2",
  UTINYINT: "int2",
  INTEGER: "int4",
  USMALLINT: "int4",
  BIGINT: "int8",
  UINTEGER: "int8",
  UBIGINT: "numeric",
  HUGEINT: "numeric",
  UHUGEINT: "numeric",
  FLOAT: "float4",
  DOUBLE: "float8",
  VARCHAR: "text",
  BLOB: "bytea",
  DATE: "date",
  TIME: "time",
  TIMETZ: "timetz",
  "TIME WITH TIME ZONE": "timetz",
  TIMESTAMP: "timestamp",
  TIMESTAMPTZ: "timestamptz",
  "TIMESTAMP WITH TIME ZONE": "timestamptz",
  INTERVAL: "interval",
  UUID: "uuid",
  JSON: "json",
};

export function isOfBits(type: string): boolean {
  return type === "bit" || type === "varbit";
}

/** Of a column's type, as DuckDB writes it. Undefined: PostgreSQL has none that is like it. */
export function postgresType(type: string | undefined): string | undefined {
  if (type === undefined) return undefined;
  if (type.endsWith("[]")) {
    const element = postgresType(type.slice(0, -2));
    return element === undefined || element.startsWith("_") ? element : `_${element}`;
  }
  return type.startsWith("DECIMAL") ? "numeric" : postgresTypes[type];
}

/** `INTEGER[][]` has 2. Undefined: it is no array. */
export function dimensionsOf(type: string | undefined): number | undefined {
  const brackets = /(\[\])+$/.exec(type ?? "")?.[0].length;
  return brackets === undefined ? undefined : brackets / 2;
}

/** Of a column of a relation: what the dialect goes by. `type`: DuckDB's. */
export function columnTypeOf(type: string | undefined): {
  readonly type: string | undefined;
  readonly dimensions: number | undefined;
  readonly digits: Digits | undefined;
} {
  return { type: postgresType(type), dimensions: dimensionsOf(type), digits: digitsOfDecimal(type ?? "") };
}

/** `DECIMAL(18,2)`. Undefined: it is none. */
function digitsOfDecimal(type: string): Digits | undefined {
  const [, width, scale] = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(type) ?? [];
  return width === undefined ? undefined : { whole: Number(width) - Number(scale), fraction: Number(scale) };
}

const [numericOid, numericArrayOid] = [1700, 1231];

/** What a client said of a parameter: a numeric's width and scale are those of its value, so the wire has no type of DuckDB's for it. */
export function numericOf({ oid }: PostgresType): string | undefined {
  return oid === numericOid ? "numeric" : oid === numericArrayOid ? "_numeric" : undefined;
}

/** Of a parameter: undefined where DuckDB has to find out. */
export function dataTypeOfPostgres(type: string): DataType | undefined {
  if (type.startsWith("_")) {
    const child = dataTypeOfPostgres(type.slice(1));
    return child === undefined ? undefined : { id: "LIST", child };
  }
  if (type === "numeric" || type === "record") return undefined;
  if (isOfBits(type)) return { id: "BIT" };
  const id = duckDBTypes[type];
  if (id === undefined) return undefined;
  if (id.endsWith("WITH TIME ZONE")) return { id: type === "timetz" ? "TIMETZ" : "TIMESTAMPTZ" };
  return { id: id as ScalarTypeId };
}
