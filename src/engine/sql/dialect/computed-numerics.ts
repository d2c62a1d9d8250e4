// Numerics that were computed: PostgreSQL's have as many digits as their values ask for, DuckDB's as many as their type says. What the type says is
// 20 or 24 digits, whatever the value; how many are shown is found from the value (macros/math-numeric.sql).
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, type KeptDigits, kindOf, namesIn, nodesIn, type Typed } from "./analysis.js";
import { surround } from "./coercion.js";
import { asDecimal, decimalDigitsMax, fractionOf, isOfSeveralScales, plainDecimal } from "./decimals.js";
import { type Conversion, over } from "./conversions.js";
import { type Digits, digitsOf, digitsOfCall, isTooWide, roomForAll, roundedDigits, upTo } from "./decimal-digits.js";
import { call, type Lowering } from "./lowering.js";
import { functionsNamed, type PostgresOperator } from "./postgres-catalog.js";

type Kept = Pick<Typed, "computed" | "parameter" | "digits">;

/** A parameter that becomes a numeric is one that was computed. */
function keptDigits({ computed, parameter }: Kept): KeptDigits | undefined {
  return computed ?? (parameter === undefined ? undefined : 20);
}

/** Of what one of several becomes, or their sum. */
export function keptOf(parts: readonly (Kept | undefined)[]): Kept {
  let computed: KeptDigits | undefined;
  for (const part of parts) {
    const kept = part === undefined ? undefined : keptDigits(part);
    if (kept !== undefined && computed !== 24) computed = kept;
  }
  if (computed !== undefined) return { computed };
  const digits = roomForAll(parts.filter((part) => part !== undefined).map(digitsIn));
  return digits === undefined ? {} : { digits };
}

function digitsIn(value: Kept & Partial<Typed>): Digits | undefined {
  return digitsOf(value, value.node === undefined ? undefined : plainDecimal(writtenNumber(value as Typed) ?? ""));
}

/** Those whose result has more digits than their arguments. */
const to24 = new Set(["avg", "ln", "log", "log10", "/"]);
const to20 = new Set([
  ...["sqrt", "exp", "pow", "power", "^", "gcd", "lcm", "factorial", "to_number", "numeric", "trim_scale"],
  ...["stddev", "stddev_samp", "stddev_pop", "variance", "var_samp", "var_pop"],
]);

/** Their second argument says how many, or they keep none. */
const rounding = new Set(["round", "trunc"]);
const whole = new Set(["ceil", "ceiling", "floor", "sign", "div"]);

/** Of a function or an operator that gives a numeric. `isConstant`: of an argument. */
export function keptByCall(
  name: string,
  given: readonly (Typed | undefined)[],
  isConstant: (part: Typed) => boolean = () => true,
): Kept {
  if (to24.has(name)) return { computed: 24 };
  if (to20.has(name)) return { computed: 20 };
  const first = given[0] === undefined ? undefined : digitsIn(given[0]);
  if (whole.has(name)) return { digits: roundedDigits(first, 0) };
  const places = given[1];
  if (rounding.has(name)) {
    if (places !== undefined && !isConstant(places)) return { computed: 20 };
    const fraction = places === undefined ? 0 : Number(writtenNumber(places) ?? Number.NaN);
    return fraction >= 0 && fraction <= decimalDigitsMax ? { digits: roundedDigits(first, fraction) } : {};
  }
  const kept = keptOf(given);
  const digits = digitsOfCall(
    name,
    given.map((part) => part && digitsIn(part)),
  );
  return kept.computed === undefined && digits !== undefined ? { digits } : kept;
}

/** As PostgreSQL shows it. */
export function shownText(value: Kept): Conversion {
  const computed = keptDigits(value);
  return computed === undefined ? (sql) => `CAST(${sql} AS VARCHAR)` : (sql) => `pg.numeric_shown_${computed}(${sql})`;
}

