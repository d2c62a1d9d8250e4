// The select list: which columns a query gives, and by which expressions.
import type { Node } from "libpg-query";
import { quoteIdentifier } from "../../duckdb/sandbox.js";
import { type Analysis, bodyOf, isStar, kindOf, namesIn, nodesIn, type Typed, typed } from "./analysis.js";
import { copyOf } from "./call-text.js";
import { assertStarHasRelation } from "./column-references.js";
import { figureName } from "./figure-names.js";
import { hideFrom } from "./joined-sets.js";
import { writeJoinedStar } from "./joined-stars.js";
import { type Column, columnOf, type Columns, type Scope } from "./scope.js";

export interface Target {
  /** Of a star's columns, one that names the column. */
  readonly node: Node;
  readonly column: Column;
  readonly typed: Typed;
  readonly isStar: boolean;
  /** It has a name of its own, or is given the one that PostgreSQL calls it by. */
  readonly hasName: boolean;
}

export interface Targets {
  readonly list: readonly Target[];
  /** Of each item of the list. */
  readonly ofItems: readonly Columns[];
  /** There are more, of which is not known what they are called. */
  readonly isOpen: boolean;
}

export function targetsOf(analysis: Analysis, nodes: readonly Node[], scope: Scope): Targets {
  const all = nodes.map((target) => one(analysis, target, scope));
  const list: Target[] = [];
  for (const targets of all) for (const target of targets ?? []) list.push(target);
  return {
    list,
    ofItems: all.map((targets) => targets?.map(({ column }) => column)),
    isOpen: all.includes(undefined),
  };
}

function one(analysis: Analysis, target: Node, scope: Scope): readonly Target[] | undefined {
  const { val, name } = bodyOf(target) as { readonly val?: Node; readonly name?: string };
  if (val === undefined) return undefined;
  const star = starTargets(val, scope);
  assertStarHasRelation(val, scope);
  if (star !== undefined) {
    const isWritten = star !== "open" && writeJoinedStar(analysis, val, scope);
    if (!isWritten) hideFrom(analysis, val, scope);
    return star === "open" ? undefined : star;
  }
  const found = typed(analysis, val, scope);
  const column: Column = { typed: found, ...columnOf(name ?? figureName(val), found.type, found) };
  return [{ node: val, column, typed: found, isStar: false, hasName: name !== undefined }];
}

/** DuckDB would call it otherwise, for all that refers to it. */
export function nameTargets(analysis: Analysis, { list }: Targets): void {
  for (const { node, column, isStar, hasName } of list) {
    // In DuckDB's scope, a subquery would see the name that it is given.
    if (isStar || hasName || kindOf(node) === "SubLink" || column.name === "?column?") continue;
    if (kindOf(node) === "ColumnRef" && !isRewritten(analysis, node)) continue;
    const span = analysis.spans.widest(node);
    if (span !== undefined) analysis.rewriting.named(span.last, ` AS ${quoteIdentifier(column.name)}`);
  }
}

/** A column that has become an expression. */
function isRewritten(analysis: Analysis, node: Node): boolean {
  const span = analysis.spans.of(node);
  return span !== undefined && analysis.rewriting.hasChanged(span);
}

/** Undefined: it is no star. */
function starTargets(node: Node, scope: Scope): readonly Target[] | "open" | undefined {
  if (!isStar(node)) return undefined;
  const names = namesIn(nodesIn(bodyOf(node)["fields"]).slice(0, -1));
  const qualifier = names.at(-1);
  const ranges = qualifier === undefined ? scope.ranges : scope.ranges.filter(({ alias }) => alias === qualifier);
  if (ranges.length === 0 || ranges.some(({ columns }) => columns === undefined)) return "open";
  return ranges.flatMap(({ alias, columns, merged }) =>
    (columns ?? [])
      .filter((column) => qualifier !== undefined || merged === undefined || !merged.has(column.name))
      .map((column): Target => {
        const path = [...(alias === undefined ? [] : [alias]), column.name];
        const named: Node = {
          ColumnRef: { fields: path.map((sval) => ({ String: { sval } })), location: location(node) },
        };
        return { node: named, column, typed: { node: named, ...column }, isStar: true, hasName: true };
      }),
  );
}

function location(node: Node): number {
  return Number(bodyOf(node)["location"] ?? 0);
}

/** The expression's text, for it to be said once more. */
export function textOfTarget(analysis: Analysis, { node, isStar }: Target): string | undefined {
  if (!isStar) return copyOf(analysis, node);
  return namesIn(bodyOf(node)["fields"]).map(quoteIdentifier).join(".");
}
