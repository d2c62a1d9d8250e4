// Aggregates and window functions that DuckDB has by another name, or that are put together of several of its own.
import type { Node } from "libpg-query";
import { PgError } from "../../../errors.js";
import { type Analysis, bodyOf, errorAt, kindOf, nodesIn, type Typed } from "./analysis.js";
import { giveDigitsOfAll, shownText } from "./computed-numerics.js";
import { copyOf, openOf, takeCall } from "./call-text.js";
import { orderDistinct, requirePlainDistinct, writeCollected } from "./collected-aggregates.js";
import { surround } from "./coercion.js";
import { endKeyOf, keyOf } from "./equality-keys.js";
import { type AggregateLowering, aggregateLowerings, windowLowerings } from "./functions/aggregates.js";
import { writeHypothetical } from "./hypothetical-sets.js";
import { directionOf } from "./sorting.js";
import { mentions } from "./tree-walk.js";
import { signatureOf, type PostgresFunction } from "./postgres-catalog.js";

export function aggregateLowering(one: PostgresFunction): AggregateLowering | undefined {
  if (one.kind !== "a" && one.kind !== "w") return undefined;
  return aggregateLowerings[signatureOf(one)] ?? windowLowerings[signatureOf(one)];
}

const collecting = new Set(["array_agg", "json_agg", "jsonb_agg", "json_object_agg", "jsonb_object_agg", "string_agg"]);
const ofKeys = new Set(["mode", "percentile_disc"]);
const ends: Readonly<Record<string, string>> = { min: "arg_min", max: "arg_max" };

/** What holds of it whatever stands for it: equality and order are PostgreSQL's. */
export function prepareAggregate(analysis: Analysis, node: Node, given: readonly Typed[], one: PostgresFunction): void {
  if (one.kind !== "a") return;
  const [value] = given;
  const key = keyOf(given.at(-1)?.type, "ordering");
  if (ofKeys.has(one.name) && key !== undefined) {
    throw errorAt(node, "0A000", `function ${one.name} is not supported over this type`, {
      hint: "Cast the values to text, without the blanks at their end: rtrim(value::text).",
    });
  }
  const end = ends[one.name];
  const endKey = endKeyOf(value?.type);
  if (end !== undefined && endKey !== undefined) {
    const call = takeCall(analysis, node, given);
    if (call === undefined) return;
    const text = call.values.join("");
    analysis.rewriting.replace(call.span, `${end}(${text}, ${endKey(text)}) ${call.clauses}`);
    return;
  }
  if (bodyOf(node)["agg_distinct"] !== true) return;
  if (collecting.has(one.name)) {
    if (one.name !== "string_agg") requirePlainDistinct(node, given);
    if (one.name === "array_agg" && aggregateLowering(one) === undefined) orderDistinct(analysis, node, given);
  } else if (value !== undefined) {
    const equal = keyOf(value.type, "equality");
    const span = analysis.spans.of(value.node);
    if (equal !== undefined && span !== undefined) surround(analysis, span, equal);
  }
}

export function writeAggregate(
  analysis: Analysis,
  node: Node,
  given: readonly Typed[],
  lowering: AggregateLowering,
): void {
  const { rewriting, spans } = analysis;
  const span = spans.of(node);
  if (span === undefined) return;
  const open = openOf(analysis, span);
  switch (lowering.kind) {
    case "same":
      return;
    case "rename":
      rewriting.replace({ first: span.first, last: open - 1 }, lowering.name);
      if (lowering.around !== undefined) rewriting.around(span, `${lowering.around}(`, ")");
      return;
    case "checked": {
      const checked = given[lowering.index];
      const argument = spans.of(checked?.node);
      requireFraction(checked, lowering.argument);
      if (checked?.isNull === true && lowering.argument === "pg.percentile_of" && argument !== undefined) {
        // DuckDB takes no NULL for a fraction.
        rewriting.replace(argument, "0.5");
        rewriting.around(span, "CASE WHEN false THEN ", " END");
        return;
      }
      if (argument !== undefined) rewriting.around(argument, `${lowering.argument}(`, ")");
      return;
    }
    case "collect":
      return writeCollected(analysis, node, given, lowering);
    case "hypothetical":
      return writeHypothetical(analysis, node, given, lowering);
    case "delimited":
      return writeDelimited(analysis, node, given, lowering);
    case "interpolated":
      return writeInterpolated(analysis, node, given, lowering.with);
    case "alike":
      return isOfDigits(analysis, node, given) ? undefined : writeAlike(analysis, given);
    case "combine":
      return writeCombined(analysis, node, given, lowering);
  }
}

