// The expressions that decide which rows are seen: a view's filter, a policy's USING. Checked whenever they are used.
import type { Column } from "../../catalog/api.js";
import { FeatureNotSupported, PgError, SyntaxError, UndefinedFunction } from "../../errors.js";
import { limits } from "../../limits.js";
import type { ConnectionPool } from "../duckdb/connection-pool.js";
import { describePrepared } from "../duckdb/describe.js";
import { LocatedError } from "../duckdb/errors.js";
import { quoteIdentifier } from "../duckdb/sandbox.js";
import { byteaLiteralEdits } from "../sql/bytea-literals.js";
import { duckDBText } from "../sql/duckdb-text.js";
import { isMacroCall } from "../sql/dialect/macro-calls.js";
import { verdictOfCall } from "../sql/functions/verdicts.js";
import { isLeakproof } from "../sql/leakproof.js";
import { LeastRecentlyUsed } from "../sql/least-recently-used.js";
import { emptyNames } from "../sql/names.js";
import { foldCase } from "../sql/qualified-name.js";
import { resolve } from "../sql/resolve.js";
import { selectTree } from "../sql/select-tree.js";
import type { SessionFacts } from "../sql/session-functions.js";
import { Splice } from "../sql/splice.js";
import { type TreeNode, type Visitor, walkSelect } from "../sql/walk.js";
import { isHeldByTry } from "./not-held-by-try.js";

export interface RowExpressionOrder {
  readonly text: string;
  /** What it is called in messages: `row_filter`, `policy "x"`. */
  readonly what: string;
  /** The relation that it is about. */
  readonly relation: string;
  readonly columns: readonly Pick<Column, "name" | "type">[];
  /** Of the session that reads. Absent: it may not ask for them. */
  readonly facts?: SessionFacts;
}

export interface RowExpression {
  /** Is true, false or NULL for every row, and never an error. */
  readonly sql: string;
  /** The columns that it reads. */
  readonly reads: readonly string[];
  readonly isOfOneSession: boolean;
}

const before = "SELECT true WHERE (";
const after = "\n)";

export class RowExpressions {
  readonly #pool: ConnectionPool;
  readonly #known = new LeastRecentlyUsed<string, RowExpression>(limits.planCacheEntriesMax);

  constructor(pool: ConnectionPool) {
    this.#pool = pool;
  }

