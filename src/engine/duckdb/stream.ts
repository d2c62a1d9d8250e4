// Runs a client's SELECT as a stream of batches, with admission, prefetch, and an end that frees everything.
import duckdb from "@duckdb/node-bindings";
import { limits } from "../../limits.js";
import { QueryCanceled } from "../../errors.js";
import type { Admission } from "../admission.js";
import type { Batch } from "../batch.js";
import type { DataType } from "../data-type.js";
import type { ParameterValue } from "../parameter.js";
import { bindParameters } from "./bind.js";
import type { ConnectionPool, PooledConnection } from "./connection-pool.js";
import { fromDuckDB } from "./errors.js";
import { Interrupts } from "./interrupts.js";
import { dataTypeOf } from "./logical-type.js";
import { readChunk } from "./read-chunk.js";

export interface StreamOrder {
  /** What the gateway resolved and authorised: one SELECT. */
  readonly sql: string;
  readonly parameters: readonly ParameterValue[];
  readonly timeZone: string;
  readonly signal: AbortSignal;
  readonly onState: (state: "waiting" | "running") => void;
  /** It was heavy before: it need not show that again. */
  readonly isKnownHeavy: boolean;
  readonly onHeavy: () => void;
}

export interface Stream {
  readonly types: readonly DataType[];
  readonly batches: AsyncIterableIterator<Batch>;
}

export interface StreamParts {
  readonly pool: ConnectionPool;
  readonly admission: Admission;
}

/** Resolves when the first rows are there, or the end of them. Whoever gets a stream reads it to its end or calls `return`. */
export async function openStream(parts: StreamParts, order: StreamOrder): Promise<Stream> {
  const connection = await parts.pool.take(order.sql);
  const run = new Run(parts, order, connection);
  try {
    const first = await run.start();
    return { types: run.types, batches: run.batches(first) };
  } catch (thrown) {
    await run.close();
    throw thrown;
  }
}

class Run {
  readonly #parts: StreamParts;
  readonly #order: StreamOrder;
  readonly #connection: PooledConnection;
  #result: duckdb.Result | undefined;
  #types: readonly DataType[] = [];
  #isHeavy: boolean;
  #workedMs = 0;
  #isClosed = false;
  /** Pulled by the order's signal, and by whoever wants no more rows. */
  readonly #stop = new AbortController();
  readonly #onAbort = () => this.#stop.abort(this.#order.signal.reason);

  constructor(parts: StreamParts, order: StreamOrder, connection: PooledConnection) {
    this.#parts = parts;
    this.#order = order;
    this.#connection = connection;
    this.#isHeavy = order.isKnownHeavy;
    if (order.signal.aborted) this.#onAbort();
    else order.signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  get types(): readonly DataType[] {
    return this.#types;
  }

  async start(): Promise<duckdb.DataChunk | null> {
    for (;;) {
      const outcome = await this.#work("mayStartAgain", async () => {
        await this.#connection.useTimeZone(this.#order.timeZone);
        const statement = await this.#connection.prepare(this.#order.sql);
        duckdb.clear_bindings(statement);
        bindParameters(statement, this.#order.parameters);
        const result = await duckdb.execute_prepared_streaming(statement);
        this.#result = result;
        this.#types = Array.from({ length: duckdb.column_count(result) }, (_, index) =>
          dataTypeOf(duckdb.column_logical_type(result, index)),
        );
        return duckdb.fetch_chunk(result);
      });
      if (outcome !== "startAgain") return outcome;
      await this.#closeResult();
    }
  }

  /** PERF: DuckDB makes the next chunk while the caller encodes the one before. See bench/rows.bench.ts. */
  batches(first: duckdb.DataChunk | null): AsyncIterableIterator<Batch> {
    let coming: Promise<duckdb.DataChunk | null> = Promise.resolve(first);
    const iterator: AsyncIterableIterator<Batch> = {
      next: async () => {
        try {
          const chunk = await coming;
          if (chunk === null || duckdb.data_chunk_get_size(chunk) === 0) return await iterator.return!();
          coming = this.#fetch();
          // Whoever pulls no more shall not die of a rejection that nobody awaits; the next `await coming` still sees it.
          coming.catch(() => undefined);
          return { done: false, value: readChunk(chunk, this.#types) };
        } catch (thrown) {
          await this.close();
          throw thrown;
        }
      },
      return: async () => {
        this.#stop.abort(new QueryCanceled());
        await coming.catch(() => undefined);
        coming = Promise.resolve(null);
        await this.close();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#order.signal.removeEventListener("abort", this.#onAbort);
    await this.#closeResult();
    this.#parts.pool.giveBack(this.#connection);
  }

  /** An open result is closed by the next statement on its connection; this one costs next to nothing. */
  async #closeResult(): Promise<void> {
    if (this.#result === undefined) return;
    this.#result = undefined;
    await duckdb.query(this.#connection.raw, "SELECT 1");
  }

  async #fetch(): Promise<duckdb.DataChunk | null> {
    const result = this.#result;
    if (result === undefined) return null;
    const chunk = await this.#work("mustGoOn", () => duckdb.fetch_chunk(result));
    if (chunk === "startAgain") throw new Error("rows have left: the statement cannot start again");
    return chunk;
  }

  /** One call into DuckDB, inside its lane, stopped when the signal aborts. */
  async #work(
    mode: "mayStartAgain" | "mustGoOn",
    call: () => Promise<duckdb.DataChunk | null>,
  ): Promise<duckdb.DataChunk | null | "startAgain"> {
    const { onState } = this.#order;
    const { signal } = this.#stop;
    const ticket = await this.#parts.admission.enter({
      isKnownHeavy: this.#isHeavy,
      signal,
      onWait: () => onState("waiting"),
    });
    onState("running");
    const startedAt = performance.now();
    let shallStartAgain = false;
    const interrupts = new Interrupts(this.#connection.raw);
    const onAbort = () => interrupts.begin();
    signal.addEventListener("abort", onAbort, { once: true });
    const promotion = setTimeout(
      () => {
        this.#isHeavy = true;
        this.#order.onHeavy();
        if (ticket.tryPromote() === "full" && mode === "mayStartAgain") {
          shallStartAgain = true;
          interrupts.begin();
        }
      },
      Math.max(0, limits.lightStatementMsMax - this.#workedMs),
    );
    if (ticket.isHeavy) clearTimeout(promotion);
    try {
      signal.throwIfAborted();
      return await call();
    } catch (thrown) {
      if (signal.aborted) throw signal.reason;
      if (shallStartAgain && interrupts.areSent) return "startAgain";
      throw fromDuckDB(thrown);
    } finally {
      clearTimeout(promotion);
      interrupts.end();
      signal.removeEventListener("abort", onAbort);
      ticket.leave();
      this.#workedMs += performance.now() - startedAt;
    }
  }
}
