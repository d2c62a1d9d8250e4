// Which items of a query's result nothing in the query refers to.
import type { Node } from "libpg-query";
import { bodyOf, kindOf, namesIn, nodesIn } from "./analysis.js";
import { figureName } from "./figure-names.js";

type Body = Readonly<Record<string, unknown>>;

/** Of the outermost query. What it is sorted, grouped or told apart by has to be a value still. */
export function onlyShown(select: Body): readonly Node[] {
  if (nodesIn(select["distinctClause"]).length > 0) return [];
  const keys = [
    ...nodesIn(select["sortClause"]).map((item) => bodyOf(item)["node"] as Node),
    ...nodesIn(select["groupClause"]),
  ];
  const names = new Set<string>();
  const numbers = new Set<number>();
  for (const key of keys) {
    // Within one it may be anything.
    if (kindOf(key) === "GroupingSet") return [];
    if (kindOf(key) === "A_Const")
      numbers.add((bodyOf(key)["ival"] as { readonly ival?: number } | undefined)?.ival ?? 0);
    if (kindOf(key) === "ColumnRef") names.add(namesIn(nodesIn(bodyOf(key)["fields"])).at(-1) ?? "");
  }
  return nodesIn(select["targetList"]).flatMap((target, index): readonly Node[] => {
    const { val, name } = bodyOf(target) as { readonly val?: Node; readonly name?: string };
    return val === undefined || names.has(name ?? figureName(val)) || numbers.has(index + 1) ? [] : [val];
  });
}
