// DISTINCT and ORDER BY of a query: each goes by what the select list gives.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, nodesIn } from "./analysis.js";
import { keyOf, needsKey, requireOperator } from "./equality-keys.js";
import { showFirst } from "./grouping.js";
import { valueOf } from "./only-shown.js";
import { type ItemOrder, keyedItem, type ResultItem, resultItem } from "./result-items.js";
import type { Scope } from "./scope.js";
import { sameExpression } from "./same-expression.js";
import { errorAtStart } from "./error-places.js";
import { direct } from "./sorting.js";
import { textOfTarget } from "./targets.js";

type Order = Omit<ItemOrder, "clause">;

export interface SortItem extends ResultItem {
  /** ASC, NULLS FIRST, and their kin. */
  readonly sort: Node;
}

/** `grouped`: expressions that are grouped by a key. `isByValue`: DuckDB sorts by what the result has only. */
export function resultOrder(
  analysis: Analysis,
  items: readonly Node[],
  order: Order,
  { grouped, isByValue }: { readonly grouped: readonly Node[]; readonly isByValue: boolean },
): readonly SortItem[] {
  return items.map((sort) => {
    const item = resultItem(analysis, bodyOf(sort)["node"] as Node, { clause: "ORDER BY", ...order });
    if (!item.isByResult) showFirst(analysis, grouped, [item.node]);
    if (item.isByResult) byValue(analysis, item, order.scope, grouped);
    const isKeyed = !isByValue || needsKey(item.typed.type);
    const key = isKeyed ? keyedItem(analysis, item, "ordering") : undefined;
    if (key === undefined) byNumber(analysis, item, order);
    direct(analysis, sort);
    return { sort, ...item };
  });
}

/** `ORDER BY "?column?"`: DuckDB calls what has no name otherwise. */
function byNumber(
  { spans, rewriting, texts }: Analysis,
  { node, target, isByResult }: ResultItem,
  { targets }: Order,
): void {
  const span = spans.of(node);
  if (!isByResult || target?.column.name !== "?column?" || targets.isOpen || span === undefined) return;
  if (texts.has(target.node)) return;
  rewriting.replace(span, String(targets.list.indexOf(target) + 1));
}

/** What is shown as a text is not sorted as one. */
function byValue(analysis: Analysis, { node, target }: ResultItem, scope: Scope, grouped: readonly Node[]): void {
  const span = analysis.spans.of(node);
  if (target === undefined || span === undefined || !analysis.texts.has(target.node)) return;
  const { quiet, text } = valueOf(analysis, target.node, scope);
  showFirst(quiet, grouped, [target.node]);
  analysis.rewriting.replace(span, text());
}

/** SELECT DISTINCT: by the keys of what it gives. */
export function distinctRows(analysis: Analysis, { targets }: Order): void {
  const isKeyed = targets.list.some(({ typed: { type } }) => keyOf(type, "equality") !== undefined);
  for (const { node, typed } of targets.list) requireOperator(analysis, node, typed.type, "equality");
  if (!isKeyed || targets.isOpen) return;
  const keys = targets.list.map((target) => {
    const text = textOfTarget(analysis, target);
    return text === undefined ? undefined : (keyOf(target.typed.type, "equality")?.(text) ?? text);
  });
  const [first] = targets.list;
  const span = first && analysis.spans.widest(first.node);
  if (span === undefined || keys.includes(undefined)) return;
  const word = span.first - 1;
  if (analysis.tokens.text(word) === "distinct") analysis.rewriting.after(word, ` ON (${keys.join(", ")})`);
}

/** @throws InvalidColumnReference (42P10) */
export function checkDistinctOrder(analysis: Analysis, order: Order, sorted: readonly SortItem[]): void {
  if (order.targets.isOpen) return;
  for (const { node, target } of sorted) {
    if (target !== undefined) continue;
    throw errorAtStart(analysis, node, "42P10", "for SELECT DISTINCT, ORDER BY expressions must appear in select list");
  }
}

/** transformDistinctOnClause. @throws InvalidColumnReference (42P10) */
export function distinctOn(analysis: Analysis, nodes: readonly Node[], order: Order): readonly ResultItem[] {
  return nodesIn(nodes).map((node) => {
    const item = resultItem(analysis, node, { clause: "DISTINCT ON", ...order });
    keyedItem(analysis, item, "equality");
    return item;
  });
}

export function checkDistinctOn(analysis: Analysis, items: readonly ResultItem[], sorted: readonly SortItem[]): void {
  const found = new Set<ResultItem>();
  let hasSkipped = false;
  const mismatch = ({ node }: ResultItem): Error =>
    errorAtStart(analysis, node, "42P10", "SELECT DISTINCT ON expressions must match initial ORDER BY expressions");
  for (const sort of sorted) {
    const [match, ...others] = items.filter((item) => isSameItem(item, sort));
    if (match === undefined) hasSkipped = true;
    else if (hasSkipped) throw mismatch(match);
    else for (const item of [match, ...others]) found.add(item);
  }
  const left = items.find((item) => !found.has(item));
  if (left !== undefined && hasSkipped) throw mismatch(left);
}

function isSameItem(a: ResultItem, b: ResultItem): boolean {
  if (a.target !== undefined && a.target === b.target) return true;
  return sameExpression(a.target?.node ?? a.node, b.target?.node ?? b.node);
}
