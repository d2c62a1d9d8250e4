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
    // Text it is where nothing says otherwise.
    ["note = '{1,2}'", [1]],
    ["note = '\\x41'", [2]],
    ["note = '{1,2}'::text OR note LIKE '{%'", [1]],
  ])("is read as PostgreSQL reads it: %s", async (condition, ids) => {
    const { rows } = await query(lake, `SELECT id FROM t WHERE ${condition} ORDER BY id`);
    expect(rows.map(([id]) => Number(id))).toEqual(ids);
  });

  it("may be where the text is replaced anyway", async () => {
    expect((await query(lake, "SELECT current_setting('{x}'::text[], true)")).rows).toEqual([[null]]);
  });

  it("that is none of them is refused", async () => {
    await expect(query(lake, "SELECT '{1'::int[]")).rejects.toMatchObject({ sqlstate: "22P02" });
  });
});
