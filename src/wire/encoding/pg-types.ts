// The PostgreSQL types that are served and taken, and which of them stands for a DuckDB type.
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/include/catalog/pg_type.dat
import type { DataType, ScalarTypeId } from "../../engine/api.js";

export interface PgType {
  readonly oid: number;
  readonly name: PgTypeName | ResultTypeName;
  /** Bytes of a value in PostgreSQL's memory; -1: it varies. */
  readonly size: number;
  /** 0: there is none. */
  readonly arrayOid: number;
}

/** What a RowDescription says of a column's type. */
export interface PgColumnType {
  readonly oid: number;
  readonly size: number;
  readonly modifier: number;
}

export type PgTypeName =
  | "bool"
  | "bytea"
  | "char"
  | "name"
  | "int8"
  | "int2"
  | "int4"
  | "text"
  | "oid"
  | "json"
  | "float4"
  | "float8"
  | "unknown"
  | "bpchar"
  | "varchar"
  | "date"
  | "time"
  | "timestamp"
  | "timestamptz"
  | "interval"
  | "timetz"
  | "bit"
  | "varbit"
  | "numeric"
  | "uuid"
  | "jsonb";

/** Only results have them. */
type ResultTypeName = "regtype" | "void";

const resultTypes = {
  regtype: { oid: 2206, name: "regtype", size: 4, arrayOid: 2211 },
  void: { oid: 2278, name: "void", size: 4, arrayOid: 0 },
} as const satisfies { readonly [Name in ResultTypeName]: PgType & { readonly name: Name } };

export const pgTypes = {
  bool: { oid: 16, name: "bool", size: 1, arrayOid: 1000 },
  bytea: { oid: 17, name: "bytea", size: -1, arrayOid: 1001 },
  char: { oid: 18, name: "char", size: 1, arrayOid: 1002 },
  name: { oid: 19, name: "name", size: 64, arrayOid: 1003 },
  int8: { oid: 20, name: "int8", size: 8, arrayOid: 1016 },
  int2: { oid: 21, name: "int2", size: 2, arrayOid: 1005 },
  int4: { oid: 23, name: "int4", size: 4, arrayOid: 1007 },
  text: { oid: 25, name: "text", size: -1, arrayOid: 1009 },
  oid: { oid: 26, name: "oid", size: 4, arrayOid: 1028 },
  json: { oid: 114, name: "json", size: -1, arrayOid: 199 },
  float4: { oid: 700, name: "float4", size: 4, arrayOid: 1021 },
  float8: { oid: 701, name: "float8", size: 8, arrayOid: 1022 },
  unknown: { oid: 705, name: "unknown", size: -2, arrayOid: 0 },
  bpchar: { oid: 1042, name: "bpchar", size: -1, arrayOid: 1014 },
  varchar: { oid: 1043, name: "varchar", size: -1, arrayOid: 1015 },
  date: { oid: 1082, name: "date", size: 4, arrayOid: 1182 },
  time: { oid: 1083, name: "time", size: 8, arrayOid: 1183 },
  timestamp: { oid: 1114, name: "timestamp", size: 8, arrayOid: 1115 },
  timestamptz: { oid: 1184, name: "timestamptz", size: 8, arrayOid: 1185 },
  interval: { oid: 1186, name: "interval", size: 16, arrayOid: 1187 },
  timetz: { oid: 1266, name: "timetz", size: 12, arrayOid: 1270 },
  bit: { oid: 1560, name: "bit", size: -1, arrayOid: 1561 },
  varbit: { oid: 1562, name: "varbit", size: -1, arrayOid: 1563 },
  numeric: { oid: 1700, name: "numeric", size: -1, arrayOid: 1231 },
  uuid: { oid: 2950, name: "uuid", size: 16, arrayOid: 2951 },
  jsonb: { oid: 3802, name: "jsonb", size: -1, arrayOid: 3807 },
} as const satisfies { readonly [Name in PgTypeName]: PgType & { readonly name: Name } };

