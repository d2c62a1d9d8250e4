// percentile_cont and percentile_disc.
import type { Node } from "libpg-query";
import { PgError } from "../../../errors.js";
import { type Analysis, bodyOf, errorAt, kindOf, namesIn, nodesIn, type Typed } from "./analysis.js";
import { copyOf, filterOf, openOf } from "./call-text.js";
import { directionOf } from "./sorting.js";
import { mentions } from "./tree-walk.js";

/** What DuckDB gives is looked at once more: pg.percentile_between. */
export function writePercentile(analysis: Analysis, node: Node, given: readonly Typed[], isList: boolean): void {
  const { rewriting, spans } = analysis;
  const [fraction, value] = given;
  requireFraction(fraction);
  const span = spans.of(node);
  const place = spans.of(fraction?.node);
  if (fraction === undefined || value === undefined || span === undefined || place === undefined) return;
  if (fraction.isNull === true) {
    rewriting.replace(place, "0.5");
    return rewriting.around(span, "CASE WHEN false THEN ", " END");
  }
  const text = rewriting.take(place);
  rewriting.replace(place, `${isList ? "pg.percentiles_of" : "pg.percentile_of"}(${text})`);
  const isDiscrete = namesIn(bodyOf(node)["funcname"]).at(-1) === "percentile_disc";
  const macro = `pg.percentile${isList ? "s" : ""}_${isDiscrete ? "at" : "between"}`;
  const others = isDiscrete ? "" : `, ${momentsAround(analysis, node, value)}`;
  rewriting.around(span, `${macro}(`, `, ${text}${others})`);
}

/** How many there are, how many at the end are not finite, whether they go up, and the first. */
function momentsAround(analysis: Analysis, node: Node, value: Typed): string {
  const [item] = nodesIn(bodyOf(node)["agg_order"]);
  const isDescending = item !== undefined && directionOf(item).startsWith(" DESC");
  const of = `CAST(${copyOf(analysis, value.node)} AS DOUBLE)`;
  const kept = filterOf(analysis, node);
  const where = (...conditions: readonly string[]): string => {
    const all = [...conditions, ...(kept === undefined ? [] : [`(${kept})`])];
    return all.length === 0 ? "" : ` FILTER (WHERE ${all.join(" AND ")})`;
  };
  const infinite = isDescending ? `${of} = CAST('-Infinity' AS DOUBLE)` : `${of} >= CAST('Infinity' AS DOUBLE)`;
  const first = `${isDescending ? "max" : "min"}(${of})${where()}`;
  return `count(${of})${where()}, count(*)${where(infinite)}, ${isDescending ? -1 : 1}, ${first}`;
}

/** @throws NumericValueOutOfRange (22003) */
function requireFraction(given: Typed | undefined): void {
  if (given === undefined) return;
  if (given.parameter !== undefined || mentions(given.node, "ColumnRef", "SubLink", "ParamRef")) {
    throw errorAt(given.node, "0A000", "a percentile that is not a constant is not supported", {
      hint: "Write the fraction as a number, or use percent_rank() OVER (ORDER BY ...) in a subquery.",
    });
  }
  if (kindOf(given.node) !== "A_Const") return;
  const { ival, fval } = bodyOf(given.node) as { readonly ival?: { ival?: number }; readonly fval?: { fval: string } };
  const fraction = Number(ival === undefined ? (fval?.fval ?? 0) : (ival.ival ?? 0));
  if (fraction < 0 || fraction > 1) {
    throw new PgError("22003", `percentile value ${fraction} is not between 0 and 1`);
  }
}

/** Of the sorted list of all intervals that are not NULL. */
export function writeInterpolated(analysis: Analysis, node: Node, given: readonly Typed[], macro: string): void {
  const { rewriting, spans } = analysis;
  const span = spans.of(node);
  const [fraction, value] = given;
  const [item] = nodesIn(bodyOf(node)["agg_order"]);
  const [at, of] = [spans.widest(fraction?.node), value && copyOf(analysis, value.node)];
  if (span === undefined || at === undefined || of === undefined || item === undefined) return;
  const open = openOf(analysis, span);
  const close = analysis.tokens.partner(open);
  const text = rewriting.take({ first: open + 1, last: close - 1 });
  const within = close + 3;
  const end = analysis.tokens.partner(within);
  rewriting.take({ first: within + 1, last: end - 1 });
  const kept = filterOf(analysis, node);
  rewriting.take(span);
  const condition = [`${of} IS NOT NULL`, ...(kept === undefined ? [] : [`(${kept})`])].join(" AND ");
  rewriting.replace(
    span,
    `${macro}(list(${of} ORDER BY pg.interval_order(${of})${directionOf(item)}) FILTER (WHERE ${condition}), ${text})`,
  );
}
