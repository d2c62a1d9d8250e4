// Drivers of Node beside `pg` itself: its cursors and streams, and postgres.js.
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import Cursor from "pg-cursor";
import QueryStream from "pg-query-stream";
import postgres from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeClient } from "../support/describe-client.js";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";

let dataDir: string;
let gateway: Gateway;
let client: pg.Client;
beforeAll(async () => {
  dataDir = makeDataDir();
  gateway = await startGateway(dataDir);
  client = await gateway.connect();
});
afterAll(async () => {
  await gateway.stop();
  removeDataDir(dataDir);
});

describeClient({ client: "pg-cursor", feature: "streaming" }, [], "pg-cursor", () => {
  it("reads page by page, and leaves the rest", async () => {
    const cursor = client.query(new Cursor("SELECT i::int AS i FROM generate_series(1, $1::int) t(i)", [5000]));
    expect(await cursor.read(3)).toEqual([{ i: 1 }, { i: 2 }, { i: 3 }]);
    expect(await cursor.read(2000)).toHaveLength(2000);
    await cursor.close();
    const other = client.query(new Cursor("SELECT i::int AS i FROM generate_series(1, 4) t(i)"));
    // A page that ends with the last row, and the empty one after it.
    expect(await other.read(4)).toHaveLength(4);
    expect(await other.read(4)).toEqual([]);
    expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });

  it("fails where the statement does, and the connection goes on", {
    meta: { feature: "errors and recovery" },
  }, async () => {
    const cursor = client.query(new Cursor("SELECT nothing"));
    await expect(cursor.read(1)).rejects.toMatchObject({ code: "42703" });
    expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });
});

describeClient({ client: "pg-query-stream", feature: "streaming" }, [], "pg-query-stream", () => {
  it("streams a large result, and stops in the middle", async () => {
    let sum = 0;
    const sql = "SELECT i::int AS i, repeat('x', 100) AS pad FROM generate_series(1, 20000) t(i)";
    for await (const row of client.query(new QueryStream(sql, [], { batchSize: 500 }))) sum += row.i;
    expect(sum).toBe(200_010_000);
    for await (const row of client.query(new QueryStream(sql, [], { batchSize: 10 }))) {
      if (row.i === 25) break;
    }
    expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });
});

