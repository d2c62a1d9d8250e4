// initcap(), normalize(), unistr().
import { PgError, SyntaxError } from "../../../../../errors.js";
import { lowerOf, upperOf } from "../../character-case.js";
import { isInClass } from "../../character-classes.js";
import { type ScalarFunction, scalarFunction } from "../../scalar-function.js";

export const unicodeScalars: readonly ScalarFunction[] = [
  scalarFunction("pg_js_initcap", ["VARCHAR"], "VARCHAR", capitalised),
  scalarFunction("pg_js_normalize", ["VARCHAR", "VARCHAR"], "VARCHAR", (text, form) => text.normalize(formOf(form))),
  scalarFunction(
    "pg_js_is_normalized",
    ["VARCHAR", "VARCHAR"],
    "BOOLEAN",
    (text, form) => text.normalize(formOf(form)) === text,
  ),
  scalarFunction("pg_js_unistr", ["VARCHAR"], "VARCHAR", unescaped),
  scalarFunction("pg_js_clip", ["VARCHAR", "INTEGER"], "VARCHAR", clipped),
];

function capitalised(text: string): string {
  let written = "";
  let isWithin = false;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    written += String.fromCodePoint(isWithin ? lowerOf(code) : upperOf(code));
    isWithin = isInClass("alnum", code);
  }
  return written;
}

function formOf(name: string): "NFC" | "NFD" | "NFKC" | "NFKD" {
  const form = name.toUpperCase();
  if (form === "NFC" || form === "NFD" || form === "NFKC" || form === "NFKD") return form;
  throw new PgError("22023", `invalid normalization form: ${name}`);
}

const escape = /\\(?:(\\)|([0-9a-fA-F]{4})|u([0-9a-fA-F]{4})|\+([0-9a-fA-F]{6})|U([0-9a-fA-F]{8}))|\\|[^\\]+/gu;

function unescaped(text: string): string {
  let written = "";
  /** The first of a pair of surrogates, which the next escape has to complete. */
  let first: number | undefined;
  for (const [found, backslash, ...digits] of text.matchAll(escape)) {
    const hex = digits.find((some) => some !== undefined);
    if (hex === undefined) {
      if (first !== undefined) throw invalidPair();
      if (found === "\\" && backslash === undefined) throw invalidEscape();
      written += backslash ?? found;
      continue;
    }
    const code = Number.parseInt(hex, 16);
    if (code === 0 || code > 0x10ffff) {
      throw new PgError("22023", `invalid Unicode code point: ${code.toString(16).toUpperCase().padStart(4, "0")}`);
    }
    const isSecond = code >= 0xdc00 && code < 0xe000;
    if (isSecond !== (first !== undefined)) throw invalidPair();
    if (first !== undefined) {
      written += String.fromCharCode(first, code);
      first = undefined;
    } else if (code >= 0xd800 && code < 0xdc00) first = code;
    else written += String.fromCodePoint(code);
  }
  if (first !== undefined) throw invalidPair();
  return written;
}

function invalidPair(): PgError {
  return new SyntaxError("invalid Unicode surrogate pair");
}

function invalidEscape(): PgError {
  return new SyntaxError("invalid Unicode escape", {
    hint: String.raw`Unicode escapes must be \XXXX, \+XXXXXX, \uXXXX, or \UXXXXXXXX.`,
  });
}

/** As much of its beginning as these bytes hold. */
function clipped(text: string, bytesMax: number): string {
  const bytes = Buffer.from(text);
  let end = Math.min(bytesMax, bytes.length);
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString("utf8", 0, end);
}
