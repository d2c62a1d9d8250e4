import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lake, openLake, query } from "../support/lake.js";

let lake: Lake;
beforeAll(async () => {
  lake = await openLake();
});
afterAll(() => lake.close());

describe("a literal that is cast to bytea", () => {
  // As PostgreSQL 15 answers each.
  it.each([
    [String.raw`SELECT hex('\x00ff41'::bytea)`, "00FF41"],
    [
      String.raw`SELECT hex(CAST('\x00 FF
  41' AS bytea))`,
      "00FF41",
    ],
    [String.raw`SELECT hex(bytea 'a\\b\000\377')`, "615C6200FF"],
    [String.raw`SELECT hex(E'\\x27'::bytea), 'x'`, "27"],
    [String.raw`SELECT hex(e'it''s \'\\001'::bytea)`, "69742773202701"],
    [String.raw`SELECT hex($q$\x2724$q$::bytea)`, "2724"],
    [String.raw`SELECT hex($$it's é$$::bytea)`, "6974277320C3A9"],
    ["SELECT hex(''::bytea) || 'none'", "none"],
    [String.raw`SELECT hex('\x41\x42'::BLOB), 'bytea'`, "4142"],
    [String.raw`SELECT 'é', hex('\x01'::bytea || '\x02'::bytea)`, "é"],
    [String.raw`WITH t AS (SELECT '\x41'::bytea AS b) SELECT hex(b) FROM t WHERE b = '\x41'::bytea`, "41"],
  ])("is read as PostgreSQL does: %s", async (sql, expected) => {
    const [[value] = []] = (await query(lake, sql)).rows as unknown[][];
    expect(value).toBe(expected);
  });

  it.each([
    [String.raw`SELECT '\x0'::bytea`, "22023", 8],
    [String.raw`SELECT 'é', '\x0g'::bytea`, "22023", 13],
    [String.raw`SELECT CAST('\9' AS bytea)`, "22P02", 13],
    [String.raw`SELECT '\x00' '\x01'::bytea`, "42601", undefined],
  ])("says where it is wrong: %s", async (sql, sqlstate, position) => {
    await expect(query(lake, sql)).rejects.toMatchObject({ sqlstate, ...(position !== undefined && { position }) });
  });
});
