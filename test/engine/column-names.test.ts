import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lake, openLake, query } from "../support/lake.js";

let lake: Lake;
beforeAll(async () => {
  lake = await openLake();
  await lake.add("t", "SELECT 1 AS a, 'x' AS b");
});
afterAll(() => lake.close());

describe("a column without a name of its own", () => {
  // As PostgreSQL 15 answers each.
  it.each([
    [
      "SELECT count(*), count(a), max(b), 1, 'x', a, a + 1, -a FROM t GROUP BY a",
      ["count", "count", "max", "?column?", "?column?", "a", "?column?", "?column?"],
    ],
    [
      "SELECT a::text, 1::bigint, '1'::numeric(5,2), CAST(a AS integer), now()::date FROM t",
      ["a", "int8", "numeric", "a", "now"],
    ],
    [
      "SELECT coalesce(a, 2), CASE WHEN true THEN 1 END, CASE WHEN true THEN 1 ELSE a END, upper(b) FROM t",
      ["coalesce", "case", "a", "upper"],
    ],
    [
      "SELECT EXISTS (SELECT 1), (SELECT max(a) FROM t), (SELECT 1 AS one), a = 1, a IS NULL, a IN (1) FROM t",
      ["exists", "max", "one", "?column?", "?column?", "?column?"],
    ],
    ["SELECT *, count(*) OVER (), 1 AS one, 2 FROM t", ["a", "b", "count", "one", "?column?"]],
    ["SELECT 1, t.*, 2, t.*, 3 FROM t", ["?column?", "a", "b", "?column?", "a", "b", "?column?"]],
    ["SELECT 1 UNION ALL SELECT 2", ["?column?"]],
    ["SELECT ARRAY[1], current_user, b || 'x' FROM t", ["array", "current_user", "?column?"]],
    ["VALUES (1, 2)", ["column1", "column2"]],
  ])("is called as PostgreSQL calls it: %s", async (sql, names) => {
    expect((await query(lake, sql)).columns).toEqual(names);
  });
});
