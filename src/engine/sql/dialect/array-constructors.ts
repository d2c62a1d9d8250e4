// ARRAY[...]: its elements are of one type, which is what a cast around it says, if there is one. transformArrayExpr in parse_expr.c
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, kindOf, nodesIn, type Typed, typed } from "./analysis.js";
import { arrayOf, isArray, unknown } from "./candidates.js";
import { keepEachScale, keptOf } from "./computed-numerics.js";
import { coerce, common, surround } from "./coercion.js";
import { conversionOf, plainCast } from "./conversions.js";
import { duckDBType } from "./duckdb-types.js";
import { typeNamed } from "./postgres-catalog.js";
import { sharedShape } from "./rows.js";
import type { Scope } from "./scope.js";

export function isArrayConstructor(node: Node): boolean {
  return kindOf(node) === "A_ArrayExpr";
}

export function arrayConstructor(analysis: Analysis, node: Node, scope: Scope): Typed {
  const elements = nodesIn(bodyOf(node)["elements"]).map((element) => typed(analysis, element, scope));
  if (elements.length === 0) {
    throw errorAt(node, "42P18", "cannot determine type of empty array", {
      hint: "Explicitly cast to the desired type, for example ARRAY[]::integer[].",
    });
  }
  const type = common(analysis, elements, "ARRAY");
  if (type === undefined) return { node, type: undefined, ...recordOf(elements) };
  // DuckDB's own type of nothing but NULL is another one.
  if (elements.every(({ isNull }) => isNull === true)) {
    const [first] = elements;
    const span = analysis.spans.of(first?.node);
    if (span !== undefined) analysis.rewriting.replace(span, `CAST(NULL AS ${duckDBType(type)})`);
  }
  const kept = type === "numeric" ? keepEachScale(analysis, elements) : keptOf(elements);
  return { node, type: arrayOf(type), ...kept, ...dimensionsOf(elements, type) };
}

/** Rows of the same types. */
function recordOf(elements: readonly Typed[]): Pick<Typed, "record"> {
  const { record } = sharedShape(elements);
  return record === undefined || record.isList ? {} : { record: { fields: record.fields, isList: true } };
}

function dimensionsOf(elements: readonly Typed[], type: string): Pick<Typed, "dimensions"> {
  if (!isArray(type)) return { dimensions: 1 };
  const inner = elements.map(({ dimensions }) => dimensions).find((one) => one !== undefined);
  return inner === undefined ? {} : { dimensions: inner + 1 };
}

/** `ARRAY['1', '2']::int[]`: the type of the cast is that of each element. Undefined: the cast says nothing of them. */
export function castConstructor(analysis: Analysis, node: Node, target: string, scope: Scope): Typed | undefined {
  const element = typeNamed(target)?.element;
  if (element === undefined || !isArray(target)) return undefined;
  const argument = bodyOf(node)["arg"] as Node;
  const elements: Typed[] = [];
  const dimensions = elementsAs(analysis, argument, { element, scope, elements });
  const kept = element === "numeric" && dimensions === 1 ? keepEachScale(analysis, elements) : {};
  const [whole, inner] = [analysis.spans.of(node), analysis.spans.of(argument)];
  if (whole === undefined || inner === undefined) return { node, type: target, ...kept };
  const list = analysis.rewriting.take(inner);
  const isScaled = element === "numeric" && nodesIn(bodyOf(argument)["elements"]).length > 0;
  analysis.rewriting.take(whole);
  analysis.rewriting.replace(whole, isScaled ? list : plainCast(target, undefined, dimensions)(list));
  return { node, type: target, dimensions, ...kept };
}

interface Elements {
  readonly element: string;
  readonly scope: Scope;
  /** Those that are found. */
  readonly elements: Typed[];
}

/** Tells how many dimensions there are. */
function elementsAs(analysis: Analysis, node: Node, order: Elements): number {
  const { element, scope, elements } = order;
  let dimensions = 1;
  for (const part of nodesIn(bodyOf(node)["elements"])) {
    if (isArrayConstructor(part)) {
      dimensions = Math.max(dimensions, 1 + elementsAs(analysis, part, order));
      continue;
    }
    const found = typed(analysis, part, scope);
    elements.push(found);
    const { type = unknown } = found;
    const target = isArray(type) ? arrayOf(element) : element;
    if (isArray(type)) dimensions = Math.max(dimensions, 1 + (found.dimensions ?? 1));
    const span = analysis.spans.of(part);
    const conversion = type === unknown || type === target ? "plain" : conversionOf(type, target, found.dimensions);
    if (conversion === "plain" || conversion === undefined) coerce(analysis, found, target, { isForced: true });
    else if (span !== undefined) surround(analysis, span, conversion);
  }
  return dimensions;
}
