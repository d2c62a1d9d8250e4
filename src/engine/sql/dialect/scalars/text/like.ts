// LIKE where DuckDB's is not enough: patterns that end in their escape, escapes other than a backslash, bytes.
import { PgError } from "../../../../../errors.js";
import { type ScalarFunction, scalarFunction } from "../../scalar-function.js";

export const likeScalars: readonly ScalarFunction[] = [
  scalarFunction("pg_js_like", ["VARCHAR", "VARCHAR"], "BOOLEAN", (text, pattern) =>
    isLike(Array.from(text), Array.from(pattern)),
  ),
  scalarFunction("pg_js_bytea_like", ["VARCHAR", "VARCHAR"], "BOOLEAN", (text, pattern) =>
    isLike(charactersOfBytes(text), charactersOfBytes(pattern)),
  ),
  scalarFunction("pg_js_like_escape", ["VARCHAR", "VARCHAR"], "VARCHAR", (pattern, escape) =>
    withBackslashes(Array.from(pattern), Array.from(escape)),
  ),
  scalarFunction("pg_js_bytea_like_escape", ["VARCHAR", "VARCHAR"], "VARCHAR", (pattern, escape) =>
    Buffer.from(withBackslashes(charactersOfBytes(pattern), charactersOfBytes(escape)), "latin1").toString("hex"),
  ),
];

function charactersOfBytes(hex: string): readonly string[] {
  return Array.from(Buffer.from(hex, "hex").toString("latin1"));
}

function isLike(text: readonly string[], pattern: readonly string[]): boolean {
  return match(text, 0, pattern, 0) === "matches";
}

/** `exhausted`: the text is too short for the rest of the pattern, and less of it will not match, either. */
type Outcome = "matches" | "differs" | "exhausted";

/** As PostgreSQL goes about it, since where it meets the end of a pattern decides whether that is an error. */
function match(text: readonly string[], textStart: number, pattern: readonly string[], patternStart: number): Outcome {
  let t = textStart;
  let p = patternStart;
  for (; t < text.length && p < pattern.length; p++, t++) {
    const wanted = pattern[p];
    if (wanted === "%") return matchAfterPercent(text, t, pattern, p + 1);
    if (wanted === "_") continue;
    if (wanted === "\\") p = escapedAt(pattern, p);
    if (pattern[p] !== text[t]) return "differs";
  }
  if (t < text.length) return "differs";
  while (pattern[p] === "%") p++;
  return p >= pattern.length ? "matches" : "exhausted";
}

function matchAfterPercent(
  text: readonly string[],
  textStart: number,
  pattern: readonly string[],
  patternStart: number,
): Outcome {
  let t = textStart;
  let p = patternStart;
  for (; pattern[p] === "%" || pattern[p] === "_"; p++) {
    if (pattern[p] === "%") continue;
    if (t >= text.length) return "exhausted";
    t++;
  }
  if (p >= pattern.length) return "matches";
  const first = pattern[pattern[p] === "\\" ? escapedAt(pattern, p) : p];
  for (; t < text.length; t++) {
    if (text[t] !== first) continue;
    const outcome = match(text, t, pattern, p);
    if (outcome !== "differs") return outcome;
  }
  return "exhausted";
}

function escapedAt(pattern: readonly string[], backslash: number): number {
  if (backslash + 1 < pattern.length) return backslash + 1;
  throw new PgError("22025", "LIKE pattern must not end with escape character");
}

/** The pattern as it would be written with a backslash for its escape. */
function withBackslashes(pattern: readonly string[], escape: readonly string[]): string {
  if (escape.length > 1) throw invalidEscape();
  const [sign] = escape;
  if (sign === "\\") return pattern.join("");
  let written = "";
  let isEscaped = false;
  for (const character of pattern) {
    if (character === sign && !isEscaped) {
      written += "\\";
      isEscaped = true;
      continue;
    }
    written += character === "\\" && !isEscaped ? "\\\\" : character;
    isEscaped = false;
  }
  return written;
}

export function invalidEscape(): PgError {
  return new PgError("22025", "invalid escape string", { hint: "Escape string must be empty or one character." });
}
