// What hangs on the nodes of DuckDB's syntax tree: whatever is not in these tables is refused.
// The tree is `json_serialize_sql`'s: https://duckdb.org/docs/stable/data/json/sql_to_and_from_json

/** How a part of a node is walked. `plain`: names, types and constants, with no expression in them. */
export type Part =
  | "plain"
  | "refused"
  | "expression"
  | "expressions"
  | "query"
  | "table"
  | "tableFunction"
  | "modifier"
  | "orders"
  | "rows"
  | "caseChecks"
  | "replacements"
  | "pivots";

export type Shape = Readonly<Record<string, Part>>;

const common = { class: "plain", type: "plain", alias: "plain", query_location: "plain" } as const;

/** What hangs on an expression, by its class. */
export const expressionShapes: Readonly<Record<string, Shape>> = {
  BETWEEN: { ...common, input: "expression", lower: "expression", upper: "expression" },
  CASE: { ...common, case_checks: "caseChecks", else_expr: "expression" },
  CAST: { ...common, child: "expression", cast_type: "plain", try_cast: "plain" },
  COLLATE: { ...common, child: "expression", collation: "plain" },
  COLUMN_REF: { ...common, column_names: "plain" },
  COMPARISON: { ...common, left: "expression", right: "expression" },
  CONJUNCTION: { ...common, children: "expressions" },
  CONSTANT: { ...common, value: "plain" },
  DEFAULT: common,
  FUNCTION: {
    ...common,
    function_name: "plain",
    schema: "plain",
    catalog: "plain",
    children: "expressions",
    filter: "expression",
    order_bys: "modifier",
    distinct: "plain",
    is_operator: "plain",
    export_state: "plain",
  },
  LAMBDA: { ...common, lhs: "expression", expr: "expression" },
  OPERATOR: { ...common, children: "expressions" },
  PARAMETER: { ...common, identifier: "plain" },
  POSITIONAL_REFERENCE: { ...common, index: "plain" },
  STAR: {
    ...common,
    relation_name: "plain",
    exclude_list: "plain",
    replace_list: "replacements",
    columns: "plain",
    expr: "expression",
    qualified_exclude_list: "plain",
    rename_list: "plain",
  },
  SUBQUERY: { ...common, subquery_type: "plain", subquery: "query", child: "expression", comparison_type: "plain" },
  WINDOW: {
    ...common,
    function_name: "plain",
    schema: "plain",
    catalog: "plain",
    children: "expressions",
    partitions: "expressions",
    orders: "orders",
    start: "plain",
    end: "plain",
    start_expr: "expression",
    end_expr: "expression",
    offset_expr: "expression",
    default_expr: "expression",
    ignore_nulls: "plain",
    filter_expr: "expression",
    exclude_clause: "plain",
    distinct: "plain",
    arg_orders: "orders",
  },
};

const commonTable = {
  type: "plain",
  alias: "plain",
  sample: "plain",
  query_location: "plain",
  column_name_alias: "plain",
} as const;

export const tableShapes: Readonly<Record<string, Shape>> = {
  BASE_TABLE: {
    ...commonTable,
    schema_name: "plain",
    table_name: "plain",
    catalog_name: "plain",
    at_clause: "refused",
  },
  SUBQUERY: { ...commonTable, subquery: "query" },
  JOIN: {
    ...commonTable,
    left: "table",
    right: "table",
    condition: "expression",
    join_type: "plain",
    ref_type: "plain",
    using_columns: "plain",
    delim_flipped: "plain",
    duplicate_eliminated_columns: "expressions",
  },
  TABLE_FUNCTION: { ...commonTable, function: "tableFunction", with_ordinality: "plain" },
  EXPRESSION_LIST: {
    ...commonTable,
    expected_names: "plain",
    expected_types: "plain",
    values: "rows",
  },
  EMPTY: commonTable,
  PIVOT: {
    ...commonTable,
    source: "table",
    aggregates: "expressions",
    unpivot_names: "plain",
    pivots: "pivots",
    groups: "plain",
    include_nulls: "plain",
  },
};

export const queryShapes: Readonly<Record<string, ReadonlySet<string>>> = {
  SELECT_NODE: new Set([
    "type",
    "modifiers",
    "cte_map",
    "select_list",
    "from_table",
    "where_clause",
    "group_expressions",
    "group_sets",
    "aggregate_handling",
    "having",
    "sample",
    "qualify",
  ]),
  SET_OPERATION_NODE: new Set(["type", "modifiers", "cte_map", "setop_type", "left", "right", "setop_all"]),
  RECURSIVE_CTE_NODE: new Set([
    "type",
    "modifiers",
    "cte_map",
    "cte_name",
    "union_all",
    "left",
    "right",
    "aliases",
    "key_targets",
  ]),
};
