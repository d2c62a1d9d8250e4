// TRY of a client's: what is in it is put in a list and taken out again. What failed DuckDB works out once more, row by row, into a vector of one
// row, and a COALESCE right in it writes beyond its end (DuckDB 1.5).
import { FeatureNotSupported } from "../../errors.js";
import { Tokens } from "./dialect/tokens.js";
import type { Edit } from "./splice.js";
import { type TreeNode, walkSelect } from "./walk.js";

export function tryEdits(text: Buffer, statement: TreeNode): readonly Edit[] {
  const latin = text.toString("latin1");
  if (!/\btry\b/i.test(latin)) return [];
  let count = 0;
  walkSelect(statement, {
    expression(node) {
      if (node["type"] === "OPERATOR_TRY") count++;
    },
  });
  if (count === 0) return [];
  const tokens = new Tokens(latin);
  const edits: Edit[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const { kind, text: written } = tokens.at(index);
    const isTry = written === "try" || (kind === "quoted" && /^"try"$/i.test(written));
    const close = isTry && tokens.text(index + 1) === "(" ? tokens.partner(index + 1) : -1;
    if (close === -1) continue;
    const [start, end] = [tokens.at(index + 1).end, tokens.at(close).start];
    edits.push({ start, end: start, text: "[" }, { start: end, end, text: "\n][1]" });
  }
  // The tree does not say where they are.
  if (edits.length === 2 * count) return edits;
  throw new FeatureNotSupported('TRY is not supported beside something else that is called "try"');
}
