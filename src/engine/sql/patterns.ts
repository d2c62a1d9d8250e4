// Patterns: `~` of PostgreSQL's finds a match anywhere where DuckDB's wants the whole text to match, DuckDB has no `~*`, and its LIKE
// knows no backslash. Where a pattern is a constant, it is written anew, as one for the whole text.
import { quoteLiteral } from "../duckdb/sandbox.js";
import { regexpForRe2 } from "./regexps.js";
import { scannedTokens } from "./token-places.js";
import { stringOf } from "./literals.js";
import type { Edit } from "./splice.js";
import { type TreeNode, walkSelect } from "./walk.js";

interface Match {
  readonly pattern: (written: string) => string | undefined;
  /** What stands in the operator's place. */
  readonly operator: "~" | "!~";
}

const anywhere = (flags: string) => (pattern: string) => `(?${flags}).*(?:${regexpForRe2(pattern)}).*`;
const like = (flags: string) => (pattern: string) => likeRegexp(pattern, flags);

/** By the operator, as it is written. */
const matches: Readonly<Record<string, Match>> = {
  "~": { pattern: anywhere("s"), operator: "~" },
  "!~": { pattern: anywhere("s"), operator: "!~" },
  "~*": { pattern: anywhere("is"), operator: "~" },
  "!~*": { pattern: anywhere("is"), operator: "!~" },
  like: { pattern: like("s"), operator: "~" },
  "~~": { pattern: like("s"), operator: "~" },
  "not like": { pattern: like("s"), operator: "!~" },
  "!~~": { pattern: like("s"), operator: "!~" },
  ilike: { pattern: like("is"), operator: "~" },
  "~~*": { pattern: like("is"), operator: "~" },
  "not ilike": { pattern: like("is"), operator: "!~" },
  "!~~*": { pattern: like("is"), operator: "!~" },
};

/** What DuckDB's parser makes of them. SIMILAR TO is one of these, too: the text tells. */
const functions = new Set(["regexp_full_match", "~*", "!~*", "~~", "!~~", "~~*", "!~~*"]);

/** `~ CAST('x' AS text)`, `~ text 'x'` */
const between = new Set([
  "(",
  "cast",
  "try_cast",
  "text",
  "varchar",
  "char",
  "bpchar",
  "character",
  "varying",
  "string",
]);

/** DuckDB has no such operator, and the text will not have it either. */
export function isWrittenAnew(call: TreeNode): boolean {
  return ["~*", "!~*"].includes(String(call["function_name"])) && patternOf(call) !== undefined;
}

export function patternEdits(text: Buffer, statement: TreeNode): readonly Edit[] {
  const patterns = new Map<number, string>();
  walkSelect(statement, {
    call(node) {
      const name = String(node["function_name"]);
      const pattern = functions.has(name) ? patternOf(node) : undefined;
      // Without a backslash, DuckDB's LIKE is PostgreSQL's.
      const isOther = !name.includes("~~") || pattern?.value.includes("\\") === true;
      if (pattern !== undefined && isOther) patterns.set(pattern.start, pattern.value);
    },
  });
  if (patterns.size === 0) return [];
  const tokens = scannedTokens(text);
  return tokens.flatMap(({ start, end }, index): Edit[] => {
    const value = patterns.get(start);
    let at = index - 1;
    while (between.has(tokens[at]?.text ?? "")) at--;
    const last = tokens[at];
    if (value === undefined || last === undefined) return [];
    const before = tokens[at - 1];
    const first = before?.text === "not" ? before : last;
    const match = matches[first === last ? last.text : `not ${last.text}`];
    const pattern = match?.pattern(value);
    if (match === undefined || pattern === undefined) return [];
    return [
      { start: first.start, end: last.end, text: match.operator },
      { start, end, text: quoteLiteral(pattern) },
    ];
  });
}

function patternOf(call: TreeNode): { readonly start: number; readonly value: string } | undefined {
  const [, second, ...others] = (call["children"] ?? []) as readonly TreeNode[];
  // `'x'::text` is what postgres_fdw sends.
  const isCast = second?.["class"] === "CAST" && (second["cast_type"] as TreeNode)["id"] === "VARCHAR";
  const isCollated = second?.["class"] === "COLLATE";
  const constant = isCast || isCollated ? (second["child"] as TreeNode) : second;
  if (constant === undefined || others.length > 0) return undefined;
  const start = constant["query_location"];
  const value = stringOf(constant);
  return typeof start === "number" && value !== undefined ? { start, value } : undefined;
}

/** Undefined: it ends within an escape. */
function likeRegexp(pattern: string, flags: string): string | undefined {
  let regexp = `(?${flags})`;
  for (const [piece, escaped] of pattern.matchAll(/\\([^])|[^]/gu)) {
    if (piece === "\\") return undefined;
    regexp +=
      escaped === undefined && piece === "%"
        ? ".*"
        : escaped === undefined && piece === "_"
          ? "."
          : literally(escaped ?? piece);
  }
  return regexp;
}

function literally(character: string): string {
  return character.replace(/[.*+?^${}()|[\]\\]/, "\\$&");
}
