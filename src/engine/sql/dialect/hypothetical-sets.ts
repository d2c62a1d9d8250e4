// rank(x) WITHIN GROUP (ORDER BY y) and its kin: which place a row would have among the others. They are counted by conditions.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, nodesIn, type Typed, typeText } from "./analysis.js";
import { common } from "./coercion.js";
import { keyOf, requireOperator } from "./equality-keys.js";
import type { HypotheticalSet } from "./functions/aggregates.js";

interface Key {
  /** Of the rows. */
  readonly row: string;
  readonly given: string;
  readonly sign: "<" | ">";
  readonly hasNullsFirst: boolean;
}

/** `given`: the call's own arguments, and as many sort keys. */
export function writeHypothetical(
  analysis: Analysis,
  node: Node,
  given: readonly Typed[],
  { of }: HypotheticalSet,
): void {
  const { rewriting, spans } = analysis;
  const items = nodesIn(bodyOf(node)["agg_order"]);
  const span = spans.of(node);
  if (span === undefined) return;
  if (given.length !== 2 * items.length) throw mismatched(node, of, given, items.length);
  const keys = items.map((item, index) =>
    keyFrom(analysis, item, given[index] as Typed, given[items.length + index] as Typed),
  );
  const { agg_filter: filter } = bodyOf(node);
  const place = filter === undefined ? undefined : spans.widest(filter as Node);
  const kept = place === undefined ? undefined : rewriting.take(place);
  rewriting.take(span);
  const before = keys.map((key, at) => [...keys.slice(0, at).map(isAlike), isBefore(key)].join(" AND ")).join(" OR ");
  const where = (condition: string): string =>
    ` FILTER (WHERE ${[...(kept === undefined ? [] : [`(${kept})`]), ...(condition === "" ? [] : [`(${condition})`])].join(" AND ") || "true"})`;
  const smaller = `count(*)${where(before)}`;
  const all = `count(*)${where("")}`;
  const row = `{${keys.map(({ row: text }, at) => `'k${at}': ${text}`).join(", ")}}`;
  const answers: Readonly<Record<HypotheticalSet["of"], string>> = {
    rank: `(${smaller} + 1)`,
    dense_rank: `(count(DISTINCT ${row})${where(before)} + 1)`,
    percent_rank: `pg.percent_rank_of(${smaller}, ${all})`,
    cume_dist: `pg.cume_dist_of(count(*)${where(`${before} OR ${keys.map(isAlike).join(" AND ")}`)}, ${all})`,
  };
  rewriting.replace(span, answers[of]);
}

function keyFrom(analysis: Analysis, item: Node, given: Typed, row: Typed): Key {
  const type = common(analysis, [given, row], "WITHIN GROUP");
  requireOperator(analysis, row.node, type, "ordering");
  const { sortby_dir: direction, sortby_nulls: nulls } = bodyOf(item);
  if (direction === "SORTBY_USING") {
    throw errorAt(row.node, "0A000", "USING is not supported in WITHIN GROUP", { hint: "Use ASC or DESC instead." });
  }
  const key = keyOf(type, "ordering") ?? ((sql: string) => sql);
  const isDescending = direction === "SORTBY_DESC";
  const text = ({ node }: Typed): string => {
    const span = analysis.spans.widest(node);
    return span === undefined ? "NULL" : analysis.rewriting.take(span);
  };
  return {
    given: `(${key(text(given))})`,
    row: `(${key(text(row))})`,
    sign: isDescending ? ">" : "<",
    hasNullsFirst: nulls === "SORTBY_NULLS_FIRST" || (nulls !== "SORTBY_NULLS_LAST" && isDescending),
  };
}

function isBefore({ row, given, sign, hasNullsFirst }: Key): string {
  const compared = `coalesce(${row} ${sign} ${given}, false)`;
  return hasNullsFirst
    ? `(${compared} OR (${row} IS NULL AND ${given} IS NOT NULL))`
    : `(${compared} OR (${given} IS NULL AND ${row} IS NOT NULL))`;
}

function isAlike({ row, given }: Key): string {
  return `(${row} IS NOT DISTINCT FROM ${given})`;
}

function mismatched(node: Node, name: string, given: readonly Typed[], keys: number): Error {
  const types = given.map(({ type }) => typeText(type)).join(", ");
  return errorAt(node, "42883", `function ${name}(${types}) does not exist`, {
    hint: `To use the hypothetical-set aggregate ${name}, the number of hypothetical direct arguments (here ${given.length - keys}) must match the number of ordering columns (here ${keys}).`,
  });
}
