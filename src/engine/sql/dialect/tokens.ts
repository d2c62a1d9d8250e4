// Cuts a statement into PostgreSQL's tokens. Its parser gives places where nodes begin, and not where they end: the tokens tell.
// https://www.postgresql.org/docs/15/sql-syntax-lexical.html. The text was parsed before, so that nothing in it can be wrong.

export type TokenKind = "word" | "quoted" | "string" | "number" | "parameter" | "operator" | "sign";

export interface Token {
  readonly kind: TokenKind;
  /** Bytes of the text. */
  readonly start: number;
  readonly end: number;
  /** Words in lower case, all else as it is written. */
  readonly text: string;
}

const word = /[a-z_\x80-\xff][\w$\x80-\xff]*/iy;
const quoted = /"(?:[^"]|"")*"/y;
const plainString = /'(?:[^']|'')*'/y;
const escapeString = /'(?:[^'\\]|''|\\[^])*'/y;
const dollarTag = /\$(?:[a-z_\x80-\xff][\w\x80-\xff]*)?\$/iy;
const number = /(?:0[xob][\da-f_]+|(?:\d[\d_]*(?:\.(?!\.)[\d_]*)?|\.\d[\d_]*)(?:e[+-]?\d+)?)/iy;
const parameter = /\$\d+/y;
const operator = /[-+*/<>=~!@#%^&|`?]+/y;
const blanks = /[\s]+/y;

export class Tokens {
  readonly #list: readonly Token[];
  readonly #byStart = new Map<number, number>();
  /** For each bracket, the one that belongs to it. */
  readonly #partners: Int32Array;

  /** `text`: a character for each byte of the UTF-8 text (latin1). */
  constructor(text: string) {
    this.#list = [...cut(text)];
    this.#partners = new Int32Array(this.#list.length).fill(-1);
    const open: number[] = [];
    this.#list.forEach((token, index) => {
      this.#byStart.set(token.start, index);
      if (token.text === "(" || token.text === "[") open.push(index);
      if (token.text !== ")" && token.text !== "]") return;
      const partner = open.pop();
      if (partner === undefined) return;
      this.#partners[index] = partner;
      this.#partners[partner] = index;
    });
  }

  get length(): number {
    return this.#list.length;
  }

  /** One that there is not is the end. */
  at(index: number): Token {
    return this.#list[index] ?? { kind: "sign", start: -1, end: -1, text: "" };
  }

  text(index: number): string {
    return this.#list[index]?.text ?? "";
  }

  /** The token that begins at a byte. */
  from(start: number): number {
    const index = this.#byStart.get(start);
    if (index === undefined) throw new Error(`no token begins at byte ${start}`);
    return index;
  }

  partner(index: number): number {
    return this.#partners[index] ?? -1;
  }

  /** Where the items between two brackets begin and end, of those that a comma parts. */
  items(open: number): readonly (readonly [first: number, last: number])[] {
    const close = this.partner(open);
    const found: (readonly [number, number])[] = [];
    let first = open + 1;
    for (let index = open + 1; index <= close; index++) {
      const sign = this.text(index);
      if (index === close || sign === ",") {
        if (index > first) found.push([first, index - 1]);
        first = index + 1;
      } else if (sign === "(" || sign === "[") index = this.partner(index);
    }
    return found;
  }
}

function* cut(text: string): Generator<Token> {
  let at = 0;
  const match = (pattern: RegExp, from = at): number | undefined => {
    pattern.lastIndex = from;
    return pattern.test(text) ? pattern.lastIndex : undefined;
  };
  const token = (kind: TokenKind, end: number): Token => {
    const start = at;
    at = end;
    const written = text.slice(start, end);
    return { kind, start, end, text: kind === "word" ? written.toLowerCase() : written };
  };
  while (at < text.length) {
    const sign = text.charAt(at);
    const next = text.charAt(at + 1);
    const blank = match(blanks);
    if (blank !== undefined) at = blank;
    else if (sign === "-" && next === "-") {
      const end = text.indexOf("\n", at);
      at = end === -1 ? text.length : end + 1;
    } else if (sign === "/" && next === "*") at = endOfComment(text, at);
    else if (/[ebxn]/i.test(sign) && next === "'") {
      yield token("string", match(/e/i.test(sign) ? escapeString : plainString, at + 1) ?? text.length);
    } else if (/u/i.test(sign) && next === "&" && /['"]/.test(text.charAt(at + 2))) {
      const isString = text.charAt(at + 2) === "'";
      yield token(isString ? "string" : "quoted", match(isString ? plainString : quoted, at + 2) ?? text.length);
    } else if (sign === "'") yield token("string", match(plainString) ?? text.length);
    else if (sign === '"') yield token("quoted", match(quoted) ?? text.length);
    else if (sign === "$" && match(parameter) !== undefined) yield token("parameter", match(parameter) ?? at + 1);
    else if (sign === "$" && match(dollarTag) !== undefined) {
      const opened = match(dollarTag) ?? at + 1;
      const closed = text.indexOf(text.slice(at, opened), opened);
      yield token("string", closed === -1 ? text.length : closed + opened - at);
    } else if (match(number) !== undefined) yield token("number", match(number) ?? at + 1);
    else if (match(word) !== undefined) yield token("word", match(word) ?? at + 1);
    else if (match(operator) !== undefined) yield token("operator", endOfOperator(text, at, match(operator) ?? at + 1));
    else
      yield token(
        "sign",
        at + (text.startsWith("::", at) || text.startsWith(":=", at) || text.startsWith("..", at) ? 2 : 1),
      );
  }
}

/** They nest. */
function endOfComment(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text.startsWith("/*", at)) {
      depth++;
      at++;
    } else if (text.startsWith("*/", at)) {
      at++;
      if (--depth === 0) return at + 1;
    }
  }
  return text.length;
}

/** A comment ends one; and only what has one of `~!@#%^&|`?` in it may end in `+` or `-`. */
function endOfOperator(text: string, start: number, end: number): number {
  let written = text.slice(start, end);
  const comment = written.search(/--|\/\*/);
  if (comment > 0) written = written.slice(0, comment);
  if (!/[~!@#%^&|`?]/.test(written)) while (written.length > 1 && /[-+]$/.test(written)) written = written.slice(0, -1);
  return start + written.length;
}
