// EXPLAIN beside a real PostgreSQL 15: the same lines, the same properties in the same order, the same errors. Numbers are not compared.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type pg from "pg";
import { makeDataDir, removeDataDir, startGateway, type Gateway } from "../support/gateway.js";
import { type Postgres, startPostgres } from "../support/postgres.js";
import { describeWith } from "../support/require.js";

const tables = [
  "CREATE TABLE people (id int, name text, age int, city text, born date)",
  "CREATE TABLE orders (id bigint, person int, amount numeric(10,2), placed timestamp)",
];

/** DuckDB does here what PostgreSQL does without merge joins. */
const alike = [
  "SELECT 1",
  "VALUES (1), (2)",
  "(SELECT 1)",
  "TABLE people",
  "SELECT * FROM people",
  "SELECT * FROM people WHERE false",
  "SELECT name FROM people p WHERE age > 30 AND city = 'Rome'",
  "SELECT name FROM people p WHERE age > 30 OR city LIKE 'R%e'",
  "SELECT name FROM people WHERE lower(name) = 'it''s'",
  "SELECT name FROM people WHERE born > '2000-01-01'",
  "SELECT count(*) FROM orders WHERE placed >= timestamp '2020-01-01' AND amount > 3.55",
  "SELECT name FROM people WHERE age / 2 = 5",
  "SELECT name FROM people WHERE age IS NULL",
  "SELECT p.name, o.amount FROM people p RIGHT JOIN orders o ON o.person = p.id",
  "SELECT p.name, o.amount FROM people p CROSS JOIN orders o",
  "SELECT p.name, o.amount FROM people p JOIN orders o ON o.person + p.id > 6 OR p.age = 5",
  "SELECT city, count(*), sum(age) FROM people GROUP BY city HAVING count(*) > 1",
  "SELECT count(*) FROM people",
  "SELECT count(DISTINCT city) FROM people",
  "SELECT DISTINCT city FROM people",
  "SELECT name FROM people ORDER BY age DESC, name",
  "SELECT name FROM people ORDER BY age LIMIT 5 OFFSET 2",
  "SELECT name FROM people LIMIT 5",
  "SELECT name, sum(age) OVER () FROM people",
  "SELECT unnest(ARRAY[1, 2, 3])",
  "SELECT name FROM people UNION ALL SELECT city FROM people",
  `SELECT "Alias".name FROM people "Alias" WHERE "Alias".age = 3`,
  "WITH q AS MATERIALIZED (SELECT 1 AS x) SELECT * FROM q",
];

const wrong = [
  "EXPLAIN (FOO) SELECT 1",
  "EXPLAIN (COSTS, FOO 3) SELECT 1",
  "SELECT 1; EXPLAIN (FOO) SELECT 1",
  "EXPLAIN (WAL) SELECT 1",
  "EXPLAIN (TIMING) SELECT 1",
  "EXPLAIN (ANALYZE maybe) SELECT 1",
  "EXPLAIN (FORMAT) SELECT 1",
  "EXPLAIN (FORMAT csv) SELECT 1",
  "EXPLAIN (SERIALIZE) SELECT 1",
  "EXPLAIN EXPLAIN SELECT 1",
  "EXPLAIN SHOW timezone",
  "EXPLAIN SELECT * FROM nothing",
  "EXPLAIN SELECT nothing FROM people",
  "EXPLAIN EXECUTE nothing",
  "EXPLAIN ANALYZE SELECT 1 / (age - age) FROM people",
];

