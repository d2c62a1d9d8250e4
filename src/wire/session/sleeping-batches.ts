// The batches of a portal that may sleep. While its client asks for no more, what is left of them is brought to the result store, as far as
// a bound of bytes goes: then they pin neither a DuckDB connection nor its memory.
import type { Batch, KeptRows } from "../../engine/api.js";
import { limits } from "../../limits.js";

export class SleepingBatches implements AsyncIterableIterator<Batch> {
  readonly #inner: AsyncIterator<Batch>;
  readonly #keep: (() => KeptRows) | undefined;
  /** Those that came while it slept. */
  #kept: KeptRows | undefined;
  /** Rows of it that were handed out. */
  #read = 0;
  #isAtEnd = false;
  #isAwake = true;
  #timer: NodeJS.Timeout | undefined;
  #gathering: Promise<void> = Promise.resolve();
  /** Of the statement, to be told in its place. */
  #failure: { readonly thrown: unknown } | undefined;

  /** Without `keep`, what is left waits where it is. */
  constructor(batches: AsyncIterable<Batch>, keep: (() => KeptRows) | undefined) {
    this.#inner = batches[Symbol.asyncIterator]();
    this.#keep = keep;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Nobody asks for more now. */
  sleep(): void {
    if (this.#keep === undefined || this.#isAtEnd) return;
    this.#isAwake = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#gathering = this.#gather();
    }, limits.sleepMsMax).unref();
  }

  async next(): Promise<IteratorResult<Batch>> {
    await this.#wake();
    const kept = this.#kept;
    if (kept !== undefined) {
      for await (const batch of kept.read(this.#read, Number.POSITIVE_INFINITY)) {
        this.#read += batch.rowCount;
        return { done: false, value: batch };
      }
      // All of them were handed out.
      this.#kept = undefined;
      this.#read = 0;
      await kept.close();
    }
    if (this.#failure !== undefined) throw this.#failure.thrown;
    return this.#isAtEnd ? { done: true, value: undefined } : this.#inner.next();
  }

  async return(): Promise<IteratorResult<Batch>> {
    this.#isAtEnd = true;
    try {
      // What is being asked for ends when the stream does.
      const [ended] = await Promise.all([this.#inner.return?.(), this.#wake()]);
      return ended ?? { done: true, value: undefined };
    } finally {
      await this.#kept?.close();
    }
  }

  #wake(): Promise<void> {
    this.#isAwake = true;
    clearTimeout(this.#timer);
    return this.#gathering;
  }

  async #gather(): Promise<void> {
    const kept = (this.#kept ??= this.#keep?.());
    if (kept === undefined) return;
    while (!this.#isAwake && kept.bytes < limits.sleptBytesMax) {
      const step = await this.#inner.next().catch((thrown: unknown) => {
        this.#failure = { thrown };
      });
      if (step === undefined) return;
      if (step.done === true) {
        this.#isAtEnd = true;
        return;
      }
      try {
        await kept.append(step.value);
      } catch {
        // There is no room for more. This one has its place, and the others stay where they are.
        return;
      }
    }
  }
}
