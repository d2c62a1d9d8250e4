// Columns that an expression names.
import type { Node } from "libpg-query";

/** The first, but for those within subqueries, which have their own. */
export function columnIn(part: unknown): Node | undefined {
  if (Array.isArray(part)) {
    for (const one of part) {
      const found = columnIn(one);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (typeof part !== "object" || part === null || "SubLink" in part) return undefined;
  if ("ColumnRef" in part) return part as Node;
  return columnIn(Object.values(part));
}
