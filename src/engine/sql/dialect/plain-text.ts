// Strings and names as both grammars read them: `E'\n'`, `U&'\0041'` and `U&"a"` are written without escapes, and names of
// more than 63 bytes are cut, as PostgreSQL does before it looks at anything.
import type { Node } from "libpg-query";
import { quoteLiteral } from "../../duckdb/sandbox.js";
import { type Edit, Splice } from "../splice.js";
import { bodyOf } from "./analysis.js";
import type { Tokens } from "./tokens.js";
import type { Source } from "./translate.js";
import { eachNode } from "./tree-walk.js";

/** NAMEDATALEN - 1 */
const nameBytesMax = 63;

/** Undefined: there is nothing to write otherwise. */
export function plainText({ text, tokens, select }: Source): Splice | undefined {
  let strings: ReadonlyMap<number, string> | undefined;
  const edits: Edit[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const { kind, text: written, start } = tokens.at(index);
    let last = index;
    let instead: string | undefined;
    if (kind === "string" && /^[eu]/i.test(written)) {
      strings ??= stringsIn(select);
      const value = strings.get(start);
      // Strings that a line's end parts are one.
      while (tokens.at(last + 1).kind === "string") last++;
      instead = value === undefined ? undefined : quoteLiteral(value);
    } else if (kind === "quoted" || kind === "word") instead = plainName(text, tokens, index);
    if (instead === undefined) continue;
    if (/^u&/i.test(written) && tokens.text(last + 1) === "uescape") last += 2;
    edits.push({ start, end: tokens.at(last).end, text: instead });
    index = last;
  }
  return edits.length === 0 ? undefined : new Splice(text, edits);
}

/** By their places. */
function stringsIn(statement: Node): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  eachNode(statement, (node, kind) => {
    const { sval, location = 0 } = bodyOf(node) as {
      readonly sval?: { readonly sval?: string };
      readonly location?: number;
    };
    if (kind === "A_Const" && sval !== undefined) found.set(location, sval.sval ?? "");
    return true;
  });
  return found;
}

/** Undefined: it is plain already. */
function plainName(text: Buffer, tokens: Tokens, index: number): string | undefined {
  const { kind, start, end, text: bytes } = tokens.at(index);
  const isEscaped = kind === "quoted" && /^u&/i.test(bytes);
  if (!isEscaped && end - start <= nameBytesMax) return undefined;
  const written = text.toString("utf8", start, end);
  const bare = kind === "word" ? written : written.slice(isEscaped ? 3 : 1, -1).replaceAll('""', '"');
  const escape = tokens.text(index + 1) === "uescape" ? quotedSign(tokens.text(index + 2)) : "\\";
  const name = cutName(isEscaped ? unescaped(bare, escape) : bare);
  if (!isEscaped && name === bare) return undefined;
  return kind === "word" ? name : `"${name.replaceAll('"', '""')}"`;
}

function unescaped(text: string, escape: string): string {
  const sign = escape.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&");
  const pattern = new RegExp(`${sign}(?:(${sign})|\\+([\\da-f]{6})|([\\da-f]{4}))`, "gi");
  const units: (_: string, doubled?: string, long?: string, short?: string) => string = (_, doubled, long, short) =>
    doubled ??
    (long === undefined
      ? String.fromCharCode(Number.parseInt(short ?? "", 16))
      : String.fromCodePoint(Number.parseInt(long, 16)));
  return text.replaceAll(pattern, units);
}

function quotedSign(written: string): string {
  return /^'(.+)'$/s.exec(written)?.[1] ?? "\\";
}

/** Not within a character. */
export function cutName(name: string): string {
  const bytes = Buffer.from(name);
  if (bytes.length <= nameBytesMax) return name;
  let end = nameBytesMax;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString("utf8", 0, end);
}
