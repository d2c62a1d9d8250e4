// What the side files say about the keys of one dataset, in a table of DuckDB's: every key of every commit, and where its rows lie.
// The files are read once, in the order of their commits; a new one only adds to the table.
import type { DataObject, Dataset, KeyAct, KeyColumn, Snapshot, Tombstones } from "../../catalog/api.js";
import type { ConnectionPool, PooledConnection } from "../duckdb/connection-pool.js";
import { quoteIdentifier, quoteLiteral } from "../duckdb/sandbox.js";
import { runOn, textsOf } from "../duckdb/statement-run.js";
import type { DatasetObjects } from "../relations/dataset-objects.js";
import { readFilesSql } from "../relations/dataset-view.js";
import { internalSql } from "../relations/internal-relation.js";
import { keyNames } from "./key-values.js";
import type { SideFileCopies } from "./side-file-copies.js";

export interface LedgerParts {
  readonly pool: ConnectionPool;
  readonly copies: SideFileCopies;
  readonly objects: DatasetObjects;
}

/** As the table has them. A key is tombstoned when the last of the first two that was done to it is the first. */
const acts = { tombstone: 0, untombstone: 1, hold: 2, release: 3 } as const satisfies Record<KeyAct, number>;

/** Of one dataset and key. Pieces of work on it are done one after another. */
export class Ledger {
  readonly keyColumns: readonly KeyColumn[];
  readonly #parts: LedgerParts;
  readonly #table: string;
  readonly #keys: string;
  #database: unknown;
  /** The names of the files that are in it. */
  #files: string[] = [];
  #rows = 0;
  /** Numbers of objects, by their URL. */
  #objects = new Map<string, number>();
  /** By URL: positions in the object are known for the keys of so many files. */
  #known = new Map<string, number>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(parts: LedgerParts, name: string, keyColumns: readonly KeyColumn[]) {
    this.#parts = parts;
    this.#table = internalSql(name);
    this.keyColumns = keyColumns;
    this.#keys = keyNames(keyColumns).join(", ");
  }

  /** Roughly. */
  get bytes(): number {
    return this.#rows * (24 + 24 * this.keyColumns.length);
  }

  /** Whether it has read the beginning of these files, or nothing yet. */
  isOf(tombstones: Tombstones): boolean {
    return this.#files.every(
      (file, index) => tombstones.files[index]?.file === file || tombstones.files.length <= index,
    );
  }

  /** Reads what it has not read yet, and hands `use` a connection on which the table can be read. */
  async read<T>(tombstones: Tombstones, use: (connection: PooledConnection) => Promise<T>): Promise<T> {
    return this.#inTurn(async (connection) => {
      await this.#readFiles(connection, tombstones);
      return use(connection);
    });
  }

  /** The same, when all positions in the dataset's objects are known as well. */
  async readWithPositions<T>(
    { snapshot, dataset, tombstones }: { snapshot: Snapshot; dataset: Dataset; tombstones: Tombstones },
    use: (connection: PooledConnection) => Promise<T>,
  ): Promise<T> {
    return this.read(tombstones, async (connection) => {
      await this.#findPositions(connection, snapshot, dataset, tombstones);
      return use(connection);
    });
  }

  /** SQL for the keys that are tombstoned (or held), with the number of the file that last made them so: `seq` and the keys. */
  keysSql(tombstones: Tombstones, what: "tombstone" | "hold" = "tombstone"): string {
    const [begins, ends] = what === "tombstone" ? [acts.tombstone, acts.untombstone] : [acts.hold, acts.release];
    return (
      `SELECT max(seq) AS seq, ${this.#keys} FROM ${this.#table} WHERE seq < ${tombstones.files.length} AND act IN (${begins}, ${ends}) ` +
      `GROUP BY ${this.#keys} HAVING arg_max(act, seq) = ${begins}`
    );
  }

  /** SQL for the places of the tombstoned rows: `object`, by its number, and `row`. The same place may come twice. */
  placesSql(tombstones: Tombstones): string {
    const rows = `SELECT object, row FROM ${this.#table} AS l WHERE act = ${acts.tombstone} AND seq < ${tombstones.files.length}`;
    if (!tombstones.files.some(({ act }) => act === "untombstone")) return rows;
    const same = keyNames(this.keyColumns).map((name) => `l.${name} = t.${name}`);
    return `${rows} AND EXISTS (SELECT 1 FROM (${this.keysSql(tombstones)}) AS t WHERE ${same.join(" AND ")})`;
  }

  numberOf(url: string): number | undefined {
    return this.#objects.get(url);
  }

  /** Nothing is read from it any more. */
  async drop(): Promise<void> {
    await this.#inTurn(async (connection) => {
      await runOn(connection.raw, `DROP TABLE IF EXISTS ${this.#table}`);
      this.#database = undefined;
    });
  }

  #inTurn<T>(work: (connection: PooledConnection) => Promise<T>): Promise<T> {
    const result = this.#queue.then(async () => {
      const connection = await this.#parts.pool.take();
      try {
        if (connection.database !== this.#database) await this.#begin(connection);
        return await work(connection);
      } catch (thrown) {
        throw connection.note(thrown);
      } finally {
        this.#parts.pool.giveBack(connection);
      }
    });
    // The caller is told of a failure; the queue goes on.
    this.#queue = result.catch(() => undefined);
    return result;
  }

  /** In a database that has nothing of it yet. */
  async #begin(connection: PooledConnection): Promise<void> {
    const columns = this.keyColumns.map(({ type }, index) => `k${index} ${type}`);
    await runOn(
      connection.raw,
      `CREATE OR REPLACE TABLE ${this.#table} (seq INTEGER, act UTINYINT, ${columns.join(", ")}, object INTEGER, row BIGINT)`,
    );
    this.#database = connection.database;
    this.#files = [];
    this.#rows = 0;
    this.#objects = new Map();
    this.#known = new Map();
  }

  async #readFiles(connection: PooledConnection, { files }: Tombstones): Promise<void> {
    for (const [seq, file] of files.entries()) {
      if (seq < this.#files.length) continue;
      await this.#parts.copies.withCopy(file, async (path) => {
        const source = `read_parquet(${quoteLiteral(path)}, hive_partitioning = false)`;
        const urls = textsOf(await runOn(connection.raw, `SELECT DISTINCT url FROM ${source} WHERE url IS NOT NULL`));
        const numbers = urls.map((url) => `(${quoteLiteral(url)}, ${this.#number(url)})`);
        const object = numbers.length === 0 ? "NULL" : "o.number";
        const join =
          numbers.length === 0 ? "" : `LEFT JOIN (VALUES ${numbers.join(", ")}) AS o(url, number) ON f.url = o.url`;
        await this.#insert(
          connection,
          `SELECT ${seq}, ${acts[file.act]}, ${keyNames(this.keyColumns, "f.").join(", ")}, ${object}, f.row FROM ${source} AS f ${join}`,
        );
      });
      this.#files.push(file.file);
    }
  }

  /** Objects may have come after the files whose keys may be in them. */
  async #findPositions(
    connection: PooledConnection,
    snapshot: Snapshot,
    dataset: Dataset,
    { files }: Tombstones,
  ): Promise<void> {
    const unknown = new Map<number, DataObject[]>();
    for (const object of dataset.objects) {
      this.#number(object.url);
      const known = this.#known.get(object.url) ?? 0;
      const from = files.findIndex(
        ({ act, covers }, seq) =>
          seq >= known && act === "tombstone" && !(covers !== undefined && (object.since ?? 0) <= covers),
      );
      if (from === -1) this.#known.set(object.url, Math.max(known, files.length));
      else unknown.set(from, [...(unknown.get(from) ?? []), object]);
    }
    for (const [from, objects] of unknown) {
      const numbers = objects.map(({ url }, index) => `(${index}::UBIGINT, ${this.#number(url)})`);
      const same = this.keyColumns.map(({ name }, index) => `t.${quoteIdentifier(name)} = l.k${index}`);
      // Nobody in particular waits for it: other statements need it, too.
      await this.#parts.objects.use(snapshot, objects, new AbortController().signal, (paths) =>
        this.#insert(
          connection,
          `SELECT l.seq, ${acts.tombstone}, ${keyNames(this.keyColumns, "l.").join(", ")}, o.number, t.file_row_number
         FROM ${readFilesSql(paths)} AS t
         JOIN (SELECT DISTINCT seq, ${this.#keys} FROM ${this.#table} WHERE act = ${acts.tombstone} AND seq BETWEEN ${from} AND ${files.length - 1}) AS l
           ON ${same.join(" AND ")}
         JOIN (VALUES ${numbers.join(", ")}) AS o(place, number) ON t.file_index = o.place`,
        ),
      );
      for (const { url } of objects) this.#known.set(url, files.length);
    }
  }

  async #insert(connection: PooledConnection, select: string): Promise<void> {
    await runOn(connection.raw, `INSERT INTO ${this.#table} ${select}`);
    const [rows] = textsOf(await runOn(connection.raw, `SELECT count(*)::VARCHAR FROM ${this.#table}`));
    this.#rows = Number(rows);
  }

  #number(url: string): number {
    const known = this.#objects.get(url);
    if (known !== undefined) return known;
    const number = this.#objects.size;
    this.#objects.set(url, number);
    return number;
  }
}
