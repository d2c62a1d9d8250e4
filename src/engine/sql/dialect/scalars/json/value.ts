// A value of jsonb in JavaScript, and its canonical text.
import { Buffer } from "node:buffer";
import { ProgramLimitExceeded } from "../../../../../errors.js";

/** Its canonical text: a double would lose digits. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Keys in jsonb's order: by length in bytes, then by bytes. */
export type JsonObject = ReadonlyMap<string, JsonValue>;
export type JsonValue = null | boolean | string | JsonNumber | readonly JsonValue[] | JsonObject;

export function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

export function isObject(value: JsonValue): value is JsonObject {
  return value instanceof Map;
}

export type JsonTypeName = "null" | "boolean" | "string" | "number" | "array" | "object";

export function typeName(value: JsonValue): JsonTypeName {
  if (value === null) return "null";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "string") return "string";
  if (value instanceof JsonNumber) return "number";
  return isArray(value) ? "array" : "object";
}

/** Of one key given twice, the last value stays. */
export function objectOf(entries: Iterable<readonly [string, JsonValue]>): JsonObject {
  const unordered = new Map(entries);
  const keys = [...unordered.keys()];
  return keys.every((key, at) => at === 0 || compareKeys(keys[at - 1] ?? "", key) < 0)
    ? unordered
    : new Map([...unordered].toSorted(([a], [b]) => compareKeys(a, b)));
}

const ascii = /^\p{ASCII}*$/u;

export function compareKeys(a: string, b: string): number {
  if (ascii.test(a) && ascii.test(b)) return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
  const bytesA = Buffer.from(a);
  const bytesB = Buffer.from(b);
  return bytesA.length - bytesB.length || bytesA.compare(bytesB);
}

/** By bytes, which is PostgreSQL's order in the collation C. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  if (ascii.test(a) && ascii.test(b)) return a < b ? -1 : 1;
  return Buffer.from(a).compare(Buffer.from(b));
}

const escaped = /["\\\p{Cc}]/u;

/** In quotes. JSON.stringify writes as PostgreSQL does, but for lone surrogates, which no text holds. */
export function quote(text: string): string {
  return escaped.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** As long as a value may be. */
export const textLengthMax = 64 * 1024 * 1024;

export function bounded(text: string): string {
  if (text.length > textLengthMax) {
    throw new ProgramLimitExceeded("a JSON value grew beyond 64 MiB", { hint: "Make smaller values." });
  }
  return text;
}

/** The canonical text of jsonb: one blank after each `:` and `,`. */
export function print(value: JsonValue): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "string") return quote(value);
  if (value instanceof JsonNumber) return value.text;
  let text = "";
  if (isArray(value)) {
    for (const element of value) text += (text === "" ? "" : ", ") + print(element);
    return bounded(`[${text}]`);
  }
  for (const [key, element] of value) text += `${text === "" ? "" : ", "}${quote(key)}: ${print(element)}`;
  return bounded(`{${text}}`);
}
