// The internal relations that statements read: made on demand, held while somebody reads them, dropped when unused.
import type { ConnectionPool } from "../duckdb/connection-pool.js";
import { runOn } from "../duckdb/statement-run.js";
import type { InternalRelation } from "./internal-relation.js";

interface Entry {
  readonly relation: InternalRelation;
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
  readonly #bytesMax: number;
  #bytes = 0;
  readonly #warn: (message: string, cause: unknown) => void;

  constructor(
    pool: ConnectionPool,
    options: {
      readonly unusedMax: number;
      /** Of tables; those that are held may take more. */
      readonly bytesMax: number;
      readonly warn: (message: string, cause: unknown) => void;
    },
  ) {
    this.#pool = pool;
    this.#unusedMax = options.unusedMax;
    this.#bytesMax = options.bytesMax;
    this.#warn = options.warn;
  }

  /** The database they lie in is gone. */
  forget(): void {
    this.#entries.clear();
    this.#bytes = 0;
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

  #entryOf(relation: InternalRelation): Entry {
    const { name } = relation;
    const known = this.#entries.get(name);
    if (known !== undefined) {
      this.#entries.delete(name);
      this.#entries.set(name, known);
      return known;
    }
    const entry: Entry = { relation, made: this.#make(relation), holders: 0 };
    this.#entries.set(name, entry);
    this.#bytes += relation.bytes;
    // It is told to whoever holds it; the next one tries again.
    entry.made.catch(() => this.#forgetEntry(entry));
    return entry;
  }

  async #make({ name, create }: InternalRelation): Promise<void> {
    await this.#drops.get(name);
    await create((sql) => this.#run(sql));
  }

  #dropUnused(): void {
    for (const entry of this.#entries.values()) {
      if (this.#entries.size <= this.#unusedMax && this.#bytes <= this.#bytesMax) return;
      if (entry.holders > 0) continue;
      this.#forgetEntry(entry);
      this.#drops.set(entry.relation.name, this.#drop(entry));
    }
  }

  #forgetEntry({ relation }: Entry): void {
    if (this.#entries.get(relation.name)?.relation !== relation) return;
    this.#entries.delete(relation.name);
    this.#bytes -= relation.bytes;
  }

  async #drop({ relation: { name, kind, sql }, made }: Entry): Promise<void> {
    try {
      await made;
      await this.#run(`DROP ${kind === "view" ? "VIEW" : "TABLE"} IF EXISTS ${sql}`);
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
