// A text whose bytes sort as PostgreSQL sorts jsonb: object > array > boolean > number > string > null, those with more members after those
// with fewer.
import { scalarFunction, type ScalarFunction } from "../../scalar-function.js";
import { readJsonb } from "./parse.js";
import { isArray, isObject, JsonNumber, type JsonValue } from "./value.js";

const end = "\u0001";
const escape = "\u0002";

function keyOf(value: JsonValue): string {
  if (value === null) return "0";
  if (typeof value === "string") return `1${keyOfText(value)}`;
  if (value instanceof JsonNumber) return `2${keyOfNumber(value.text)}`;
  if (typeof value === "boolean") return value ? "31" : "30";
  if (isArray(value)) return `4${sizeOf(value.length)}${value.map(keyOf).join("")}`;
  if (!isObject(value)) return "";
  return `5${sizeOf(value.size)}${[...value].map(([name, member]) => keyOfText(name) + keyOf(member)).join("")}`;
}

/** A scalar alone comes after the empty array, and before all others. */
function keyOfWhole(value: JsonValue): string {
  if (isArray(value) && value.length === 0) return "0";
  return (isArray(value) || isObject(value) ? "2" : "1") + keyOf(value);
}

function keyOfText(text: string): string {
  // Those that have a meaning here are written by two.
  return text.replaceAll(escape, `${escape}\u0003`).replaceAll(end, escape + escape) + end;
}

function sizeOf(count: number): string {
  return String(count).padStart(10, "0");
}

/** Of another sign, the exponent and the digits count down. */
function keyOfNumber(text: string): string {
  const [, sign = "", whole = "", part = "", exponent = "0"] =
    /^(-?)0*(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const digits = (whole + part).replace(/^0+/, "").replace(/0+$/, "");
  if (digits === "") return "1";
  const zeros = (whole + part).length - (whole + part).replace(/^0+/, "").length;
  const size = Number(exponent) + whole.length - zeros + 500_000;
  if (sign === "") return `2${sizeOf(size)}${digits}${end}`;
  return `0${sizeOf(1_000_000 - size)}${digits.replace(/\d/g, (digit) => String(9 - Number(digit)))}~`;
}

export const sortKeyScalars: readonly ScalarFunction[] = [
  scalarFunction("pg_js_jsonb_sort_key", ["VARCHAR"], "VARCHAR", (json) => keyOfWhole(readJsonb(json))),
];
