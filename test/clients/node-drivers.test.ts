// Drivers of Node beside `pg` itself: its cursors and streams, and postgres.js.
import type pg from "pg";
import Cursor from "pg-cursor";
import QueryStream from "pg-query-stream";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

describe("pg-cursor", () => {
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

  it("fails where the statement does, and the connection goes on", async () => {
    const cursor = client.query(new Cursor("SELECT nothing"));
    await expect(cursor.read(1)).rejects.toMatchObject({ code: "42703" });
    expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });
});

describe("pg-query-stream", () => {
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

describe("postgres.js", () => {
  it("is at home", async () => {
    const sql = postgres({
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
    try {
      const name = "B";
      const people = await sql`SELECT name FROM people_test WHERE name < ${name} ORDER BY name`;
      expect(people.map((row) => row["name"])).toEqual(["Ada Lovelace", "Alan Turing", "Annie Easley"]);
      const day = new Date("2024-02-29T12:00:00Z");
      const [values] =
        await sql`SELECT ${true}::bool AS b, ${7}::int4 AS i, ${"é😀"}::text AS t, ${day}::timestamptz AS d, ${null}::text AS n`;
      expect(values).toEqual({ b: true, i: 7, t: "é😀", d: day, n: null });
      const pages: number[] = [];
      await sql`SELECT i::int4 AS i FROM generate_series(1, 1000) t(i)`.cursor(
        300,
        (rows) => void pages.push(rows.length),
      );
      expect(pages).toEqual([300, 300, 300, 100]);
      await expect(sql`SELECT nothing`).rejects.toMatchObject({ code: "42703" });
      const counts = await sql.begin("ISOLATION LEVEL REPEATABLE READ READ ONLY", async (transaction) => [
        await transaction`SELECT count(*)::int AS n FROM animals`,
        await transaction`SELECT count(*)::int AS n FROM animals`,
      ]);
      expect(counts[0]).toEqual(counts[1]);
      const endless = sql`SELECT count(*) FROM range(1000000000000) t(i) WHERE i % 7 = 3`.execute();
      setTimeout(() => endless.cancel(), 300);
      await expect(endless).rejects.toMatchObject({ code: "57014" });
      const copied: Buffer[] = [];
      for await (const chunk of await sql`COPY (SELECT name FROM people_test ORDER BY 1) TO STDOUT`.readable())
        copied.push(chunk as Buffer);
      expect(Buffer.concat(copied).toString().split("\n")).toHaveLength(13);
      const sums = await Promise.all(Array.from({ length: 50 }, (_, n) => sql`SELECT ${n}::int4 + 1 AS next`));
      expect(sums.map(([row]) => row?.["next"])).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
    } finally {
      await sql.end();
    }
  });
});
