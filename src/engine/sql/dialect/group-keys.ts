// What GROUP BY names: columns and expressions, by themselves, by a result's name or by its number.
// findTargetlistEntrySQL92 in src/backend/parser/parse_clause.c
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, isStar, kindOf, namesIn, nodesIn } from "./analysis.js";
import { columnReference } from "./column-references.js";
import { type Column, type Columns, findColumn, type Scope } from "./scope.js";

/** What a column of the result is: an expression, or a column that a star brings. */
export interface Result {
  readonly name: string;
  readonly node: Node | undefined;
  readonly column: Column | undefined;
}

/** Undefined: a star brings others that are not known. */
export function resultsOf(targets: readonly Node[], columns: readonly Columns[]): readonly Result[] | undefined {
  if (columns.includes(undefined)) return undefined;
  const results: Result[] = [];
  for (const [index, target] of targets.entries()) {
    const { val } = bodyOf(target) as { readonly val?: Node };
    if (val === undefined) continue;
    const isOfStar = isStar(val);
    for (const column of columns[index] ?? []) {
      const { name } = column;
      results.push(isOfStar ? { name, node: undefined, column } : { name, node: val, column: undefined });
    }
  }
  return results;
}

export type GroupKey = { readonly node: Node } | { readonly column: Column };

/** Undefined: DuckDB has to tell what one of them is. @throws PgError 42703 */
export function groupKeys(
  analysis: Analysis,
  items: readonly Node[],
  scope: Scope,
  results: readonly Result[] | undefined,
): readonly GroupKey[] | undefined {
  const keys: GroupKey[] = [];
  for (const item of items.flatMap(flattened)) {
    const key = keyOf(analysis, item, scope, results);
    if (key === undefined) return undefined;
    keys.push(key);
  }
  return keys;
}

function flattened(item: Node): readonly Node[] {
  if (kindOf(item) === "GroupingSet") return nodesIn(bodyOf(item)["content"]).flatMap(flattened);
  return kindOf(item) === "RowExpr" ? nodesIn(bodyOf(item)["args"]).flatMap(flattened) : [item];
}

function keyOf(
  analysis: Analysis,
  item: Node,
  scope: Scope,
  results: readonly Result[] | undefined,
): GroupKey | undefined {
  const body = bodyOf(item);
  if (kindOf(item) === "A_Const") {
    const { ival } = body as { readonly ival?: { readonly ival?: number } };
    const result = ival === undefined ? undefined : results?.[(ival.ival ?? 0) - 1];
    return result === undefined ? undefined : ofResult(result);
  }
  if (kindOf(item) !== "ColumnRef") return { node: item };
  const names = namesIn(nodesIn(body["fields"]));
  if (names.length === 1 && findColumn({ ...scope, outer: undefined }, names).kind !== "column") {
    if (results === undefined) return undefined;
    const named = results.find(({ name }) => name === names[0]);
    if (named !== undefined) return ofResult(named);
  }
  columnReference(analysis, item, scope);
  return analysis.references.of(item) === undefined ? undefined : { node: item };
}

function ofResult({ node, column }: Result): GroupKey | undefined {
  if (node !== undefined) return { node };
  return column === undefined ? undefined : { column };
}
