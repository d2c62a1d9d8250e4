// Finds parts of a JSON text that is known to be valid, without reading the rest into values. Over json, parts keep their text as it was
// written; over jsonb, whose text is canonical, a part's text is canonical too.
import { zeroCharacter } from "./tokens.js";

/** Where a part of the text begins and ends. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Member {
  /** With its quotes. */
  readonly key: Span;
  readonly value: Span;
}

export function skipBlanks(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return at;
    at++;
  }
}

/** `at` is at the opening quote. */
function stringEnd(text: string, at: number): number {
  let end = text.indexOf('"', at + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(at - 1 - slashes) === 92) slashes++;
  return slashes % 2 === 1;
}

/** `at` is at its first character. */
function valueEnd(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === 34) return stringEnd(text, at);
  return code === 123 || code === 91 ? containerEnd(text, at) : scalarEnd(text, at);
}

function containerEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; ; ) {
    const code = text.charCodeAt(at);
    if (code === 34) {
      at = stringEnd(text, at);
      continue;
    }
    at++;
    if (code === 123 || code === 91) depth++;
    else if ((code === 125 || code === 93) && --depth === 0) return at;
  }
}

function scalarEnd(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 44 || code === 125 || code === 93 || code <= 32) break;
  }
  return at;
}

/** The whole value, without blanks around it. */
export function whole(text: string): Span {
  let end = text.length;
  while (text.charCodeAt(end - 1) <= 32) end--;
  return { start: skipBlanks(text, 0), end };
}

export type Kind = "object" | "array" | "string" | "number" | "boolean" | "null";

export function kindOf(text: string, { start }: Span): Kind {
  switch (text.charAt(start)) {
    case "{":
      return "object";
    case "[":
      return "array";
    case '"':
      return "string";
    case "t":
    case "f":
      return "boolean";
    case "n":
      return "null";
    default:
      return "number";
  }
}

/** Of an object. */
export function* members(text: string, object: Span): Generator<Member> {
  let at = skipBlanks(text, object.start + 1);
  while (text.charCodeAt(at) === 34) {
    const key = { start: at, end: stringEnd(text, at) };
    const start = skipBlanks(text, skipBlanks(text, key.end) + 1);
    const end = valueEnd(text, start);
    yield { key, value: { start, end } };
    at = skipBlanks(text, end);
    if (text.charCodeAt(at) === 44) at = skipBlanks(text, at + 1);
  }
}

/** Of an array. */
export function* elements(text: string, array: Span): Generator<Span> {
  let at = skipBlanks(text, array.start + 1);
  while (text.charCodeAt(at) !== 93) {
    const span = { start: at, end: valueEnd(text, at) };
    yield span;
    at = skipBlanks(text, span.end);
    if (text.charCodeAt(at) === 44) at = skipBlanks(text, at + 1);
  }
}

export function slice(text: string, { start, end }: Span): string {
  return text.slice(start, end);
}

/** What a string, in quotes, stands for. */
export function unquote(quoted: string): string {
  if (!quoted.includes("\\")) return quoted.slice(1, -1);
  const text = JSON.parse(quoted) as string;
  if (text.includes("\u0000")) throw zeroCharacter();
  return text;
}

/** What ->> gives: null for JSON's null. */
export function textOf(text: string, span: Span): string | null {
  const part = slice(text, span);
  if (part.charCodeAt(0) === 34) return unquote(part);
  return part === "null" ? null : part;
}

/** Of one key given twice, the last: `isUnique` spares the search for it. */
export function memberOf(text: string, object: Span, key: string, isUnique: boolean): Span | undefined {
  let found: Span | undefined;
  for (const { key: span, value } of members(text, object)) {
    if (!isKey(text, span, key)) continue;
    if (isUnique) return value;
    found = value;
  }
  return found;
}

/** PERF: without making a string of each. One with escapes is longer than what it stands for. */
function isKey(text: string, { start, end }: Span, key: string): boolean {
  const length = end - start - 2;
  if (length === key.length) return text.startsWith(key, start + 1) && !key.includes("\\");
  return length > key.length && text.slice(start, end).includes("\\") && unquote(text.slice(start, end)) === key;
}

/** Counted from 0; below 0 from the end. */
export function elementOf(text: string, array: Span, index: number): Span | undefined {
  const position = index < 0 ? index + count(elements(text, array)) : index;
  if (position < 0) return undefined;
  let at = 0;
  for (const element of elements(text, array)) if (at++ === position) return element;
  return undefined;
}

export function count(items: Iterable<unknown>): number {
  let total = 0;
  for (const _ of items) total++;
  return total;
}
