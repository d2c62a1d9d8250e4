// bytea: functions over bytes, which come and go as hexadecimal digits.
import { createHash } from "node:crypto";
import { PgError } from "../../../../../errors.js";
import { type ScalarFunction, scalarFunction } from "../../scalar-function.js";

export const byteScalars: readonly ScalarFunction[] = [
  scalarFunction("pg_js_bytea_position", ["VARCHAR", "VARCHAR"], "INTEGER", (bytes, part) =>
    part === "" ? 1 : bytesOf(bytes).indexOf(bytesOf(part)) + 1,
  ),
  scalarFunction("pg_js_bytea_trim", ["VARCHAR", "VARCHAR", "INTEGER"], "VARCHAR", (bytes, set, sides) =>
    trimmed(bytesOf(bytes), new Set(bytesOf(set)), sides),
  ),
  scalarFunction("pg_js_digest", ["VARCHAR", "VARCHAR"], "VARCHAR", (bytes, algorithm) =>
    createHash(algorithm).update(bytesOf(bytes)).digest("hex"),
  ),
  scalarFunction("pg_js_encode_escape", ["VARCHAR"], "VARCHAR", (bytes) =>
    bytesOf(bytes)
      .toString("latin1")
      .replaceAll(/[\0\\\x80-\xff]/g, (byte) => (byte === "\\" ? "\\\\" : octal(byte))),
  ),
  scalarFunction("pg_js_decode", ["VARCHAR", "VARCHAR"], "VARCHAR", (text, format) => decoded(text, format)),
  scalarFunction("pg_js_text_bytea", ["VARCHAR"], "VARCHAR", (text) =>
    text.startsWith("\\x") ? ofHex(text.slice(2)) : ofEscapes(text),
  ),
];

export function bytesOf(hex: string): Buffer {
  return Buffer.from(hex, "hex");
}

function octal(byte: string): string {
  return `\\${byte.charCodeAt(0).toString(8).padStart(3, "0")}`;
}

function trimmed(bytes: Buffer, set: ReadonlySet<number>, sides: number): string {
  let start = 0;
  let end = bytes.length;
  if ((sides & 1) !== 0) while (start < end && set.has(bytes[start] ?? 0)) start++;
  if ((sides & 2) !== 0) while (end > start && set.has(bytes[end - 1] ?? 0)) end--;
  return bytes.toString("hex", start, end);
}

function decoded(text: string, format: string): string {
  switch (format.toLowerCase()) {
    case "hex":
      return ofHex(text);
    case "base64":
      return ofBase64(text);
    case "escape":
      return ofEscapes(text);
    default:
      throw new PgError("22023", `unrecognized encoding: "${format}"`);
  }
}

/** White space may stand between bytes, and not within one. */
function ofHex(text: string): string {
  if (/^(?:[0-9a-f]{2})*$/i.test(text)) return text;
  let hex = "";
  const characters = Array.from(text);
  for (let at = 0; at < characters.length; at++) {
    if (/[ \n\t\r]/.test(characters[at] ?? "")) continue;
    for (const digit of [characters[at], characters[++at]]) {
      if (digit === undefined) throw new PgError("22023", "invalid hexadecimal data: odd number of digits");
      if (!/^[0-9a-f]$/i.test(digit)) throw new PgError("22023", `invalid hexadecimal digit: "${digit}"`);
      hex += digit;
    }
  }
  return hex;
}

function ofBase64(text: string): string {
  const digits = text.replaceAll(/[ \n\t\r]/g, "");
  const wrong = /[^A-Za-z0-9+/=]/u.exec(digits);
  const filler = digits.indexOf("=");
  const isEarly = filler >= 0 && filler % 4 < 2;
  if (isEarly && (wrong === null || filler < wrong.index)) {
    throw new PgError("22023", 'unexpected "=" while decoding base64 sequence');
  }
  if (wrong !== null) {
    throw new PgError("22023", `invalid symbol "${wrong[0]}" found while decoding base64 sequence`);
  }
  if (digits.length % 4 !== 0) {
    throw new PgError("22023", "invalid base64 end sequence", {
      hint: "Input data is missing padding, is truncated, or is otherwise corrupted.",
    });
  }
  return filler < 0 ? Buffer.from(digits, "base64").toString("hex") : afterFiller(digits, filler);
}

/** From the first `=` on, each four digits give only as many bytes as those with it do, and `=` counts as `A`. */
function afterFiller(digits: string, filler: number): string {
  const start = filler - (filler % 4);
  const bytesEach = (filler % 4) - 1;
  let hex = Buffer.from(digits.slice(0, start), "base64").toString("hex");
  for (let at = start; at < digits.length; at += 4) {
    const four = digits.slice(at, at + 4).replaceAll("=", "A");
    hex += Buffer.from(four, "base64").toString("hex", 0, bytesEach);
  }
  return hex;
}

function ofEscapes(text: string): string {
  const bytes = Buffer.from(text).toString("latin1");
  const read = bytes.replaceAll(/\\([0-3][0-7]{2}|\\)?/g, (_, escaped: string | undefined) => {
    if (escaped === undefined) throw new PgError("22P02", "invalid input syntax for type bytea");
    return escaped === "\\" ? escaped : String.fromCharCode(Number.parseInt(escaped, 8));
  });
  return Buffer.from(read, "latin1").toString("hex");
}
