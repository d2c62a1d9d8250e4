// DuckDB connections with the statements prepared on them. A connection serves one open result at a time.
import duckdb from "@duckdb/node-bindings";
import { EngineFailed, type PgError } from "../../errors.js";
import { limits } from "../../limits.js";
import { fromDuckDB } from "./errors.js";
import { quoteLiteral } from "./sandbox.js";
import { runOn } from "./statement-run.js";

export class PooledConnection {
  readonly raw: duckdb.Connection;
  readonly database: duckdb.Database;
  /** By text, least recently used first. */
  readonly #prepared = new Map<string, duckdb.PreparedStatement>();
  #timeZone = "UTC";
  #hasFailed = false;

  constructor(raw: duckdb.Connection, database: duckdb.Database) {
    this.raw = raw;
    this.database = database;
  }

  /** Its whole database has failed: see `note`. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** An error of DuckDB's as a client may see it. That of a failed database is remembered. */
  note(thrown: unknown): PgError {
    const error = fromDuckDB(thrown);
    if (error.sqlstate === failedState) this.#hasFailed = true;
    return error;
  }

  get timeZone(): string {
    return this.#timeZone;
  }

  hasPrepared(sql: string): boolean {
    return this.#prepared.has(sql);
  }

  /** @throws PgError as DuckDB's parser and binder have it. */
  async prepare(sql: string): Promise<duckdb.PreparedStatement> {
    const known = this.#prepared.get(sql);
    if (known !== undefined) {
      this.#prepared.delete(sql);
      this.#prepared.set(sql, known);
      return known;
    }
    try {
      const statement = await duckdb.prepare(this.raw, sql);
      this.#prepared.set(sql, statement);
      if (this.#prepared.size > limits.preparedPerConnectionMax) {
        for (const oldest of this.#prepared.keys()) {
          this.forget(oldest);
          break;
        }
      }
      return statement;
    } catch (thrown) {
      throw this.note(thrown);
    }
  }

  forget(sql: string): void {
    const statement = this.#prepared.get(sql);
    if (statement === undefined) return;
    this.#prepared.delete(sql);
    duckdb.destroy_prepare_sync(statement);
  }

  /** @throws PgError 22023 for a zone that DuckDB does not know. */
  async useTimeZone(timeZone: string): Promise<void> {
    if (timeZone === this.#timeZone) return;
    await runOn(this.raw, `SET TimeZone = ${quoteLiteral(timeZone)}`);
    this.#timeZone = timeZone;
    // Their plans hold constants that were worked out in the other zone.
    this.#forgetAll();
  }

  close(): void {
    this.#forgetAll();
    duckdb.disconnect_sync(this.raw);
  }

  #forgetAll(): void {
    for (const statement of this.#prepared.values()) duckdb.destroy_prepare_sync(statement);
    this.#prepared.clear();
  }
}

/** An INTERNAL or FATAL error: DuckDB refuses every statement on that database from then on. */
const failedState = new EngineFailed(undefined).sqlstate;

export class ConnectionPool {
  #database: duckdb.Database;
  readonly #reopen: (() => Promise<duckdb.Database>) | undefined;
  #reopening: Promise<void> | undefined;
  readonly #idle: PooledConnection[] = [];
  #isClosed = false;

  /** `reopen` gives another database in the place of one that has failed. */
  constructor(database: duckdb.Database, reopen?: () => Promise<duckdb.Database>) {
    this.#database = database;
    this.#reopen = reopen;
  }

  /** A connection for one statement; best one on which its text is prepared already, then one that is in its time zone. */
  async take(sql?: string, timeZone?: string): Promise<PooledConnection> {
    if (this.#reopening !== undefined) await this.#reopening;
    const isInZone = (connection: PooledConnection) => timeZone === undefined || connection.timeZone === timeZone;
    let best =
      sql === undefined
        ? -1
        : this.#idle.findLastIndex((connection) => connection.hasPrepared(sql) && isInZone(connection));
    if (best === -1) best = this.#idle.findLastIndex(isInZone);
    const [connection] = this.#idle.splice(best, 1);
    return connection ?? this.#open();
  }

  async #open(): Promise<PooledConnection> {
    const database = this.#database;
    const raw = await duckdb.connect(database);
    // DuckDB counts only the fixed part of what it makes ahead: with its own 976 KiB, rows of 100 KB strings took gigabytes.
    await runOn(raw, `SET streaming_buffer_size = '${limits.streamingBufferBytesMax}B'`);
    return new PooledConnection(raw, database);
  }

  /** The one that new connections are opened on. */
  get database(): duckdb.Database {
    return this.#database;
  }

  /** Takes back a connection with no open result on it. */
  giveBack(connection: PooledConnection): void {
    const isCurrent = connection.database === this.#database;
    if (connection.hasFailed && isCurrent) this.#startAnew();
    if (connection.hasFailed || !isCurrent || this.#isClosed || this.#idle.length >= limits.idleConnectionsMax) {
      connection.close();
    } else this.#idle.push(connection);
  }

  /** What still runs on the failed database ends by itself, with errors; the system takes it when its last connection goes. */
  #startAnew(): void {
    if (this.#reopen === undefined || this.#reopening !== undefined) return;
    for (const connection of this.#idle.splice(0)) connection.close();
    this.#reopening = this.#reopen()
      .then((database) => {
        this.#database = database;
      })
      .finally(() => {
        this.#reopening = undefined;
      });
    // Those who wait for it are told; with nobody waiting, the next failure tries again.
    this.#reopening.catch(() => undefined);
  }

  close(): void {
    this.#isClosed = true;
    for (const connection of this.#idle.splice(0)) connection.close();
  }
}
