// The types of a statement's parameters and columns, before it is run.
import { setImmediate as nextTurn } from "node:timers/promises";
import duckdb from "@duckdb/node-bindings";
import { PgError } from "../../errors.js";
import type { DataType, ResultColumn } from "../data-type.js";
import type { ConnectionPool } from "./connection-pool.js";
import { dataTypeOf } from "./logical-type.js";

export interface Described {
  /** Undefined where DuckDB could not tell. */
  readonly parameterTypes: readonly (DataType | undefined)[];
  /** Undefined when a parameter's type must be known first. */
  readonly columns: readonly ResultColumn[] | undefined;
  /** Columns of type VARIANT, which nobody can read as they are. Their type is given as JSON. */
  readonly variants: ReadonlySet<number>;
}

/** The last two: a statement that was run already, with a value that did not fit, is left with the type of that value. */
const untold: ReadonlySet<duckdb.Type> = new Set([
  duckdb.Type.INVALID,
  duckdb.Type.ANY,
  duckdb.Type.STRING_LITERAL,
  duckdb.Type.INTEGER_LITERAL,
]);

/** A dataset has no more. DuckDB looks at all columns to tell of one. */
const columnsMax = 10_000;
/** So long, nobody else is held up. */
const turnMsMax = 20;

/** The statement stays prepared on its connection, for the execution that mostly follows. */
export async function describePrepared(pool: ConnectionPool, sql: string, timeZone: string): Promise<Described> {
  const connection = await pool.take(sql, timeZone);
  try {
    await connection.useTimeZone(timeZone);
    const statement = await connection.prepare(sql);
    const parameterTypes = Array.from({ length: duckdb.nparams(statement) }, (_, index) => {
      const type = duckdb.param_type(statement, index + 1);
      return untold.has(type) ? undefined : dataTypeOf(duckdb.param_logical_type(statement, index + 1));
    });
    const columnCount = duckdb.prepared_statement_column_count(statement);
    const columns: ResultColumn[] = [];
    const variants = new Set<number>();
    if (columnCount > columnsMax) throw new PgError("54011", `a result can have at most ${columnsMax} columns`);
    let turnBegan = performance.now();
    for (let index = 0; index < columnCount; index++) {
      if (performance.now() - turnBegan > turnMsMax) {
        await nextTurn();
        turnBegan = performance.now();
      }
      if (duckdb.prepared_statement_column_type(statement, index) === duckdb.Type.INVALID)
        return { parameterTypes, columns: undefined, variants };
      const isVariant = duckdb.prepared_statement_column_type(statement, index) === duckdb.Type.VARIANT;
      if (isVariant) variants.add(index);
      columns.push({
        name: duckdb.prepared_statement_column_name(statement, index),
        type: isVariant ? { id: "JSON" } : dataTypeOf(duckdb.prepared_statement_column_logical_type(statement, index)),
      });
    }
    return { parameterTypes, columns, variants };
  } finally {
    pool.giveBack(connection);
  }
}
