// Reads PostgreSQL's text form of arrays: braces, commas, quotes, NULL.
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/adt/arrayfuncs.c (array_in)
import { arrayDimensionsMax } from "../pg-types.js";
import { isSpace } from "./parameter-decoder.js";

export interface ArrayText {
  /** The length of each; `[0]` for an array without elements. */
  readonly dimensions: readonly number[];
  /** In row-major order; NULL is null. */
  readonly elements: readonly (string | null)[];
}

type Outcome = "read" | "malformed" | "tooDeep";

/** Undefined: malformed. */
export function readArray(text: string): ArrayText | "tooDeep" | undefined {
  const reader = new ArrayReader(text);
  const outcome = reader.read();
  if (outcome === "tooDeep") return outcome;
  return outcome === "read" ? reader.array() : undefined;
}

/** Lower bounds are read and forgotten: lists count from 1. */
const bounds = /(?:\[[+-]?\d+(?::[+-]?\d+)?\]){1,6}\s*=/y;

const quote = '"';
const backslash = "\\";

/** By hand and not by regular expression: elements may be megabytes long. */
class ArrayReader {
  readonly #text: string;
  readonly #elements: (string | null)[] = [];
  /** By depth; undefined until the first list of that depth has ended. */
  readonly #lengths: (number | undefined)[] = [];
  #at = 0;
  /** The depth at which elements lie. */
  #leafDepth: number | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Outcome {
    this.#skipSpace();
    bounds.lastIndex = this.#at;
    if (bounds.test(this.#text)) this.#at = bounds.lastIndex;
    this.#skipSpace();
    const outcome = this.#take("{") ? this.#list(0) : "malformed";
    this.#skipSpace();
    return outcome === "read" && this.#at < this.#text.length ? "malformed" : outcome;
  }

  array(): ArrayText {
    if (this.#elements.length === 0) return { dimensions: [0], elements: [] };
    return { dimensions: this.#lengths.map((length) => length ?? 0), elements: this.#elements };
  }

  /** What follows an opening brace. */
  #list(depth: number): Outcome {
    if (depth >= arrayDimensionsMax) return "tooDeep";
    // Only the whole array may be empty.
    if (this.#take("}")) return depth === 0 ? "read" : "malformed";
    let length = 0;
    do {
      const outcome = this.#item(depth);
      if (outcome !== "read") return outcome;
      length++;
    } while (this.#take(","));
    // All lists of a depth have one length.
    this.#lengths[depth] ??= length;
    return this.#take("}") && this.#lengths[depth] === length ? "read" : "malformed";
  }

  #item(depth: number): Outcome {
    if (this.#take("{")) return this.#leafDepth === depth ? "malformed" : this.#list(depth + 1);
    this.#leafDepth ??= depth;
    if (this.#leafDepth !== depth) return "malformed";
    const element = this.#take(quote) ? this.#quoted() : this.#bare();
    if (element === undefined) return "malformed";
    this.#elements.push(element);
    return "read";
  }

  /** What follows an opening quote. */
  #quoted(): string | undefined {
    const start = this.#at;
    let end = start;
    while (end < this.#text.length && this.#text[end] !== quote) end += this.#text[end] === backslash ? 2 : 1;
    if (end >= this.#text.length) return undefined;
    this.#at = end + 1;
    return unescaped(this.#text.slice(start, end));
  }

  /** White space around it does not count, unless a backslash makes it plain; nor is a NULL with a backslash one. */
  #bare(): string | null | undefined {
    const start = this.#at;
    let end = start;
    let at = start;
    for (; at < this.#text.length; at++) {
      const char = this.#text.charAt(at);
      if (char === "," || char === "}") break;
      if (char === "{" || char === quote) return undefined;
      if (char === backslash) at++;
      if (char === backslash || !isSpace(char.charCodeAt(0))) end = at + 1;
    }
    this.#at = at;
    if (at >= this.#text.length || end === start) return undefined;
    const element = this.#text.slice(start, end);
    return /^null$/i.test(element) ? null : unescaped(element);
  }

  #take(mark: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== mark) return false;
    this.#at++;
    // White space within quotes is the element's own.
    if (mark !== quote) this.#skipSpace();
    return true;
  }

  #skipSpace(): void {
    while (isSpace(this.#text.charCodeAt(this.#at))) this.#at++;
  }
}

function unescaped(text: string): string {
  return text.includes(backslash) ? text.replace(/\\([^])/g, "$1") : text;
}
