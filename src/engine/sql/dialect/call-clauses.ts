// What may stand in a call beside its arguments: ParseFuncOrColumn in src/backend/parser/parse_func.c
import type { Node } from "libpg-query";
import { PgError } from "../../../errors.js";
import { type Analysis, bodyOf, errorAt, kindOf, namesIn, nodesIn, type Typed } from "./analysis.js";
import { unknown } from "./candidates.js";
import { requireOperator } from "./equality-keys.js";
import { errorAtStart } from "./error-places.js";
import type { PostgresFunction } from "./postgres-catalog.js";
import { sameExpression } from "./same-expression.js";

const orderedSets = new Set(["percentile_cont", "percentile_disc", "mode"]);

const aggregateClauses = [
  ["agg_star", undefined],
  ["agg_distinct", "DISTINCT"],
  ["agg_within_group", "WITHIN GROUP"],
  ["agg_order", "ORDER BY"],
  ["agg_filter", "FILTER"],
] as const;

/** @throws PgError 42809, 0A000 */
export function assertClauses(node: Node, one: PostgresFunction): void {
  const body = bodyOf(node);
  const name = namesIn(body["funcname"]).join(".");
  const refuse = (sqlstate: string, message: string): never => {
    throw errorAt(node, sqlstate, message);
  };
  const isCountless =
    nodesIn(body["args"]).length === 0 && body["agg_star"] !== true && body["agg_within_group"] !== true;
  if (one.kind === "f" || one.kind === "p") {
    for (const [key, words] of aggregateClauses) {
      if (body[key] === undefined) continue;
      refuse("42809", `${words ?? `${name}(*)`} specified, but ${name} is not an aggregate function`);
    }
    if (body["over"] !== undefined)
      refuse("42809", `OVER specified, but ${name} is not a window function nor an aggregate function`);
    return;
  }
  if (one.kind === "w") {
    if (body["over"] === undefined) refuse("42809", `window function ${name} requires an OVER clause`);
    if (body["agg_within_group"] === true) refuse("42809", `window function ${name} cannot have WITHIN GROUP`);
  } else assertAggregate(body, name, refuse);
  if (isCountless && one.kind === "a")
    refuse("42809", `${name}(*) must be used to call a parameterless aggregate function`);
  if (body["over"] === undefined) return;
  if (body["agg_distinct"] === true) refuse("0A000", "DISTINCT is not implemented for window functions");
  if (body["agg_order"] !== undefined) refuse("0A000", "aggregate ORDER BY is not implemented for window functions");
  if (one.kind === "w" && body["agg_filter"] !== undefined)
    refuse("0A000", "FILTER is not implemented for non-aggregate window functions");
}

function assertAggregate(
  body: Readonly<Record<string, unknown>>,
  name: string,
  refuse: (sqlstate: string, message: string) => never,
): void {
  const plain = name.replace(/^pg_catalog\./, "");
  if (body["agg_within_group"] === true) {
    if (body["over"] !== undefined) refuse("0A000", `OVER is not supported for ordered-set aggregate ${name}`);
    const sorted = nodesIn(body["agg_order"]).map((item) => bodyOf(item)["node"] as Node);
    // DuckDB fails over them.
    const [subquery] = sorted.filter((item) => kindOf(item) === "SubLink");
    if (subquery !== undefined) {
      throw errorAt(subquery, "0A000", "a subquery in WITHIN GROUP is not supported", {
        hint: "Use a column of a subquery in FROM instead.",
      });
    }
  } else if (orderedSets.has(plain)) refuse("42809", `WITHIN GROUP is required for ordered-set aggregate ${name}`);
}

/** What DISTINCT tells apart can be compared, and is what ORDER BY names. @throws PgError 42883, 42P10 */
export function assertDistinct(analysis: Analysis, node: Node, given: readonly Typed[]): void {
  const body = bodyOf(node);
  if (body["agg_distinct"] !== true) return;
  for (const operand of given) requireOperator(analysis, operand.node, operand.type, "equality");
  for (const item of nodesIn(body["agg_order"])) {
    const sorted = bodyOf(item)["node"] as Node;
    // A text in quotes is of the argument's type there, and of none here.
    const isSame = given.some((operand) => operand.type !== unknown && sameExpression(operand.node, sorted));
    if (isSame) continue;
    throw errorAtStart(
      analysis,
      sorted,
      "42P10",
      "in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list",
    );
  }
}

/** What NULL or a text in quotes is of, another argument has to say. @throws PgError 42804 */
export function assertPolymorphic(types: readonly string[], given: readonly Typed[]): void {
  const open = given.filter((_, index) => /^any(element|array|nonarray)$/.test(types[index] ?? ""));
  if (open.length === 0 || open.some(({ type, parameter }) => type !== unknown || parameter !== undefined)) return;
  throw new PgError("42804", "could not determine polymorphic type because input has type unknown");
}
