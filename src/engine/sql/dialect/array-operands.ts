// Arrays of which DuckDB's operators and functions know less than PostgreSQL's: of several dimensions, or of elements that compare by keys.
import type { Node } from "libpg-query";
import { PgError } from "../../../errors.js";
import { type Analysis, errorAt, type Typed, typeText } from "./analysis.js";
import { elementKey, keyOf, refusedOverElements, surroundKey } from "./comparisons.js";
import { oneDimensionOnly } from "./functions/arrays.js";
import { isArray } from "./candidates.js";
import { outputOf, over } from "./conversions.js";
import { type PostgresFunction, type PostgresOperator, typeNamed } from "./postgres-catalog.js";
import { flattened } from "./set-returning.js";

const takesOneElement =
  /^(array_append|array_prepend|\|\|)\((anycompatiblearray,anycompatible|anycompatible,anycompatiblearray)\)$/;

/** @throws FeatureNotSupported; DataException (22000) */
export function requireDimensions(node: Node, signature: string, operands: readonly (Typed | undefined)[]): void {
  const known = operands.map((operand) => operand?.dimensions).filter((dimensions) => dimensions !== undefined);
  if (known.length === 0) return;
  if (takesOneElement.test(signature) && known.some((dimensions) => dimensions > 1)) {
    throw new PgError("22000", "argument must be empty or one-dimensional array");
  }
  const isEqual = /^(array_eq|array_ne)\(anyarray,|^array_cat\(/.test(signature);
  if (/^(@>|<@|&&)\(/.test(signature)) return;
  const isRefused = isEqual
    ? new Set(known).size > 1
    : oneDimensionOnly.has(signature) && known.some((dimensions) => dimensions > 1);
  if (!isRefused) return;
  const name = signature.slice(0, signature.indexOf("("));
  throw errorAt(node, "0A000", `${name} over arrays of several dimensions is not supported`, {
    hint: "Use arrays of one dimension, or take their parts by subscripts.",
  });
}

/** `array || array`, of which one may be an element of the other. */
export function arrayMacro(name: string, left: Typed | undefined, right: Typed): string {
  const [one, other] = [left?.dimensions, right.dimensions];
  if (name !== "pg.array_cat" || one === undefined || other === undefined || one === other) return name;
  return one > other ? "pg.array_append" : "pg.array_prepend";
}

/** Of what `||` makes. */
export function joinedDimensions(
  { name, left: declared, right: declaredRight }: PostgresOperator,
  left: Typed | undefined,
  right: Typed,
): number | undefined {
  if (name !== "||") return undefined;
  if (declared === "anycompatiblearray" && declaredRight === "anycompatiblearray") {
    const [one, other] = [left?.dimensions, right.dimensions];
    return one === undefined || other === undefined ? undefined : Math.max(one, other);
  }
  if (declared === "anycompatiblearray") return left?.dimensions;
  return declaredRight === "anycompatiblearray" ? right.dimensions : undefined;
}

/** Of what a function gives; undefined: not known, or no array. */
export function resultDimensions({ name, result }: PostgresFunction, given: readonly Typed[]): number | undefined {
  if (result.startsWith("_")) return 1;
  if (!/^any(compatible)?array$/.test(result)) return undefined;
  const known = given.map(({ dimensions }) => dimensions);
  switch (name) {
    case "array_agg": {
      const [one] = known;
      if (given[0]?.type === undefined) return undefined;
      return isArray(given[0].type) ? (one === undefined ? undefined : one + 1) : 1;
    }
    case "array_cat":
      return known.includes(undefined) ? undefined : Math.max(...known.map((one = 1) => one));
    default:
      return known.find((one) => one !== undefined);
  }
}

/** Their answers hold no elements: keys do in their place. */
const byKeys = new Set(["=", "<>", "@>", "<@", "&&"]);

/** Operators over arrays of intervals, jsonb and bpchar compare what stands for the elements. */
export function coerceElementKeys(
  analysis: Analysis,
  node: Node,
  { name, left: declared }: PostgresOperator,
  left: Typed | undefined,
  right: Typed,
): void {
  // The keys of a path are its elements, one behind the other.
  if (/^(#>>?|\?[|&])$/.test(name)) flatten(analysis, right);
  if (declared !== "anyarray" || left === undefined) return;
  // All elements count, in whatever dimension they are.
  if (/^(@>|<@|&&)$/.test(name)) for (const operand of [left, right]) flatten(analysis, operand);
  const type = left.type === "unknown" || left.type === undefined ? (right.type ?? "") : left.type;
  if (elementKey(type) === undefined) return;
  const dimensions = /^(@>|<@|&&)$/.test(name) ? 1 : (left.dimensions ?? right.dimensions);
  const key = keyOf(type, byKeys.has(name) ? "=" : name, dimensions);
  if (key === undefined) {
    throw refusedOverElements(node, { name, left: type });
  }
  surroundKey(analysis, left, key);
  surroundKey(analysis, right, key);
}

/** All elements in one line. `given`: what it is of. */
export function flatArray(given: Typed, sql: string): string {
  const { type, dimensions } = given;
  if (dimensions === undefined) return flattened(given, sql, typeNamed(type ?? "")?.element);
  const deeper = Math.max(0, dimensions - 1);
  return `${"flatten(".repeat(deeper)}${sql}${")".repeat(deeper)}`;
}

/** In place of an array: the texts of its elements, in one line. */
export function textsOfElements(analysis: Analysis, array: Typed): void {
  const element = typeNamed(array.type ?? "")?.element;
  if (element === undefined || !isArray(array.type ?? "")) return;
  surroundKey(analysis, array, (sql) => over(outputOf(element))(flatArray(array, sql)));
}

function flatten(analysis: Analysis, typed: Typed): void {
  const deeper = (typed.dimensions ?? 1) - 1;
  if (deeper > 0) surroundKey(analysis, typed, (sql) => `${"flatten(".repeat(deeper)}${sql}${")".repeat(deeper)}`);
}

const comparing = new Set([
  ...["array_position", "array_positions", "array_remove", "array_replace", "array_larger", "array_smaller"],
  ...["arraycontains", "arraycontained", "arrayoverlap", "array_eq", "array_ne", "array_lt", "array_le", "array_gt"],
  ...["array_ge", "btarraycmp", "width_bucket"],
]);

/** Of a call that is resolved. @throws FeatureNotSupported */
export function requireArrays(node: Node, signature: string, operands: readonly Typed[]): void {
  requireDimensions(node, signature, operands);
  const name = signature.slice(0, signature.indexOf("("));
  const odd = operands.find(({ type }) => type !== undefined && elementKey(type) !== undefined);
  if (odd === undefined || !comparing.has(name)) return;
  throw errorAt(node, "0A000", `${name}() over ${typeText(odd.type)} is not supported`, {
    hint: "Use unnest() WITH ORDINALITY in FROM, and compare the elements.",
  });
}
