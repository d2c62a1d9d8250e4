// The same macros once more, for what stands in TRY. DuckDB takes error() for volatile, and TRY refuses what is; in a lambda, neither does.
import { Splice } from "../splice.js";
import { macroAt } from "./macro-uses.js";
import { Tokens } from "./tokens.js";

/** Only the gateway writes it: to clients, there is no such schema. */
export const heldSchema = "held";

/** With each call of a macro, or its definition, in that schema. */
export function inHeldSchema(sql: string): string {
  const text = Buffer.from(sql);
  const tokens = new Tokens(text.toString("latin1"));
  const edits = Array.from({ length: tokens.length }, (_, index) => index).flatMap((index) => {
    if (macroAt(tokens, index) === undefined) return [];
    const { start, end } = tokens.at(index);
    return [{ start, end, text: heldSchema }];
  });
  return new Splice(text, edits).text;
}
