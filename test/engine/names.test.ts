import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lake, openLake, query } from "../support/lake.js";

let lake: Lake;
beforeAll(async () => {
  lake = await openLake();
  await lake.add("people", "SELECT i AS id, 'p' || i AS name, 'city ' || (i % 3) AS city FROM range(10) t(i)");
  await lake.add("secrets", "SELECT 'hidden' AS secret");
  await lake.add("people_test", "SELECT 'Ada' AS name, 'dev' AS role", "testing");
  await lake.add("Mixed", "SELECT 1 AS one");
  await lake.commit(
    { kind: "roleCreated", role: { name: "reader", isSuperuser: false, canLogin: true } },
    { kind: "granted", role: "reader", dataset: "people", privileges: ["select"] },
  );
});
afterAll(() => lake.close());

const rows = async (sql: string, role = "admin") => (await query(lake, sql, { role })).rows;

describe("a relation's name", () => {
  it.each([
    ["plain", "SELECT count(*) FROM people"],
    ["in capitals", "SELECT count(*) FROM PEOPLE"],
    ["quoted", 'SELECT count(*) FROM "people"'],
    ["with its schema", "SELECT count(*) FROM public.people"],
    ["with its bucket", 'SELECT count(*) FROM "primary".people'],
    ["with its database", "SELECT count(*) FROM lake.public.people"],
    ["spread over lines and comments", "SELECT count(*) FROM public /* a /* nested */ comment */ . -- and\n people"],
    ["with an alias", "SELECT count(p.id) FROM people p"],
    ["with column aliases", "SELECT count(a) FROM people AS p(a, b, c)"],
    ["with a sample clause", "SELECT count(*) FROM people TABLESAMPLE 100%"],
    ["in a CTE", "WITH x AS (SELECT * FROM people) SELECT count(*) FROM x"],
    ["in a CTE of the same name", "WITH people AS (SELECT * FROM people) SELECT count(*) FROM people"],
    ["in a subquery", "SELECT (SELECT count(*) FROM people)"],
    ["in a lateral join", "SELECT count(*) FROM people p, LATERAL (SELECT * FROM people q WHERE q.id = p.id) z"],
    ["qualifying a column", "SELECT count(people.id) FROM people"],
    ["qualifying a column with its schema", "SELECT count(public.people.id) FROM people"],
    ["qualifying a column with its database", "SELECT count(lake.public.people.id) FROM public.people"],
    ["after characters of several bytes", "SELECT count(*) /* é 😀 */ FROM people WHERE 'é😀' = 'é😀'"],
    ["in DuckDB's own dialect", "FROM people SELECT count(*)"],
  ])("is found %s", async (_, sql) => {
    expect(await rows(sql)).toEqual([["10"]]);
  });

  it("is found in TABLE", async () => {
    expect(await rows("TABLE people")).toHaveLength(10);
    expect(await rows("TABLE people UNION ALL TABLE people")).toHaveLength(20);
  });

  it("keeps its case only when quoted", async () => {
    expect(await rows('SELECT one FROM "Mixed"')).toEqual([["1"]]);
    await expect(rows("SELECT one FROM Mixed")).rejects.toMatchObject({ sqlstate: "42P01", position: 17 });
  });

  it("is found across buckets", async () => {
    expect(
      await rows("SELECT t.name, p.id FROM testing.people_test t CROSS JOIN people p ORDER BY p.id LIMIT 1"),
    ).toEqual([["Ada", "0"]]);
    await expect(rows("SELECT * FROM testing.people")).rejects.toMatchObject({ sqlstate: "42P01" });
  });

  it("that is unknown is told with its place", async () => {
    await expect(rows("SELECT é.* FROM nowhere é")).rejects.toMatchObject({
      sqlstate: "42P01",
      message: 'relation "nowhere" does not exist',
      position: 17,
    });
  });

  it("of a CTE is not seen outside it", async () => {
    await expect(
      rows("SELECT * FROM (WITH inside AS (SELECT 1) SELECT * FROM inside) a, inside b"),
    ).rejects.toMatchObject({
      sqlstate: "42P01",
    });
    await expect(rows("WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a")).rejects.toMatchObject({
      sqlstate: "42P01",
    });
  });
});

