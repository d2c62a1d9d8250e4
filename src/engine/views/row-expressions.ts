// The expressions that decide which rows are seen: a view's filter, a policy's USING. Checked whenever they are used.
import type { Column, FilterDialect } from "../../catalog/api.js";
import { FeatureNotSupported, PgError, SyntaxError } from "../../errors.js";
import { limits } from "../../limits.js";
import type { ConnectionPool } from "../duckdb/connection-pool.js";
import { describePrepared } from "../duckdb/describe.js";
import { LocatedError } from "../duckdb/errors.js";
import { quoteIdentifier } from "../duckdb/sandbox.js";
import { byteaLiteralEdits } from "../sql/bytea-literals.js";
import { inHeldSchema } from "../sql/dialect/held-macros.js";
import { duckDBText } from "../sql/duckdb-text.js";
import { isLeakproof } from "../sql/leakproof.js";
import { LeastRecentlyUsed } from "../sql/least-recently-used.js";
import { literalEdits } from "../sql/literals.js";
import { emptyNames } from "../sql/names.js";
import { patternEdits } from "../sql/patterns.js";
import { resolve } from "../sql/resolve.js";
import { selectTree } from "../sql/select-tree.js";
import type { SessionFacts } from "../sql/session-functions.js";
import { type Edit, Splice } from "../sql/splice.js";
import { type TreeNode, walkSelect } from "../sql/walk.js";
import { type Condition, translatedParts, translatedWhole } from "./postgres-conditions.js";
import { isLoneExpression, noSession, ReadColumns, typeOfColumn } from "./row-expression-checks.js";
import { answersOf, listening } from "./session-questions.js";

export interface RowExpressionOrder {
  readonly text: string;
  /** Absent: DuckDB's. */
  readonly dialect?: FilterDialect | undefined;
  /** What it is called in messages: `row_filter`, `policy "x"`. */
  readonly what: string;
  /** The relation that it is about. */
  readonly relation: string;
  readonly columns: readonly Pick<Column, "name" | "type">[];
  /** Of the session that reads. Absent: it may not ask for them. */
  readonly facts?: SessionFacts;
}

type Expression = Omit<RowExpressionOrder, "facts">;

export interface RowExpression {
  /** Is true for the rows that are seen, and never an error. */
  readonly sql: string;
  /** The columns that it reads. */
  readonly reads: readonly string[];
  readonly isOfOneSession: boolean;
}

/** A piece of it that was looked at by itself. */
interface Checked extends RowExpression {
  /** It raises no error over any row. If it is not: `sql` has to be put in TRY. */
  readonly isTotal: boolean;
}

export interface RowExpressionParts {
  readonly pool: ConnectionPool;
  /** Makes what a text calls of PostgreSQL's functions. */
  readonly prepareDialect: (sql: string) => Promise<void>;
}

const before = "SELECT true WHERE (";
const after = "\n)";

export class RowExpressions {
  readonly #parts: RowExpressionParts;
  readonly #known = new LeastRecentlyUsed<string, RowExpression>(limits.planCacheEntriesMax);
  /** By the expression: the questions that it asks. */
  readonly #asked = new LeastRecentlyUsed<string, ReadonlySet<string>>(limits.planCacheEntriesMax);

  constructor(parts: RowExpressionParts) {
    this.#parts = parts;
  }

