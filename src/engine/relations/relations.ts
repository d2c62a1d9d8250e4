// The internal relations that statements read: made on demand, held while somebody reads them, dropped when unused.
import type { ConnectionPool } from "../duckdb/connection-pool.js";
import { quoteIdentifier } from "../duckdb/sandbox.js";
import { runOn } from "../duckdb/statement-run.js";
import type { InternalRelation } from "./internal-relation.js";

interface Entry {
  readonly made: Promise<void>;
  holders: number;
}

export class Relations {
  readonly #pool: ConnectionPool;
  /** By internal name, least recently used first. */
  readonly #entries = new Map<string, Entry>();
  /** Those being dropped: until that is done, none of the same name can be made. */
  readonly #drops = new Map<string, Promise<void>>();
  readonly #unusedMax: number;
  readonly #warn: (message: string, cause: unknown) => void;

  constructor(
    pool: ConnectionPool,
    options: { readonly unusedMax: number; readonly warn: (message: string, cause: unknown) => void },
  ) {
    this.#pool = pool;
    this.#unusedMax = options.unusedMax;
    this.#warn = options.warn;
  }

  /** The database they lie in is gone. */
  forget(): void {
    this.#entries.clear();
  }

  /** Makes them in their order, if need be, and keeps them until the returned function is called, once. */
  async hold(relations: Iterable<InternalRelation>): Promise<() => void> {
    const held: Entry[] = [];
    const release = (): void => {
      for (const entry of held.splice(0)) entry.holders--;
      this.#dropUnused();
    };
    try {
      for (const relation of relations) {
        const entry = this.#entryOf(relation);
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

  #entryOf({ name, createSql }: InternalRelation): Entry {
    const known = this.#entries.get(name);
    this.#entries.delete(name);
    const entry: Entry = known ?? { made: this.#make(name, createSql()), holders: 0 };
    this.#entries.set(name, entry);
    if (known === undefined) {
      entry.made.catch(() => {
        // It is told to whoever holds it; the next one tries again.
        if (this.#entries.get(name) === entry) this.#entries.delete(name);
      });
    }
    return entry;
  }

  async #make(name: string, sql: string): Promise<void> {
    await this.#drops.get(name);
    await this.#run(sql);
  }

  #dropUnused(): void {
    if (this.#entries.size <= this.#unusedMax) return;
    for (const [name, entry] of this.#entries) {
      if (this.#entries.size <= this.#unusedMax) return;
      if (entry.holders > 0) continue;
      this.#entries.delete(name);
      this.#drops.set(name, this.#drop(name));
    }
  }

  async #drop(name: string): Promise<void> {
    try {
      await this.#run(`DROP VIEW IF EXISTS "r".${quoteIdentifier(name)}`);
    } catch (thrown) {
      // It only takes up room. Whoever needs it again finds it there.
      this.#warn("an unused relation could not be dropped", thrown);
    } finally {
      this.#drops.delete(name);
    }
  }

  async #run(sql: string): Promise<void> {
    const connection = await this.#pool.take();
    try {
      await runOn(connection.raw, sql);
    } catch (thrown) {
      throw connection.note(thrown);
    } finally {
      this.#pool.giveBack(connection);
    }
  }
}
