// CALL ingest_db: rows of a real PostgreSQL 15 become a dataset.
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { type Postgres, startPostgres } from "../support/postgres.js";
import { describeWith } from "../support/require.js";

const dataDir = makeDataDir();
const secret = "not-to-be-told";
let gateway: Gateway;
let postgres: Postgres;
let client: pg.Client;
let source: pg.Client;
let notices: string[] = [];

const program = fileURLToPath(new URL("../../bin/sluice.cjs", import.meta.url));

async function ingest(dataset: string, query: string, more = ""): Promise<Record<string, string>> {
  const { rows } = await client.query<Record<string, string>>(
    `CALL ingest_db($1, connection => 'source', query => $2${more})`,
    [dataset, query],
  );
  return rows[0] ?? {};
}

async function refusal(sql: string): Promise<{ code?: string; message?: string; where?: string }> {
  return client.query(sql).then(
    () => {
      throw new Error("it was not refused");
    },
    (error: { code: string; message: string; where?: string }) => error,
  );
}

describeWith(["postgres"], "ingest_db", () => {
  beforeAll(async () => {
    postgres = await startPostgres();
    const config = path.join(dataDir, "sluice.yaml");
    const secrets = path.join(dataDir, "secrets.yaml");
    const at = `127.0.0.1:${postgres.port}/${postgres.database}`;
    writeFileSync(secrets, `databases: {source: ${secret}}\n`);
    chmodSync(secrets, 0o600);
    writeFileSync(
      config,
      `secrets_file: ${secrets}\ndatabases:\n  source: {url: "postgresql://sluice@${at}"}\n  nobody: {url: "postgresql://sluice:${secret}@127.0.0.1:1/nowhere"}\n`,
    );
    gateway = await startGateway(dataDir, { SLUICE_CONFIG: config });
    client = await gateway.connect();
    client.on("notice", (notice) => notices.push(notice.message ?? ""));
    source = await postgres.connect();
  }, 60_000);

  afterAll(async () => {
    await client?.end();
    await source?.end();
    await gateway?.stop();
    await postgres?.stop();
    removeDataDir(dataDir);
  });

  it("keeps every value of every type that a dataset can have", async () => {
    await source.query(`
      CREATE TYPE mood AS ENUM ('sad', 'glad');
      CREATE TABLE everything (id bigint, a bool, b smallint, c int, d real, e double precision, f numeric(12,3), g text, h bytea, i date, j time,
        k timestamp, l timestamptz, m uuid, n jsonb, o int[], p text[], q mood, r inet, s interval, t varchar(5), u numeric);
      INSERT INTO everything VALUES (1, true, -7, 70000, 1.5, 0.1, 1234.567, E'a\\nb"é😀', '\\x00ff', '2024-02-29', '23:59:59.5',
        '2024-02-29 12:34:56.789012', '2024-02-29 12:34:56+02', '6b3ae5d7-5d9c-4c62-9f3c-6a0c2b1f6a01', '{"x": [1, null]}', '{1,NULL,3}', '{"a b",NULL}', 'glad',
        '10.0.0.1', '1 day 02:00', 'short', 1.23456789012345678901234567890);
      INSERT INTO everything (id) VALUES (2)`);
    notices = [];
    const result = await ingest("everything", "SELECT * FROM everything ORDER BY id;");
    expect(result).toMatchObject({ dataset: "everything", bucket: "primary", objects: "1", rows: "2" });
    expect(notices).toEqual(['column "u" is numeric without a precision that fits, so it is kept as text']);
    const ours = await client.query({ text: "SELECT * FROM everything ORDER BY id", rowMode: "array" });
    const theirs = await source.query({
      text: "SELECT id, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s::text, t, u FROM everything ORDER BY id",
      rowMode: "array",
    });
    expect(ours.rows).toEqual(theirs.rows);
    expect(ours.fields.map(({ dataTypeID }) => dataTypeID)).toEqual([
      20, 16, 21, 23, 700, 701, 1700, 25, 17, 1082, 1083, 1114, 1184, 2950, 114, 1007, 1009, 25, 25, 25, 25, 25,
    ]);
  });

  it("brings many rows in a few at a time, sorted where it is told to, in one commit", async () => {
    const query = "SELECT (n * 7919) % 100003 AS k, repeat('x', 100) AS t FROM generate_series(1, 100000) n";
    const { rows: before } = await client.query<{ version: string }>(
      "SELECT max(version) AS version FROM sluice.journal",
    );
    const { version, ...result } = await ingest("many", query, ", sort_key => 'k', key => 'k'");
    expect(result).toMatchObject({ rows: "100000" });
    const { rows } = await client.query("SELECT count(*) AS n, count(DISTINCT k) AS ks, min(length(t)) AS t FROM many");
    expect(rows).toEqual([{ n: "100000", ks: "100000", t: 100 }]);
    expect((await client.query("SELECT k FROM many LIMIT 3")).rows).toEqual([{ k: 1 }, { k: 2 }, { k: 3 }]);
    expect(Number(version)).toBe(Number(before[0]?.version) + 1);
  });

  it("appends to a dataset, whose types count, and replaces one", async () => {
    await client.query("CREATE TABLE target (a bigint, b text NOT NULL)");
    expect(await ingest("target", "SELECT 'x' AS b, 1::int2 AS a", ", if_exists => 'append'")).toMatchObject({
      rows: "1",
    });
    expect((await client.query("SELECT * FROM target")).rows).toEqual([{ a: "1", b: "x" }]);
    expect(await refusal("CALL ingest_db('target', 'source', 'SELECT 1 AS a', if_exists => 'append')")).toMatchObject({
      code: "42703",
    });
    expect(
      await refusal("CALL ingest_db('target', 'source', 'SELECT 1 AS a, NULL AS b', if_exists => 'append')"),
    ).toMatchObject({ code: "23502" });
    expect(
      await refusal("CALL ingest_db('target', 'source', $$SELECT 'nope' AS a, 'b' AS b$$, if_exists => 'append')"),
    ).toMatchObject({
      code: "22P02",
      where: "connection source, column a",
    });
    expect(
      await refusal("CALL ingest_db('target', 'source', 'SELECT 1 AS a, 2 AS b, 3 AS c', if_exists => 'append')"),
    ).toMatchObject({ code: "42804" });
    expect(await refusal("CALL ingest_db('target', 'source', 'SELECT 1 AS a')")).toMatchObject({ code: "42P07" });
    await ingest("target", "SELECT true AS yes", ", if_exists => 'replace'");
    expect((await client.query("SELECT * FROM target")).rows).toEqual([{ yes: true }]);
  });

  it("reads only, one query at a time, and tells the other server's own words", async () => {
    await source.query("CREATE TABLE precious (a int)");
    expect(await refusal("CALL ingest_db('x', 'source', 'SELECT nope')")).toMatchObject({
      code: "42703",
      message: 'connection "source": column "nope" does not exist',
    });
    expect((await refusal("CALL ingest_db('x', 'source', 'SELECT 1; COMMIT; DROP TABLE precious')")).code).toBe(
      "42601",
    );
    expect((await refusal("CALL ingest_db('x', 'source', 'DELETE FROM precious RETURNING a')")).code).toBe("42601");
    expect((await refusal("CALL ingest_db('x', 'source', $$SELECT setval('nothing', 1)$$)")).code).toBe("42P01");
    expect((await source.query("SELECT count(*) FROM precious")).rows).toHaveLength(1);
  });

  it("knows the connections of the config file only, and never tells what is in them", async () => {
    expect((await refusal("CALL ingest_db('x', 'elsewhere', 'SELECT 1')")).code).toBe("42704");
    const unreachable = await refusal("CALL ingest_db('x', 'nobody', 'SELECT 1')");
    expect(unreachable).toMatchObject({
      code: "08001",
      message: 'connection "nobody" could not be used (ECONNREFUSED)',
    });
    const { rows } = await client.query("SELECT * FROM sluice.settings WHERE name = 'databases'");
    expect(JSON.stringify(rows)).not.toContain(secret);
    const { stdout } = spawnSync(
      process.execPath,
      [program, "check-config", "--config", path.join(dataDir, "sluice.yaml")],
      {
        encoding: "utf8",
        env: { ...process.env, SLUICE_DATA_DIR: dataDir },
      },
    );
    expect(stdout).toContain('databases: "***"');
    expect(stdout + gateway.log()).not.toContain(secret);
  });

  it("stops the query over there when it is canceled, and leaves nothing", async () => {
    const other = await gateway.connect();
    const running = other
      .query("CALL ingest_db('torn', 'source', 'SELECT n, pg_sleep(0.01) FROM generate_series(1, 100000) n')")
      .catch((error: unknown) => error);
    const isRunning = async (): Promise<number> =>
      (await source.query("SELECT 1 FROM pg_stat_activity WHERE application_name = 'sluice' AND query LIKE 'FETCH%'"))
        .rows.length;
    await expect.poll(isRunning).toBe(1);
    const { rows } = await client.query<{ pid: number }>(
      "SELECT pid FROM sluice.sessions WHERE query LIKE 'CALL ingest_db(''torn''%'",
    );
    await client.query("SELECT pg_cancel_backend($1::int)", [rows[0]?.pid]);
    expect(await running).toMatchObject({ code: "57014", message: "canceling statement due to user request" });
    await expect
      .poll(
        async () =>
          (await source.query("SELECT 1 FROM pg_stat_activity WHERE application_name = 'sluice'")).rows.length,
      )
      .toBe(0);
    await other.end();
    expect(readdirSync(path.join(dataDir, "tmp")).filter((name) => name.startsWith("ingest-"))).toEqual([]);
    expect(readdirSync(path.join(dataDir, "primary"))).not.toContain("torn");
    for (const name of readdirSync(path.join(dataDir, "catalog", "journal"))) {
      expect(readFileSync(path.join(dataDir, "catalog", "journal", name), "utf8")).not.toContain(secret);
    }
  });

  it("is for superusers", async () => {
    await client.query("CREATE ROLE ordinary LOGIN PASSWORD 'ordinary'");
    const ordinary = await gateway.connect({ user: "ordinary", password: "ordinary" });
    await expect(ordinary.query("CALL ingest_db('x', 'source', 'SELECT 1')")).rejects.toMatchObject({ code: "42501" });
    await ordinary.end();
  });
});
