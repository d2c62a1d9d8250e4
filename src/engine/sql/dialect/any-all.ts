// `x = ANY (array)`: an expression compared with each element. make_scalar_array_op in src/backend/parser/parse_oper.c
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, kindOf, namesIn, nodesIn, type Typed } from "./analysis.js";
import { constantElements, literalDimensions } from "./array-constants.js";
import { arrayOf, resolvePolymorphic, unknown } from "./candidates.js";
import { coerce, coercionOf, surround } from "./coercion.js";
import {
  type Comparison,
  chosenOperator,
  comparisonOf,
  isOpen,
  isPlain,
  keyFor,
  keyOf,
  taken,
  textAs,
  writeComparison,
  writeSign,
} from "./comparisons.js";
import { constantOf } from "./constants.js";
import { over, plainCast } from "./conversions.js";
import { anyAndAll } from "./functions/arrays.js";
import { typeNamed } from "./postgres-catalog.js";
import { rewrite } from "./value-lists.js";

export function overArray(analysis: Analysis, node: Node, left: Typed, right: Typed): Typed {
  const result: Typed = { node, type: "bool" };
  if (isOpen(left) || isOpen(right)) return result;
  const name = namesIn(bodyOf(node)["name"]).at(-1) ?? "=";
  const isAny = bodyOf(node)["kind"] === "AEXPR_OP_ANY";
  const element = elementOf(node, right);
  const chosen = chosenOperator(node, name, left, { node: right.node, type: element });
  if (chosen.result !== "bool") throw errorAt(node, "42809", "op ANY/ALL (array) requires operator to yield boolean");
  const comparison = comparisonOf(node, name, left, { node: right.node, type: element });
  // What is not known takes on the element's type.
  const wanted =
    element === unknown
      ? comparison.right
      : (resolvePolymorphic([chosen.left, chosen.right], [left.type ?? unknown, element])?.types[1] ?? element);
  const isSame = name === "=" ? isAny : (name === "<>" || name === "!=") && !isAny;
  if (isSame && isPlain(comparison) && isOfParameter(right) && analysis.filters.has(node)) {
    inParameter(analysis, node, comparison, left, right, arrayOf(wanted), isAny);
    return result;
  }
  const key = keyFor(comparison);
  const items = isSame && (isPlain(comparison) || key !== undefined) ? itemsIn(analysis, right, wanted) : undefined;
  const subject = taken(analysis, left);
  if (subject === undefined) return result;
  const x = textAs(analysis, subject, comparison.left, true);
  if (items !== undefined && items.length > 0) {
    // A key is of a value whose type DuckDB has to know.
    const list = key === undefined ? items : items.map((item) => key(plainCast(wanted, undefined)(item)));
    rewrite(analysis, node, `((${key?.(x) ?? x}) ${isAny ? "IN" : "NOT IN"} (${list.join(", ")}))`);
    return result;
  }
  const array = arraySql(analysis, right, wanted);
  if (array === undefined) return result;
  rewrite(analysis, node, writtenOver(analysis, node, comparison, { x, array, isAny }));
  return result;
}

interface Over {
  readonly x: string;
  readonly array: string;
  readonly isAny: boolean;
}

/** A lambda finds no column of a query around its own. */
function writtenOver(analysis: Analysis, node: Node, comparison: Comparison, over: Over): string {
  if (!analysis.references.isCorrelated) return overOperands(analysis, node, comparison, over);
  const written = overOperands(analysis, node, comparison, { ...over, x: "pg_pair[1]", array: "pg_pair[2]" });
  return `list_transform(list_zip([${over.x}], [${over.array}]), lambda pg_pair: ${written})[1]`;
}

function overOperands(analysis: Analysis, node: Node, comparison: Comparison, { x, array, isAny }: Over): string {
  const key = keyFor(comparison);
  const named = anyAndAll[comparison.name];
  if (named !== undefined && (isPlain(comparison) || key !== undefined)) {
    const [subject, list] = key === undefined ? [x, array] : [key(x), over(key)(array)];
    return `${isAny ? named.any : named.all}(${subject}, ${list})`;
  }
  const test = writeComparison(
    analysis,
    node,
    comparison,
    { typed: { node, type: comparison.left }, sql: x },
    { typed: { node, type: comparison.right }, sql: "pg_element" },
  );
  return `${isAny ? "pg.any_of" : "pg.all_of"}(list_transform(${array}, lambda pg_element: ${test}))`;
}

