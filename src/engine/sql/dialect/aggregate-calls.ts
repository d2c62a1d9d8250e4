// Aggregates and window functions that DuckDB has by another name, or that are put together of several of its own.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, nodesIn, type Typed } from "./analysis.js";
import { giveDigitsOfAll, shownText } from "./computed-numerics.js";
import { type CallText, dropOrder, openOf, takeCall } from "./call-text.js";
import { orderDistinct, requirePlainDistinct, writeCollected } from "./collected-aggregates.js";
import type { Conversion } from "./conversions.js";
import { surround } from "./coercion.js";
import { keyOf, needsKey } from "./equality-keys.js";
import { writeExtreme } from "./extremes.js";
import {
  type AggregateLowering,
  aggregateLowerings,
  type AggregatePart,
  windowLowerings,
} from "./functions/aggregates.js";
import { writeHypothetical } from "./hypothetical-sets.js";
import { writeInterpolated, writePercentile } from "./percentiles.js";
import { sameExpression } from "./same-expression.js";
import { directionOf } from "./sorting.js";
import { mentions } from "./tree-walk.js";
import { type PostgresFunction } from "./postgres-catalog.js";

export function aggregateLowering(one: PostgresFunction): AggregateLowering | undefined {
  if (one.kind !== "a" && one.kind !== "w") return undefined;
  return aggregateLowerings[one.signature] ?? windowLowerings[one.signature];
}

const collecting = new Set(["array_agg", "json_agg", "jsonb_agg", "json_object_agg", "jsonb_object_agg", "string_agg"]);
const ofKeys = new Set(["mode", "percentile_disc"]);

/** What holds of it whatever stands for it: equality and order are PostgreSQL's. */
export function prepareAggregate(analysis: Analysis, node: Node, given: readonly Typed[], one: PostgresFunction): void {
  if (one.kind !== "a") return;
  const [value] = given;
  if (ofKeys.has(one.name) && needsKey(given.at(-1)?.type)) {
    throw errorAt(node, "0A000", `function ${one.name} is not supported over this type`, {
      hint: "Cast the values to text, without the blanks at their end: rtrim(value::text).",
    });
  }
  if (one.name === "mode" && (value?.type === "float8" || value?.type === "float4")) {
    const [place, span] = [analysis.spans.of(value.node), analysis.spans.of(node)];
    if (place === undefined || span === undefined) return;
    surround(analysis, place, (sql) => `pg.listed(${sql})`);
    return analysis.rewriting.around(span, "(", ")[1]");
  }
  if (writeExtreme(analysis, node, given, one.name)) return;
  if (bodyOf(node)["agg_distinct"] !== true) return;
  if (collecting.has(one.name)) {
    const subquery = given.find((operand) => mentions(operand.node, "SubLink"));
    if (subquery !== undefined) {
      throw errorAt(subquery.node, "0A000", `a subquery in ${one.name}(DISTINCT ...) is not supported`, {
        hint: "Select it in a subquery in FROM, under a name.",
      });
    }
    if (one.name !== "string_agg") requirePlainDistinct(node, given);
    if (one.name === "array_agg" && aggregateLowering(one) === undefined) orderDistinct(analysis, node, given);
  } else if (value !== undefined) {
    const equal = keyOf(value.type, "equality");
    const span = analysis.spans.of(value.node);
    if (equal !== undefined && span !== undefined) surround(analysis, span, equal);
    dropOrder(analysis, node, given);
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
      const argument = spans.of(given[lowering.index]?.node);
      if (argument !== undefined) rewriting.around(argument, `${lowering.argument}(`, ")");
      return;
    }
    case "percentile":
      return writePercentile(analysis, node, given, lowering.isList === true);
    case "collect":
      return writeCollected(analysis, node, given, lowering);
    case "hypothetical":
      return writeHypothetical(analysis, node, given, lowering);
    case "delimited":
      return writeDelimited(analysis, node, given, lowering);
    case "interpolated":
      return writeInterpolated(analysis, node, given, lowering.with);
    case "alike":
      return writeDigitsOfDefault(analysis, node, given) ? undefined : writeAlike(analysis, given);
    case "combine":
      return writeCombined(analysis, node, given, lowering);
  }
}

