// Finds the type of every expression by PostgreSQL's rules, and writes anew what DuckDB would answer otherwise.
// src/backend/parser/parse_expr.c
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, kindOf, namesIn, nodesIn, type Typed, typed, typeText } from "./analysis.js";
import { arrayConstructor, castConstructor, isArrayConstructor } from "./array-constructors.js";
import { literalDimensions } from "./array-constants.js";
import { call } from "./calls.js";
import { isArray, unknown } from "./candidates.js";
import { caseOf, coalesceOf, extremeOf } from "./case-expressions.js";
import { columnReference } from "./column-references.js";
import { assertBits, digitsOfBits } from "./constant-syntax.js";
import { coerceToBoolean } from "./coercion.js";
import { decimalLiteral, fitsDecimal, plainDecimal } from "./decimals.js";
import { isOfBits } from "./duckdb-types.js";
import { operation } from "./operators.js";
import { typeNamed } from "./postgres-catalog.js";
import { isRow, rowNullTest } from "./row-comparisons.js";
import { rowOf } from "./rows.js";
import type { Scope } from "./scope.js";
import { subquery } from "./sublinks.js";
import { indirection } from "./subscripts.js";
import { cast, targetOf } from "./type-casts.js";

/** @throws PgError with its place in the text. */
export function typeExpression(analysis: Analysis, node: Node, scope: Scope): Typed {
  const body = bodyOf(node);
  const of = (part: unknown): Typed => typed(analysis, part as Node, scope);
  const known = (type: string | undefined): Typed => ({ node, type });
  switch (kindOf(node)) {
    case "A_Const":
      return constant(analysis, node, body);
    case "ParamRef":
      return parameterOf(analysis, node, Number(body["number"] ?? 0));
    case "ColumnRef":
      return columnReference(analysis, node, scope);
    case "TypeCast":
      return castOf(analysis, node, scope);
    case "A_Expr":
      return operation(analysis, node, scope);
    case "BoolExpr": {
      const sign = { AND_EXPR: "AND", OR_EXPR: "OR", NOT_EXPR: "NOT" }[String(body["boolop"])] ?? "AND";
      for (const operand of nodesIn(body["args"])) coerceToBoolean(analysis, of(operand), sign);
      return known("bool");
    }
    case "NullTest":
      if (isRow(body["arg"] as Node)) return rowNullTest(analysis, node, scope);
      analysis.parameters.take(of(body["arg"]));
      return known("bool");
    case "BooleanTest":
      coerceToBoolean(
        analysis,
        of(body["arg"]),
        `IS ${String(body["booltesttype"]).replace(/^IS_/, "").replaceAll("_", " ")}`,
      );
      return known("bool");
    case "CollateClause":
      return collation(analysis, node, of(body["arg"]));
    case "FuncCall":
      return call(analysis, node, scope);
    case "SubLink":
      return subquery(analysis, node, scope);
    case "CaseExpr":
      return caseOf(analysis, node, scope);
    case "CoalesceExpr":
      return coalesceOf(analysis, node, scope);
    case "MinMaxExpr":
      return extremeOf(analysis, node, nodesIn(body["args"]).map(of), body["op"] === "IS_LEAST" ? "LEAST" : "GREATEST");
    case "A_ArrayExpr":
      return arrayConstructor(analysis, node, scope);
    case "RowExpr":
      return rowOf(node, nodesIn(body["args"]).map(of));
    case "SQLValueFunction":
      return known(valueFunctionType(body));
    case "A_Indirection":
      return indirection(analysis, node, scope);
    case "GroupingFunc": {
      for (const part of nodesIn(body["args"])) of(part);
      const span = analysis.spans.of(node);
      if (span !== undefined) analysis.rewriting.around(span, "CAST(", " AS INTEGER)");
      return known("int4");
    }
    case "NamedArgExpr":
      return { ...of(body["arg"]), node };
    default:
      return known(undefined);
  }
}

function parameterOf(analysis: Analysis, node: Node, number: number): Typed {
  const type = analysis.parameters.of(number);
  const span = analysis.spans.of(node);
  if (type === undefined) return { node, type, parameter: number };
  if (isOfBits(type) && span !== undefined) analysis.rewriting.around(span, "CAST(", " AS VARCHAR)");
  return type === "numeric" ? { node, type, computed: 20 } : { node, type };
}

