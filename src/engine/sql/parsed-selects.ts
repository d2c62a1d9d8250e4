// The trees of the SELECTs that were parsed last: what is planned was parsed just before.
import type { Node } from "libpg-query";
import { limits } from "../../limits.js";
import { LeastRecentlyUsed } from "./least-recently-used.js";

const trees = new LeastRecentlyUsed<string, Node>(limits.parsedSelectsMax);

/** `sql`: the text that the tree's places are of. */
export function keepParsed(sql: string, statement: Node): void {
  if ("SelectStmt" in statement && sql.length <= limits.cachedStatementCharactersMax) trees.set(sql, statement);
}

export function parsedBefore(sql: string): Node | undefined {
  return trees.get(sql);
}
