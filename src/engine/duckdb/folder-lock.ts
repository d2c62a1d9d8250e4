// Claims a folder for this process. The system releases the claim when the process ends, however it ends.
import path from "node:path";
import duckdb from "@duckdb/node-bindings";
import { PgError } from "../../errors.js";

/**
 * DuckDB locks the file of a database that it has open, on every system it runs on: an empty database serves as the lock.
 * @throws PgError (55006) when another process has the folder.
 */
export async function lockFolder(folder: string): Promise<() => void> {
  const config = duckdb.create_config();
  duckdb.set_config(config, "threads", "1");
  try {
    const database = await duckdb.open(path.join(folder, "lock"), config);
    return () => duckdb.close_sync(database);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : "";
    if (!/lock/i.test(message)) throw thrown;
    const processId = /PID (\d+)/.exec(message)?.[1];
    throw new PgError(
      "55006",
      `${folder} is in use by another process${processId === undefined ? "" : ` (${processId})`}`,
      {
        hint: "One gateway serves a data folder. Stop the other one, or set SLUICE_DATA_DIR.",
        cause: thrown,
      },
    );
  }
}