describeWith(["postgres"], "EXPLAIN", () => {
  let gateway: Gateway;
  let postgres: Postgres;
  let [ours, theirs] = [undefined, undefined] as unknown as [pg.Client, pg.Client];
  const dataDir = makeDataDir();
  beforeAll(async () => {
    [gateway, postgres] = await Promise.all([startGateway(dataDir), startPostgres()]);
    [ours, theirs] = await Promise.all([gateway.connect(), postgres.connect()]);
    for (const client of [ours, theirs]) for (const sql of tables) await client.query(sql);
    for (const name of ["mergejoin", "material", "incremental_sort"]) await theirs.query(`SET enable_${name} = off`);
  }, 120_000);
  afterAll(async () => {
    await Promise.all([ours?.end(), theirs?.end()]);
    await Promise.all([gateway?.stop(), postgres?.stop()]);
    removeDataDir(dataDir);
  });

  const rowsOf = async (client: pg.Client, sql: string): Promise<readonly unknown[]> =>
    (await client.query({ text: sql, rowMode: "array" })).rows.map(([cell]: readonly unknown[]) => cell);

  /** Without the numbers, but with their number. */
  const masked = (lines: readonly unknown[]): readonly string[] =>
    lines.map((line) => String(line).replaceAll(/\d+(\.\d+)?/g, "0"));

  /** JSON's own order of keys is that of PostgreSQL's text. */
  const shapeOf = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shapeOf);
    if (typeof value === "object" && value !== null) {
      return Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]);
    }
    return typeof value === "number" ? 0 : value;
  };

  it.each(alike)("has PostgreSQL's lines: %s", async (sql) => {
    const text = `EXPLAIN (COSTS OFF) ${sql}`;
    expect(await rowsOf(ours, text)).toEqual(await rowsOf(theirs, text));
    expect(masked(await rowsOf(ours, `EXPLAIN ${sql}`))).toEqual(masked(await rowsOf(theirs, `EXPLAIN ${sql}`)));
  });

  it.each(alike)("has PostgreSQL's properties: %s", async (sql) => {
    const json = `EXPLAIN (FORMAT JSON, BUFFERS) ${sql}`;
    expect(shapeOf(await rowsOf(ours, json))).toEqual(shapeOf(await rowsOf(theirs, json)));
    for (const format of ["XML", "YAML"]) {
      const text = `EXPLAIN (FORMAT ${format}) ${sql}`;
      expect(masked(await rowsOf(ours, text))).toEqual(masked(await rowsOf(theirs, text)));
    }
  });

  it.each(wrong)("has PostgreSQL's errors: %s", async (sql) => {
    const errorOf = (client: pg.Client) =>
      client.query(sql).then(
        () => undefined,
        ({ code, message, position }: pg.DatabaseError) => ({ code, message, position }),
      );
    const expected = await errorOf(theirs);
    // What fails while it runs has no place in the text.
    expect(await errorOf(ours)).toEqual(sql.includes("ANALYZE SELECT") ? undefined : expected);
  });

  it("does not say by what is sorted, where NULLs have a place of their own", async () => {
    expect(await rowsOf(ours, "EXPLAIN (COSTS OFF) SELECT name FROM people ORDER BY age NULLS FIRST")).toEqual([
      "Sort",
      "  ->  Seq Scan on people",
    ]);
  });

  it("has no settings to tell of, and says so", async () => {
    const sql = "EXPLAIN (SETTINGS, FORMAT JSON) SELECT 1";
    const fresh = await postgres.connect();
    expect(shapeOf(await rowsOf(ours, sql))).toEqual(shapeOf(await rowsOf(fresh, sql)));
    await fresh.end();
  });

  it("has the types of its formats, also before it is run", async () => {
    for (const [format, oid] of Object.entries({ TEXT: 25, JSON: 114, XML: 142, YAML: 25 })) {
      for (const values of [undefined, []]) {
        const text = `EXPLAIN (FORMAT ${format}) SELECT * FROM people WHERE id = ${values === undefined ? "1" : "2"}`;
        const { fields, command } = await ours.query({ text, ...(values === undefined ? {} : { values }) });
        expect(fields).toMatchObject([{ name: "QUERY PLAN", dataTypeID: oid }]);
        expect(command).toBe("EXPLAIN");
      }
    }
  });

  it("takes parameters, prepared statements and cursors", async () => {
    const text = "EXPLAIN (COSTS OFF) SELECT name FROM people WHERE id = $1 AND city = $2";
    const { rows } = await ours.query({ text, values: [3, "Rome"], rowMode: "array" });
    expect(rows.flat()).toEqual(["Seq Scan on people", "  Filter: ((id = 3) AND (city = 'Rome'::text))"]);
    for (const client of [ours, theirs]) await client.query("PREPARE by_age AS SELECT name FROM people WHERE age = $1");
    for (const sql of [
      "EXPLAIN (COSTS OFF) EXECUTE by_age(7)",
      "EXPLAIN (COSTS OFF) DECLARE c CURSOR FOR SELECT * FROM orders",
    ]) {
      expect(await rowsOf(ours, sql)).toEqual(await rowsOf(theirs, sql));
    }
  });

  describe("ANALYZE", () => {
    it("runs the statement, and tells of it at the top", async () => {
      const sql = "SELECT g, count(*) FROM generate_series(1, 12345) AS g GROUP BY g";
      const [top, ...others] = (await rowsOf(ours, `EXPLAIN ANALYZE ${sql}`)).map(String);
      expect(top).toMatch(/^HashAggregate {2}\(cost=.*\) \(actual time=\d+\.\d{3}\.\.\d+\.\d{3} rows=12345 loops=1\)$/);
      expect(others.at(-2)).toMatch(/^Planning Time: \d+\.\d{3} ms$/);
      expect(others.at(-1)).toMatch(/^Execution Time: \d+\.\d{3} ms$/);
    });

    it("has PostgreSQL's properties", async () => {
      for (const options of [
        "ANALYZE, WAL",
        "ANALYZE, TIMING OFF",
        "ANALYZE, SUMMARY OFF",
        "SUMMARY",
        "ANALYZE, COSTS OFF",
      ]) {
        const sql = `EXPLAIN (${options}, FORMAT JSON) SELECT 1`;
        expect(shapeOf(await rowsOf(ours, sql))).toEqual(shapeOf(await rowsOf(theirs, sql)));
      }
    });

    it("is canceled as the statement would be", async () => {
      await ours.query("SET statement_timeout = '300ms'");
      const slow =
        "SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 1000000) b WHERE a * b % 7 = 3";
      await expect(ours.query(`EXPLAIN ANALYZE ${slow}`)).rejects.toMatchObject({ code: "57014" });
      await ours.query("RESET statement_timeout");
    });
  });
});