  /** @throws PgError: what is wrong with it. Without a position: it is no part of the statement that is told. */
  async compile(order: RowExpressionOrder): Promise<RowExpression> {
    const { text, dialect, relation, columns, what, facts = noSession(order.what) } = order;
    const isForSessions = order.facts !== undefined;
    const key = JSON.stringify([text, dialect, relation, columns.map(({ name, type }) => [name, type]), isForSessions]);
    const keyOf = (asked: ReadonlySet<string> | undefined): string | undefined => {
      const answers = asked === undefined ? undefined : answersOf(facts, asked);
      return answers === undefined ? undefined : key + answers;
    };
    const known = this.#known.get(keyOf(this.#asked.get(key)) ?? "");
    if (known !== undefined) return known;
    try {
      const heard = listening(facts);
      const { sql, reads, isOfOneSession } = await this.#compile(
        { text, dialect, relation, columns, what },
        heard.facts,
      );
      const compiled = { sql, reads, isOfOneSession };
      const full = keyOf(heard.asked);
      this.#asked.set(key, heard.asked);
      if (full !== undefined) this.#known.set(full, compiled);
      return compiled;
    } catch (thrown) {
      throw thrown instanceof LocatedError || (thrown instanceof PgError && thrown.position !== undefined)
        ? withoutPlace(thrown, order.what)
        : thrown;
    }
  }

  async #compile(order: Expression, facts: SessionFacts): Promise<Checked> {
    const { text, what, dialect } = order;
    if (text.length > limits.rowExpressionCharactersMax) {
      throw new SyntaxError(`${what} is longer than ${limits.rowExpressionCharactersMax} characters`);
    }
    if (text.trim() === "" || text.includes("\0")) throw new SyntaxError(`${what} is no expression`);
    const whole = await this.#check(dialect === undefined ? text : translatedWhole(order), order, facts);
    if (whole.isTotal) return whole;
    // Where it fails over a row, the row is hidden: an error would tell of it.
    return dialect === undefined
      ? { ...whole, sql: held(whole.sql) }
      : { ...whole, sql: await this.#held(translatedParts(order), order, facts) };
  }

  /** Of an AND, each part by itself: DuckDB leaves out files by those that need no TRY. */
  async #held(condition: Condition, order: Expression, facts: SessionFacts): Promise<string> {
    if (condition.kind === "and") {
      const parts = await Promise.all(condition.parts.map((part) => this.#held(part, order, facts)));
      return `(${parts.join(" AND ")})`;
    }
    const { sql, isTotal } = await this.#inOrder(condition, order, facts);
    return isTotal ? sql : held(sql);
  }

  /**
   * PostgreSQL works out the second side of an AND or OR only where the first does not decide, and an error of a side that it does not work out
   * hides nothing. Whether a side is false or NULL makes no difference to which rows are seen.
   */
  async #inOrder(
    condition: Condition,
    order: Expression,
    facts: SessionFacts,
  ): Promise<Pick<Checked, "sql" | "isTotal">> {
    if (condition.kind === "leaf") return this.#check(condition.sql, order, facts);
    const parts = await Promise.all(condition.parts.map((part) => this.#inOrder(part, order, facts)));
    const texts = parts.map(({ sql }) => sql);
    const isAnd = condition.kind === "and";
    if (parts.every(({ isTotal }) => isTotal))
      return { sql: `(${texts.join(isAnd ? " AND " : " OR ")})`, isTotal: true };
    const sql = texts.reduceRight((rest, first) =>
      isAnd ? `CASE WHEN ${first} THEN ${rest} ELSE false END` : `CASE WHEN ${first} THEN true ELSE ${rest} END`,
    );
    return { sql: `(${sql})`, isTotal: false };
  }

  /** `written`: in DuckDB's dialect. */
  async #check(
    written: string,
    { relation, columns, what, dialect }: Expression,
    facts: SessionFacts,
  ): Promise<Checked> {
    const { sql, removed } = duckDBText(`${before}${written}${after}`);
    if (removed.length > 0) throw new FeatureNotSupported(`${what} names a relation`);
    const text = Buffer.from(sql);
    const hasMacros = dialect !== undefined;
    const reads = new ReadColumns(relation, columns, { what, hasMacros });
    const tree = await this.#treeOf(sql, what, reads);
    const resolution = resolve({
      text,
      removed,
      tree,
      names: emptyNames,
      facts,
    });
    if (resolution.parameterCount > 0) throw new FeatureNotSupported(`${what} cannot have parameters`);
    const known = { typeOfColumn: (names: readonly string[]) => typeOfColumn(names, relation, columns) };
    const edits: Edit[] = [...resolution.edits, ...byteaLiteralEdits(text, tree)];
    if (hasMacros) edits.push(...literalEdits(text, tree, { ...known, taken: edits }), ...patternEdits(text, tree));
    const spliced = new Splice(text, edits).text;
    // What DuckDB is given has to be no more than what was looked at. Answers of the session's are constants in it.
    const final = edits.length > 0 ? await this.#treeOf(spliced, what, reads) : tree;
    const isTotal = isLeakproof(final, known);
    if (!isTotal && reads.notHeld !== undefined) {
      throw new FeatureNotSupported(
        `function ${reads.notHeld} is not allowed in ${what}: it fails over some values, and that cannot be hidden`,
      );
    }
    const own = spliced.slice(before.length - 1);
    const expression = hasMacros ? inHeldSchema(own) : own;
    await this.#parts.prepareDialect(expression);
    await this.#assertBoolean(`TRY(${expression})`, { relation, columns, what });
    return {
      sql: expression,
      isTotal,
      reads: [...reads.names],
      isOfOneSession: resolution.isOfOneSession,
    };
  }

  /** `x) OR (y`, `x -- `, `x ORDER BY 1` and `x;` are something else by themselves than in parentheses. */
  async #treeOf(sql: string, what: string, reads: ReadColumns): Promise<TreeNode> {
    const { pool } = this.#parts;
    const tree = await selectTree(pool, sql);
    const alone = await selectTree(pool, `SELECT ${sql.slice(before.length, sql.length - after.length)}\n`);
    if (!isLoneExpression(alone, tree)) throw new SyntaxError(`${what} must be one expression`);
    walkSelect(tree, reads);
    return tree;
  }

  /** TRY also refuses what would give another answer each time. */
  async #assertBoolean(
    sql: string,
    { relation, columns, what }: Pick<Expression, "relation" | "columns" | "what">,
  ): Promise<void> {
    const row = columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${quoteIdentifier(name)}`);
    const statement = `SELECT ${sql} FROM (SELECT ${row.join(", ")}) AS ${quoteIdentifier(relation)}`;
    let described;
    try {
      described = await describePrepared(this.#parts.pool, statement, "UTC");
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

/**
 * True, or NULL where it fails. With a comparison around it: TRY works out row by row what has failed once, each into a vector of one row, and
 * a CASE or COALESCE right in it writes beyond its end (DuckDB 1.5).
 */
function held(condition: string): string {
  return `TRY(${condition} IS NOT DISTINCT FROM true)`;
}

function withoutPlace(error: PgError, what: string): PgError {
  const fields = {
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    cause: error,
  };
  return new PgError(error.sqlstate, `${what}: ${error.message}`, fields);
}
