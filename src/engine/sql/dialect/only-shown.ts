// Which items of a query's result nothing in the query refers to, but what sorts it: the client sees them, as text.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, isStar, kindOf, namesIn, nodesIn, typed } from "./analysis.js";
import { isVolatile } from "./evaluate-once.js";
import { targetName } from "./figure-names.js";
import { isSetReturning } from "./set-returning.js";
import { ShownNodes } from "./shown-nodes.js";
import type { Scope } from "./scope.js";
import { eachNode, mentions, namesOfCalls } from "./tree-walk.js";

type Body = Readonly<Record<string, unknown>>;

/** Of the outermost query, and of those in its FROM whose columns it hands on. */
export function onlyShown(select: Body): readonly Node[] {
  return shownWithin(select, { used: new Set(), queries: [], root: select });
}

interface Surroundings {
  /** Names of its columns that are more than shown. */
  readonly used: ReadonlySet<string>;
  /** WITH queries that it can name. */
  readonly queries: readonly Body[];
  readonly root: Body;
}

function shownWithin(select: Body, around: Surroundings): readonly Node[] {
  const items = itemsOf(select);
  const named = new Set(items.filter(({ name }) => around.used.has(name)).map(({ node }) => node));
  const own = shownItems(select, items).filter((node) => !named.has(node));
  const [from, ...others] = nodesIn(select["fromClause"]);
  if (from === undefined || others.length > 0) return own;
  const clause = select["withClause"] as Body | undefined;
  const queries = clause?.["recursive"] === true ? [] : [...nodesIn(clause?.["ctes"]).map(bodyOf), ...around.queries];
  const inner = queryIn(from, queries, around.root);
  const used = inner === undefined ? undefined : usedIn(select, items, from, around.used);
  return inner === undefined || used === undefined
    ? own
    : [...own, ...shownWithin(inner, { ...around, used, queries })];
}

/** Columns of what is in FROM that are more than handed on. Undefined: all may be. */
function usedIn(
  select: Body,
  items: readonly Item[],
  from: Node,
  used: ReadonlySet<string>,
): ReadonlySet<string> | undefined {
  if (nodesIn(select["distinctClause"]).length > 0) return undefined;
  const elsewhere = new Set(["targetList", "fromClause", "withClause"]);
  const clauses = Object.entries(select).flatMap(([clause, part]) => (elsewhere.has(clause) ? [] : [part]));
  const names = new Set<string>();
  let isWhole = false;
  eachNode([...clauses, items.flatMap(({ node }) => (kindOf(node) === "ColumnRef" ? [] : [node]))], (node, kind) => {
    if (kind !== "ColumnRef") return true;
    if (isStar(node)) isWhole = true;
    else names.add(columnName(node));
    return true;
  });
  const isPlaced = [...sortKeys(select), ...nodesIn(select["groupClause"])].some((key) => kindOf(key) === "A_Const");
  const handed = items.filter(({ node }) => kindOf(node) === "ColumnRef");
  const hasStar = handed.some(({ node }) => isStar(node));
  // `SELECT q FROM (...) q` is a row.
  isWhole ||= handed.some(({ node }) => columnName(node) === aliasOf(from));
  if (isWhole || (isPlaced && hasStar)) return undefined;
  const clausesName = new Set(names);
  for (const { node, name } of handed) {
    // It may be sorted by its new name, too.
    if (isPlaced || used.has(name) || clausesName.has(name)) names.add(columnName(node));
  }
  if (hasStar) for (const name of used) names.add(name);
  return names.has(aliasOf(from)) ? undefined : names;
}

function columnName(node: Node): string {
  return namesIn(nodesIn(bodyOf(node)["fields"])).at(-1) ?? "";
}

function sortKeys(select: Body): readonly Node[] {
  return nodesIn(select["sortClause"]).map((item) => bodyOf(item)["node"] as Node);
}

