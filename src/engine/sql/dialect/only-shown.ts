// Which items of a query's result nothing in the query refers to, but what sorts it: the client sees them, as text.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, kindOf, namesIn, nodesIn, typed } from "./analysis.js";
import { isVolatile } from "./evaluate-once.js";
import { figureName } from "./figure-names.js";
import { functionsNamed } from "./postgres-catalog.js";
import type { Scope } from "./scope.js";
import { mentions } from "./tree-walk.js";

type Body = Readonly<Record<string, unknown>>;

/** Of the outermost query. What it is grouped or told apart by has to be a value still. */
export function onlyShown(select: Body): readonly Node[] {
  if (nodesIn(select["distinctClause"]).length > 0) return [];
  const groups = namedBy(nodesIn(select["groupClause"]));
  const sorted = namedBy(nodesIn(select["sortClause"]).map((item) => bodyOf(item)["node"] as Node));
  if (groups === undefined || sorted === undefined) return [];
  const hasTies = select["limitOption"] === "LIMIT_OPTION_WITH_TIES";
  return nodesIn(select["targetList"]).flatMap((target, index): readonly Node[] => {
    const { val, name } = bodyOf(target) as { readonly val?: Node; readonly name?: string };
    if (val === undefined) return [];
    const called = name ?? figureName(val);
    const isIn = ({ names, places }: Named): boolean => names.has(called) || places.has(index + 1);
    return isIn(groups) || (isIn(sorted) && (hasTies || !isAlwaysAlike(val))) ? [] : [val];
  });
}

/** Which columns of a UNION ALL nothing sorts by. */
export function shownOfSet(select: Body): (name: string, place: number) => boolean {
  const sorted = namedBy(nodesIn(select["sortClause"]).map((item) => bodyOf(item)["node"] as Node));
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
    if (kindOf(key) === "ColumnRef") names.add(namesIn(nodesIn(bodyOf(key)["fields"])).at(-1) ?? "");
  }
  return { names, places };
}

/** It may be evaluated twice. */
function isAlwaysAlike(node: Node): boolean {
  return !mentions(node, "SubLink") && !callNames(node).some((name) => isVolatile.test(name) || givesSet(name));
}

function givesSet(name: string): boolean {
  return functionsNamed(name).some(({ isSet }) => isSet);
}

function callNames(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  const { FuncCall: call } = value as { readonly FuncCall?: Body };
  const own = call === undefined ? [] : [namesIn(call["funcname"]).at(-1) ?? ""];
  return [...own, ...Object.values(value).flatMap(callNames)];
}

/** What sorts by an item that has become a text: the value that it is the text of. */
export function valueOf(
  analysis: Analysis,
  node: Node,
  scope: Scope,
): { readonly quiet: Analysis; readonly text: () => string } {
  const quiet: Analysis = { ...analysis, rewriting: analysis.rewriting.apart(), shown: new Set(), texts: new Set() };
  typed(quiet, node, scope);
  const span = analysis.spans.of(node);
  return { quiet, text: () => (span === undefined ? "NULL" : `(${quiet.rewriting.take(span)})`) };
}
