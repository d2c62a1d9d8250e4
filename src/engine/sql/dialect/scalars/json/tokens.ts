// JSON's tokens as PostgreSQL reads them, and what it says where there is none.
import { PgError } from "../../../../../errors.js";

export type TokenKind = "{" | "}" | "[" | "]" | "," | ":" | "string" | "number" | "true" | "false" | "null" | "end";

export function invalidJson(detail: string): PgError {
  return new PgError("22P02", "invalid input syntax for type json", { detail });
}

export const endedUnexpectedly = "The input string ended unexpectedly.";

const letters = /[A-Za-z0-9_\u0080-\u{10ffff}]*/uy;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const plainString = /"[^"\\\p{Cc}]*"/uy;

/** One token after the other. */
export class Tokens {
  readonly #text: string;
  /** \u escapes are made characters: each has to be one that text can hold. */
  readonly #unescapes: boolean;
  kind: TokenKind = "end";
  start = 0;
  end = 0;
  /** Of a string: its content. */
  content = "";

  constructor(text: string, unescapes: boolean) {
    this.#text = text;
    this.#unescapes = unescapes;
    this.next();
  }

  get word(): string {
    return this.#text.slice(this.start, this.end);
  }

  next(): void {
    const text = this.#text;
    let at = this.end;
    let code = text.charCodeAt(at);
    while (code === 32 || code === 10 || code === 13 || code === 9) code = text.charCodeAt(++at);
    this.start = at;
    if (at >= text.length) {
      this.kind = "end";
      this.end = at;
    } else if (code === 34) {
      this.#string();
    } else if (code === 45 || (code >= 48 && code <= 57)) {
      this.#number();
    } else if (code === 123 || code === 125 || code === 91 || code === 93 || code === 44 || code === 58) {
      this.kind = text.charAt(at) as TokenKind;
      this.end = at + 1;
    } else {
      this.#literal();
    }
  }

  #literal(): void {
    letters.lastIndex = this.start;
    const word = letters.exec(this.#text)?.[0] ?? "";
    this.end = this.start + word.length;
    if (word === "true" || word === "false" || word === "null") this.kind = word;
    else throw this.#invalid(word === "" ? characterAt(this.#text, this.start) : word);
  }

  #number(): void {
    number.lastIndex = this.start;
    const found = number.exec(this.#text)?.[0] ?? "";
    const end = this.start + found.length;
    letters.lastIndex = end;
    const rest = letters.exec(this.#text)?.[0] ?? "";
    // Where nothing but digits stands before it, a point belongs to the number.
    const point = this.#text.charCodeAt(end) === 46 && !/[.eE]/.test(found);
    if (found === "" || rest !== "" || point) throw this.#invalid(this.#badNumber());
    this.kind = "number";
    this.end = end;
  }

  /** As far as PostgreSQL reads a number that is none. */
  #badNumber(): string {
    const bad = /-?(?:0|[1-9]\d*)?(?:\.\d*)?(?:[eE][-+]?\d*)?[A-Za-z0-9_\u0080-\u{10ffff}]*/uy;
    bad.lastIndex = this.start;
    return bad.exec(this.#text)?.[0] ?? "";
  }

  #invalid(token: string): PgError {
    return invalidJson(`Token "${token}" is invalid.`);
  }

  #string(): void {
    this.kind = "string";
    plainString.lastIndex = this.start;
    const simple = plainString.exec(this.#text)?.[0];
    if (simple !== undefined) {
      this.end = this.start + simple.length;
      this.content = simple.slice(1, -1);
      return;
    }
    this.#escapedString();
  }

  #escapedString(): void {
    const text = this.#text;
    let at = this.start + 1;
    let content = "";
    let high = false;
    for (;;) {
      const code = text.charCodeAt(at);
      if (Number.isNaN(code)) throw this.#invalid(text.slice(this.start));
      if (code === 34) break;
      if (code < 32) {
        throw invalidJson(`Character with value 0x${code.toString(16).padStart(2, "0")} must be escaped.`);
      }
      if (code !== 92) {
        if (high) throw lowSurrogate();
        content += text.charAt(at++);
        continue;
      }
      const escape = text.charAt(at + 1);
      if (escape === "") throw this.#invalid(text.slice(this.start));
      if (escape === "u") {
        const unit = this.#unit(at + 2);
        if (this.#unescapes) high = surrogates(unit, high);
        content += String.fromCharCode(unit);
        at += 6;
        continue;
      }
      const short = shortEscapes.get(escape);
      if (this.#unescapes && high) throw lowSurrogate();
      if (short === undefined) throw invalidJson(`Escape sequence "\\${characterAt(text, at + 1)}" is invalid.`);
      content += short;
      at += 2;
    }
    if (high) throw lowSurrogate();
    this.end = at + 1;
    this.content = content;
  }

  #unit(at: number): number {
    const digits = this.#text.slice(at, at + 4);
    const good = /^[0-9a-fA-F]*/.exec(digits)?.[0].length ?? 0;
    if (good === 4) return Number.parseInt(digits, 16);
    if (at + good >= this.#text.length) throw this.#invalid(this.#text.slice(this.start));
    throw invalidJson('"\\u" must be followed by four hexadecimal digits.');
  }
}

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

function characterAt(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at) ?? 0);
}

export function lowSurrogate(): PgError {
  return invalidJson("Unicode low surrogate must follow a high surrogate.");
}

/** Whether the other half has to follow. */
function surrogates(unit: number, high: boolean): boolean {
  if (unit >= 0xd800 && unit <= 0xdbff) {
    if (high) throw invalidJson("Unicode high surrogate must not follow a high surrogate.");
    return true;
  }
  if (unit >= 0xdc00 && unit <= 0xdfff) {
    if (!high) throw lowSurrogate();
    return false;
  }
  if (high) throw lowSurrogate();
  if (unit === 0) throw zeroCharacter();
  return false;
}

export function zeroCharacter(): PgError {
  return new PgError("22P05", "unsupported Unicode escape sequence", {
    detail: "\\u0000 cannot be converted to text.",
  });
}