describeClient({ client: "postgres.js" }, [], "postgres.js", () => {
  const options = () => ({
    host: "127.0.0.1",
    port: gateway.port,
    user: "sluice",
    password: gateway.password,
    database: "lake",
    max: 4,
    // It reads pg_type for arrays, else: that is the system catalog's.
    fetch_types: false,
    onnotice: () => undefined,
  });
  let sql: postgres.Sql;
  beforeAll(() => {
    sql = postgres(options());
  });
  afterAll(() => sql.end());

  it("comes in by its password, and not by another", { meta: { feature: "connect and authenticate" } }, async () => {
    expect([...(await sql`SELECT current_user AS name`)]).toEqual([{ name: "sluice" }]);
    const stranger = postgres({ ...options(), password: "wrong" });
    await expect(stranger`SELECT 1`).rejects.toMatchObject({ code: "28P01" });
    await stranger.end();
  });

  it("filters a dataset by a parameter", { meta: { feature: "statements" } }, async () => {
    const name = "B";
    const people = await sql`SELECT name FROM people_test WHERE name < ${name} ORDER BY name`;
    expect(people.map((row) => row["name"])).toEqual(["Ada Lovelace", "Alan Turing", "Annie Easley"]);
  });

  it("binds and reads values", { meta: { feature: "parameters of each type" } }, async () => {
    const given = { b: true, i: 7, f: 1.25, t: "é😀", y: Buffer.from([0, 255]), d: new Date("2024-02-29T12:00:00Z") };
    const { b, i, f, t, y, d } = given;
    const [values] =
      await sql`SELECT ${b}::bool AS b, ${i}::int4 AS i, ${f}::float8 AS f, ${t}::text AS t, ${y}::bytea AS y, ${d}::timestamptz AS d`;
    expect(values).toEqual(given);
  });

  it("binds and reads NULL", { meta: { feature: "NULLs" } }, async () => {
    expect([...(await sql`SELECT ${null}::text AS t, ${null}::int4 AS i`)]).toEqual([{ t: null, i: null }]);
  });

  it("runs a statement that it prepared again and again", { meta: { feature: "prepared statements" } }, async () => {
    const counts: number[] = [];
    for (const years of [0, 5, 10]) {
      const [row] = await sql`SELECT count(*)::int4 AS n FROM candidates WHERE years_experience > ${years}`;
      counts.push(Number(row?.["n"]));
    }
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    expect(counts[0]).toBeGreaterThan(0);
  });

  it("reads page by page", { meta: { feature: "streaming" } }, async () => {
    const pages: number[] = [];
    await sql`SELECT i::int4 AS i FROM generate_series(1, 1000) t(i)`.cursor(
      300,
      (rows) => void pages.push(rows.length),
    );
    expect(pages).toEqual([300, 300, 300, 100]);
  });

  it("stops a statement, and goes on", { meta: { feature: "cancel" } }, async () => {
    const endless = sql`SELECT count(*) FROM range(1000000000000) t(i) WHERE i % 7 = 3`.execute();
    setTimeout(() => endless.cancel(), 300);
    await expect(endless).rejects.toMatchObject({ code: "57014" });
    expect([...(await sql`SELECT 1 AS one`)]).toEqual([{ one: 1 }]);
  });

  it("recovers from an error", { meta: { feature: "errors and recovery" } }, async () => {
    await expect(sql`SELECT nothing`).rejects.toMatchObject({ code: "42703" });
    expect([...(await sql`SELECT 1 AS one`)]).toEqual([{ one: 1 }]);
  });

  it("runs transactions, and savepoints in them", { meta: { feature: "transactions" } }, async () => {
    const counts = await sql.begin("ISOLATION LEVEL REPEATABLE READ READ ONLY", async (transaction) => {
      const before = await transaction`SELECT count(*)::int AS n FROM animals`;
      await expect(transaction.savepoint((inner) => inner`SELECT nothing`)).rejects.toMatchObject({ code: "42703" });
      return [before, await transaction`SELECT count(*)::int AS n FROM animals`];
    });
    expect(counts[0]).toEqual(counts[1]);
  });

  it("sends statements before it has the answers", { meta: { feature: "pipeline" } }, async () => {
    const one = postgres({ ...options(), max: 1 });
    const sums = await Promise.all(Array.from({ length: 50 }, (_, n) => one`SELECT ${n}::int4 + 1 AS next`));
    expect(sums.map(([row]) => row?.["next"])).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
    await one.end();
  });

  it("has several connections busy at once", { meta: { feature: "many connections" } }, async () => {
    const sums = await Promise.all(Array.from({ length: 50 }, (_, n) => sql`SELECT ${n}::int4 + 1 AS next`));
    expect(sums.map(([row]) => row?.["next"])).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
  });

  it("reads a copy", { meta: { feature: "COPY out" } }, async () => {
    const copied: Buffer[] = [];
    for await (const chunk of await sql`COPY (SELECT name FROM people_test ORDER BY 1) TO STDOUT`.readable())
      copied.push(chunk as Buffer);
    expect(Buffer.concat(copied).toString().split("\n")).toHaveLength(13);
  });

  it("writes a copy", { meta: { feature: "COPY in" } }, async () => {
    await sql`CREATE TABLE copied_by_postgres_js (id int, name text)`;
    await pipeline(Readable.from(["1\ta\n2\t", "\\N\n"]), await sql`COPY copied_by_postgres_js FROM STDIN`.writable());
    expect([...(await sql`SELECT id, name FROM copied_by_postgres_js ORDER BY id`)]).toEqual([
      { id: 1, name: "a" },
      { id: 2, name: null },
    ]);
  });
});