function castOf(analysis: Analysis, node: Node, scope: Scope): Typed {
  const { arg, typeName } = bodyOf(node);
  const target = targetOf(typeName as Readonly<Record<string, unknown>>);
  const isBare = nodesIn((typeName as Readonly<Record<string, unknown>>)["typmods"]).length === 0;
  if (isArrayConstructor(arg as Node) && target !== undefined && isBare) {
    const found = castConstructor(analysis, node, target, scope);
    if (found !== undefined) return found;
  }
  if (target === "text" || target === "varchar") analysis.shown.add(arg as Node);
  // Of its text, the cast makes the digits.
  if (target === "numeric" && !isBare && isToNumber(arg as Node)) analysis.shown.add(arg as Node);
  const argument = typed(analysis, arg as Node, scope);
  const result = cast(analysis, node, argument);
  if (target === undefined || !isArray(target)) return result;
  const { literal, type = unknown } = argument;
  const dimensions =
    literal !== undefined ? literalDimensions(literal, arg as Node) : isArray(type) ? argument.dimensions : undefined;
  return dimensions === undefined ? result : { ...result, dimensions: Math.max(1, dimensions) };
}

function isToNumber(node: Node): boolean {
  return kindOf(node) === "FuncCall" && namesIn(bodyOf(node)["funcname"]).at(-1) === "to_number";
}

function constant(analysis: Analysis, node: Node, body: Readonly<Record<string, unknown>>): Typed {
  if (body["isnull"] === true) return { node, type: unknown, isNull: true };
  if (body["ival"] !== undefined) return { node, type: "int4", isNumber: true };
  if (body["boolval"] !== undefined) return { node, type: "bool" };
  if (body["sval"] !== undefined) {
    const literal = (body["sval"] as { readonly sval?: string }).sval ?? "";
    return { node, type: unknown, literal };
  }
  if (body["bsval"] !== undefined) return bitString(analysis, node, body);
  const text = (body["fval"] as { readonly fval?: string } | undefined)?.fval ?? "";
  if (/^-?\d+$/.test(text)) {
    const number = BigInt(text);
    const type = [["int4", 2n ** 31n] as const, ["int8", 2n ** 63n] as const].find(
      ([, limit]) => number >= -limit && number < limit,
    );
    return { node, type: type?.[0] ?? "numeric", isNumber: true };
  }
  // DuckDB takes `1e3` for a double, and so it stays where no decimal of its has the digits.
  const span = analysis.spans.of(node);
  const digits = plainDecimal(text);
  const isExact = digits !== undefined && fitsDecimal(digits);
  if (/e/i.test(text) && isExact && span !== undefined) analysis.rewriting.replace(span, decimalLiteral(digits, node));
  return { node, type: isExact ? "numeric" : "float8", isNumber: true };
}

/** `B'101'` and `X'1f'`. src/backend/utils/adt/varbit.c */
function bitString(analysis: Analysis, node: Node, body: Readonly<Record<string, unknown>>): Typed {
  const written = (body["bsval"] as { readonly bsval?: string }).bsval ?? "";
  const span = analysis.spans.of(node);
  assertBits(written, node);
  const bits = digitsOfBits(written);
  if (span !== undefined) analysis.rewriting.replace(span, `CAST('${bits}' AS VARCHAR)`);
  return { node, type: "bit" };
}

/** PostgreSQL's `"default"` and `"C"` both compare bytes here, as DuckDB does without any. */
function collation(analysis: Analysis, node: Node, argument: Typed): Typed {
  const clause = bodyOf(node);
  const name = namesIn(clause["collname"]).at(-1) ?? "";
  const whole = analysis.spans.of(node);
  if (["default", "C", "POSIX", "ucs_basic", "C.UTF-8", "C.utf8"].includes(name) && whole !== undefined) {
    const from = analysis.tokens.from(Number(clause["location"] ?? 0));
    analysis.rewriting.replace({ first: from, last: whole.last }, "");
  }
  if (argument.literal !== undefined) return { node, type: "text" };
  if (argument.type !== undefined && !isCollatable(argument.type)) {
    throw errorAt(node, "42804", `collations are not supported by type ${typeText(argument.type)}`);
  }
  return { ...argument, node };
}

function isCollatable(type: string): boolean {
  const found = typeNamed(type);
  if (found?.element !== undefined) return isCollatable(found.element);
  return found === undefined || found.category === "S" || type === unknown;
}
const valueTypes: Readonly<Record<string, string>> = {
  CURRENT_DATE: "date",
  CURRENT_TIME: "timetz",
  CURRENT_TIMESTAMP: "timestamptz",
  LOCALTIME: "time",
  LOCALTIMESTAMP: "timestamp",
};

function valueFunctionType(body: Readonly<Record<string, unknown>>): string {
  const op = String(body["op"])
    .replace(/^SVFOP_/, "")
    .replace(/_N$/, "");
  return valueTypes[op] ?? "name";
}
