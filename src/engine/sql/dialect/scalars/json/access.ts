// Parts of json and jsonb: ->, ->>, #>, #>>, and what takes them apart into lists. All over text, for both types.
import { InvalidParameterValue, PgError } from "../../../../../errors.js";
import { scalarFunction, type ScalarFunction } from "../../scalar-function.js";
import { elementOf, elements, kindOf, memberOf, members, type Span, slice, textOf, unquote, whole } from "./scan.js";
import { zeroCharacter } from "./tokens.js";
import { bounded, quote } from "./value.js";

type Finds<K> = (text: string, of: Span, key: K) => Span | undefined;

const field =
  (isUnique: boolean): Finds<string> =>
  (text, of, key) =>
    text.charAt(of.start) === "{" ? memberOf(text, of, key, isUnique) : undefined;

const element: Finds<number> = (text, of, index) =>
  text.charAt(of.start) === "[" ? elementOf(text, of, index) : undefined;

/** A scalar of jsonb alone is an array of one in PostgreSQL, which `-> 0` shows. */
const jsonbElement: Finds<number> = (text, of, index) =>
  text.charAt(of.start) === "{" ? undefined : (element(text, of, index) ?? loneScalar(text, of, index));

function loneScalar(text: string, of: Span, index: number): Span | undefined {
  return text.charAt(of.start) !== "[" && (index === 0 || index === -1) ? of : undefined;
}

const integer = /^[ \t\n\v\f\r]*([-+]?\d+)$/;

/** What PostgreSQL's strtoint() takes. */
export function indexOfPath(step: string): number | undefined {
  const found = integer.exec(step)?.[1];
  const value = Number(found);
  return found === undefined || value > 2_147_483_647 || value < -2_147_483_648 ? undefined : value;
}

const path: Finds<readonly (string | null)[]> = (text, of, steps) => {
  let found: Span | undefined = of;
  for (const step of steps) {
    if (step === null || found === undefined) return undefined;
    const kind = text.charAt(found.start);
    if (kind === "{") found = memberOf(text, found, step, false);
    else if (kind === "[") {
      const index = indexOfPath(step);
      found = index === undefined ? undefined : elementOf(text, found, index);
    } else return undefined;
  }
  return found;
};

/** json's escapes are read whenever it is taken apart: characters that text cannot hold are noticed then. */
export function checkEscapes(text: string): string {
  for (let at = text.indexOf("\\u0000"); at >= 0; at = text.indexOf("\\u0000", at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) throw zeroCharacter();
  }
  return text;
}

/** A text[] comes as the JSON of it. */
export function textsOf(list: string): readonly (string | null)[] {
  return JSON.parse(list) as readonly (string | null)[];
}

/** @throws PgError 2202E: it has several dimensions. */
export function textsInLine(list: string): readonly (string | null)[] {
  const texts = textsOf(list);
  if (texts.some((text) => Array.isArray(text))) throw new PgError("2202E", "wrong number of array subscripts");
  return texts;
}

const getter =
  <K>(finds: Finds<K>, asText: boolean) =>
  (json: string, key: K): string | null => {
    const text = checkEscapes(json);
    const found = finds(text, whole(text), key);
    if (found === undefined) return null;
    return asText ? textOf(text, found) : slice(text, found);
  };

const pathGetter =
  (asText: boolean) =>
  (json: string, steps: string): string | null =>
    getter(path, asText)(json, textsOf(steps));

/** What is said over a container of the other kind, and over a scalar. */
const complaints: Readonly<Record<string, readonly [string, string]>> = {
  json_each: ["cannot deconstruct an array as an object", "cannot deconstruct a scalar"],
  jsonb_each: ["cannot call jsonb_each on a non-object", "cannot call jsonb_each on a non-object"],
  jsonb_each_text: ["cannot call jsonb_each_text on a non-object", "cannot call jsonb_each_text on a non-object"],
  json_object_keys: ["cannot call json_object_keys on an array", "cannot call json_object_keys on a scalar"],
  jsonb_object_keys: ["cannot call jsonb_object_keys on an array", "cannot call jsonb_object_keys on a scalar"],
  json_array_elements: [
    "cannot call json_array_elements on a non-array",
    "cannot call json_array_elements on a scalar",
  ],
  json_array_elements_text: [
    "cannot call json_array_elements_text on a non-array",
    "cannot call json_array_elements_text on a scalar",
  ],
  jsonb_array_elements: ["cannot extract elements from an object", "cannot extract elements from a scalar"],
};

