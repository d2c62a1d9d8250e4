// Where a cursor is in its rows, and what it gives when it is moved.
// https://www.postgresql.org/docs/15/sql-fetch.html; src/backend/tcop/pquery.c, DoPortalRunFetch

import { type Batch, type CursorMove, type KeptRows, sliceBatch } from "../../engine/api.js";
import { ObjectNotInPrerequisiteState } from "../../errors.js";

export interface RowSource {
  /** The next rows, at most so many. Ends early only where there are no more. */
  take(rowsMax: number): AsyncGenerator<Batch, undefined>;
}

export class CursorRows {
  readonly #source: RowSource;
  /** All that came so far, where it may be gone back to. */
  readonly #kept: KeptRows | undefined;
  /** Rows that came so far, and whether they are all. */
  #known = 0;
  #isComplete = false;
  /** 0: before the first row; beyond the last one: after it. */
  #at = 0;

  constructor(source: RowSource, kept: KeptRows | undefined) {
    this.#source = source;
    this.#kept = kept;
  }

  /** What is refused whatever rows there are is refused before anything is answered. @throws as `go`. */
  check(move: CursorMove): void {
    if (this.#isBack(move)) this.#assertScrollable();
  }

  #isBack(move: CursorMove): boolean {
    if (move.kind === "to") return move.row < 0 || this.#isBehind(move.row);
    return move.rows === 0 ? this.#isOnRow : move.rows < 0;
  }

  #isBehind(row: number): boolean {
    return row <= this.#at && !(row <= 0 && this.#at === 0);
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
    yield* this.#row(this.#at);
    return undefined;
  }

  async *#forward(rows: number): AsyncGenerator<Batch, undefined> {
    let left = rows;
    if (this.#at < this.#known) {
      for await (const batch of this.#keptRows().read(this.#at, left)) {
        this.#at += batch.rowCount;
        left -= batch.rowCount;
        yield batch;
      }
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
      yield* this.#row(this.#at);
    }
    return undefined;
  }

  /** That row alone, if there is one: where there is none, the cursor is before the first or after the last. */
  async *#only(row: number): AsyncGenerator<Batch, undefined> {
    if (this.#isBehind(row)) this.#assertScrollable();
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
    yield* this.#row(row);
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
      this.#known += batch.rowCount;
      left -= batch.rowCount;
      if (this.#kept === undefined) yield batch;
      else {
        await this.#kept.append(batch);
        // Its memory is kept.
        yield { rowCount: batch.rowCount, columns: batch.columns };
      }
    }
    if (left > 0) this.#isComplete = true;
    return undefined;
  }

  async *#row(row: number): AsyncGenerator<Batch, undefined> {
    yield* this.#keptRows().read(row - 1, 1);
    return undefined;
  }

  #keptRows(): KeptRows {
    if (this.#kept === undefined) throw new Error("rows of a cursor were not kept");
    return this.#kept;
  }

  #assertScrollable(): void {
    if (this.#kept !== undefined) return;
    throw new ObjectNotInPrerequisiteState("cursor can only scan forward", {
      hint: "Declare it with SCROLL option to enable backward scan.",
    });
  }
}
