// ORDER BY of aggregates and windows, and PARTITION BY: expressions, of which PostgreSQL asks for an order.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, kindOf, namesIn, type Typed, typed } from "./analysis.js";
import { keyed } from "./equality-keys.js";
import type { Scope } from "./scope.js";

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
    return found;
  });
}

/** Of WITHIN GROUP: the values themselves, since one of them may be the answer. */
export function sortValues(analysis: Analysis, items: readonly Node[], scope: Scope): readonly Typed[] {
  return items.map((item) => typed(analysis, bodyOf(item)["node"] as Node, scope));
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
