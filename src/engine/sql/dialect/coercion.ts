// Brings an expression to a type, where PostgreSQL does so without being asked.
import { type Analysis, type Typed, errorAt, typeText } from "./analysis.js";
import { commonType, isArray, isCoercible, unknown } from "./candidates.js";
import { castLowerings } from "./casts.js";
import { constantOf } from "./constants.js";
import { duckDBType } from "./duckdb-types.js";
import { type Conversion, conversionOf, plainCast } from "./conversions.js";
import type { Span } from "./spans.js";

export interface CoercionOptions {
  /** A macro gets it: DuckDB has to be told the type. */
  readonly isForced?: boolean;
}

/** `target`: no polymorphic type. */
export function coerce(
  analysis: Analysis,
  typed: Typed,
  target: string,
  { isForced = false }: CoercionOptions = {},
): void {
  const { type, literal, parameter, node } = typed;
  if (target === unknown || target === "any" || type === target) return;
  if (parameter !== undefined && type === undefined) {
    analysis.parameters.find(parameter, target);
    return;
  }
  if (type === undefined) return;
  const span = analysis.spans.of(node);
  if (span === undefined) return;
  if (literal !== undefined) {
    const written = constantOf(target, literal, node, analysis.moment);
    // A macro does not tell DuckDB of what type its arguments are.
    if (written !== undefined) {
      const isTyped = isForced && written.startsWith("'") && duckDBType(target) !== "VARCHAR";
      analysis.rewriting.replace(span, isTyped ? plainCast(target, undefined)(written) : written);
    } else if (target === "json" || target === "jsonb") analysis.rewriting.around(span, `pg.${target}_in(`, ")");
    else if (isForced || isArray(target)) analysis.rewriting.around(span, "CAST(", ` AS ${duckDBType(target)})`);
    return;
  }
  if (typed.isNull === true) {
    if (isForced) analysis.rewriting.replace(span, `CAST(NULL AS ${duckDBType(target)})`);
    return;
  }
  if (type === unknown) return;
  const conversion = conversionOf(type, target);
  if (conversion !== "plain" && conversion !== undefined) {
    const lowering = castLowerings[`${type}:${target}`];
    if (lowering?.kind === "refused") {
      throw errorAt(node, "0A000", `a cast from ${typeText(type)} is not supported`, { hint: lowering.hint });
    }
    surround(analysis, span, conversion);
  } else if (isForced && duckDBType(type) !== duckDBType(target)) surround(analysis, span, plainCast(target, type));
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
  for (const part of parts) coerce(analysis, part, type);
  return type;
}

/** Of AND, WHERE and their kin. @throws DatatypeMismatch (42804) */
export function coerceToBoolean(analysis: Analysis, typed: Typed, place: string): void {
  const { type, node } = typed;
  if (type === undefined || isCoercible(type, "bool")) return coerce(analysis, typed, "bool");
  throw errorAt(node, "42804", `argument of ${place} must be type boolean, not type ${typeText(type)}`);
}
