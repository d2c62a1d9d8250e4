import { describe, expect, it } from "vitest";
import type { Batch, DataType } from "../../../../src/engine/api.js";
import { limits } from "../../../../src/limits.js";
import { AheadEncoder } from "../../../../src/wire/encoding/ahead-encoder.js";
import type { RowEncoder } from "../../../../src/wire/encoding/row-encoder.js";
import { vectorOf } from "../../../support/vectors.js";

const integer: DataType = { id: "INTEGER" };

function batch(rowCount: number): Batch {
  return { rowCount, columns: [vectorOf(integer, Array(rowCount).fill("1"))] };
}

/** One piece a row; writes down which rows it was asked for. */
function countingEncoder(pieceBytes = 1): { encoder: RowEncoder; encoded: number[] } {
  const encoded: number[] = [];
  const encoder: RowEncoder = {
    *encode(_batch, fromRow = 0, toRow = _batch.rowCount) {
      for (let row = fromRow; row < toRow; row++) {
        encoded.push(row);
        // Not from the pool that small buffers share.
        const piece = Buffer.from(new ArrayBuffer(pieceBytes));
        piece[0] = row;
        yield piece;
      }
    },
  };
  return { encoder, encoded };
}

const rowsOf = (pieces: Iterable<Buffer>): number[] => [...pieces].map((piece) => piece[0] ?? -1);

describe("an encoder that works ahead", () => {
  it("hands out what it made ready, once", () => {
    const { encoder, encoded } = countingEncoder();
    const ahead = new AheadEncoder(encoder);
    const page = batch(3);
    ahead.prepare([page]);
    expect(encoded).toEqual([0, 1, 2]);
    expect(rowsOf(ahead.encode(page))).toEqual([0, 1, 2]);
    expect(encoded).toHaveLength(3);
    expect(rowsOf(ahead.encode(page))).toEqual([0, 1, 2]);
    expect(encoded).toHaveLength(6);
  });

  it("encodes anew where other rows are asked for", () => {
    const { encoder, encoded } = countingEncoder();
    const ahead = new AheadEncoder(encoder);
    const page = batch(3);
    ahead.prepare([page]);
    expect(rowsOf(ahead.encode(page, 1))).toEqual([1, 2]);
    expect(rowsOf(ahead.encode(page, 0, 1))).toEqual([0]);
    expect(encoded).toEqual([0, 1, 2, 1, 2, 0]);
  });

  it("makes nothing ready of a page that is too large", () => {
    const { encoder, encoded } = countingEncoder(limits.pageAheadBytesMax / 2);
    const ahead = new AheadEncoder(encoder);
    const page = batch(100);
    ahead.prepare([page]);
    expect(encoded).toEqual([0, 1, 2]);
    expect(rowsOf(ahead.encode(page))).toHaveLength(100);
  });

  it("makes ready no more than all of them together may hold, and has room again for what was discarded", () => {
    const half = countingEncoder(limits.pageAheadBytesMax / 2);
    const many = Array.from({ length: 200 }, () => new AheadEncoder(half.encoder));
    const page = batch(2);
    for (const ahead of many) ahead.prepare([page]);
    const isReady = (ahead: AheadEncoder): boolean => {
      const before = half.encoded.length;
      void [...ahead.encode(page)];
      return half.encoded.length === before;
    };
    const ready = many.filter(isReady);
    expect(ready).toHaveLength(limits.pagesAheadBytesMax / limits.pageAheadBytesMax);
    for (const ahead of many) ahead.prepare([page]);
    for (const ahead of many) ahead.discard();
    const last = new AheadEncoder(half.encoder);
    last.prepare([page]);
    expect(isReady(last)).toBe(true);
  });

  it("has room again for what its reader left", () => {
    const { encoder, encoded } = countingEncoder(limits.pageAheadBytesMax / 2);
    const ahead = new AheadEncoder(encoder);
    const page = batch(2);
    for (let turn = 0; turn < 200; turn++) {
      ahead.prepare([page]);
      for (const piece of ahead.encode(page)) {
        expect(piece[0]).toBe(0);
        break;
      }
    }
    expect(encoded).toHaveLength(400);
  });

  it("leaves a row that cannot be encoded to whoever asks for it", () => {
    const broken: RowEncoder = {
      *encode() {
        yield Buffer.from("x");
        throw new RangeError("no such day");
      },
    };
    const ahead = new AheadEncoder(broken);
    const page = batch(1);
    ahead.prepare([page]);
    expect(() => [...ahead.encode(page)]).toThrow("no such day");
  });
});
