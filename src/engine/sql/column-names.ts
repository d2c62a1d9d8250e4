// What PostgreSQL calls the columns of a result that have no name of their own: `count`, `?column?`.
// PostgreSQL's rules: FigureColnameInternal in src/backend/parser/parse_target.c
import type { TreeNode } from "./walk.js";

const unnamed = "?column?";

/**
 * A result's names, given those that DuckDB has for it. Only the outermost SELECT is looked at: what subqueries
 * call their columns is still DuckDB's.
 */
export function postgresNames(statement: TreeNode, names: readonly string[]): readonly string[] {
  const items = selectItems(statement["node"] as TreeNode);
  if (items === undefined) return names;
  if (isValues(statement["node"] as TreeNode)) return names.map((_, index) => `column${index + 1}`);
  const firstStar = items.findIndex(isMany);
  const lastStar = items.findLastIndex(isMany);
  if (firstStar === -1 && items.length !== names.length) return names;
  return names.map((name, index) => {
    // Behind a star, items are counted from the end.
    const fromEnd = index - names.length + items.length;
    const item = firstStar === -1 || index < firstStar ? items[index] : fromEnd > lastStar ? items[fromEnd] : undefined;
    return (item === undefined ? undefined : nameOf(item)) ?? name;
  });
}

function selectItems(node: TreeNode | undefined): readonly TreeNode[] | undefined {
  if (node === undefined) return undefined;
  if (node["type"] === "SET_OPERATION_NODE") return selectItems(node["left"] as TreeNode);
  return node["type"] === "SELECT_NODE" ? (node["select_list"] as readonly TreeNode[]) : undefined;
}

/** A bare VALUES: the parser puts `SELECT * FROM` around it. */
function isValues(node: TreeNode): boolean {
  const table = node["from_table"] as TreeNode | undefined;
  return table?.["type"] === "EXPRESSION_LIST" && table["alias"] === "valueslist";
}

/** One item may become any number of columns. */
function isMany(item: TreeNode): boolean {
  return (
    item["class"] === "STAR" ||
    (item["class"] === "FUNCTION" && (item["children"] as readonly TreeNode[] | undefined)?.some(isMany) === true)
  );
}

/** Undefined: DuckDB's name is PostgreSQL's too. */
function nameOf(item: TreeNode): string | undefined {
  if (item["alias"] != null) return undefined;
  switch (item["class"]) {
    case "COLUMN_REF":
    case "POSITIONAL_REFERENCE":
      return undefined;
    default:
      return figureName(item) ?? unnamed;
  }
}

function figureName(node: TreeNode): string | undefined {
  switch (node["class"]) {
    case "COLUMN_REF":
      return (node["column_names"] as readonly string[]).at(-1);
    case "FUNCTION":
    case "WINDOW":
      return functionName(node);
    case "CAST":
      return figureName(node["child"] as TreeNode) ?? typeName(node["cast_type"] as TreeNode);
    case "COLLATE":
      return figureName(node["child"] as TreeNode);
    case "CASE":
      return figureName((node["else_expr"] ?? {}) as TreeNode) ?? "case";
    case "OPERATOR":
      return operatorNames.get(String(node["type"]));
    case "SUBQUERY":
      return subqueryName(node);
    default:
      return undefined;
  }
}

function functionName(node: TreeNode): string | undefined {
  const name = String(node["function_name"]);
  if (node["is_operator"] === true || !/^[a-z_]/i.test(name)) return undefined;
  return functionNames.get(name) ?? name;
}

/** What DuckDB's parser calls otherwise. */
const functionNames: ReadonlyMap<string, string> = new Map([
  ["count_star", "count"],
  ["list_value", "array"],
  ["array_extract", "array"],
]);

const operatorNames: ReadonlyMap<string, string> = new Map([
  ["OPERATOR_COALESCE", "coalesce"],
  ["OPERATOR_NULLIF", "nullif"],
  ["ARRAY_CONSTRUCTOR", "array"],
  ["GROUPING_FUNCTION", "grouping"],
]);

function subqueryName(node: TreeNode): string | undefined {
  switch (node["subquery_type"]) {
    case "EXISTS":
      return "exists";
    case "SCALAR": {
      const item = selectItems((node["subquery"] as TreeNode)["node"] as TreeNode)?.[0];
      if (item === undefined) return undefined;
      return item["alias"] != null ? String(item["alias"]) : figureName(item);
    }
    default:
      return undefined;
  }
}

const typeNames: ReadonlyMap<string, string> = new Map([
  ["BOOLEAN", "bool"],
  ["SMALLINT", "int2"],
  ["INTEGER", "int4"],
  ["BIGINT", "int8"],
  ["FLOAT", "float4"],
  ["DOUBLE", "float8"],
  ["DECIMAL", "numeric"],
  ["VARCHAR", "text"],
  ["BLOB", "bytea"],
  ["TIMESTAMP WITH TIME ZONE", "timestamptz"],
  ["TIME WITH TIME ZONE", "timetz"],
]);

function typeName(type: TreeNode): string {
  const id = String(type["id"] === "UNBOUND" ? (type["type_info"] as TreeNode | undefined)?.["name"] : type["id"]);
  return typeNames.get(id.toUpperCase()) ?? id.toLowerCase();
}
