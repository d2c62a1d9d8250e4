// What makes json and jsonb of other values.
import { InvalidParameterValue, PgError } from "../../../../../errors.js";
import { scalarFunction, type ScalarFunction } from "../../scalar-function.js";
import { checkEscapes, textsInLine, textsOf } from "./access.js";
import { canonicalNumber } from "./number-text.js";
import { checkJson, parseJson } from "./parse.js";
import { elements, members, type Span, slice, unquote, whole } from "./scan.js";
import { bounded, type JsonValue, objectOf, print, quote } from "./value.js";

/** Keys are texts, values are JSON in text: key, value, key, value. */
function buildObject(list: string): string {
  const entries: (readonly [string, JsonValue])[] = [];
  const items = textsOf(list);
  if (items.length % 2 === 1) throw oddArguments("jsonb_build_object");
  for (let at = 0; at < items.length; at += 2) {
    const key = items[at] ?? null;
    if (key === null) throw new InvalidParameterValue(`argument ${at + 1}: key must not be null`);
    entries.push([key, parseJson(items[at + 1] ?? "null")]);
  }
  return print(objectOf(entries));
}

function oddArguments(called: string): PgError {
  return new InvalidParameterValue("argument list must have even number of elements", {
    hint: `The arguments of ${called}() must consist of alternating keys and values.`,
  });
}

type Texts = readonly (string | null)[];

function subscriptError(message: string): PgError {
  return new PgError("2202E", message);
}

/** Of an array of pairs, or of keys and values by turns. */
function pairsOf(list: string): readonly (readonly [string | null, string | null])[] {
  const items = JSON.parse(list) as Texts | readonly Texts[];
  if (items.some((item) => Array.isArray(item))) {
    const rows = items as readonly Texts[];
    if (rows.some((row) => row.some((item) => Array.isArray(item)))) {
      throw subscriptError("wrong number of array subscripts");
    }
    if (rows[0]?.length !== 2) throw subscriptError("array must have two columns");
    return rows.map(([key = null, value = null]) => [key, value]);
  }
  const texts = items as Texts;
  if (texts.length % 2 === 1) throw subscriptError("array must have even number of elements");
  return Array.from({ length: texts.length / 2 }, (_, at) => [texts[2 * at] ?? null, texts[2 * at + 1] ?? null]);
}

function zip(keys: string, values: string): readonly (readonly [string | null, string | null])[] {
  const left = textsInLine(keys);
  const right = textsInLine(values);
  if (left.length !== right.length) throw subscriptError("mismatched array dimensions");
  return left.map((key, at) => [key, right[at] ?? null]);
}

function named(
  pairs: readonly (readonly [string | null, string | null])[],
): readonly (readonly [string, string | null])[] {
  return pairs.map(([key, value]) => {
    if (key === null) throw new PgError("22004", "null value not allowed for object key");
    return [key, value];
  });
}

function jsonObject(pairs: readonly (readonly [string | null, string | null])[]): string {
  const parts = named(pairs).map(([key, value]) => `${quote(key)} : ${value === null ? "null" : quote(value)}`);
  return bounded(`{${parts.join(", ")}}`);
}

function jsonbObject(pairs: readonly (readonly [string | null, string | null])[]): string {
  return print(objectOf(named(pairs)));
}

/** Over json: order and duplicates stay, blanks go. */
function stripNulls(text: string, of: Span): string {
  const first = text.charAt(of.start);
  if (first === "{") {
    const kept = [...members(text, of)].filter(({ value }) => slice(text, value) !== "null");
    const parts = kept.map(({ key, value }) => `${quote(unquote(slice(text, key)))}:${stripNulls(text, value)}`);
    return bounded(`{${parts.join(",")}}`);
  }
  if (first === "[") {
    return bounded(`[${Array.from(elements(text, of), (element) => stripNulls(text, element)).join(",")}]`);
  }
  return first === '"' ? quote(unquote(slice(text, of))) : slice(text, of);
}

/** PostgreSQL's text of a float, of DuckDB's: both print the shortest digits that give it again, in other layouts. */
function floatText(text: string, digitsMax: number): string {
  const [, sign = "", whole = "", fraction = "", exponentText = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([-+]?\d+))?$/.exec(text) ?? [];
  const all = whole + fraction;
  const digits = all.replace(/^0+/, "").replace(/0+$/, "");
  if (digits === "") return `${sign}0`;
  const leading = all.length - all.replace(/^0+/, "").length;
  const exponent = Number(exponentText) + whole.length - leading - 1;
  return sign + (exponent < -4 || exponent >= digitsMax ? scientific(digits, exponent) : positional(digits, exponent));
}

function scientific(digits: string, exponent: number): string {
  const rest = digits.slice(1);
  const size = String(Math.abs(exponent)).padStart(2, "0");
  return `${digits.charAt(0)}${rest === "" ? "" : `.${rest}`}e${exponent < 0 ? "-" : "+"}${size}`;
}

function positional(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const rest = digits.slice(exponent + 1);
  return rest === "" ? whole : `${whole}.${rest}`;
}

export const buildScalars: readonly ScalarFunction[] = [
  scalarFunction("pg_js_json_odd_arguments", ["VARCHAR"], "VARCHAR", (called) => {
    throw oddArguments(called);
  }),
  scalarFunction("pg_js_json_null_argument", ["INTEGER"], "VARCHAR", (position) => {
    throw new InvalidParameterValue(`argument ${position} cannot be null`, { hint: "Object keys should be text." });
  }),
  scalarFunction("pg_js_json_in", ["VARCHAR"], "VARCHAR", (text) => {
    checkJson(text);
    return text;
  }),
  scalarFunction("pg_js_jsonb_in", ["VARCHAR"], "VARCHAR", (text) => print(parseJson(text))),
  scalarFunction("pg_js_json_quote", ["VARCHAR"], "VARCHAR", quote),
  scalarFunction("pg_js_json_float", ["VARCHAR", "INTEGER"], "VARCHAR", floatText),
  scalarFunction("pg_js_jsonb_float", ["VARCHAR"], "VARCHAR", (text) => canonicalNumber(floatText(text, 15))),
  scalarFunction("pg_js_jsonb_build_object", ["VARCHAR"], "VARCHAR", buildObject),
  scalarFunction("pg_js_json_object", ["VARCHAR"], "VARCHAR", (list) => jsonObject(pairsOf(list))),
  scalarFunction("pg_js_jsonb_object", ["VARCHAR"], "VARCHAR", (list) => jsonbObject(pairsOf(list))),
  scalarFunction("pg_js_json_object_of", ["VARCHAR", "VARCHAR"], "VARCHAR", (keys, values) =>
    jsonObject(zip(keys, values)),
  ),
  scalarFunction("pg_js_jsonb_object_of", ["VARCHAR", "VARCHAR"], "VARCHAR", (keys, values) =>
    jsonbObject(zip(keys, values)),
  ),
  scalarFunction("pg_js_json_strip_nulls", ["VARCHAR"], "VARCHAR", (text) =>
    stripNulls(checkEscapes(text), whole(text)),
  ),
];
