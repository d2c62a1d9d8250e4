// Queries: what their FROM brings in, and which columns they give. src/backend/parser/analyze.c, parse_clause.c
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, kindOf, namesIn, nodesIn, type Typed, typed } from "./analysis.js";
import { coerceToBoolean, common } from "./coercion.js";
import { keepEachScale } from "./computed-numerics.js";
import { writeGroupedSets } from "./grouped-sets.js";
import { applyGuards } from "./guarded-sets.js";
import { checkGrouping, groupsOf, showFirst } from "./grouping.js";
import { limits, withTies } from "./limits.js";
import { onlyShown } from "./only-shown.js";
import { assertQuery, assertValues } from "./query-rules.js";
import { rangesOf } from "./ranges.js";
import { assertAliases } from "./range-names.js";
import { assertRecursiveTypes, assertWithClause, isNamedWithin } from "./recursive-queries.js";
import type { ItemOrder } from "./result-items.js";
import { checkDistinctOn, checkDistinctOrder, distinctOn, distinctRows, resultOrder } from "./result-order.js";
import { type Column, columnOf, type Columns, levelWithin, renamed, type Scope } from "./scope.js";
import { matched, orderOfSet, requireEquality, scalesOfSet } from "./set-operations.js";
import { nameTargets, targetsOf } from "./targets.js";
import { nameValuesOfQuery } from "./values-columns.js";
import { windowDefinition, windowsOf } from "./windows.js";

type Body = Readonly<Record<string, unknown>>;

export function subqueryOf(analysis: Analysis, node: Node, outer: Scope | undefined): Columns {
  return selectColumns(analysis, bodyOf(node), outer);
}

/** `isPart`: of a set operation. */
export function selectColumns(analysis: Analysis, select: Body, outer: Scope | undefined, isPart = false): Columns {
  analysis.shown.keepKeysOf(select);
  for (const node of outer === undefined ? onlyShown(select) : []) {
    analysis.selected.add(node);
    analysis.shown.add(node);
  }
  const queries = withQueries(analysis, select, outer);
  const level = levelWithin(outer);
  const base: Scope = { ranges: [], queries, outer, level };
  if (select["op"] !== undefined && select["op"] !== "SETOP_NONE") return setOperation(analysis, select, base, isPart);
  if (select["valuesLists"] !== undefined) return valuesColumns(analysis, select, base);
  const windows = nodesIn(select["windowClause"]);
  const scope: Scope = {
    ranges: rangesOf(analysis, nodesIn(select["fromClause"]), base),
    queries,
    outer,
    level,
    windows: windowsOf(windows),
  };
  const targets = targetsOf(analysis, nodesIn(select["targetList"]), scope);
  const condition = (key: string, place: string): void => {
    if (select[key] !== undefined) coerceToBoolean(analysis, typed(analysis, select[key] as Node, scope), place);
  };
  condition("whereClause", "WHERE");
  applyGuards(analysis, select["whereClause"] as Node | undefined, scope);
  const groups = groupsOf(analysis, nodesIn(select["groupClause"]), { scope, targets });
  const grouped = groups.filter(({ isKeyed }) => isKeyed).map(({ node }) => node);
  if (select["groupDistinct"] === true) {
    throw errorAt(groups[0]?.node ?? ({} as Node), "0A000", "GROUP BY DISTINCT is not supported", {
      hint: "Leave out the grouping sets that are given twice.",
    });
  }
  condition("havingClause", "HAVING");
  for (const window of windows) windowDefinition(analysis, window, scope, true);
  const shown = targets.list.filter(({ isStar }) => !isStar).map(({ node }) => node);
  checkGrouping(analysis, groups, [
    ...shown,
    select["havingClause"] as Node | undefined,
    ...nodesIn(select["sortClause"]),
  ]);
  showFirst(analysis, grouped, [...shown, select["havingClause"] as Node | undefined, ...windows]);
  order(analysis, select, { scope, targets }, grouped);
  assertQuery(analysis, select, scope, targets.ofItems);
  const finish = writeGroupedSets(analysis, select, scope);
  nameTargets(analysis, targets);
  finish?.();
  return targets.isOpen ? undefined : targets.list.map(({ column }) => column);
}

