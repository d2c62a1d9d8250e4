import { describe, expect, it } from "vitest";
import type { Batch, DataType, Vector } from "../../../../src/engine/api.js";
import { limits } from "../../../../src/limits.js";
import { createRowEncoder } from "../../../../src/wire/encoding/row-encoder.js";
import { defaultEncodingSettings } from "../../../../src/wire/encoding/settings.js";
import { type Content, vectorOf } from "../../../support/vectors.js";
import { dataRow, readDataRows } from "./data-rows.js";

const text: DataType = { id: "VARCHAR" };
const integer: DataType = { id: "INTEGER" };

function batchOf(...columns: readonly (readonly [DataType, readonly Content[]])[]): Batch {
  const vectors = columns.map(([type, contents]) => vectorOf(type, contents));
  return { rowCount: vectors[0]?.length ?? 0, columns: vectors };
}

function piecesOf(batch: Batch, range: readonly number[] = [], format: "text" | "binary" = "text"): readonly Buffer[] {
  const fields = batch.columns.map(({ type }, index) => ({ name: `c${index}`, type }));
  const encoder = createRowEncoder(
    fields,
    fields.map(() => format),
    defaultEncodingSettings,
  );
  return [...encoder.encode(batch, ...range)];
}

describe("the row encoder", () => {
  it("makes one DataRow of each row, with its columns in order", () => {
    const batch = batchOf([integer, ["1", null, "3"]], [text, ["a", "", null]]);
    expect(Buffer.concat(piecesOf(batch))).toEqual(
      Buffer.concat([dataRow("1", "a"), dataRow(null, ""), dataRow("3", null)]),
    );
  });

  it.each([1664, 1665, 3000])("has room for a row of %d columns", (count) => {
    const values = Array.from({ length: count }, (_, index) => `value ${index}`);
    const batch = batchOf(...values.map((value) => [text, [value, value]] as const));
    expect(Buffer.concat(piecesOf(batch))).toEqual(Buffer.concat([dataRow(...values), dataRow(...values)]));
  });

  it("gives each column its own format", () => {
    const batch = batchOf([integer, ["1"]], [integer, ["1"]]);
    const fields = batch.columns.map(({ type }) => ({ name: "c", type }));
    const encoder = createRowEncoder(fields, ["text", "binary"], defaultEncodingSettings);
    expect(Buffer.concat([...encoder.encode(batch)])).toEqual(dataRow("1", Buffer.of(0, 0, 0, 1)));
  });

  it("encodes the rows of a range only, wherever it starts", () => {
    const batch = batchOf([integer, Array.from({ length: 20 }, (_, row) => (row % 3 === 0 ? null : String(row)))]);
    expect(readDataRows(Buffer.concat(piecesOf(batch, [9, 12])))).toEqual([
      [null],
      [Buffer.from("10")],
      [Buffer.from("11")],
    ]);
    expect(piecesOf(batch, [5, 5])).toEqual([]);
  });

  it("makes nothing of no rows, and rows without values of no columns", () => {
    expect(piecesOf(batchOf([integer, []]))).toEqual([]);
    expect(Buffer.concat(piecesOf({ rowCount: 2, columns: [] }))).toEqual(Buffer.concat([dataRow(), dataRow()]));
  });

  it("cuts a large batch into pieces, each of whole rows and of memory of its own", () => {
    const values = Array.from({ length: 1_500 }, (_, row) => String(row).padEnd(500, "x"));
    const pieces = piecesOf(batchOf([text, values]));
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.flatMap(readDataRows).map(([value]) => value?.toString())).toEqual(values);
    expect(new Set(pieces.map((piece) => piece.buffer)).size).toBe(pieces.length);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(limits.rowChunkBytes + 1_000);
  });

  it("sends a value far larger than a piece whole", () => {
    const long = "é".repeat(3_000_000);
    const pieces = piecesOf(batchOf([text, ["a", long, "b"]], [integer, ["1", "2", "3"]]));
    const expected = Buffer.concat([dataRow("a", "1"), dataRow(long, "2"), dataRow("b", "3")]);
    expect(Buffer.concat(pieces).equals(expected)).toBe(true);
  });

  it("copies texts of every length, also the last of a vector, without touching their neighbours", () => {
    const values = Array.from({ length: 1_100 }, (_, length) => "x".repeat(length));
    const rows = readDataRows(Buffer.concat(piecesOf(batchOf([text, values], [text, values.toReversed()]))));
    expect(rows.map((row) => row.map(String))).toEqual(values.map((value, row) => [value, "x".repeat(1_099 - row)]));
  });

  it("copies any bytes, also those that would be no number", () => {
    const bytes = Array.from({ length: 300 }, (_, row) => ["f07f", "01f0ff7f", "ffff"][row % 3]!.repeat(row % 40));
    const rows = readDataRows(Buffer.concat(piecesOf(batchOf([{ id: "BLOB" }, bytes]), [], "binary")));
    expect(rows.map(([value]) => value?.toString("hex"))).toEqual(bytes);
  });

  it("reads vectors that do not begin where their memory does", () => {
    const { data, ...rest } = vectorOf({ id: "BIGINT" }, ["1", "-9007199254740993"]) as Extract<
      Vector,
      { layout: "fixed" }
    >;
    const shifted = new Uint8Array(data.length + 3);
    shifted.set(data, 3);
    const batch: Batch = { rowCount: 2, columns: [{ ...rest, data: shifted.subarray(3) }] };
    expect(Buffer.concat(piecesOf(batch))).toEqual(Buffer.concat([dataRow("1"), dataRow("-9007199254740993")]));
  });

  it("sends nested lists as one array, and lists beyond six dimensions as JSON", () => {
    const nested = (depth: number): DataType => (depth === 0 ? integer : { id: "LIST", child: nested(depth - 1) });
    const value = (depth: number): Content => (depth === 0 ? "1" : [value(depth - 1)]);
    expect(Buffer.concat(piecesOf(batchOf([nested(6), [value(6)]])))).toEqual(dataRow("{{{{{{1}}}}}}"));
    expect(Buffer.concat(piecesOf(batchOf([nested(7), [value(7)]])))).toEqual(dataRow("[[[[[[[1]]]]]]]"));
  });

  it("refuses a row above its bound, instead of falling over it", () => {
    // As a vector says it; nothing is copied, and so nothing needs to be there.
    const column: Vector = {
      layout: "bytes",
      type: text,
      length: 1,
      validity: undefined,
      starts: Uint32Array.of(0),
      ends: Uint32Array.of(limits.rowBytesMax),
      data: new Uint8Array(0),
    };
    const batch: Batch = { rowCount: 1, columns: [column] };
    expect(() => piecesOf(batch)).toThrow(expect.objectContaining({ sqlstate: "54000" }));
  });

  it("refuses an instant that PostgreSQL's binary form cannot hold", () => {
    const batch = batchOf([{ id: "TIMESTAMP" }, ["-9223372022400000000"]]);
    expect(() => piecesOf(batch, [], "binary")).toThrow(expect.objectContaining({ sqlstate: "22008" }));
    expect(readDataRows(Buffer.concat(piecesOf(batch)))[0]?.[0]?.toString()).toBe("290309-12-22 00:00:00 BC");
  });
});
