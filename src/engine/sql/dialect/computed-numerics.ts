// Numerics that were computed: PostgreSQL's have as many digits as their values ask for, DuckDB's as many as their type says. What the type says is
// 20 or 24 digits, whatever the value; how many are shown is found from the value (macros/math-numeric.sql).
import type { Node } from "libpg-query";
import type { Analysis, KeptDigits, Typed } from "./analysis.js";
import type { Conversion } from "./conversions.js";
import { call, type Lowering } from "./lowering.js";
import type { PostgresOperator } from "./postgres-catalog.js";

type Kept = Pick<Typed, "computed">;

/** Of what one of several becomes, or their sum. */
export function keptOf(parts: readonly (Typed | undefined)[]): Kept {
  const all = parts.flatMap((part) => part?.computed ?? []);
  return all.length === 0 ? {} : { computed: all.includes(24) ? 24 : 20 };
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
  if (whole.has(name)) return {};
  if (!rounding.has(name)) return keptOf(given);
  const places = given[1];
  return places === undefined || isConstant(places) ? {} : { computed: 20 };
}

/** As PostgreSQL shows it. */
export function shownText({ computed }: Kept): Conversion {
  return computed === undefined ? (sql) => `CAST(${sql} AS VARCHAR)` : (sql) => `pg.numeric_shown_${computed}(${sql})`;
}

/** What DuckDB's own `*` would have no type for. */
export function productOf(left: Typed, right: Typed): Lowering | undefined {
  const [a, b] = [left.computed, right.computed];
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

/** Of arithmetic that is only shown, the operands are only shown. */
export function showOperands({ shown }: Analysis, node: Node, name: string, operands: readonly Node[]): void {
  if (asText[name] !== undefined && shown.has(node)) for (const operand of operands) shown.add(operand);
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
export function giveDigits({ texts, spans, rewriting }: Analysis, node: Node, left: Typed, right: Typed): void {
  if (!texts.has(node)) return;
  for (const operand of [left, right]) {
    const span = spans.of(operand.node);
    if (span === undefined || texts.has(operand.node)) continue;
    const [before = "", after = ""] = shownText(operand)(hole).split(hole);
    rewriting.around(span, before, after);
  }
}

/** For what takes numbers only. */
export function withoutTexts({ texts, spans, rewriting }: Analysis, operands: readonly (Typed | undefined)[]): void {
  for (const operand of operands) {
    const span = spans.of(operand?.node);
    if (operand === undefined || span === undefined || !texts.delete(operand.node)) continue;
    rewriting.around(span, "CAST(", ` AS DECIMAL(38,${operand.computed ?? 24}))`);
  }
}

const hole = "\0";
