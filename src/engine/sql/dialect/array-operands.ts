// Arrays of which DuckDB's operators and functions know less than PostgreSQL's: of several dimensions, or of elements that compare by keys.
import type { Node } from "libpg-query";
import { type Analysis, errorAt, type Typed, typeText } from "./analysis.js";
import { elementKey, keyOf, refusedOverElements, surroundKey } from "./comparisons.js";
import { oneDimensionOnly } from "./functions/arrays.js";
import type { PostgresOperator } from "./postgres-catalog.js";

/** @throws FeatureNotSupported */
export function requireDimensions(node: Node, signature: string, operands: readonly (Typed | undefined)[]): void {
  const known = operands.flatMap((operand) => operand?.dimensions ?? []);
  const isEqual = /^(=|<>|array_eq|array_ne)\(anyarray,|^array_cat\(/.test(signature);
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
