// Functions of FROM that depend on what stands left of them: `FROM t, jsonb_array_elements(t.j) AS e`. DuckDB joins an unnest() of a list that it has
// in a column without a hash table, and in its order; so the list is made a column first, in an item of its own, which no star shows.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, kindOf, nodesIn } from "./analysis.js";
import type { FromPart } from "./from-functions.js";
import { type GuardedList, rowList, unnestedRows } from "./rows-query.js";
import type { Range, Scope } from "./scope.js";
import type { Span } from "./spans.js";
import { mentions } from "./tree-walk.js";

type Body = Readonly<Record<string, unknown>>;

/** What stands between it and what is left of it. `left`: LEFT JOIN ... ON true. */
export type Joining = "," | "cross" | "inner" | { readonly left: Node };

export function joiningOf(join: Body): Joining | undefined {
  const quals = join["quals"] as Node | undefined;
  if (join["usingClause"] !== undefined || join["isNatural"] === true) return undefined;
  if (join["jointype"] === "JOIN_INNER") return quals === undefined ? "cross" : "inner";
  const isTrue =
    quals !== undefined && (bodyOf(quals)["boolval"] as { readonly boolval?: boolean } | undefined)?.boolval === true;
  return join["jointype"] === "JOIN_LEFT" && isTrue ? { left: quals } : undefined;
}

export interface JoinedItem {
  readonly parts: readonly FromPart[];
  readonly isNumbered: boolean;
  readonly joining: Joining | undefined;
  /** What stands left of it. */
  readonly left: readonly Range[];
}

/** Undefined: it is joined as it stands. */
export function joinedSet(
  analysis: Analysis,
  body: Body,
  span: Span,
  { parts, isNumbered, joining, left }: JoinedItem,
): { readonly sql: (guarded: GuardedList) => string; readonly hidden: string | undefined } | undefined {
  if (joining === undefined || !mentions(body["functions"], "ColumnRef")) return undefined;
  const { list, columns } = rowList(parts, isNumbered);
  const isLeft = typeof joining === "object";
  if (isLeft && !becomeCrossJoin(analysis, span, joining.left)) return undefined;
  const known = left.find((range) => range.hidden !== undefined)?.hidden;
  if (known !== undefined) {
    // That it refers to any list in a column is enough.
    const rows = (given: string): string =>
      isLeft ? `list_transform([${given}], lambda pg_padded: ${padded("pg_padded")})[1]` : given;
    const always = (given: string): string =>
      `CASE WHEN len(${known}) >= 0 OR ${known} IS NULL THEN ${rows(given)} END`;
    return { sql: (guarded) => unnestedRows(always(guarded(list)), columns), hidden: undefined };
  }
  const hidden = `pg_l${span.first}`;
  const between = isLeft ? " CROSS JOIN " : { ",": ", ", cross: " CROSS JOIN ", inner: " ON true JOIN " }[joining];
  const rows = unnestedRows(isLeft ? padded(hidden) : hidden, columns);
  const sql = (guarded: GuardedList): string =>
    `(SELECT ${guarded(list)}) AS pg_s${span.first}(${hidden})${between}LATERAL ${rows}`;
  return { sql, hidden };
}

/** A row of NULLs, where there is none. */
function padded(list: string): string {
  return `CASE WHEN len(${list}) > 0 THEN ${list} ELSE [NULL] END`;
}

/** LEFT JOIN ... ON true */
function becomeCrossJoin({ tokens, spans, rewriting }: Analysis, { first, last }: Span, condition: Node): boolean {
  const join = tokens.text(first - 1) === "lateral" ? first - 2 : first - 1;
  const left = tokens.text(join - 1) === "outer" ? join - 2 : join - 1;
  const on = spans.widest(condition);
  if (tokens.text(join) !== "join" || tokens.text(left) !== "left") return false;
  if (on === undefined || on.first !== last + 2 || tokens.text(last + 1) !== "on") return false;
  rewriting.replace({ first: left, last: join }, "CROSS JOIN");
  rewriting.replace({ first: last + 1, last: on.last }, "");
  return true;
}

/** `*` is of all ranges. */
export function hideFrom({ rewriting, spans }: Analysis, star: Node, { ranges }: Scope): void {
  const hidden = ranges.flatMap((range) => (range.hidden === undefined ? [] : [range.hidden]));
  const span = spans.of(star);
  const isOfAll = kindOf(star) === "ColumnRef" && nodesIn(bodyOf(star)["fields"]).length === 1;
  if (isOfAll && hidden.length > 0 && span !== undefined) rewriting.after(span.last, ` EXCLUDE (${hidden.join(", ")})`);
}
