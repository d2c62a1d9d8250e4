// The last look before DuckDB: the text with all names replaced must name internal relations only.
import { isMacroCall } from "./dialect/macro-calls.js";
import { deedInternalNames } from "./deed-functions.js";
import { verdictOf } from "./functions/verdicts.js";
import { belongsToEngine } from "./names.js";
import { foldCase } from "./qualified-name.js";
import { isVisible, type Scope, type TreeNode, type Visitor, walkSelect } from "./walk.js";

/**
 * `relations`: the internal names, in schema `r`, that the statement was resolved to. `tableFunctions`: the gateway's own.
 * A failure is a fault of ours, or of two parsers who read one text differently: loud, and nothing is run.
 */
export function verifyResolved(
  tree: TreeNode,
  allowed: { readonly relations: ReadonlySet<string>; readonly tableFunctions: ReadonlySet<string> },
): void {
  const visitor: Visitor = {
    relation(node: TreeNode, scope: Scope | undefined) {
      const name = String(node["table_name"]);
      const isBare = node["schema_name"] == null && node["catalog_name"] == null;
      // Should DuckDB see no CTE where we see one, the name must lead it nowhere.
      if (isBare && isVisible(scope, name) && !belongsToEngine(name)) return;
      if (node["schema_name"] === "r" && node["catalog_name"] == null && allowed.relations.has(name)) return;
      throw new Error("a resolved statement names a relation that was not resolved");
    },
    call(node, place) {
      const name = foldCase(String(node["function_name"]));
      if (isMacroCall(node)) return;
      // Whether the role is an administrator's was looked at before.
      const verdict = verdictOf(name, place.isTableFunction ? "from" : "expression");
      if (verdict !== undefined && verdict.kind !== "refused") return;
      if (place.isTableFunction ? allowed.tableFunctions.has(name) : deedInternalNames.has(name)) return;
      throw new Error("a resolved statement calls a function that was not resolved");
    },
    column() {},
    parameter() {},
  };
  walkSelect(tree, visitor);
}
