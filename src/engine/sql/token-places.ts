// Where the words of a statement lie in its text. PostgreSQL's scanner has cut it: quotes and comments hold no words.
import { scanSync } from "libpg-query";
import type { StatementText } from "../statement.js";
import { characterCounter, trimmed } from "./text-offsets.js";

export interface Word {
  /** In small letters. */
  readonly text: string;
  /** In UTF-16 units of the text. */
  readonly start: number;
  readonly end: number;
}

export function wordsOf(text: string): readonly Word[] {
  const bytes = Buffer.from(text);
  const { tokens } = scanSync(text) as { readonly tokens: readonly { readonly start: number; readonly end: number }[] };
  const unitsBefore = characterCounter(bytes);
  return tokens.map(({ start, end }) => ({
    text: bytes.toString("utf8", start, end).toLowerCase(),
    start: unitsBefore(start),
    end: unitsBefore(end),
  }));
}

export interface Token {
  /** In small letters. */
  readonly text: string;
  readonly kind: string;
  /** In bytes. */
  readonly start: number;
  readonly end: number;
}

/** All but comments. None: the text is in DuckDB's own dialect down to its tokens. */
export function scannedTokens(text: Buffer): readonly Token[] {
  try {
    return scanSync(text.toString("utf8"))
      .tokens.filter(({ tokenName }) => tokenName !== "SQL_COMMENT" && tokenName !== "C_COMMENT")
      .map(({ start, end, tokenName }) => ({
        text: text.toString("utf8", start, end).toLowerCase(),
        kind: tokenName,
        start,
        end,
      }));
  } catch {
    return [];
  }
}

/** The place after the first such word at or after the word number `from`. */
export function placeAfter(words: readonly Word[], word: string, from: number): number {
  const found = words.slice(from).find(({ text }) => text === word);
  if (found === undefined) throw new Error(`a statement has no ${word.toUpperCase()}`);
  return found.end;
}

/** What stands in the first parentheses at or after the word number `from`. */
export function parenthesised(text: string, from: number): StatementText {
  const words = wordsOf(text);
  const offset = placeAfter(words, "(", from);
  let depth = 0;
  const last = words.find(({ text: word, start }) => {
    if (start < offset - 1) return false;
    if (word === "(") depth++;
    if (word === ")") depth--;
    return depth === 0;
  });
  return trimmed({ sql: text.slice(offset, last?.start), offset });
}