/** What it is grouped or told apart by has to be a value still. */
function shownItems(select: Body, items: readonly Item[]): readonly Node[] {
  if (nodesIn(select["distinctClause"]).length > 0) return [];
  const groups = namedBy(nodesIn(select["groupClause"]));
  const sorted = namedBy(sortKeys(select));
  if (groups === undefined || sorted === undefined) return [];
  const hasTies = select["limitOption"] === "LIMIT_OPTION_WITH_TIES";
  const shown = items.filter(({ node, name }, index) => {
    const isIn = ({ names, places }: Named): boolean => names.has(name) || places.has(index + 1);
    return !isIn(groups) && !(isIn(sorted) && (hasTies || !isAlwaysAlike(node)));
  });
  return shown.map(({ node }) => node);
}

interface Item {
  readonly node: Node;
  readonly name: string;
}

function itemsOf(select: Body): readonly Item[] {
  const items: Item[] = [];
  for (const target of nodesIn(select["targetList"])) {
    const { val } = bodyOf(target) as { readonly val?: Node };
    const name = targetName(target);
    if (val !== undefined && name !== undefined) items.push({ node: val, name });
  }
  return items;
}

function aliasOf(from: Node | undefined): string {
  const { alias, relname } = (from === undefined ? {} : bodyOf(from)) as {
    readonly alias?: Body;
    readonly relname?: string;
  };
  return String(alias?.["aliasname"] ?? relname ?? "");
}

/** A subquery, or a WITH query that is named once. Undefined: something else, or its columns have other names. */
function queryIn(from: Node, queries: readonly Body[], root: Body): Body | undefined {
  const { alias, subquery, relname, schemaname, lateral } = bodyOf(from) as Body & { readonly alias?: Body };
  if (alias?.["colnames"] !== undefined || lateral === true) return undefined;
  if (kindOf(from) === "RangeSubselect") return plainQuery(subquery as Node);
  const query = queries.find(({ ctename }) => ctename === relname);
  if (kindOf(from) !== "RangeVar" || schemaname !== undefined || query === undefined) return undefined;
  let uses = 0;
  eachNode([root], (node, kind) => {
    if (kind === "RangeVar" && bodyOf(node)["relname"] === relname) uses++;
    return true;
  });
  return uses === 1 && query["aliascolnames"] === undefined ? plainQuery(query["ctequery"] as Node) : undefined;
}

function plainQuery(node: Node): Body | undefined {
  const query = bodyOf(node);
  return kindOf(node) === "SelectStmt" && query["targetList"] !== undefined ? query : undefined;
}

/** Which columns of a UNION ALL nothing sorts by. */
export function shownOfSet(select: Body): (name: string, place: number) => boolean {
  const sorted = namedBy(sortKeys(select));
  return (name, place) => sorted !== undefined && !sorted.names.has(name) && !sorted.places.has(place);
}

interface Named {
  readonly names: ReadonlySet<string>;
  readonly places: ReadonlySet<number>;
}

/** Undefined: within a grouping set it may be anything. */
function namedBy(keys: readonly Node[]): Named | undefined {
  const [names, places] = [new Set<string>(), new Set<number>()];
  for (const key of keys) {
    if (kindOf(key) === "GroupingSet") return undefined;
    if (kindOf(key) === "A_Const")
      places.add((bodyOf(key)["ival"] as { readonly ival?: number } | undefined)?.ival ?? 0);
    if (kindOf(key) === "ColumnRef") names.add(columnName(key));
  }
  return { names, places };
}

/** It may be evaluated twice. */
function isAlwaysAlike(node: Node): boolean {
  return (
    !mentions(node, "SubLink") && !namesOfCalls(node).some((name) => isVolatile.test(name) || isSetReturning(name))
  );
}

/** What sorts by an item that has become a text: the value that it is the text of. */
export function valueOf(
  analysis: Analysis,
  node: Node,
  scope: Scope,
): { readonly quiet: Analysis; readonly text: () => string } {
  const quiet: Analysis = {
    ...analysis,
    rewriting: analysis.rewriting.apart(),
    shown: new ShownNodes(),
    selected: new Set(),
    texts: new Set(),
  };
  typed(quiet, node, scope);
  const span = analysis.spans.of(node);
  return { quiet, text: () => (span === undefined ? "NULL" : `(${quiet.rewriting.take(span)})`) };
}
