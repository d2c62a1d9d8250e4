// LIMIT, OFFSET and FETCH FIRST.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, kindOf, type Typed, typed, typeText } from "./analysis.js";
import { assertPlaces } from "./call-places.js";
import { isCoercible } from "./candidates.js";
import { coerce } from "./coercion.js";
import { assertNoVariables, columnIn } from "./columns-within.js";
import { textOfItem } from "./result-items.js";
import type { SortItem } from "./result-order.js";
import type { Scope } from "./scope.js";
import { directionOf } from "./sorting.js";
import { mentions } from "./tree-walk.js";

type Body = Readonly<Record<string, unknown>>;

const clauses = { limitCount: "LIMIT", limitOffset: "OFFSET" } as const;
const negative = { LIMIT: "2201W", OFFSET: "2201X" } as const;

export function limits(analysis: Analysis, select: Body, scope: Scope): void {
  for (const key of ["limitOffset", "limitCount"] as const) {
    const node = select[key] as Node | undefined;
    if (node === undefined) continue;
    const clause = clauses[key];
    const column = columnIn(node);
    if (column !== undefined) throw errorAt(column, "42P10", `argument of ${clause} must not contain variables`);
    const bound = typed(analysis, node, scope);
    if (bound.isNull === true) continue;
    if (scope.level !== undefined) assertPlaces(analysis, { [key]: node }, scope.level);
    assertNoVariables(analysis, node, clause, scope.level);
    requireNumber(bound, clause);
    coerce(analysis, bound, "int8");
    const { ival } = bodyOf(node) as { readonly ival?: { readonly ival?: number } };
    if (kindOf(node) === "A_Const" && (ival?.ival ?? 0) < 0) {
      throw errorAt({ A_Const: { location: -1 } }, negative[clause], `${clause} must not be negative`);
    }
    const span = analysis.spans.of(node);
    // DuckDB keeps no more rows than a parameter says; of a macro over it, it does not know how many.
    if (isConstant(node) || bound.parameter !== undefined || mentions(node, "ParamRef") || span === undefined) continue;
    analysis.rewriting.around(span, `pg.row_count(`, `, '${clause}', '${negative[clause]}')`);
  }
}

function isConstant(node: Node): boolean {
  const { arg } = bodyOf(node) as { readonly arg?: Node };
  return kindOf(node) === "A_Const" || (kindOf(node) === "TypeCast" && arg !== undefined && isConstant(arg));
}

function requireNumber({ node, type }: Typed, clause: string): void {
  if (type === undefined || isCoercible(type, "int8") || ["numeric", "float4", "float8"].includes(type)) return;
  const { arg } = bodyOf(node) as { readonly arg?: Node };
  const place = kindOf(node) === "TypeCast" && arg !== undefined && kindOf(arg) === "A_Const" ? arg : node;
  throw errorAt(place, "42804", `argument of ${clause} must be type bigint, not type ${typeText(type)}`);
}

/** FETCH FIRST n ROWS WITH TIES: those whose rank is at most n. */
export function withTies(analysis: Analysis, select: Body, sorted: readonly SortItem[]): void {
  const [first] = sorted;
  const { limitCount, limitOffset } = select as { readonly limitCount?: Node; readonly limitOffset?: Node };
  const { spans, tokens, rewriting } = analysis;
  const [begin, count] = [first && spans.widest(first.node), limitCount && spans.widest(limitCount)];
  const last = sorted.at(-1);
  const behind = last && spans.widest(last.node);
  const isPlain =
    select["distinctClause"] === undefined && select["valuesLists"] === undefined && select["larg"] === undefined;
  if (limitCount === undefined) return;
  if (first === undefined || begin === undefined || behind === undefined || !isPlain) {
    throw errorAt(limitCount, "0A000", "FETCH FIRST ... WITH TIES is not supported here", {
      hint: "Number the rows by rank() OVER (ORDER BY ...) in a subquery, and ask for those up to the last.",
    });
  }
  const order = sorted.map((item) => `${textOfItem(analysis, item) ?? "NULL"}${directionOf(item.sort)}`);
  let start = behind.last;
  while (tokens.text(start) !== "fetch") start++;
  let end = start;
  while (tokens.text(end) !== "ties") end++;
  // FETCH NEXT ROW
  const most = count === undefined ? "1" : rewriting.take(count);
  rewriting.take({ first: start, last: end });
  rewriting.replace({ first: start, last: end }, "");
  const skipped = limitOffset === undefined ? "" : ` + (${copied(analysis, limitOffset)})`;
  const word = begin.first - 2;
  rewriting.around(
    { first: word, last: word },
    `QUALIFY rank() OVER (ORDER BY ${order.join(", ")}) <= (${most})${skipped} `,
    "",
  );
}

function copied({ spans, rewriting }: Analysis, node: Node): string {
  const span = spans.widest(node);
  if (span === undefined) return "0";
  const text = rewriting.take(span);
  rewriting.replace(span, text);
  return text;
}
