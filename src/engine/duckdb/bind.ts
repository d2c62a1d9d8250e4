// Binds decoded parameters to a prepared statement. https://duckdb.org/docs/stable/clients/c/prepared
import duckdb from "@duckdb/node-bindings";
import type { DataType } from "../data-type.js";
import type { ParameterContent, ParameterValue } from "../parameter.js";
import { logicalTypeOf } from "./logical-type.js";

/** DuckDB plans again by itself when a value's type is not the one it planned for. */
export function bindParameters(statement: duckdb.PreparedStatement, parameters: readonly ParameterValue[]): void {
  parameters.forEach((parameter, index) => {
    duckdb.bind_value(statement, index + 1, valueOf(parameter.type, parameter.value));
  });
}

function valueOf(type: DataType, content: ParameterContent): duckdb.Value {
  if (content === null) return duckdb.create_null_value();
  switch (type.id) {
    case "BOOLEAN":
      return duckdb.create_bool(content as boolean);
    case "TINYINT":
      return duckdb.create_int8(content as number);
    case "SMALLINT":
      return duckdb.create_int16(content as number);
    case "INTEGER":
      return duckdb.create_int32(content as number);
    case "BIGINT":
      return duckdb.create_int64(content as bigint);
    case "HUGEINT":
      return duckdb.create_hugeint(content as bigint);
    case "UTINYINT":
      return duckdb.create_uint8(content as number);
    case "USMALLINT":
      return duckdb.create_uint16(content as number);
    case "UINTEGER":
      return duckdb.create_uint32(content as number);
    case "UBIGINT":
      return duckdb.create_uint64(content as bigint);
    case "UHUGEINT":
      return duckdb.create_uhugeint(content as bigint);
    case "FLOAT":
      return duckdb.create_float(content as number);
    case "DOUBLE":
      return duckdb.create_double(content as number);
    case "DECIMAL":
      return duckdb.create_decimal({ width: type.width, scale: type.scale, value: content as bigint });
    case "VARCHAR":
    case "JSON":
    case "ENUM":
      return duckdb.create_varchar(content as string);
    case "UUID":
      return duckdb.create_uuid(uuidBits(content as string));
    case "BLOB":
      return duckdb.create_blob(content as Uint8Array);
    case "BIT":
      return duckdb.create_bit(bitBytes(content as string));
    case "DATE":
      return duckdb.create_date({ days: content as number });
    case "TIME":
      return duckdb.create_time({ micros: content as bigint });
    case "TIMETZ": {
      const { us, offsetSeconds } = content as { us: bigint; offsetSeconds: number };
      return duckdb.create_time_tz_value(duckdb.create_time_tz(Number(us), offsetSeconds));
    }
    case "TIMESTAMP":
      return duckdb.create_timestamp({ micros: content as bigint });
    case "TIMESTAMPTZ":
      return duckdb.create_timestamp_tz({ micros: content as bigint });
    case "INTERVAL": {
      const { months, days, us } = content as { months: number; days: number; us: bigint };
      return duckdb.create_interval({ months, days, micros: us });
    }
    case "LIST":
      return duckdb.create_list_value(
        logicalTypeOf(type.child),
        (content as readonly ParameterContent[]).map((item) => valueOf(type.child, item)),
      );
    default:
      throw new Error(`no parameter is of type ${type.id}`);
  }
}

/** A UUID as DuckDB takes it: 128 bits, unsigned. */
function uuidBits(text: string): bigint {
  return BigInt(`0x${text.replaceAll("-", "")}`);
}

/** DuckDB's BIT: how many padding bits there are, then the bits, padded in front with ones. */
function bitBytes(text: string): Uint8Array {
  const padding = (8 - (text.length % 8)) % 8;
  const padded = "1".repeat(padding) + text;
  const bytes = new Uint8Array(1 + padded.length / 8);
  bytes[0] = padding;
  for (let index = 1; index < bytes.length; index++) {
    bytes[index] = Number.parseInt(padded.slice((index - 1) * 8, index * 8), 2);
  }
  return bytes;
}
