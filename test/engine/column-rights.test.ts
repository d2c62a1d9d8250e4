// A relation that may be read in part: whatever the statement says, the other columns are not there.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CatalogEvent } from "../../src/catalog/api.js";
import { PgError } from "../../src/errors.js";
import { contextOf, inDuckDB, type Lake, openLake, query } from "../support/lake.js";

let lake: Lake;

const secret = "s3cret";
const grant: CatalogEvent = {
  kind: "granted",
  role: "clerk",
  dataset: "people",
  privileges: ["select"],
  columns: ["id", "name"],
};

beforeAll(async () => {
  lake = await openLake();
  await lake.add("people", `SELECT 1 AS id, 'Ada' AS name, '${secret}' AS email, 7 AS "Rank"`);
  await lake.add("pets", "SELECT 1 AS id, 1 AS owner_id, 'Rex' AS pet, 'own' AS email");
  await lake.commit({ kind: "roleCreated", role: { name: "clerk", isSuperuser: false, canLogin: true } }, grant, {
    kind: "granted",
    role: "clerk",
    dataset: "pets",
    privileges: ["select"],
  });
});

afterAll(() => lake.close());

async function refusal(sql: string): Promise<PgError> {
  try {
    await query(lake, sql, { role: "clerk" });
  } catch (thrown) {
    if (thrown instanceof PgError) return thrown;
    throw thrown;
  }
  throw new Error("it was answered");
}

describe("a relation that may be read in part", () => {
  it.each([
    ["SELECT id, name FROM people", [["1", "Ada"]]],
    ["SELECT p.name FROM people p WHERE p.id = 1 ORDER BY p.name", [["Ada"]]],
    ["SELECT public.people.name FROM public.people", [["Ada"]]],
    ['SELECT name FROM "primary".people', [["Ada"]]],
    ["SELECT count(*) FROM people", [["1"]]],
    ["SELECT 1 FROM people", [["1"]]],
    ["SELECT name FROM people TABLESAMPLE 100 PERCENT", [["Ada"]]],
    ["SELECT name, pet FROM people JOIN pets USING (id)", [["Ada", "Rex"]]],
    ["SELECT name, t.email FROM people p JOIN pets t ON t.owner_id = p.id", [["Ada", "own"]]],
    ["SELECT t.* FROM people p JOIN pets t USING (id)", [["1", "1", "Rex", "own"]]],
    ["SELECT * FROM pets WHERE EXISTS (SELECT 1 FROM people p WHERE p.id = owner_id)", [["1", "1", "Rex", "own"]]],
    ["SELECT email FROM pets WHERE owner_id IN (SELECT id FROM people)", [["own"]]],
    ["SELECT name AS email FROM people ORDER BY email", [["Ada"]]],
    ["WITH people AS (SELECT 2 AS email) SELECT email FROM people", [["2"]]],
    ["WITH t AS (SELECT id, name FROM people) SELECT * FROM t", [["1", "Ada"]]],
    ["SELECT * FROM (SELECT name FROM people) t", [["Ada"]]],
    ["SELECT (SELECT name FROM people) AS n", [["Ada"]]],
    ["SELECT name FROM people UNION ALL SELECT pet FROM pets ORDER BY 1", [["Ada"], ["Rex"]]],
    ["FROM pets SELECT email", [["own"]]],
  ])("answers from what was granted: %s", async (sql, rows) => {
    expect((await query(lake, sql, { role: "clerk" })).rows).toEqual(rows);
  });

  it("answers from what was granted in DuckDB's dialect", async () => {
    const context = inDuckDB(contextOf("clerk"));
    expect((await query(lake, "SELECT #1 FROM people", { context })).rows).toEqual([["1"]]);
    await expect(query(lake, "SELECT email FROM people", { context })).rejects.toMatchObject({ sqlstate: "42501" });
  });

  it.each([
    "SELECT email FROM people",
    "SELECT EMAIL FROM people",
    'SELECT "email" FROM people',
    "SELECT people.email FROM people",
    "SELECT public.people.email FROM public.people",
    "SELECT p.email FROM people AS p",
    "SELECT rank FROM people",
    'SELECT "Rank" FROM people',
    "SELECT * FROM people",
    "SELECT people.* FROM people",
    "SELECT p.* FROM people p",
    "TABLE people",
    "FROM people",
    "SELECT * EXCLUDE (email) FROM people",
    "SELECT * REPLACE (name AS email) FROM people",
    "SELECT COLUMNS(*) FROM people",
    "SELECT COLUMNS('em.*') FROM people",
    "SELECT COLUMNS(c -> c LIKE 'e%') FROM people",
    "SELECT min(COLUMNS(*)) FROM people",
    "SELECT people FROM people",
    "SELECT p FROM people p",
    "SELECT count(p) FROM people p",
    "SELECT p IS NULL FROM people p",
    "SELECT name FROM people WHERE email LIKE 's%'",
    "SELECT name FROM people ORDER BY email",
    "SELECT name FROM people ORDER BY length(email)",
    "SELECT count(*) FROM people GROUP BY email",
    "SELECT name FROM people GROUP BY name HAVING min(email) > ''",
    "SELECT row_number() OVER (ORDER BY email) FROM people",
    "SELECT name FROM people QUALIFY row_number() OVER (PARTITION BY email) = 1",
    "SELECT DISTINCT ON (email) name FROM people",
    "SELECT count(*) FILTER (WHERE email IS NULL) FROM people",
    "SELECT name FROM people JOIN pets USING (email)",
    "SELECT name FROM people NATURAL JOIN pets",
    "SELECT name FROM people p JOIN pets t ON p.email = t.email",
    "SELECT email FROM people JOIN pets USING (id)",
    "SELECT * FROM people JOIN pets USING (id)",
    "SELECT (SELECT email FROM people)",
    "SELECT (SELECT p.email) FROM people p",
    "SELECT pet FROM pets t WHERE EXISTS (SELECT 1 FROM people WHERE email = 'x')",
    "SELECT pet FROM pets, LATERAL (SELECT email FROM people) s",
    "SELECT pet FROM people p, LATERAL (SELECT p.email AS e) s, pets",
    "WITH t AS (SELECT * FROM people) SELECT name FROM t",
    "WITH t AS MATERIALIZED (SELECT email FROM people) SELECT 1 FROM t",
    "WITH RECURSIVE t AS (SELECT email FROM people UNION ALL SELECT email FROM t) SELECT 1 FROM t",
    "SELECT name FROM people UNION SELECT email FROM people",
    "SELECT name FROM people UNION ALL BY NAME SELECT email FROM people",
    "SELECT e FROM (SELECT email AS e FROM people) t",
    "SELECT a FROM people AS p(a, b)",
    "SELECT email FROM people TABLESAMPLE 100 PERCENT",
    "SELECT name FROM people, pets ORDER BY people.email",
    "SELECT count(DISTINCT email) FROM people",
    "SELECT string_agg(name, ',' ORDER BY email) FROM people",
    "SELECT CASE WHEN email IS NULL THEN 1 END FROM people",
    "SELECT name FROM people WHERE id = ANY (SELECT length(email) FROM people)",
    "UNPIVOT people ON email INTO NAME n VALUE v",
    "FROM (PIVOT people ON name IN ('Ada') USING min(email))",
  ])("is refused, and nothing is told: %s", async (sql) => {
    const { sqlstate, message, detail, hint } = await refusal(sql);
    expect([sqlstate, message, detail]).toEqual(["42501", "permission denied for table people", undefined]);
    expect(`${hint}`).not.toMatch(/email|rank|s3cret/i);
  });

  it("does not tell of columns that it has in the error for one that it has not", async () => {
    const { sqlstate, message, detail, hint } = await refusal("SELECT emial FROM people");
    expect(sqlstate).toBe("42703");
    expect([message, detail, hint].join(" ")).not.toMatch(/\bemail|rank/i);
  });

  it.each([
    "SELECT name FROM people GROUP BY ALL",
    "SELECT name, count(*) FROM people GROUP BY ALL ORDER BY ALL",
    "FROM (PIVOT people ON name IN ('Ada') USING count(*))",
    "SELECT * FROM (UNPIVOT people ON name INTO NAME n VALUE v)",
    "SELECT rowid FROM people",
    "SELECT filename FROM people",
    "SELECT file_row_number FROM people",
    "SELECT to_json(people) FROM people",
    "SELECT people::VARCHAR FROM people",
    "SELECT struct_pack(p := p) FROM people p",
    "SELECT [p] FROM people p",
    "SELECT list(p) FROM people p",
    "SELECT unnest(p) FROM people p",
    "SELECT p.email.x FROM people p",
    "SELECT (p).email FROM people p",
  ])("never shows a value of another column: %s", async (sql) => {
    let told: string;
    try {
      told = JSON.stringify(await query(lake, sql, { role: "clerk" }));
    } catch (thrown) {
      if (!(thrown instanceof PgError)) throw thrown;
      expect(thrown.sqlstate).not.toBe("XX000");
      told = JSON.stringify([thrown.message, thrown.detail, thrown.hint]);
    }
    expect(told).not.toContain(secret);
    expect(told.replaceAll(/"(columns|rows)"/g, "")).not.toMatch(/rank/i);
  });

  it("is whole for whoever was granted all columns, one by one", async () => {
    await lake.commit({ ...grant, columns: ["email", "Rank"] });
    expect((await query(lake, "SELECT * FROM people", { role: "clerk" })).rows).toEqual([["1", "Ada", secret, "7"]]);
    await lake.commit({ ...grant, kind: "revoked", columns: ["email", "Rank"] });
    expect((await refusal("SELECT * FROM people")).sqlstate).toBe("42501");
  });
});

