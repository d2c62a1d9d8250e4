// What the names in FROM may be: each relation's its own, and columns of USING on both sides. src/backend/parser/parse_clause.c
import type { Node } from "libpg-query";
import { PgError } from "../../../errors.js";
import { bodyOf, errorAt, kindOf, namesIn } from "./analysis.js";
import type { Column, Columns, Range, Scope } from "./scope.js";

/** @throws PgError 42712 */
export function assertOwnNames(ranges: readonly Range[]): void {
  const seen = new Map<string, Range>();
  for (const range of ranges) {
    if (range.alias === undefined) continue;
    const other = seen.get(range.alias);
    // `a.t, b.t` are two relations, and both go by their own names.
    if (
      other !== undefined &&
      (other.schema === undefined || range.schema === undefined || other.schema === range.schema)
    )
      throw new PgError("42712", `table name "${range.alias}" specified more than once`);
    seen.set(range.alias, range);
  }
}

/** Errors tell of what stands there, whether it can be named or not. */
export function enter(scope: Scope, node: Node, [range]: readonly Range[]): void {
  const kind = kindOf(node);
  if (range?.alias === undefined || kind === "JoinExpr" || kind === "RangeTableSample") return;
  const body = bodyOf(node);
  const names = namesIn((body["alias"] as { readonly colnames?: unknown } | undefined)?.colnames);
  assertAliases(undefined, `table "${range.alias}"`, range.columns, names);
  scope.level?.entries.push({
    alias: range.alias,
    hidden: kind === "RangeVar" && body["alias"] !== undefined ? String(body["relname"]) : undefined,
    columns: range.columns,
    isPartial: range.isPartial === true,
  });
}

/** Undefined: not known. @throws PgError 42703, 42702 */
export function usingColumn(ranges: readonly Range[], name: string, side: "left" | "right"): Column | undefined {
  const found = ranges.flatMap(({ columns = [], merged }) =>
    merged?.has(name) === true ? [] : columns.filter((column) => column.name === name),
  );
  if (found.length > 1)
    throw new PgError("42702", `common column name "${name}" appears more than once in ${side} table`);
  const isOpen = ranges.some(({ columns, isPartial }) => columns === undefined || isPartial === true);
  if (found.length === 0 && !isOpen) {
    throw new PgError("42703", `column "${name}" specified in USING clause does not exist in ${side} table`);
  }
  return found[0];
}

/** A column of a join that has a name of its own. */
export function standingFor(column: Column): Column {
  return { name: column.name, type: column.type, source: column };
}

/** Of USING. @throws PgError 42701 */
export function assertNamedOnce(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new PgError("42701", `column name "${twice}" appears more than once in USING clause`);
}

/** `t(a, b)`: no more names than there are columns. @throws PgError 42P10 */
export function assertAliases(node: Node | undefined, what: string, columns: Columns, names: readonly string[]): void {
  if (columns === undefined || names.length <= columns.length) return;
  const message = `${what} has ${columns.length} columns available but ${names.length} columns specified`;
  throw node === undefined ? new PgError("42P10", message) : errorAt(node, "42P10", message);
}
