// What a query must keep to, once all its expressions are understood.
import { type Analysis, bodyOf, errorAt, nodesIn } from "./analysis.js";
import { assertPlaces } from "./call-places.js";
import { resultsOf } from "./group-keys.js";
import type { Columns, Scope } from "./scope.js";
import { assertGrouped } from "./ungrouped-columns.js";

/** `columns`: of each item of its list. @throws PgError with its place. */
export function assertQuery(
  analysis: Analysis,
  select: Readonly<Record<string, unknown>>,
  scope: Scope,
  columns: readonly Columns[],
): void {
  const { level } = scope;
  if (level === undefined) return;
  assertPlaces(analysis, select, level);
  assertGrouped(analysis, select, { ...scope, level }, resultsOf(nodesIn(select["targetList"]), columns));
}

/** Every row has as many. @throws PgError 42601, 42803, 42P20 */
export function assertValues(analysis: Analysis, select: Readonly<Record<string, unknown>>, { level }: Scope): void {
  const rows = nodesIn(select["valuesLists"]).map((row) => nodesIn(bodyOf(row)["items"]));
  const odd = rows.find((row) => row.length !== rows[0]?.length);
  const [first] = odd ?? [];
  if (first !== undefined) throw errorAt(first, "42601", "VALUES lists must all be the same length");
  if (level !== undefined) assertPlaces(analysis, select, level);
}
