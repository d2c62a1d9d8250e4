// Columns that an expression names.
import type { Node } from "libpg-query";
import { type Analysis, errorAt } from "./analysis.js";
import type { Level } from "./scope.js";
import { eachNode } from "./tree-walk.js";

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

/** It is one value for all rows of a query, also where a subquery names columns of that. @throws PgError 42P10 */
export function assertNoVariables(analysis: Analysis, node: Node, clause: string, level: Level | undefined): void {
  if (level === undefined) return;
  eachNode(node, (part, kind) => {
    if (kind === "ColumnRef" && analysis.references.of(part)?.level === level) {
      throw errorAt(part, "42P10", `argument of ${clause} must not contain variables`);
    }
    return true;
  });
}
