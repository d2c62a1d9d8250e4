import duckdb from "@duckdb/node-bindings";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Batch, type DataType, sliceBatch } from "../../../../src/engine/api.js";
import { gatherVector } from "../../../../src/engine/batch-gather.js";
import { dataTypeOf } from "../../../../src/engine/duckdb/logical-type.js";
import { readChunk } from "../../../../src/engine/duckdb/read-chunk.js";
import { decodeBatch, encodeBatch } from "../../../../src/engine/results/arrow-batches.js";
import { createRowEncoder } from "../../../../src/wire/encoding/row-encoder.js";
import { defaultEncodingSettings } from "../../../../src/wire/encoding/settings.js";
import { oddValues } from "../../../support/odd-values.js";

let database: duckdb.Database;
let connection: duckdb.Connection;
beforeAll(async () => {
  database = await duckdb.open(":memory:");
  connection = await duckdb.connect(database);
});
afterAll(() => {
  duckdb.disconnect_sync(connection);
  duckdb.close_sync(database);
});

async function select(sql: string): Promise<{ readonly batch: Batch; readonly types: readonly DataType[] }> {
  const result = await duckdb.query(connection, sql);
  const types = Array.from({ length: duckdb.column_count(result) }, (_, index) =>
    dataTypeOf(duckdb.column_logical_type(result, index)),
  );
  return { batch: readChunk(duckdb.result_get_chunk(result, 0), types), types };
}

/** What a client is sent of it. */
function sent(batch: Batch, types: readonly DataType[]): string {
  const columns = types.map((type, index) => ({ name: String(index), type }));
  const encoder = createRowEncoder(
    columns,
    types.map(() => "text"),
    defaultEncodingSettings,
  );
  return Buffer.concat([...encoder.encode(batch, 0, batch.rowCount)].map((piece) => Buffer.from(piece))).toString(
    "latin1",
  );
}

/** Copied to where it lies as in a file that is read: at an odd place. */
function throughFile(batch: Batch, types: readonly DataType[]): Batch {
  return decodeBatch(Uint8Array.from(encodeBatch(batch)), types);
}

// Ragged arrays are told as JSON only, as they are inside of a struct.
const scalars = Object.entries(oddValues)
  .filter(([type]) => !type.endsWith("[][]"))
  .map(
    ([type, values]) =>
      [type, `SELECT unnest([${values.map((value) => `${value}::${type}`).join(", ")}, NULL]) AS v`] as const,
  );
const nested = [
  ["lists", "SELECT CASE WHEN i % 5 = 0 THEN NULL ELSE [x::VARCHAR for x in range(i % 4)] END FROM range(50) t(i)"],
  ["lists of lists", "SELECT {v: [[i, NULL], [], NULL, [i + 1]]} FROM range(50) t(i)"],
  ["arrays", "SELECT array_value(i, NULL, i * 2) FROM range(20) t(i)"],
  [
    "structs",
    "SELECT CASE WHEN i % 7 = 0 THEN NULL ELSE {a: i, b: repeat('é', i::INTEGER), c: [i]} END FROM range(50) t(i)",
  ],
  ["maps", "SELECT MAP {i: repeat('x', i::INTEGER), -i - 1: NULL} FROM range(50) t(i)"],
  [
    "unions",
    "SELECT CASE WHEN i % 2 = 0 THEN union_value(n := i) ELSE union_value(s := i::VARCHAR)::UNION(n BIGINT, s VARCHAR) END FROM range(2) t(i)",
  ],
  ["enums", "SELECT (['a', 'b', NULL])[i % 3 + 1]::ENUM('a', 'b') FROM range(9) t(i)"],
  ["nothing but NULL", "SELECT NULL FROM range(3)"],
  [
    "texts, long and short, with gaps",
    "SELECT CASE WHEN i % 3 = 0 THEN NULL ELSE repeat(chr(97 + i::INTEGER % 26), (i * 37 % 300)::INTEGER) END FROM range(2000) t(i)",
  ],
] as const;

describe("a batch that went through a spill file", () => {
  it.each([...scalars, ...nested])("has the same %s", async (_, sql) => {
    const { batch, types } = await select(sql);
    expect(sent(throughFile(batch, types), types)).toBe(sent(batch, types));
  });

  it.each(nested)("has the same %s, when it was a part of a batch", async (_, sql) => {
    const { batch, types } = await select(sql);
    for (const [from, to] of [
      [0, 1],
      [1, batch.rowCount],
      [batch.rowCount >> 1, (batch.rowCount >> 1) + 1],
    ] as const) {
      const part = sliceBatch(batch, from, to);
      expect(sent(throughFile(part, types), types)).toBe(sent(part, types));
    }
  });

  it.each(nested)("has the same %s, when they lie in another order", async (_, sql) => {
    const { batch, types } = await select(sql);
    const rows = Uint32Array.from({ length: batch.rowCount * 2 }, (_, index) => (index * 7 + 3) % batch.rowCount);
    const shuffled = { rowCount: rows.length, columns: batch.columns.map((column) => gatherVector(column, rows)) };
    const expected = Array.from(rows, (row) => sent(sliceBatch(batch, row, row + 1), types)).join("");
    expect(sent(shuffled, types)).toBe(expected);
    expect(sent(throughFile(shuffled, types), types)).toBe(expected);
  });

  it("may have no rows, and no columns", () => {
    const types: readonly DataType[] = [{ id: "INTEGER" }, { id: "VARCHAR" }, { id: "LIST", child: { id: "VARCHAR" } }];
    const none = { length: 0, validity: undefined };
    const text = {
      layout: "bytes",
      ...none,
      type: { id: "VARCHAR" },
      starts: new Uint32Array(0),
      ends: new Uint32Array(0),
      data: new Uint8Array(0),
    } as const;
    const columns = [
      { layout: "fixed", ...none, type: types[0] as DataType, width: 4, data: new Uint8Array(0) },
      text,
      {
        layout: "list",
        ...none,
        type: types[2] as DataType,
        starts: new Uint32Array(0),
        counts: new Uint32Array(0),
        child: text,
      },
    ] as const;
    expect(throughFile({ rowCount: 0, columns }, types)).toMatchObject({
      rowCount: 0,
      columns: [{ length: 0 }, { length: 0 }, { length: 0 }],
    });
    expect(throughFile({ rowCount: 5, columns: [] }, [])).toEqual({ rowCount: 5, columns: [] });
  });
});
