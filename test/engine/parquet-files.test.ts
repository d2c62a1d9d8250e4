import { mkdir, mkdtemp, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Column } from "../../src/catalog/api.js";
import type { ParquetFiles, SourceFiles, Statement, Vector } from "../../src/engine/api.js";
import { QueryCanceled } from "../../src/errors.js";
import { contextOf, type Lake, openLake, query } from "../support/lake.js";
import { textOf } from "../support/values.js";

let lake: Lake;
let files: ParquetFiles;
let base: string;
beforeAll(async () => {
  lake = await openLake();
  files = lake.engine.parquetFiles;
  base = path.join(lake.folder, "primary");
  await mkdir(base, { recursive: true });
});
afterAll(() => lake.close());

const none = new AbortController().signal;
const newFolder = () => mkdtemp(path.join(base, "out-"));
async function source(format: SourceFiles["format"], content: string): Promise<SourceFiles> {
  const file = path.join(await newFolder(), `it's [a] source*.${format}`);
  await writeFile(file, content);
  return { format, paths: [file] };
}
const write = async (from: SourceFiles, columns?: readonly Column[], signal = none) =>
  files.write({ source: from, columns, folder: await newFolder(), signal });
const fromQuery = async (sql: string, signal = none) => files.writeQuery({ sql, folder: await newFolder(), signal });
const column = (name: string, type: string): Column => ({ name, type, isNullable: true });
const typesOf = (columns: readonly Column[]) => columns.map(({ name, type }) => `${name} ${type}`);

describe("writing Parquet", () => {
  it.each([
    ["a query", "a", "range(1500) t(i)"],
    ["Parquet, which several threads read", "b", "(SELECT i // 67 AS i FROM read_parquet('FILE') WHERE i % 67 = 0)"],
  ])(
    "gives wide rows of %s small row groups, in their order, so that readers get few of them at once",
    async (_, name, from) => {
      const {
        files: [many],
      } = await fromQuery("SELECT i FROM range(100500) t(i)");
      const source = from.replace("FILE", many?.path ?? "");
      await lake.add(`wide_${name}`, `SELECT i, repeat(md5(i::VARCHAR), 3125) AS page FROM ${source}`);
      const context = contextOf("admin");
      const [statement] = await lake.engine.parse(`SELECT i, page FROM wide_${name}`);
      const prepared = await lake.engine.prepare(statement as Statement, context, []);
      const { batches } = await prepared.execute([], context, { signal: none });
      const numbers: number[] = [];
      for await (const batch of batches) {
        expect(batch.rowCount).toBeLessThanOrEqual(256);
        for (let row = 0; row < batch.rowCount; row++) numbers.push(Number(textOf(batch.columns[0] as Vector, row)));
      }
      expect(numbers).toEqual(Array.from({ length: 1500 }, (_, index) => index));
      const { rows } = await query(lake, `SELECT count(*), count(DISTINCT page), min(length(page)) FROM wide_${name}`);
      expect(rows).toEqual([["1500", "1500", "100000"]]);
    },
  );

  it.each([
    ["csv", "id,name\n1,Ada\n2,\n"],
    ["json", '{"id": 1, "name": "Ada"}\n{"id": 2, "name": null}\n'],
  ] as const)("finds the columns of %s by itself", async (format, content) => {
    const written = await write(await source(format, content));
    expect(typesOf(written.columns)).toEqual(["id BIGINT", "name VARCHAR"]);
    expect(written.files).toMatchObject([{ rows: 2 }]);
    expect(written.files[0]?.bytes).toBeGreaterThan(0);
  });

  it.each([300, 70_000])("keeps -0 apart from 0, in columns and in lists of floats (%i rows)", async (count) => {
    const sql = `SELECT CASE WHEN i % 3 = 0 THEN '-0'::DOUBLE ELSE (i % 5)::DOUBLE END AS x, [0::FLOAT, x::FLOAT] AS list FROM range(${count}) t(i)`;
    const written = await fromQuery(sql);
    const file = written.files[0]?.path ?? "";
    await lake.add(`negative_zeros_${count}`, `SELECT x, list FROM read_parquet('${file}')`);
    const { rows } = await query(
      lake,
      `SELECT count(*) FROM negative_zeros_${count} WHERE x::text = '-0' AND list::text = '{0,-0}'`,
    );
    expect(rows).toEqual([[String(Math.ceil(count / 3))]]);
  });

  it("reads Parquet again, several files as one", async () => {
    const [one, two] = [await fromQuery("SELECT 1 AS id"), await fromQuery("SELECT 2 AS id")];
    const written = await write({ format: "parquet", paths: [...one.files, ...two.files].map((file) => file.path) });
    expect(written.files).toMatchObject([{ rows: 2 }]);
  });

  it("brings a source to the dataset's columns, by name", async () => {
    const written = await write(await source("csv", "name,id\nAda,1\n"), [
      column("id", "INTEGER"),
      column("name", "VARCHAR"),
    ]);
    expect(typesOf(written.columns)).toEqual(["id INTEGER", "name VARCHAR"]);
  });

  it.each([
    ["lacks a column", "id\n1\n", "42703", /no column "name"/],
    ["has one too many", "id,name,age\n1,Ada,36\n", "42804", /no column "age"/],
    ["has a value that does not cast", "id,name\nx,Ada\n", "22P02", /integer.*"x"/],
  ])("refuses a source that %s", async (_, content, sqlstate, message) => {
    await expect(
      write(await source("csv", content), [column("id", "INTEGER"), column("name", "VARCHAR")]),
    ).rejects.toMatchObject({
      sqlstate,
      message: expect.stringMatching(message),
    });
  });

  it("keeps the digits of a HUGEINT", async () => {
    const written = await fromQuery("SELECT 1 AS id");
    expect(written.files).toHaveLength(1);
    const huge = await write(await source("csv", "n\n12345678901234567890123456789012345678\n"), [
      column("n", "HUGEINT"),
    ]);
    expect(typesOf(huge.columns)).toEqual(["n DECIMAL(38,0)"]);
  });

  it.each(["SELECT 1::HUGEINT AS n", "SELECT 1::UHUGEINT AS n"])(
    "refuses what Parquet would change without a word: %s",
    async (sql) => {
      await expect(fromQuery(sql)).rejects.toMatchObject({
        sqlstate: "0A000",
        message: expect.stringContaining('"n"'),
      });
    },
  );

  it("leaves no file where there are no rows", async () => {
    const folder = await newFolder();
    const written = await files.writeQuery({ sql: "SELECT 1 AS id WHERE false", folder, signal: none });
    expect(written).toMatchObject({ columns: [{ name: "id" }], files: [] });
    expect(await readdir(folder)).toEqual([]);
  });

  it("of a source that is not there or is something else fails", async () => {
    await expect(write({ format: "parquet", paths: [path.join(base, "nothing.parquet")] })).rejects.toMatchObject({
      sqlstate: "58030",
    });
    await expect(write(await source("parquet", "garbage"))).rejects.toMatchObject({ sqlstate: "58030" });
    await expect(write({ format: "csv", paths: ["/etc/passwd"] })).rejects.toMatchObject({ sqlstate: "42501" });
  });

  it("stops when it is cancelled, with the signal's reason", async () => {
    await expect(fromQuery("SELECT 1", AbortSignal.abort(new QueryCanceled()))).rejects.toMatchObject({
      sqlstate: "57014",
    });
    const abort = new AbortController();
    setTimeout(() => abort.abort(new QueryCanceled()), 50);
    await expect(
      fromQuery("SELECT a.x * b.y AS z FROM range(1000000) a(x), range(1000000) b(y)", abort.signal),
    ).rejects.toMatchObject({ sqlstate: "57014" });
    expect((await fromQuery("SELECT 1 AS id")).files).toMatchObject([{ rows: 1 }]);
  });
});

