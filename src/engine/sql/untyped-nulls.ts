// `SELECT NULL` is text to PostgreSQL and an integer to DuckDB: gives the outermost NULLs their type.
import type { Edit } from "./splice.js";
import type { TreeNode } from "./walk.js";

/** In a UNION the other side decides, in both of them: only a single SELECT is looked at. */
export function untypedNullEdits(text: Buffer, statement: TreeNode): readonly Edit[] {
  const node = statement["node"] as TreeNode | undefined;
  if (node?.["type"] !== "SELECT_NODE") return [];
  return (node["select_list"] as readonly TreeNode[]).flatMap((item): Edit[] => {
    const start = item["query_location"];
    if (item["class"] !== "CONSTANT" || !isNull(item) || typeof start !== "number") return [];
    const end = start + "NULL".length;
    if (text.toString("latin1", start, end).toLowerCase() !== "null") return [];
    return [{ start, end, text: "NULL::VARCHAR" }];
  });
}

function isNull(constant: TreeNode): boolean {
  return (constant["value"] as TreeNode | undefined)?.["is_null"] === true;
}
