// The text of an aggregate's call, in its parts, for it to be written anew.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, nodesIn, type Typed } from "./analysis.js";
import type { Span } from "./spans.js";

export interface CallText {
  readonly span: Span;
  readonly isDistinct: boolean;
  readonly values: readonly string[];
  /** `ORDER BY x DESC`, or nothing. */
  readonly order: string;
  /** `FILTER (...) OVER (...)`, or nothing. */
  readonly clauses: string;
}

/** Takes it out of the text, with all that was changed within. `given`: its own arguments, without those of WITHIN GROUP. */
export function takeCall(analysis: Analysis, node: Node, given: readonly Typed[]): CallText | undefined {
  const { rewriting, spans, tokens } = analysis;
  const span = spans.of(node);
  if (span === undefined) return undefined;
  const open = openOf(analysis, span);
  const close = tokens.partner(open);
  const places = given.map((operand) => clamped(spans.widest(operand.node), open, close));
  if (!places.every((place) => place !== undefined)) return undefined;
  const end = (places.at(-1)?.last ?? open) + 1;
  const part = (first: number, last: number): string => (first > last ? "" : rewriting.take({ first, last }));
  return {
    span,
    isDistinct: bodyOf(node)["agg_distinct"] === true,
    values: places.map((place) => rewriting.take(place)),
    order: bodyOf(node)["agg_within_group"] === true ? "" : part(end, close - 1),
    clauses: part(close + 1, span.last),
  };
}

/** The bracket of its arguments. */
export function openOf({ tokens }: Pick<Analysis, "tokens">, { first }: Span): number {
  let last = first;
  while (tokens.text(last + 1) === ".") last += 2;
  return last + 1;
}

/** The brackets of a call's only argument are the call's. */
function clamped(span: Span | undefined, open: number, close: number): Span | undefined {
  if (span === undefined) return undefined;
  return span.first <= open ? { first: open + 1, last: close - 1 } : span;
}

/** The text with what was changed within, left where it is. */
export function copyOf({ rewriting, spans }: Analysis, node: Node): string | undefined {
  const span = spans.of(node);
  if (span === undefined) return undefined;
  const text = rewriting.take(span);
  rewriting.replace(span, text);
  return text;
}

/** The condition of an aggregate's FILTER, left where it is. Undefined: it has none. */
export function filterOf(analysis: Analysis, call: Node): string | undefined {
  const filter = bodyOf(call)["agg_filter"] as Node | undefined;
  return filter === undefined ? undefined : copyOf(analysis, filter);
}

export function hasOrder(node: Node): boolean {
  return nodesIn(bodyOf(node)["agg_order"]).length > 0;
}

/** What is sorted by is the argument, which is written otherwise in places: DuckDB would not know it. */
export function dropOrder({ rewriting, spans, tokens }: Analysis, node: Node, given: readonly Typed[]): void {
  const last = spans.widest(given.at(-1)?.node)?.last;
  const span = spans.of(node);
  if (!hasOrder(node) || last === undefined || span === undefined) return;
  const close = tokens.partner(openOf({ tokens }, span));
  const order = { first: last + 1, last: close - 1 };
  rewriting.take(order);
  rewriting.replace(order, "");
}
