// What compares an expression with several others, or with one in a form of its own: IN (...), BETWEEN, IS DISTINCT FROM and NULLIF.
// transformAExprIn, transformAExprBetween and their kin in src/backend/parser/parse_expr.c
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, kindOf, namesIn, nodesIn, type Typed, typed } from "./analysis.js";
import { commonType, unknown } from "./candidates.js";
import { coerce } from "./coercion.js";
import {
  coerceBoth,
  type Comparison,
  comparisonOf,
  compareSql,
  isOpen,
  isPlain,
  keyFor,
  keyOf,
  type Operand,
  surroundKey,
  taken,
  textAs,
  writeComparison,
} from "./comparisons.js";
import { compareRows, distinctRows, isRow, rowOperands } from "./row-comparisons.js";
import type { Scope } from "./scope.js";

/** The whole expression is written anew. */
export function rewrite({ spans, rewriting }: Analysis, node: Node, sql: string): void {
  const span = spans.of(node);
  if (span === undefined) return;
  rewriting.take(span);
  rewriting.replace(span, sql);
}

export function itemsOf(node: Node): readonly Node[] {
  return nodesIn((bodyOf(node)["rexpr"] as { List?: { items?: readonly Node[] } }).List?.items);
}

/** `x IN (1, 2)` */
export function inList(analysis: Analysis, node: Node, scope: Scope): Typed {
  const result: Typed = { node, type: "bool" };
  const subject = bodyOf(node)["lexpr"] as Node;
  const items = itemsOf(node);
  const isNot = namesIn(bodyOf(node)["name"]).at(-1) === "<>";
  if (isRow(subject) && items.every(isRow)) {
    const left = rowOperands(analysis, subject, scope);
    const rights = items.map((item) => rowOperands(analysis, item, scope));
    if (left === undefined || rights.includes(undefined)) return result;
    const tests = rights.map((right) => `(${compareRows(analysis, node, isNot ? "<>" : "=", left, right ?? [])})`);
    rewrite(analysis, node, `(${tests.join(isNot ? " AND " : " OR ")})`);
    return result;
  }
  const left = typed(analysis, subject, scope);
  const rights = items.map((item) => typed(analysis, item, scope));
  if ([left, ...rights].some(isOpen)) return result;
  inValues(analysis, node, isNot ? "<>" : "=", left, asOneType(analysis, left, rights));
  return result;
}

/** Columns are compared as they are, all else as an array's elements. */
function asOneType(analysis: Analysis, left: Typed, rights: readonly Typed[]): readonly Typed[] {
  const isListed = ({ node }: Typed): boolean => kindOf(node) !== "ColumnRef";
  const listed = rights.filter(isListed);
  const common = commonType([left, ...listed].map(({ type = unknown }) => type));
  if (listed.length < 2 || common === undefined) return rights;
  return rights.map((right) => {
    if (!isListed(right)) return right;
    // A key is of a value whose type DuckDB has to know.
    coerce(analysis, right, common, { isForced: keyOf(common, "=") !== undefined });
    return { node: right.node, type: common, ...(right.isNull === true && { isNull: true as const }) };
  });
}

function inValues(analysis: Analysis, node: Node, name: string, left: Typed, rights: readonly Typed[]): void {
  // A list may be long, and of few types.
  const known = new Map<string | undefined, Comparison>();
  const comparisons = rights.map((right) => {
    const found = known.get(right.type) ?? comparisonOf(node, name, left, right);
    known.set(right.type, found);
    return found;
  });
  if (staysInPlace(analysis, comparisons, left, rights)) return;
  const subject = taken(analysis, left);
  const operands = rights.map((right) => taken(analysis, right));
  if (subject === undefined || operands.includes(undefined)) return;
  const tests = comparisons.map((one, index) =>
    writeComparison(analysis, node, one, subject, operands[index] as Operand),
  );
  rewrite(analysis, node, `(${tests.join(name === "=" ? " OR " : " AND ")})`);
}

/** DuckDB's own form of it does, between the operands or their keys. */
export function staysInPlace(
  analysis: Analysis,
  comparisons: readonly Comparison[],
  left: Typed,
  rights: readonly Typed[],
): boolean {
  const [first] = comparisons;
  if (first === undefined || comparisons.some((one) => one.left !== first.left)) return false;
  const areKeyed = comparisons.every((one) => keyFor(one) !== undefined);
  if (!areKeyed && !comparisons.every(isPlain)) return false;
  coerce(analysis, left, first.left, { isForced: areKeyed });
  for (const [index, right] of rights.entries()) {
    const asWanted = right.isNull === true && areKeyed ? { ...right, type: unknown } : right;
    coerce(analysis, asWanted, comparisons[index]?.right ?? unknown, { isForced: areKeyed });
  }
  if (!areKeyed) return true;
  for (const [index, operand] of [left, ...rights].entries()) {
    const key = keyFor(comparisons[Math.max(0, index - 1)] ?? first, operand.dimensions);
    if (key !== undefined) surroundKey(analysis, operand, key);
  }
  return true;
}

type Side = readonly Operand[];

