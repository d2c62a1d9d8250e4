// Columns of a result that cannot stay as they are, by a SELECT around the statement: a VARIANT, which has no form on the wire and no way to be
// read, and what DuckDB has in another type than PostgreSQL.
import type { Edit } from "./splice.js";

/** SQL of a column, given its name; undefined: it stays. */
export type ResultCast = ((name: string) => string) | undefined;

/** To JSON, a NULL would be its own null, which is a value. */
export const variantCast: ResultCast = (name) => `CASE WHEN ${name} IS NOT NULL THEN CAST(${name} AS JSON) END`;

/** For a text of so many bytes. The rows keep their order: a projection does not change it. */
export function resultEdits(textBytes: number, casts: readonly ResultCast[]): readonly Edit[] {
  const names = casts.map((_, index) => `c${index}`);
  const columns = names.map((name, index) => casts[index]?.(name) ?? name);
  return [
    { start: 0, end: 0, text: `SELECT ${columns.join(", ")} FROM (` },
    // The text may end in a comment.
    { start: textBytes, end: textBytes, text: `\n) AS v(${names.join(", ")})` },
  ];
}
