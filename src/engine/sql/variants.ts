// VARIANT has no form on the wire and no way to be read: such columns of a result are made JSON by a SELECT around the statement.
import type { Edit } from "./splice.js";

/** For a text of so many bytes. The rows keep their order: a projection does not change it. */
export function variantEdits(textBytes: number, columnCount: number, variants: ReadonlySet<number>): readonly Edit[] {
  const names = Array.from({ length: columnCount }, (_, index) => `c${index}`);
  const columns = names.map((name, index) =>
    // To JSON, a NULL would be its own null, which is a value.
    variants.has(index) ? `CASE WHEN ${name} IS NOT NULL THEN CAST(${name} AS JSON) END` : name,
  );
  return [
    { start: 0, end: 0, text: `SELECT ${columns.join(", ")} FROM (` },
    // The text may end in a comment.
    { start: textBytes, end: textBytes, text: `\n) AS v(${names.join(", ")})` },
  ];
}
