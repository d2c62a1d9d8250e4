// A function of FROM is called for no row that WHERE takes away: PostgreSQL filters a relation before it joins it to what depends on it. DuckDB
// filters behind such a join, so that a row which is in no result would raise an error; the conditions go into the function's list, too.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, kindOf, nodesIn } from "./analysis.js";
import { copyOf } from "./call-text.js";
import { isVolatile } from "./evaluate-once.js";
import { functionsNamed } from "./postgres-catalog.js";
import type { Column, Level, Range, Scope } from "./scope.js";
import type { Span } from "./spans.js";
import { eachNode, mentions, namesOfCalls } from "./tree-walk.js";

export interface SetGuard {
  /** Where the item of FROM stands. */
  readonly span: Span;
  /** Of the relations that it depends on. */
  readonly columns: ReadonlySet<Column>;
  /** The item, with its list being empty where a condition does not hold. */
  readonly write: (condition: string) => void;
}

/** `parts`: what it is called with. */
export function guardSet(
  { references }: Analysis,
  parts: unknown,
  scope: Scope,
  span: Span,
  written: (condition: string) => void,
): void {
  const named = columnsIn(parts).flatMap((node) => references.of(node) ?? []);
  const conditions: string[] = [];
  const write = (condition: string): void => {
    conditions.push(condition);
    written(conditions.join(" AND "));
  };
  for (const { level, ranges } of queriesAround(scope)) {
    const own = new Set(named.flatMap(({ column }) => column ?? []));
    const columns = ranges.flatMap((range) =>
      range.columns?.some((one) => own.has(one)) === true ? range.columns : [],
    );
    if (columns.length > 0) level.guards.push({ span, columns: new Set(columns), write });
  }
}

/** Its own, and those in whose FROM that one stands. */
function queriesAround(scope: Scope): readonly { readonly level: Level; readonly ranges: readonly Range[] }[] {
  const found: { readonly level: Level; readonly ranges: readonly Range[] }[] = [];
  for (let at: Scope | undefined = scope; at?.level !== undefined; at = at.outer) {
    if (at.isLateral === true) found.push({ level: at.level, ranges: at.ranges });
    else if (at.level !== found.at(-1)?.level) break;
  }
  return found;
}

/** Once WHERE is understood. */
export function applyGuards(analysis: Analysis, where: Node | undefined, { level, ranges }: Scope): void {
  if (where === undefined || level === undefined || level.guards.length === 0) return;
  const conditions = conjuncts(where).filter(isPlain);
  for (const { span, columns, write } of level.guards) {
    // It was put elsewhere as a part of something else.
    if (!analysis.rewriting.hasChanged(span)) continue;
    const kept = conditions.filter((condition) => dependsOn(analysis, condition, columns, level, ranges));
    const texts = kept.flatMap((condition) => copyOf(analysis, condition) ?? []);
    if (texts.length > 0) write(texts.map((text) => `(${text})`).join(" AND "));
  }
}

function conjuncts(node: Node): readonly Node[] {
  const { boolop, args } = bodyOf(node);
  return kindOf(node) === "BoolExpr" && boolop === "AND_EXPR" ? nodesIn(args).flatMap(conjuncts) : [node];
}

function dependsOn(
  { references }: Analysis,
  condition: Node,
  columns: ReadonlySet<Column>,
  level: Level,
  ranges: readonly Range[],
): boolean {
  const named = columnsIn(condition).map((node) => references.of(node));
  return (
    named.length > 0 &&
    named.every((reference) => {
      const column = reference?.column;
      if (column === undefined || reference?.level !== level || !columns.has(column)) return false;
      // What is NULL in a result may be something else before an outer join.
      return ranges.some((range) => range.isNullable !== true && range.columns?.includes(column) === true);
    })
  );
}

/** It has no subquery, and is the same each time. */
function isPlain(condition: Node): boolean {
  const isOdd = (name: string): boolean => functionsNamed(name).length === 0 || isVolatile.test(name);
  return !mentions(condition, "SubLink") && !namesOfCalls(condition).some(isOdd);
}

function columnsIn(part: unknown): readonly Node[] {
  const found: Node[] = [];
  eachNode(part, (node, kind) => {
    if (kind === "ColumnRef") found.push(node);
    return true;
  });
  return found;
}
