// GROUP BY over what a function that returns sets gives. DuckDB has no unnest() there, so the rows are made in FROM, by a subquery that sees what
// stands left of it: `SELECT unnest(a) FROM t GROUP BY 1` -> `SELECT pg_sets.pg_g0 FROM t, LATERAL (SELECT unnest(a) AS pg_g0) AS pg_sets GROUP BY 1`.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, errorAt, kindOf, namesIn, nodesIn } from "./analysis.js";
import { figureName } from "./figure-names.js";
import { findColumn, type Scope } from "./scope.js";
import { containsSet } from "./set-returning.js";

type Body = Readonly<Record<string, unknown>>;

/** After all in the query was looked at. Gives what writes the subquery, once all else at its place is written. */
export function writeGroupedSets(analysis: Analysis, select: Body, scope: Scope): (() => void) | undefined {
  const groups = nodesIn(select["groupClause"]);
  if (groups.length === 0 || !analysis.survey.hasSets) return undefined;
  const items = nodesIn(select["targetList"]).flatMap((target): readonly Item[] => {
    const { val, name } = bodyOf(target) as { readonly val?: Node; readonly name?: string };
    return val === undefined ? [] : [{ node: val, name: name ?? figureName(val) }];
  });
  const grouped = groups.flatMap((group) => {
    const node = itemOf(group, items, scope) ?? group;
    return containsSet(node) ? [node] : [];
  });
  if (grouped.length === 0) return undefined;
  const odd = grouped.find((node) => kindOf(node) === "GroupingSet" || kindOf(node) === "RowExpr");
  if (odd !== undefined) {
    throw errorAt(odd, "0A000", "set-returning functions are not supported in grouping sets", {
      hint: "Call it in FROM.",
    });
  }
  const names = new Map<string, string>();
  const columns: string[] = [];
  const sorted = nodesIn(select["sortClause"]).map((item) => bodyOf(item)["node"] as Node);
  for (const node of grouped) if (!names.has(keyOf(node))) names.set(keyOf(node), `pg_g${names.size}`);
  const written = new Set<string>();
  for (const node of [...items.map((item) => item.node), ...groups, ...sorted]) {
    const name = names.get(keyOf(node));
    const span = name === undefined ? undefined : analysis.spans.of(node);
    if (name === undefined || span === undefined) continue;
    const sql = analysis.rewriting.take(span);
    analysis.rewriting.replace(span, `pg_sets.${name}`);
    if (!written.has(name)) columns.push(`${sql} AS ${name}`);
    written.add(name);
  }
  const subquery = `(SELECT ${columns.join(", ")}) AS pg_sets`;
  const isFirst = nodesIn(select["fromClause"]).length === 0;
  return () => {
    analysis.rewriting.named(
      endOfFrom(analysis, groups[0] as Node, select) - 1,
      isFirst ? ` FROM ${subquery}` : `, LATERAL ${subquery}`,
    );
  };
}

interface Item {
  readonly node: Node;
  readonly name: string;
}

/** By its number, or by its name where no column has it. */
function itemOf(group: Node, items: readonly Item[], scope: Scope): Node | undefined {
  const body = bodyOf(group);
  if (kindOf(group) === "A_Const" && body["ival"] !== undefined) {
    return items[Number((body["ival"] as { readonly ival?: number }).ival ?? 0) - 1]?.node;
  }
  if (kindOf(group) !== "ColumnRef") return undefined;
  const names = namesIn(nodesIn(body["fields"]));
  if (names.length !== 1 || findColumn({ ...scope, outer: undefined }, names).kind === "column") return undefined;
  return items.find(({ name }) => name === names[0])?.node;
}

function keyOf(node: Node): string {
  return JSON.stringify(node, (key, value: unknown) => (key === "location" ? undefined : value));
}

/** The token at which WHERE begins, or else GROUP BY. */
function endOfFrom({ tokens, spans }: Analysis, group: Node, select: Body): number {
  const back = (from: number, word: string): number => {
    let index = from;
    while (index > 0 && (tokens.text(index) !== word || tokens.text(index - 1) === ".")) {
      index = tokens.text(index) === ")" || tokens.text(index) === "]" ? tokens.partner(index) - 1 : index - 1;
    }
    return index;
  };
  const start = spans.widest(group)?.first ?? 0;
  const at = back(start - 1, "group");
  return select["whereClause"] === undefined ? at : back(at - 1, "where");
}
