// Regular expressions of PostgreSQL's, written for RE2, which is DuckDB's. What RE2 would take for something else is refused.
// https://www.postgresql.org/docs/15/functions-matching.html#POSIX-SYNTAX-DETAILS and https://github.com/google/re2/wiki/Syntax
import { FeatureNotSupported, PgError } from "../../errors.js";

/** What the classes are to PostgreSQL in a database of UTF8; to RE2, they are of ASCII. As parts of a bracket. */
const classes: Readonly<Record<string, string>> = {
  alnum: "\\p{L}\\p{Nd}\\p{Nl}",
  alpha: "\\p{L}\\p{Nl}",
  blank: "\\t \\x{1680}\\x{2000}-\\x{2006}\\x{2008}-\\x{200A}\\x{205F}\\x{3000}",
  digit: "0-9",
  lower: "\\p{Ll}",
  space: "\\t-\\r \\x{1680}\\x{2000}-\\x{2006}\\x{2008}-\\x{200A}\\x{2028}\\x{2029}\\x{205F}\\x{3000}",
  upper: "\\p{Lu}",
  word: "\\p{L}\\p{Nd}\\p{Nl}_",
  xdigit: "0-9A-Fa-f",
};

const classEscapes: Readonly<Record<string, string>> = { d: "digit", s: "space", w: "word" };

const escapes: Readonly<Record<string, string>> = {
  a: "\\a",
  b: "\\x08",
  B: "\\\\",
  e: "\\x1B",
  f: "\\f",
  n: "\\n",
  r: "\\r",
  t: "\\t",
  v: "\\v",
};

/** They stand for a place, which cannot be repeated. */
const places: Readonly<Record<string, string>> = { A: "\\A", Z: "\\z" };

/** RE2 counts further. */
const repeatMax = 255;

/** @throws InvalidRegularExpression (2201B), FeatureNotSupported (0A000) */
export function regexpForRe2(pattern: string): string {
  if (pattern.startsWith("***=")) return pattern.slice(4).replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new Writer(pattern.startsWith("***:") ? pattern.slice(4) : pattern).write();
}

class Writer {
  readonly #pattern: string;
  #at = 0;
  #depth = 0;
  /** Whether what was written last can be repeated. */
  #isRepeatable = false;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  write(): string {
    let written = this.#options();
    while (this.#at < this.#pattern.length) written += this.#next();
    if (this.#depth > 0) throw invalid("parentheses () not balanced");
    return written;
  }

  /** `(?i)` at the beginning. */
  #options(): string {
    const found = this.#take(/\(\?[a-z]+\)/y);
    if (found === undefined) return "";
    if (!/^\(\?[is]+\)$/.test(found)) throw unsupported(found);
    return found;
  }

  #next(): string {
    const found = this.#take(/\(\?:|\(\?|\\[^]|\{\d+(?:,\d*)?\}\??|[*+?]\??|[^]/uy) ?? "";
    switch (found.charAt(0)) {
      case "\\":
        return this.#escaped(found);
      case "[":
        this.#isRepeatable = true;
        return this.#bracket();
      case "(":
        if (found === "(?") throw unsupported(this.#pattern.slice(this.#at - 2, this.#at + 2));
        this.#depth++;
        this.#isRepeatable = false;
        return found;
      case ")":
        if (--this.#depth < 0) throw invalid("parentheses () not balanced");
        this.#isRepeatable = true;
        return found;
      case "*":
      case "+":
      case "?":
        return this.#repeat(found);
      case "{":
        return found === "{" ? this.#brace() : this.#repeat(found);
      case "|":
      case "^":
      case "$":
        this.#isRepeatable = false;
        return found;
      default:
        this.#isRepeatable = true;
        return found;
    }
  }

  /** One that no count stands in is but a character. */
  #brace(): string {
    if (/\d/.test(this.#pattern.charAt(this.#at))) throw invalid("invalid repetition count(s)");
    this.#isRepeatable = true;
    return "\\{";
  }

  #repeat(written: string): string {
    if (!this.#isRepeatable) throw invalid("quantifier operand invalid");
    if ((written.match(/\d+/g) ?? []).some((count) => Number(count) > repeatMax)) {
      throw invalid("invalid repetition count(s)");
    }
    this.#isRepeatable = false;
    return written;
  }

  #escaped(found: string): string {
    const character = found.slice(1);
    const place = places[character];
    this.#isRepeatable = place === undefined;
    const named = classEscapes[character.toLowerCase()];
    if (named !== undefined) {
      const isNegative = character !== character.toLowerCase();
      return `[${isNegative ? "^" : ""}${classes[named]}]`;
    }
    return place ?? this.#characterOf(found);
  }

  #characterOf(found: string): string {
    const escape = escapes[found.slice(1)];
    if (escape !== undefined) return escape;
    if (found.length < 2) throw invalid("invalid escape \\ sequence");
    if (/[A-Za-z0-9]/.test(found.charAt(1))) throw unsupported(found);
    return /[\x21-\x7e]/.test(found.charAt(1)) ? found : found.slice(1);
  }

  #bracket(): string {
    let written = `[${this.#take(/\^/y) ?? ""}`;
    for (let isFirst = true; ; isFirst = false) {
      const found = this.#take(/\[:[^:\]]*:\]|\[[.=]|\\[^]|[^]/uy);
      if (found === undefined) throw invalid("brackets [] not balanced");
      if (found === "]" && !isFirst) return `${written}]`;
      if (found.length > 1 && found.startsWith("[")) written += classNamed(found);
      else if (found.startsWith("\\")) {
        const named = classEscapes[found.slice(1)];
        written += named === undefined ? this.#characterOf(found) : (classes[named] ?? "");
      } else written += found === "]" || found === "[" ? `\\${found}` : found;
    }
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#pattern) ?? [];
    this.#at += found?.length ?? 0;
    return found;
  }
}

function classNamed(found: string): string {
  const known = classes[found.slice(2, -2)];
  if (known === undefined || found === "[:word:]") throw unsupported(found);
  return known;
}

function invalid(reason: string): PgError {
  return new PgError("2201B", `invalid regular expression: ${reason}`);
}

function unsupported(part: string): FeatureNotSupported {
  return new FeatureNotSupported(`regular expressions with ${part} are not supported`);
}
