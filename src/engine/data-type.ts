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

export type DataType =
  | { readonly id: ScalarTypeId }
  | { readonly id: "DECIMAL"; readonly width: number; readonly scale: number }
  | { readonly id: "ENUM"; readonly values: readonly string[] }
  | { readonly id: "LIST"; readonly child: DataType }
  | { readonly id: "ARRAY"; readonly child: DataType; readonly size: number }
  | { readonly id: "STRUCT"; readonly fields: readonly Field[] }
  | { readonly id: "MAP"; readonly key: DataType; readonly value: DataType }
  | { readonly id: "UNION"; readonly members: readonly Field[] };

export type TypeId = DataType["id"];

export interface Field {
  readonly name: string;
  readonly type: DataType;
}

/** A column of a result. */
export type ResultColumn = Field;
