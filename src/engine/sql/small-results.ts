// Whether a statement's result is small for certain, so that it may be made at one go and not as a stream; or the same each time.
import { limits } from "../../limits.js";
import type { TreeNode } from "./walk.js";

/** PERF: a stream takes three calls into DuckDB where one is enough; that is most of what `SELECT 1` costs. See bench/. */
export function isSmallResult(statement: TreeNode): boolean {
  const node = statement["node"] as TreeNode | undefined;
  if (node?.["type"] !== "SELECT_NODE") return false;
  return isOneRow(node) || hasSmallLimit(node);
}

/** One row of constants, such as `SELECT 1`, by which pools ask whether the gateway is there. */
export function isConstantResult(statement: TreeNode): boolean {
  const node = statement["node"] as TreeNode | undefined;
  if (node?.["type"] !== "SELECT_NODE" || !isOneRow(node)) return false;
  const isBare = ["where_clause", "having", "qualify", "sample", "group_expressions", "modifiers"].every((key) => {
    const part = node[key];
    return part == null || (Array.isArray(part) && part.length === 0);
  });
  return isBare && (node["select_list"] as readonly TreeNode[]).every((item) => item["class"] === "CONSTANT");
}

/** No FROM, and nothing in the select list that makes rows. */
function isOneRow(node: TreeNode): boolean {
  const table = node["from_table"] as TreeNode | undefined;
  return (
    (table === undefined || table["type"] === "EMPTY") && (node["select_list"] as readonly TreeNode[]).every(isPlain)
  );
}

/** Constants, parameters, and casts and operators over these: no function at all. */
function isPlain(expression: TreeNode): boolean {
  switch (expression["class"]) {
    case "CONSTANT":
    case "PARAMETER":
      return true;
    case "CAST":
      return isPlain(expression["child"] as TreeNode);
    case "FUNCTION":
      return (
        expression["is_operator"] === true && ((expression["children"] ?? []) as readonly TreeNode[]).every(isPlain)
      );
    default:
      return false;
  }
}

function hasSmallLimit(node: TreeNode): boolean {
  return ((node["modifiers"] ?? []) as readonly TreeNode[]).some((modifier) => {
    if (modifier["type"] !== "LIMIT_MODIFIER") return false;
    const limit = modifier["limit"] as TreeNode | undefined;
    const value = limit?.["class"] === "CONSTANT" ? (limit["value"] as TreeNode)["value"] : undefined;
    return typeof value === "number" && value >= 0 && value <= limits.smallResultRowsMax;
  });
}
