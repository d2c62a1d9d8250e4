// What makes one jsonb of another: ||, -, #-, jsonb_set, jsonb_insert, jsonb_strip_nulls, jsonb_pretty.
import { InvalidParameterValue, PgError } from "../../../../../errors.js";
import { scalarFunction, type ScalarFunction } from "../../scalar-function.js";
import { indexOfPath, textsInLine } from "./access.js";
import { readJsonb } from "./parse.js";
import { bounded, isArray, isObject, type JsonValue, objectOf, print, quote } from "./value.js";

function isScalar(value: JsonValue): boolean {
  return !isArray(value) && !isObject(value);
}

function concat(a: JsonValue, b: JsonValue): JsonValue {
  if (isObject(a) && isObject(b)) return objectOf([...a, ...b]);
  return [...(isArray(a) ? a : [a]), ...(isArray(b) ? b : [b])];
}

function deleteKeys(value: JsonValue, keys: readonly (string | null)[]): JsonValue {
  if (isScalar(value)) throw new InvalidParameterValue("cannot delete from scalar");
  if (isObject(value)) return new Map([...value].filter(([key]) => !keys.includes(key)));
  return (value as readonly JsonValue[]).filter((element) => typeof element !== "string" || !keys.includes(element));
}

function deleteIndex(value: JsonValue, index: number): JsonValue {
  if (isScalar(value)) throw new InvalidParameterValue("cannot delete from scalar");
  if (isObject(value)) throw new InvalidParameterValue("cannot delete from object using integer index");
  const elements = value as readonly JsonValue[];
  const at = index < 0 ? elements.length + index : index;
  return elements.filter((_, position) => position !== at);
}

/** What is done where the path ends. */
type Deed =
  | { readonly kind: "delete" }
  | { readonly kind: "set"; readonly value: JsonValue; readonly creates: boolean }
  | { readonly kind: "insert"; readonly value: JsonValue; readonly after: boolean };

type Steps = readonly (string | null)[];

function change(value: JsonValue, steps: Steps, level: number, deed: Deed): JsonValue {
  const step = steps[level] ?? null;
  if (step === null) throw new PgError("22004", `path element at position ${level + 1} is null`);
  if (isScalar(value)) return value;
  return isObject(value)
    ? changeObject(value, step, steps, level, deed)
    : changeArray(value as readonly JsonValue[], step, steps, level, deed);
}

function changeObject(
  object: ReadonlyMap<string, JsonValue>,
  key: string,
  steps: Steps,
  level: number,
  deed: Deed,
): JsonValue {
  const isLast = level === steps.length - 1;
  const old = object.get(key);
  if (old === undefined) {
    const adds = isLast && (deed.kind === "insert" || (deed.kind === "set" && deed.creates));
    return adds ? objectOf([...object, [key, deed.value]]) : object;
  }
  if (!isLast) return objectOf([...object, [key, change(old, steps, level + 1, deed)]]);
  if (deed.kind === "delete") return new Map([...object].filter(([other]) => other !== key));
  if (deed.kind === "insert") {
    throw new InvalidParameterValue("cannot replace existing key", {
      hint: "Try using the function jsonb_set to replace key value.",
    });
  }
  return objectOf([...object, [key, deed.value]]);
}

function changeArray(array: readonly JsonValue[], step: string, steps: Steps, level: number, deed: Deed): JsonValue {
  const index = indexOfPath(step);
  if (index === undefined) {
    throw new PgError("22P02", `path element at position ${level + 1} is not an integer: "${step}"`);
  }
  const isLast = level === steps.length - 1;
  const at = index < 0 ? array.length + index : index;
  const old = at < 0 ? undefined : array[at];
  if (old === undefined) {
    if (!isLast || deed.kind === "delete" || (deed.kind === "set" && !deed.creates)) return array;
    return at < 0 ? [deed.value, ...array] : [...array, deed.value];
  }
  if (!isLast) return array.with(at, change(old, steps, level + 1, deed));
  if (deed.kind === "delete") return array.toSpliced(at, 1);
  if (deed.kind === "set") return array.with(at, deed.value);
  return array.toSpliced(deed.after ? at + 1 : at, 0, deed.value);
}

