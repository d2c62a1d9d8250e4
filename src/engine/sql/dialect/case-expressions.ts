// CASE: its results are of one type, and what it tests is compared with each WHEN on its own. transformCaseExpr in parse_expr.c
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, kindOf, nodesIn, type Typed, typed, typeText } from "./analysis.js";
import { copyOf } from "./call-text.js";
import { isArray, unknown } from "./candidates.js";
import { coerceToBoolean, common } from "./coercion.js";
import { comparisonOf, elementKey, isOpen, taken, writeComparison } from "./comparisons.js";
import {
  fractionForAll,
  giveDigitsOfAll,
  isOfDigits,
  keptOf,
  makeRoom,
  showResults,
  shownText,
  withoutTexts,
} from "./computed-numerics.js";
import type { Conversion } from "./conversions.js";
import { asDecimal } from "./decimals.js";
import { duckDBType } from "./duckdb-types.js";
import { sharedShape } from "./rows.js";
import type { Scope } from "./scope.js";
import { staysInPlace } from "./value-lists.js";

export function caseOf(analysis: Analysis, node: Node, scope: Scope): Typed {
  const body = bodyOf(node);
  const tested = body["arg"] === undefined ? undefined : typed(analysis, body["arg"] as Node, scope);
  const conditions: Typed[] = [];
  const branches = nodesIn(body["args"]);
  const results: Typed[] = [];
  showResults(analysis, node, [
    body["defresult"] as Node | undefined,
    ...branches.map((branch) => bodyOf(branch)["result"] as Node),
  ]);
  for (const branch of branches) {
    const { expr, result } = bodyOf(branch) as { readonly expr: Node; readonly result: Node };
    const condition = typed(analysis, expr, scope);
    if (tested === undefined) coerceToBoolean(analysis, condition, "CASE/WHEN");
    conditions.push(condition);
    results.push(typed(analysis, result, scope));
  }
  // It is looked at first, whatever the order in which they stand.
  if (body["defresult"] !== undefined) results.unshift(typed(analysis, body["defresult"] as Node, scope));
  if (tested !== undefined) compareEach(analysis, tested, conditions, branches);
  return oneOf(analysis, node, results, "CASE");
}

/** The first of its arguments that is not NULL. */
export function coalesceOf(analysis: Analysis, node: Node, scope: Scope): Typed {
  const parts = nodesIn(bodyOf(node)["args"]);
  showResults(analysis, node, parts);
  const found = parts.map((part) => typed(analysis, part, scope));
  const result = oneOf(analysis, node, found, "COALESCE");
  stayUnreached(analysis, node, parts);
  return result;
}

/** Or a constant, or a cast of one. */
function isName(node: Node): boolean {
  if (kindOf(node) === "TypeCast") return isName(bodyOf(node)["arg"] as Node);
  return kindOf(node) === "ColumnRef" || kindOf(node) === "A_Const";
}

/**
 * What a macro names twice DuckDB works out beforehand, for all rows, unless it is within a CASE: an error of what COALESCE does not come to would be raised.
 * Of a first argument that is no name, it could as well have several values.
 */
function stayUnreached(analysis: Analysis, node: Node, parts: readonly Node[]): void {
  const [first, ...others] = parts;
  const whole = analysis.spans.of(node);
  if (first === undefined || whole === undefined || !isName(first)) return;
  const rest = others.map((part) => copyOf(analysis, part));
  const text = copyOf(analysis, first);
  if (text === undefined || !rest.some((sql) => sql?.includes("pg.") === true) || rest.includes(undefined)) return;
  analysis.rewriting.take(whole);
  const otherwise = rest.length === 1 ? rest[0] : `coalesce(${rest.join(", ")})`;
  analysis.rewriting.replace(whole, `CASE WHEN ${text} IS NOT NULL THEN ${text} ELSE ${otherwise} END`);
}

