// Calls of the macros that stand for PostgreSQL's functions: `pg.initcap(name)`. Only the dialect writes them; a client who names one gets no
// more than a function that has no effect.
import type { TreeNode } from "../walk.js";
import { macroNames } from "./macro-files.js";

export const macroSchema = "pg";

export function isMacroCall(node: TreeNode): boolean {
  return node["catalog"] == null && node["schema"] === macroSchema && macroNames().has(String(node["function_name"]));
}
