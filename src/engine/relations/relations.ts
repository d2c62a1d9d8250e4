// The internal relations that statements read: made on demand, held while somebody reads them, dropped when unused.
import type { Dataset, Snapshot } from "../../catalog/api.js";
import { limits } from "../../limits.js";
import type { ConnectionPool } from "../duckdb/connection-pool.js";
import { quoteIdentifier } from "../duckdb/sandbox.js";
import { runOn } from "../duckdb/statement-run.js";
import { createViewSql, internalName } from "./dataset-view.js";

interface Entry {
  readonly made: Promise<void>;
  holders: number;
}

export class Relations {
  readonly #pool: ConnectionPool;
  /** By internal name, least recently used first. */
  readonly #entries = new Map<string, Entry>();
  readonly #warn: (message: string, cause: unknown) => void;

  constructor(pool: ConnectionPool, warn: (message: string, cause: unknown) => void) {
    this.#pool = pool;
    this.#warn = warn;
  }

  /** Makes them, if need be, and keeps them until the returned function is called, once. */
  async hold(snapshot: Snapshot, datasets: Iterable<Dataset>): Promise<() => void> {
    const held: Entry[] = [];
    const release = (): void => {
      for (const entry of held.splice(0)) entry.holders--;
      this.#dropUnused();
    };
    try {
      for (const dataset of datasets) {
        const entry = this.#entryOf(snapshot, dataset);
        entry.holders++;
        held.push(entry);
        await entry.made;
      }
      return release;
    } catch (thrown) {
      release();
      throw thrown;
    }
  }

  #entryOf(snapshot: Snapshot, dataset: Dataset): Entry {
    const name = internalName(dataset);
    const known = this.#entries.get(name);
    this.#entries.delete(name);
    const entry: Entry = known ?? { made: this.#run(createViewSql(snapshot, dataset)), holders: 0 };
    this.#entries.set(name, entry);
    if (known === undefined) {
      entry.made.catch(() => {
        // It is told to whoever holds it; the next one tries again.
        if (this.#entries.get(name) === entry) this.#entries.delete(name);
      });
    }
    return entry;
  }

  #dropUnused(): void {
    if (this.#entries.size <= limits.internalRelationsMax) return;
    for (const [name, entry] of this.#entries) {
      if (this.#entries.size <= limits.internalRelationsMax) return;
      if (entry.holders > 0) continue;
      this.#entries.delete(name);
      this.#run(`DROP VIEW IF EXISTS "r".${quoteIdentifier(name)}`).catch((thrown: unknown) => {
        this.#warn("an unused relation could not be dropped", thrown);
      });
    }
  }

  async #run(sql: string): Promise<void> {
    const connection = await this.#pool.take();
    try {
      await runOn(connection.raw, sql);
    } finally {
      this.#pool.giveBack(connection);
    }
  }
}
