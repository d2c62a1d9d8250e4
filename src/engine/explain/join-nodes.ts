// Joins: DuckDB's kinds are more, and PostgreSQL's are named by how the two sides are put together.
import { type EnginePlan, listOf } from "./engine-plan.js";
import * as estimates from "./estimates.js";
import type { Detail, JoinType, PlanNode } from "./plan-node.js";
import { filterDetail, filtersIn, outer, result, type Translated } from "./node-parts.js";
import { conjunction, enclosed, shownExpression } from "./shown-expressions.js";
import type { EngineNode } from "./stand-ins.js";

const types: Readonly<Record<string, JoinType>> = {
  INNER: "Inner",
  LEFT: "Left",
  RIGHT: "Right",
  FULL: "Full",
  OUTER: "Full",
  SEMI: "Semi",
  ANTI: "Anti",
  MARK: "Semi",
  SINGLE: "Left",
  RIGHT_SEMI: "Semi",
  RIGHT_ANTI: "Anti",
};

export function joinOf(node: EngineNode, of: Translated): PlanNode {
  const name = node.name.trim();
  if (name.endsWith("_DELIM_JOIN")) return delimJoin(node, of);
  const [left, right] = node.children ?? [];
  if (left === undefined || right === undefined) return left === undefined ? result() : of.read(left, of);
  // The values of an outer query, for which the other side is made anew: PostgreSQL has no node for them.
  if (isOfOuter(left)) return withConditions(node, right, [left, right], of);
  if (isOfOuter(right)) return withConditions(node, left, [left, right], of);
  const [told = "INNER"] = listOf(node, "Join Type");
  // DuckDB keeps the rows of the other side.
  const isTurned = told.startsWith("RIGHT_");
  const [one, other] = isTurned ? [right, left] : [left, right];
  const type = types[told] ?? "Inner";
  const [outerNode, innerNode] = [of.read(one, of), of.read(other, of)];
  const conditions = conditionsOf(node, [left, right], isTurned, of.plan);
  switch (name) {
    case "HASH_JOIN":
      return hashJoin(type, outerNode, innerNode, conditions);
    case "PIECEWISE_MERGE_JOIN":
      return joined("Merge", "Merge Join", { type, label: "Merge Cond", conditions }, outerNode, innerNode);
    default:
      return joined("Nested Loop", "Nested Loop", { type, label: "Join Filter", conditions }, outerNode, innerNode);
  }
}

interface Joining {
  readonly type: JoinType;
  readonly label: string;
  readonly conditions: Conditions;
}

interface Conditions {
  readonly count: number;
  /** Undefined: one of them is not to be shown. */
  readonly shown: readonly string[] | undefined;
}

function hashJoin(type: JoinType, outerNode: PlanNode, innerNode: PlanNode, conditions: Conditions): PlanNode {
  const hash: PlanNode = {
    type: "Hash",
    details: [],
    estimate: estimates.hashEstimate(innerNode.estimate),
    children: [outer(innerNode)],
  };
  return {
    type: "Hash Join",
    name: type === "Inner" ? "Hash Join" : `Hash ${type} Join`,
    joinType: type,
    details: conditionDetail("Hash Cond", conditions),
    estimate: estimates.joinEstimate(outerNode.estimate, innerNode.estimate, {
      kind: "hash",
      type,
      conditions: conditions.count,
    }),
    children: [outer(outerNode), { ...hash, relationship: "Inner" }],
  };
}

function joined(
  word: string,
  nodeType: string,
  { type, label, conditions }: Joining,
  outerNode: PlanNode,
  innerNode: PlanNode,
): PlanNode {
  return {
    type: nodeType,
    name: type === "Inner" ? nodeType : `${word} ${type} Join`,
    joinType: type,
    details: conditionDetail(label, conditions),
    estimate: estimates.joinEstimate(outerNode.estimate, innerNode.estimate, {
      kind: "loop",
      type,
      conditions: conditions.count,
    }),
    children: [outer(outerNode), { ...innerNode, relationship: "Inner" }],
  };
}

function conditionDetail(label: string, { shown }: Conditions): readonly Detail[] {
  return shown === undefined || shown.length === 0 ? [] : [{ label, value: conjunction(shown) }];
}

/** Each is a comparison of what is on the left with what is on the right. */
function conditionsOf(
  node: EngineNode,
  sides: readonly [EngineNode, EngineNode],
  isTurned: boolean,
  plan: EnginePlan,
): Conditions {
  const compared = listOf(node, "Conditions");
  if (compared.length === 0) {
    const { all, shown } = filtersIn(node, "Condition", plan.wordsOver(sides));
    return { count: all.length, shown };
  }
  const shown = compared.map((condition) => {
    const [, left, sign = "", right] = comparison.exec(condition) ?? [];
    if (left === undefined || right === undefined) return undefined;
    // So DuckDB joins a correlated subquery to what it was made for, whose columns are there twice.
    const isOfRelations = sign === "IS NOT DISTINCT FROM";
    const [one, other] = [
      shownExpression(left, plan.wordsOver([sides[0]], isOfRelations)),
      shownExpression(right, plan.wordsOver([sides[1]], isOfRelations)),
    ];
    // Of two that are called the same, it is not clear which is meant.
    if (one === undefined || other === undefined || one === other) return undefined;
    return enclosed(isTurned ? `${other} ${turned[sign] ?? sign} ${one}` : `${one} ${sign} ${other}`);
  });
  return { count: compared.length, shown: shown.includes(undefined) ? undefined : (shown as readonly string[]) };
}

/** The only one: what stands beside it has none. */
const comparison =
  /^((?:'(?:[^']|'')*'|[^<>=!'])*?) (=|<>|!=|<=|>=|<|>|IS NOT DISTINCT FROM|IS DISTINCT FROM) ((?:'(?:[^']|'')*'|[^<>=!'])*)$/;

const turned: Readonly<Record<string, string>> = { "<": ">", ">": "<", "<=": ">=", ">=": "<=" };

/** A correlated subquery: made once for each different value of the outer query. */
function delimJoin(node: EngineNode, of: Translated): PlanNode {
  const [side, join] = node.children ?? [];
  if (side === undefined || join === undefined) return side === undefined ? result() : of.read(side, of);
  // The rows of the outer query, which are gathered already, stand in the join once more.
  const inner = (join.children ?? []).find((child) => child.name.trim() !== "COLUMN_DATA_SCAN" && !isOfOuter(child));
  const [told = "INNER"] = listOf(node, "Join Type");
  const innerNode = inner === undefined ? result() : of.read(inner, of);
  const joining = { type: types[told] ?? "Inner", label: "Join Filter", conditions: { count: 1, shown: undefined } };
  return joined("Nested Loop", "Nested Loop", joining, of.read(side, of), innerNode);
}

function isOfOuter(node: EngineNode): boolean {
  const name = node.name.trim();
  if (name === "DELIM_SCAN") return true;
  return (
    (name === "PROJECTION" || name === "FILTER") && node.children?.[0] !== undefined && isOfOuter(node.children[0])
  );
}

function withConditions(
  node: EngineNode,
  side: EngineNode,
  sides: readonly [EngineNode, EngineNode],
  of: Translated,
): PlanNode {
  const own = of.read(side, of);
  const { count, shown } = conditionsOf(node, sides, false, of.plan);
  const details = own.details.some(({ label }) => label === "Filter")
    ? own.details
    : [...own.details, ...filterDetail(shown)];
  const filters = Array.from({ length: count }, () => "=");
  return { ...own, details, estimate: estimates.withFilter(own.estimate, filters) };
}
