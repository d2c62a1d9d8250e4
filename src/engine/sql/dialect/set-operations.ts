// UNION, INTERSECT and EXCEPT: what they compare, and how their result is sorted. VALUES is sorted in the same way.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, nodesIn } from "./analysis.js";
import { keyOf, requireOperator } from "./equality-keys.js";
import { limits, withTies } from "./limits.js";
import { resultOrder } from "./result-order.js";
import type { Columns, Scope } from "./scope.js";
import type { Target } from "./targets.js";

type Body = Readonly<Record<string, unknown>>;

/** @throws UndefinedFunction (42883), FeatureNotSupported (0A000) */
export function requireEquality(select: Body, columns: Columns): void {
  if (select["all"] === true && select["op"] === "SETOP_UNION") return;
  for (const [index, { type }] of (columns ?? []).entries()) {
    const node = firstItem(select, index);
    if (node === undefined) continue;
    requireOperator(node, type, "equality");
    if (keyOf(type, "equality") === undefined) continue;
    const name = String(select["op"]).replace("SETOP_", "");
    throw errorAt(node, "0A000", `${name} is not supported over this type`, {
      hint:
        name === "UNION"
          ? "Use UNION ALL in a subquery, and SELECT DISTINCT of it."
          : "Use [NOT] EXISTS, with a condition on each column.",
    });
  }
}

function firstItem(select: Body, index: number): Node | undefined {
  let first = select;
  while (first["larg"] !== undefined) first = first["larg"] as Body;
  const target = nodesIn(first["targetList"])[index];
  return target === undefined ? undefined : (bodyOf(target)["val"] as Node | undefined);
}

/** Only by names and numbers of the result's columns. */
export function orderOfSet(analysis: Analysis, select: Body, scope: Scope, columns: Columns): void {
  const within: Scope = { ...scope, ranges: [{ alias: undefined, columns }] };
  const list = (columns ?? []).map((column): Target => {
    const node: Node = { ColumnRef: { fields: [{ String: { sval: column.name } }], location: -1 } };
    return { node, column, typed: { ...column, node }, isStar: true, hasName: true };
  });
  const targets = { list, isOpen: columns === undefined };
  const sorted = resultOrder(analysis, nodesIn(select["sortClause"]), { scope: within, targets }, []);
  const odd =
    select["op"] === undefined || select["op"] === "SETOP_NONE"
      ? undefined
      : sorted.find(({ isByResult }) => !isByResult);
  if (odd !== undefined) {
    throw errorAt(odd.node, "0A000", "invalid UNION/INTERSECT/EXCEPT ORDER BY clause", {
      detail: "Only result column names can be used, not expressions or functions.",
      hint: "Add the expression/function to every SELECT, or move the UNION into a FROM clause.",
    });
  }
  limits(analysis, select, scope);
  if (select["limitOption"] === "LIMIT_OPTION_WITH_TIES") withTies(analysis, select, sorted);
}
