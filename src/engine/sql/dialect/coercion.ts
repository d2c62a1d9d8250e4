// Brings an expression to a type, where PostgreSQL does so without being asked.
import { type Analysis, type Typed, errorAt, typeText, kindOf } from "./analysis.js";
import { commonType, isCoercible, unknown } from "./candidates.js";
import { castLowerings } from "./casts.js";
import { constantOf } from "./constants.js";
import { asDecimal } from "./decimals.js";
import { duckDBType, isOfBits } from "./duckdb-types.js";
import { type Conversion, conversionOf, plainCast } from "./conversions.js";
import type { Span } from "./spans.js";

export interface CoercionOptions {
  /** A macro gets it: DuckDB has to be told the type. */
  readonly isForced?: boolean;
  /** It is computed with. A parameter that is only compared has the digits of its value. */
  readonly isValue?: boolean;
}

/** `target`: no polymorphic type. */
export function coerce(analysis: Analysis, typed: Typed, target: string, options: CoercionOptions = {}): void {
  const conversion = coercionOf(analysis, typed, target, options);
  const span = analysis.spans.of(typed.node);
  if (conversion === undefined || span === undefined) return;
  const written = conversion(hole);
  if (written.includes(hole)) surround(analysis, span, conversion);
  else analysis.rewriting.replace(span, written);
}

/** What is written of an expression to bring it there. Undefined: it stays as it is. */
export function coercionOf(
  analysis: Analysis,
  typed: Typed,
  target: string,
  { isForced = false, isValue = false }: CoercionOptions = {},
): Conversion | undefined {
  const { type, literal, parameter, node } = typed;
  const ofParameter = isValue || target === "_numeric" ? numericParameter(analysis, typed, target) : undefined;
  if (ofParameter !== undefined) return ofParameter;
  if (target === unknown || target === "any" || type === target) return undefined;
  if (parameter !== undefined && type === undefined) {
    analysis.parameters.find(parameter, target);
    return isOfBits(target) ? plainCast(target, undefined) : undefined;
  }
  if (type === undefined) return undefined;
  if (literal !== undefined) {
    const written = constantOf(target, literal, node, analysis.moment);
    if (written === undefined) return isForced ? plainCast(target, undefined) : undefined;
    // A macro does not tell DuckDB of what type its arguments are.
    const isTyped = isForced && written.startsWith("'") && duckDBType(target) !== "VARCHAR";
    return () => (isTyped ? plainCast(target, undefined)(written) : written);
  }
  if (typed.isNull === true) return isForced ? () => `CAST(NULL AS ${duckDBType(target)})` : undefined;
  if (type === unknown) return undefined;
  const conversion = conversionOf(type, target, typed.dimensions);
  if (conversion !== "plain" && conversion !== undefined) {
    const lowering = castLowerings[`${type}:${target}`];
    if (lowering?.kind === "refused") {
      throw errorAt(node, "0A000", `a cast from ${typeText(type)} is not supported`, { hint: lowering.hint });
    }
    return conversion;
  }
  const isWritten = isForced || (isValue && type === "int2" && isWider(target));
  return isWritten && duckDBType(type) !== duckDBType(target) ? plainCast(target, type, typed.dimensions) : undefined;
}

/** A smallint beside a number that is written out is a smallint still to DuckDB, as what is computed of them is. */
export function isWider(target: string): boolean {
  return target === "int4" || target === "int8";
}

export function widen(analysis: Analysis, { node, literal }: Typed, target: string): void {
  const span = literal === undefined ? analysis.spans.of(node) : undefined;
  if (span !== undefined) surround(analysis, span, plainCast(target, "int2"));
}

/** Of `$n` that is a numeric, or an array of them: DuckDB's own word for the type has three digits after its point. Undefined: it is none. */
export function numericParameter(analysis: Analysis, typed: Typed, target: string): Conversion | undefined {
  const { node, type, parameter } = typed;
  const list = { numeric: "", _numeric: "[]" }[target];
  if (list === undefined || kindOf(node) !== "ParamRef" || (type ?? target) !== target) return undefined;
  if (parameter !== undefined) analysis.parameters.find(parameter, target);
  analysis.parameters.compute(node);
  return asDecimal(20, list);
}

/** What a conversion writes stands before and behind the expression, which stays in its place. */
export function surround({ rewriting }: Analysis, span: Span, conversion: Conversion): void {
  const [before = "", after = ""] = conversion(hole).split(hole);
  rewriting.around(span, before, after);
}

const hole = "\0";

/** select_common_type, and all brought to it. @throws DatatypeMismatch (42804) */
export function common(analysis: Analysis, parts: readonly Typed[], place: string): string | undefined {
  if (parts.some(({ type, parameter }) => type === undefined && parameter === undefined)) return undefined;
  const types = parts.map(({ type = unknown }) => type);
  const type = commonType(types);
  if (type === undefined) {
    const first = types.find((one) => one !== unknown);
    const odd = parts.find(
      (part) => part.type !== unknown && commonType([first ?? unknown, part.type ?? unknown]) === undefined,
    );
    if (odd === undefined) return undefined;
    throw errorAt(odd.node, "42804", `${place} types ${typeText(first)} and ${typeText(odd.type)} cannot be matched`);
  }
  // What is nothing but unknown stays open for what it meets.
  for (const part of parts) coerce(analysis, part, type, { isValue: true });
  return type;
}

/** Of AND, WHERE and their kin. @throws DatatypeMismatch (42804) */
export function coerceToBoolean(analysis: Analysis, typed: Typed, place: string): void {
  const { type, node } = typed;
  if (type === undefined || isCoercible(type, "bool")) return coerce(analysis, typed, "bool");
  throw errorAt(node, "42804", `argument of ${place} must be type boolean, not type ${typeText(type)}`);
}
