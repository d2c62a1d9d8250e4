// Reads EXPLAIN from PostgreSQL's syntax tree: its options, and where its statement begins.
// https://www.postgresql.org/docs/15/sql-explain.html
import type { ExplainStmt, Node } from "libpg-query";
import type { ExplainOption } from "../explain/options.js";
import type { StatementText } from "../statement.js";
import { positionAt, trimmed } from "./text-offsets.js";
import { type Word, wordsOf } from "./token-places.js";

export interface ExplainParts {
  readonly options: readonly ExplainOption[];
  /** Of the statement that is explained; its offset counts from the beginning of the command. */
  readonly text: StatementText;
}

export function explainPartsOf({ options = [] }: ExplainStmt, text: string): ExplainParts {
  const words = wordsOf(text).filter((word) => !/^(--|\/\*)/.test(word.text));
  const isList = options.length > 0 && words[1]?.text === "(";
  const begins = isList ? 2 : 1;
  const places = isList ? placesIn(words, begins) : [];
  const after = isList ? closing(words, begins) + 1 : begins + options.length;
  const offset = words[after - 1]?.end ?? 0;
  return {
    options: options.map((option, index) => optionOf(option, places[index], text)),
    text: trimmed({ sql: text.slice(offset), offset }),
  };
}

/** The word that each option begins with. */
function placesIn(words: readonly Word[], from: number): readonly Word[] {
  const end = closing(words, from);
  return words.slice(from, end).filter((_, index) => index === 0 || words[from + index - 1]?.text === ",");
}

/** Options have no parentheses in them. */
function closing(words: readonly Word[], from: number): number {
  return words.findIndex(({ text }, index) => index >= from && text === ")");
}

function optionOf(node: Node, place: Word | undefined, text: string): ExplainOption {
  if (!("DefElem" in node)) throw new Error("an option of EXPLAIN is none");
  const { defname = "", arg } = node.DefElem;
  const value = arg === undefined ? undefined : valueOf(arg);
  return {
    name: defname,
    ...(value === undefined ? {} : { value }),
    ...(place === undefined ? {} : { position: positionAt(text, place.start) }),
  };
}

function valueOf(node: Node): string | number {
  if ("String" in node) return node.String.sval ?? "";
  if ("Integer" in node) return node.Integer.ival ?? 0;
  if ("Float" in node) return node.Float.fval ?? "";
  if ("Boolean" in node) return String(node.Boolean.boolval === true);
  return "";
}