/** @throws NumericValueOutOfRange (22003) */
function requireFraction(given: Typed | undefined, macro: string): void {
  if (given === undefined || !macro.startsWith("pg.percentile")) return;
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

function writeCombined(
  analysis: Analysis,
  node: Node,
  given: readonly Typed[],
  lowering: AggregateLowering & { readonly kind: "combine" },
): void {
  if (bodyOf(node)["agg_distinct"] === true && lowering.distinct !== undefined) {
    throw errorAt(
      node,
      "0A000",
      `DISTINCT in ${analysis.tokens.text(analysis.spans.of(node)?.first ?? -1)}() is not supported`,
      {
        hint: lowering.distinct,
      },
    );
  }
  const call = takeCall(analysis, node, given);
  if (call === undefined) return;
  const values = call.values.join(", ");
  const asText = analysis.shown.has(node) ? lowering.asText : undefined;
  if (asText !== undefined) analysis.texts.add(node);
  const distinct = call.isDistinct ? "DISTINCT " : "";
  const calls = lowering.parts.map(({ name, argument }) => {
    const kept = argument === "pg.square" && given[0]?.computed !== undefined ? `_${given[0].computed}` : "";
    const value = argument === undefined ? values : `${argument}${kept}(${values})`;
    const total = `${name}(${distinct}${value} ${call.order}) ${call.clauses}`;
    return asText !== undefined && name === "sum" ? shownText(given[0] ?? {})(total) : total;
  });
  const around = asText ?? lowering.with;
  analysis.rewriting.replace(call.span, `${around}(${calls.join(", ")})`);
}

/** DuckDB's string_agg takes a delimiter that is the same for all rows. */
function writeDelimited(
  analysis: Analysis,
  node: Node,
  given: readonly Typed[],
  { code = "", decode = "" }: AggregateLowering & { readonly kind: "delimited" },
): void {
  const delimiter = given[1]?.node;
  const isConstant = delimiter !== undefined && !mentions(delimiter, "ColumnRef", "SubLink");
  const call = takeCall(analysis, node, given);
  if (call === undefined) return;
  const [value = "", between = ""] = call.values.map((text) => `${code}(${text})`);
  if (isConstant) {
    const distinct = call.isDistinct ? "DISTINCT " : "";
    const order = call.isDistinct ? `ORDER BY ${value}${directionIn(node)}` : call.order;
    const joined = `string_agg(${distinct}${value}, pg.delimiter_of(${between}) ${order})`;
    analysis.rewriting.replace(call.span, `${decode}(${joined} ${call.clauses})`);
    return;
  }
  if (call.isDistinct) {
    throw errorAt(node, "0A000", "DISTINCT with a delimiter that differs from row to row is not supported", {
      hint: "Select the distinct values in a subquery first.",
    });
  }
  const list = `list({'d': ${between}, 's': ${value}} ${call.order}) ${call.clauses}`;
  analysis.rewriting.replace(call.span, `${decode}(pg.delimited(${list}))`);
}

/** With DISTINCT it is the value itself that sorts. */
function directionIn(node: Node): string {
  const [item] = nodesIn(bodyOf(node)["agg_order"]);
  return item === undefined ? "" : directionOf(item);
}

/** lag() and lead() of numerics that are only shown: a default has digits of its own. */
function isOfDigits(analysis: Analysis, node: Node, [value, , other]: readonly Typed[]): boolean {
  if (value?.type !== "numeric" || other === undefined || other.isNull === true || !analysis.shown.has(node))
    return false;
  giveDigitsOfAll(analysis, node, [value, other]);
  return analysis.texts.has(node);
}

/** DuckDB would make the default a value of the first's type, without its digits. */
function writeAlike(analysis: Analysis, given: readonly Typed[]): void {
  const [value, , other] = given;
  const [first, last] = [analysis.spans.widest(value?.node), analysis.spans.widest(other?.node)];
  if (value === undefined || other === undefined || first === undefined || last === undefined) return;
  const [text, fallback] = [first, last].map((span) => analysis.rewriting.take(span));
  analysis.rewriting.replace(first, `pg.wide_as(${text}, ${fallback})`);
  analysis.rewriting.replace(last, `pg.wide_as(${fallback}, ${text})`);
}

/** Of the sorted list of all values that are not NULL. */
function writeInterpolated(analysis: Analysis, node: Node, given: readonly Typed[], macro: string): void {
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
  const order = rewriting.take({ first: within + 1, last: end - 1 });
  const filter = bodyOf(node)["agg_filter"] as Node | undefined;
  const kept = filter === undefined ? undefined : copyOf(analysis, filter);
  rewriting.take(span);
  const condition = [`${of} IS NOT NULL`, ...(kept === undefined ? [] : [`(${kept})`])].join(" AND ");
  rewriting.replace(span, `${macro}(list(${of} ${order}) FILTER (WHERE ${condition}), ${text})`);
}
