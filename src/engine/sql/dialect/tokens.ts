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

const quoted = /"(?:[^"]|"")*"/y;
const plainString = /'(?:[^']|'')*'/y;
const escapeString = /'(?:[^'\\]|''|\\[^])*'/y;
const dollarTag = /\$(?:[a-z_\x80-\xff][\w\x80-\xff]*)?\$/iy;
const number = /(?:0[xob][\da-f_]+|(?:\d[\d_]*(?:\.(?!\.)[\d_]*)?|\.\d[\d_]*)(?:e[+-]?\d+)?)/iy;
const parameter = /\$\d+/y;
const operator = /[-+*/<>=~!@#%^&|`?]+/y;

export class Tokens {
  readonly #list: readonly Token[];
  /** For each bracket, the one that belongs to it. */
  readonly #partners: number[];

  /** `text`: a character for each byte of the UTF-8 text (latin1). */
  constructor(text: string) {
    this.#list = cut(text);
    this.#partners = this.#list.map(() => -1);
    const open: number[] = [];
    let index = 0;
    for (const { kind, text: sign } of this.#list) {
      if (kind === "sign") {
        if (sign === "(" || sign === "[" || sign === "{") open.push(index);
        else if (sign === ")" || sign === "]" || sign === "}") this.#pair(open.pop(), index);
      }
      index++;
    }
  }

  #pair(first: number | undefined, last: number): void {
    if (first === undefined) return;
    this.#partners[first] = last;
    this.#partners[last] = first;
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
    let [low, high] = [0, this.#list.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.at(middle).start <= start) low = middle;
      else high = middle - 1;
    }
    const { kind, text, start: found } = this.at(low);
    // `N'...'` is placed at its quote.
    const isThere = found === start || (found + 1 === start && kind === "string" && /^n/i.test(text));
    if (!isThere) throw new Error(`no token begins at byte ${start}`);
    return low;
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
      } else if (sign === "(" || sign === "[" || sign === "{") index = this.partner(index);
    }
    return found;
  }
}

function cut(text: string): Token[] {
  const tokens: Token[] = [];
  const lower = text.toLowerCase();
  let at = 0;
  const endOf = (pattern: RegExp, from: number): number => {
    pattern.lastIndex = from;
    return pattern.test(text) ? pattern.lastIndex : -1;
  };
  const put = (kind: TokenKind, found: number): void => {
    const end = found === -1 ? text.length : Math.max(found, at + 1);
    tokens.push({ kind, start: at, end, text: (kind === "word" ? lower : text).slice(at, end) });
    at = end;
  };
  while (at < text.length) {
    const kind = kinds[text.charCodeAt(at)] ?? letter;
    if (kind === blank) {
      at++;
      continue;
    }
    const sign = text.charAt(at);
    const next = text.charAt(at + 1);
    switch (kind) {
      case letter:
        if (next === "'" && /[ebxn]/i.test(sign)) {
          put("string", endOf(/e/i.test(sign) ? escapeString : plainString, at + 1));
        } else if (next === "&" && /u/i.test(sign) && /['"]/.test(text.charAt(at + 2))) {
          const isString = text.charAt(at + 2) === "'";
          put(isString ? "string" : "quoted", endOf(isString ? plainString : quoted, at + 2));
        } else put("word", endOfWord(text, at));
        break;
      case digit:
        put("number", endOf(number, at));
        break;
      case quote:
        if (sign === "'") put("string", endOf(plainString, at));
        else put("quoted", endOf(quoted, at));
        break;
      case operatorSign:
        if (sign === "-" && next === "-") {
          const end = text.indexOf("\n", at);
          at = end === -1 ? text.length : end + 1;
        } else if (sign === "/" && next === "*") at = endOfComment(text, at);
        else put("operator", endOfOperator(text, at, endOf(operator, at)));
        break;
      default:
        if (sign === "$" && endOf(parameter, at) !== -1) put("parameter", endOf(parameter, at));
        else if (sign === "$" && endOf(dollarTag, at) !== -1) {
          const opened = endOf(dollarTag, at);
          const closed = text.indexOf(text.slice(at, opened), opened);
          put("string", closed === -1 ? text.length : closed + opened - at);
        } else if (sign === "." && digits.test(next)) put("number", endOf(number, at));
        else {
          const isPair = (sign === ":" && (next === ":" || next === "=")) || (sign === "." && next === ".");
          put("sign", at + (isPair ? 2 : 1));
        }
    }
  }
  return tokens;
}

function endOfWord(text: string, start: number): number {
  let end = start + 1;
  while (isOfWord[text.charCodeAt(end)] === true) end++;
  return end;
}

const digits = /\d/;
const [other, blank, letter, digit, quote, operatorSign] = [0, 1, 2, 3, 4, 5];

/** PERF: what a token begins with tells what it is, but for a few. Bytes above those of ASCII are of words. */
const kinds: readonly number[] = Array.from({ length: 128 }, (_, code) => {
  const sign = String.fromCharCode(code);
  if (/\s/.test(sign)) return blank;
  if (/[a-z_]/i.test(sign)) return letter;
  if (/\d/.test(sign)) return digit;
  if (/['"]/.test(sign)) return quote;
  return /[-+*/<>=~!@#%^&|`?]/.test(sign) ? operatorSign : other;
});

const isOfWord: readonly boolean[] = Array.from({ length: 256 }, (_, code) =>
  /[\w$\x80-\xff]/.test(String.fromCharCode(code)),
);

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
