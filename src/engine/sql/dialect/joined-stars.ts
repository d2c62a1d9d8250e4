// `*` over joins by USING or NATURAL: PostgreSQL gives the columns of USING first, DuckDB each where it stands in its relation.
import type { Node } from "libpg-query";
import { quoteIdentifier } from "../../duckdb/sandbox.js";
import { type Analysis, bodyOf, errorAt, nodesIn } from "./analysis.js";
import { sourceOf } from "./references.js";
import type { Column, Range, Scope } from "./scope.js";

/** Whether the star was written anew. @throws PgError 0A000 */
export function writeJoinedStar({ rewriting, spans }: Analysis, star: Node, { ranges }: Scope): boolean {
  const span = spans.of(star);
  const isOfAll = nodesIn(bodyOf(star)["fields"]).length === 1;
  if (!isOfAll || span === undefined || ranges.every(({ merged }) => merged === undefined)) return false;
  const parts = ranges.flatMap((range) =>
    range.alias === undefined
      ? (range.columns ?? []).map((column) => joinedColumn(star, column, ranges))
      : ownColumns(range, range.alias),
  );
  rewriting.replace(span, parts.join(", "));
  return true;
}

function ownColumns({ columns = [], merged }: Range, alias: string): readonly string[] {
  const all = `${quoteIdentifier(alias)}.*`;
  const hidden = columns.filter(({ name }) => merged?.has(name) === true);
  if (hidden.length === columns.length) return [];
  return [hidden.length === 0 ? all : `${all} EXCLUDE (${hidden.map(({ name }) => quoteIdentifier(name)).join(", ")})`];
}

/** Its name alone stands for it, where nothing else is called so. */
function joinedColumn(star: Node, column: Column, ranges: readonly Range[]): string {
  const name = quoteIdentifier(column.name);
  const others = ranges.filter(
    ({ columns = [], merged }) =>
      merged?.has(column.name) !== true && columns.some((one) => one !== column && one.name === column.name),
  );
  if (others.length === 0) return name;
  const source = sourceOf(column);
  const owner = ranges.find(({ alias, columns }) => alias !== undefined && columns?.includes(source) === true);
  if (owner?.alias !== undefined) return `${quoteIdentifier(owner.alias)}.${name}`;
  throw errorAt(star, "0A000", `* is not supported where several joins have a column "${column.name}"`, {
    hint: "Name the columns instead.",
  });
}
