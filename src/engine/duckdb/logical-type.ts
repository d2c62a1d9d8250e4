// DuckDB's type objects to ours, and back. https://duckdb.org/docs/stable/clients/c/types
import duckdb from "@duckdb/node-bindings";
import { FeatureNotSupported } from "../../errors.js";
import type { DataType, Field, ScalarTypeId } from "../data-type.js";

const T = duckdb.Type;

const scalarByType: ReadonlyMap<duckdb.Type, ScalarTypeId> = new Map<duckdb.Type, ScalarTypeId>([
  [T.BOOLEAN, "BOOLEAN"],
  [T.TINYINT, "TINYINT"],
  [T.SMALLINT, "SMALLINT"],
  [T.INTEGER, "INTEGER"],
  [T.BIGINT, "BIGINT"],
  [T.HUGEINT, "HUGEINT"],
  [T.UTINYINT, "UTINYINT"],
  [T.USMALLINT, "USMALLINT"],
  [T.UINTEGER, "UINTEGER"],
  [T.UBIGINT, "UBIGINT"],
  [T.UHUGEINT, "UHUGEINT"],
  [T.FLOAT, "FLOAT"],
  [T.DOUBLE, "DOUBLE"],
  [T.VARCHAR, "VARCHAR"],
  [T.BLOB, "BLOB"],
  [T.BIT, "BIT"],
  [T.BIGNUM, "BIGNUM"],
  [T.DATE, "DATE"],
  [T.TIME, "TIME"],
  [T.TIME_NS, "TIME_NS"],
  [T.TIME_TZ, "TIMETZ"],
  [T.TIMESTAMP, "TIMESTAMP"],
  [T.TIMESTAMP_S, "TIMESTAMP_S"],
  [T.TIMESTAMP_MS, "TIMESTAMP_MS"],
  [T.TIMESTAMP_NS, "TIMESTAMP_NS"],
  [T.TIMESTAMP_TZ, "TIMESTAMPTZ"],
  [T.INTERVAL, "INTERVAL"],
  [T.UUID, "UUID"],
  [T.GEOMETRY, "GEOMETRY"],
  [T.SQLNULL, "SQLNULL"],
]);

const typeByScalar = new Map([...scalarByType].map(([type, id]) => [id, type]));

/** @throws FeatureNotSupported (0A000) for a type that the wire cannot carry. */
export function dataTypeOf(logical: duckdb.LogicalType): DataType {
  const type = duckdb.get_type_id(logical);
  switch (type) {
    case T.VARCHAR:
      return { id: duckdb.logical_type_get_alias(logical) === "JSON" ? "JSON" : "VARCHAR" };
    case T.DECIMAL:
      return { id: "DECIMAL", width: duckdb.decimal_width(logical), scale: duckdb.decimal_scale(logical) };
    case T.ENUM:
      return {
        id: "ENUM",
        values: Array.from({ length: duckdb.enum_dictionary_size(logical) }, (_, index) =>
          duckdb.enum_dictionary_value(logical, index),
        ),
      };
    case T.LIST:
      return { id: "LIST", child: dataTypeOf(duckdb.list_type_child_type(logical)) };
    case T.ARRAY:
      return {
        id: "ARRAY",
        child: dataTypeOf(duckdb.array_type_child_type(logical)),
        size: duckdb.array_type_array_size(logical),
      };
    case T.STRUCT:
      return {
        id: "STRUCT",
        fields: Array.from(
          { length: duckdb.struct_type_child_count(logical) },
          (_, index): Field => ({
            name: duckdb.struct_type_child_name(logical, index),
            type: dataTypeOf(duckdb.struct_type_child_type(logical, index)),
          }),
        ),
      };
    case T.MAP:
      return {
        id: "MAP",
        key: dataTypeOf(duckdb.map_type_key_type(logical)),
        value: dataTypeOf(duckdb.map_type_value_type(logical)),
      };
    case T.UNION:
      return {
        id: "UNION",
        members: Array.from(
          { length: duckdb.union_type_member_count(logical) },
          (_, index): Field => ({
            name: duckdb.union_type_member_name(logical, index),
            type: dataTypeOf(duckdb.union_type_member_type(logical, index)),
          }),
        ),
      };
    default: {
      const id = scalarByType.get(type);
      if (id === undefined) {
        throw new FeatureNotSupported(`type ${T[type] ?? type} has no form on the wire`, {
          hint: "Cast it to text or json in the statement.",
        });
      }
      return { id };
    }
  }
}

export function logicalTypeOf(type: DataType): duckdb.LogicalType {
  switch (type.id) {
    case "DECIMAL":
      return duckdb.create_decimal_type(type.width, type.scale);
    case "LIST":
      return duckdb.create_list_type(logicalTypeOf(type.child));
    case "JSON":
      return duckdb.create_logical_type(T.VARCHAR);
    case "ENUM":
      return duckdb.create_logical_type(T.VARCHAR);
    case "ARRAY":
    case "STRUCT":
    case "MAP":
    case "UNION":
    case "POSTGRES":
      throw new FeatureNotSupported(`a parameter cannot be of type ${type.id}`);
    default: {
      const id = typeByScalar.get(type.id);
      if (id === undefined) throw new Error(`no DuckDB type for ${type.id}`);
      return duckdb.create_logical_type(id);
    }
  }
}

/** As DuckDB's SQL spells it, for a cast around a parameter. */
export function sqlNameOf(type: DataType): string {
  switch (type.id) {
    case "DECIMAL":
      return `DECIMAL(${type.width},${type.scale})`;
    case "LIST":
      return `${sqlNameOf(type.child)}[]`;
    case "TIMETZ":
      return "TIME WITH TIME ZONE";
    case "TIMESTAMPTZ":
      return "TIMESTAMP WITH TIME ZONE";
    case "SQLNULL":
    case "ENUM":
      return "VARCHAR";
    case "ARRAY":
    case "STRUCT":
    case "MAP":
    case "UNION":
      throw new FeatureNotSupported(`a parameter cannot be of type ${type.id}`);
    default:
      return type.id;
  }
}
