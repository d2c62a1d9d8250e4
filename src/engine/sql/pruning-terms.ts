// Which of a dataset's objects a statement can want, as far as its text says: comparisons of a column with a constant, of which each row
// that counts passes all.
import { foldCase } from "./qualified-name.js";
import type { TreeNode } from "./walk.js";

/** A constant, as SQL. `$n` is the statement's own parameter. */
export type Bound = string;

export type PruningTerm =
  | { readonly kind: "compare"; readonly column: string; readonly operator: Operator; readonly bound: Bound }
  | { readonly kind: "in"; readonly column: string; readonly bounds: readonly Bound[] };

export type Operator = "=" | "<" | "<=" | ">" | ">=";

const operators: Readonly<Record<string, Operator>> = {
  COMPARE_EQUAL: "=",
  COMPARE_LESSTHAN: "<",
  COMPARE_LESSTHANOREQUALTO: "<=",
  COMPARE_GREATERTHAN: ">",
  COMPARE_GREATERTHANOREQUALTO: ">=",
};

const mirrored = { "=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const satisfies Record<Operator, Operator>;

/** Of the rows of these, WHERE decides one by one. An ASOF or a positional join looks at rows that WHERE then leaves out. */
const plainJoins: ReadonlySet<string> = new Set(["INNER", "LEFT", "RIGHT", "FULL", "OUTER"]);
const plainReferences: ReadonlySet<string> = new Set(["REGULAR", "CROSS"]);

/**
 * By the node of each base table whose rows are bound by WHERE; tables that are not among them are wanted as a whole.
 * `columnsOf` tells the columns of a table, undefined where it is none of the lake's.
 */
export function pruningTerms(
  tree: TreeNode,
  columnsOf: (table: TreeNode) => readonly string[] | undefined,
): ReadonlyMap<TreeNode, readonly PruningTerm[]> {
  const found = new Map<TreeNode, readonly PruningTerm[]>();
  visit(tree, (node) => {
    if (node["type"] !== "SELECT_NODE" || node["sample"] != null) return;
    const from = tablesOf(node["from_table"]);
    if (from === undefined) return;
    const terms = conjunctsOf(node["where_clause"]).flatMap((conjunct) => termsOf(conjunct));
    for (const table of from.tables) {
      const columns = columnsOf(table)?.map(foldCase);
      if (columns === undefined) continue;
      const isOwn = (names: readonly string[]): boolean => {
        const [first = "", second] = names.map(foldCase);
        if (names.length > 2) return false;
        if (second !== undefined) return first === nameOf(table) && columns.includes(second);
        // Without a name before it, it could be another's.
        const others = from.tables.filter((other) => other !== table);
        const mayBeOthers = others.some(
          (other) => columnsOf(other)?.some((name) => foldCase(name) === first) !== false,
        );
        return columns.includes(first) && from.isOnlyTables && !mayBeOthers;
      };
      const own = terms.flatMap(({ names, term }) => (isOwn(names) ? [term(foldCase(names.at(-1) ?? ""))] : []));
      if (own.length > 0) found.set(table, own);
    }
  });
  return found;
}

function visit(value: unknown, use: (node: TreeNode) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, use);
    return;
  }
  if (!isNode(value)) return;
  use(value);
  for (const child of Object.values(value)) visit(child, use);
}

/** Undefined: WHERE says nothing of its rows one by one. */
function tablesOf(from: unknown): { readonly tables: readonly TreeNode[]; readonly isOnlyTables: boolean } | undefined {
  if (!isNode(from)) return undefined;
  switch (from["type"]) {
    case "BASE_TABLE":
      return from["sample"] == null && from["column_name_alias"] == null && from["at_clause"] == null
        ? { tables: [from], isOnlyTables: true }
        : undefined;
    case "JOIN": {
      const isPlain =
        plainJoins.has(String(from["join_type"])) && plainReferences.has(String(from["ref_type"] ?? "REGULAR"));
      const [left, right] = [tablesOf(from["left"]), tablesOf(from["right"])];
      if (!isPlain || left === undefined || right === undefined) return undefined;
      return {
        tables: [...left.tables, ...right.tables],
        isOnlyTables: left.isOnlyTables && right.isOnlyTables,
      };
    }
    case "SUBQUERY":
      return { tables: [], isOnlyTables: false };
    default:
      return undefined;
  }
}

function nameOf(table: TreeNode): string {
  return foldCase(String(table["alias"] ?? table["table_name"]));
}

function conjunctsOf(where: unknown): readonly TreeNode[] {
  if (!isNode(where)) return [];
  if (where["type"] !== "CONJUNCTION_AND") return [where];
  return nodesOf(where["children"]).flatMap(conjunctsOf);
}

interface OpenTerm {
  /** Of the column, as written. */
  readonly names: readonly string[];
  readonly term: (column: string) => PruningTerm;
}

function termsOf(node: TreeNode): readonly OpenTerm[] {
  const type = String(node["type"]);
  const operator = operators[type];
  if (operator !== undefined) {
    return [
      ...comparison(node["left"], operator, node["right"]),
      ...comparison(node["right"], mirrored[operator], node["left"]),
    ];
  }
  if (type === "COMPARE_BETWEEN") {
    return [...comparison(node["input"], ">=", node["lower"]), ...comparison(node["input"], "<=", node["upper"])];
  }
  if (type === "COMPARE_IN") {
    const [column, ...items] = nodesOf(node["children"]);
    const [names, bounds] = [columnNames(column), items.map(boundOf)];
    if (names === undefined || bounds.length === 0 || bounds.includes(undefined)) return [];
    return [{ names, term: (name) => ({ kind: "in", column: name, bounds: bounds as readonly Bound[] }) }];
  }
  return [];
}

function comparison(left: unknown, operator: Operator, right: unknown): readonly OpenTerm[] {
  const [names, bound] = [columnNames(left), boundOf(right)];
  if (names === undefined || bound === undefined) return [];
  return [{ names, term: (column) => ({ kind: "compare", column, operator, bound }) }];
}

function columnNames(node: unknown): readonly string[] | undefined {
  return isNode(node) && node["class"] === "COLUMN_REF" ? (node["column_names"] as readonly string[]) : undefined;
}

const wholeNumbers: ReadonlySet<string> = new Set(["INTEGER", "BIGINT", "HUGEINT"]);
const momentTypes: ReadonlySet<string> = new Set(["DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"]);

function boundOf(node: unknown): Bound | undefined {
  if (!isNode(node)) return undefined;
  switch (node["class"]) {
    case "PARAMETER":
      return `$${String(node["identifier"])}`;
    case "CONSTANT":
      return constantOf(node["value"]);
    case "CAST": {
      const type = isNode(node["cast_type"]) ? String(node["cast_type"]["id"]) : "";
      const child = boundOf(node["child"]);
      const isPlain = momentTypes.has(type) && node["try_cast"] !== true;
      return child !== undefined && isPlain ? `CAST(${child} AS ${type})` : undefined;
    }
    default:
      return undefined;
  }
}

function constantOf(value: unknown): Bound | undefined {
  if (!isNode(value) || value["is_null"] === true || !isNode(value["type"])) return undefined;
  const [type, content] = [String(value["type"]["id"]), value["value"]];
  if (wholeNumbers.has(type) && typeof content === "number" && Number.isSafeInteger(content)) return `(${content})`;
  if (type === "VARCHAR" && typeof content === "string") return `'${content.replaceAll("'", "''")}'`;
  return undefined;
}

function nodesOf(value: unknown): readonly TreeNode[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

function isNode(value: unknown): value is TreeNode {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
