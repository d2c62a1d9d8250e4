// The types of columns and parameters, as DuckDB knows them.

export type ScalarTypeId =
  | "BOOLEAN"
  | "TINYINT"
  | "SMALLINT"
  | "INTEGER"
  | "BIGINT"
  | "HUGEINT"
  | "UTINYINT"
  | "USMALLINT"
  | "UINTEGER"
  | "UBIGINT"
  | "UHUGEINT"
  | "FLOAT"
  | "DOUBLE"
  | "VARCHAR"
  | "JSON"
  | "BLOB"
  | "BIT"
  | "BIGNUM"
  | "DATE"
  | "TIME"
  | "TIME_NS"
  | "TIMETZ"
  | "TIMESTAMP"
  | "TIMESTAMP_S"
  | "TIMESTAMP_MS"
  | "TIMESTAMP_NS"
  | "TIMESTAMPTZ"
  | "INTERVAL"
  | "UUID"
  | "GEOMETRY"
  | "SQLNULL";

/**
 * A type of PostgreSQL's that DuckDB has none for, by whose name a result's column goes: its values lie as texts (`oid`: as UINTEGER). `numeric`: texts of numbers, with the digits that PostgreSQL shows.
 */
export type AnnouncedType =
  | "varchar"
  | "bpchar"
  | "name"
  | "char"
  | "json"
  | "jsonb"
  | "oid"
  | "bit"
  | "varbit"
  | "numeric"
  | "unknown"
  | "regtype"
  | "void";

export type DataType =
  | { readonly id: ScalarTypeId; readonly as?: AnnouncedType }
  | { readonly id: "DECIMAL"; readonly width: number; readonly scale: number }
  | { readonly id: "ENUM"; readonly values: readonly string[] }
  | { readonly id: "LIST"; readonly child: DataType }
  | { readonly id: "ARRAY"; readonly child: DataType; readonly size: number }
  /** `record`: PostgreSQL's, in its own form. */
  | { readonly id: "STRUCT"; readonly fields: readonly Field[]; readonly as?: "record" }
  | { readonly id: "MAP"; readonly key: DataType; readonly value: DataType }
  | { readonly id: "UNION"; readonly members: readonly Field[] }
  | PostgresType;

/**
 * A type of PostgreSQL's own that the system catalog has: its values are bytes as PostgreSQL's wire has them, in the format that was asked for.
 * As RowDescription tells a type: `size` in bytes (-1: it varies), `modifier` (-1: none).
 */
export interface PostgresType {
  readonly id: "POSTGRES";
  readonly oid: number;
  readonly size: number;
  readonly modifier: number;
}

export type TypeId = DataType["id"];

export interface Field {
  readonly name: string;
  readonly type: DataType;
}

/** A column of a result. */
export type ResultColumn = Field;

/** What a list's or a map's child vector holds. */
export function elementTypeOf(type: DataType): DataType {
  if (type.id === "LIST" || type.id === "ARRAY") return type.child;
  if (type.id !== "MAP") throw new Error(`${type.id} has no elements`);
  const fields = [
    { name: "key", type: type.key },
    { name: "value", type: type.value },
  ];
  return { id: "STRUCT", fields };
}

/** What the child vectors of a struct or a union hold; a union's first one is its tag. */
export function memberTypesOf(type: DataType): readonly DataType[] {
  if (type.id === "STRUCT") return type.fields.map((field) => field.type);
  if (type.id === "UNION") return [{ id: "UTINYINT" }, ...type.members.map((member) => member.type)];
  throw new Error(`${type.id} has no members`);
}
