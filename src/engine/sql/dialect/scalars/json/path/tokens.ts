// The tokens of SQL/JSON paths.
import { PgError } from "../../../../../../errors.js";

export interface PathToken {
  readonly kind: "identifier" | "string" | "variable" | "number" | "sign" | "end";
  /** An identifier, a string's or a variable's content, a number's or a sign's text. */
  readonly text: string;
  /** As it is written. */
  readonly written: string;
  /** What errors name, where it is not that: a word ends where PostgreSQL has read on already. */
  readonly near?: string;
}

export function pathSyntaxError(token: PathToken, message = "syntax error"): PgError {
  const near = token.near ?? token.written;
  const place = near === "" ? "at end" : `at or near "${near}"`;
  return new PgError("42601", `${message} ${place} of jsonpath input`);
}

const unended = /\/\*/y;
const blank = /(?:[ \t\n\r\f]|\/\*[^]*?\*\/)*/y;
const sign = /&&|\|\||\*\*|==|!=|<>|<=|>=|[?%$.[\]{}()|&!=<>@#,*:+/-]/y;
const number = /(?:(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)/y;
const word =
  /(?:[^?%$.[\]{}()|&!=<>@#,*:\-+/\\" \t\n\r\f]|\\(?:u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[^ux]))+/uy;
const string = /"((?:[^"\\]|\\[^])*)"/y;

export function pathTokens(text: string): readonly PathToken[] {
  const tokens: PathToken[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  for (;;) {
    at += match(blank)?.[0].length ?? 0;
    if (at >= text.length) break;
    if (match(unended) !== null) throw pathSyntaxError(ending, "unexpected end of comment");
    const token = tokenAt(text, at, match);
    tokens.push(token);
    at += token.written.length;
  }
  return [...tokens, ending];
}

const ending: PathToken = { kind: "end", text: "", written: "" };

/** `at`: right after a word. */
function nearWord(text: string, at: number): string {
  if (text.startsWith("/*", at)) return "/*";
  return /[ \t\n\r\f]/.test(text.charAt(at)) ? text.charAt(at) : "";
}

function tokenAt(text: string, at: number, match: (pattern: RegExp) => RegExpExecArray | null): PathToken {
  const first = text.charAt(at);
  if (first === '"') return quoted(match);
  if (first === "$") {
    const name = /^\$(?:"((?:[^"\\]|\\[^])*)"|([^?%$.[\]{}()|&!=<>@#,*:\-+/\\" \t\n\r\f]+))/.exec(
      text.slice(at, at + 1000),
    );
    if (name !== null) return { kind: "variable", text: unescaped(name[1] ?? name[2] ?? ""), written: name[0] };
  }
  const digits = match(number)?.[0] ?? "";
  const identifier = match(word)?.[0] ?? "";
  // The longest token wins. A word may begin with digits, but not end one character after them.
  if (digits !== "" && identifier.length <= digits.length + 1) return numberAt(text, at, digits);
  if (identifier !== "") {
    const near = nearWord(text, at + identifier.length);
    return { kind: "identifier", text: unescaped(identifier), written: identifier, near };
  }
  const symbol = match(sign)?.[0];
  if (symbol !== undefined) return { kind: "sign", text: symbol, written: symbol };
  throw pathSyntaxError({ kind: "sign", text: "", written: first });
}

function numberAt(text: string, at: number, digits: string): PathToken {
  const after = text.slice(at + digits.length, at + digits.length + 2);
  if (/^[eE][-+]/.test(after) && !/[eE]/.test(digits)) {
    throw pathSyntaxError({ kind: "number", text: "", written: digits + after }, "invalid numeric literal");
  }
  const junk = /^[^?%$.[\]{}()|&!=<>@#,*:\-+/\\" \t\n\r\f]/u.exec(after)?.[0];
  if (junk === undefined) return { kind: "number", text: digits, written: digits };
  throw pathSyntaxError({ kind: "number", text: "", written: digits + junk }, "trailing junk after numeric literal");
}

function quoted(match: (pattern: RegExp) => RegExpExecArray | null): PathToken {
  const found = match(string);
  if (found === null) {
    throw pathSyntaxError(ending, "unexpected end of quoted string");
  }
  return { kind: "string", text: unescaped(found[1] ?? ""), written: found[0] };
}

const escapes: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  const plain = text.replaceAll(
    /\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([^]))/gu,
    (_, long?: string, short?: string, byte?: string, other?: string) => {
      const digits = long ?? short ?? byte;
      if (digits === undefined) return escapes[other ?? ""] ?? other ?? "";
      return codePoint(Number.parseInt(digits, 16));
    },
  );
  if (/[\ud800-\udfff]/u.test(plain)) throw new PgError("22P02", "invalid input syntax for type jsonpath");
  return plain;
}

function codePoint(code: number): string {
  if (code === 0) {
    throw new PgError("22P05", "unsupported Unicode escape sequence", {
      detail: "\\u0000 cannot be converted to text.",
    });
  }
  if (code > 0x10ffff) throw new PgError("22P02", "invalid input syntax for type jsonpath");
  return code < 0x10000 ? String.fromCharCode(code) : String.fromCodePoint(code);
}
