// The types that rows come in with, for a column of a dataset. What is not among them is brought to the column's own when it is written.
import type { DataType } from "../../../engine/api.js";
import { FeatureNotSupported } from "../../../errors.js";
import { elementTypeOf } from "../pg-types.js";
import { decimalDigitsMax } from "../parameters/numerics.js";

/** Wide enough for all that a numeric parameter may have. */
const integer: DataType = { id: "DECIMAL", width: decimalDigitsMax, scale: 0 };
/** Told as DuckDB reads it: canonical, whatever the session's settings are. */
const text: DataType = { id: "VARCHAR" };

const incoming = {
  BOOLEAN: { id: "BOOLEAN" },
  TINYINT: { id: "SMALLINT" },
  SMALLINT: { id: "SMALLINT" },
  INTEGER: { id: "INTEGER" },
  BIGINT: { id: "BIGINT" },
  HUGEINT: integer,
  UTINYINT: { id: "SMALLINT" },
  USMALLINT: { id: "INTEGER" },
  UINTEGER: { id: "BIGINT" },
  UBIGINT: integer,
  UHUGEINT: integer,
  FLOAT: { id: "FLOAT" },
  DOUBLE: { id: "DOUBLE" },
  VARCHAR: text,
  JSON: text,
  BLOB: { id: "BLOB" },
  BIT: text,
  BIGNUM: integer,
  DATE: { id: "DATE" },
  TIME: { id: "TIME" },
  TIME_NS: { id: "TIME" },
  TIMETZ: text,
  TIMESTAMP: { id: "TIMESTAMP" },
  TIMESTAMP_S: { id: "TIMESTAMP" },
  TIMESTAMP_MS: { id: "TIMESTAMP" },
  TIMESTAMP_NS: { id: "TIMESTAMP" },
  TIMESTAMPTZ: { id: "TIMESTAMPTZ" },
  INTERVAL: text,
  UUID: text,
  ENUM: text,
  SQLNULL: text,
  GEOMETRY: undefined,
  STRUCT: undefined,
  MAP: undefined,
  UNION: undefined,
  POSTGRES: undefined,
} as const satisfies Record<Exclude<DataType["id"], "DECIMAL" | "LIST" | "ARRAY">, DataType | undefined>;

/** @throws FeatureNotSupported (0A000) for a type that PostgreSQL's rows have no value of. */
export function incomingTypeOf(type: DataType, column: string): DataType {
  if (type.id === "DECIMAL") return type;
  if (type.id === "LIST" || type.id === "ARRAY") {
    // Deeper than PostgreSQL's arrays go.
    if (elementTypeOf(type) === type) throw noneOf(type, column);
    return { id: "LIST", child: incomingTypeOf(type.child, column) };
  }
  const found = incoming[type.id];
  if (found === undefined) throw noneOf(type, column);
  return found;
}

function noneOf(type: DataType, column: string): FeatureNotSupported {
  return new FeatureNotSupported(`column "${column}" is of type ${type.id}, whose values COPY FROM does not take`, {
    hint: "Name the other columns: COPY dataset (columns) FROM STDIN.",
  });
}