function edit(json: string, path: string, deed: Deed, what: string): string {
  const steps = textsInLine(path);
  const value = readJsonb(json);
  if (isScalar(value)) throw new InvalidParameterValue(`cannot ${what} scalar`);
  const isEmpty = (isObject(value) ? value.size : (value as readonly JsonValue[]).length) === 0;
  if (isEmpty && (deed.kind === "delete" || (deed.kind === "set" && !deed.creates))) return json;
  return steps.length === 0 ? json : print(change(value, steps, 0, deed));
}

export function stripNulls(value: JsonValue): JsonValue {
  if (isArray(value)) return value.map(stripNulls);
  if (!isObject(value)) return value;
  return new Map([...value].filter(([, member]) => member !== null).map(([key, member]) => [key, stripNulls(member)]));
}

function pretty(value: JsonValue, indent: string): string {
  const inner = `${indent}    `;
  if (isArray(value)) {
    const lines = value.map((element) => inner + pretty(element, inner));
    return bounded(lines.length === 0 ? `[\n${indent}]` : `[\n${lines.join(",\n")}\n${indent}]`);
  }
  if (!isObject(value)) return print(value);
  const lines = [...value].map(([key, member]) => `${inner}${quote(key)}: ${pretty(member, inner)}`);
  return bounded(lines.length === 0 ? `{\n${indent}}` : `{\n${lines.join(",\n")}\n${indent}}`);
}

export const editScalars: readonly ScalarFunction[] = [
  scalarFunction("pg_js_jsonb_null_value", ["VARCHAR"], "VARCHAR", (treatment) => {
    throw new PgError("22004", "JSON value must not be null", {
      detail: `Exception was raised because null_value_treatment is "${treatment}".`,
      hint: "To avoid, either change the null_value_treatment argument or ensure that an SQL NULL is not passed.",
    });
  }),
  scalarFunction("pg_js_jsonb_concat", ["VARCHAR", "VARCHAR"], "VARCHAR", (a, b) =>
    print(concat(readJsonb(a), readJsonb(b))),
  ),
  scalarFunction("pg_js_jsonb_delete_key", ["VARCHAR", "VARCHAR"], "VARCHAR", (json, key) =>
    print(deleteKeys(readJsonb(json), [key])),
  ),
  scalarFunction("pg_js_jsonb_delete_keys", ["VARCHAR", "VARCHAR"], "VARCHAR", (json, list) => {
    const keys = textsInLine(list);
    return print(deleteKeys(readJsonb(json), keys));
  }),
  scalarFunction("pg_js_jsonb_delete_index", ["VARCHAR", "INTEGER"], "VARCHAR", (json, index) =>
    print(deleteIndex(readJsonb(json), index)),
  ),
  scalarFunction("pg_js_jsonb_delete_path", ["VARCHAR", "VARCHAR"], "VARCHAR", (json, path) =>
    edit(json, path, { kind: "delete" }, "delete path in"),
  ),
  scalarFunction(
    "pg_js_jsonb_set",
    ["VARCHAR", "VARCHAR", "VARCHAR", "BOOLEAN"],
    "VARCHAR",
    (json, path, to, creates) => edit(json, path, { kind: "set", value: readJsonb(to), creates }, "set path in"),
  ),
  scalarFunction(
    "pg_js_jsonb_insert",
    ["VARCHAR", "VARCHAR", "VARCHAR", "BOOLEAN"],
    "VARCHAR",
    (json, path, to, after) => edit(json, path, { kind: "insert", value: readJsonb(to), after }, "set path in"),
  ),
  scalarFunction("pg_js_jsonb_strip_nulls", ["VARCHAR"], "VARCHAR", (json) => print(stripNulls(readJsonb(json)))),
  scalarFunction("pg_js_jsonb_pretty", ["VARCHAR"], "VARCHAR", (json) => pretty(readJsonb(json), "")),
];
