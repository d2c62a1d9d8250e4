// What may not stand with a call: FILTER, DISTINCT, ORDER BY and OVER where the function has no use for them.
// ParseFuncOrColumn in src/backend/parser/parse_func.c
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, nodesIn, type Typed } from "./analysis.js";
import { requireOperator } from "./equality-keys.js";
import { errorAtStart } from "./error-places.js";
import type { PostgresFunction } from "./postgres-catalog.js";
import { sameExpression } from "./same-expression.js";

const orderedSets = new Set(["mode", "percentile_cont", "percentile_disc"]);

export function checkCall(
  analysis: Analysis,
  node: Node,
  { kind, name }: PostgresFunction,
  given: readonly Typed[],
): void {
  const body = bodyOf(node);
  const has = (key: string): boolean => body[key] !== undefined && body[key] !== false;
  const order = nodesIn(body["agg_order"]);
  if (kind === "w") {
    if (!has("over")) throw errorAt(node, "42809", `window function ${name} requires an OVER clause`);
    if (has("agg_distinct")) throw notImplemented(node, "DISTINCT is not implemented for window functions");
    if (order.length > 0) throw notImplemented(node, "aggregate ORDER BY is not implemented for window functions");
    if (has("agg_filter")) throw notImplemented(node, "FILTER is not implemented for non-aggregate window functions");
    return;
  }
  if (kind !== "a") {
    const wrong = (clause: string): Error =>
      errorAt(node, "42809", `${clause} specified, but ${name} is not an aggregate function`);
    if (has("agg_distinct")) throw wrong("DISTINCT");
    if (has("agg_within_group")) throw wrong("WITHIN GROUP");
    if (order.length > 0) throw wrong("ORDER BY");
    if (has("agg_filter")) throw wrong("FILTER");
    if (has("over")) {
      throw errorAt(node, "42809", `OVER specified, but ${name} is not a window function nor an aggregate function`);
    }
    return;
  }
  if (given.length === 0 && !has("agg_star") && !has("agg_within_group")) {
    throw errorAt(node, "42809", `${name}(*) must be used to call a parameterless aggregate function`);
  }
  if (orderedSets.has(name) && !has("agg_within_group")) {
    throw errorAt(node, "42809", `WITHIN GROUP is required for ordered-set aggregate ${name}`);
  }
  if (has("over")) {
    if (has("agg_within_group")) {
      throw notImplemented(node, `OVER is not supported for ordered-set aggregate ${name}`);
    }
    if (has("agg_distinct")) throw notImplemented(node, "DISTINCT is not implemented for window functions");
    if (order.length > 0) throw notImplemented(node, "aggregate ORDER BY is not implemented for window functions");
  }
  if (has("agg_distinct")) checkDistinct(analysis, given, order);
}

function checkDistinct(analysis: Analysis, given: readonly Typed[], order: readonly Node[]): void {
  for (const { node, type } of given) requireOperator(analysis, node, type, "equality");
  for (const item of order) {
    const { node } = bodyOf(item) as { readonly node: Node };
    if (given.some((operand) => sameExpression(operand.node, node))) continue;
    throw errorAtStart(
      analysis,
      node,
      "42P10",
      "in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list",
    );
  }
}

function notImplemented(node: Node, message: string): Error {
  return errorAt(node, "0A000", message);
}
