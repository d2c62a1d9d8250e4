// What ORDER BY, GROUP BY and DISTINCT ON name: columns of the result by name or number, or expressions.
// findTargetlistEntrySQL92 in src/backend/parser/parse_clause.c
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, kindOf, namesIn, nodesIn, type Typed, typed } from "./analysis.js";
import { assertResultOne } from "./case-clashes.js";
import { keyOf, requireOperator } from "./equality-keys.js";
import { sameExpression } from "./same-expression.js";
import { findColumn, type Scope } from "./scope.js";
import { type Target, type Targets, textOfTarget } from "./targets.js";

export type Clause = "ORDER BY" | "GROUP BY" | "DISTINCT ON";

export interface ResultItem {
  readonly node: Node;
  /** Absent: an expression of its own. */
  readonly target: Target | undefined;
  readonly typed: Typed;
  /** It is named by what only the result has. */
  readonly isByResult: boolean;
}

export interface ItemOrder {
  readonly clause: Clause;
  readonly scope: Scope;
  readonly targets: Targets;
}

export function resultItem(analysis: Analysis, node: Node, { clause, scope, targets }: ItemOrder): ResultItem {
  const ofTarget = (target: Target): ResultItem => ({ node, target, typed: target.typed, isByResult: true });
  const name = bareName(node);
  if (name !== undefined && !(clause === "GROUP BY" && isInput(scope, name))) {
    const found = targets.list.filter(({ column }) => column.name === name);
    const [first] = found;
    assertResultOne(
      analysis,
      node,
      name,
      targets.list.map(({ column }) => column),
    );
    if (first !== undefined) {
      if (found.some((other) => !sameExpression(other.node, first.node))) {
        throw errorAt(node, "42702", `${clause} "${name}" is ambiguous`);
      }
      return ofTarget(first);
    }
    if (targets.isOpen) return { node, target: undefined, typed: { node, type: undefined }, isByResult: true };
  }
  const place = kindOf(node) === "A_Const" ? constantPlace(node, clause) : undefined;
  if (place !== undefined) {
    const target = targets.list[place - 1];
    if (targets.isOpen) return { node, target: undefined, typed: { node, type: undefined }, isByResult: true };
    if (target === undefined) throw errorAt(node, "42P10", `${clause} position ${place} is not in select list`);
    return ofTarget(target);
  }
  const found = typed(analysis, node, scope);
  const target = targets.list.find((one) => sameExpression(one.node, node));
  return { node, target, typed: found, isByResult: false };
}

/** The key in its place, where values are compared by one. Undefined: DuckDB's own comparison is PostgreSQL's. */
export function keyedItem(
  analysis: Analysis,
  item: ResultItem,
  purpose: "equality" | "ordering",
): { readonly text: string } | undefined {
  requireOperator(analysis, item.node, item.typed.type, purpose);
  const key = keyOf(item.typed.type, purpose);
  const span = analysis.spans.of(item.node);
  if (key === undefined || span === undefined) return undefined;
  const text = textOfItem(analysis, item);
  if (text === undefined) return undefined;
  analysis.rewriting.take(span);
  analysis.rewriting.replace(span, key(text));
  return { text };
}

export function textOfItem(analysis: Analysis, { node, target, isByResult }: ResultItem): string | undefined {
  if (target !== undefined && isByResult) return textOfTarget(analysis, target);
  const span = analysis.spans.of(node);
  if (span === undefined) return undefined;
  const text = analysis.rewriting.take(span);
  analysis.rewriting.replace(span, text);
  return text;
}

function bareName(node: Node): string | undefined {
  if (kindOf(node) !== "ColumnRef") return undefined;
  const fields = nodesIn(bodyOf(node)["fields"]);
  return fields.length === 1 ? namesIn(fields)[0] : undefined;
}

function isInput(scope: Scope, name: string): boolean {
  // Only those of this query's own FROM.
  const { kind } = findColumn({ ...scope, outer: undefined }, [name]);
  return kind === "column" || kind === "ambiguous" || kind === "open";
}

function constantPlace(node: Node, clause: Clause): number {
  const { ival } = bodyOf(node) as { readonly ival?: { readonly ival?: number } };
  if (ival === undefined) throw errorAt(node, "42601", `non-integer constant in ${clause}`);
  return ival.ival ?? 0;
}