/** What DuckDB's own `*` would have no type for. */
export function productOf(left: Typed, right: Typed): Lowering | undefined {
  const [a, b] = [keptDigits(left), keptDigits(right)];
  const isWhole = ({ type = "" }: Typed): boolean => /^int[248]$/.test(type);
  if (a === undefined && b === undefined) return undefined;
  if ((a === undefined && isWhole(left)) || (b === undefined && isWhole(right))) return undefined;
  return call(`pg.numeric_mul_${digits(a)}_${digits(b)}`);
}

function digits(computed: KeptDigits | undefined): string {
  return computed === undefined ? "any" : String(computed);
}

const asText: Readonly<Record<string, Lowering>> = {
  "+": call("pg.numeric_add_text"),
  "-": call("pg.numeric_sub_text"),
  "*": call("pg.numeric_mul_text"),
  "/": call("pg.numeric_div_texts"),
};

/** Of arithmetic that is only shown, the operands are only shown; so is what is put beside a text. */
export function showOperands({ shown }: Analysis, node: Node, name: string, left: Node, right: Node): void {
  const isArithmetic = (asText[name] !== undefined || ofElements.has(name)) && shown.has(node);
  if (isArithmetic || (name === "||" && isText(right))) shown.add(left);
  if (isArithmetic || (name === "||" && isText(left))) shown.add(right);
}

