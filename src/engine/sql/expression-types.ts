// What type an expression of DuckDB's syntax tree has, as far as that can be told before DuckDB binds it. Undefined: not known.
import { decimalOf } from "./functions/casts.js";
import { verdictOfCall } from "./functions/verdicts.js";
import { foldCase } from "./qualified-name.js";
import type { TreeNode } from "./walk.js";

export interface KnownTypes {
  /**
   * The type of the column that is written so (`["people", "id"]`, `["id"]`), as DuckDB writes it. Undefined unless every column
   * of that name, in all relations of the statement, has this type; and undefined where the qualifier is none of its relations, as
   * `["address", "id"]` may be a field of a struct.
   */
  typeOfColumn(names: readonly string[]): string | undefined;
  /** Undefined unless the parameter's value comes to DuckDB as this very type. */
  typeOfParameter?(number: number): string | undefined;
}

/** A string in quotes has no type of its own: DuckDB casts it to whatever it meets. */
export const literal = "STRING_LITERAL";

const booleanOperators = new Set([
  "OPERATOR_NOT",
  "OPERATOR_IS_NULL",
  "OPERATOR_IS_NOT_NULL",
  "COMPARE_IN",
  "COMPARE_NOT_IN",
]);

export function typeOf(node: TreeNode, known: KnownTypes): string | undefined {
  switch (node["class"]) {
    case "BETWEEN":
    case "COMPARISON":
    case "CONJUNCTION":
      return "BOOLEAN";
    case "CASE":
      return common(branchesOf(node), known);
    case "CAST":
      return typeName(node["cast_type"]);
    case "COLLATE":
      return typeOf(node["child"] as TreeNode, known);
    case "COLUMN_REF":
      return known.typeOfColumn((node["column_names"] as readonly unknown[]).map(String));
    case "CONSTANT":
      return typeOfConstant(node);
    case "FUNCTION":
    case "WINDOW":
      return typeOfCall(node, known);
    case "OPERATOR":
      if (booleanOperators.has(String(node["type"]))) return "BOOLEAN";
      return node["type"] === "OPERATOR_COALESCE" ? common(childrenOf(node), known) : undefined;
    case "PARAMETER":
      return known.typeOfParameter?.(Number(node["identifier"]));
    case "SUBQUERY": {
      if (node["subquery_type"] !== "SCALAR") return "BOOLEAN";
      const [item, ...others] = selectListOf(node);
      const type = item === undefined || others.length > 0 ? undefined : typeOf(item, known);
      return type === literal ? "VARCHAR" : type;
    }
    default:
      return undefined;
  }
}

export function childrenOf(node: TreeNode): readonly TreeNode[] {
  return (node["children"] ?? []) as readonly TreeNode[];
}

/** What a CASE may answer. */
export function branchesOf(node: TreeNode): readonly TreeNode[] {
  const checks = ((node["case_checks"] ?? []) as readonly TreeNode[]).map((check) => check["then_expr"] as TreeNode);
  return node["else_expr"] == null ? checks : [...checks, node["else_expr"] as TreeNode];
}

/** Of a subquery that is a plain SELECT; empty otherwise. */
export function selectListOf(node: TreeNode): readonly TreeNode[] {
  const query = (node["subquery"] as TreeNode | undefined)?.["node"] as TreeNode | undefined;
  return query?.["type"] === "SELECT_NODE" ? ((query["select_list"] ?? []) as readonly TreeNode[]) : [];
}

function common(nodes: readonly TreeNode[], known: KnownTypes): string | undefined {
  const types = new Set(nodes.map((node) => typeOf(node, known)));
  types.delete("NULL");
  if (types.size > 1) types.delete(literal);
  const [only, ...others] = types;
  if (others.length > 0) return undefined;
  // Strings only: text.
  return only === literal ? "VARCHAR" : only;
}

function typeOfCall(node: TreeNode, known: KnownTypes): string | undefined {
  const name = foldCase(String(node["function_name"]));
  const verdict = verdictOfCall(node, "expression");
  if (verdict?.kind !== "allowed") return undefined;
  if (verdict.result !== "first") return verdict.result ?? derived(name, childrenOf(node), known);
  const [first] = childrenOf(node);
  const type = first === undefined ? undefined : typeOf(first, known);
  return type === literal ? "VARCHAR" : type;
}

/** Those whose result depends on the types of their arguments. */
function derived(name: string, children: readonly TreeNode[], known: KnownTypes): string | undefined {
  const types = children.map((child) => typeOf(child, known));
  const [first] = types;
  switch (name) {
    case "+":
    case "-":
    case "*":
    case "/":
      return types.includes("DOUBLE") ? "DOUBLE" : undefined;
    case "sum": {
      if (first === undefined) return undefined;
      if (first === "DOUBLE" || first === "FLOAT") return "DOUBLE";
      const decimal = decimalOf(first);
      if (decimal !== undefined) return `DECIMAL(38,${decimal.scale})`;
      return ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "BOOLEAN"].includes(first) ? "HUGEINT" : undefined;
    }
    default:
      return undefined;
  }
}

function typeOfConstant(node: TreeNode): string | undefined {
  const value = node["value"] as TreeNode | undefined;
  if (value?.["is_null"] === true) return "NULL";
  const type = typeName(value?.["type"]);
  return type === "VARCHAR" ? literal : type;
}

function typeName(value: unknown): string | undefined {
  const { id, type_info: info } = value as { readonly id: string; readonly type_info?: TreeNode };
  if (id === "DECIMAL")
    return info === undefined ? undefined : `DECIMAL(${String(info["width"])},${String(info["scale"])})`;
  // The types that carry more are lists, structs, aliases and those that are still to be found by name.
  return info == null ? id : undefined;
}
