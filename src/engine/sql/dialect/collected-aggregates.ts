// Aggregates that keep all values: a list of DuckDB's, of which a macro makes what PostgreSQL gives.
import type { Node } from "libpg-query";
import { PgError } from "../../../errors.js";
import { type Analysis, bodyOf, errorAt, nodesIn, type Typed } from "./analysis.js";
import { isArray, unknown } from "./candidates.js";
import { type CallText, dropOrder, filterOf, hasOrder, takeCall } from "./call-text.js";
import { jsonOf } from "./conversions.js";
import { keyOf } from "./equality-keys.js";
import { keyText } from "./json-keys.js";
import { sameExpression } from "./same-expression.js";
import { directionOf } from "./sorting.js";
import type { CollectedAggregate } from "./functions/collected-aggregates.js";

/** `final(list(item(value) ORDER BY ...) FILTER ...)` */
export function writeCollected(
  analysis: Analysis,
  node: Node,
  given: readonly Typed[],
  lowering: CollectedAggregate,
): void {
  if (lowering.form !== undefined && lowering.hasKeys === undefined && given[0]?.type === unknown) {
    throw new PgError("42804", "could not determine polymorphic type because input has type unknown");
  }
  const kept = lowering.hasKeys === true ? filterOf(analysis, node) : undefined;
  const call = takeCall(analysis, node, given);
  if (call === undefined) return;
  const { span, values, order, clauses, isDistinct } = call;
  const hasLines = given.some(({ type, isRow }) => isRow === true || (type !== undefined && isArray(type)));
  const final = (hasLines ? lowering.linesFinal : undefined) ?? lowering.final;
  const name = (hasLines ? lowering.linesItem : undefined) ?? lowering.item;
  const item = (texts: readonly string[]): string => `${name}(${texts.map((sql, at) => part(sql, at)).join(", ")})`;
  // DuckDB makes it of all rows: the error of one that is filtered away is nobody's.
  const ofRow = (made: string): string => (kept === undefined ? made : `CASE WHEN ${kept} THEN ${made} END`);
  const part = (sql: string, at: number): string => {
    const { type = unknown, isNull, dimensions } = given[at] ?? {};
    if (lowering.form === undefined) return sql;
    if (lowering.hasKeys === true && at === 0) return keyText(type)(sql);
    return isNull === true ? sql : jsonOf(type, lowering.form, dimensions)(sql);
  };
  if (!isDistinct) {
    return analysis.rewriting.replace(span, `${final}(list(${ofRow(item(values))} ${order}) ${clauses})`);
  }
  const [key = "", value = ""] = values;
  if (values.length === 2 && isSortedByItself(node, given)) {
    const pairs = `list_sort(list(DISTINCT {'k': ${key}, 'v': ${value}}) ${clauses}, 'ASC', 'NULLS LAST')`;
    const text = `list_transform(${pairs}, lambda pg_item: ${item(["pg_item['k']", "pg_item['v']"])})`;
    return analysis.rewriting.replace(span, `${final}(${text})`);
  }
  if (values.length > 1) throw refusedDistinct(node);
  const list =
    given[0]?.type === "interval"
      ? sortingIntervals(node).join(`list(DISTINCT ${values.join("")}) ${clauses}`)
      : `list(DISTINCT ${values.join("")} ${orderOf(node, call)}) ${clauses}`;
  analysis.rewriting.replace(span, `${final}(list_transform(${list}, lambda pg_item: ${item(["pg_item"])}))`);
}

/** In the order of its arguments, as PostgreSQL sorts what it makes distinct. */
function isSortedByItself(node: Node, given: readonly Typed[]): boolean {
  return nodesIn(bodyOf(node)["agg_order"]).every((item, index) => {
    const own = given[index]?.node;
    return own !== undefined && directionOf(item) === "" && sameExpression(bodyOf(item)["node"] as Node, own);
  });
}

/** PostgreSQL sorts what it makes distinct. */
export function orderDistinct(analysis: Analysis, node: Node, given: readonly Typed[]): void {
  const { rewriting, spans, tokens } = analysis;
  const [value] = given;
  const [place, span] = [spans.widest(value?.node), spans.of(node)];
  if (value?.type === "interval" && span !== undefined) {
    dropOrder(analysis, node, given);
    return rewriting.around(span, ...sortingIntervals(node));
  }
  if (hasOrder(node) || value === undefined || place === undefined || span === undefined) return;
  const text = rewriting.take(place);
  rewriting.replace(place, text);
  const open = span.first + (tokens.text(span.first + 1) === "." ? 3 : 1);
  rewriting.after(tokens.partner(open) - 1, ` ORDER BY ${text}`);
}

/** What stands before a list of distinct intervals and behind it. @throws PgError 0A000 */
function sortingIntervals(node: Node): readonly [string, string] {
  const [item] = nodesIn(bodyOf(node)["agg_order"]);
  const direction = item === undefined ? "" : directionOf(item);
  if (/^( NULLS LAST)?$/.test(direction)) return ["pg.sorted_intervals(", ")"];
  if (/^ DESC( NULLS FIRST)?$/.test(direction)) return ["list_reverse(pg.sorted_intervals(", "))"];
  throw refusedDistinct(node);
}

/** What is kept is one of several that are equal: it takes a key, which is another value. */
export function requirePlainDistinct(node: Node, given: readonly Typed[]): void {
  if (given.some(({ type, record }) => keyOf(type, "equality") !== undefined || record !== undefined)) {
    throw refusedDistinct(node);
  }
}

function refusedDistinct(node: Node): Error {
  return errorAt(node, "0A000", "DISTINCT over these types is not supported in this aggregate", {
    hint: "Select the distinct values in a subquery first.",
  });
}

function orderOf(node: Node, { order, values }: CallText): string {
  return hasOrder(node) ? order : `ORDER BY ${values.join("")}`;
}