  /** @throws PgError: what is wrong with it. Without a position: it is no part of the statement that is told. */
  async compile(order: RowExpressionOrder): Promise<RowExpression> {
    const { text, relation, columns, facts } = order;
    const isForSessions = facts !== undefined;
    const key = JSON.stringify([text, relation, columns.map(({ name, type }) => [name, type]), isForSessions]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    try {
      const { asksSession, ...compiled } = await this.#compile(order);
      if (!asksSession) this.#known.set(key, compiled);
      return compiled;
    } catch (thrown) {
      throw thrown instanceof LocatedError || (thrown instanceof PgError && thrown.position !== undefined)
        ? withoutPlace(thrown, order.what)
        : thrown;
    }
  }

  async #compile(order: RowExpressionOrder): Promise<RowExpression & { readonly asksSession: boolean }> {
    const { relation, columns, facts, what } = order;
    if (order.text.length > limits.rowExpressionCharactersMax) {
      throw new SyntaxError(`${what} is longer than ${limits.rowExpressionCharactersMax} characters`);
    }
    if (order.text.trim() === "" || order.text.includes("\0")) throw new SyntaxError(`${what} is no expression`);
    const { sql, removed } = duckDBText(`${before}${order.text}${after}`);
    if (removed.length > 0) throw new FeatureNotSupported(`${what} names a relation`);
    const text = Buffer.from(sql);
    const tree = await selectTree(this.#pool, sql);
    await this.#assertLoneExpression(sql, tree, what);
    const reads = new ReadColumns(relation, columns, what);
    walkSelect(tree, reads);
    const resolution = resolve({
      text,
      removed,
      tree,
      names: emptyNames,
      facts: facts ?? noSession(what),
    });
    if (resolution.parameterCount > 0) throw new FeatureNotSupported(`${what} cannot have parameters`);
    const spliced = new Splice(text, [...resolution.edits, ...byteaLiteralEdits(text, tree)]).text;
    const expression = spliced.slice(before.length - 1);
    const isTotal = isLeakproof(tree, {
      typeOfColumn: (names) => typeOf(names, relation, columns),
    });
    if (!isTotal && reads.notHeld !== undefined) {
      throw new FeatureNotSupported(
        `function ${reads.notHeld} is not allowed in ${what}: it fails over some values, and that cannot be hidden`,
      );
    }
    // Where it fails over a row, the row is hidden: an error would tell of it.
    const attempt = `TRY(${expression})`;
    await this.#assertBoolean(attempt, order);
    return {
      sql: isTotal ? expression : attempt,
      reads: [...reads.names],
      isOfOneSession: resolution.isOfOneSession,
      // All that is put in the place of something else is an answer of the session's.
      asksSession: resolution.edits.length > 0,
    };
  }

  /** `x) OR (y`, `x -- `, `x ORDER BY 1` and `x;` are something else by themselves than in parentheses. */
  async #assertLoneExpression(sql: string, tree: TreeNode, what: string): Promise<void> {
    const alone = await selectTree(this.#pool, `SELECT ${sql.slice(before.length, sql.length - after.length)}\n`);
    const [item, ...others] = (nodeOf(alone)["select_list"] ?? []) as readonly TreeNode[];
    const keys = Object.keys(nodeOf(alone)).filter((key) => !harmlessKeys.has(key));
    const { where_clause: inParentheses, ...rest } = nodeOf(tree);
    const isLone =
      nodeOf(alone)["type"] === "SELECT_NODE" &&
      nodeOf(alone)["aggregate_handling"] === "STANDARD_HANDLING" &&
      (nodeOf(alone)["from_table"] as TreeNode | undefined)?.["type"] === "EMPTY" &&
      others.length === 0 &&
      keys.length === 0 &&
      item !== undefined &&
      item["alias"] == null &&
      Object.keys(rest).every((key) => harmlessKeys.has(key)) &&
      (rest["from_table"] as TreeNode | undefined)?.["type"] === "EMPTY" &&
      skeleton(item) === skeleton(inParentheses);
    if (!isLone) throw new SyntaxError(`${what} must be one expression`);
  }

  /** TRY also refuses what would give another answer each time. */
  async #assertBoolean(sql: string, { relation, columns, what }: RowExpressionOrder): Promise<void> {
    const row = columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${quoteIdentifier(name)}`);
    const statement = `SELECT ${sql} FROM (SELECT ${row.join(", ")}) AS ${quoteIdentifier(relation)}`;
    let described;
    try {
      described = await describePrepared(this.#pool, statement, "UTC");
    } catch (thrown) {
      if (thrown instanceof PgError && /volatile function/.test(thrown.message)) {
        throw new FeatureNotSupported(`functions in ${what} must give the same answer for the same row every time`);
      }
      throw thrown;
    }
    const type = described.columns?.[0]?.type.id;
    if (type === "BOOLEAN") return;
    throw new PgError("42804", `${what} must be type boolean, not type ${type?.toLowerCase() ?? "unknown"}`);
  }
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
class ReadColumns implements Visitor {
  readonly names = new Set<string>();
  /** A function that may raise an error inside TRY. */
  notHeld: string | undefined;
  readonly #relation: string;
  readonly #columns: ReadonlyMap<string, string>;
  readonly #what: string;

  constructor(relation: string, columns: readonly Pick<Column, "name">[], what: string) {
    this.#relation = foldCase(relation);
    this.#columns = new Map(columns.map(({ name }) => [foldCase(name), name]));
    this.#what = what;
  }

  relation(): void {
    throw new FeatureNotSupported(`${this.#what} cannot name another relation`);
  }

  parameter(): void {}

  call(node: TreeNode): void {
    if (isMacroCall(node)) throw new UndefinedFunction(`function ${String(node["function_name"])} does not exist`);
    const verdict = verdictOfCall(node, "expression");
    if (node["class"] === "WINDOW") throw new PgError("42P20", `window functions are not allowed in ${this.#what}`);
    if (verdict?.kind === "allowed" && verdict.isAggregate) {
      throw new PgError("42803", `aggregate functions are not allowed in ${this.#what}`);
    }
    if (!isHeldByTry(node)) this.notHeld ??= String(node["function_name"]);
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

function typeOf(
  names: readonly string[],
  relation: string,
  columns: readonly Pick<Column, "name" | "type">[],
): string | undefined {
  const [first = "", second] = names.map(foldCase);
  if (names.length > 2 || (second !== undefined && first !== foldCase(relation))) return undefined;
  return columns.find(({ name }) => foldCase(name) === (second ?? first))?.type;
}

function noSession(what: string): SessionFacts {
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

function withoutPlace(error: PgError, what: string): PgError {
  const fields = {
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    cause: error,
  };
  return new PgError(error.sqlstate, `${what}: ${error.message}`, fields);
}
