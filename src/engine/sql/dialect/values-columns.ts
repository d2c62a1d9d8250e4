// The columns of VALUES are column1, column2, ... to PostgreSQL, and others to DuckDB: they are given their names.
import type { Node } from "libpg-query";
import { type Analysis, bodyOf, nodesIn } from "./analysis.js";

type Body = Readonly<Record<string, unknown>>;

/** `(VALUES (1)) v` -> `(VALUES (1)) v (column1)` */
export function nameValues({ spans, tokens, rewriting }: Analysis, body: Body): void {
  const alias = body["alias"] as Body | undefined;
  const names = namesOfValues(body["subquery"] as Node);
  const first = spans.of(firstValue(body["subquery"] as Node));
  if (alias === undefined || alias["colnames"] !== undefined || names === undefined || first === undefined) return;
  let word = first.first;
  while (word > 0 && tokens.text(word) !== "values") word--;
  if (tokens.text(word - 1) !== "(") return;
  const close = tokens.partner(word - 1);
  if (/^(union|intersect|except|order|limit|offset|fetch|[)])$/.test(tokens.text(close + 1))) return;
  rewriting.after(tokens.text(close + 1) === "as" ? close + 2 : close + 1, ` (${names.join(", ")})`);
}

/** `WITH v AS (VALUES (1))` -> `WITH v (column1) AS (VALUES (1))` */
export function nameValuesOfQuery({ tokens, rewriting }: Analysis, query: Body): void {
  const names = query["aliascolnames"] === undefined ? namesOfValues(query["ctequery"] as Node) : undefined;
  if (names === undefined || typeof query["location"] !== "number") return;
  rewriting.after(tokens.from(query["location"]), ` (${names.join(", ")})`);
}

function namesOfValues(node: Node): readonly string[] | undefined {
  const [row] = nodesIn(leftmost(node)["valuesLists"]);
  return row && nodesIn((bodyOf(row) as { readonly items?: unknown }).items).map((_, index) => `column${index + 1}`);
}

/** A UNION has the names of what it begins with. */
function leftmost(node: Node): Body {
  let select = bodyOf(node);
  while (select["larg"] !== undefined) select = select["larg"] as Body;
  return select;
}

function firstValue(node: Node): Node | undefined {
  const [row] = nodesIn(leftmost(node)["valuesLists"]);
  return row && nodesIn((bodyOf(row) as { readonly items?: unknown }).items)[0];
}
