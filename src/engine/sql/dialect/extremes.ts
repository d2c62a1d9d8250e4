// min() and max() of what is equal and yet differs, as '1 day' and '24:00:00' do: which of them is the answer says the order of the rows.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, type Typed } from "./analysis.js";
import { type CallText, filterOf, takeCall } from "./call-text.js";
import { endKeyOf } from "./equality-keys.js";

/** False: it is no such call, and stays as it is. */
export function writeExtreme(analysis: Analysis, node: Node, given: readonly Typed[], name: string): boolean {
  const key = endKeyOf(given[0]?.type);
  if ((name !== "min" && name !== "max") || key === undefined) return false;
  // interval_larger() and interval_smaller() keep the later of two that are equal, and bpchar's the earlier.
  const isLast = given[0]?.type === "interval";
  // DuckDB's are those of intervals. Where no order is said, they keep the first that they meet.
  const isPlain = isLast && bodyOf(node)["agg_order"] === undefined && bodyOf(node)["over"] === undefined;
  if (isPlain) return true;
  // Over a window, DuckDB takes last() for last_value(), which has no FILTER.
  const filter = isLast && bodyOf(node)["over"] !== undefined ? filterOf(analysis, node) : undefined;
  const call = takeCall(analysis, node, given);
  if (call === undefined) return true;
  const text = call.values.join("");
  const value = filter === undefined ? text : `CASE WHEN ${filter} THEN ${text} END`;
  const clauses = filter === undefined ? call.clauses : withoutFilter(call.clauses, filter);
  analysis.rewriting.replace(call.span, `${firstOrLast(name, value, key(value), call, isLast)} ${clauses}`);
  return true;
}

/** `FILTER (WHERE filter) OVER w` -> `OVER w` */
function withoutFilter(clauses: string, filter: string): string {
  return clauses.slice(clauses.indexOf(filter) + filter.length).replace(/^[\s)]+/, "");
}

function firstOrLast(
  name: "min" | "max",
  value: string,
  key: string,
  { order, isDistinct }: CallText,
  isLast: boolean,
): string {
  if (isDistinct || (order.trim() === "" && !isLast)) return `arg_${name}(${value}, ${key})`;
  const others = order.replace(/^\s*ORDER\s+BY/i, ",");
  if (!isLast) return `first(${value} ORDER BY ${key} ${name === "min" ? "ASC" : "DESC"} NULLS LAST${others})`;
  return `last(${value} ORDER BY ${key} ${name === "min" ? "DESC" : "ASC"} NULLS FIRST${others})`;
}