/** No parameter is of it. */
const recordType = { oid: 2249, size: -1, arrayOid: 2287 };

const servedAs = {
  BOOLEAN: pgTypes.bool,
  TINYINT: pgTypes.int2,
  SMALLINT: pgTypes.int2,
  INTEGER: pgTypes.int4,
  BIGINT: pgTypes.int8,
  HUGEINT: pgTypes.numeric,
  UTINYINT: pgTypes.int2,
  USMALLINT: pgTypes.int4,
  UINTEGER: pgTypes.int8,
  UBIGINT: pgTypes.numeric,
  UHUGEINT: pgTypes.numeric,
  FLOAT: pgTypes.float4,
  DOUBLE: pgTypes.float8,
  VARCHAR: pgTypes.text,
  JSON: pgTypes.json,
  BLOB: pgTypes.bytea,
  BIT: pgTypes.varbit,
  BIGNUM: pgTypes.numeric,
  DATE: pgTypes.date,
  TIME: pgTypes.time,
  TIME_NS: pgTypes.time,
  TIMETZ: pgTypes.timetz,
  TIMESTAMP: pgTypes.timestamp,
  TIMESTAMP_S: pgTypes.timestamp,
  TIMESTAMP_MS: pgTypes.timestamp,
  TIMESTAMP_NS: pgTypes.timestamp,
  TIMESTAMPTZ: pgTypes.timestamptz,
  INTERVAL: pgTypes.interval,
  UUID: pgTypes.uuid,
  GEOMETRY: pgTypes.bytea,
  SQLNULL: pgTypes.text,
} as const satisfies Record<ScalarTypeId, PgType>;

/** MAXDIM: PostgreSQL's arrays have no more dimensions. */
export const arrayDimensionsMax = 6;

/** The type that a column or parameter is announced with. */
export function pgTypeOf(type: DataType): PgColumnType {
  if (type.id === "POSTGRES") return type;
  const element = elementTypeOf(type);
  const { oid, arrayOid, size } = scalarTypeOf(element);
  return element === type
    ? { oid, size, modifier: modifierOf(type) }
    : { oid: arrayOid, size: -1, modifier: modifierOf(element) };
}

/** The OID that a ParameterDescription gives. */
export function oidOfParameter(type: DataType): number {
  return pgTypeOf(type).oid;
}

/**
 * What the innermost of nested lists holds: they are one array of many dimensions to PostgreSQL.
 * The type itself where it is no list, or a list nested deeper than arrays go, which is served as JSON.
 */
export function elementTypeOf(type: DataType): DataType {
  let element = type;
  for (let dimensions = 0; element.id === "LIST" || element.id === "ARRAY"; dimensions++) {
    if (dimensions === arrayDimensionsMax) return type;
    element = element.child;
  }
  return element;
}

/** The type of a value that is no array. */
export function scalarTypeOf(type: DataType): Omit<PgType, "name"> {
  if (type.id === "STRUCT") return type.as === "record" ? recordType : pgTypes.json;
  if ("as" in type && type.as !== undefined) return { ...pgTypes, ...resultTypes }[type.as];
  switch (type.id) {
    case "POSTGRES":
      throw new Error("what PostgreSQL has written is not written anew");
    case "DECIMAL":
      return pgTypes.numeric;
    case "ENUM":
      return pgTypes.text;
    case "MAP":
    case "UNION":
    case "LIST":
    case "ARRAY":
      return pgTypes.json;
    default:
      return servedAs[type.id];
  }
}

/** make_numeric_typmod; 4 is PostgreSQL's VARHDRSZ. */
function modifierOf(type: DataType): number {
  return type.id === "DECIMAL" ? ((type.width << 16) | type.scale) + 4 : -1;
}

/** The OID of a type by its name, as the parser gives it; undefined: there is none that is served. */
export function oidOfType(name: string, isArray: boolean): number | undefined {
  const type = Object.values(pgTypes).find((known) => known.name === name);
  return isArray ? type?.arrayOid : type?.oid;
}