function writeCombined(
  analysis: Analysis,
  node: Node,
  given: readonly Typed[],
  lowering: AggregateLowering & { readonly kind: "combine" },
): void {
  const call = takeCall(analysis, node, given);
  if (call === undefined) return;
  const { order, clauses, isDistinct } = call;
  const values = call.values.join(", ");
  const asText = analysis.shown.has(node) ? lowering.asText : undefined;
  if (asText !== undefined) analysis.texts.add(node);
  const around = asText ?? lowering.with;
  const kept = given[0]?.computed;
  const parts = lowering.parts.map((part) =>
    part.isByDigits === true && kept !== undefined ? { ...part, argument: `${part.argument}_${kept}` } : part,
  );
  const show: Conversion = asText === undefined ? (sql) => sql : shownText(given[0] ?? {});
  if (isDistinct && lowering.isListed === true) {
    return analysis.rewriting.replace(call.span, ofDistinctList(call, parts, around, show));
  }
  const calls = parts.map(({ name, argument }) => {
    const value = argument === undefined ? values : `${argument}(${values})`;
    const total = `${name}(${isDistinct ? `DISTINCT ${value}` : `${value} ${order}`}) ${clauses}`;
    return name === "sum" ? show(total) : total;
  });
  analysis.rewriting.replace(call.span, `${around}(${calls.join(", ")})`);
}

/** `with(list_aggregate(list, 'count'), ...)` of the list of distinct values that are not NULL. */
function ofDistinctList(
  { values, clauses }: CallText,
  parts: readonly AggregatePart[],
  around: string,
  show: Conversion,
): string {
  const [only = ""] = values;
  const fields = values.map((_, at) => (values.length === 1 ? "pg_kept" : `pg_kept['a${at}']`));
  const item = values.length === 1 ? only : `{${values.map((value, at) => `'a${at}': ${value}`).join(", ")}}`;
  const kept = `list_filter(list(DISTINCT ${item}) ${clauses}, lambda pg_kept: ${fields.map((field) => `${field} IS NOT NULL`).join(" AND ")})`;
  const texts = parts.map(({ name, argument, ofList }) => {
    if (ofList !== undefined) return `${ofList}(pg_list)`;
    const list =
      argument === undefined ? "pg_list" : `list_transform(pg_list, lambda pg_kept: ${argument}(${fields.join(", ")}))`;
    const total = `list_aggregate(${list}, '${name}')`;
    return name === "sum" ? show(total) : total;
  });
  return `list_transform([pg.list_of_bounded_length(${kept})], lambda pg_list: ${around}(${texts.join(", ")}))[1]`;
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
    const joined =
      call.isDistinct && value.includes("pg.")
        ? // To DuckDB's string_agg, a macro's key is not its argument.
          `pg.joined_list(list(DISTINCT ${value} ${order}) ${call.clauses}, ${between})`
        : `string_agg(${distinct}${value}, pg.delimiter_of(${between}) ${order}) ${call.clauses}`;
    analysis.rewriting.replace(call.span, `${decode}(${joined})`);
    return;
  }
  const list = call.isDistinct
    ? `list(DISTINCT ${distinctPair(node, given, [value, between])}) ${call.clauses}`
    : `list({'s': ${value}, 'd': ${between}} ${call.order}) ${call.clauses}`;
  analysis.rewriting.replace(call.span, `${decode}(pg.delimited(${list}))`);
}

/** Pairs sort as records do, field by field. @throws PgError 0A000 */
function distinctPair(node: Node, given: readonly Typed[], [value, between]: readonly [string, string]): string {
  const items = nodesIn(bodyOf(node)["agg_order"]);
  const isBy = (item: Node | undefined, one: Typed | undefined): boolean =>
    item !== undefined && one !== undefined && sameExpression(bodyOf(item)["node"] as Node, one.node);
  const directions = new Set(
    items.map((item) => directionOf(item).replace(/^( DESC) NULLS FIRST$|^ NULLS LAST$/, "$1")),
  );
  if (items.length === 1) directions.add("");
  const [direction = "", other] = directions;
  if (other !== undefined || direction.includes("NULLS")) {
    throw errorAt(
      node,
      "0A000",
      "DISTINCT with a delimiter that differs from row to row is not supported in this order",
      {
        hint: "Select the distinct values in a subquery first.",
      },
    );
  }
  const fields = [`'s': ${value}`, `'d': ${between}`];
  if (!isBy(items[0], given[0]) && isBy(items[0], given[1])) fields.reverse();
  const pair = `{${fields.join(", ")}}`;
  return `${pair} ORDER BY ${pair}${direction}`;
}

/** With DISTINCT it is the value itself that sorts. */
function directionIn(node: Node): string {
  const [item] = nodesIn(bodyOf(node)["agg_order"]);
  return item === undefined ? "" : directionOf(item);
}

/** lag() and lead() of numerics that are only shown: a default has digits of its own. */
function writeDigitsOfDefault(analysis: Analysis, node: Node, [value, , other]: readonly Typed[]): boolean {
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
