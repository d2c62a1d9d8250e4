// Where a cursor is in its rows, and what it gives when it is moved.
// https://www.postgresql.org/docs/15/sql-fetch.html; src/backend/tcop/pquery.c, DoPortalRunFetch

import { type Batch, type CursorMove, sliceBatch, type Vector } from "../../engine/api.js";
import { ObjectNotInPrerequisiteState, PgError } from "../../errors.js";
import { limits } from "../../limits.js";

export interface RowSource {
  /** The next rows, at most so many. Ends early only where there are no more. */
  take(rowsMax: number): AsyncGenerator<Batch, undefined>;
}

interface Kept {
  readonly batch: Batch;
  /** The number of its first row, from 1. */
  readonly first: number;
}

export class CursorRows {
  readonly #source: RowSource;
  readonly #isScrollable: boolean;
  /** All that came so far, where it may be gone back to. */
  readonly #kept: Kept[] = [];
  #keptBytes = 0;
  /** Rows that came so far, and whether they are all. */
  #known = 0;
  #isComplete = false;
  /** 0: before the first row; beyond the last one: after it. */
  #at = 0;

  constructor(source: RowSource, isScrollable: boolean) {
    this.#source = source;
    this.#isScrollable = isScrollable;
  }

  /** @throws ObjectNotInPrerequisiteState (55000) for a way back that the cursor was not declared for. */
  async *go(move: CursorMove): AsyncGenerator<Batch, undefined> {
    switch (move.kind) {
      case "by":
        if (move.rows === 0) return yield* this.#again();
        return yield* move.rows > 0 ? this.#forward(move.rows) : this.#backward(-move.rows);
      case "to":
        return yield* this.#only(await this.#rowNumber(move.row));
      case "from":
        if (move.rows === 0) return yield* this.#again();
        if (move.rows < 0) this.#assertScrollable();
        return yield* this.#only(this.#at + move.rows);
    }
  }

  /** How many rows a move goes over: the same, but that what is not shown need not be gone back to. */
  async countOf(move: CursorMove): Promise<number> {
    if (move.kind !== "to" && move.rows === 0) return this.#isOnRow ? 1 : 0;
    if (move.kind === "by" && move.rows === Number.NEGATIVE_INFINITY && this.#at === 0) return 0;
    let count = 0;
    for await (const { rowCount } of this.go(move)) count += rowCount;
    return count;
  }

  get #isOnRow(): boolean {
    return this.#at > 0 && this.#at <= this.#known;
  }

  async *#again(): AsyncGenerator<Batch, undefined> {
    if (!this.#isOnRow) return undefined;
    this.#assertScrollable();
    yield this.#row(this.#at);
    return undefined;
  }

  async *#forward(rows: number): AsyncGenerator<Batch, undefined> {
    let left = rows;
    while (left > 0 && this.#at < this.#known) {
      const { batch, first } = this.#keptAt(this.#at + 1);
      const from = this.#at + 1 - first;
      const to = Math.min(batch.rowCount, from + left);
      this.#at += to - from;
      left -= to - from;
      yield sliceBatch(batch, from, to);
    }
    if (left > 0 && !this.#isComplete) {
      for await (const batch of this.#more(left)) {
        this.#at += batch.rowCount;
        left -= batch.rowCount;
        yield batch;
      }
    }
    if (left > 0) this.#at = this.#known + 1;
    return undefined;
  }

  async *#backward(rows: number): AsyncGenerator<Batch, undefined> {
    this.#assertScrollable();
    for (let left = rows; left > 0; left--) {
      this.#at = Math.max(0, this.#at - 1);
      if (this.#at === 0) return undefined;
      yield this.#row(this.#at);
    }
    return undefined;
  }

  /** That row alone, if there is one: where there is none, the cursor is before the first or after the last. */
  async *#only(row: number): AsyncGenerator<Batch, undefined> {
    if (row <= this.#at && !(row <= 0 && this.#at === 0)) this.#assertScrollable();
    if (row < 1) {
      this.#at = 0;
      return undefined;
    }
    if (row > this.#known && !this.#isComplete) {
      // The last one is the one asked for, if it comes at all.
      let last: Batch | undefined;
      for await (const batch of this.#more(row - this.#known)) last = batch;
      if (this.#known === row && last !== undefined) {
        this.#at = row;
        yield sliceBatch(last, last.rowCount - 1, last.rowCount);
        return undefined;
      }
    }
    if (row > this.#known) {
      this.#at = this.#known + 1;
      return undefined;
    }
    this.#at = row;
    yield this.#row(row);
    return undefined;
  }

  /** Counted from the beginning, once it is known where the end is. */
  async #rowNumber(row: number): Promise<number> {
    if (row >= 0) return row;
    this.#assertScrollable();
    for await (const batch of this.#more(Number.POSITIVE_INFINITY)) void batch;
    return this.#known + 1 + row;
  }

  async *#more(rows: number): AsyncGenerator<Batch, undefined> {
    if (this.#isComplete) return undefined;
    let left = rows;
    for await (const batch of this.#source.take(rows)) {
      if (this.#isScrollable) this.#keep(batch);
      this.#known += batch.rowCount;
      left -= batch.rowCount;
      yield batch;
    }
    if (left > 0) this.#isComplete = true;
    return undefined;
  }

  #keep(batch: Batch): void {
    this.#keptBytes += batch.columns.reduce((total, column) => total + bytesOf(column), 0);
    if (this.#keptBytes > limits.scrollableBytesMax) {
      throw new PgError("53400", "the rows of a cursor with SCROLL take too much memory", {
        detail: `They can take at most ${limits.scrollableBytesMax} bytes.`,
        hint: "Declare it with NO SCROLL, or read less.",
      });
    }
    this.#kept.push({ batch, first: this.#known + 1 });
  }

  #row(row: number): Batch {
    const { batch, first } = this.#keptAt(row);
    return sliceBatch(batch, row - first, row - first + 1);
  }

  #keptAt(row: number): Kept {
    let [low, high] = [0, this.#kept.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#kept[middle] as Kept).first <= row) low = middle;
      else high = middle - 1;
    }
    const kept = this.#kept[low];
    if (kept === undefined) throw new Error(`row ${row} of a cursor was not kept`);
    return kept;
  }

  #assertScrollable(): void {
    if (this.#isScrollable) return;
    throw new ObjectNotInPrerequisiteState("cursor can only scan forward", {
      hint: "Declare it with SCROLL option to enable backward scan.",
    });
  }
}

function bytesOf(vector: Vector): number {
  const validity = vector.validity?.length ?? 0;
  switch (vector.layout) {
    case "fixed":
      return validity + vector.data.length;
    case "bytes":
      return validity + vector.data.length + 8 * vector.length;
    case "list":
      return validity + 8 * vector.length + bytesOf(vector.child);
    case "struct":
      return vector.children.reduce((total, child) => total + bytesOf(child), validity);
  }
}
