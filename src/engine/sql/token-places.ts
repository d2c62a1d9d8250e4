// Where the words of a statement lie in its text. PostgreSQL's scanner has cut it: quotes and comments hold no words.
import { scanSync } from "libpg-query";

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
  const isAscii = bytes.length === text.length;
  const unitsBefore = (offset: number): number => (isAscii ? offset : bytes.toString("utf8", 0, offset).length);
  return tokens.map(({ start, end }) => ({
    text: bytes.toString("utf8", start, end).toLowerCase(),
    start: unitsBefore(start),
    end: unitsBefore(end),
  }));
}

/** The place after the first such word at or after the word number `from`. */
export function placeAfter(words: readonly Word[], word: string, from: number): number {
  const found = words.slice(from).find(({ text }) => text === word);
  if (found === undefined) throw new Error(`a statement has no ${word.toUpperCase()}`);
  return found.end;
}
