// What statements read as the catalog changes under them.
import { readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import duckdb from "@duckdb/node-bindings";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Dataset } from "../../src/catalog/api.js";
import type { PreparedStatement } from "../../src/engine/api.js";
import { ConnectionPool } from "../../src/engine/duckdb/connection-pool.js";
import { openSandbox } from "../../src/engine/duckdb/sandbox.js";
import { runOn, textsOf } from "../../src/engine/duckdb/statement-run.js";
import { datasetRelation } from "../../src/engine/relations/internal-relation.js";
import { Relations } from "../../src/engine/relations/relations.js";
import { contextOf, type Lake, openLake, query } from "../support/lake.js";
import { textOf } from "../support/values.js";

let lake: Lake;
beforeAll(async () => {
  lake = await openLake();
});
afterAll(() => lake.close());

const rows = async (sql: string, options: Parameters<typeof query>[2] = {}) => (await query(lake, sql, options)).rows;
const none = new AbortController().signal;

async function prepare(sql: string, role = "admin"): Promise<PreparedStatement> {
  const [statement] = await lake.engine.parse(sql);
  return lake.engine.prepare(statement!, contextOf(role), []);
}
async function run(prepared: PreparedStatement, context = contextOf("admin")): Promise<(string | null)[]> {
  const values: (string | null)[] = [];
  for await (const batch of (await prepared.execute([], context, { signal: none })).batches) {
    for (let row = 0; row < batch.rowCount; row++) values.push(textOf(batch.columns[0]!, row));
  }
  return values;
}

/** Gives a dataset the columns and objects of another. */
async function replaceBy(name: string, sql: string): Promise<void> {
  const other = `${name}_${lake.catalog.snapshot.version}`;
  await lake.add(other, sql);
  const { columns, objects } = lake.catalog.snapshot.datasets.get(other) as Dataset;
  await lake.commit(
    { kind: "datasetDropped", dataset: other },
    { kind: "datasetReplaced", dataset: name, columns, keyColumns: [], objects },
  );
}

describe("a dataset that changes", () => {
  it("is read anew by the next statement, and by one that was prepared before", async () => {
    await lake.add("changing", "SELECT 1 AS n");
    const prepared = await prepare("SELECT n FROM changing");
    expect(await run(prepared)).toEqual(["1"]);
    await replaceBy("changing", "SELECT 2 AS n");
    expect(await rows("SELECT n FROM changing")).toEqual([["2"]]);
    expect(await run(prepared)).toEqual(["2"]);
  });

  it("gives a prepared statement whose columns changed 0A000, and one that names them goes on", async () => {
    await lake.add("reshaped", "SELECT 1 AS n");
    const [star, named] = [await prepare("SELECT * FROM reshaped"), await prepare("SELECT n FROM reshaped")];
    await replaceBy("reshaped", "SELECT 'x' AS s, 3 AS n");
    await expect(run(star)).rejects.toMatchObject({
      sqlstate: "0A000",
      message: "cached plan must not change result type",
    });
    expect(await run(named)).toEqual(["3"]);
    await replaceBy("reshaped", "SELECT 'x' AS s");
    await expect(run(named)).rejects.toMatchObject({ sqlstate: "42703" });
  });

  it("is gone for prepared statements too when it is dropped", async () => {
    await lake.add("leaving", "SELECT 1 AS n");
    const prepared = await prepare("SELECT n FROM leaving");
    await lake.commit({ kind: "datasetDropped", dataset: "leaving" });
    await expect(run(prepared)).rejects.toMatchObject({ sqlstate: "42P01", position: 15 });
  });

  it("is read as it was by who holds the snapshot", async () => {
    await lake.add("pinned", "SELECT 1 AS n");
    const snapshot = lake.engine.pinSnapshot();
    const context = contextOf("admin", { snapshot });
    const prepared = await prepare("SELECT n FROM pinned");
    await replaceBy("pinned", "SELECT 2 AS n");
    expect(await rows("SELECT n FROM pinned", { context })).toEqual([["1"]]);
    expect(await run(prepared, context)).toEqual(["1"]);
    expect(await run(prepared)).toEqual(["2"]);
    await lake.commit({ kind: "datasetDropped", dataset: "pinned" });
    expect(await run(prepared, context)).toEqual(["1"]);
    await lake.add("later", "SELECT 1 AS n");
    await expect(rows("SELECT n FROM later", { context })).rejects.toMatchObject({ sqlstate: "42P01" });
  });

  it("is not read by who lost the right to, not even in an older snapshot or by a prepared statement", async () => {
    await lake.add("guarded", "SELECT 1 AS n");
    await lake.commit(
      { kind: "roleCreated", role: { name: "reader", isSuperuser: false, canLogin: true } },
      { kind: "granted", role: "reader", dataset: "guarded", privileges: ["select"] },
    );
    const context = contextOf("reader", { snapshot: lake.engine.pinSnapshot() });
    const prepared = await prepare("SELECT n FROM guarded", "reader");
    expect(await run(prepared, context)).toEqual(["1"]);
    await lake.commit({ kind: "revoked", role: "reader", dataset: "guarded", privileges: ["select"] });
    await expect(run(prepared, context)).rejects.toMatchObject({ sqlstate: "42501" });
    await expect(run(prepared, contextOf("reader"))).rejects.toMatchObject({ sqlstate: "42501" });
    await lake.commit({ kind: "granted", role: "reader", dataset: "guarded", privileges: ["select"] });
    expect(await run(prepared, contextOf("reader"))).toEqual(["1"]);
  });

  it("is read whole by a stream that began before it changed", async () => {
    await lake.add("streamed", "SELECT i::INTEGER AS n FROM range(500000) t(i)");
    const execution = await (await prepare("SELECT n FROM streamed")).execute([], contextOf("admin"), { signal: none });
    const iterator = execution.batches[Symbol.asyncIterator]();
    let count = (await iterator.next()).value?.rowCount ?? 0;
    await replaceBy("streamed", "SELECT 1 AS n");
    expect(await rows("SELECT count(*) FROM streamed")).toEqual([["1"]]);
    for (let step = await iterator.next(); step.done !== true; step = await iterator.next())
      count += step.value.rowCount;
    expect(count).toBe(500_000);
  });
});

