// What a reader without grants might try, and what two parsers might read differently.
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { belongsToEngine } from "../../src/engine/sql/names.js";
import { PgError } from "../../src/errors.js";
import { type Lake, openLake, query } from "../support/lake.js";

let lake: Lake;
beforeAll(async () => {
  lake = await openLake({
    systemRelations: [
      {
        name: "sessions",
        columns: [{ name: "pid", type: { id: "INTEGER" } }],
        isForSuperusers: false,
        rows: () => Promise.resolve([[1]]),
      },
    ],
  });
  await lake.add("people", "SELECT i AS id, 'p' || i AS name FROM range(10) t(i)");
  await lake.add("secrets", "SELECT 'hidden' AS secret");
  await lake.commit(
    { kind: "roleCreated", role: { name: "reader", isSuperuser: false, canLogin: true } },
    { kind: "granted", role: "reader", dataset: "people", privileges: ["select"] },
  );
});
afterAll(() => lake.close());

const rows = async (sql: string) => (await query(lake, sql, { role: "reader" })).rows;

describe("a WITH query", () => {
  it("whose name equals another only in Unicode's case does not stand for it", async () => {
    const file = `${lake.folder}/primary/secrets/part-0.parquet`;
    await expect(
      rows(`WITH "${file.replace("k", "\u212a")}" AS (SELECT 1) SELECT * FROM "${file}"`),
    ).rejects.toMatchObject({ sqlstate: "42501" });
    await expect(rows('WITH "duc\u212adb_views" AS (SELECT 1) SELECT * FROM duckdb_views')).rejects.toMatchObject({
      sqlstate: "42501",
    });
    await expect(rows('WITH "É" AS (SELECT 1) SELECT * FROM é')).rejects.toMatchObject({ sqlstate: "42P01" });
  });

  it.each(["x.parquet", "/x", "duckdb_views", "pg_class"])(
    "cannot have a name that leads DuckDB elsewhere: %s",
    async (name) => {
      await expect(rows(`WITH "${name}" AS (SELECT 1 AS one) SELECT one FROM "${name}"`)).rejects.toMatchObject({
        sqlstate: "42602",
      });
    },
  );

  it("cannot have the name of any view of DuckDB's", async () => {
    const connection = await (await DuckDBInstance.create()).connect();
    // Those of information_schema are found under its name only.
    const views = await connection.runAndReadAll(
      "SELECT view_name FROM duckdb_views() WHERE schema_name <> 'information_schema'",
    );
    const names = views.getRows().map(([name]) => String(name));
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !belongsToEngine(name))).toEqual([]);
  });
});

describe("text that two parsers might read differently", () => {
  it.each([
    ["SELECT\u00a0count(*)\u00a0FROM\u2003people", "10"],
    ["SELECT 'é\u00a0' || count(*) FROM\u3000people /* ' */", "é\u00a010"],
    ["SELECT /* ' */ 'a\u00a0b' || max(\u00a0id\u00a0) FROM people -- ' ", "a\u00a0b9"],
    ["WITH x AS (TABLE people) SELECT count(*) FROM (TABLE x UNION ALL TABLE public.people)", "20"],
    ["SELECT count(t.id) FROM (TABLE ONLY people) AS t", "10"],
    ["SELECT max(x.id) FROM (SELECT public.people.* FROM public.people) x", "9"],
    ["SELECT count(x.secret) FROM (SELECT lake.public.people.*, 1 AS secret FROM people) x", "10"],
    ["SELECT (current_user)", "reader"],
    ["SELECT (( version ( ) ))", "PostgreSQL 15.0 (Sluice test)"],
    ["SELECT max(name) FROM people GROUP BY current_user ORDER BY current_user", "p9"],
    [
      "SELECT 'current_user' || \"x\" || $$ user $$ /* user */ FROM (SELECT user AS x) user_ -- user",
      "current_userreader user ",
    ],
    ["SELECT $$sluice_system_rows('sessions', '0')$$ FROM sluice.sessions", "sluice_system_rows('sessions', '0')"],
    ['SELECT count(*) FROM people AS "a.b@1""" WHERE "a.b@1""".id >= 0', "10"],
    ["SELECT 1 AS table", "1"],
  ])("is read in PostgreSQL's way: %s", async (sql, expected) => {
    expect((await rows(sql))[0]).toEqual([expected]);
  });

  it("names the columns as PostgreSQL does", async () => {
    const { columns } = await query(
      lake,
      "SELECT (current_user), current_user AS me, (SELECT version()), public.people.* FROM people",
    );
    expect(columns).toEqual(["current_user", "me", "version", "id", "name"]);
  });

  it.each([
    ["SELECT secrets.public.* FROM people", "42P01"],
    ["SELECT public.secrets.* FROM people", "42P01"],
    ["SELECT * FROM people * LIMIT 1", "0A000"],
    ["SELECT * FROM E'people'", "0A000"],
    ["SELECT * FROM $$people$$", "0A000"],
    ['SELECT * FROM U&"\\0073ecrets"', "42501"],
    ["SELECT version(1)", "42883"],
    ["SELECT version(current_user)", "42883"],
    ["SELECT current_schemas(current_user)", "0A000"],
    ["SELECT $2147483647", "42P02"],
    ["SELECT $65536::int", "42P02"],
    ["SELECT $x", "0A000"],
    ["SELECT ?", "0A000"],
    ["SELECT 1e400", "22003"],
    ["SELECT 'a' COLLATE nosuch", "42704"],
    ["SELECT (SELECT id FROM people)", "21000"],
    ["SELECT '2024-13-01'::date", "22008"],
    ["SELECT 'x' + 1", "22P02"],
    ["SELECT timezone('nope', now())", "22023"],
    ["SELECT * FROM repeat_row(1, num_rows => -1)", "42501"],
  ])("is refused in few and known words: %s", async (sql, sqlstate) => {
    await expect(rows(sql)).rejects.toMatchObject({ sqlstate });
  });
});

