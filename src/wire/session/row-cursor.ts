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

/** What was asked for and is there. */
type Arrival = { readonly next: Promise<IteratorResult<Batch>>; readonly result: IteratorResult<Batch> };

export class RowCursor {
  readonly #batches: AsyncIterator<Batch>;
  /** Asked for while the one before it was being sent. */
  #next: Promise<IteratorResult<Batch>> | undefined;
  #arrival: Arrival | undefined;
  /** Rows that are there, in their order. */
  #pages: Page[] = [];

  constructor(batches: AsyncIterable<Batch>) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  /** Sends up to `rowsMax` rows. */
  async send(destination: Destination, rowsMax: number): Promise<Leg> {
    let rowCount = 0;
    while (rowCount < rowsMax) {
      const page = this.#pages.shift() ?? (await this.#take());
      destination.signal.throwIfAborted();
      if (page === undefined) return { rowCount, isAtEnd: true };
      const to = Math.min(page.batch.rowCount, page.from + rowsMax - rowCount);
      rowCount += to - page.from;
      if (to < page.batch.rowCount) this.#pages.unshift({ batch: page.batch, from: to });
      await write(destination, page, to);
      if (to === page.batch.rowCount) page.batch.release?.();
    }
    return { rowCount, isAtEnd: false };
  }

  /** Up to `rowsMax` rows that go elsewhere: SQL's FETCH, on a portal of any kind. */
  async *take(rowsMax: number): AsyncGenerator<Batch, undefined> {
    let left = rowsMax;
    while (left > 0) {
      const page = this.#pages.shift() ?? (await this.#take());
      if (page === undefined) return undefined;
      const slice = this.#cut(page, left);
      left -= slice.rowCount;
      yield slice;
    }
    return undefined;
  }

  /** Up to `rowsMax` rows that are there already, in the slices in which `take` or `send` will have them if it is asked for as many. */
  ahead(rowsMax: number): readonly Batch[] {
    const slices: Batch[] = [];
    let left = rowsMax;
    while (left > 0) {
      const page = this.#pages.shift() ?? this.#takeArrived();
      if (page === undefined) break;
      const slice = this.#cut(page, left);
      left -= slice.rowCount;
      slices.push(slice);
    }
    this.#pages.unshift(...slices.map((batch) => ({ batch, from: 0 })));
    return slices;
  }

  /** Frees what the execution holds. */
  async close(): Promise<void> {
    this.#pages = [];
    await this.#batches.return?.();
  }

  /** The beginning of a page; what is left of it comes next. */
  #cut({ batch, from }: Page, rowsMax: number): Batch {
    const to = Math.min(batch.rowCount, from + rowsMax);
    if (from === 0 && to === batch.rowCount) return batch;
    const slice = sliceBatch(batch, from, to);
    if (to < batch.rowCount) {
      this.#pages.unshift({ batch, from: to });
      return slice;
    }
    // Whoever has read the last of it may say so.
    const { release } = batch;
    return release === undefined ? slice : { ...slice, release };
  }

  async #take(): Promise<Page | undefined> {
    const next = this.#next ?? this.#batches.next();
    this.#next = undefined;
    return this.#pageOf(await next);
  }

  #takeArrived(): Page | undefined {
    const arrival = this.#arrival;
    if (arrival === undefined || arrival.next !== this.#next || arrival.result.done === true) return undefined;
    this.#next = undefined;
    return this.#pageOf(arrival.result);
  }

  #pageOf(result: IteratorResult<Batch>): Page | undefined {
    this.#arrival = undefined;
    if (result.done === true) return undefined;
    this.#prefetch();
    return { batch: result.value, from: 0 };
  }

  /** PERF: the next batch, one and no more, is made while this one is encoded and sent, or the client looks at its page. */
  #prefetch(): void {
    const next = this.#batches.next();
    this.#next = next;
    next.then(
      (result) => {
        this.#arrival = { next, result };
      },
      // Whoever takes it sees its failure. Where nobody does any more, the statement has failed already.
      () => undefined,
    );
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
