// Comparisons of jsonb: its btree order, @> and ?.
import { scalarFunction, type ScalarFunction } from "../../scalar-function.js";
import { textsOf } from "./access.js";
import { compareNumbers, withoutTrailingZeros } from "./number-text.js";
import { readJsonb } from "./parse.js";
import { compareText, isArray, isObject, JsonNumber, type JsonValue, print } from "./value.js";

/** Object > array > boolean > number > string > null. */
function rank(value: JsonValue): number {
  if (value === null) return 0;
  if (typeof value === "string") return 1;
  if (value instanceof JsonNumber) return 2;
  if (typeof value === "boolean") return 3;
  return isArray(value) ? 4 : 5;
}

export function compare(a: JsonValue, b: JsonValue): number {
  const byRank = rank(a) - rank(b);
  if (byRank !== 0) return byRank;
  if (typeof a === "string") return compareText(a, b as string);
  if (typeof a === "boolean") return Number(a) - Number(b);
  if (a instanceof JsonNumber) return compareNumbers(a.text, (b as JsonNumber).text);
  if (isArray(a)) return compareArrays(a, b as readonly JsonValue[]);
  return isObject(a) ? compareObjects(a, b as ReadonlyMap<string, JsonValue>) : 0;
}

function compareArrays(a: readonly JsonValue[], b: readonly JsonValue[]): number {
  if (a.length !== b.length) return a.length - b.length;
  for (const [at, element] of a.entries()) {
    const order = compare(element, b[at] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

function compareObjects(a: ReadonlyMap<string, JsonValue>, b: ReadonlyMap<string, JsonValue>): number {
  if (a.size !== b.size) return a.size - b.size;
  const others = b.entries();
  for (const [key, member] of a) {
    const [otherKey, otherMember] = others.next().value ?? ["", null];
    const order = compareText(key, otherKey) || compare(member, otherMember);
    if (order !== 0) return order;
  }
  return 0;
}

/** A scalar alone is an array of one to PostgreSQL, less than others of one: so the empty array comes before scalars. */
function compareWhole(a: JsonValue, b: JsonValue): number {
  const alone = (value: JsonValue): boolean => !isArray(value) && !isObject(value);
  if (isArray(a) && alone(b)) return a.length === 0 ? -1 : 1;
  if (alone(a) && isArray(b)) return b.length === 0 ? 1 : -1;
  return compare(a, b);
}

export function equals(a: JsonValue, b: JsonValue): boolean {
  return compare(a, b) === 0;
}

function contains(a: JsonValue, b: JsonValue, isWhole: boolean): boolean {
  if (isObject(a) && isObject(b)) {
    if (a.size < b.size) return false;
    for (const [key, member] of b) {
      const own = a.get(key);
      if (own === undefined || !(isContainer(member) ? contains(own, member, false) : isSame(own, member)))
        return false;
    }
    return true;
  }
  if (isArray(a) && isArray(b)) {
    return b.every((wanted) =>
      a.some((own) => (isContainer(wanted) ? contains(own, wanted, false) : isSame(own, wanted))),
    );
  }
  // An array contains a scalar alone, and never the other way round.
  if (isWhole && isArray(a) && !isContainer(b)) return a.some((own) => isSame(own, b));
  return !isContainer(a) && !isContainer(b) && isSame(a, b);
}

function isContainer(value: JsonValue): boolean {
  return isArray(value) || isObject(value);
}

function isSame(a: JsonValue, b: JsonValue): boolean {
  return !isContainer(a) && equals(a, b);
}

/** The right side is often one constant over all rows. */
function remembered<T>(make: (text: string) => T): (text: string) => T {
  let last: { readonly text: string; readonly made: T } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, made: make(text) };
    return last.made;
  };
}

const wanted = remembered(readJsonb);
const wantedKeys = remembered(textsOf);

function hasKey(value: JsonValue, key: string): boolean {
  if (isObject(value)) return value.has(key);
  return isArray(value) ? value.includes(key) : value === key;
}

function withShortNumbers(value: JsonValue): JsonValue {
  if (value instanceof JsonNumber) return new JsonNumber(withoutTrailingZeros(value.text));
  if (isArray(value)) return value.map(withShortNumbers);
  return isObject(value) ? new Map([...value].map(([key, member]) => [key, withShortNumbers(member)])) : value;
}

export const compareScalars: readonly ScalarFunction[] = [
  scalarFunction("pg_js_jsonb_compare", ["VARCHAR", "VARCHAR"], "INTEGER", (a, b) =>
    Math.sign(compareWhole(readJsonb(a), readJsonb(b))),
  ),
  scalarFunction("pg_js_jsonb_contains", ["VARCHAR", "VARCHAR"], "BOOLEAN", (a, b) =>
    contains(readJsonb(a), wanted(b), true),
  ),
  scalarFunction("pg_js_jsonb_exists", ["VARCHAR", "VARCHAR"], "BOOLEAN", (json, key) => hasKey(readJsonb(json), key)),
  scalarFunction("pg_js_jsonb_exists_any", ["VARCHAR", "VARCHAR"], "BOOLEAN", (json, keys) => {
    const value = readJsonb(json);
    return wantedKeys(keys).some((key) => key !== null && hasKey(value, key));
  }),
  scalarFunction("pg_js_jsonb_exists_all", ["VARCHAR", "VARCHAR"], "BOOLEAN", (json, keys) => {
    const value = readJsonb(json);
    return wantedKeys(keys).every((key) => key === null || hasKey(value, key));
  }),
  scalarFunction("pg_js_jsonb_group_key", ["VARCHAR"], "VARCHAR", (json) => print(withShortNumbers(readJsonb(json)))),
];
