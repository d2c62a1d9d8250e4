// ORDER BY: by expressions, and in a query by names and numbers of its result's columns.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, kindOf, namesIn, nodesIn, type Typed, typed } from "./analysis.js";
import type { Scope } from "./scope.js";

/** `results`: what the columns of the result are called. */
export function sortItems(
  analysis: Analysis,
  items: readonly Node[],
  scope: Scope,
  results: readonly string[] | undefined,
): readonly Typed[] {
  return items.map((item) => {
    const node = kindOf(item) === "SortBy" ? (bodyOf(item)["node"] as Node) : item;
    return isOfResult(node, results) ? { node, type: undefined } : typed(analysis, node, scope);
  });
}

function isOfResult(node: Node, results: readonly string[] | undefined): boolean {
  const body = bodyOf(node);
  if (kindOf(node) === "A_Const") return body["ival"] !== undefined;
  if (kindOf(node) !== "ColumnRef") return false;
  const [name, ...more] = namesIn(nodesIn(body["fields"]));
  return more.length === 0 && (results === undefined || results.includes(name ?? ""));
}
