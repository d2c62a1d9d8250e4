// Queries: what their FROM brings in, and which columns they give. src/backend/parser/analyze.c, parse_clause.c
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, kindOf, namesIn, nodesIn, type Typed, typed } from "./analysis.js";
import { windowDefinition } from "./calls.js";
import { commonType } from "./candidates.js";
import { coerce, coerceToBoolean, common } from "./coercion.js";
import { figureName } from "./figure-names.js";
import { onlyShown } from "./only-shown.js";
import { writeGroupedSets } from "./grouped-sets.js";
import { hideFrom } from "./joined-sets.js";
import { rangesOf } from "./ranges.js";
import { type Column, columnOf, type Columns, renamed, type Scope } from "./scope.js";
import { sortItems } from "./sorting.js";
import { isWhole } from "./whole-rows.js";

type Body = Readonly<Record<string, unknown>>;

export function subqueryOf(analysis: Analysis, node: Node, outer: Scope | undefined): Columns {
  return selectColumns(analysis, bodyOf(node), outer);
}

export function selectColumns(analysis: Analysis, select: Body, outer: Scope | undefined): Columns {
  const queries = withQueries(analysis, select, outer);
  const base: Scope = { ranges: [], queries, outer };
  if (select["op"] !== undefined && select["op"] !== "SETOP_NONE") return setOperation(analysis, select, base);
  if (select["valuesLists"] !== undefined) return valuesColumns(analysis, select, base);
  const scope: Scope = { ...base, ranges: rangesOf(analysis, nodesIn(select["fromClause"]), base) };
  const targets = nodesIn(select["targetList"]);
  if (outer === undefined) for (const node of onlyShown(select)) analysis.shown.add(node);
  const items = targets.map((target) => item(analysis, target, scope));
  const condition = (key: string, place: string): void => {
    if (select[key] !== undefined) coerceToBoolean(analysis, typed(analysis, select[key] as Node, scope), place);
  };
  condition("whereClause", "WHERE");
  const names = items.flatMap(({ names: own }) => own);
  const results = items.some(({ columns }) => columns === undefined) ? undefined : names;
  for (const group of nodesIn(select["groupClause"])) grouping(analysis, group, scope, names);
  condition("havingClause", "HAVING");
  for (const window of nodesIn(select["windowClause"])) windowDefinition(analysis, window, scope);
  for (const part of nodesIn(select["distinctClause"])) {
    if (Object.keys(part).length > 0) sortItems(analysis, [part], scope, names);
  }
  tail(analysis, select, scope, results);
  const finish = writeGroupedSets(analysis, select, scope);
  for (const { unnamed } of items) if (unnamed !== undefined) nameItem(analysis, unnamed.node, unnamed.name, scope);
  finish?.();
  return results === undefined ? undefined : items.flatMap(({ columns }) => columns ?? []);
}

interface Item {
  readonly names: readonly string[];
  readonly columns: Columns;
  /** The text gives it no name. */
  readonly unnamed?: { readonly node: Node; readonly name: string };
}

function item(analysis: Analysis, target: Node, scope: Scope): Item {
  const { val, name } = bodyOf(target) as { readonly val?: Node; readonly name?: string };
  if (val === undefined) return { names: [], columns: undefined };
  const star = starColumns(val, scope);
  if (star !== undefined) hideFrom(analysis, val, scope);
  if (star !== undefined)
    return star === "open" ? { names: [], columns: undefined } : { names: star.map((one) => one.name), columns: star };
  const found = typed(analysis, val, scope);
  const column = columnOf(name ?? figureName(val), found.type);
  const unnamed = { node: val, name: column.name };
  return { names: [column.name], columns: [column], ...(name === undefined && { unnamed }) };
}

/** DuckDB would call it otherwise, for all that refers to it. */
function nameItem(analysis: Analysis, node: Node, name: string, scope: Scope): void {
  // In DuckDB's scope, a subquery would see the name that it is given.
  if ((kindOf(node) === "ColumnRef" && !isWhole(node, scope)) || kindOf(node) === "SubLink" || name === "?column?")
    return;
  const span = analysis.spans.widest(node);
  if (span !== undefined) analysis.rewriting.after(span.last, ` AS "${name.replaceAll('"', '""')}"`);
}

