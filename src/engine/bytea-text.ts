// The text of a bytea: hexadecimal, or with escapes.
// https://www.postgresql.org/docs/15/datatype-binary.html
import { PgError, type PgErrorFields } from "../errors.js";

/** @throws PgError (22023, 22P02), with these fields, for what is neither. */
export function byteaOf(text: string, fields: PgErrorFields = {}): Uint8Array {
  return text.startsWith("\\x") ? readHex(text, fields) : readEscaped(text, fields);
}

/** As DuckDB's text of a BLOB has them: each with a backslash of its own. */
export function duckDBBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").replaceAll(/../g, "\\x$&");
}

/** White space may stand between the pairs of digits. */
function readHex(text: string, fields: PgErrorFields): Uint8Array {
  const target = Buffer.alloc((text.length - 2) >> 1);
  let length = 0;
  for (let at = 2; at < text.length; at++) {
    if (/[ \t\n\r]/.test(text.charAt(at))) continue;
    const high = hexDigit(text, at, fields);
    at++;
    if (at === text.length) throw new PgError("22023", "invalid hexadecimal data: odd number of digits", fields);
    target[length++] = high * 16 + hexDigit(text, at, fields);
  }
  return target.subarray(0, length);
}

function hexDigit(text: string, at: number, fields: PgErrorFields): number {
  const digit = Number.parseInt(text.charAt(at), 16);
  if (Number.isNaN(digit)) {
    const wrong = String.fromCodePoint(text.codePointAt(at) ?? 0);
    throw new PgError("22023", `invalid hexadecimal digit: "${wrong}"`, fields);
  }
  return digit;
}

/** A backslash stands before another, or before three octal digits. */
function readEscaped(text: string, fields: PgErrorFields): Uint8Array {
  const source = Buffer.from(text, "utf8");
  const target = Buffer.alloc(source.length);
  let length = 0;
  for (let index = 0; index < source.length; index++) {
    const byte = source[index] ?? 0;
    if (byte !== 0x5c) {
      target[length++] = byte;
      continue;
    }
    const escape = /^(?:\\|[0-3][0-7]{2})/.exec(source.toString("latin1", index + 1, index + 4))?.[0];
    if (escape === undefined) throw new PgError("22P02", "invalid input syntax for type bytea", fields);
    target[length++] = escape === "\\" ? 0x5c : Number.parseInt(escape, 8);
    index += escape.length;
  }
  return target.subarray(0, length);
}
