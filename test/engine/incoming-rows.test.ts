// Rows that come in batch by batch, and what is done with large and sorted ones.
import { mkdir, mkdtemp, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Column } from "../../src/catalog/api.js";
import { type Batch, batchOf, type Cell, type ResultColumn } from "../../src/engine/api.js";
import { QueryCanceled } from "../../src/errors.js";
import { type Lake, openLake, query } from "../support/lake.js";

const objectBytesMax = 200_000;
let lake: Lake;
let base: string;
let datasets = 0;
beforeAll(async () => {
  lake = await openLake({ objectBytesMax });
  base = path.join(lake.folder, "primary");
  await mkdir(base, { recursive: true });
});
afterAll(() => lake.close());

const none = new AbortController().signal;
const newFolder = () => mkdtemp(path.join(base, "out-"));
const column = (name: string, type: string, isNullable = true): Column => ({ name, type, isNullable });
const text = (name: string): ResultColumn => ({ name, type: { id: "VARCHAR" } });

async function* batches(columns: readonly ResultColumn[], ...parts: (readonly Cell[])[][]): AsyncGenerator<Batch> {
  for (const rows of parts) yield batchOf(columns, rows);
}

async function cellsOf(paths: readonly string[], sql = "SELECT *"): Promise<readonly (readonly (string | null)[])[]> {
  const name = `read_${++datasets}`;
  const list = paths.map((one) => `'${one}'`).join(", ");
  await lake.add(name, `SELECT * FROM read_parquet([${list}])`);
  return (await query(lake, `${sql} FROM ${name}`)).rows;
}

describe("rows that come in", () => {
  it("become files of the columns' types, with NULL where nothing comes", async () => {
    const columns = [column("a", "TINYINT"), column("b", "JSON"), column("c", "UUID"), column("missing", "DATE")];
    const incoming: ResultColumn[] = [
      { name: "c", type: { id: "VARCHAR" } },
      { name: "a", type: { id: "INTEGER" } },
      text("b"),
    ];
    const rows = batches(incoming, [["6b3ae5d7-5d9c-4c62-9f3c-6a0c2b1f6a01", 7, '{"x": 1}']], [[null, null, null]]);
    const folder = await newFolder();
    const written = await lake.engine.parquetFiles.writeRows({
      names: ["c", "a", "b"],
      rows,
      columns,
      folder,
      signal: none,
    });
    expect(written.columns.map(({ type }) => type)).toEqual(["TINYINT", "JSON", "UUID", "DATE"]);
    expect(await cellsOf(written.files.map((file) => file.path))).toEqual([
      ["7", '{"x": 1}', expect.any(String), null],
      [null, null, null, null],
    ]);
    expect(await readdir(folder)).toEqual(["part-0.parquet"]);
  });

  it("have their types inferred from all of their texts, a NULL and an empty text told apart", async () => {
    const names = ["n", "t", "empty", "late"];
    const many = Array.from({ length: 30_000 }, (_, index) => [String(index), "2024-01-02 03:04:05", "", "1"]);
    const rows = batches(names.map(text), many, [[null, null, null, "not a number"]]);
    const { parquetFiles } = lake.engine;
    const written = await parquetFiles.writeRows({
      names,
      rows,
      columns: "inferred",
      folder: await newFolder(),
      signal: none,
    });
    expect(written.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      "n BIGINT",
      "t TIMESTAMP",
      "empty VARCHAR",
      "late VARCHAR",
    ]);
    const counts = await cellsOf(
      written.files.map((file) => file.path),
      "SELECT count(*), count(n), count(empty), max(n)",
    );
    expect(counts).toEqual([["30001", "30000", "30000", "29999"]]);
  });

  it("keep a row of one NULL, and lines within texts", async () => {
    const rows = batches([text("only")], [[null], ['a\n"b"'], [""]]);
    const folder = await newFolder();
    const written = await lake.engine.parquetFiles.writeRows({
      names: ["only"],
      rows,
      columns: "inferred",
      folder,
      signal: none,
    });
    expect(await cellsOf(written.files.map((file) => file.path))).toEqual([[null], ['a\n"b"'], [""]]);
  });

  it("are refused where a NULL may not be", async () => {
    const order = { names: ["a"], columns: [column("a", "INTEGER"), column("b", "INTEGER", false)], signal: none };
    const rows = batches([{ name: "a", type: { id: "INTEGER" } }], [[1]]);
    await expect(
      lake.engine.parquetFiles.writeRows({ ...order, rows, folder: await newFolder() }),
    ).rejects.toMatchObject({
      sqlstate: "23502",
      message: 'null value in column "b" violates not-null constraint',
    });
  });

  it("stop when they are told to, whoever sends them", async () => {
    const stop = new AbortController();
    const reason = new QueryCanceled();
    const rows = (async function* () {
      for (;;) {
        yield batchOf([text("a")], [["x"]]);
        stop.abort(reason);
      }
    })();
    const order = {
      names: ["a"],
      rows,
      columns: [column("a", "VARCHAR")],
      folder: await newFolder(),
      signal: stop.signal,
    };
    await expect(lake.engine.parquetFiles.writeRows(order)).rejects.toBe(reason);
  });
});

describe("a large file", () => {
  it("is cut into objects between row groups, in its order", async () => {
    const folder = await newFolder();
    const sql = "SELECT i, hash(i) AS h FROM range(200000) t(i)";
    const { files } = await lake.engine.parquetFiles.writeQuery({ sql, folder, signal: none });
    expect(files.length).toBeGreaterThan(3);
    const sizes = await Promise.all(files.map(async ({ path: file }) => (await stat(file)).size));
    expect(Math.max(...sizes)).toBeLessThan(objectBytesMax + 300_000);
    expect(files.reduce((sum, file) => sum + file.rows, 0)).toBe(200_000);
    expect((await readdir(folder)).length).toBe(files.length);
    const paths = files.map((file) => file.path);
    expect(await cellsOf(paths, "SELECT count(*), sum(i), min(i)")).toEqual([["200000", "19999900000", "0"]]);
    let next = 0;
    for (const file of paths) {
      const [bounds] = await lake.engine.parquetFiles.columnBounds(file, none);
      expect(Number(bounds?.min)).toBe(next);
      next = Number(bounds?.max) + 1;
    }
  });

  it("is sorted over all objects where a sort key says so, NULLs last", async () => {
    const sql =
      "SELECT CASE WHEN i % 1000 = 0 THEN NULL ELSE hash(i) % 100000 END::BIGINT AS k, i FROM range(150000) t(i)";
    const { files } = await lake.engine.parquetFiles.writeQuery({
      sql,
      folder: await newFolder(),
      sortKey: ["k"],
      signal: none,
    });
    expect(files.length).toBeGreaterThan(1);
    let last = -1;
    for (const file of files) {
      const [bounds] = await lake.engine.parquetFiles.columnBounds(file.path, none);
      expect(Number(bounds?.min)).toBeGreaterThanOrEqual(last);
      last = Number(bounds?.max);
    }
    const [bounds] = await lake.engine.parquetFiles.columnBounds(files.at(-1)?.path ?? "", none);
    expect(bounds?.nulls).toBe(150);
  });

  it("is refused a sort key that is no column", async () => {
    const order = { sql: "SELECT 1 AS a", sortKey: ["b"], folder: await newFolder(), signal: none };
    await expect(lake.engine.parquetFiles.writeQuery(order)).rejects.toMatchObject({ sqlstate: "42703" });
  });
});