/** Whatever it is put beside, `||` makes a text of it. */
function isText(node: Node): boolean {
  const body = bodyOf(node);
  switch (kindOf(node)) {
    case "A_Const": {
      const text = body["sval"] as { readonly sval?: string } | undefined;
      // `{1,2}` may be an array.
      return text !== undefined && !/^\s*[{[]/.test(text.sval ?? "");
    }
    case "TypeCast": {
      const { names, arrayBounds } = body["typeName"] as Readonly<Record<string, unknown>>;
      return arrayBounds === undefined && /^(text|varchar)$/.test(namesIn(names).at(-1) ?? "");
    }
    case "FuncCall": {
      const all = functionsNamed(namesIn(body["funcname"]).at(-1) ?? "");
      return all.length > 0 && all.every(({ result, isSet }) => result === "text" && !isSet);
    }
    case "A_Expr": {
      const { lexpr, rexpr } = body as { readonly lexpr?: Node; readonly rexpr: Node };
      return namesIn(body["name"]).at(-1) === "||" && [lexpr, rexpr].some((part) => part !== undefined && isText(part));
    }
    default:
      return false;
  }
}

/** What these are given becomes text, or JSON's. */
const printing = new Set([
  ...["concat", "concat_ws", "format", "to_json", "to_jsonb", "array_to_json", "array_to_string"],
  ...["json_build_array", "json_build_object", "jsonb_build_array", "jsonb_build_object"],
  ...["json_agg", "jsonb_agg", "json_object_agg", "jsonb_object_agg"],
]);

export function showArguments({ shown }: Analysis, name: string, node: Node): void {
  const call = bodyOf(node);
  const isPrinted = printing.has(name) || (ofElements.has(name) && shown.has(node));
  if (!isPrinted || call["agg_distinct"] === true || call["func_variadic"] === true) return;
  for (const argument of nodesIn(call["args"])) shown.add(argument);
}

/** What they do with an array does not depend on what its elements are. */
const ofElements = new Set(["array_append", "array_prepend", "array_cat", "trim_array", "||"]);

const wholeText: Conversion = (sql) => `CAST(CAST(${sql} AS HUGEINT) AS VARCHAR)`;

/** Arrays of numerics that are only shown: their elements are texts, each with its own digits. `types`: of the operands, as they are taken. */
export function giveDigitsOfElements(
  analysis: Analysis,
  node: Node,
  name: string,
  operands: readonly (Typed | undefined)[],
  types: readonly string[],
): void {
  if (!ofElements.has(name) || !types.includes("_numeric")) return;
  const isDeep = operands.some((operand) => (operand?.dimensions ?? 1) > 1);
  if (isDeep || !analysis.shown.has(node)) return withoutTexts(analysis, operands);
  for (const [index, operand] of operands.entries()) {
    if (operand === undefined || analysis.texts.has(operand.node)) continue;
    if (types[index] === "numeric") asDigits(analysis, operand);
    if (types[index] !== "_numeric") continue;
    const isWhole = /^_int[248]$/.test(operand.type ?? "");
    around(analysis, operand, over(isWhole ? wholeText : shownText(operand)));
  }
  analysis.texts.add(node);
}

/** Of numerics whose scale is known. DuckDB's type of a remainder may be one that stands for what was computed. */
export function remainderAsText(
  analysis: Analysis,
  node: Node,
  signature: string,
  operands: readonly (Typed | undefined)[],
): void {
  const isRemainder = signature === "%(numeric,numeric)" || signature === "mod(numeric,numeric)";
  const span = analysis.spans.of(node);
  if (!isRemainder || !analysis.shown.has(node) || keptOf(operands).computed !== undefined || span === undefined)
    return;
  analysis.rewriting.around(span, "CAST(", " AS VARCHAR)");
  analysis.texts.add(node);
}

/** Undefined: it is as of any numerics. */
export function arithmeticOf(
  analysis: Analysis,
  node: Node,
  { name, result }: PostgresOperator,
  left: Typed,
  right: Typed,
): Lowering | undefined {
  if (result !== "numeric") return undefined;
  const hasText = [left, right].some((operand) => analysis.texts.has(operand.node));
  const isText = hasText || (name !== "/" && analysis.shown.has(node) && keptOf([left, right]).computed !== undefined);
  if (!isText || asText[name] === undefined) {
    withoutTexts(analysis, [left, right]);
    return name === "*" ? productOf(left, right) : undefined;
  }
  analysis.texts.add(node);
  return asText[name];
}

/** What arithmeticOf() takes: every digit that PostgreSQL has. */
export function giveDigits(analysis: Analysis, node: Node, left: Typed, right: Typed): void {
  if (analysis.texts.has(node)) for (const operand of [left, right]) asDigits(analysis, operand);
}

function asDigits(analysis: Analysis, operand: Typed): void {
  if (!analysis.texts.has(operand.node)) around(analysis, operand, shownText(operand));
}

function around(analysis: Analysis, { node }: Typed, conversion: Conversion): void {
  const span = analysis.spans.of(node);
  if (span !== undefined) surround(analysis, span, conversion);
}

/** To a function that takes texts: those of what was computed have DuckDB's digits. */
export function giveDigitsTo(
  analysis: Analysis,
  lowering: Lowering | undefined,
  operands: readonly (Typed | undefined)[],
): void {
  if (lowering?.kind !== "call" || !takesTexts.test(lowering.name)) return;
  for (const operand of operands) if (operand?.computed !== undefined) asDigits(analysis, operand);
}

const takesTexts = /^pg\.numeric_(sqrt|exp|ln|log|log10|power|gcd|lcm|trim_scale)_text$/;

/** Of what gives one of several values, they are only shown. */
export function showResults({ shown }: Analysis, node: Node, results: readonly (Node | undefined)[]): void {
  if (shown.has(node)) for (const result of results) if (result !== undefined) shown.add(result);
}

/** DuckDB would give all of them the scale of the longest. */
export function giveDigitsOfAll(analysis: Analysis, node: Node, results: readonly Typed[]): Kept {
  if (!analysis.shown.has(node)) {
    withoutTexts(analysis, results);
    return makeRoom(analysis, results);
  }
  const hasText = results.some((value) => analysis.texts.has(value.node));
  if (hasText || isOfScales(results)) {
    eachAsDigits(analysis, results);
    analysis.texts.add(node);
  }
  return keptOf(results);
}

/** Of queries whose rows are put together, for nothing but to be shown. */
export function giveDigitsOfSet(analysis: Analysis, results: readonly Typed[]): void {
  if (isOfScales(results)) eachAsDigits(analysis, results);
}

function eachAsDigits(analysis: Analysis, results: readonly Typed[]): void {
  for (const value of withoutNulls(results)) asDigits(analysis, value);
}

function withoutNulls(values: readonly Typed[]): readonly Typed[] {
  return values.filter(({ isNull }) => isNull !== true);
}

/** It is only shown, and of values that may have different scales. */
export function isOfDigits({ shown }: Analysis, node: Node, parts: readonly Typed[]): boolean {
  return shown.has(node) && isOfScales(parts);
}

function isOfScales(values: readonly Typed[]): boolean {
  return new Set(withoutNulls(values).map((value) => scaleOf(value) ?? value)).size > 1;
}

/** Of what is written as a number. */
function scaleOf(value: Typed): number | undefined {
  const text = plainDecimal(writtenNumber(value) ?? "");
  return text === undefined ? undefined : fractionOf(text).length;
}

/** `1.5`, `'1.5'::numeric`, or a text that becomes one. */
function writtenNumber({ node, literal }: Typed): string | undefined {
  if (literal !== undefined) return literal.trim();
  const { arg, typeName } = bodyOf(node) as {
    readonly arg?: Node;
    readonly typeName?: Readonly<Record<string, unknown>>;
  };
  const isCast = kindOf(node) === "TypeCast" && namesIn(typeName?.["names"]).at(-1) === "numeric";
  const constant = isCast && nodesIn(typeName?.["typmods"]).length === 0 ? arg : node;
  if (constant === undefined || kindOf(constant) !== "A_Const") return undefined;
  const { fval, ival, sval } = bodyOf(constant) as Readonly<
    Record<string, Readonly<Record<string, unknown>> | undefined>
  >;
  if (ival !== undefined) return String(ival["ival"] ?? 0);
  const text = fval?.["fval"] ?? (isCast ? sval?.["sval"] : undefined);
  return typeof text === "string" ? text.trim() : undefined;
}

/**
 * Numerics of several scales, in one column or array. Numbers that are written: DuckDB would give all of them the scale of the longest; they become what
 * was computed, which is shown by its value. Others get the same type, where DuckDB's own would not hold all their digits.
 */
export function keepEachScale(analysis: Analysis, values: readonly Typed[]): Kept {
  const numbers = withoutNulls(values);
  const [first] = numbers;
  if (first === undefined) return {};
  const texts = numbers.map((value) => plainDecimal(writtenNumber(value) ?? ""));
  if (isOfSeveralScales(texts)) {
    around(analysis, first, asDecimal(20));
    return { computed: 20 };
  }
  withoutTexts(analysis, numbers);
  return makeRoom(analysis, numbers);
}

/** Where DuckDB's own type for all of them would not hold their digits, they get one that does. */
export function makeRoom(analysis: Analysis, values: readonly Typed[]): Kept {
  const fraction = fractionForAll(values);
  if (fraction === undefined) return keptOf(values);
  for (const value of withoutNulls(values)) around(analysis, value, asDecimal(fraction));
  return fraction === 20 || fraction === 24 ? { computed: fraction } : { digits: upTo(fraction) };
}

/** Undefined: DuckDB's own type does. */
export function fractionForAll(values: readonly Typed[]): number | undefined {
  const numbers = withoutNulls(values);
  const room = roomForAll(numbers.map(digitsIn));
  return numbers.length <= 1 || (room !== undefined && !isTooWide(room)) ? undefined : (room?.fraction ?? 20);
}

/** For what takes numbers only. */
export function withoutTexts(analysis: Analysis, operands: readonly (Typed | undefined)[]): void {
  const { texts, spans } = analysis;
  for (const operand of operands) {
    const span = spans.of(operand?.node);
    if (operand === undefined || span === undefined || !texts.delete(operand.node)) continue;
    const list = operand.type === "_numeric" ? "[]" : "";
    surround(analysis, span, asDecimal(operand.computed ?? (list === "" ? 24 : 20), list));
  }
}