function expect(text: string, kind: "object" | "array", called: string): Span {
  const span = whole(checkEscapes(text));
  const actual = kindOf(text, span);
  if (actual === kind) return span;
  const [overContainer, overScalar] = complaints[called] ?? [];
  throw new InvalidParameterValue((actual === "object" || actual === "array" ? overContainer : overScalar) ?? called);
}

/** A list of texts, as JSON, which DuckDB makes a list of. */
function listOf(parts: Iterable<string | null>): string {
  let list = "";
  for (const part of parts) list += (list === "" ? "" : ",") + (part === null ? "null" : quote(part));
  return bounded(`[${list}]`);
}

function* pairs(text: string, called: string, asText: boolean): Generator<string> {
  for (const { key, value } of members(text, expect(text, "object", called))) {
    const part = asText ? textOf(text, value) : slice(text, value);
    yield `{"key":${quote(unquote(slice(text, key)))},"value":${part === null ? "null" : quote(part)}}`;
  }
}

function* texts(text: string, array: Span, asText: boolean): Generator<string | null> {
  for (const span of elements(text, array)) yield asText ? textOf(text, span) : slice(text, span);
}

function* keys(text: string, called: string): Generator<string> {
  for (const { key } of members(text, expect(text, "object", called))) yield unquote(slice(text, key));
}

export const accessScalars: readonly ScalarFunction[] = [
  scalarFunction("pg_js_jsonb_field", ["VARCHAR", "VARCHAR"], "VARCHAR", getter(field(true), false)),
  scalarFunction("pg_js_jsonb_field_text", ["VARCHAR", "VARCHAR"], "VARCHAR", getter(field(true), true)),
  scalarFunction("pg_js_json_field", ["VARCHAR", "VARCHAR"], "VARCHAR", getter(field(false), false)),
  scalarFunction("pg_js_json_field_text", ["VARCHAR", "VARCHAR"], "VARCHAR", getter(field(false), true)),
  scalarFunction("pg_js_json_element", ["VARCHAR", "INTEGER"], "VARCHAR", getter(element, false)),
  scalarFunction("pg_js_json_element_text", ["VARCHAR", "INTEGER"], "VARCHAR", getter(element, true)),
  scalarFunction("pg_js_jsonb_element", ["VARCHAR", "INTEGER"], "VARCHAR", getter(jsonbElement, false)),
  scalarFunction("pg_js_jsonb_element_text", ["VARCHAR", "INTEGER"], "VARCHAR", getter(jsonbElement, true)),
  scalarFunction("pg_js_json_path", ["VARCHAR", "VARCHAR"], "VARCHAR", pathGetter(false)),
  scalarFunction("pg_js_json_path_text", ["VARCHAR", "VARCHAR"], "VARCHAR", pathGetter(true)),
  scalarFunction("pg_js_json_each", ["VARCHAR", "VARCHAR"], "VARCHAR", (json, called) =>
    bounded(`[${[...pairs(json, called, false)].join(",")}]`),
  ),
  scalarFunction("pg_js_json_each_text", ["VARCHAR", "VARCHAR"], "VARCHAR", (json, called) =>
    bounded(`[${[...pairs(json, called, true)].join(",")}]`),
  ),
  scalarFunction("pg_js_json_elements", ["VARCHAR", "VARCHAR"], "VARCHAR", (json, called) =>
    listOf(texts(json, expect(json, "array", called), false)),
  ),
  scalarFunction("pg_js_json_elements_text", ["VARCHAR", "VARCHAR"], "VARCHAR", (json, called) =>
    listOf(texts(json, expect(json, "array", called), true)),
  ),
  scalarFunction("pg_js_json_keys", ["VARCHAR", "VARCHAR"], "VARCHAR", (json, called) => listOf(keys(json, called))),
];
