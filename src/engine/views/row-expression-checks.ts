// What an expression that chooses rows may have in it, by DuckDB's own syntax tree of it.
import type { Column } from "../../catalog/api.js";
import { FeatureNotSupported, PgError, SyntaxError, UndefinedFunction } from "../../errors.js";
import { isMacroCall } from "../sql/dialect/macro-calls.js";
import { verdictOfCall } from "../sql/functions/verdicts.js";
import { foldCase } from "../sql/qualified-name.js";
import type { SessionFacts } from "../sql/session-functions.js";
import type { TreeNode, Visitor } from "../sql/walk.js";
import { isHeldByTry } from "./not-held-by-try.js";

type Columns = readonly Pick<Column, "name" | "type">[];

/** `alone`: of the expression as the only item of a SELECT; `inParentheses`: as a condition. Both of the same text. */
export function isLoneExpression(alone: TreeNode, inParentheses: TreeNode): boolean {
  const [item, ...others] = (nodeOf(alone)["select_list"] ?? []) as readonly TreeNode[];
  const keys = Object.keys(nodeOf(alone)).filter((key) => !harmlessKeys.has(key));
  const { where_clause: condition, ...rest } = nodeOf(inParentheses);
  return (
    nodeOf(alone)["type"] === "SELECT_NODE" &&
    nodeOf(alone)["aggregate_handling"] === "STANDARD_HANDLING" &&
    (nodeOf(alone)["from_table"] as TreeNode | undefined)?.["type"] === "EMPTY" &&
    others.length === 0 &&
    keys.length === 0 &&
    item !== undefined &&
    item["alias"] == null &&
    Object.keys(rest).every((key) => harmlessKeys.has(key)) &&
    (rest["from_table"] as TreeNode | undefined)?.["type"] === "EMPTY" &&
    skeleton(item) === skeleton(condition)
  );
}

const harmlessKeys = new Set(["type", "select_list", "from_table", "aggregate_handling", "cte_map"]);

function nodeOf(tree: TreeNode): TreeNode {
  return tree["node"] as TreeNode;
}

/** Without places. */
function skeleton(node: unknown): string {
  return JSON.stringify(node, (key, value: unknown) => (key === "query_location" ? undefined : value));
}

/** Collects the columns, and refuses what is no matter of one row. */
export class ReadColumns implements Visitor {
  readonly names = new Set<string>();
  /** A function that may raise an error inside TRY. */
  notHeld: string | undefined;
  readonly #relation: string;
  readonly #columns: ReadonlyMap<string, string>;
  readonly #what: string;
  readonly #hasMacros: boolean;

  /** `hasMacros`: the text is a translation, and may call what stands for PostgreSQL's functions. */
  constructor(
    relation: string,
    columns: Columns,
    { what, hasMacros }: { readonly what: string; readonly hasMacros: boolean },
  ) {
    this.#relation = foldCase(relation);
    this.#columns = new Map(columns.map(({ name }) => [foldCase(name), name]));
    this.#what = what;
    this.#hasMacros = hasMacros;
  }

  relation(): void {
    throw new FeatureNotSupported(`${this.#what} cannot name another relation`);
  }

  parameter(): void {}

  call(node: TreeNode): void {
    if (!isHeldByTry(node)) this.notHeld ??= String(node["function_name"]);
    if (isMacroCall(node)) {
      if (this.#hasMacros) return;
      throw new UndefinedFunction(`function ${String(node["function_name"])} does not exist`);
    }
    const verdict = verdictOfCall(node, "expression");
    if (node["class"] === "WINDOW") throw new PgError("42P20", `window functions are not allowed in ${this.#what}`);
    if (verdict?.kind === "allowed" && verdict.isAggregate) {
      throw new PgError("42803", `aggregate functions are not allowed in ${this.#what}`);
    }
  }

  column(node: TreeNode): void {
    const names = (node["column_names"] as readonly unknown[]).map((name) => foldCase(String(name)));
    const [first = "", second] = names;
    if (first === this.#relation) {
      if (second === undefined && !this.#columns.has(first)) {
        throw new FeatureNotSupported(`${this.#what} cannot use the whole row`);
      }
      this.#add(second ?? first);
    }
    this.#add(first);
  }

  expression(node: TreeNode): void {
    switch (node["class"]) {
      case "SUBQUERY":
        throw new FeatureNotSupported(`cannot use subquery in ${this.#what}`);
      case "STAR":
      case "POSITIONAL_REFERENCE":
      case "DEFAULT":
        throw new SyntaxError(`${this.#what} must name its columns`);
      default:
    }
  }

  /** What is no column is a lambda's parameter, or is refused when it is bound. */
  #add(folded: string): void {
    const name = this.#columns.get(folded);
    if (name !== undefined) this.names.add(name);
  }
}

/** Of a column as it is written. Undefined: not known. */
export function typeOfColumn(names: readonly string[], relation: string, columns: Columns): string | undefined {
  const [first = "", second] = names.map(foldCase);
  if (names.length > 2 || (second !== undefined && first !== foldCase(relation))) return undefined;
  return columns.find(({ name }) => foldCase(name) === (second ?? first))?.type;
}

/** Of an expression that may not ask for them. */
export function noSession(what: string): SessionFacts {
  const refuse = (): never => {
    throw new FeatureNotSupported(`${what} cannot depend on the session`, {
      hint: "A policy can: CREATE POLICY ... USING (owner = current_user).",
    });
  };
  return {
    get role() {
      return refuse();
    },
    get sessionRole() {
      return refuse();
    },
    get database() {
      return refuse();
    },
    get sessionId() {
      return refuse();
    },
    get serverVersion() {
      return refuse();
    },
    setting: refuse,
  };
}
