import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { type Batch, batchOf, type CursorMove } from "../../../../src/engine/api.js";
import type { ResultSet } from "../../../../src/engine/results/result-set.js";
import { ResultStore } from "../../../../src/engine/results/result-store.js";
import { CursorRows } from "../../../../src/wire/session/cursor-rows.js";
import { RowCursor } from "../../../../src/wire/session/row-cursor.js";
import { textOf } from "../../../support/values.js";

const columns = [
  { name: "n", type: { id: "INTEGER" } },
  { name: "t", type: { id: "VARCHAR" } },
] as const;

/** Rows 1 to `count`, in batches of odd sizes; every third text is NULL. */
async function* batches(count: number): AsyncGenerator<Batch> {
  for (let row = 1; row <= count; ) {
    const size = Math.min(count - row + 1, 1 + (row % 11));
    yield batchOf(
      columns,
      Array.from({ length: size }, (_, index) => [row + index, (row + index) % 3 === 0 ? null : `t${row + index}`]),
    );
    row += size;
  }
}

/** Room for a few rows: others come back from a file. */
const folder = mkdtempSync(path.join(tmpdir(), "sluice-cursor-"));
const store = new ResultStore({ folder, memoryBytesMax: 100, fileBytesMax: 1e9 });
let kept: ResultSet[] = [];
afterAll(() => rmSync(folder, { recursive: true }));

async function closeKept(): Promise<void> {
  await Promise.all(kept.map((set) => set.close()));
  kept = [];
}
afterEach(closeKept);

function open(count: number, isScrollable: boolean): CursorRows {
  const source = new RowCursor(batches(count));
  if (!isScrollable) return new CursorRows(source, undefined);
  const set = store.open(columns.map(({ type }) => type));
  kept.push(set);
  return new CursorRows(source, set);
}

async function rowsOf(rows: CursorRows, move: CursorMove): Promise<readonly number[]> {
  const found: number[] = [];
  for await (const batch of rows.go(move)) {
    for (let row = 0; row < batch.rowCount; row++) {
      const [number, text] = batch.columns.map((column) => textOf(column, row));
      expect(text).toBe(Number(number) % 3 === 0 ? null : `t${number}`);
      found.push(Number(number));
    }
  }
  return found;
}

/** PostgreSQL's rules, on an array. */
class Model {
  readonly #count: number;
  #at = 0;

  constructor(count: number) {
    this.#count = count;
  }

  go(move: CursorMove): readonly number[] {
    if (move.kind === "by" && move.rows !== 0) {
      const found: number[] = [];
      const step = Math.sign(move.rows);
      for (let left = Math.abs(move.rows); left > 0; left--) {
        this.#at = Math.min(this.#count + 1, Math.max(0, this.#at + step));
        if (this.#at === 0 || this.#at > this.#count) break;
        found.push(this.#at);
      }
      return found;
    }
    const wanted = move.kind === "to" ? (move.row < 0 ? this.#count + 1 + move.row : move.row) : this.#at + move.rows;
    this.#at = Math.min(this.#count + 1, Math.max(0, wanted));
    return this.#at === 0 || this.#at > this.#count ? [] : [this.#at];
  }
}

const rows = fc.oneof(
  fc.integer({ min: -40, max: 40 }),
  fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);
const finite = fc.integer({ min: -40, max: 40 });
const move: fc.Arbitrary<CursorMove> = fc.oneof(
  rows.map((count): CursorMove => ({ kind: "by", rows: count })),
  finite.map((row): CursorMove => ({ kind: "to", row })),
  finite.map((count): CursorMove => ({ kind: "from", rows: count })),
);

describe("a cursor with SCROLL", () => {
  it("goes where it is told to, and gives what is there", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(0, 1, 7, 30), fc.array(move, { maxLength: 12 }), async (count, moves) => {
        const cursor = open(count, true);
        const model = new Model(count);
        for (const one of moves) expect(await rowsOf(cursor, one)).toEqual(model.go(one));
        await closeKept();
      }),
      { numRuns: 300 },
    );
  });

  it("counts what it goes over as it gives it", async () => {
    const cursor = open(30, true);
    expect(await cursor.countOf({ kind: "by", rows: 12 })).toBe(12);
    expect(await cursor.countOf({ kind: "by", rows: 0 })).toBe(1);
    expect(await cursor.countOf({ kind: "by", rows: Number.NEGATIVE_INFINITY })).toBe(11);
    expect(await cursor.countOf({ kind: "to", row: -1 })).toBe(1);
    expect(await cursor.countOf({ kind: "by", rows: 5 })).toBe(0);
  });
});

describe("a cursor without SCROLL", () => {
  it("goes forward, in any steps", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 8 }), async (steps) => {
        const cursor = open(30, false);
        const found: number[] = [];
        for (const count of steps) found.push(...(await rowsOf(cursor, { kind: "by", rows: count })));
        const total = Math.min(
          30,
          steps.reduce((sum, count) => sum + count, 0),
        );
        expect(found).toEqual(Array.from({ length: total }, (_, index) => index + 1));
      }),
    );
  });

  it.each<CursorMove>([
    { kind: "by", rows: -1 },
    { kind: "by", rows: 0 },
    { kind: "to", row: 2 },
    { kind: "to", row: -1 },
    { kind: "from", rows: -1 },
  ])("does not go back: $kind", async (back) => {
    const cursor = open(30, false);
    await rowsOf(cursor, { kind: "by", rows: 3 });
    await expect(rowsOf(cursor, back)).rejects.toMatchObject({
      sqlstate: "55000",
      message: "cursor can only scan forward",
    });
    expect(await rowsOf(cursor, { kind: "by", rows: 1 })).toEqual([4]);
  });
});
