import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lake, openLake, query } from "../support/lake.js";

let lake: Lake;
beforeAll(async () => {
  lake = await openLake();
  await lake.add(
    "t",
    `SELECT * FROM (VALUES (1, ['a', 'b,c'], [1, NULL], 'AB'::BLOB, '{1,2}', DATE '2024-02-29', TIMESTAMP '2024-02-29 12:00'),
       (2, [], [], '\\x00\\xFF'::BLOB, '\\x41', DATE '2024-03-01', NULL))
     AS t(id, tags, numbers, raw, note, born, happened)`,
  );
});
afterAll(() => lake.close());

describe("a string that stands for an array, bytes or a date", () => {
  // As PostgreSQL 15 answers each.
  it.each([
    ["id = ANY ('{1,3}'::bigint[])", [1]],
    ["id <> ALL (CAST('{1,3}' AS int[]))", [2]],
    ["id = ANY (E'{\"2\"}'::integer[]) AND note <> '{'", [2]],
    ["tags = '{a,\"b,c\"}'", [1]],
    ["tags @> '{a}'", [1]],
    ["tags && '{\"b,c\",d}'::text[]", [1]],
    ["tags IN ('{}', '{z}')", [2]],
    ["t.numbers = '{1,NULL}'", [1]],
    ["raw BETWEEN '\\x41' AND '\\x42'", [1]],
    ["raw = '\\x4142'", [1]],
    ["raw = E'\\\\x00fF'::bytea", [2]],
    ["raw > '\\x'", [1, 2]],
    ["raw = ANY ('{\"\\\\x4142\"}'::bytea[])", [1]],
    ["raw = 'AB'", [1]],
    ["born - '2024-02-28' = 1", [1]],
    ["'2024-03-02' - t.born = 1", [2]],
    ["happened - '2024-02-29 11:00' = interval '1 hour'", [1]],
    ["raw || '\\x43' = '\\x414243'::bytea", [1]],
    ["raw::bytea = '\\x4142'", [1]],
    ["coalesce(NULL::bytea, '\\x4142') = raw", [1]],
    ["CASE WHEN id = 1 THEN '\\x4142' ELSE raw END = raw", [1, 2]],
    ["nullif(raw, '\\x4142') IS NULL", [1]],
    ["raw = '\\101B'", [1]],
    // Text it is where nothing says otherwise.
    ["note = '{1,2}'", [1]],
    ["note = '\\x41'", [2]],
    ["note = '{1,2}'::text OR note LIKE '{%'", [1]],
  ])("is read as PostgreSQL reads it: %s", async (condition, ids) => {
    const { rows } = await query(lake, `SELECT id FROM t WHERE ${condition} ORDER BY id`);
    expect(rows.map(([id]) => Number(id))).toEqual(ids);
  });

  // What another relation has by that name is bytes, or a list.
  it.each([
    "SELECT count(*) FROM (SELECT note AS tags FROM t) s WHERE tags = '{1,2}'",
    "WITH s AS (SELECT '{1,2}' AS tags FROM t WHERE id = 1) SELECT count(*) FROM s WHERE tags = '{1,2}'",
    "WITH s(born) AS (SELECT interval '2 days' FROM t WHERE id = 1) SELECT count(*) FROM s WHERE born - '1 day' = interval '1 day'",
  ])("is text where the statement gives a column's name to text: %s", async (sql) => {
    expect((await query(lake, sql)).rows).toEqual([["1"]]);
  });

  it("is refused where it may be bytes or text, unless it is cast", async () => {
    const sql = (literal: string) => `SELECT count(*) FROM (SELECT note AS raw FROM t) s WHERE raw = ${literal}`;
    await expect(query(lake, sql("'\\x41'"))).rejects.toMatchObject({ sqlstate: "0A000" });
    expect((await query(lake, sql("'\\x41'::text"))).rows).toEqual([["1"]]);
  });

  it("is read by the type of a column that a subquery calls otherwise", async () => {
    const sql = "SELECT count(*) FROM (SELECT raw AS r, note AS n FROM t) s WHERE";
    expect((await query(lake, `${sql} r = '\\x4142'`)).rows).toEqual([["1"]]);
    expect((await query(lake, `${sql} r = '\\x4142'::bytea AND n <> '\\x00'::text`)).rows).toEqual([["1"]]);
    expect((await query(lake, `${sql} n LIKE '\\x%'`)).rows).toEqual([["0"]]);
  });

  it.each(["raw = '\\x414'", "raw = '\\x41\\x42'"])(
    "that PostgreSQL could not read is refused: %s",
    async (condition) => {
      await expect(query(lake, `SELECT id FROM t WHERE ${condition}`)).rejects.toMatchObject({ sqlstate: "22023" });
    },
  );

  it("may be a date before Christ", async () => {
    expect((await query(lake, "SELECT DATE '0001-01-01' - '0001-12-31 BC'")).rows).toEqual([["1"]]);
  });

  it("is told of by the names that the client wrote", async () => {
    const isRefused = expect(query(lake, "SELECT current_setting('{x}'::text[], true)")).rejects;
    await isRefused.toMatchObject({
      sqlstate: "42883",
      message: "function current_setting(text[], boolean) does not exist",
    });
  });

  // A message that quotes it is looked through on the thread that serves everybody.
  it.each(["[", "{", "r."])("that is long and none of them is refused at once: %s...", async (piece) => {
    const startedAt = performance.now();
    await expect(query(lake, `SELECT '${piece.repeat(100_000)}'::int[]`)).rejects.toMatchObject({ sqlstate: "22P02" });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it("that is none of them is refused", async () => {
    await expect(query(lake, "SELECT '{1'::int[]")).rejects.toMatchObject({ sqlstate: "22P02" });
  });
});
