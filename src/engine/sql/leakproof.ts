// Tells whether a statement can run beside rows that its reader must not see: nothing in it may raise an error over a row.
//
// DuckDB moves predicates below the filter that hides rows, so an error, or its absence, tells of hidden ones. The rule:
// - Every function must be leakproof over its arguments (functions/verdicts.ts), every cast between its types (functions/casts.ts).
// - What is compared, or may come out of one CASE, COALESCE or UNION, is cast to one type unseen. So all types must be known, and
//   such that the cast always works: text against a number is not. An unknown type is not leakproof.
// - A string in quotes is cast to what it meets. DuckDB keeps a cast that fails until the first row meets it, so that
//   `name = 'x' AND id = 'no number'` tells whether a row has that name: only strings that surely are of the type pass.
// - What stands for true or false must be boolean, since text would be cast.
// - A scalar subquery fails for two rows: it must be an aggregate. LIMIT and frames must be constants.
// - A name which the statement itself gives to something has no known type, whatever column of a dataset is called so.
// What is not listed here is not leakproof.
import { areComparable, castVerdict, isTextOf } from "./functions/casts.js";
import type { Signature } from "./functions/family.js";
import { verdictOfCall } from "./functions/verdicts.js";
import { branchesOf, childrenOf, type KnownTypes, literal, selectListOf, typeOf } from "./expression-types.js";
import { foldCase } from "./qualified-name.js";
import { type TreeNode, type Visitor, walkSelect } from "./walk.js";

/** @throws what walkSelect throws. */
export function isLeakproof(statement: TreeNode, known: KnownTypes): boolean {
  const judge = new Judge(known);
  walkSelect(statement, judge);
  return judge.isLeakproof;
}

/** Names, folded, that the statement itself gives to something, so that they need not be those of a dataset's columns. */
export function namesGiven(statement: TreeNode, known: KnownTypes): ReadonlySet<string> {
  const judge = new Judge(known);
  walkSelect(statement, judge);
  return judge.given;
}

class Judge implements Visitor {
  #isLeakproof = true;
  /** Names that the statement gives, folded. */
  readonly #given = new Set<string>();
  readonly #usedColumns = new Set<string>();
  readonly #relations = new Set<string>();
  readonly #starsOf = new Set<string>();
  readonly #known: KnownTypes;
  readonly #lookUp: KnownTypes["typeOfColumn"];

