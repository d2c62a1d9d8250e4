// How many columns a subquery in an expression may have. transformSubLink in src/backend/parser/parse_expr.c
import type { Node } from "libpg-query";
import { bodyOf, errorAt, kindOf, nodesIn } from "./analysis.js";
import type { Columns } from "./scope.js";

/** `node`: the SubLink. @throws PgError 42601 */
export function assertSubqueryColumns(node: Node, columns: Columns): void {
  if (columns === undefined) return;
  const { subLinkType: kind, testexpr } = bodyOf(node);
  if (kind === "EXISTS_SUBLINK") return;
  if (kind === "EXPR_SUBLINK" || kind === "ARRAY_SUBLINK") {
    if (columns.length !== 1) throw errorAt(node, "42601", "subquery must return only one column");
    return;
  }
  const tested = testexpr as Node;
  const count = kindOf(tested) === "RowExpr" ? nodesIn(bodyOf(tested)["args"]).length : 1;
  if (columns.length > count) throw errorAt(node, "42601", "subquery has too many columns");
  if (columns.length < count) throw errorAt(node, "42601", "subquery has too few columns");
}
