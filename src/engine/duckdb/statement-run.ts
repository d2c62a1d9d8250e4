// Runs one statement to its end on one connection, for the gateway's own purposes: settings, views, look-ups.
import duckdb from "@duckdb/node-bindings";
import { type Batch, isNull } from "../batch.js";
import type { ParameterValue } from "../parameter.js";
import { bindParameters } from "./bind.js";
import { fromDuckDB } from "./errors.js";
import { readChunk } from "./read-chunk.js";

/** Resolves with all rows. For small results; a client's rows go through `stream.ts`. */
export async function runOn(
  connection: duckdb.Connection,
  sql: string,
  parameters: readonly ParameterValue[] = [],
): Promise<readonly Batch[]> {
  try {
    const statement = await duckdb.prepare(connection, sql);
    try {
      return await readAll(statement, parameters);
    } finally {
      duckdb.destroy_prepare_sync(statement);
    }
  } catch (thrown) {
    throw fromDuckDB(thrown);
  }
}

/** Runs a prepared statement. Rejects with DuckDB's own error. */
export async function readAll(
  statement: duckdb.PreparedStatement,
  parameters: readonly ParameterValue[],
): Promise<readonly Batch[]> {
  bindParameters(statement, parameters);
  const result = await duckdb.execute_prepared(statement);
  const batches: Batch[] = [];
  for (;;) {
    const chunk = await duckdb.fetch_chunk(result);
    if (chunk === null || duckdb.data_chunk_get_size(chunk) === 0) return batches;
    batches.push(readChunk(chunk));
  }
}

/** The first column's strings. */
export function textsOrNullsOf(batches: readonly Batch[]): readonly (string | null)[] {
  return batches.flatMap((batch) => {
    const vector = batch.columns[0];
    if (vector === undefined || vector.layout !== "bytes") throw new Error("no column of text");
    const bytes = Buffer.from(vector.data.buffer, vector.data.byteOffset, vector.data.byteLength);
    return Array.from({ length: vector.length }, (_, index) => {
      return isNull(vector.validity, index) ? null : bytes.toString("utf8", vector.starts[index], vector.ends[index]);
    });
  });
}

/** The same, without the NULLs. */
export function textsOf(batches: readonly Batch[]): readonly string[] {
  return textsOrNullsOf(batches).filter((text) => text !== null);
}
