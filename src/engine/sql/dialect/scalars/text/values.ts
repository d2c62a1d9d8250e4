// Values as text and back, where SQL cannot say it.
import {
  FeatureNotSupported,
  InvalidTextRepresentation,
  NumericValueOutOfRange,
  PgError,
} from "../../../../../errors.js";
import { listText } from "../../../array-text.js";
import { type ScalarFunction, scalarFunction } from "../../scalar-function.js";

export const valueScalars: readonly ScalarFunction[] = [
  scalarFunction("pg_js_scientific", ["VARCHAR"], "VARCHAR", scientific),
  scalarFunction("pg_js_text_float8", ["VARCHAR"], "VARCHAR", (text) => floatText(text, "double precision", Number)),
  scalarFunction("pg_js_text_float4", ["VARCHAR"], "VARCHAR", (text) =>
    floatText(text, "real", (digits) => Math.fround(Number(digits))),
  ),
  scalarFunction("pg_js_text_bits", ["VARCHAR"], "VARCHAR", bits),
  scalarFunction("pg_js_text_array", ["VARCHAR", "INTEGER"], "VARCHAR", (text, dimensions) =>
    JSON.stringify(elements(text, dimensions)),
  ),
];

/** `1234500.0` as `1.2345e+06`. Written with an exponent already, it stays. */
function scientific(text: string): string {
  const [, sign = "", whole = "", part = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === "") return text;
  const digits = `${whole}${part}`.replace(/0+$/, "");
  const fraction = digits.slice(1);
  return `${sign}${digits.charAt(0)}${fraction === "" ? "" : `.${fraction}`}e+${String(whole.length - 1).padStart(2, "0")}`;
}

/** As DuckDB reads it. */
function floatText(text: string, type: string, valueOf: (digits: string) => number): string {
  const number = text.replaceAll(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, "");
  const special = /^([+-]?)(?:(nan)|inf|infinity)$/i.exec(number);
  if (special !== null) return special[2] === undefined ? `${special[1] === "-" ? "-" : ""}Infinity` : "NaN";
  if (/^[+-]?0x[0-9a-f.]/i.test(number)) {
    throw new FeatureNotSupported("numbers in hexadecimal digits are not supported");
  }
  const digits = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.exec(number);
  if (digits === null) throw new InvalidTextRepresentation(type, text);
  const value = valueOf(number);
  if (!Number.isFinite(value) || (value === 0 && /[1-9]/.test(digits[1] ?? ""))) {
    throw new NumericValueOutOfRange(`"${number}" is out of range for type ${type}`);
  }
  return number;
}

function bits(text: string): string {
  const isHex = /^x/i.test(text);
  const digits = /^[bx]/i.test(text) ? text.slice(1) : text;
  const wrong = (isHex ? /[^0-9a-f]/iu : /[^01]/u).exec(digits);
  if (wrong !== null) {
    throw new PgError("22P02", `"${wrong[0]}" is not a valid ${isHex ? "hexadecimal" : "binary"} digit`);
  }
  if (!isHex) return digits;
  return digits.replaceAll(/./g, (digit) => Number.parseInt(digit, 16).toString(2).padStart(4, "0"));
}

type Elements = readonly (string | null | Elements)[];

function elements(text: string, dimensions: number): Elements {
  if (/^\s*\[/.test(text)) throw new FeatureNotSupported("arrays with bounds are not supported");
  const values: string[] = [];
  const list = listText(text, (value) => String(values.push(value) - 1));
  if (list === undefined) throw malformed(text);
  const parsed = JSON.parse(list.replaceAll("NULL", "null")) as Elements;
  const depth = depthOf(parsed, text);
  // An array without elements has no dimensions.
  if (depth === 0) return [];
  if (depth !== dimensions) throw new FeatureNotSupported("arrays of differing dimensions are not supported");
  return withValues(parsed, values);
}

/** All of its lists are of one depth and, at each, of one length. 0: it has no elements. */
function depthOf(list: Elements, text: string): number {
  const [first] = list;
  if (first === undefined) return 0;
  if (!Array.isArray(first)) return 1;
  const lists = list as readonly Elements[];
  const depths = lists.map((inner) => depthOf(inner, text));
  const isEven = lists.every((inner, index) => inner.length === lists[0]?.length && depths[index] === depths[0]);
  if (!isEven || depths[0] === 0) throw malformed(text);
  return (depths[0] ?? 0) + 1;
}

function withValues(list: Elements, values: readonly string[]): Elements {
  return list.map((element) => {
    if (element === null) return null;
    return typeof element === "string" ? (values[Number(element)] ?? null) : withValues(element, values);
  });
}

function malformed(text: string): PgError {
  return new PgError("22P02", `malformed array literal: "${text}"`);
}
