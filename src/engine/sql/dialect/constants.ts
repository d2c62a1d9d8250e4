// A string in quotes that takes on a type: what PostgreSQL's input function of that type makes of it, in DuckDB's SQL.
import type { Node } from "libpg-query";
import { PgError } from "../../../errors.js";
import { type LiteralOptions, readDateTime } from "../../date-time/literals.js";
import { byteaOf, duckDBBytes } from "../../bytea-text.js";
import { quoteLiteral } from "../../duckdb/sandbox.js";
import { errorAt, typeText } from "./analysis.js";
import { arrayConstant } from "./array-constants.js";
import { decimalLiteral, plainDecimal } from "./decimals.js";
import { fittingFloat, hexadecimalFloat } from "./hexadecimal-floats.js";
import { assertReadable, digitsOfBits } from "./constant-syntax.js";

const integers: Readonly<Record<string, readonly [bigint, bigint]>> = {
  int2: [-32_768n, 32_767n],
  int4: [-2_147_483_648n, 2_147_483_647n],
  int8: [-9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n],
};

/** What texts of dates and times depend on. */
export type Moment = LiteralOptions;

/** Undefined: DuckDB reads it as it is. @throws PgError with the literal's place. */
export function constantOf(type: string, value: string, node: Node, moment: Moment): string | undefined {
  const integer = integers[type];
  if (integer !== undefined) return integerOf(type, value, integer, node);
  switch (type) {
    case "bool":
      return String(booleanOf(value, node));
    case "numeric":
      return numericOf(value, node);
    case "float4":
    case "float8":
      return floatOf(type, value, node);
    case "date":
    case "time":
    case "timetz":
    case "timestamp":
    case "timestamptz":
    case "interval":
      try {
        return quoteLiteral(readDateTime(type, value, moment));
      } catch (thrown) {
        throw thrown instanceof PgError
          ? errorAt(node, thrown.sqlstate, thrown.message, thrown.hint === undefined ? {} : { hint: thrown.hint })
          : thrown;
      }
    case "bytea":
      try {
        return `${quoteLiteral(duckDBBytes(byteaOf(value)))}::BLOB`;
      } catch (thrown) {
        throw thrown instanceof PgError ? errorAt(node, thrown.sqlstate, thrown.message) : thrown;
      }
    case "name":
      return quoteLiteral(clipped(value));
    case "text":
    case "varchar":
    case "bpchar":
      return quoteLiteral(value);
    default:
  }
  assertReadable(type, value, node);
  if (/^(var)?bit$/.test(type)) return quoteLiteral(digitsOfBits(value));
  if (type === "json" || type === "jsonb") return `pg.${type}_in(${quoteLiteral(value)})`;
  return type.startsWith("_")
    ? arrayConstant(type, value, node, (element) => constantOf(type.slice(1), element, node, moment))
    : undefined;
}

/** Of 63 bytes, in whole characters. */
function clipped(value: string): string {
  const bytes = Buffer.from(value);
  return bytes.length < 64 ? value : bytes.toString("utf8", 0, 63).replace(/\ufffd+$/, "");
}

function invalid(type: string, value: string, node: Node): PgError {
  return errorAt(node, "22P02", `invalid input syntax for type ${typeText(type)}: "${value}"`);
}

function integerOf(type: string, value: string, [least, most]: readonly [bigint, bigint], node: Node): string {
  const text = value.trim();
  if (!/^[+-]?\d+$/.test(text)) throw invalid(type, value, node);
  const number = BigInt(text.replace(/^\+/, ""));
  if (number < least || number > most) {
    throw errorAt(node, "22003", `value "${value}" is out of range for type ${typeText(type)}`);
  }
  return number < 0n ? `(${number})` : String(number);
}

/** parse_bool: any beginning of these that is theirs alone. */
function booleanOf(value: string, node: Node): boolean {
  const text = value.trim().toLowerCase();
  const begins = (...words: readonly string[]): boolean => text !== "" && words.some((word) => word.startsWith(text));
  if (begins("true", "yes") || text === "1" || text === "on") return true;
  if (begins("false", "no") || text === "0" || text === "of" || text === "off") return false;
  throw invalid("bool", value, node);
}

function numericOf(value: string, node: Node): string {
  const text = value.trim();
  if (/^([+-]?(inf|infinity)|nan)$/i.test(text)) {
    throw errorAt(node, "0A000", `numeric ${text} is not supported`, { hint: "Use double precision, which has it." });
  }
  const digits = plainDecimal(text);
  if (digits === undefined) throw invalid("numeric", value, node);
  const literal = decimalLiteral(digits, node);
  // Without a point it would be an integer.
  return digits.includes(".")
    ? literal
    : `CAST(${digits} AS DECIMAL(${Math.max(1, digits.replace(/^-/, "").length)},0))`;
}

function floatOf(type: string, value: string, node: Node): string {
  const text = value.trim();
  const hexadecimal = hexadecimalFloat(text);
  if (hexadecimal !== undefined) {
    const value = fittingFloat(hexadecimal, text, type === "float4" ? "float4" : "float8");
    if (value === undefined) throw errorAt(node, "22003", `"${text}" is out of range for type ${typeText(type)}`);
    return `CAST(${quoteLiteral(Object.is(value, -0) ? "-0" : String(value))} AS ${type === "float4" ? "FLOAT" : "DOUBLE"})`;
  }
  const isSpecial = /^([+-]?(inf|infinity)|nan)$/i.test(text);
  if (!isSpecial && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw invalid(type, value, node);
  const number = Number(text);
  const isBeyond =
    !isSpecial &&
    (!Number.isFinite(type === "float4" ? Math.fround(number) : number) ||
      (number === 0 && /[1-9]/.test(text.split(/e/i)[0] ?? "")));
  if (isBeyond) throw errorAt(node, "22003", `"${text}" is out of range for type ${typeText(type)}`);
  return `CAST(${quoteLiteral(text)} AS ${type === "float4" ? "FLOAT" : "DOUBLE"})`;
}