function order(analysis: Analysis, select: Body, of: Omit<ItemOrder, "clause">, grouped: readonly Node[]): void {
  const distinct = nodesIn(select["distinctClause"]);
  const isOn = distinct.some((part) => Object.keys(part).length > 0);
  const items = isOn ? distinctOn(analysis, distinct, of) : [];
  if (distinct.length > 0 && !isOn) distinctRows(analysis, of);
  const sorted = resultOrder(analysis, nodesIn(select["sortClause"]), of, {
    grouped,
    isByValue: distinct.length > 0 && !isOn,
  });
  if (isOn) checkDistinctOn(analysis, items, sorted);
  else if (distinct.length > 0) checkDistinctOrder(analysis, of, sorted);
  limits(analysis, select, of.scope);
  if (select["limitOption"] === "LIMIT_OPTION_WITH_TIES") withTies(analysis, select, sorted);
}

function withQueries(analysis: Analysis, select: Body, outer: Scope | undefined): ReadonlyMap<string, Columns> {
  const queries = new Map<string, Columns>();
  const clause = select["withClause"] as Body | undefined;
  if (clause === undefined) return queries;
  assertWithClause(clause);
  const scope: Scope = { ranges: [], queries, outer };
  for (const node of nodesIn(clause["ctes"])) {
    const query = bodyOf(node);
    const name = String(query["ctename"]);
    const aliases = namesIn(query["aliascolnames"]);
    const inner = bodyOf(query["ctequery"] as Node);
    nameValuesOfQuery(analysis, query);
    const isRecursive = clause["recursive"] === true && inner["op"] === "SETOP_UNION" && isNamedWithin(inner, name);
    // It refers to itself: its columns are those of what it begins with.
    const first = isRecursive ? columnsOnly(analysis, inner["larg"] as Body, scope) : undefined;
    if (isRecursive) queries.set(name, renamed(first, aliases));
    const columns = selectColumns(analysis, inner, scope);
    if (isRecursive) assertRecursiveTypes(analysis, name, first, columns);
    assertAliases(node, `WITH query "${name}"`, columns, aliases);
    queries.set(name, renamed(columns, aliases));
  }
  return queries;
}

/** Looked at for its columns, before it is looked at as a whole. */
function columnsOnly(analysis: Analysis, select: Body, scope: Scope): Columns {
  const quiet: Analysis = { ...analysis, rewriting: analysis.rewriting.apart() };
  return selectColumns(quiet, select, scope);
}

function setOperation(analysis: Analysis, select: Body, scope: Scope, isPart: boolean): Columns {
  const left = selectColumns(analysis, select["larg"] as Body, scope, true);
  const right = selectColumns(analysis, select["rarg"] as Body, scope, true);
  const all = matched(analysis, String(select["op"]), left, right);
  const columns = isPart ? all : scalesOfSet(analysis, select, all, scope.outer === undefined);
  requireEquality(analysis, select, columns);
  orderOfSet(analysis, select, scope, columns);
  return columns;
}

function valuesColumns(analysis: Analysis, select: Body, scope: Scope): Columns {
  const rows = nodesIn(select["valuesLists"]).map((row) =>
    nodesIn((bodyOf(row) as { readonly items?: unknown })["items"]).map((node): Typed => typed(analysis, node, scope)),
  );
  assertValues(analysis, select, scope);
  const columns = (rows[0] ?? []).map((_, index): Column => {
    const parts = rows.flatMap((row) => (row[index] === undefined ? [] : [row[index]]));
    const type = parts.some((part) => kindOf(part.node) === "SetToDefault")
      ? undefined
      : common(analysis, parts, "VALUES");
    return columnOf(`column${index + 1}`, type, {
      ...parts.find(({ dimensions }) => dimensions !== undefined),
      ...(type === "numeric" && keepEachScale(analysis, parts)),
    });
  });
  orderOfSet(analysis, select, scope, columns);
  return columns;
}
