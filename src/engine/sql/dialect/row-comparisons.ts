// Rows in parentheses: compared column by column. transformRowExprOp, make_row_comparison_op in src/backend/parser/parse_expr.c
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, kindOf, nodesIn, type Typed, typed } from "./analysis.js";
import { compareSql, type Operand, taken } from "./comparisons.js";
import type { Scope } from "./scope.js";
import { targetOf } from "./type-casts.js";

type Body = Readonly<Record<string, unknown>>;

export function isRow(node: Node | undefined): boolean {
  return node !== undefined && kindOf(node) === "RowExpr";
}

/** Its columns, typed, and taken out of the text. Undefined: where they stand is not known. */
export function rowOperands(analysis: Analysis, row: Node, scope: Scope): readonly Operand[] | undefined {
  return allTaken(
    analysis,
    nodesIn(bodyOf(row)["args"]).map((part) => typed(analysis, part, scope)),
  );
}

export function allTaken(analysis: Analysis, parts: readonly Typed[]): readonly Operand[] | undefined {
  const operands = parts.map((part) => taken(analysis, part));
  return operands.includes(undefined) ? undefined : (operands as readonly Operand[]);
}

/** `NULL::record` */
export function isNullRecord(node: Node): boolean {
  const { arg, typeName } = bodyOf(node) as { readonly arg?: Node; readonly typeName?: Body };
  if (kindOf(node) !== "TypeCast" || arg === undefined || typeName === undefined) return false;
  return targetOf(typeName) === "record" && kindOf(arg) === "A_Const" && bodyOf(arg)["isnull"] === true;
}

/** A row with no row at all: NULL, whatever the columns. */
export function comparedWithNull(analysis: Analysis, node: Node, name: string): Typed {
  if (!/^(=|<>|!=|[<>]=?)$/.test(name)) {
    throw errorAt(node, "42883", `operator does not exist: record ${name} record`);
  }
  const span = analysis.spans.of(node);
  if (span !== undefined) {
    analysis.rewriting.take(span);
    analysis.rewriting.replace(span, "CAST(NULL AS BOOLEAN)");
  }
  return { node, type: "bool" };
}

/** @throws SyntaxError (42601) */
export function compareRows(
  analysis: Analysis,
  node: Node,
  name: string,
  lefts: readonly Operand[],
  rights: readonly Operand[],
): string {
  if (lefts.length !== rights.length) {
    throw errorAt(node, "42601", "unequal number of entries in row expressions");
  }
  if (lefts.length === 0) throw errorAt(node, "0A000", "cannot compare rows of zero length");
  const pair = (sign: string, index: number): string =>
    compareSql(analysis, node, sign, lefts[index] as Operand, rights[index] as Operand);
  const all = lefts.map((_, index) => index);
  switch (name) {
    case "=":
      return all.map((index) => pair("=", index)).join(" AND ");
    case "<>":
    case "!=":
      return all.map((index) => pair("<>", index)).join(" OR ");
    case "<":
    case "<=":
    case ">":
    case ">=": {
      // The first two that are not equal decide.
      const last = lefts.length - 1;
      let sql = pair(name, last);
      for (let index = last - 1; index >= 0; index--) {
        sql = `${pair(name.slice(0, 1), index)} OR (${pair("=", index)} AND (${sql}))`;
      }
      return sql;
    }
    default:
      throw errorAt(node, "0A000", "could not determine interpretation of row comparison operator " + name, {
        hint: "Row comparison operators must be associated with btree operator families.",
      });
  }
}

/** `(a, b) IS DISTINCT FROM (c, d)` */
export function distinctRows(
  analysis: Analysis,
  node: Node,
  lefts: readonly Operand[],
  rights: readonly Operand[],
  distinct: (left: Operand, right: Operand) => string,
): string {
  if (lefts.length !== rights.length) {
    throw errorAt(node, "42601", "unequal number of entries in row expressions");
  }
  if (lefts.length === 0) return "false";
  return lefts.map((left, index) => distinct(left, rights[index] as Operand)).join(" OR ");
}

/** `(a, b) IS NULL`: all of it is, and not all of it is not. */
export function rowNullTest(analysis: Analysis, node: Node, scope: Scope): Typed {
  const { arg, nulltesttype } = bodyOf(node);
  const span = analysis.spans.of(node);
  const operands = rowOperands(analysis, arg as Node, scope);
  if (span === undefined || operands === undefined) return { node, type: "bool" };
  const test = nulltesttype === "IS_NULL" ? "IS NULL" : "IS NOT NULL";
  const tests = operands.map(({ sql }) => `(${sql}) ${test}`);
  analysis.rewriting.take(span);
  analysis.rewriting.replace(span, tests.length === 0 ? "true" : `(${tests.join(" AND ")})`);
  return { node, type: "bool" };
}