describe("a token soup", () => {
  const words = [
    "SELECT",
    "FROM",
    "WHERE",
    "WITH",
    "RECURSIVE",
    "AS",
    "UNION",
    "ALL",
    "BY NAME",
    "VALUES",
    "TABLE",
    "LATERAL",
    "JOIN",
    "ON",
    "USING SAMPLE 10%",
    "UNPIVOT",
    "PIVOT",
    "INTO",
    "NAME",
    "VALUE",
    "ORDER BY",
    "GROUP BY",
    "HAVING",
    "LIMIT",
    "WINDOW",
    "OVER",
    "QUALIFY",
    "FILTER",
    "EXCLUDE",
    "REPLACE",
    "secrets",
    "people",
    '"secrets"',
    "public.secrets",
    "r",
    '"r"."secrets@5"',
    "duckdb_views",
    "sluice.sessions",
    "x",
    "x:",
    "id",
    "secret",
    "*",
    "COLUMNS(*)",
    "(",
    ")",
    ",",
    ".",
    ";",
    "=",
    "->",
    "lambda",
    "1",
    "'x'",
    "$1",
    "$x",
    "?",
    "{",
    "}",
    "[",
    "]",
    "::",
    "'secrets'",
    "E'secrets'",
    'U&"x"',
    "--",
    "/*",
    "*/",
    "\n",
    "\u00a0",
    "é",
    "query('TABLE secrets')",
    "read_text('/etc/passwd')",
    "unnest",
    "range(3)",
    "current_user",
    "version()",
    "current_setting('x')",
    "NOT",
    "IN",
    "EXISTS",
    "ANY",
  ];

  it("yields rows without the secret, or a PgError that is no fault of ours", async () => {
    const soup = fc.array(fc.constantFrom(...words), { maxLength: 18 }).map((tokens) => tokens.join(" "));
    const template = fc
      .tuple(
        fc.constantFrom(
          "SELECT $ FROM people",
          "SELECT * FROM $",
          "WITH x AS ($) SELECT * FROM x",
          "WITH secrets AS ($) SELECT * FROM people, secrets",
          "SELECT * FROM people WHERE $",
          "SELECT id FROM people ORDER BY $",
          "$",
        ),
        soup,
      )
      .map(([outer, inner]) => outer.replace("$", () => inner));
    await fc.assert(
      fc.asyncProperty(template, async (script) => {
        try {
          for (const statement of await lake.engine.parse(script)) {
            if (statement.kind !== "query") continue;
            expect(JSON.stringify(await rows(statement.sql))).not.toContain("hidden");
          }
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(PgError);
          expect((thrown as PgError).sqlstate).not.toBe("XX000");
          expect((thrown as PgError).message).not.toContain("hidden");
        }
      }),
      { numRuns: 400 },
    );
  }, 60_000);
});