describe("what a role is a member of", () => {
  const granted = async (...events: readonly CatalogEvent[]): Promise<boolean> => {
    await lake.commit(...events);
    try {
      await query(lake, "SELECT email FROM people", { role: "clerk" });
      return true;
    } catch (thrown) {
      if (thrown instanceof PgError && thrown.sqlstate === "42501") return false;
      throw thrown;
    }
  };

  it("counts from the next statement on, through any number of roles that inherit", async () => {
    const join = (role: string, member: string): CatalogEvent => ({
      kind: "memberAdded",
      role,
      member,
      hasAdminOption: false,
    });
    const role = (name: string): CatalogEvent => ({
      kind: "roleCreated",
      role: { name, isSuperuser: false, canLogin: false },
    });
    const all: CatalogEvent = { kind: "granted", role: "top", dataset: "people", privileges: ["select"] };
    expect(await granted(role("top"), role("middle"), all, join("top", "middle"))).toBe(false);
    expect(await granted(join("middle", "clerk"))).toBe(true);
    const middle = { name: "middle", isSuperuser: false, canLogin: false };
    expect(await granted({ kind: "roleAltered", role: { ...middle, inherits: false } })).toBe(false);
    expect(await granted({ kind: "roleAltered", role: middle })).toBe(true);
    expect(await granted({ kind: "memberRemoved", role: "top", member: "middle" })).toBe(false);
    expect(await granted({ kind: "ownerChanged", relation: "people", owner: "middle" })).toBe(true);
    expect(await granted({ kind: "ownerChanged", relation: "people", owner: "top" })).toBe(false);
    expect(await granted({ ...all, role: "public" })).toBe(true);
    expect(await granted({ ...all, kind: "revoked", role: "public" })).toBe(false);
  });
});