/** @throws WrongObjectType (42809) */
function elementOf(node: Node, right: Typed): string {
  const { type = unknown } = right;
  if (type === unknown) return unknown;
  const element = typeNamed(type)?.element;
  if (element === undefined || !type.startsWith("_")) {
    throw errorAt(node, "42809", "op ANY/ALL (array) requires array on right side");
  }
  return element;
}

/** `$1`, `$1::int[]` */
function isOfParameter({ node, parameter }: Typed): boolean {
  if (parameter !== undefined || kindOf(node) === "ParamRef") return true;
  return kindOf(node) === "TypeCast" && kindOf(bodyOf(node)["arg"] as Node) === "ParamRef";
}

/** DuckDB makes a join by hash of it, for which a NULL in the array's place is an array without elements. */
function inParameter(
  analysis: Analysis,
  node: Node,
  comparison: Comparison,
  left: Typed,
  right: Typed,
  array: string,
  isAny: boolean,
): void {
  coerce(analysis, left, comparison.left);
  coerce(analysis, right, array);
  surroundScaled(analysis, right, array);
  writeSign(analysis, node, comparison.name);
  const [span, place] = [analysis.spans.of(node), analysis.spans.of(right.node)];
  if (isAny || span === undefined || place === undefined) return;
  const given = analysis.rewriting.take(place);
  analysis.rewriting.replace(place, given);
  analysis.rewriting.around(span, `(${given} IS NOT NULL AND `, ")");
}

/** DuckDB cannot tell the scale of a parameter's elements. */
function surroundScaled(analysis: Analysis, { node, parameter }: Typed, array: string): void {
  const span = analysis.spans.of(node);
  if (array === "_numeric" && parameter !== undefined && span !== undefined)
    surround(analysis, span, plainCast(array, undefined));
}

const itemsTakenMax = 1000;

/** Each element as SQL, or all of them with commas, where the text has them one by one. */
function itemsIn(analysis: Analysis, right: Typed, wanted: string): readonly string[] | undefined {
  const { node, literal } = right;
  if (literal !== undefined) {
    return constantElements(arrayOf(wanted), literal, node, (text) => constantOf(wanted, text, node, analysis.moment));
  }
  if (kindOf(node) !== "A_ArrayExpr" || right.dimensions !== 1) return undefined;
  const places = nodesIn(bodyOf(node)["elements"]).map((element) => analysis.spans.of(element));
  const whole = analysis.spans.of(node);
  if (places.includes(undefined) || whole === undefined) return undefined;
  const type = typeNamed(right.type ?? "")?.element;
  if (coercionOf(analysis, { node, type }, wanted) === undefined && keyOf(wanted, "=") === undefined) {
    const open = analysis.tokens.partner(whole.last);
    return [analysis.rewriting.take({ first: open + 1, last: whole.last - 1 })];
  }
  // Each is looked for among all that was changed.
  if (places.length > itemsTakenMax) return undefined;
  return places.map((place) => {
    const sql = place === undefined ? "" : analysis.rewriting.take(place);
    return textAs(analysis, { typed: { node, type }, sql }, wanted, false);
  });
}

/** In one dimension. */
function arraySql(analysis: Analysis, right: Typed, wanted: string): string | undefined {
  const array = taken(analysis, right);
  if (array === undefined) return undefined;
  if (wanted === "numeric" && right.parameter !== undefined) {
    return plainCast(arrayOf(wanted), undefined)(textAs(analysis, array, arrayOf(wanted), false));
  }
  const sql = textAs(analysis, array, arrayOf(wanted), right.literal !== undefined || right.isNull === true);
  const { literal, node, dimensions = 1 } = right;
  const deeper = Math.max(1, literal === undefined ? dimensions : literalDimensions(literal, node)) - 1;
  return `${"flatten(".repeat(deeper)}${sql}${")".repeat(deeper)}`;
}