describe("an object that cannot be read", () => {
  it.each([
    ["is missing", (file: string) => rename(file, `${file}.away`)],
    ["is something else", (file: string) => writeFile(file, "garbage")],
  ])("because it %s is told without its path, and read when it is there again", async (what, harm) => {
    const name = what.replaceAll(" ", "_");
    await lake.add(name, "SELECT 1 AS n");
    const file = path.join(lake.folder, "primary", name, "part-0.parquet");
    const bytes = await readFile(file);
    await harm(file);
    const thrown = await rows(`SELECT n FROM ${name}`).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ sqlstate: "58030" });
    expect(String((thrown as Error).message)).not.toContain(lake.folder);
    await writeFile(file, bytes);
    expect(await rows(`SELECT n FROM ${name}`)).toEqual([["1"]]);
  });
});

describe("an internal relation", () => {
  const dataset = (name: string): Dataset => ({
    name,
    bucket: "primary",
    origin: "ingested",
    columns: [{ name: "n", type: "INTEGER", isNullable: true }],
    keyColumns: [],
    objects: [],
    createdAt: "",
    version: 1,
  });

  it("stays while it is held, goes when it is not needed, and comes back at once", async () => {
    const database = await openSandbox({
      folders: [lake.folder],
      temporaryFolder: path.join(lake.folder, "spill2"),
      memoryLimit: "1GiB",
      threads: 2,
    });
    const pool = new ConnectionPool(database);
    const warnings: string[] = [];
    const relations = new Relations(pool, { unusedMax: 2, bytesMax: 1_000, warn: (message) => warnings.push(message) });
    const connection = await pool.take();
    const views = async () =>
      textsOf(await runOn(connection.raw, "SELECT view_name FROM duckdb_views() WHERE schema_name = 'r' ORDER BY 1"));
    const hold = (...names: string[]) =>
      relations.hold(names.map((name) => datasetRelation(dataset(name), () => "SELECT 1 AS id")));

    const release = await hold("a", "b", "c", "d");
    expect(await views()).toEqual(["a@1", "b@1", "c@1", "d@1"]);
    release();
    release();
    await expect.poll(views).toEqual(["c@1", "d@1"]);
    const releaseC = await hold("c");
    for (const name of ["e", "f", "g"]) (await hold(name))();
    await expect.poll(views).toEqual(["c@1", "g@1"]);

    // Dropped and needed again at once, many times.
    await Promise.all(
      Array.from({ length: 200 }, async (_, round) => {
        const releaseOne = await hold(`x${round % 7}`);
        expect(await views()).toContain(`x${round % 7}@1`);
        releaseOne();
      }),
    );
    releaseC();
    expect(warnings).toEqual([]);
    pool.giveBack(connection);
    pool.close();
    duckdb.close_sync(database);
  });
});