/** `x BETWEEN SYMMETRIC a AND b` */
export function between(analysis: Analysis, node: Node, scope: Scope): Typed {
  const result: Typed = { node, type: "bool" };
  const kind = String(bodyOf(node)["kind"]);
  const nodes = [bodyOf(node)["lexpr"] as Node, ...itemsOf(node)];
  const isNot = kind.includes("NOT");
  const isSymmetric = kind.endsWith("SYM");
  const areRows = nodes.every(isRow);
  let sides: readonly (Side | undefined)[];
  if (areRows) sides = nodes.map((one) => rowOperands(analysis, one, scope));
  else {
    const [left, ...bounds] = nodes.map((one) => typed(analysis, one, scope)) as [Typed, ...Typed[]];
    if (!isSymmetric) {
      if ([left, ...bounds].some(isOpen)) return result;
      const signs = isNot ? ["<", ">"] : [">=", "<="];
      const comparisons = bounds.map((bound, index) => comparisonOf(node, signs[index] ?? "<=", left, bound));
      if (staysInPlace(analysis, comparisons, left, bounds)) return result;
    }
    sides = [left, ...bounds].map((one) => {
      const operand = taken(analysis, one);
      return operand && [operand];
    });
  }
  const [subject, low, high] = sides;
  if (subject === undefined || low === undefined || high === undefined) return result;
  const compare = (sign: string, bound: Side): string =>
    areRows
      ? `(${compareRows(analysis, node, sign, subject, bound)})`
      : compareSql(analysis, node, sign, subject[0] as Operand, bound[0] as Operand);
  const within = (from: Side, to: Side): string =>
    isNot ? `(${compare("<", from)} OR ${compare(">", to)})` : `(${compare(">=", from)} AND ${compare("<=", to)})`;
  const whole = within(low, high);
  rewrite(analysis, node, isSymmetric ? `(${whole} ${isNot ? "AND" : "OR"} ${within(high, low)})` : whole);
  return result;
}

/** `x IS DISTINCT FROM y` */
export function distinct(analysis: Analysis, node: Node, scope: Scope): Typed {
  const result: Typed = { node, type: "bool" };
  const { lexpr, rexpr, kind } = bodyOf(node);
  const isNot = kind === "AEXPR_NOT_DISTINCT";
  if (isRow(lexpr as Node) && isRow(rexpr as Node)) {
    const [left, right] = [lexpr, rexpr].map((row) => rowOperands(analysis, row as Node, scope));
    if (left === undefined || right === undefined) return result;
    const sql = distinctRows(analysis, node, left, right, (one, other) => distinctSql(analysis, node, one, other));
    rewrite(analysis, node, isNot ? `(NOT (${sql}))` : `(${sql})`);
    return result;
  }
  const [left, right] = [lexpr, rexpr].map((part) => typed(analysis, part as Node, scope)) as [Typed, Typed];
  if (isOpen(left) || isOpen(right) || left.isNull === true || right.isNull === true) return result;
  const comparison = comparisonOf(node, "=", left, right);
  if (staysInPlace(analysis, [comparison], left, [right])) return result;
  const [one, other] = [taken(analysis, left), taken(analysis, right)];
  if (one === undefined || other === undefined) return result;
  const sql = distinctSql(analysis, node, one, other);
  rewrite(analysis, node, isNot ? `(NOT (${sql}))` : `(${sql})`);
  return result;
}

function distinctSql(analysis: Analysis, node: Node, left: Operand, right: Operand): string {
  const plain = `((${left.sql}) IS DISTINCT FROM (${right.sql}))`;
  if ([left, right].some(({ typed: one }) => isOpen(one) || one.isNull === true)) return plain;
  const comparison = comparisonOf(node, "=", left.typed, right.typed);
  const key = keyFor(comparison, left.typed.dimensions);
  if (!isPlain(comparison) && key === undefined) {
    const isNull = [left, right].map(({ sql }) => `(${sql}) IS NULL`);
    const equal = writeComparison(analysis, node, comparison, left, right);
    return `CASE WHEN ${isNull.join(" OR ")} THEN NOT (${isNull.join(" AND ")}) ELSE NOT (${equal}) END`;
  }
  const isForced = key !== undefined;
  const texts = [
    textAs(analysis, left, comparison.left, isForced),
    textAs(analysis, right, comparison.right, isForced),
  ];
  return `((${texts.map((sql) => key?.(sql) ?? sql).join(") IS DISTINCT FROM (")}))`;
}

/** It has the type that `=` brings its first argument to. */
export function nullIf(analysis: Analysis, node: Node, left: Typed, right: Typed): Typed {
  if (isOpen(left) || isOpen(right)) return { node, type: left.type === unknown ? "text" : left.type };
  const comparison = comparisonOf(node, "=", left, right);
  const result: Typed = {
    node,
    type: comparison.left,
    ...(comparison.left === "numeric" && { computed: left.computed }),
  };
  if (isPlain(comparison)) {
    coerceBoth(analysis, comparison, left, right);
    return result;
  }
  const [one, other] = [taken(analysis, left), taken(analysis, right)];
  if (one === undefined || other === undefined) return result;
  const value = textAs(analysis, one, comparison.left, true);
  // What is more than a name is evaluated once.
  const isLong = value.includes("(");
  const named: Operand = { typed: { node: left.node, type: comparison.left }, sql: isLong ? "pg_named['a0']" : value };
  const isWritten = isLong && other.typed.literal === undefined && other.typed.isNull !== true;
  const against = isWritten ? { ...other, sql: "pg_named['a1']" } : other;
  const sql = `CASE WHEN ${writeComparison(analysis, node, comparison, named, against)} THEN NULL ELSE ${named.sql} END`;
  const fields = `{'a0': ${value}${isWritten ? `, 'a1': ${other.sql}` : ""}}`;
  rewrite(analysis, node, isLong ? `list_transform([${fields}], lambda pg_named: ${sql})[1]` : `(${sql})`);
  return result;
}