function oneOf(analysis: Analysis, node: Node, results: readonly Typed[], place: string): Typed {
  const type = common(analysis, results, place);
  if (type === undefined || type === "_numeric") withoutTexts(analysis, results);
  const kept = type === "numeric" ? giveDigitsOfAll(analysis, node, results) : {};
  return { node, type, ...sharedTraits(results), ...kept };
}

function compareEach(analysis: Analysis, given: Typed, conditions: readonly Typed[], branches: readonly Node[]): void {
  const tested = given.type === unknown ? { ...given, type: "text" } : given;
  if ([tested, ...conditions].some(isOpen)) return;
  const comparisons = conditions.map((condition, index) =>
    comparisonOf(branches[index] ?? condition.node, "=", tested, condition),
  );
  if (staysInPlace(analysis, comparisons, tested, conditions)) return;
  const place = analysis.spans.widest(given.node);
  const subject = taken(analysis, tested);
  if (place === undefined || subject === undefined) return;
  for (const [index, condition] of conditions.entries()) {
    const span = analysis.spans.of(condition.node);
    const other = taken(analysis, condition);
    const comparison = comparisons[index];
    if (span === undefined || other === undefined || comparison === undefined) continue;
    analysis.rewriting.replace(span, `(${writeComparison(analysis, condition.node, comparison, subject, other)})`);
  }
  analysis.rewriting.take(place);
  analysis.rewriting.replace(place, "");
}

/** Of what is one of several values. */
export function sharedTraits(parts: readonly Typed[]): Pick<Typed, "dimensions" | "computed" | "record"> {
  const known = new Set(parts.flatMap(({ dimensions }) => dimensions ?? []));
  const [only] = known;
  const { record } = sharedShape(parts.filter(({ isNull }) => isNull !== true));
  return {
    ...keptOf(parts),
    ...(known.size === 1 && only !== undefined && { dimensions: only }),
    ...(record !== undefined && { record }),
  };
}

/** Of types whose values DuckDB puts in another order. */
const macros: Readonly<Record<string, string>> = { interval: "pg.interval", bpchar: "pg.bpchar", jsonb: "pg.jsonb" };

/** GREATEST and LEAST. */
export function extremeOf(analysis: Analysis, node: Node, parts: readonly Typed[], name: string): Typed {
  const type = common(analysis, parts, name);
  const macro = macros[type ?? ""];
  const whole = analysis.spans.of(node);
  if (macro !== undefined && whole !== undefined) {
    const operands = parts.map((part) => taken(analysis, part));
    const values = operands.map((operand) =>
      operand === undefined ? "NULL" : `CAST(${operand.sql} AS ${duckDBType(type ?? "")})`,
    );
    analysis.rewriting.take(whole);
    analysis.rewriting.replace(whole, `${macro}_${name.toLowerCase()}([${values.join(", ")}])`);
    return { node, type };
  }
  if (type !== undefined && isArray(type) && elementKey(type) !== undefined) {
    throw errorAt(node, "0A000", `${name} over ${typeText(type)} is not supported`, {
      hint: "Use CASE WHEN a < b THEN a ELSE b END.",
    });
  }
  if (type === "numeric" && whole !== undefined && isOfDigits(analysis, node, parts)) {
    const fraction = fractionForAll(parts);
    const compared: Conversion = fraction === undefined ? (sql) => sql : asDecimal(fraction);
    const values = parts.map((part) => {
      const sql = taken(analysis, part)?.sql ?? "NULL";
      return `{'v': ${compared(sql)}, 't': ${shownText(part)(sql)}}`;
    });
    analysis.rewriting.take(whole);
    analysis.rewriting.replace(whole, `pg.numeric_${name.toLowerCase()}_text([${values.join(", ")}])`);
    analysis.texts.add(node);
    return { node, type, ...sharedTraits(parts) };
  }
  return { node, type, ...sharedTraits(parts), ...(type === "numeric" && makeRoom(analysis, parts)) };
}
