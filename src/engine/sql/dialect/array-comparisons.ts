// Comparisons of arrays of several dimensions: by their elements, whatever dimension those are in, then by how many there are of both.
// array_cmp in src/backend/utils/adt/arrayfuncs.c
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, kindOf, type Typed } from "./analysis.js";
import { literalDimensions } from "./array-constants.js";
import { flatArray } from "./array-operands.js";
import { isArray } from "./candidates.js";
import { elementKey, keyOf, refusedOverElements, taken } from "./comparisons.js";
import type { PostgresOperator } from "./postgres-catalog.js";

/** False: DuckDB's own operator does it. Both operands are of one type by now. */
export function compareDeepArrays(
  analysis: Analysis,
  node: Node,
  { name, left: declared }: PostgresOperator,
  left: Typed | undefined,
  right: Typed,
): boolean {
  if (declared !== "anyarray" || left === undefined || !/^(=|<>|[<>]=?)$/.test(name)) return false;
  const [mine, other] = [depthOf(left), depthOf(right)];
  if (mine === undefined || other === undefined || Math.max(mine, other) < 2) return false;
  if (mine === other && (name === "=" || name === "<>")) return false;
  const type = isArray(left.type ?? "") ? (left.type ?? "") : (right.type ?? "");
  const key = keyOf(type, name);
  if (elementKey(type) !== undefined && key === undefined) throw refusedOverElements(node, { name, left: type });
  const [one, two] = [taken(analysis, left), taken(analysis, right)];
  const span = analysis.spans.of(node);
  if (one === undefined || two === undefined || span === undefined) return false;
  const flat = (depth: number, sql: string): string => {
    const list = flatArray({ node, type, dimensions: depth }, sql);
    return key?.(list) ?? list;
  };
  const compared = `pg.deep_array_cmp(${flat(mine, "pg_left")}, ${flat(other, "pg_right")}, pg.array_shape(pg_left), pg.array_shape(pg_right))`;
  analysis.rewriting.take(span);
  analysis.rewriting.replace(
    span,
    `(list_transform([${one.sql}], lambda pg_left: list_transform([${two.sql}], lambda pg_right: ${compared})[1])[1] ${name} 0)`,
  );
  return true;
}

function depthOf({ literal, node, dimensions }: Typed): number | undefined {
  if (literal !== undefined) return Math.max(1, literalDimensions(literal, node));
  return dimensions ?? (isNullCast(node) ? 1 : undefined);
}

/** `NULL::int[]` */
function isNullCast(node: Node): boolean {
  const { arg } = bodyOf(node) as { readonly arg?: Node };
  return kindOf(node) === "TypeCast" && arg !== undefined && bodyOf(arg)["isnull"] === true;
}
