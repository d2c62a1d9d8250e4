// Brings an expression to a type, where PostgreSQL does so without being asked.
import { quoteLiteral } from "../../duckdb/sandbox.js";
import { type Analysis, type Typed, errorAt, typeText } from "./analysis.js";
import { isCoercible, unknown } from "./candidates.js";
import { castLowerings } from "./casts.js";
import { constantOf } from "./constants.js";
import { duckDBType } from "./duckdb-types.js";
import type { Lowering } from "./lowering.js";

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
    const written = constantOf(target, literal, node);
    if (written !== undefined) analysis.rewriting.replace(span, written);
    else if (isForced) analysis.rewriting.around(span, "CAST(", ` AS ${duckDBType(target)})`);
    return;
  }
  if (typed.isNull === true) {
    if (isForced) analysis.rewriting.replace(span, `CAST(NULL AS ${duckDBType(target)})`);
    return;
  }
  if (type === unknown) return;
  const lowering = castLowerings[`${type}:${target}`];
  if (lowering !== undefined && lowering.kind !== "same") applyCast(analysis, typed, lowering);
  else if (isForced && duckDBType(type) !== duckDBType(target)) {
    analysis.rewriting.around(span, "CAST(", ` AS ${duckDBType(target)})`);
  }
}

function applyCast(analysis: Analysis, { node, type }: Typed, lowering: Lowering): void {
  const span = analysis.spans.of(node);
  if (lowering.kind === "refused") {
    throw errorAt(node, "0A000", `a cast from ${typeText(type)} is not supported`, { hint: lowering.hint });
  }
  if (span !== undefined && lowering.kind === "call") analysis.rewriting.around(span, `${lowering.name}(`, ")");
}

/** Of AND, WHERE and their kin. @throws DatatypeMismatch (42804) */
export function coerceToBoolean(analysis: Analysis, typed: Typed, place: string): void {
  const { type, node } = typed;
  if (type === undefined || isCoercible(type, "bool")) return coerce(analysis, typed, "bool");
  throw errorAt(node, "42804", `argument of ${place} must be type boolean, not type ${typeText(type)}`);
}

/** A literal of a text that DuckDB would read in its own way: U&'\0061', E'\u0061'. */
export function plainLiteral(value: string): string {
  return quoteLiteral(value);
}
