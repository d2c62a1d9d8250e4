// Tells whether a statement names a column that its reader may not read, of a relation that they may read in part.
//
// What runs cannot read such a column in any case: the relation stands in the text as a SELECT of the others. This is
// about the answer: PostgreSQL says "permission denied" to whoever names one, by a star, a whole row or a join as well.
// https://www.postgresql.org/docs/15/sql-grant.html
import { InsufficientPrivilege } from "../../errors.js";
import { foldCase } from "./qualified-name.js";
import type { TreeNode } from "./walk.js";

/** A relation in FROM of which only some columns may be read. Names are folded. */
export interface RestrictedRelation {
  /** As it is called in errors. */
  readonly name: string;
  /** What its columns are qualified with. */
  readonly alias: string;
  readonly visible: ReadonlySet<string>;
  readonly hidden: ReadonlySet<string>;
}

/** `restricted`: by the BASE_TABLE node. @throws InsufficientPrivilege (42501). */
export function assertColumnRights(tree: TreeNode, restricted: ReadonlyMap<TreeNode, RestrictedRelation>): void {
  if (restricted.size === 0) return;
  new ColumnRights(restricted).look(tree, []);
}

/** DuckDB did not find a column: was it one of those that are kept from the reader? */
export function deniedColumn(
  tree: TreeNode,
  restricted: ReadonlyMap<TreeNode, RestrictedRelation>,
): InsufficientPrivilege | undefined {
  const named = new Set<string>();
  eachNode(tree, (node) => {
    for (const key of ["column_names", "using_columns"])
      for (const name of (node[key] ?? []) as readonly unknown[]) named.add(foldCase(String(name)));
  });
  const relation = [...restricted.values()].find(({ hidden }) => [...named].some((name) => hidden.has(name)));
  return relation && denied(relation);
}

function denied({ name }: RestrictedRelation, hint?: string): InsufficientPrivilege {
  return new InsufficientPrivilege(`permission denied for table ${name}`, hint === undefined ? {} : { hint });
}

/** The restricted relations in FROM of a SELECT and of those around it, innermost first. */
type Scopes = readonly (readonly RestrictedRelation[])[];

class ColumnRights {
  readonly #restricted: ReadonlyMap<TreeNode, RestrictedRelation>;

  constructor(restricted: ReadonlyMap<TreeNode, RestrictedRelation>) {
    this.#restricted = restricted;
  }

  look(value: unknown, scopes: Scopes, outputNames: ReadonlySet<string> = new Set()): void {
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value) this.look(item, scopes, outputNames);
      return;
    }
    const node = value as TreeNode;
    switch (node["type"]) {
      case "SELECT_NODE":
        return this.#select(node, scopes);
      case "SET_OPERATION_NODE":
      case "RECURSIVE_CTE_NODE":
        // What stands beside its parts can name their results only.
        return this.#parts(node, [[], ...scopes], outputNames);
      case "BASE_TABLE":
        this.#columnAliases(node);
        break;
      case "JOIN":
        this.#join(node);
        break;
      default:
    }
    switch (node["class"]) {
      case "STAR":
        this.#star(node, scopes);
        break;
      case "COLUMN_REF":
        this.#column((node["column_names"] as readonly unknown[]).map(String).map(foldCase), scopes, outputNames);
        break;
      default:
    }
    this.#parts(node, scopes, outputNames);
  }

  #parts(node: TreeNode, scopes: Scopes, outputNames: ReadonlySet<string>): void {
    for (const part of Object.values(node)) this.look(part, scopes, outputNames);
  }

  #select(node: TreeNode, outer: Scopes): void {
    const scopes = [this.#directRelations(node["from_table"]), ...outer];
    const { modifiers, ...rest } = node;
    this.#parts(rest, scopes, new Set());
    // ORDER BY knows the results' names, and prefers them.
    const items = (node["select_list"] ?? []) as readonly TreeNode[];
    const names = items.flatMap((item) => (item["alias"] == null ? [] : [foldCase(String(item["alias"]))]));
    this.look(modifiers, scopes, new Set(names));
  }

  /** Not those within subqueries. */
  #directRelations(value: unknown): readonly RestrictedRelation[] {
    if (typeof value !== "object" || value === null) return [];
    const node = value as TreeNode;
    const own = this.#restricted.get(node);
    if (own !== undefined) return [own];
    return ["left", "right", "source"].flatMap((key) => this.#directRelations(node[key]));
  }

  #star(node: TreeNode, scopes: Scopes): void {
    const qualifier = node["relation_name"];
    const relation =
      qualifier == null || qualifier === ""
        ? scopes[0]?.[0]
        : scopes.flat().find(({ alias }) => alias === foldCase(String(qualifier)));
    if (relation !== undefined) throw denied(relation);
  }

  #column(names: readonly string[], scopes: Scopes, outputNames: ReadonlySet<string>): void {
    const [first = ""] = names;
    const isOutput = names.length === 1 && outputNames.has(first);
    const unqualified = isOutput ? undefined : scopes[0]?.find(({ hidden }) => hidden.has(first));
    if (unqualified !== undefined) throw denied(unqualified);
    for (const relation of scopes.flat()) {
      const at = names.indexOf(relation.alias);
      if (at === -1) continue;
      const column = names[at + 1];
      const isWholeRow = column === undefined && names.length === 1 && !isOutput && !relation.visible.has(first);
      if (isWholeRow || (column !== undefined && relation.hidden.has(column))) throw denied(relation);
    }
  }

  #join(node: TreeNode): void {
    const relations = this.#directRelations(node);
    const using = ((node["using_columns"] ?? []) as readonly unknown[]).map(String).map(foldCase);
    const relation = relations.find(({ hidden }) => using.some((name) => hidden.has(name)));
    if (relation !== undefined) throw denied(relation);
    const [first] = relations;
    if (node["ref_type"] === "NATURAL" && first !== undefined) {
      throw denied(first, "A natural join looks at all columns: join USING those that you may read.");
    }
  }

  /** They are counted from the relation's first column. */
  #columnAliases(node: TreeNode): void {
    const relation = this.#restricted.get(node);
    const aliases = (node["column_name_alias"] ?? []) as readonly unknown[];
    if (relation !== undefined && aliases.length > 0) {
      throw denied(relation, "Give columns other names in the select list.");
    }
  }
}

function eachNode(value: unknown, visit: (node: TreeNode) => void): void {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) visit(value as TreeNode);
  for (const part of Object.values(value)) eachNode(part, visit);
}
