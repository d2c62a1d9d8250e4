// Tells a stream that failed from one that ended: the binding says the same of both, and keeps the reason to itself.
import duckdb from "@duckdb/node-bindings";
import { PgError } from "../../errors.js";
import type { ParameterValue } from "../parameter.js";
import { fromDuckDB, LocatedError } from "./errors.js";
import { runOn } from "./statement-run.js";

const before = "SELECT max(hash(q)) FROM (";

/** To be asked when `fetch_chunk` gives no more rows. */
export function hasFailed(result: duckdb.Result): boolean {
  return duckdb.result_return_type(result) === duckdb.ResultType.INVALID;
}

/** Runs the statement once more, keeps none of its rows, and gives the error that this ends with. */
export async function findFailure(
  connection: duckdb.Connection,
  sql: string,
  parameters: readonly ParameterValue[],
): Promise<PgError> {
  try {
    // A comment may end the statement: hence the line.
    await runOn(connection, `${before}${sql}\n) AS q`, parameters);
  } catch (thrown) {
    const error = fromDuckDB(thrown);
    return error instanceof LocatedError ? new LocatedError(error, error.byteOffset - before.length) : error;
  }
  return new PgError("58000", "the statement failed before its last row, and did not when it was tried again", {
    hint: "Run it again.",
  });
}
