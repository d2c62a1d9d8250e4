// Functions whose errors TRY lets through: DuckDB raises them as "not implemented" or as syntax errors, which TRY does not hold.
// Found by test/engine/try.test.ts, which fails when there are others.
import { foldCase } from "../sql/qualified-name.js";
import type { TreeNode } from "../sql/walk.js";

const notHeld = new Set([
  "array_length",
  "array_to_string_comma_default",
  "dayofweek",
  "dayofyear",
  "era",
  "ilike_escape",
  "isodow",
  "isoyear",
  "like_escape",
  "not_ilike_escape",
  "not_like_escape",
  "time_bucket",
  "timezone",
  "timezone_hour",
  "timezone_minute",
  "week",
  "weekday",
  "weekofyear",
  "yearweek",
]);

/** False for a call that may raise an error inside TRY. */
export function isHeldByTry(call: TreeNode): boolean {
  const name = foldCase(String(call["function_name"]));
  if (!notHeld.has(name)) return true;
  // An escape of one character, written out, is a good one.
  const escape = name.endsWith("like_escape") ? (call["children"] as readonly TreeNode[] | undefined)?.[2] : undefined;
  const constant = (escape?.["value"] as TreeNode | undefined)?.["value"];
  return escape?.["class"] === "CONSTANT" && typeof constant === "string" && Buffer.byteLength(constant) === 1;
}
