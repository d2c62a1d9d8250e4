// Walks the syntax tree that DuckDB makes of a SELECT, and refuses every node and key that is not in its tables.
// The tree is `json_serialize_sql`'s: https://duckdb.org/docs/stable/data/json/sql_to_and_from_json
import { FeatureNotSupported, ProgramLimitExceeded } from "../../errors.js";
import { limits } from "../../limits.js";
import { foldCase } from "./qualified-name.js";
import { expressionShapes, queryShapes, type Part, type Shape, tableShapes } from "./tree-shapes.js";

export interface TreeNode {
  readonly [key: string]: unknown;
}

/** The CTEs that a place can see, folded as DuckDB compares them: ASCII letters only. Innermost first. */
export interface Scope {
  readonly names: ReadonlySet<string>;
  readonly outer: Scope | undefined;
}

/** What it does not want to see, it leaves out. */
export interface Visitor {
  relation?(node: TreeNode, scope: Scope | undefined): void;
  call?(node: TreeNode, place: { readonly isTableFunction: boolean; readonly isSelectItem: boolean }): void;
  column?(node: TreeNode, place: { readonly isSelectItem: boolean }): void;
  parameter?(node: TreeNode): void;
  /** Every node of a query, and every table reference and expression in it; before what hangs on it. */
  query?(node: TreeNode): void;
  table?(node: TreeNode): void;
  expression?(node: TreeNode): void;
}

export function isVisible(scope: Scope | undefined, name: string): boolean {
  const folded = foldCase(name);
  for (let at = scope; at !== undefined; at = at.outer) if (at.names.has(folded)) return true;
  return false;
}

/** @throws FeatureNotSupported (0A000) for what is not in the tables; ProgramLimitExceeded (54000, 54001); what the visitor throws. */
export function walkSelect(statement: TreeNode, visitor: Visitor): void {
  new Walker(visitor).query(statement);
}

class Walker {
  readonly #visitor: Visitor;
  #scope: Scope | undefined;
  #depth = 0;
  #nodes = 0;

  constructor(visitor: Visitor) {
    this.#visitor = visitor;
  }

  /** `{node, named_param_map}` */
  query(value: unknown): void {
    const statement = nodeOf(value);
    checkKeys(statement, new Set(["node", "named_param_map"]), "statement");
    this.#queryNode(statement["node"]);
  }

