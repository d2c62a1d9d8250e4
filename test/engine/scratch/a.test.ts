import { expect, it, afterAll, beforeAll } from "vitest";
import { type Lake, openLake, query, contextOf } from "../../support/lake.js";
import { appendFileSync, writeFileSync } from "node:fs"; writeFileSync("/tmp/a.out", "");
const log = (...x: any[]) => appendFileSync("/tmp/a.out", x.map(y => typeof y === "string" ? y : y === undefined ? "" : y instanceof Error ? y.message.slice(0,300) : String(y)).join(" ") + "\n");
let lake: Lake;
beforeAll(async () => {
  lake = await openLake({ systemRelations: [{ name: "sessions", columns: [{ name: "pid", type: { id: "INTEGER" } }], isForSuperusers: false, rows: () => Promise.resolve([[1], [2]]) }] });
  await lake.add("people", "SELECT i AS id, 'p' || i AS name, 'city ' || (i % 3) AS city FROM range(10) t(i)");
  await lake.add("secrets", "SELECT 'hidden' AS secret");
  await lake.commit(
    { kind: "roleCreated", role: { name: "reader", isSuperuser: false, canLogin: true } },
    { kind: "granted", role: "reader", dataset: "people", privileges: ["select"] },
  );
});
afterAll(() => lake.close());
const show = async (sql: string, role = "reader", parameters: any = []) => {
  const startedAt = performance.now();
  try {
    const r = await query(lake, sql, { role, parameters });
    log("OK ", sql.slice(0, 160), "=>", JSON.stringify(r.columns), JSON.stringify(r.rows).slice(0, 300), Math.round(performance.now() - startedAt));
  } catch (e: any) {
    log("ERR", sql.slice(0, 160), "=>", e.sqlstate, e.message, "@", e.position, Math.round(performance.now() - startedAt), e.sqlstate?.startsWith("XX") || e.sqlstate === undefined ? e.cause ?? e.stack : "");
  }
};
it("a", async () => {
  const file = `${lake.folder}/primary/secrets/part-0.parquet`;
  for (const sql of [
    `WITH "duc\u212Adb_views" AS (SELECT 1) SELECT sql FROM duckdb_views WHERE NOT internal`,
    `WITH "${file.replace("k", "\u212A")}" AS (SELECT 1) SELECT * FROM "${file}"`,
    `WITH "${file}" AS (SELECT 1) SELECT * FROM "${file}"`,
    `SELECT * FROM "${file}"`,
    "SELECT\u00a0* FROM people",
    "SELECT 'é\u00a0' AS x, p.id FROM\u00a0people\u00a0p LIMIT 1",
    "SELECT /* ' */ 'a\u00a0b', id FROM people LIMIT 1",
    "SELECT 1 AS a\u00a0b",
    "SELECT (current_user)", "SELECT ((current_user))", "SELECT (version())", "SELECT (SELECT current_user)", "SELECT id FROM people ORDER BY current_user, id LIMIT 1",
    "SELECT id FROM people GROUP BY id, current_user ORDER BY id LIMIT 1",
    "SELECT DISTINCT ON (current_user) id FROM people", "SELECT version(1)", "SELECT version(current_user)", "SELECT current_schemas(current_user)", "SELECT current_schemas(true)",
    "SELECT $$sluice_system_rows('sessions', '0')$$ AS x FROM sluice.sessions",
    "SELECT s.pid FROM sluice.sessions s JOIN people p ON p.id = s.pid",
    "SELECT sluice.sessions.pid FROM sluice.sessions",
    "SELECT sessions.pid FROM sluice.sessions, sluice.sessions x",
    "SELECT tablex.* FROM (TABLE people) tablex LIMIT 1",
    "SELECT tablex.*, tablex.* FROM (TABLE people) tablex LIMIT 1",
    "WITH x AS (TABLE people) TABLE x",
    "WITH x AS (TABLE public.people) SELECT count(*) FROM x",
    "SELECT * FROM ONLY people", "SELECT * FROM people * LIMIT 1", "SELECT * FROM ONLY (people)",
    "SELECT * FROM (people) LIMIT 1", "SELECT * FROM (people p CROSS JOIN people q) LIMIT 1",
    "SELECT public.people.* FROM people LIMIT 1", "SELECT lake.public.people.id FROM people LIMIT 1", "SELECT \"public\" . \"people\" . \"id\" FROM people LIMIT 1",
    "SELECT public.people FROM public.people LIMIT 1",
    "SELECT 1 COLLATE nosuch", "SELECT 'a' COLLATE nosuch", "SELECT CAST(1 AS nosuch)", "SELECT CAST(1 AS foo.bar)", "SELECT CAST(1 AS r.bar)", "SELECT 1::people",
    "SELECT ?", "SELECT $01, $1", "SELECT $1abc", "SELECT $99999", "SELECT $70000::int",
    "SELECT '\ud800' AS x", "SELECT 1 \u0000, 2", "SELECT 1;\u0000", "SELECT 'a\u0000b'",
    "SELECT U&\"p\\0065ople\".id FROM people", "SELECT * FROM U&\"\\0070eople\"", "SELECT * FROM E'people'", "SELECT count(*) FROM 'people'", "SELECT * FROM $$people$$",
    "FROM x: people SELECT x.id LIMIT 1", "FROM people x SELECT x.id LIMIT 1", "SELECT a: 1, b: current_user",
    "SELECT id FROM people UNION BY NAME SELECT 1 AS id LIMIT 1", "SELECT count(*) FROM people USING SAMPLE 3", "SELECT list_transform([1], lambda user: user + 1)", "SELECT list_transform([1], x -> x + 1)",
    "SELECT COLUMNS('i.*') FROM people LIMIT 1", "SELECT COLUMNS(c -> c = 'id') FROM people LIMIT 1", "SELECT * REPLACE (current_user AS id) FROM people LIMIT 1",
    "SELECT sum(id) OVER w FROM people WINDOW w AS (ORDER BY (SELECT secret FROM secrets))",
    "SELECT * FROM people p SEMI JOIN secrets s ON true", "SELECT * FROM people POSITIONAL JOIN secrets", "SELECT * FROM people ASOF JOIN secrets ON true", "SELECT * FROM people NATURAL JOIN secrets",
    "SELECT formatReadableSize(1)", "SELECT now() - now()", "SELECT \"current_user\" FROM people",
  ]) await show(sql);
});