describe("a reader without a grant", () => {
  it.each([
    "SELECT * FROM secrets",
    "SELECT * FROM SECRETS",
    'SELECT * FROM "secrets"',
    "SELECT * FROM public.secrets",
    'SELECT * FROM "primary".secrets',
    "SELECT * FROM lake.public.secrets",
    "TABLE secrets",
    "FROM secrets",
    "WITH x AS (SELECT * FROM secrets) SELECT * FROM x",
    "WITH RECURSIVE x AS (SELECT secret FROM secrets UNION ALL SELECT secret FROM x WHERE false) SELECT * FROM x",
    "SELECT (SELECT secret FROM secrets)",
    "SELECT 1 WHERE EXISTS (SELECT FROM secrets)".replace("SELECT FROM", "SELECT 1 FROM"),
    "SELECT * FROM people p JOIN LATERAL (SELECT * FROM secrets) s ON true",
    "SELECT id FROM people UNION SELECT length(secret) FROM secrets",
    "SELECT [s.secret FOR x IN [1]] FROM secrets s".replace("[s.secret FOR x IN [1]]", "[s.secret]"),
    "SELECT count(*) FILTER (WHERE id IN (SELECT length(secret) FROM secrets)) FROM people",
    "SELECT sum(id) OVER (ORDER BY (SELECT secret FROM secrets)) FROM people",
    "SELECT id FROM people ORDER BY (SELECT secret FROM secrets)",
    "SELECT id FROM people LIMIT (SELECT count(*) FROM secrets)",
    "SELECT CASE WHEN true THEN (SELECT secret FROM secrets) END",
    "SELECT * FROM (VALUES ((SELECT secret FROM secrets))) v",
    "UNPIVOT secrets ON secret INTO NAME n VALUE v",
    "SELECT * FROM __raw__people",
    "SELECT * FROM read_parquet('x.parquet')",
    "SELECT * FROM parquet_scan('x.parquet')",
    "SELECT * FROM parquet_metadata('x.parquet')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM query('SELECT * FROM secrets')",
    "SELECT * FROM query_table('secrets')",
    "SELECT * FROM query_table(['secrets'])",
    "SELECT * FROM histogram('secrets', 'secret')",
    "SELECT * FROM duckdb_tables()",
    "SELECT * FROM duckdb_views()",
    "SELECT * FROM duckdb_columns()",
    "SELECT * FROM duckdb_tables",
    "SELECT * FROM sqlite_master",
    "SELECT * FROM pragma_table_info('secrets')",
    "SELECT * FROM json_execute_serialized_sql('{}')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM 'x.parquet'",
    'SELECT * FROM "primary/secrets/part-0.parquet"',
    'SELECT * FROM "lakehouse-primary://secrets/part-0.parquet"',
    "SELECT getvariable('x')",
    "SELECT json_serialize_sql('SELECT 1')",
    "SELECT stats(id) FROM people",
    "SELECT nextval('x')",
  ])("is refused: %s", async (sql) => {
    await expect(rows(sql, "reader")).rejects.toMatchObject({ sqlstate: "42501" });
  });

  it.each([
    'SELECT * FROM "r"."secrets@7"',
    "SELECT * FROM r.people",
    "SELECT * FROM main.people",
    "SELECT * FROM pg_catalog.pg_class",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM temp.x",
    "SELECT * FROM system.main.duckdb_tables",
    "DESCRIBE secrets",
    "SUMMARIZE secrets",
    "SELECT * FROM (DESCRIBE secrets)",
    "PIVOT secrets ON secret",
    "SELECT * FROM people AT (VERSION => 1)",
    "COPY secrets TO '/tmp/x'",
    "COPY (SELECT 1) TO '/tmp/x'",
    "EXPORT DATABASE 'x'",
    "ATTACH 'x.db'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "PRAGMA database_list",
    "CREATE TABLE x AS SELECT * FROM secrets",
    "INSERT INTO people SELECT 1",
    "DELETE FROM people",
    "UPDATE people SET id = 1",
    "CREATE MACRO m() AS 1",
    "DROP VIEW people",
    "VACUUM",
    "SELECT 1 INTO x",
    "SELECT x.lower() FROM people x",
    "SELECT other.main.abs(1)",
    "SELECT sluice_system_rows('datasets', '1')",
    "SELECT * FROM sluice_system_rows('datasets', '1')",
  ])("does not get past: %s", async (sql) => {
    await expect(rows(sql, "reader")).rejects.toHaveProperty(
      "sqlstate",
      expect.stringMatching(/^(0A000|42601|42P01|42883|42501)$/),
    );
  });

  it("is told what to use instead of a refused function", async () => {
    await expect(rows("SELECT * FROM read_text('/etc/passwd')", "reader")).rejects.toMatchObject({
      sqlstate: "42501",
      message: "permission denied for function read_text",
      hint: "CALL ingest(...) or CALL register(...) makes a dataset of files.",
      position: 15,
    });
    await expect(rows("SELECT lower_case('x')", "reader")).rejects.toMatchObject({ sqlstate: "42883" });
  });

  it("cannot look into the engine as superusers can", async () => {
    const sql = "SELECT count(*) > 0 FROM duckdb_memory()";
    await expect(rows(sql, "reader")).rejects.toMatchObject({ sqlstate: "42501" });
    expect(await rows(sql)).toHaveLength(1);
  });

  it("reads what was granted", async () => {
    expect(await rows("SELECT count(*) FROM people", "reader")).toEqual([["10"]]);
  });

  it("loses it with the grant, also in statements that ran before", async () => {
    await lake.commit(
      { kind: "roleCreated", role: { name: "guest", isSuperuser: false, canLogin: true } },
      { kind: "granted", role: "guest", dataset: "people", privileges: ["select"] },
    );
    expect(await rows("SELECT count(*) FROM people WHERE id < 5", "guest")).toEqual([["5"]]);
    await lake.commit({ kind: "revoked", role: "guest", dataset: "people", privileges: ["select"] });
    await expect(rows("SELECT count(*) FROM people WHERE id < 5", "guest")).rejects.toMatchObject({
      sqlstate: "42501",
    });
  });
});
