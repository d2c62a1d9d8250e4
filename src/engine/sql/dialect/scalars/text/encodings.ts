// convert_from(), convert_to() and their kin, between UTF8 and LATIN1.
import { CharacterNotInRepertoire, FeatureNotSupported, PgError } from "../../../../../errors.js";
import { type ScalarFunction, scalarFunction } from "../../scalar-function.js";
import { bytesOf } from "./bytes.js";

export const encodingScalars: readonly ScalarFunction[] = [
  scalarFunction("pg_js_convert_from", ["VARCHAR", "VARCHAR"], "VARCHAR", (hex, source) =>
    textOf(bytesOf(hex), encodingOf(source, "source")),
  ),
  scalarFunction("pg_js_convert_to", ["VARCHAR", "VARCHAR"], "VARCHAR", (text, destination) =>
    bytesIn(text, encodingOf(destination, "destination")).toString("hex"),
  ),
  scalarFunction("pg_js_convert", ["VARCHAR", "VARCHAR", "VARCHAR"], "VARCHAR", (hex, source, destination) => {
    const [from, to] = [encodingOf(source, "source"), encodingOf(destination, "destination")];
    return bytesIn(textOf(bytesOf(hex), from), to).toString("hex");
  }),
  scalarFunction("pg_js_length_in", ["VARCHAR", "VARCHAR"], "INTEGER", (hex, encoding) => {
    const text = textOf(bytesOf(hex), encodingOf(encoding));
    let length = 0;
    for (const _ of text) length++;
    return length;
  }),
];

type Encoding = "UTF8" | "LATIN1";

const names: Readonly<Record<string, Encoding>> = {
  utf8: "UTF8",
  unicode: "UTF8",
  latin1: "LATIN1",
  iso88591: "LATIN1",
};

/** Of the encodings that PostgreSQL knows besides. */
const others =
  /^(?:abc|alt|big5|euc(?:cn|jis2004|jp|kr|tw)|gb18030|gbk|iso8859\d+|johab|koi8[ru]?|latin\d+|mskanji|muleinternal|shiftjis(?:2004)?|sjis|sqlascii|tcvn\d*|uhc|vscii|win(?:dows)?\d+|win)$/;

function encodingOf(name: string, role?: "source" | "destination"): Encoding {
  const key = name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const encoding = names[key];
  if (encoding !== undefined) return encoding;
  if (others.test(key)) throw new FeatureNotSupported(`the encoding "${name}" is not supported`);
  throw new PgError(
    "22023",
    role === undefined ? `invalid encoding name "${name}"` : `invalid ${role} encoding name "${name}"`,
  );
}

function textOf(bytes: Buffer, encoding: Encoding): string {
  if (encoding === "UTF8") return textOfUtf8(bytes);
  if (bytes.includes(0)) throw new CharacterNotInRepertoire(encoding, Uint8Array.of(0));
  return bytes.toString("latin1");
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function textOfUtf8(bytes: Buffer): string {
  try {
    const text = strictUtf8.decode(bytes);
    if (!text.includes("\0")) return text;
  } catch {
    // Which bytes they are is found below.
  }
  let at = 0;
  while (isCharacter(bytes.subarray(at, at + lengthOf(bytes[at] ?? 0)))) at += lengthOf(bytes[at] ?? 0);
  throw new CharacterNotInRepertoire("UTF8", bytes.subarray(at, at + lengthOf(bytes[at] ?? 0)));
}

function isCharacter(bytes: Buffer): boolean {
  if (bytes.length < lengthOf(bytes[0] ?? 0) || bytes[0] === 0) return false;
  try {
    strictUtf8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** As its first byte tells. */
function lengthOf(first: number): number {
  if ((first & 0xe0) === 0xc0) return 2;
  if ((first & 0xf0) === 0xe0) return 3;
  return (first & 0xf8) === 0xf0 ? 4 : 1;
}

function bytesIn(text: string, encoding: Encoding): Buffer {
  if (encoding === "UTF8") return Buffer.from(text);
  const wrong = /[^\0-\xff]/u.exec(text);
  if (wrong === null) return Buffer.from(text, "latin1");
  const bytes = Array.from(Buffer.from(wrong[0]), (byte) => `0x${byte.toString(16).padStart(2, "0")}`).join(" ");
  throw new PgError(
    "22P05",
    `character with byte sequence ${bytes} in encoding "UTF8" has no equivalent in encoding "LATIN1"`,
  );
}
