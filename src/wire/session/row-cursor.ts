// Sends the rows of an execution, from where the last sending stopped.

import { type Batch, sliceBatch } from "../../engine/api.js";
import type { RowEncoder } from "../encoding/row-encoder.js";
import { reusePiece } from "../encoding/row-pieces.js";
import type { Activity } from "./activity.js";
import type { Outlet } from "./outlet.js";
import type { ResultBudget } from "./result-budget.js";

/** How far one Execute came. `isAtEnd` is false where the limit was reached first, even if no row is left behind it. */
export interface Leg {
  readonly rowCount: number;
  readonly isAtEnd: boolean;
}

export interface Destination {
  /** Undefined: the rows are read, and not sent. */
  readonly encoder: RowEncoder | undefined;
  readonly budget: ResultBudget;
  readonly outlet: Outlet;
  readonly activity: Activity;
  readonly signal: AbortSignal;
}

interface Page {
  readonly batch: Batch;
  /** The first row that is not sent. */
  readonly from: number;
}

export class RowCursor {
  readonly #batches: AsyncIterator<Batch>;
  /** Asked for while the one before it was being sent. */
  #next: Promise<IteratorResult<Batch>> | undefined;
  #page: Page | undefined;

  constructor(batches: AsyncIterable<Batch>) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  /** Sends up to `rowsMax` rows. */
  async send(destination: Destination, rowsMax: number): Promise<Leg> {
    let rowCount = 0;
    while (rowCount < rowsMax) {
      const page = this.#page ?? (await this.#take());
      destination.signal.throwIfAborted();
      if (page === undefined) return { rowCount, isAtEnd: true };
      const to = Math.min(page.batch.rowCount, page.from + rowsMax - rowCount);
      rowCount += to - page.from;
      this.#page = to < page.batch.rowCount ? { batch: page.batch, from: to } : undefined;
      await write(destination, page, to);
      if (to === page.batch.rowCount) page.batch.release?.();
    }
    return { rowCount, isAtEnd: false };
  }

  /** Up to `rowsMax` rows that go elsewhere: SQL's FETCH, on a portal of any kind. */
  async *take(rowsMax: number): AsyncGenerator<Batch, undefined> {
    let left = rowsMax;
    while (left > 0) {
      const page = this.#page ?? (await this.#take());
      if (page === undefined) return undefined;
      const to = Math.min(page.batch.rowCount, page.from + left);
      left -= to - page.from;
      this.#page = to < page.batch.rowCount ? { batch: page.batch, from: to } : undefined;
      const slice = sliceBatch(page.batch, page.from, to);
      const { release } = page.batch;
      // Whoever has read the last of it may say so.
      yield this.#page === undefined && release !== undefined ? { ...slice, release } : slice;
    }
    return undefined;
  }

  /** Frees what the execution holds. */
  async close(): Promise<void> {
    this.#page = undefined;
    await this.#batches.return?.();
  }

  async #take(): Promise<Page | undefined> {
    const next = this.#next ?? this.#batches.next();
    this.#next = undefined;
    const result = await next;
    if (result.done === true) return undefined;
    this.#prefetch();
    return { batch: result.value, from: 0 };
  }

  /** PERF: the next batch, one and no more, is made while this one is encoded and sent, or the client looks at its page. */
  #prefetch(): void {
    this.#next = this.#batches.next();
    // Whoever takes it sees its failure. Where nobody does any more, the statement has failed already.
    this.#next.catch(() => undefined);
  }
}

async function write(
  { encoder, budget, outlet, activity, signal }: Destination,
  page: Page,
  to: number,
): Promise<void> {
  if (encoder === undefined) return;
  for (const piece of encoder.encode(page.batch, page.from, to)) {
    budget.take(piece.length);
    outlet.write(piece, () => reusePiece(piece));
    if (outlet.isCongested) await activity.awaitClient(outlet.drained(signal));
  }
}
