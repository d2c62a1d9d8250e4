// A DuckDB of its own, with one thread, for as long as a piece of work takes.
import path from "node:path";
import duckdb from "@duckdb/node-bindings";
import { interruptibly } from "./exclusive-work.js";
import { openSandbox, type SandboxOptions } from "./sandbox.js";

export type InOneThread = <T>(signal: AbortSignal, work: (connection: duckdb.Connection) => Promise<T>) => Promise<T>;

/**
 * The number of threads belongs to a whole instance. The other one's relations do not exist here; the files of its sandbox do.
 * Rejects with the signal's reason when that stopped it.
 */
export function inOneThread(options: SandboxOptions): InOneThread {
  return async (signal, work) => {
    const temporaryFolder = path.join(options.temporaryFolder, "one-thread");
    const database = await openSandbox({ ...options, temporaryFolder, threads: 1 });
    try {
      const raw = await duckdb.connect(database);
      try {
        return await interruptibly({ raw }, signal, () => work(raw));
      } finally {
        duckdb.disconnect_sync(raw);
      }
    } finally {
      duckdb.close_sync(database);
    }
  };
}
