// array_fill(): how many dimensions it makes is what its second argument says, which DuckDB has to know before there are rows.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, kindOf, nodesIn, type Typed } from "./analysis.js";
import { literalElements } from "./array-constants.js";
import { flatArray } from "./array-operands.js";

/** Undefined: the macro of one dimension does it. Its arguments are of the types that it takes. */
export function arrayFill(analysis: Analysis, node: Node, given: readonly Typed[], type: string): Typed | undefined {
  const [element, dimensions, bounds] = given;
  if (element === undefined || dimensions === undefined) return undefined;
  const lengths = countOf(dimensions.node);
  const isPlain = [dimensions, bounds].every((array) => (array?.dimensions ?? 1) < 2);
  if (isPlain && (lengths ?? 1) < 2) return undefined;
  const span = analysis.spans.of(node);
  const [value, dims, from] = given.map((operand) => takenOf(analysis, operand));
  if (span === undefined) return undefined;
  const count = Math.max(1, Math.min(lengths ?? 1, dimensionsMax));
  let list = value ?? "NULL";
  for (let depth = count; depth > 0; depth--) {
    list = `list_transform(range(pg.array_fill_length(pg_dims, ${depth})), lambda pg_at${depth}: ${list})`;
  }
  const checked = from === undefined ? "pg.array_fill_checked(pg_dims)" : `pg.array_fill_begins(pg_dims, ${from})`;
  analysis.rewriting.take(span);
  analysis.rewriting.replace(
    span,
    `list_transform([${dims}], lambda pg_dims: CASE WHEN ${checked} IS NULL THEN ${list} END)[1]`,
  );
  return { node, type, dimensions: count };
}

const dimensionsMax = 6;

function takenOf(analysis: Analysis, operand: Typed): string {
  const span = analysis.spans.widest(operand.node);
  const sql = span === undefined ? "NULL" : analysis.rewriting.take(span);
  return (operand.dimensions ?? 1) < 2 || operand.type === undefined ? sql : `pg.one_line(${flatArray(operand, sql)})`;
}

/** Of the elements of a constant; undefined: of nothing that is known. */
function countOf(node: Node): number | undefined {
  const body = bodyOf(node);
  const { arg } = body as { readonly arg?: Node };
  if (kindOf(node) === "A_ArrayExpr") return nodesIn(body["elements"]).length;
  const text = kindOf(node) === "A_Const" ? (body["sval"] as { readonly sval?: string } | undefined)?.sval : undefined;
  if (text !== undefined) return literalElements(text, node).length;
  return kindOf(node) === "TypeCast" && arg !== undefined ? countOf(arg) : undefined;
}
