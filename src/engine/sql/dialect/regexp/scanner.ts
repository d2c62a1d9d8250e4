// The characters of a pattern, one after another, and the escapes among them.
import { PgError } from "../../../../errors.js";
import type { ClassName } from "../character-classes.js";
import type { Place } from "./tree.js";

export type Escape =
  | { readonly kind: "character"; readonly code: number }
  | { readonly kind: "class"; readonly name: ClassName; readonly isNegative: boolean }
  | { readonly kind: "place"; readonly place: Place }
  | { readonly kind: "back reference"; readonly to: number };

const characters: Readonly<Record<string, number>> = {
  a: 0x07,
  b: 0x08,
  B: 0x5c,
  e: 0x1b,
  f: 0x0c,
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
  v: 0x0b,
};

const classes: Readonly<Record<string, ClassName>> = { d: "digit", s: "space", w: "word" };

const places: Readonly<Record<string, Place>> = {
  A: "text start",
  Z: "text end",
  m: "word start",
  M: "word end",
  y: "word edge",
  Y: "no word edge",
};

export function invalidRegexp(reason: string): PgError {
  return new PgError("2201B", `invalid regular expression: ${reason}`);
}

const badEscape = "invalid escape \\ sequence";

export class Scanner {
  readonly #text: string;
  at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.at >= this.#text.length;
  }

  /** Of what comes next. */
  sees(text: string): boolean {
    return this.#text.startsWith(text, this.at);
  }

  eat(text: string): boolean {
    const isThere = this.sees(text);
    if (isThere) this.at += text.length;
    return isThere;
  }

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const [found] = pattern.exec(this.#text) ?? [];
    this.at += found?.length ?? 0;
    return found;
  }

  rest(): string {
    return this.#text.slice(this.at);
  }

  /** The next character, as it is. */
  next(): number {
    const code = this.#text.codePointAt(this.at) ?? 0;
    this.at += code > 0xffff ? 2 : 1;
    return code;
  }

  nextText(): string {
    return String.fromCodePoint(this.next());
  }

  /** After a backslash. */
  escape(groups: number): Escape {
    if (this.isAtEnd) throw invalidRegexp(badEscape);
    const code = this.next();
    const letter = String.fromCodePoint(code);
    if (!/^[A-Za-z0-9]$/.test(letter)) return { kind: "character", code };
    const character = characters[letter];
    if (character !== undefined) return { kind: "character", code: character };
    const name = classes[letter.toLowerCase()];
    if (name !== undefined) return { kind: "class", name, isNegative: letter !== letter.toLowerCase() };
    const place = places[letter];
    if (place !== undefined) return { kind: "place", place };
    return this.#numbered(letter, groups);
  }

  #numbered(letter: string, groups: number): Escape {
    switch (letter) {
      case "c":
        if (this.isAtEnd) throw invalidRegexp(badEscape);
        return { kind: "character", code: this.next() & 0x1f };
      case "u":
        return this.#hexadecimal(/[0-9a-fA-F]{4}/y);
      case "U":
        return this.#hexadecimal(/[0-9a-fA-F]{8}/y);
      case "x":
        return this.#hexadecimal(/[0-9a-fA-F]{1,255}/y);
      default:
        if (!/\d/.test(letter)) throw invalidRegexp(badEscape);
    }
    this.at--;
    const start = this.at;
    const digits = letter === "0" ? "" : (this.take(/\d+/y) ?? "");
    if (digits.length === 1 || (digits !== "" && Number(digits) > 0 && Number(digits) <= groups)) {
      return { kind: "back reference", to: Number(digits) };
    }
    this.at = start;
    const octal = this.take(/[0-3][0-7]{2}|[0-7]{1,2}/y);
    if (octal === undefined) throw invalidRegexp(badEscape);
    return { kind: "character", code: Number.parseInt(octal, 8) };
  }

  #hexadecimal(pattern: RegExp): Escape {
    const digits = this.take(pattern);
    const code = Number.parseInt(digits ?? "", 16);
    if (digits === undefined || code > 0x7ffffffe) throw invalidRegexp(badEscape);
    return { kind: "character", code };
  }
}
