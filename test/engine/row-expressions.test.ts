// What becomes of the filters of views and policies: what is common stays as it is, so that DuckDB can leave out files by it.
import duckdb from "@duckdb/node-bindings";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConnectionPool } from "../../src/engine/duckdb/connection-pool.js";
import { Dialect } from "../../src/engine/duckdb/install-dialect.js";
import { openSandbox } from "../../src/engine/duckdb/sandbox.js";
import { dialectParts } from "../../src/engine/sql/dialect/functions.js";
import { StatementParser } from "../../src/engine/sql/parse.js";
import type { SessionFacts } from "../../src/engine/sql/session-functions.js";
import { RowExpressions } from "../../src/engine/views/row-expressions.js";

const columns = Object.entries({
  id: "BIGINT",
  flag: "BOOLEAN",
  name: "VARCHAR",
  owner: "VARCHAR",
  amount: "DECIMAL(12,2)",
  ratio: "DOUBLE",
  born: "DATE",
  seen: "TIMESTAMP WITH TIME ZONE",
  local: "TIMESTAMP",
  tags: "VARCHAR[]",
}).map(([name, type]) => ({ name, type }));

const facts: SessionFacts = {
  role: "ann",
  sessionRole: "bob",
  database: "lake",
  sessionId: 1,
  serverVersion: "15",
  setting: (name) => (name === "app.level" ? "7" : undefined),
};

let folder: string;
let expressions: RowExpressions;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "sluice-expressions-"));
  await StatementParser.load(() => Promise.resolve(undefined));
  const database = await openSandbox({ folders: [], temporaryFolder: folder, memoryLimit: "500MiB", threads: 1 });
  const dialect = await Dialect.install(await duckdb.connect(database), dialectParts);
  expressions = new RowExpressions({
    pool: new ConnectionPool(database),
    prepareDialect: (sql) => dialect.prepareFor(sql),
  });
});
afterAll(() => rm(folder, { recursive: true }));

const compile = (text: string, dialect: "postgres" | undefined = "postgres") =>
  expressions.compile({ text, dialect, what: "row_filter", relation: "people", columns, facts });

/** Without the blanks that are left where operators were. */
const written = async (text: string, dialect?: "postgres") =>
  (await compile(text, dialect)).sql.replaceAll("\n)", ")").replaceAll(/ ,  /g, ", ");

describe("a condition", () => {
  it.each([
    ["flag", "(flag)"],
    ["name = 'ok'", "(name = 'ok')"],
    ["people.name <> 'ok' AND flag", "(people.name <> 'ok' AND flag)"],
    ["id BETWEEN 1 AND 9", "(id BETWEEN 1 AND 9)"],
    ["id IN (1, 2)", "(id IN (1, 2))"],
    ["amount > 100", "(amount > 100)"],
    ["name LIKE 'a%'", "(name LIKE 'a%')"],
    ["born >= '2024-01-01'", "(born >= '2024-01-01')"],
    ["born >= date '2024-01-01'", "(born >= CAST('2024-01-01' AS DATE))"],
    ["seen < '2024-01-01 00:00:00+00'", "(seen < '2024-01-01 00:00:00+00')"],
    ["local < '2024-01-01'", "(local < '2024-01-01 00:00:00')"],
    ["name IS NOT NULL OR born IS NULL", "(name IS NOT NULL OR born IS NULL)"],
    ["owner = current_user", "(owner = CAST('ann' AS VARCHAR))"],
    ["owner = session_user", "(owner = CAST('bob' AS VARCHAR))"],
    ["name = current_setting('app.level', true)", "(name = CAST('7' AS VARCHAR))"],
    ["seen > now()", "(seen > now())"],
  ])("that raises no error over any row stays as it is: %s", async (text, sql) => {
    expect(await written(text)).toBe(sql);
  });

  it.each([
    ["id / 2 = 1", "TRY((held.int_div(id, 2) = 1) IS NOT DISTINCT FROM true)"],
    [
      "owner = current_user AND id / 2 = 1",
      "((owner = CAST('ann' AS VARCHAR)) AND TRY((held.int_div(id, 2) = 1) IS NOT DISTINCT FROM true))",
    ],
    [
      "id = 7 OR 1 / id = 1",
      "TRY((CASE WHEN (id = 7) THEN true ELSE (held.int_div(1, id) = 1) END) IS NOT DISTINCT FROM true)",
    ],
    [
      "flag AND (id = 7 OR id = 8 AND 1 / id = 1)",
      "((flag) AND TRY((CASE WHEN (id = 7) THEN true ELSE (CASE WHEN (id = 8) THEN (held.int_div(1, id) = 1) ELSE false END) END) IS NOT DISTINCT FROM true))",
    ],
    ["'pg.raise(' || name = 'x'", "TRY(('pg.raise(' || name = 'x') IS NOT DISTINCT FROM true)"],
    ["name ~ 'a$'", "TRY((name ~ '(?s).*(?:a$).*') IS NOT DISTINCT FROM true)"],
    ["NULL", "(CAST(NULL AS BOOLEAN))"],
  ])("that may raise one is held, part by part: %s", async (text, sql) => {
    expect(await written(text)).toBe(sql);
  });

  it("is looked at once for all sessions that answer alike, and anew for others", async () => {
    const order = {
      text: "owner = current_user",
      dialect: "postgres",
      what: "p",
      relation: "people",
      columns,
    } as const;
    const as = (role: string, level?: string) =>
      expressions.compile({ ...order, facts: { ...facts, role, setting: () => level } });
    expect(await as("ann")).toBe(await as("ann", "of no matter"));
    expect((await as("O'Hara")).sql).toContain("'O''Hara'");
    const leveled = { ...order, text: "name = current_setting('app.level', true) AND owner = session_user" };
    const at = (level: string | undefined) =>
      expressions.compile({ ...leveled, facts: { ...facts, setting: () => level } });
    const [one, same, other, none] = [await at("1"), await at("1"), await at("2"), await at(undefined)];
    expect(one).toBe(same);
    expect(new Set([one.sql, other.sql, none.sql]).size).toBe(3);
    const began = { ...order, text: "seen > now()" };
    const inBlock = (date: string) =>
      expressions.compile({ ...began, facts: { ...facts, transactionStartedAt: new Date(date) } });
    expect((await inBlock("2024-01-01")).sql).not.toBe((await inBlock("2024-01-02")).sql);
    expect((await expressions.compile({ ...began, facts })).sql).toContain("now()");
  });

  it("says which columns it reads, also those of parts", async () => {
    expect((await compile("owner = current_user AND (flag OR id / 2 = 1)")).reads.toSorted()).toEqual([
      "flag",
      "id",
      "owner",
    ]);
  });

  it("without a dialect is DuckDB's", async () => {
    expect(await expressions.compile({ text: "name ~ 'a'", what: "p", relation: "people", columns })).toMatchObject({
      sql: "TRY((name ~ 'a'\n) IS NOT DISTINCT FROM true)",
    });
    expect(await compile("name ~ 'a'")).not.toMatchObject({ sql: "TRY((name ~ 'a'\n) IS NOT DISTINCT FROM true)" });
  });
});

