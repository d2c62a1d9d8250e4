// A literal that is cast to bytea: PostgreSQL reads '\x6162' and '\141b' in it, and DuckDB escapes of its own. It is written anew in those.
// By its own name for the type, BLOB, a literal is DuckDB's.
import { FeatureNotSupported, PgError } from "../../errors.js";
import { byteaOf, duckDBBytes } from "../bytea-text.js";
import { LocatedError } from "../duckdb/errors.js";
import { quoteLiteral } from "../duckdb/sandbox.js";
import { stringOf } from "./literals.js";
import { skipBlanks } from "./qualified-name.js";
import type { Edit } from "./splice.js";
import { type TreeNode, walkSelect } from "./walk.js";

const someBytea = /bytea/i;

/** @throws LocatedError: 22P02 or 22023 as PostgreSQL, 0A000 for a literal whose end cannot be found. */
export function byteaLiteralEdits(text: Buffer, statement: TreeNode): readonly Edit[] {
  if (!someBytea.test(text.toString("latin1"))) return [];
  const edits: Edit[] = [];
  walkSelect(statement, {
    expression: (node) => {
      const literal = castToBytea(node);
      if (literal !== undefined) edits.push(...editsOf(text, literal));
    },
  });
  return edits;
}

function castToBytea(node: TreeNode): TreeNode | undefined {
  if (node["class"] !== "CAST" || (node["cast_type"] as TreeNode)["id"] !== "BLOB") return undefined;
  const child = node["child"] as TreeNode;
  return stringOf(child) === undefined ? undefined : child;
}

function editsOf(text: Buffer, literal: TreeNode): readonly Edit[] {
  const start = Number(literal["query_location"]);
  const end = endOfLiteral(text, start);
  if (end !== undefined && !isOfPostgres(text, start, end)) return [];
  if (end === undefined) throw new FeatureNotSupported("this way to write a bytea literal is not supported");
  try {
    return [{ start, end, text: quoteLiteral(duckDBBytes(byteaOf(stringOf(literal) ?? ""))) }];
  } catch (thrown) {
    throw thrown instanceof PgError ? new LocatedError(thrown, start) : thrown;
  }
}

/** `'...'::bytea`, `CAST('...' AS bytea)`, `bytea '...'`. */
function isOfPostgres(text: Buffer, start: number, end: number): boolean {
  const after = text.toString("latin1", skipBlanks(text, end), skipBlanks(text, end) + typeBytesMax);
  const sign = /^(::|as\b)/i.exec(after)?.[0];
  if (sign === undefined)
    return /\bbytea"?\s*$/i.test(text.toString("latin1", Math.max(0, start - typeBytesMax), start));
  return /^\s*"?bytea\b/i.test(after.slice(sign.length));
}

/** Of '...', E'...' and $tag$...$tag$. */
function endOfLiteral(text: Buffer, start: number): number | undefined {
  const dollars = /^\$[^$]*\$/.exec(text.toString("latin1", start, start + tagBytesMax))?.[0];
  if (dollars !== undefined) {
    const end = text.indexOf(dollars, start + dollars.length, "latin1");
    return end < 0 ? undefined : end + dollars.length;
  }
  const hasEscapes = /^[eE]$/.test(text.toString("latin1", start, start + 1));
  const open = hasEscapes ? start + 1 : start;
  if (text[open] !== quote) return undefined;
  for (let at = open + 1; at < text.length; at++) {
    if (hasEscapes && text[at] === backslash) at++;
    else if (text[at] === quote) {
      if (text[at + 1] !== quote) return isContinued(text, at + 1) ? undefined : at + 1;
      at++;
    }
  }
  return undefined;
}

/** Between a literal and its type's name stand a few blanks at most. */
const typeBytesMax = 128;
/** A tag is a name. */
const tagBytesMax = 65;
const quote = 0x27;
const backslash = 0x5c;

/** `'a'` and, on another line, `'b'` are one literal. */
function isContinued(text: Buffer, end: number): boolean {
  return text[skipBlanks(text, end)] === quote;
}