  #queryNode(value: unknown): void {
    const node = nodeOf(value);
    const kind = String(node["type"]);
    const keys = queryShapes[kind];
    if (keys === undefined) throw unknown(kind);
    checkKeys(node, keys, kind);
    this.#visitor.query?.(node);
    this.#enter(() => {
      const outer = this.#scope;
      this.#commonTableExpressions(node["cte_map"]);
      switch (kind) {
        case "SELECT_NODE":
          this.#select(node);
          break;
        case "SET_OPERATION_NODE":
          this.#queryNode(node["left"]);
          this.#queryNode(node["right"]);
          break;
        default:
          this.#recursive(node);
      }
      this.#modifiers(node["modifiers"]);
      this.#scope = outer;
    });
  }

  #select(node: TreeNode): void {
    // FROM first: the visitor then knows the relations when it sees the columns.
    if (node["from_table"] != null) this.#table(node["from_table"]);
    for (const item of listOf(node["select_list"])) this.#expression(item, true);
    for (const key of ["where_clause", "having", "qualify"]) if (node[key] != null) this.#expression(node[key]);
    this.#expressions(node["group_expressions"]);
    assertPlain(node["sample"]);
  }

  /** The name stands for the CTE in the recursive part only. */
  #recursive(node: TreeNode): void {
    this.#queryNode(node["left"]);
    const outer = this.#scope;
    this.#scope = { names: new Set([foldCase(String(node["cte_name"]))]), outer };
    this.#queryNode(node["right"]);
    this.#expressions(node["key_targets"]);
    this.#scope = outer;
  }

  /** Each sees those before it. */
  #commonTableExpressions(value: unknown): void {
    if (value == null) return;
    for (const entry of listOf(nodeOf(value)["map"])) {
      const { key, value: expression } = nodeOf(entry);
      const definition = nodeOf(expression);
      checkKeys(definition, new Set(["aliases", "query", "materialized", "key_targets"]), "CTE");
      this.query(definition["query"]);
      this.#expressions(definition["key_targets"]);
      this.#scope = { names: new Set([foldCase(String(key))]), outer: this.#scope };
    }
  }

  #modifiers(value: unknown): void {
    for (const item of listOf(value)) {
      const modifier = nodeOf(item);
      switch (modifier["type"]) {
        case "ORDER_MODIFIER":
          checkKeys(modifier, new Set(["type", "orders"]), "ORDER_MODIFIER");
          this.#orders(modifier["orders"]);
          break;
        case "LIMIT_MODIFIER":
        case "LIMIT_PERCENT_MODIFIER":
          checkKeys(modifier, new Set(["type", "limit", "offset"]), "LIMIT_MODIFIER");
          if (modifier["limit"] != null) this.#expression(modifier["limit"]);
          if (modifier["offset"] != null) this.#expression(modifier["offset"]);
          break;
        case "DISTINCT_MODIFIER":
          checkKeys(modifier, new Set(["type", "distinct_on_targets"]), "DISTINCT_MODIFIER");
          this.#expressions(modifier["distinct_on_targets"]);
          break;
        default:
          throw unknown(String(modifier["type"]));
      }
    }
  }

  #table(value: unknown): void {
    const node = nodeOf(value);
    const kind = String(node["type"]);
    if (kind === "SHOW_REF") {
      throw new FeatureNotSupported("DESCRIBE, SHOW and SUMMARIZE are not supported", {
        hint: "CALL describe_dataset('name') tells a dataset's columns.",
      });
    }
    const shape = tableShapes[kind];
    if (shape === undefined) throw unknown(kind);
    this.#enter(() => {
      this.#visitor.table?.(node);
      if (kind === "BASE_TABLE") this.#visitor.relation?.(node, this.#scope);
      this.#parts(node, shape, kind);
    });
  }

  #tableFunction(value: unknown): void {
    const node = nodeOf(value);
    if (node["class"] !== "FUNCTION") throw unknown(String(node["class"]));
    this.#visitor.call?.(node, { isTableFunction: true, isSelectItem: false });
    this.#parts(node, expressionShapes["FUNCTION"] as Shape, "FUNCTION");
  }

  #expression(value: unknown, isSelectItem = false): void {
    const node = nodeOf(value);
    const kind = String(node["class"]);
    const shape = expressionShapes[kind];
    if (shape === undefined) throw unknown(kind);
    this.#enter(() => {
      this.#visitor.expression?.(node);
      switch (kind) {
        case "FUNCTION":
        case "WINDOW":
          this.#visitor.call?.(node, { isTableFunction: false, isSelectItem });
          break;
        case "COLUMN_REF":
          this.#visitor.column?.(node, { isSelectItem });
          break;
        case "PARAMETER":
          this.#visitor.parameter?.(node);
          break;
        default:
      }
      this.#parts(node, shape, kind);
    });
  }

  #expressions(value: unknown): void {
    for (const item of listOf(value)) this.#expression(item);
  }

  #orders(value: unknown): void {
    for (const item of listOf(value)) {
      const order = nodeOf(item);
      checkKeys(order, new Set(["type", "null_order", "expression"]), "ORDER BY");
      this.#expression(order["expression"]);
    }
  }

  #rows(value: unknown): void {
    for (const row of listOf(value)) this.#expressions(row);
  }

  #caseChecks(value: unknown): void {
    for (const item of listOf(value)) {
      const check = nodeOf(item);
      checkKeys(check, new Set(["when_expr", "then_expr"]), "CASE");
      this.#expression(check["when_expr"]);
      this.#expression(check["then_expr"]);
    }
  }

  /** `* REPLACE (expression AS column)` */
  #replacements(value: unknown): void {
    for (const item of listOf(value)) {
      const entry = nodeOf(item);
      checkKeys(entry, new Set(["key", "value"]), "REPLACE");
      this.#expression(entry["value"]);
    }
  }

  #pivots(value: unknown): void {
    for (const item of listOf(value)) {
      const pivot = nodeOf(item);
      checkKeys(pivot, new Set(["pivot_expressions", "unpivot_names", "entries"]), "PIVOT");
      this.#expressions(pivot["pivot_expressions"]);
      for (const entryValue of listOf(pivot["entries"])) {
        const entry = nodeOf(entryValue);
        checkKeys(entry, new Set(["values", "star_expr", "alias"]), "PIVOT");
        assertPlain(entry["values"]);
        if (entry["star_expr"] != null) this.#expression(entry["star_expr"]);
      }
    }
  }

  #parts(node: TreeNode, shape: Shape, kind: string): void {
    for (const [key, value] of Object.entries(node)) {
      const part = shape[key];
      if (value == null || value === "") continue;
      if (part === undefined) throw unknown(`${kind}.${key}`);
      this.#part(part, value, `${kind}.${key}`);
    }
  }

  #part(part: Part, value: unknown, place: string): void {
    switch (part) {
      case "plain":
        return assertPlain(value);
      case "refused":
        throw unknown(place);
      case "expression":
        return this.#expression(value);
      case "expressions":
        return this.#expressions(value);
      case "query":
        return this.query(value);
      case "table":
        return this.#table(value);
      case "tableFunction":
        return this.#tableFunction(value);
      case "modifier":
        return this.#modifiers([value]);
      case "orders":
        return this.#orders(value);
      case "rows":
        return this.#rows(value);
      case "caseChecks":
        return this.#caseChecks(value);
      case "replacements":
        return this.#replacements(value);
      case "pivots":
        return this.#pivots(value);
    }
  }

  #enter(work: () => void): void {
    if (++this.#nodes > limits.statementNodesMax) throw new ProgramLimitExceeded("statement has too many parts");
    if (++this.#depth > limits.statementDepthMax) {
      throw new ProgramLimitExceeded("statement is nested too deeply", {
        hint: `At most ${limits.statementDepthMax} levels are taken.`,
      });
    }
    work();
    this.#depth--;
  }
}

/** Types, constants, names: nothing in them may be an expression, but for the constants that some types carry. */
function assertPlain(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) assertPlain(item);
    return;
  }
  const node = value as TreeNode;
  if (
    "node" in node ||
    "function_name" in node ||
    "table_name" in node ||
    ("class" in node && node["class"] !== "CONSTANT")
  ) {
    throw unknown(String(node["class"] ?? node["type"]));
  }
  for (const item of Object.values(node)) assertPlain(item);
}

function checkKeys(node: TreeNode, keys: ReadonlySet<string>, kind: string): void {
  for (const [key, value] of Object.entries(node)) {
    if (!keys.has(key) && value != null && value !== "") throw unknown(`${kind}.${key}`);
  }
}

function nodeOf(value: unknown): TreeNode {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw unknown(typeof value);
  return value as TreeNode;
}

function listOf(value: unknown): readonly unknown[] {
  if (value == null) return [];
  if (!Array.isArray(value)) throw unknown(typeof value);
  return value as readonly unknown[];
}

function unknown(what: string): FeatureNotSupported {
  return new FeatureNotSupported(`this construct is not supported (${what})`);
}
