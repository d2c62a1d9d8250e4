import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lake, openLake, query } from "../support/lake.js";

let lake: Lake;
beforeAll(async () => {
  lake = await openLake();
  await lake.add(
    "t",
    `SELECT * FROM (VALUES (1, 'c003', 'x_y'), (2, 'Ada Lovelace', '100%'), (3, 'a\\b', 'xzy'), (4, chr(10) || 'c', 'a.c'), (5, NULL, '(é)'))
     AS t(id, name, note)`,
  );
});
afterAll(() => lake.close());

const idsWhere = async (condition: string): Promise<readonly number[]> =>
  (await query(lake, `SELECT id FROM t WHERE ${condition} ORDER BY id`)).rows.map(([id]) => Number(id));

describe("a pattern", () => {
  // As PostgreSQL 15 answers each.
  it.each([
    ["name ~ '00'", [1]],
    ["name ~ '^c'", [1]],
    ["name ~ 'c$'", [4]],
    ["name ~ 'ce$' AND name ~ '^.+$'", [2]],
    ["name ~ '.c'", [2, 4]],
    ["name ~ 'x|3'", [1]],
    ["name ~ ''", [1, 2, 3, 4]],
    ["name !~ '00'", [2, 3, 4]],
    ["name ~* 'LOVE'", [2]],
    ["name !~* ('ADA|C')", [3]],
    ["t.name || 'x' ~ '3x$'::text AND true", [1]],
    ["name ~* CAST('LOVE' AS text) OR name ~* (varchar 'C0')", [1, 2]],
    ["name /* ~ */ ~ /* '0' */ '0{2}'", [1]],
    ["note LIKE 'x\\_y'", [1]],
    ["note LIKE '%\\%'", [2]],
    ["note NOT LIKE E'x\\\\_%'", [2, 3, 4, 5]],
    ["note ILIKE 'X\\_Y'", [1]],
    ["name LIKE '_\\\\_'", [3]],
    ["note LIKE 'a\\.c' OR note LIKE '\\(_)'", [4, 5]],
    ["(note ~~ E'x\\\\_y') OR (note !~~* 'X\\_Y'::text AND id = 2)", [1, 2]],
    ["note ~ '^\\W\\w\\W$'", [5]],
    ["note ~ '[[:alpha:]]\\)'", [5]],
    ["note ~ '\\bz'", []],
    ["name ~ '\\A\\s\\S\\Z'", [4]],
    ["note ~ '***=a.c'", [4]],
    ["note ~ '^x[\\w]y$' AND note ~ '^.{3}$'", [1, 3]],
    ["note ~ 'x_y' COLLATE \"C\"", [1]],
    // As DuckDB does, where it is the same.
    ["note LIKE 'x_y'", [1, 3]],
    ["note LIKE 'x!_y' ESCAPE '!'", [1]],
    ["note SIMILAR TO 'x(_|z)y'", [1, 3]],
    ["note NOT SIMILAR TO '(x|a).*'", [1, 2, 3, 4, 5]],
    ["regexp_full_match(name, '00')", []],
  ])("is matched as in PostgreSQL: %s", async (condition, ids) => {
    expect(await idsWhere(condition)).toEqual(ids);
  });

  it("that is no constant is matched as one that is", async () => {
    expect(await idsWhere("'c003' ~ name")).toEqual([1]);
    expect(await idsWhere("'C003' ~* name")).toEqual([1]);
  });

  it.each(["(", "a)(?:b", "x)|.*(?:a", "a**", "^*a", "a{256}", "[a", "a\\"])(
    "that PostgreSQL cannot read is refused: %s",
    async (pattern) => {
      await expect(idsWhere(`name ~ '${pattern}'`)).rejects.toMatchObject({ sqlstate: "2201B" });
    },
  );

  it.each([
    ["a\\y", "a", true],
    ["(?m)a.b", "a\nb", false],
    ["(a)\\1", "xaa", true],
    ["(a)\\1", "aba", false],
    ["\\x414", "\u0414", true],
    ["[[=a=]]", "b", false],
    ["[[:punct:]]", "a-b", true],
  ])(
    "that DuckDB cannot read, or takes for something else, is PostgreSQL's: %s in %j",
    async (pattern, text, isFound) => {
      expect(await idsWhere(`id = 1 AND '${text}' ~ '${pattern}'`)).toEqual(isFound ? [1] : []);
    },
  );

  it.each(["(?P<x>a)", "a(?i)b", "\\pL", "[[:^alpha:]]"])(
    "that DuckDB can read, and PostgreSQL cannot, is refused: %s",
    async (pattern) => {
      await expect(idsWhere(`name ~ '${pattern}'`)).rejects.toMatchObject({ sqlstate: "2201B" });
    },
  );
});