  constructor(known: KnownTypes) {
    this.#lookUp = (names) => known.typeOfColumn(names);
    const typeOfParameter = (number: number): string | undefined => known.typeOfParameter?.(number);
    this.#known = {
      typeOfColumn: (names) => {
        this.#usedColumns.add(foldCase(names.at(-1) ?? ""));
        return known.typeOfColumn(names);
      },
      typeOfParameter,
    };
  }

  get given(): ReadonlySet<string> {
    return this.#given;
  }

  get isLeakproof(): boolean {
    return (
      this.#isLeakproof &&
      [...this.#usedColumns].every((name) => !this.#given.has(name)) &&
      // `s.*` of a struct gives names that are not written anywhere.
      [...this.#starsOf].every((name) => this.#relations.has(name))
    );
  }

  relation(node: TreeNode): void {
    this.#relations.add(foldCase(String(node["alias"] ?? node["table_name"])));
  }

  call(node: TreeNode, place: { readonly isTableFunction: boolean }): void {
    // A column may be called after its function.
    this.#give(node["function_name"]);
    if (place.isTableFunction) {
      // Constants only: a column's number may be too great.
      this.#require(childrenOf(node).every((child) => child["class"] === "CONSTANT"));
    }
    this.#require(this.#isLeakproofCall(node, place.isTableFunction ? "from" : "expression"));
    if (node["class"] === "WINDOW") this.#window(node);
    if (node["filter"] != null) this.#require(this.#isBoolean(node["filter"]));
  }

  column(node: TreeNode): void {
    const names = (node["column_names"] as readonly unknown[]).map(String);
    // A field of a struct, maybe: its name may be that of a column of another type.
    if (names.length > 1 && this.#lookUp(names) === undefined) this.#give(names.at(-1));
  }

  parameter(): void {}

  query(node: TreeNode): void {
    for (const { value } of ((node["cte_map"] as TreeNode | undefined)?.["map"] ?? []) as readonly TreeNode[]) {
      for (const alias of ((value as TreeNode)["aliases"] ?? []) as readonly unknown[]) this.#give(alias);
    }
    for (const modifier of (node["modifiers"] ?? []) as readonly TreeNode[]) this.#modifier(modifier);
    switch (node["type"]) {
      case "SELECT_NODE":
        for (const key of ["where_clause", "having", "qualify"]) {
          if (node[key] != null) this.#require(this.#isBoolean(node[key]));
        }
        return;
      case "SET_OPERATION_NODE":
        return this.#setOperation(node);
      default:
        this.#require(false);
    }
  }

  table(node: TreeNode): void {
    if (node["alias"] != null) {
      this.#give(node["alias"]);
      this.#relations.add(foldCase(String(node["alias"])));
    }
    if (node["type"] === "TABLE_FUNCTION") this.#give("ordinality");
    for (const name of (node["column_name_alias"] ?? []) as readonly unknown[]) this.#give(name);
    switch (node["type"]) {
      case "BASE_TABLE":
      case "EMPTY":
      case "SUBQUERY":
      case "TABLE_FUNCTION":
        return;
      case "EXPRESSION_LIST":
        return this.#valuesList(node);
      case "JOIN":
        return this.#join(node);
      default:
        this.#require(false);
    }
  }

  expression(node: TreeNode): void {
    const alias = node["alias"];
    // `people.id AS id` gives nothing a new type.
    if (alias != null && alias !== "" && !isColumnNamed(node, String(alias))) this.#give(alias);
    this.#require(this.#isLeakproofNode(node));
  }

  #isLeakproofNode(node: TreeNode): boolean {
    switch (node["class"]) {
      case "BETWEEN":
        return this.#agree([node["input"], node["lower"], node["upper"]] as readonly TreeNode[]);
      case "CASE":
        return (
          (node["case_checks"] as readonly TreeNode[]).every((check) => this.#isBoolean(check["when_expr"])) &&
          this.#agree(branchesOf(node))
        );
      case "CAST":
        return this.#isLeakproofCast(node);
      case "COMPARISON":
        return this.#agree([node["left"], node["right"]] as readonly TreeNode[]);
      case "CONJUNCTION":
        return childrenOf(node).every((child) => this.#isBoolean(child));
      case "OPERATOR":
        return this.#isLeakproofOperator(node);
      case "STAR":
        for (const entry of (node["rename_list"] ?? []) as readonly TreeNode[]) this.#give(entry["value"]);
        for (const entry of (node["replace_list"] ?? []) as readonly TreeNode[]) this.#give(entry["key"]);
        if (node["relation_name"] != null) this.#starsOf.add(foldCase(String(node["relation_name"])));
        return node["columns"] !== true;
      case "SUBQUERY":
        return this.#isLeakproofSubquery(node);
      // call() looks at them.
      case "FUNCTION":
      case "WINDOW":
      case "COLLATE":
      case "COLUMN_REF":
      case "CONSTANT":
      case "PARAMETER":
      case "POSITIONAL_REFERENCE":
        return true;
      default:
        return false;
    }
  }

  #isLeakproofOperator(node: TreeNode): boolean {
    const children = childrenOf(node);
    switch (node["type"]) {
      case "OPERATOR_NOT":
        return children.every((child) => this.#isBoolean(child));
      case "OPERATOR_IS_NULL":
      case "OPERATOR_IS_NOT_NULL":
      case "GROUPING_FUNCTION":
        return true;
      case "COMPARE_IN":
      case "COMPARE_NOT_IN":
      case "OPERATOR_COALESCE":
        return this.#agree(children);
      default:
        return false;
    }
  }

  #isLeakproofCast(node: TreeNode): boolean {
    const child = node["child"] as TreeNode;
    const [from, to] = [typeOf(child, this.#known), typeOf(node, this.#known)];
    if (from === literal) return to !== undefined && isTextOf(textOf(child), to);
    return castVerdict(from, to, node["try_cast"] === true).leakproof;
  }

  #isLeakproofSubquery(node: TreeNode): boolean {
    const [item, ...others] = selectListOf(node);
    switch (node["subquery_type"]) {
      case "EXISTS":
      case "NOT_EXISTS":
        return true;
      case "ANY":
        return item !== undefined && others.length === 0 && this.#agree([node["child"] as TreeNode, item]);
      case "SCALAR": {
        const query = (node["subquery"] as TreeNode)["node"] as TreeNode;
        if (item?.["class"] !== "FUNCTION" || others.length > 0 || query["group_expressions"] != null) return false;
        if (query["group_sets"] != null || query["aggregate_handling"] !== "STANDARD_HANDLING") return false;
        const verdict = verdictOfCall(item, "expression");
        return verdict?.kind === "allowed" && verdict.isAggregate;
      }
      default:
        return false;
    }
  }

  #isLeakproofCall(node: TreeNode, place: "expression" | "from"): boolean {
    const verdict = verdictOfCall(node, place);
    if (verdict?.kind !== "allowed") return false;
    const children = childrenOf(node);
    if (!verdict.leakproof) return verdict.leakproofOver.some((signature) => this.#matches(signature, children));
    // A parameter takes the type that the function wants, and its value may be none of it.
    return children.every((child) => {
      const type = typeOf(child, this.#known);
      return type === literal ? verdict.takesText : type !== undefined || child["class"] !== "PARAMETER";
    });
  }

  #matches(signature: Signature, children: readonly TreeNode[]): boolean {
    if (signature.length !== children.length) return false;
    return signature.every((wanted, index) => {
      const child = children[index] as TreeNode;
      if (wanted === "ANY") return child["class"] !== "PARAMETER";
      const type = typeOf(child, this.#known);
      if (wanted.startsWith("'")) return type === literal && `'${textOf(child)}'` === wanted;
      if (type === literal) return wanted === "VARCHAR";
      if (wanted === "INTEGER") return type === "INTEGER" || type === "SMALLINT" || type === "TINYINT";
      if (wanted === "DECIMAL") return /^DECIMAL\((\d|1[0-8]),/.test(type ?? "");
      return type === wanted;
    });
  }

  #window(node: TreeNode): void {
    for (const [bound, expression] of [
      ["start", "start_expr"],
      ["end", "end_expr"],
    ] as const) {
      if (node[expression] == null) continue;
      // A RANGE adds to the value that it is ordered by.
      this.#require(/_(ROWS|GROUPS)$/.test(String(node[bound])) && isCount(node[expression]));
    }
    if (node["offset_expr"] != null) this.#require(isCount(node["offset_expr"]));
    if (node["default_expr"] != null) {
      this.#require(this.#agree([...childrenOf(node).slice(0, 1), node["default_expr"] as TreeNode]));
    }
    if (node["filter_expr"] != null) this.#require(this.#isBoolean(node["filter_expr"]));
  }

  #modifier(modifier: TreeNode): void {
    if (modifier["type"] === "LIMIT_PERCENT_MODIFIER") return this.#require(false);
    for (const key of ["limit", "offset"]) if (modifier[key] != null) this.#require(isCount(modifier[key]));
  }

  #setOperation(node: TreeNode): void {
    if (String(node["setop_type"]).endsWith("BY_NAME")) return this.#require(false);
    const [left, right] = [node["left"], node["right"]].map((side) => (side as TreeNode)["select_list"]) as [
      readonly TreeNode[] | undefined,
      readonly TreeNode[] | undefined,
    ];
    // One and the same type, as the left's names are those of the whole.
    this.#require(
      left !== undefined &&
        left.length === right?.length &&
        left.every((item, index) => {
          const [one, other] = [item, right[index] as TreeNode].map((side) => typeOf(side, this.#known));
          return one !== undefined && one !== literal && one !== "NULL" && one === other;
        }),
    );
  }

  #valuesList(node: TreeNode): void {
    const rows = node["values"] as readonly (readonly TreeNode[])[];
    for (const name of (node["expected_names"] ?? []) as readonly unknown[]) this.#give(name);
    const [first = []] = rows;
    first.forEach((_, index) => {
      this.#give(`col${index}`);
      this.#require(this.#agree(rows.map((row) => row[index] as TreeNode)));
    });
  }

  #join(node: TreeNode): void {
    if (node["ref_type"] === "NATURAL" || node["ref_type"] === "ASOF") return this.#require(false);
    if (node["condition"] != null) this.#require(this.#isBoolean(node["condition"]));
    // Two columns of one name: the look-up knows a type only where both have it.
    for (const name of (node["using_columns"] ?? []) as readonly unknown[]) {
      const type = this.#known.typeOfColumn([String(name)]);
      this.#require(type !== undefined && areComparable(type, type));
    }
  }

  /** Whether all can be cast to one type, whatever their values. */
  #agree(nodes: readonly TreeNode[]): boolean {
    const typed = nodes.map((node) => ({ node, type: typeOf(node, this.#known) }));
    const types = typed.flatMap(({ type }) => (type === literal ? [] : [type]));
    const texts = typed.flatMap(({ node, type }) => (type === literal ? [textOf(node)] : []));
    return types.every(
      (type, index) =>
        type !== undefined &&
        types.slice(index).every((other) => other !== undefined && areComparable(type, other)) &&
        (type === "NULL" || texts.every((text) => isTextOf(text, type))),
    );
  }

  #isBoolean(value: unknown): boolean {
    const type = typeOf(value as TreeNode, this.#known);
    return type === "BOOLEAN" || type === "NULL";
  }

  #give(name: unknown): void {
    this.#given.add(foldCase(String(name)));
  }

  #require(condition: boolean): void {
    if (!condition) this.#isLeakproof = false;
  }
}

function isColumnNamed(node: TreeNode, name: string): boolean {
  if (node["class"] !== "COLUMN_REF") return false;
  return foldCase(String((node["column_names"] as readonly unknown[]).at(-1))) === foldCase(name);
}

function textOf(constant: TreeNode): string {
  // COLLATE may stand around it.
  if (constant["class"] === "COLLATE") return textOf(constant["child"] as TreeNode);
  return String((constant["value"] as TreeNode)["value"]);
}

/** A whole number that is not negative, written out. */
function isCount(value: unknown): boolean {
  const node = value as TreeNode;
  const constant = (node["value"] as TreeNode | undefined)?.["value"];
  return (
    node["class"] === "CONSTANT" && typeof constant === "number" && Number.isSafeInteger(constant) && constant >= 0
  );
}
