// Tells how many rows a running DuckDB statement has gone through.
import duckdb from "@duckdb/node-bindings";
import { runOn } from "./statement-run.js";

/** Calls `tell` every so often while `work` runs on the connection, once there is something to tell. */
export async function tellingRows<T>(
  raw: duckdb.Connection,
  { tell, everyMs }: { readonly tell: ((rows: number) => void) | undefined; readonly everyMs: number },
  work: () => Promise<T>,
): Promise<T> {
  if (tell === undefined) return work();
  // Without the first, DuckDB counts nothing; without the second, it draws a bar on our standard output.
  await runOn(raw, "SET enable_progress_bar = true");
  await runOn(raw, "SET enable_progress_bar_print = false");
  const timer = setInterval(() => {
    const rows = Number(duckdb.query_progress(raw).rows_processed);
    if (rows > 0) tell(rows);
  }, everyMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
