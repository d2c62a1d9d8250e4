// Runs a client's SELECT as a stream of batches, with admission, prefetch, and an end that frees everything.
import duckdb from "@duckdb/node-bindings";
import { limits } from "../../limits.js";
import { QueryCanceled } from "../../errors.js";
import type { Admission, Ticket } from "../admission.js";
import type { Batch } from "../batch.js";
import type { DataType } from "../data-type.js";
import type { ParameterValue } from "../parameter.js";
import { bindParameters } from "./bind.js";
import type { ConnectionPool, PooledConnection } from "./connection-pool.js";
import { fromDuckDB } from "./errors.js";
import { Interrupts } from "./interrupts.js";
import { dataTypeOf } from "./logical-type.js";
import { ChunkSlices } from "./read-chunk.js";
import { findFailure, hasFailed } from "./stream-failure.js";

export interface StreamOrder {
  /** What the gateway resolved and authorised: one SELECT. */
  readonly sql: string;
  /** False: no other execution has the same text. */
  readonly isKeptPrepared: boolean;
  readonly parameters: readonly ParameterValue[];
  readonly timeZone: string;
  readonly signal: AbortSignal;
  readonly onState: (state: "waiting" | "running") => void;
  /** It was heavy before: it need not show that again. */
  readonly isKnownHeavy: boolean;
  /** The result is small for certain: it is made at one go, in one call. */
  readonly isSmall: boolean;
  readonly onHeavy: () => void;
}

export interface Stream {
  readonly types: readonly DataType[];
  readonly batches: AsyncIterableIterator<Batch>;
}

export interface StreamParts {
  readonly pool: ConnectionPool;
  readonly admission: Admission;
  readonly warn: (message: string) => void;
}

/** Resolves when the first rows are there, or the end of them. Whoever gets a stream reads it to its end or calls `return`. */
export async function openStream(parts: StreamParts, order: StreamOrder): Promise<Stream> {
  const run = new Run(parts, order);
  try {
    const first = await run.start();
    return { types: run.types, batches: run.batches(first) };
  } catch (thrown) {
    await run.close();
    throw thrown;
  }
}

type Chunk = duckdb.DataChunk | null;

class Run {
  readonly #parts: StreamParts;
  readonly #order: StreamOrder;
  /** Taken when the statement is admitted: those who wait need none. */
  #connection: PooledConnection | undefined;
  #result: duckdb.Result | undefined;
  /** Of a small result. */
  #made: duckdb.DataChunk[] | undefined;
  #types: readonly DataType[] = [];
  #isHeavy: boolean;
  #workedMs = 0;
  /** The call that is under way, or the one before it, was interrupted. */
  #isInterrupted = false;
  /** Pulled by the order's signal, and by whoever wants no more rows. */
  readonly #stop = new AbortController();
  readonly #onAbort = () => this.#stop.abort(this.#order.signal.reason);

