// Reads PostgreSQL's text form of arrays: braces, commas, quotes, NULL.
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/adt/arrayfuncs.c (array_in)
import { arrayDimensionsMax } from "../pg-types.js";

export interface ArrayText {
  /** The length of each; `[0]` for an array without elements. */
  readonly dimensions: readonly number[];
  /** In row-major order; NULL is null. */
  readonly elements: readonly (string | null)[];
}

/** Undefined: malformed. */
export function readArray(text: string): ArrayText | "tooDeep" | undefined {
  // Lower bounds are read and forgotten: lists count from 1.
  const bounds = /^\s*((?:\[[+-]?\d+(?::[+-]?\d+)?\]\s*)+=)?\s*/.exec(text)?.[0] ?? "";
  const reader = new ArrayReader(text.slice(bounds.length));
  return reader.read();
}

const nesting = /\s*\{/y;
/** Quoted; or bare, where a backslash also makes the next character plain. */
const quotedElement = /\s*"((?:[^"\\]|\\[^])*)"\s*/y;
const bareElement = /\s*((?:[^\s{}",\\]|\\[^])(?:[^{}",\\]|\\[^])*)/y;

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

  read(): ArrayText | "tooDeep" | undefined {
    const outcome = this.#list(0);
    if (outcome !== "read") return outcome === "tooDeep" ? outcome : undefined;
    if (this.#text.slice(this.#at).trim() !== "") return undefined;
    if (this.#elements.length === 0) return { dimensions: [0], elements: [] };
    return { dimensions: this.#lengths.map((length) => length ?? 0), elements: this.#elements };
  }

  #list(depth: number): "read" | "malformed" | "tooDeep" {
    if (this.#take(nesting) === undefined) return "malformed";
    if (depth >= arrayDimensionsMax) return "tooDeep";
    let length = 0;
    // Only the whole array may be empty.
    if (this.#takeMark("}")) return depth === 0 ? "read" : "malformed";
    do {
      const outcome = this.#item(depth);
      if (outcome !== "read") return outcome;
      length++;
    } while (this.#takeMark(","));
    return this.#takeMark("}") ? this.#end(depth, length) : "malformed";
  }

  #item(depth: number): "read" | "malformed" | "tooDeep" {
    nesting.lastIndex = this.#at;
    if (nesting.test(this.#text)) return this.#leafDepth === depth ? "malformed" : this.#list(depth + 1);
    this.#leafDepth ??= depth;
    if (this.#leafDepth !== depth) return "malformed";
    const quoted = this.#take(quotedElement);
    if (quoted !== undefined) {
      this.#elements.push(unescaped(quoted));
      return "read";
    }
    const bare = this.#take(bareElement);
    if (bare === undefined) return "malformed";
    const trimmed = bare.replace(/(?<!\\)\s+$/, "");
    this.#elements.push(/^null$/i.test(trimmed) ? null : unescaped(trimmed));
    return "read";
  }

  /** All lists of a depth have one length. */
  #end(depth: number, length: number): "read" | "malformed" {
    this.#lengths[depth] ??= length;
    return this.#lengths[depth] === length ? "read" : "malformed";
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match[1] ?? match[0];
  }

  #takeMark(mark: string): boolean {
    let at = this.#at;
    while (/\s/.test(this.#text[at] ?? "")) at++;
    if (this.#text[at] !== mark) return false;
    this.#at = at + 1;
    return true;
  }
}

function unescaped(text: string): string {
  return text.includes("\\") ? text.replace(/\\([^])/g, "$1") : text;
}