describe("a condition is refused", () => {
  it.each([
    ["pg.initcap(name) = 'A'", "42883", "function pg.initcap does not exist"],
    ["pg.raise('22012', name)", "42883", "function pg.raise does not exist"],
    ['"pg"."raise"(name, name)', "42883", "function pg.raise does not exist"],
    ["held.int_div(id, 2) = 1", "42883", "does not exist"],
    ["pg_js_nothing(id) = 1", "42883", "does not exist"],
    ["born > 'today'", "0A000", "depends on the time zone, on DateStyle or on the day"],
    ["born > 'yesterday'::date", "0A000", "depends on the time zone"],
    ["born > 'today'::text::date", "0A000", "depends on the time zone"],
    ["born = '01/02/2024'", "0A000", "depends on the time zone"],
    ["seen > '2024-01-01'", "0A000", "depends on the time zone"],
    ["seen = ANY ('{2024-01-01}')", "0A000", "depends on the time zone"],
    ["seen > $$now$$", "0A000", "depends on the time zone"],
    ["(SELECT true)", "0A000", "cannot use subquery in row_filter"],
    ["id = ANY (SELECT 1)", "0A000", "cannot use subquery in row_filter"],
    ["ARRAY(SELECT 1) = '{1}'", "0A000", "cannot use subquery in row_filter"],
    ["people IS NULL", "0A000", "cannot use the whole row"],
    ["people.* IS NULL", "42601", "must name its columns"],
    ["sum(id) > 1", "42803", "aggregate functions are not allowed in row_filter"],
    ["sum(id) OVER () > 1", "42P20", "window functions are not allowed in row_filter"],
    ["generate_series(1, 2) = 1", "0A000", "set-returning functions are not allowed in row_filter"],
    ["random() < id / 2", "0A000", "the same answer"],
    ["clock_timestamp() > seen", "0A000", ""],
    ["timezone(name, seen) = local", "0A000", "that cannot be hidden"],
    ["seen AT TIME ZONE 'Nope/Zone' = local", "0A000", "that cannot be hidden"],
    ["id", "42804", "row_filter must be type boolean, not type bigint"],
    ["name", "42804", "row_filter must be type boolean, not type text"],
    ["tags", "42804", "row_filter must be type boolean, not type text[]"],
    ["name = 1", "42883", "operator does not exist: text = integer"],
    ["nobody = 1", "42703", 'column "nobody" does not exist'],
    ["others.id = 1", "42P01", 'missing FROM-clause entry for table "others"'],
    ["true) OR (true", "42601", "row_filter"],
    ["true /*", "42601", ""],
    ["true UNION SELECT true", "42601", "row_filter"],
    ["true LIMIT 1", "42601", "row_filter"],
    ["true INTO x", "42601", "row_filter"],
    ["id = $1", "0A000", "cannot have parameters"],
  ])("%s", async (text, sqlstate, message) => {
    const said = await compile(text).then(
      () => ({ sqlstate: "", message: "" }),
      (thrown: unknown) => thrown as { sqlstate: string; message: string },
    );
    expect({ sqlstate: said.sqlstate, message: said.message }).toEqual({
      sqlstate,
      message: expect.stringContaining(message),
    });
  });
});
