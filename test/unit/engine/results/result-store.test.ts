import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Batch, batchOf } from "../../../../src/engine/api.js";
import type { ResultSet } from "../../../../src/engine/results/result-set.js";
import { ResultStore } from "../../../../src/engine/results/result-store.js";
import { textOf } from "../../../support/values.js";

const columns = [
  { name: "n", type: { id: "INTEGER" } },
  { name: "t", type: { id: "VARCHAR" } },
] as const;
const types = columns.map(({ type }) => type);

let folder: string;
const opened: ResultSet[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "sluice-results-"));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((set) => set.close()));
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true, force: true });
});

function openStore(memoryBytesMax: number, fileBytesMax = 1e9): ResultStore {
  const store = new ResultStore({ folder, memoryBytesMax, fileBytesMax });
  const open = store.open.bind(store);
  store.open = (columnTypes) => {
    const set = open(columnTypes);
    opened.push(set);
    return set;
  };
  return store;
}

function batch(first: number, rows: number): Batch {
  return batchOf(
    columns,
    Array.from({ length: rows }, (_, index) => [first + index, `personal data ${first + index}`]),
  );
}

async function fill(set: ResultSet, rows: number, rowsPerBatch = 10): Promise<void> {
  for (let first = 0; first < rows; first += rowsPerBatch) {
    await set.append(batch(first, Math.min(rowsPerBatch, rows - first)));
  }
}

async function read(set: ResultSet, first: number, rowsMax: number): Promise<readonly number[]> {
  const found: number[] = [];
  for await (const { rowCount, columns: vectors } of set.read(first, rowsMax)) {
    for (let row = 0; row < rowCount; row++) {
      const [number, text] = vectors.map((vector) => textOf(vector, row));
      expect(text).toBe(`personal data ${number}`);
      found.push(Number(number));
    }
  }
  return found;
}

const range = (first: number, end: number) => Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);

describe("the rows that are kept", () => {
  it("are read from any place, any number of times, wherever they lie", async () => {
    const page = fc.record({ first: fc.nat(400), rows: fc.nat(120) });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(300),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(5_000),
        fc.array(page),
        async (...given) => {
          const [rows, rowsPerBatch, memoryBytesMax, pages] = given;
          const set = openStore(memoryBytesMax).open(types);
          await fill(set, rows, rowsPerBatch);
          expect(set.rowCount).toBe(rows);
          for (const { first, rows: wanted } of pages) {
            expect(await read(set, first, wanted)).toEqual(range(first, Math.min(rows, first + wanted)));
          }
          await set.close();
        },
      ),
      { numRuns: 50 },
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it("take no more memory than they may: what was not read for the longest time goes to files first", async () => {
    const store = openStore(2_300);
    const [old, used] = [store.open(types), store.open(types)];
    await fill(old, 40);
    await fill(used, 20);
    expect(old.fileBytes).toBe(0);
    await read(old, 0, 1);
    await fill(store.open(types), 40);
    expect(used.memoryBytes).toBe(0);
    expect(used.fileBytes).toBeGreaterThan(0);
    expect(old.memoryBytes).toBeGreaterThan(0);
    expect(await read(used, 5, 3)).toEqual([5, 6, 7]);
  });

  it("lie in files that only their owner may open and nobody else can read", async () => {
    const set = openStore(0).open(types);
    await fill(set, 100);
    const [file = ""] = await readdir(folder);
    expect((await stat(path.join(folder, file))).mode & 0o777).toBe(0o600);
    const content = await readFile(path.join(folder, file));
    expect(content.length).toBeGreaterThan(2_000);
    expect(content.includes("personal")).toBe(false);
    await set.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it("are never taken for others: an altered file is an error", async () => {
    const set = openStore(0).open(types);
    await fill(set, 100);
    const [name = ""] = await readdir(folder);
    const file = path.join(folder, name);
    const content = await readFile(file);
    content[content.length - 40] = (content[content.length - 40] as number) ^ 1;
    await writeFile(file, content);
    await expect(read(set, 95, 5)).rejects.toMatchObject({ sqlstate: "58030" });
    expect(await read(set, 0, 5)).toEqual(range(0, 5));
    await set.close();
  });

  it("are refused with the storage's failure where no file can be made, and take no room of files then", async () => {
    const store = openStore(0);
    const set = store.open(types);
    await rm(folder, { recursive: true });
    await writeFile(folder, "in the way");
    for (let round = 0; round < 2; round++) {
      await expect(fill(set, 10)).rejects.toMatchObject({
        sqlstate: "58030",
        message: "rows could not be written to a temporary file",
      });
    }
    expect(set.fileBytes).toBe(0);
    await rm(folder);
    await fill(set, 10);
    expect(set.memoryBytes).toBe(0);
    expect(await read(set, 0, 10)).toEqual(range(0, 10));
  });

  it("are refused when there is no room for them at all, and others are kept", async () => {
    const store = openStore(0, 4_000);
    const set = store.open(types);
    await fill(set, 20);
    await expect(fill(store.open(types), 1_000)).rejects.toMatchObject({ sqlstate: "53400" });
    expect(await read(set, 0, 20)).toEqual(range(0, 20));
  });

  it("make room when they are closed, or when there is something to give up", async () => {
    const store = openStore(0, 3_000);
    const given = store.open(types);
    await fill(given, 20);
    store.onFull(() => {
      if (given.fileBytes === 0) return false;
      void given.close();
      return true;
    });
    const [first, second] = [store.open(types), store.open(types)];
    await fill(first, 40);
    await expect(read(given, 0, 1)).rejects.toMatchObject({ sqlstate: "55000" });
    await first.close();
    await fill(second, 40);
    expect(await read(second, 0, 40)).toEqual(range(0, 40));
  });

  it("are gone once they were closed, also for those who are reading them", async () => {
    for (const memoryBytesMax of [0, 1e9]) {
      const set = openStore(memoryBytesMax).open(types);
      await fill(set, 100);
      const reader = set.read(0, 100);
      await reader.next();
      await set.close();
      await expect(reader.next()).rejects.toMatchObject({ sqlstate: "55000" });
      await expect(read(set, 0, 1)).rejects.toMatchObject({ sqlstate: "55000" });
    }
  });
});