  constructor(parts: StreamParts, order: StreamOrder) {
    this.#parts = parts;
    this.#order = order;
    this.#isHeavy = order.isKnownHeavy;
    if (order.signal.aborted) this.#onAbort();
    else order.signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  get types(): readonly DataType[] {
    return this.#types;
  }

  async start(): Promise<Chunk> {
    for (;;) {
      const outcome = await this.#work("mayStartAgain", async (connection) => {
        await connection.useTimeZone(this.#order.timeZone);
        const statement = await connection.prepare(this.#order.sql);
        duckdb.clear_bindings(statement);
        bindParameters(statement, this.#order.parameters);
        if (this.#order.isSmall) return this.#makeAtOnce(await duckdb.execute_prepared(statement));
        const result = await duckdb.execute_prepared_streaming(statement);
        this.#result = result;
        this.#types = typesOf(result);
        return this.#fetchFrom(result, connection);
      });
      if (outcome !== "startAgain") return outcome;
      await this.#giveConnectionBack();
    }
  }

  /** PERF: DuckDB makes the next chunk while the caller encodes the one before. See bench/rows.bench.ts. */
  batches(first: Chunk): AsyncIterableIterator<Batch> {
    const end = { done: true, value: undefined } as const;
    let coming: Promise<Chunk> | undefined = Promise.resolve(first);
    let slices: ChunkSlices | undefined;
    let lastStep: Promise<unknown> = Promise.resolve();
    const finish = async (): Promise<void> => {
      this.#stop.abort(new QueryCanceled());
      // Whoever awaited it was told.
      await coming?.catch(() => undefined);
      coming = Promise.resolve(null);
      slices?.release();
      slices = undefined;
      await this.close();
    };
    const step = async (): Promise<IteratorResult<Batch>> => {
      try {
        if (slices === undefined || slices.isDone) {
          const chunk = await (coming ?? this.#fetch());
          coming = undefined;
          if (chunk !== null) slices = new ChunkSlices(chunk, this.#types);
          else slices = undefined;
        }
        if (slices !== undefined) {
          // What is large already is not fetched ahead of time.
          if (coming === undefined && slices.bytes <= limits.batchBytesMax) {
            coming = this.#fetch();
            // Whoever pulls no more shall not die of a rejection that nobody awaits; the next `await` still sees it.
            coming.catch(() => undefined);
          }
          return { done: false, value: slices.next() };
        }
      } catch (thrown) {
        await finish();
        throw thrown;
      }
      await finish();
      return end;
    };
    const iterator: AsyncIterableIterator<Batch> = {
      next: () => {
        const next = lastStep.then(step);
        // Its own caller is told; the one after it sees the end.
        lastStep = next.catch(() => undefined);
        return next;
      },
      return: async () => {
        await finish();
        return end;
      },
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  async close(): Promise<void> {
    this.#order.signal.removeEventListener("abort", this.#onAbort);
    await this.#giveConnectionBack();
  }

  /** An open result is closed by the next statement on its connection; this one costs next to nothing. */
  async #giveConnectionBack(): Promise<void> {
    const connection = this.#connection;
    if (connection === undefined) return;
    this.#connection = undefined;
    try {
      if (this.#result !== undefined) await duckdb.query(connection.raw, "SELECT 1");
    } catch {
      // Whatever is the matter with it, it serves nobody any more.
      connection.close();
      return;
    } finally {
      this.#result = undefined;
    }
    if (!this.#order.isKeptPrepared) connection.forget(this.#order.sql);
    this.#parts.pool.giveBack(connection);
  }

  /** All chunks are there already: nothing is open, and nothing is left to be fetched. */
  #makeAtOnce(result: duckdb.Result): Chunk {
    this.#types = typesOf(result);
    this.#made = Array.from({ length: duckdb.result_chunk_count(result) }, (_, index) =>
      duckdb.result_get_chunk(result, index),
    ).filter((chunk) => duckdb.data_chunk_get_size(chunk) > 0);
    return this.#made.shift() ?? null;
  }

  async #fetch(): Promise<Chunk> {
    if (this.#made !== undefined) return this.#made.shift() ?? null;
    const result = this.#result;
    if (result === undefined) return null;
    const chunk = await this.#work("mustGoOn", (connection) => this.#fetchFrom(result, connection));
    if (chunk === "startAgain") throw new Error("rows have left: the statement cannot start again");
    return chunk;
  }

  async #fetchFrom(result: duckdb.Result, connection: PooledConnection): Promise<Chunk> {
    const chunk = await duckdb.fetch_chunk(result);
    if (chunk !== null && duckdb.data_chunk_get_size(chunk) > 0) return chunk;
    // DuckDB has closed it.
    this.#result = undefined;
    if (!hasFailed(result)) return null;
    if (this.#isInterrupted) throw new QueryCanceled();
    throw await findFailure(connection.raw, this.#order.sql, this.#order.parameters);
  }

  /** One call into DuckDB, inside its lane. */
  async #work(
    mode: "mayStartAgain" | "mustGoOn",
    call: (connection: PooledConnection) => Promise<Chunk>,
  ): Promise<Chunk | "startAgain"> {
    const { onState, sql, timeZone } = this.#order;
    const { signal } = this.#stop;
    const ticket = await this.#parts.admission.enter({
      isKnownHeavy: this.#isHeavy,
      signal,
      onWait: () => onState("waiting"),
    });
    try {
      onState("running");
      this.#connection ??= await this.#parts.pool.take(sql, timeZone);
    } catch (thrown) {
      ticket.leave();
      throw signal.aborted ? signal.reason : fromDuckDB(thrown);
    }
    const connection = this.#connection;
    const task = this.#interruptibly(ticket, mode, connection, call).finally(() => ticket.leave());
    try {
      return await this.#watched(task, connection);
    } catch (thrown) {
      const error = connection.note(thrown);
      throw signal.aborted ? signal.reason : error;
    }
  }

  /**
   * What does not stop in time is left to itself: whoever waits for it is told at once, its connection serves nobody any more and is closed when
   * the call is over at last. Until then it keeps its place in the lane, since it has a thread.
   */
  #watched(task: Promise<Chunk | "startAgain">, connection: PooledConnection): Promise<Chunk | "startAgain"> {
    const { signal } = this.#stop;
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const abandon = (): void => {
        this.#parts.warn("a statement does not stop, and is left to itself");
        // DuckDB works on it still.
        const result = this.#result;
        this.#result = undefined;
        this.#connection = undefined;
        const close = (): void => {
          connection.close();
          void result;
        };
        task.then(close, close);
        reject(signal.reason as Error);
      };
      const watch = (): void => {
        timer = setTimeout(abandon, limits.stopMsMax);
      };
      if (signal.aborted) watch();
      else signal.addEventListener("abort", watch, { once: true });
      task.then(resolve, reject).finally(() => {
        clearTimeout(timer);
        signal.removeEventListener("abort", watch);
      });
    });
  }

  /** Stopped when the signal aborts, and when it turns out to be heavy and there is no room for that. */
  async #interruptibly(
    ticket: Ticket,
    mode: "mayStartAgain" | "mustGoOn",
    connection: PooledConnection,
    call: (connection: PooledConnection) => Promise<Chunk>,
  ): Promise<Chunk | "startAgain"> {
    const { signal } = this.#stop;
    const interrupts = new Interrupts(connection.raw);
    const interrupt = (): void => {
      this.#isInterrupted = true;
      interrupts.begin();
    };
    this.#isInterrupted = false;
    signal.addEventListener("abort", interrupt, { once: true });
    let shallStartAgain = false;
    const promote = (): void => {
      this.#isHeavy = true;
      this.#order.onHeavy();
      if (ticket.tryPromote() === "promoted") return;
      if (mode === "mustGoOn") {
        promotion = setTimeout(promote, ticket.lightMsMax);
        return;
      }
      shallStartAgain = true;
      interrupt();
    };
    let promotion = ticket.isHeavy ? undefined : setTimeout(promote, Math.max(0, ticket.lightMsMax - this.#workedMs));
    const startedAt = performance.now();
    try {
      signal.throwIfAborted();
      const chunk = await call(connection);
      // The interrupt may have come when the call was over: then the next call would fall to it.
      return shallStartAgain ? "startAgain" : chunk;
    } catch (thrown) {
      if (shallStartAgain && !signal.aborted && fromDuckDB(thrown) instanceof QueryCanceled) return "startAgain";
      throw thrown;
    } finally {
      clearTimeout(promotion);
      interrupts.end();
      signal.removeEventListener("abort", interrupt);
      this.#workedMs += performance.now() - startedAt;
    }
  }
}

function typesOf(result: duckdb.Result): readonly DataType[] {
  return Array.from({ length: duckdb.column_count(result) }, (_, index) =>
    dataTypeOf(duckdb.column_logical_type(result, index)),
  );
}