describe("describing Parquet", () => {
  it("reads columns, rows and bytes from the footers", async () => {
    const { files: written } = await fromQuery("SELECT i AS id, [i] AS l FROM range(3000) t(i)");
    const described = await files.describe(
      written.map((file) => file.path),
      none,
    );
    expect(typesOf(described.columns)).toEqual(["id BIGINT", "l BIGINT[]"]);
    expect(described.files).toEqual(written);
  });

  it("refuses files whose columns differ", async () => {
    const [one, two] = [await fromQuery("SELECT 1 AS id"), await fromQuery("SELECT 'x' AS id")];
    const paths = [...one.files, ...two.files].map((file) => file.path);
    await expect(files.describe(paths, none)).rejects.toMatchObject({ sqlstate: "42804" });
  });

  it("knows the bounds of columns that have an order, and how many NULLs they hold", async () => {
    const { files: written } = await fromQuery(
      "SELECT CASE WHEN i = 7 THEN NULL ELSE i - 5 END AS n, i::DECIMAL(10,2) / 4 AS half, DATE '2024-01-01' + i::INTEGER AS \"d'\"\"\", 'x' AS s, NULL::INTEGER AS nothing FROM range(10) t(i)",
    );
    const bounds = await files.columnBounds(written[0]!.path, none);
    expect(bounds.find(({ column: name }) => name === "n")).toEqual({ column: "n", min: "-5", max: "4", nulls: 1 });
    expect(bounds.find(({ column: name }) => name === "d'\"")).toMatchObject({
      min: "2024-01-01",
      max: "2024-01-10",
      nulls: 0,
    });
    expect(bounds.find(({ column: name }) => name === "nothing")).toMatchObject({ min: null, max: null, nulls: 10 });
    expect(bounds.some(({ column: name }) => name === "s")).toBe(false);
  });
});
