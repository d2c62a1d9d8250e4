// PostgreSQL's text as DuckDB's parser takes it: what only one of the two knows is written another way, byte for byte as long,
// so that every place in it stays where it was.
import { scanSync } from "libpg-query";
import { foldCase } from "./qualified-name.js";

export interface DuckDBText {
  readonly sql: string;
  readonly removed: readonly RemovedQualifier[];
}

/** `public` of `public.people.*`. `start`: where the relation's name begins, in bytes. */
export interface RemovedQualifier {
  readonly schema: string;
  readonly relation: string;
  readonly start: number;
}

/** DuckDB reads these as blanks, and moves all that comes after them. */
const unicodeBlanks = /[\u00a0\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff]/;
const someUnicodeBlanks = new RegExp(unicodeBlanks, "g");
const isAffected = new RegExp(`${unicodeBlanks.source}|\\btable\\b|\\.\\s*\\*|\\*/\\s*\\*`, "i");

export function duckDBText(sql: string): DuckDBText {
  if (!isAffected.test(sql)) return { sql, removed: [] };
  const plain = sql.replaceAll(someUnicodeBlanks, (blank) => " ".repeat(Buffer.byteLength(blank)));
  const tokens = tokensOf(plain);
  if (tokens === undefined) return { sql, removed: [] };
  const bytes = Buffer.from(plain);
  if (plain !== sql) {
    const original = Buffer.from(sql);
    for (const token of tokens) {
      // A quote in a comment would lead DuckDB to take strings for blanks, and blanks for strings.
      if (isComment(token)) bytes.fill(" ", token.start, token.end);
      else if (isQuoted(token.text)) original.copy(bytes, token.start, token.start, token.end);
    }
  }
  const removed: RemovedQualifier[] = [];
  const words = tokens.filter((token) => !isComment(token));
  words.forEach((token, index) => {
    const before = words[index - 1]?.text.toLowerCase();
    const after = words[index + 1];
    // `TABLE people` is `FROM people`.
    if (
      token.text.toLowerCase() === "table" &&
      before !== "as" &&
      before !== "." &&
      after !== undefined &&
      startsName(after)
    ) {
      bytes.write("FROM ", token.start);
    }
    // `public.people.*` is `people.*`.
    if (token.tokenName !== "ASCII_42" || before !== ".") return;
    const names: Token[] = [];
    for (let at = index - 2; words[at] !== undefined && startsName(words[at] as Token); at -= 2) {
      names.unshift(words[at] as Token);
      if (words[at - 1]?.text !== ".") break;
    }
    const [schema, relation] = [names.at(-2), names.at(-1)];
    if (schema === undefined || relation === undefined) return;
    bytes.fill(" ", names[0]?.start, relation.start);
    removed.push({ schema: nameOf(schema.text), relation: nameOf(relation.text), start: relation.start });
  });
  return { sql: bytes.toString("utf8"), removed };
}

interface Token {
  readonly text: string;
  readonly tokenName: string;
  readonly keywordName: string;
  readonly start: number;
  readonly end: number;
}

/** Undefined for text that is in DuckDB's own dialect down to its tokens. */
function tokensOf(sql: string): readonly Token[] | undefined {
  try {
    return scanSync(sql).tokens;
  } catch {
    // DuckDB says what is wrong with it, if anything is.
    return undefined;
  }
}

function isComment(token: Token): boolean {
  return token.tokenName === "SQL_COMMENT" || token.tokenName === "C_COMMENT";
}

function isQuoted(text: string): boolean {
  return /["'$]/.test(text);
}

function startsName(token: Token): boolean {
  return (
    token.tokenName === "IDENT" || token.keywordName === "UNRESERVED_KEYWORD" || token.text.toLowerCase() === "only"
  );
}

function nameOf(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : foldCase(text);
}
