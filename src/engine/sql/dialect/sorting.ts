// ORDER BY of aggregates and windows, and PARTITION BY: expressions, of which PostgreSQL asks for an order.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, kindOf, namesIn, type Typed, typed } from "./analysis.js";
import { unknown } from "./candidates.js";
import { surround } from "./coercion.js";
import { type Conversion, plainCast } from "./conversions.js";
import { keyed } from "./equality-keys.js";
import type { Scope } from "./scope.js";
import { mentions } from "./tree-walk.js";

export function sortItems(
  analysis: Analysis,
  items: readonly Node[],
  scope: Scope,
  { isList = false } = {},
): readonly Typed[] {
  return items.map((item) => {
    const { node } = bodyOf(item) as { readonly node: Node };
    const found = typed(analysis, node, scope);
    keyed(analysis, found, isList ? "listing" : "ordering");
    direct(analysis, item);
    if (isList) {
      bareConstant(analysis, found);
      apartFromArgument(analysis, node);
    }
    return found;
  });
}

/** DuckDB's parser leaves a key out that is written as the argument is, but a subquery is another one each time once its names are resolved. */
function apartFromArgument(analysis: Analysis, node: Node): void {
  const span = mentions(node, "SubLink") ? analysis.spans.of(node) : undefined;
  if (span !== undefined) surround(analysis, span, asExpression);
}

/** DuckDB does not sort by a constant that is nothing else. */
function bareConstant(analysis: Analysis, { node, type = unknown }: Typed): void {
  const span = kindOf(node) === "A_Const" ? analysis.spans.of(node) : undefined;
  if (span !== undefined) surround(analysis, span, type === unknown ? plainCast("text", undefined) : asExpression);
}

const asExpression: Conversion = (sql) => `coalesce(${sql})`;

/** Of WITHIN GROUP: the values themselves, since one of them may be the answer. */
export function sortValues(analysis: Analysis, items: readonly Node[], scope: Scope): readonly Typed[] {
  return items.map((item) => {
    const found = typed(analysis, bodyOf(item)["node"] as Node, scope);
    bareConstant(analysis, found);
    return found;
  });
}

const directions: Readonly<Record<string, string>> = { "<": "ASC", "~<~": "ASC", ">": "DESC", "~>~": "DESC" };

/** `USING >` is DESC. */
export function direct(analysis: Analysis, item: Node): void {
  const body = bodyOf(item);
  if (kindOf(item) !== "SortBy" || body["sortby_dir"] !== "SORTBY_USING") return;
  const { spans, tokens, rewriting } = analysis;
  const node = body["node"] as Node;
  const span = spans.widest(node);
  const sign = namesIn(body["useOp"]).at(-1) ?? "";
  const direction = directions[sign];
  if (direction === undefined) {
    const place = { A_Const: { location: body["location"] } } as Node;
    throw errorAt(place, "42809", `operator ${sign} is not a valid ordering operator`, {
      hint: 'Ordering operators must be "<" or ">" members of btree operator families.',
    });
  }
  if (span === undefined) return;
  const last = tokens.text(span.last + 2) === "operator" ? tokens.partner(span.last + 3) : span.last + 2;
  rewriting.replace({ first: span.last + 1, last }, direction);
}

/** ` DESC NULLS LAST` */
export function directionOf(sort: Node): string {
  const { sortby_dir: direction, sortby_nulls: nulls, useOp } = bodyOf(sort);
  const isDescending =
    direction === "SORTBY_DESC" || (direction === "SORTBY_USING" && (namesIn(useOp).at(-1) ?? "").includes(">"));
  const places: Readonly<Record<string, string>> = {
    SORTBY_NULLS_FIRST: " NULLS FIRST",
    SORTBY_NULLS_LAST: " NULLS LAST",
  };
  return `${isDescending ? " DESC" : ""}${places[String(nulls)] ?? ""}`;
}
