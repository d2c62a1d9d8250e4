// Finds the type of every expression by PostgreSQL's rules, and writes anew what DuckDB would answer otherwise.
// src/backend/parser/parse_expr.c
import type { Node } from "libpg-query";
import {
  type Analysis,
  bodyOf,
  errorAt,
  kindOf,
  namesIn,
  nodesIn,
  subqueryColumns,
  type Typed,
  typed,
  typeText,
} from "./analysis.js";
import { call } from "./calls.js";
import { arrayOf, chooseOperator, isArray, unknown } from "./candidates.js";
import { columnReference } from "./column-references.js";
import { assertSubqueryColumns } from "./subquery-columns.js";
import { cast } from "./type-casts.js";
import { coerce, coerceToBoolean, common } from "./coercion.js";
import { decimalLiteral, fitsDecimal, plainDecimal } from "./constants.js";
import { operation } from "./operators.js";
import { typeNamed } from "./postgres-catalog.js";
import { rowOf } from "./rows.js";
import type { Scope } from "./scope.js";
import { fieldType } from "./set-returning.js";

/** @throws PgError with its place in the text. */
export function typeExpression(analysis: Analysis, node: Node, scope: Scope): Typed {
  const body = bodyOf(node);
  const of = (part: unknown): Typed => typed(analysis, part as Node, scope);
  const known = (type: string | undefined): Typed => ({ node, type });
  switch (kindOf(node)) {
    case "A_Const":
      return constant(analysis, node, body);
    case "ParamRef": {
      const number = Number(body["number"] ?? 0);
      const type = analysis.parameters.of(number);
      return type === undefined ? { node, type: undefined, parameter: number } : known(type);
    }
    case "ColumnRef":
      return columnReference(analysis, node, scope);
    case "TypeCast":
      return cast(analysis, node, of(body["arg"]));
    case "A_Expr":
      return operation(analysis, node, scope);
    case "BoolExpr": {
      const sign = { AND_EXPR: "AND", OR_EXPR: "OR", NOT_EXPR: "NOT" }[String(body["boolop"])] ?? "AND";
      for (const operand of nodesIn(body["args"])) coerceToBoolean(analysis, of(operand), sign);
      return known("bool");
    }
    case "NullTest":
      of(body["arg"]);
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
      return known(common(analysis, nodesIn(body["args"]).map(of), "COALESCE"));
    case "MinMaxExpr":
      return known(common(analysis, nodesIn(body["args"]).map(of), body["op"] === "IS_LEAST" ? "LEAST" : "GREATEST"));
    case "A_ArrayExpr": {
      const elements = nodesIn(body["elements"]).map(of);
      const type = common(analysis, elements, "ARRAY");
      return known(elements.length === 0 || type === undefined ? undefined : arrayOf(type));
    }
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
  const digits = written.slice(1);
  const span = analysis.spans.of(node);
  const isHex = /^x/i.test(written);
  const odd = (isHex ? /[^0-9a-f]/i : /[^01]/).exec(digits)?.[0];
  if (odd !== undefined) {
    throw errorAt(node, "22P02", `"${odd}" is not a valid ${isHex ? "hexadecimal" : "binary"} digit`);
  }
  if (digits === "") {
    throw errorAt(node, "0A000", "bit strings without bits are not supported", { hint: "Use NULL instead." });
  }
  const bits = isHex
    ? Array.from(digits, (digit) => parseInt(digit, 16).toString(2).padStart(4, "0")).join("")
    : digits;
  if (span !== undefined) analysis.rewriting.replace(span, `CAST('${bits}' AS BIT)`);
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

function subquery(analysis: Analysis, node: Node, scope: Scope): Typed {
  const body = bodyOf(node);
  const columns = subqueryColumns(analysis, body["subselect"] as Node, scope);
  assertSubqueryColumns(node, columns);
  const only = columns?.length === 1 ? columns[0]?.type : undefined;
  const record = columns?.length === 1 ? columns[0]?.record : undefined;
  switch (body["subLinkType"]) {
    case "EXPR_SUBLINK":
      return { node, type: only, ...(record !== undefined && { record }) };
    case "ARRAY_SUBLINK":
      return {
        node,
        type: only === undefined || isArray(only) ? only : arrayOf(only),
        ...(record !== undefined && { record: { ...record, isList: true } }),
      };
    case "EXISTS_SUBLINK":
      return { node, type: "bool" };
    default: {
      const tested = typed(analysis, body["testexpr"] as Node, scope);
      if (only !== undefined) coerce(analysis, tested, only);
      return { node, type: "bool" };
    }
  }
}

function caseOf(analysis: Analysis, node: Node, scope: Scope): Typed {
  const body = bodyOf(node);
  const tested = body["arg"] === undefined ? undefined : typed(analysis, body["arg"] as Node, scope);
  const results: Typed[] = [];
  for (const branch of nodesIn(body["args"])) {
    const { expr, result } = bodyOf(branch) as { readonly expr: Node; readonly result: Node };
    const condition = typed(analysis, expr, scope);
    if (tested === undefined) coerceToBoolean(analysis, condition, "CASE/WHEN");
    else {
      assertComparable(branch, tested, condition);
      if (tested.type !== undefined && tested.type !== unknown) coerce(analysis, condition, tested.type);
    }
    results.push(typed(analysis, result, scope));
  }
  // It is looked at first, whatever the order in which they stand.
  if (body["defresult"] !== undefined) results.unshift(typed(analysis, body["defresult"] as Node, scope));
  return { node, type: common(analysis, results, "CASE") };
}

function assertComparable(branch: Node, { type: left }: Typed, { type: right }: Typed): void {
  if (left === undefined || right === undefined || chooseOperator("=", left, right).kind !== "none") return;
  throw errorAt(branch, "42883", `operator does not exist: ${typeText(left)} = ${typeText(right)}`, {
    hint: "No operator matches the given name and argument types. You might need to add explicit type casts.",
  });
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

/** Subscripts and slices of arrays; fields of rows are DuckDB's. */
function indirection(analysis: Analysis, node: Node, scope: Scope): Typed {
  const body = bodyOf(node);
  const argument = typed(analysis, body["arg"] as Node, scope);
  let { type } = argument;
  for (const step of nodesIn(body["indirection"])) {
    if (kindOf(step) === "String") return { node, type: fieldType(argument.node, namesIn([step])[0] ?? "") };
    if (kindOf(step) !== "A_Indices") return { node, type: undefined };
    const { lidx, uidx, is_slice: isSlice } = bodyOf(step);
    for (const index of [lidx, uidx]) {
      if (index === undefined) continue;
      const found = typed(analysis, index as Node, scope);
      // A field of DuckDB's STRUCT or MAP goes by its name.
      if (type !== undefined && isArray(type)) coerce(analysis, found, "int4");
    }
    if (type !== undefined && isSlice !== true) type = typeNamed(type)?.element;
  }
  return { node, type };
}
