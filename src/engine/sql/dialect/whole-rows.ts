// `SELECT e FROM jsonb_array_elements(x) AS e`: the name of what a function gives, which is its only column, whatever that is called.
import type { Node } from "libpg-query";
import { quoteIdentifier } from "../../duckdb/sandbox.js";
import { type Analysis, bodyOf, namesIn } from "./analysis.js";
import type { Column } from "./scope.js";

/** To DuckDB it is a STRUCT: the column is named. Gives its type. */
export function wholeOf({ rewriting, spans }: Analysis, node: Node, { name, type }: Column): string | undefined {
  const span = spans.of(node);
  if (span !== undefined) {
    const [range = ""] = namesIn(bodyOf(node)["fields"]);
    rewriting.replace(span, `${quoteIdentifier(range)}.${quoteIdentifier(name)}`);
  }
  return type;
}
