// Where plans are made that clients may see: a DuckDB of its own, in which each relation of a statement is an empty table with the columns
// that its reader sees. Nothing of how relations are made is there: no files, no filters of views and policies, no erased rows, no keys.
import duckdb from "@duckdb/node-bindings";
import { FeatureNotSupported } from "../../errors.js";
import { limits } from "../../limits.js";
import { interruptibly } from "../duckdb/exclusive-work.js";
import { Dialect, type DialectParts } from "../duckdb/install-dialect.js";
import { registerDeeds } from "../duckdb/register-deeds.js";
import { openSandbox, quoteIdentifier, quoteLiteral, type SandboxOptions } from "../duckdb/sandbox.js";
import { runOn, textsOf } from "../duckdb/statement-run.js";
import type { ParameterValue } from "../parameter.js";

export interface StandIn {
  /** What it is called in the text. */
  readonly table: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

export interface StandInStatement {
  readonly sql: string;
  readonly relations: readonly StandIn[];
  readonly parameters: readonly ParameterValue[];
  readonly timeZone: string;
  readonly signal: AbortSignal;
}

/** As `EXPLAIN (FORMAT JSON)` tells it. */
export interface EngineNode {
  readonly name: string;
  readonly children?: readonly EngineNode[];
  readonly extra_info?: Readonly<Record<string, string | readonly string[]>>;
}

/** How SQL names a stand-in. */
export function standInSql(table: string): string {
  return `temp.main.${quoteIdentifier(table)}`;
}

/** Over empty tables they would leave nothing of a plan; and what they put into one is no part of any statement. */
const disabledOptimizers = [
  "statistics_propagation",
  "empty_result_pullup",
  "compressed_materialization",
  "late_materialization",
  "join_filter_pushdown",
  "top_n_window_elimination",
];

interface Opened {
  readonly database: duckdb.Database;
  readonly dialect: Dialect;
}

export class StandIns {
  readonly #sandbox: Pick<SandboxOptions, "temporaryFolder">;
  readonly #dialect: DialectParts;
  #opened: Promise<Opened> | undefined;

  constructor(sandbox: Pick<SandboxOptions, "temporaryFolder">, dialect: DialectParts) {
    this.#sandbox = sandbox;
    this.#dialect = dialect;
  }

  /** @throws FeatureNotSupported (0A000) where DuckDB makes no plan of it there. */
  async planOf({ sql, relations, parameters, timeZone, signal }: StandInStatement): Promise<EngineNode> {
    const { database, dialect } = await this.#open();
    await dialect.prepareFor(sql);
    const raw = await duckdb.connect(database);
    try {
      return await interruptibly({ raw }, signal, async () => {
        await runOn(raw, `SET TimeZone = ${quoteLiteral(timeZone)}`);
        // Of the connection alone, and gone with it.
        for (const { table, columns } of relations) {
          const list = columns.map(({ name, type }) => `${quoteIdentifier(name)} ${type}`);
          await runOn(raw, `CREATE TEMP TABLE ${quoteIdentifier(table)} (${list.join(", ")})`);
        }
        const [answer] = await runOn(raw, `EXPLAIN (FORMAT JSON) ${sql}`, parameters);
        const [text] = textsOf(answer === undefined ? [] : [{ ...answer, columns: answer.columns.slice(1) }]);
        const [root] = JSON.parse(text ?? "[]") as readonly EngineNode[];
        if (root === undefined) throw new Error("DuckDB gave no plan");
        return root;
      });
    } catch (thrown) {
      signal.throwIfAborted();
      throw new FeatureNotSupported("EXPLAIN is not supported for this statement", { cause: thrown });
    } finally {
      duckdb.disconnect_sync(raw);
    }
  }

  close(): void {
    void this.#opened?.then(({ database }) => duckdb.close_sync(database)).catch(() => undefined);
  }

  /** Once the first plan is asked for: few gateways ever are. */
  #open(): Promise<Opened> {
    this.#opened ??= this.#make().catch((thrown: unknown) => {
      this.#opened = undefined;
      throw thrown;
    });
    return this.#opened;
  }

  async #make(): Promise<Opened> {
    const { temporaryFolder } = this.#sandbox;
    const settings = { folders: [], temporaryFolder, memoryLimit: limits.standInMemory, threads: 1 };
    const database = await openSandbox({ ...settings, disabledOptimizers });
    const connection = await duckdb.connect(database);
    registerDeeds(connection, () => {
      throw new Error("nothing is done while a statement is planned");
    });
    return { database, dialect: await Dialect.install(connection, this.#dialect) };
  }
}
