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
  scalarFunction("pg_js_float8_text", ["DOUBLE"], "VARCHAR", (value) => shown(value, String(value), 15)),
  scalarFunction("pg_js_float4_text", ["DOUBLE"], "VARCHAR", (value) => shown(value, shortestOfFloat4(value), 6)),
  scalarFunction("pg_js_text_float8", ["VARCHAR"], "VARCHAR", (text) => floatText(text, "double precision", Number)),
  scalarFunction("pg_js_text_float4", ["VARCHAR"], "VARCHAR", (text) =>
    floatText(text, "real", (digits) => Math.fround(Number(digits))),
  ),
  scalarFunction("pg_js_text_bits", ["VARCHAR"], "VARCHAR", bits),
  scalarFunction("pg_js_text_array", ["VARCHAR", "INTEGER"], "VARCHAR", (text, dimensions) =>
    JSON.stringify(elements(text, dimensions)),
  ),
];

/** The shortest digits that tell the number, laid out as PostgreSQL does: with an exponent from so many digits before the point on. */
function shown(value: number, digits: string, digitsMax: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (value === 0) return `${sign}0`;
  const [mantissa = "", power = "0"] = digits.replace("-", "").split("e");
  const [whole = "", part = ""] = mantissa.split(".");
  const all = `${whole}${part}`;
  const significant = all.replace(/^0+/, "");
  const exponent = Number(power) + whole.length - 1 - (all.length - significant.length);
  const plain = significant.replace(/0+$/, "");
  if (exponent >= digitsMax || exponent < -4) {
    const fraction = plain.length > 1 ? `.${plain.slice(1)}` : "";
    const times = String(Math.abs(exponent)).padStart(2, "0");
    return `${sign}${plain.charAt(0)}${fraction}e${exponent < 0 ? "-" : "+"}${times}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${plain}`;
  const before = plain.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const after = plain.slice(exponent + 1);
  return `${sign}${before}${after === "" ? "" : `.${after}`}`;
}

function shortestOfFloat4(value: number): string {
  for (let digits = 1; digits < 10; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return evenOfTie(value, digits, text);
  }
  return String(value);
}

/** Between two that are as near, the even one. */
function evenOfTie(value: number, digits: number, text: string): string {
  const exact = value.toExponential(digits);
  if (!/5e/.test(exact) || Number(exact) !== value) return text;
  const down = exact.replace(/5(?=e)/, "");
  const isEven = /[02468]\.?e/.test(down);
  return isEven && Math.fround(Number(down)) === value ? down : text;
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