/** Undefined: it is no star. */
function starColumns(node: Node, scope: Scope): readonly Column[] | "open" | undefined {
  if (kindOf(node) !== "ColumnRef") return undefined;
  const fields = nodesIn(bodyOf(node)["fields"]);
  if (kindOf(fields.at(-1) as Node) !== "A_Star") return undefined;
  const names = namesIn(fields.slice(0, -1));
  const qualifier = names.at(-1);
  const ranges = qualifier === undefined ? scope.ranges : scope.ranges.filter(({ alias }) => alias === qualifier);
  if (ranges.length === 0 || ranges.some(({ columns }) => columns === undefined)) return "open";
  return ranges.flatMap(({ columns, merged }) =>
    (columns ?? []).filter((column) => qualifier !== undefined || merged === undefined || !merged.has(column.name)),
  );
}

function withQueries(analysis: Analysis, select: Body, outer: Scope | undefined): ReadonlyMap<string, Columns> {
  const queries = new Map<string, Columns>();
  const clause = select["withClause"] as Body | undefined;
  if (clause === undefined) return queries;
  const scope: Scope = { ranges: [], queries, outer };
  for (const node of nodesIn(clause["ctes"])) {
    const query = bodyOf(node);
    const name = String(query["ctename"]);
    const aliases = namesIn(query["aliascolnames"]);
    const inner = bodyOf(query["ctequery"] as Node);
    if (clause["recursive"] === true && inner["op"] === "SETOP_UNION") {
      // It refers to itself: its columns are those of what it begins with.
      queries.set(name, renamed(columnsOnly(analysis, inner["larg"] as Body, scope), aliases));
    }
    queries.set(name, renamed(selectColumns(analysis, inner, scope), aliases));
  }
  return queries;
}

/** Looked at for its columns, before it is looked at as a whole. */
function columnsOnly(analysis: Analysis, select: Body, scope: Scope): Columns {
  const quiet: Analysis = { ...analysis, rewriting: analysis.rewriting.apart() };
  return selectColumns(quiet, select, scope);
}

function setOperation(analysis: Analysis, select: Body, scope: Scope): Columns {
  const left = selectColumns(analysis, select["larg"] as Body, scope);
  const right = selectColumns(analysis, select["rarg"] as Body, scope);
  const columns = left?.map((column, index): Column => {
    const other = right?.[index]?.type;
    return {
      name: column.name,
      type: column.type === undefined || other === undefined ? undefined : commonType([column.type, other]),
    };
  });
  tail(
    analysis,
    select,
    { ...scope, ranges: [{ alias: undefined, columns }] },
    columns?.map(({ name }) => name),
  );
  return columns;
}

function valuesColumns(analysis: Analysis, select: Body, scope: Scope): Columns {
  const rows = nodesIn(select["valuesLists"]).map((row) =>
    nodesIn((bodyOf(row) as { readonly items?: unknown })["items"]).map((node): Typed => typed(analysis, node, scope)),
  );
  const columns = (rows[0] ?? []).map((_, index): Column => {
    const parts = rows.flatMap((row) => (row[index] === undefined ? [] : [row[index]]));
    return columnOf(
      `column${index + 1}`,
      parts.some((part) => kindOf(part.node) === "SetToDefault") ? undefined : common(analysis, parts, "VALUES"),
    );
  });
  tail(
    analysis,
    select,
    scope,
    columns.map(({ name }) => name),
  );
  return columns;
}

/** ORDER BY, LIMIT and OFFSET. */
function tail(analysis: Analysis, select: Body, scope: Scope, results: readonly string[] | undefined): void {
  sortItems(analysis, nodesIn(select["sortClause"]), scope, results);
  for (const key of ["limitCount", "limitOffset"]) {
    const node = select[key] as Node | undefined;
    if (node === undefined) continue;
    const bound = typed(analysis, node, { ranges: [], queries: scope.queries, outer: scope.outer });
    if (bound.isNull !== true) coerce(analysis, bound, "int8");
  }
}

/** A name is an input column's first, and then the result's. */
function grouping(analysis: Analysis, node: Node, scope: Scope, names: readonly string[]): void {
  if (kindOf(node) === "GroupingSet") {
    for (const part of nodesIn(bodyOf(node)["content"])) grouping(analysis, part, scope, names);
  } else if (kindOf(node) === "RowExpr") {
    for (const part of nodesIn(bodyOf(node)["args"])) grouping(analysis, part, scope, names);
  } else if (isWhole(node, scope)) typed(analysis, node, scope);
  else if (kindOf(node) !== "ColumnRef") sortItems(analysis, [node], scope, names);
}
