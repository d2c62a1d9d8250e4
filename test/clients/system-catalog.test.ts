// PostgreSQL's own system catalog behind the gateway: what it knows, how it is asked, and what nobody gets it to do.
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import type pg from "pg";
import Cursor from "pg-cursor";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";

const dataDir = makeDataDir();
let gateway: Gateway;
let client: pg.Client;
beforeAll(async () => {
  gateway = await startGateway(dataDir);
  client = await gateway.connect();
  // It has to make its database first.
  await client.query("SELECT 1 FROM pg_class LIMIT 1");
}, 120_000);
// What failed in a block shall not fail the others.
afterEach(async () => {
  await client.query("ROLLBACK");
});
afterAll(async () => {
  await gateway.stop();
  removeDataDir(dataDir);
});

async function valueOf(sql: string, values: unknown[] = []): Promise<unknown> {
  const { rows } = await client.query({ text: sql, values, rowMode: "array" });
  return (rows as unknown[][])[0]?.[0];
}

async function errorOf(sql: string): Promise<pg.DatabaseError> {
  try {
    await client.query(sql);
  } catch (thrown) {
    return thrown as pg.DatabaseError;
  }
  throw new Error(`no error: ${sql}`);
}

describe("the system catalog", () => {
  it("has a dataset with its columns, types and key as soon as it is made, and no longer than it is there", async () => {
    const columns = `SELECT a.attname, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull
      FROM pg_attribute a WHERE a.attrelid = to_regclass('public.orders') AND a.attnum > 0 ORDER BY a.attnum`;
    expect((await client.query(columns)).rows).toEqual([]);
    await client.query("CREATE TABLE orders (id bigint PRIMARY KEY, price numeric(12,2), tags text[], at timestamptz)");
    expect((await client.query(columns)).rows).toEqual([
      { attname: "id", type: "bigint", attnotnull: true },
      { attname: "price", type: "numeric(12,2)", attnotnull: false },
      { attname: "tags", type: "text[]", attnotnull: false },
      { attname: "at", type: "timestamp with time zone", attnotnull: false },
    ]);
    const key =
      "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'orders'::regclass AND contype = 'p'";
    expect(await valueOf(key)).toBe("PRIMARY KEY (id)");
    await client.query("CALL drop_dataset('orders')");
    expect((await client.query(columns)).rows).toEqual([]);
  });

  it("keeps an OID for a name, whatever else there is, and through a restart", async () => {
    const oidOf = () => valueOf("SELECT 'candidates'::regclass::oid");
    const oid = await oidOf();
    await client.query("CREATE TABLE another (id bigint)");
    expect(await oidOf()).toBe(oid);
    await gateway.stop();
    gateway = await startGateway(dataDir);
    client = await gateway.connect();
    expect(await oidOf()).toBe(oid);
  }, 60_000);

  it("says who and where the session is, and what we are", async () => {
    const { rows } = await client.query(
      "SELECT version(), current_database(), current_user, session_user, pg_backend_pid(), current_setting('server_version') AS is FROM pg_namespace LIMIT 1",
    );
    expect(rows[0]).toEqual({
      version: expect.stringMatching(/^PostgreSQL 15\.\d+ \(Sluice \d+\.\d+\.\d+\)$/) as string,
      current_database: "lake",
      current_user: "sluice",
      session_user: "sluice",
      pg_backend_pid: await valueOf("SELECT pg_backend_pid()"),
      is: expect.stringMatching(/^15\..* \(Sluice/) as string,
    });
  });

  it("looks names up by the session's search_path, and writes values in its style", async () => {
    const areVisible = () =>
      valueOf(
        "SELECT ARRAY[pg_table_is_visible('sluice.datasets'::regclass), pg_table_is_visible('public.candidates'::regclass)]",
      );
    // Although the role is called like the schema.
    expect(await areVisible()).toEqual([false, true]);
    await client.query("SET search_path = sluice");
    expect(await areVisible()).toEqual([true, false]);
    await client.query("RESET search_path; SET bytea_output = 'escape'");
    expect(await valueOf("SELECT '\\x41'::bytea::text FROM pg_namespace LIMIT 1")).toBe("A");
    await client.query("RESET bytea_output");
  });

  it("answers in binary, takes parameters of its own types, and tells their types", async () => {
    const { rows, fields } = await client.query({
      text: "SELECT oid, typname, typbyval, typlen FROM pg_type WHERE oid = $1 OR typname = $2 ORDER BY oid",
      values: [23, "bool"],
      binary: true,
    } as pg.QueryConfig);
    expect(rows).toEqual([
      { oid: 16, typname: "bool", typbyval: true, typlen: 1 },
      { oid: 23, typname: "int4", typbyval: true, typlen: 4 },
    ]);
    expect(fields.map(({ dataTypeID, format }) => [dataTypeID, format])).toEqual([
      [26, "binary"],
      [19, "binary"],
      [16, "binary"],
      [21, "binary"],
    ]);
  });

  it("takes the types that a client names, also those that only PostgreSQL knows", async () => {
    await client.query("PREPARE doubled (numeric) AS SELECT $1 * 2 AS doubled FROM pg_am LIMIT 1");
    expect((await client.query("EXECUTE doubled (1.5)")).rows).toEqual([{ doubled: "3.0" }]);
    await client.query("DEALLOCATE doubled");
  });

  it("looks nothing up where there is nothing to look in", async () => {
    await client.query("SET search_path = ''");
    expect(await valueOf("SELECT to_regclass('candidates')::text")).toBe(null);
    expect(await valueOf("SELECT 'public.candidates'::regclass::text")).toBe("public.candidates");
    await client.query("RESET search_path");
  });

  it("can be read in parts, by cursors, prepared statements and COPY", async () => {
    const cursor = client.query(new Cursor("SELECT oid FROM pg_proc ORDER BY oid"));
    const [first, second] = [await cursor.read(10), await cursor.read(10)];
    await cursor.close();
    expect([
      first.length,
      second.length,
      (first[9] as { oid: number }).oid < (second[0] as { oid: number }).oid,
    ]).toEqual([10, 10, true]);
    await client.query("BEGIN; DECLARE c SCROLL CURSOR FOR SELECT typname FROM pg_type ORDER BY oid");
    expect((await client.query("FETCH 2 FROM c")).rows).toEqual([{ typname: "bool" }, { typname: "bytea" }]);
    expect((await client.query("FETCH PRIOR FROM c")).rows).toEqual([{ typname: "bool" }]);
    await client.query("COMMIT");
    await client.query("PREPARE p (oid) AS SELECT typname FROM pg_type WHERE oid = $1");
    expect((await client.query("EXECUTE p (16)")).rows).toEqual([{ typname: "bool" }]);
  });

  it("tells what datasets take, by the bytes of their objects", async () => {
    const { rows } = await client.query("SELECT rows, bytes FROM sluice.datasets WHERE name = 'candidates'");
    const [{ rows: count, bytes }] = rows as [{ rows: string; bytes: string }];
    const pages = Math.ceil(Number(bytes) / 8192);
    expect(await valueOf("SELECT pg_total_relation_size('candidates'::regclass)::int")).toBe(pages * 8192);
    expect(await valueOf("SELECT reltuples FROM pg_class WHERE oid = 'candidates'::regclass")).toBe(Number(count));
    expect(await valueOf("SELECT pg_database_size('lake') >= pg_table_size('candidates'::regclass)")).toBe(true);
    expect(await valueOf("SELECT sum(pg_database_size(oid)) = pg_database_size('lake') FROM pg_database")).toBe(true);
  });

  it("has one database, as the gateway has", async () => {
    const { rows } = await client.query(
      "SELECT datname, datallowconn, shobj_description(oid, 'pg_database') AS description FROM pg_database",
    );
    expect(rows).toEqual([{ datname: "lake", datallowconn: true, description: null }]);
  });

  it("points at what is wrong", async () => {
    const error = await errorOf("SELECT nope FROM pg_class");
    expect([error.code, error.message, error.position]).toEqual(["42703", 'column "nope" does not exist', "8"]);
    expect(await valueOf("SELECT count(*) > 100 FROM pg_class")).toBe(true);
  });
});

describe("a dataset is never mistaken for its empty likeness", () => {
  beforeAll(async () => {
    await client.query("CREATE TABLE pg_foo (a int)");
  });

  it.each([
    "WITH candidates AS (SELECT * FROM candidates WHERE candidate_id IS NOT NULL) SELECT count(*) > 100 FROM candidates, pg_namespace",
    "SELECT (SELECT count(*) FROM candidates) > 100 FROM (WITH candidates AS (SELECT 1) SELECT 1 FROM pg_namespace LIMIT 1) q",
    "SELECT count(*) > 100 FROM candidates WHERE exists (WITH candidates AS (SELECT 1 FROM pg_class) SELECT 1 FROM candidates)",
  ])("%s", async (sql) => {
    expect(await valueOf(sql)).toBe(true);
  });

  it("where it stands beside a function that only the system catalog has", async () => {
    const sql =
      "WITH candidates AS (SELECT * FROM candidates) SELECT candidates.*, to_regclass('candidates') FROM candidates";
    expect((await errorOf(sql)).code).toBe("42883");
  });

  it("although it is called like a relation of the system catalog", async () => {
    expect((await client.query("SELECT * FROM pg_foo")).fields.map(({ name }) => name)).toEqual(["a"]);
    expect(await valueOf("SELECT count(*) FROM sluice.datasets WHERE name = 'pg_foo'")).toBe("1");
  });
});

describe("nobody gets the system catalog to", () => {
  it.each([
    ["climb", "SELECT set_config('session_authorization', 'pg_sluice', false) FROM pg_class", "42501"],
    ["climb by a name that is called", "SELECT ('role'::text).set_config FROM pg_class", "42501"],
    ["read files", "SELECT pg_read_file('/etc/passwd') FROM pg_class", "42501"],
    ["read files by a name that is called", "SELECT ('/etc/passwd'::text).pg_read_file FROM pg_class", "42501"],
    ["read files by a row that is one", "SELECT t.pg_read_file FROM pg_class, unnest(ARRAY['/etc/passwd']) t", "42501"],
    ["list folders", "SELECT pg_ls_dir('/') FROM pg_class", "42501"],
    ["make large objects", "SELECT lo_import('/etc/passwd') FROM pg_class", "42501"],
    ["sleep", "SELECT pg_sleep(60) FROM pg_class", "42501"],
    ["run texts", "SELECT query_to_xml('SELECT pg_sleep(60)', true, true, '') FROM pg_class", "42501"],
    ["end sessions", "SELECT pg_terminate_backend(1) FROM pg_class", "42501"],
    ["take locks", "SELECT pg_advisory_lock(1) FROM pg_class", "42501"],
    ["count", "SELECT nextval('pg_class'::regclass)", "42501"],
    ["reach other servers", "SELECT dblink('host=127.0.0.1', 'SELECT 1') FROM pg_class", "42883"],
    ["change itself", "UPDATE pg_class SET relname = 'x'", "0A000"],
    ["change itself on the way", "WITH gone AS (DELETE FROM pg_class RETURNING 1) SELECT * FROM gone", "42601"],
    ["run a program", "COPY pg_class TO PROGRAM 'id'", "0A000"],
    ["tell of its own process", "SELECT * FROM pg_shmem_allocations", "0A000"],
  ])("%s", async (_, sql, code) => {
    expect((await errorOf(sql)).code).toBe(code);
  });

  it("keep what it was set to", async () => {
    await client.query("SELECT 1 FROM pg_class LIMIT 1");
    expect(await valueOf("SELECT current_user FROM pg_class LIMIT 1")).toBe("sluice");
  });

  it("take all memory", async () => {
    const error = await errorOf(
      "SELECT length(string_agg(repeat('y', 1000), '')) FROM generate_series(1, 3000000), pg_class",
    );
    expect(["53200", "54000", "57014"]).toContain(error.code);
    expect(await valueOf("SELECT count(*) > 100 FROM pg_class")).toBe(true);
  }, 60_000);

  it("run without end, and others are answered again soon after", async () => {
    const endless = errorOf(
      "WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM r) SELECT count(*) FROM r, pg_class",
    );
    const other = await gateway.connect();
    expect((await other.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    const error = await endless;
    const endedAt = performance.now();
    expect(error.code).toBe("57014");
    expect((await other.query("SELECT 1 AS one FROM pg_class LIMIT 1")).rows).toEqual([{ one: 1 }]);
    // A figure for the reader, not a claim.
    console.log(`the system catalog answers again after ${Math.round(performance.now() - endedAt)} ms`);
    await other.end();
  }, 60_000);
});

describe("what tells of the process", () => {
  it("tells of the gateway's sessions, and to others than superusers of their own only", async () => {
    const other = await gateway.connect({ application_name: "another one" });
    await other.query("BEGIN");
    await other.query("SELECT 41 + 1");
    const activity = `SELECT pid, usename::text, datname::text, state, query, host(client_addr) AS client_addr, xact_start IS NOT NULL AS in_xact, backend_type
      FROM pg_stat_activity WHERE application_name = 'another one'`;
    const pid = await other.query("SELECT pg_backend_pid() AS pid");
    const expected = {
      pid: (pid.rows as { pid: number }[])[0]?.pid,
      usename: "sluice",
      datname: "lake",
      state: "idle in transaction",
      query: "SELECT pg_backend_pid() AS pid",
      client_addr: "127.0.0.1",
      in_xact: true,
      backend_type: "client backend",
    };
    expect((await client.query(activity)).rows).toEqual([expected]);
    await client.query("CREATE ROLE watcher LOGIN PASSWORD 'watcher-password-1'");
    const watcher = await gateway.connect({ user: "watcher", password: "watcher-password-1" });
    expect((await watcher.query("SELECT DISTINCT usename::text FROM pg_stat_activity")).rows).toEqual([
      { usename: "watcher" },
    ]);
    await watcher.end();
    await other.end();
    expect(await valueOf("SELECT state FROM pg_stat_activity WHERE pid = pg_backend_pid()")).toBe("active");
    const backends =
      "SELECT numbackends = (SELECT count(*) FROM pg_stat_activity) FROM pg_stat_database WHERE datname = current_database()";
    expect(await valueOf(backends)).toBe(true);
  });

  it("numbers transactions by the commits of the catalog", async () => {
    const commit = Number(await valueOf("SELECT max(version) FROM sluice.journal"));
    expect(await valueOf("SELECT txid_current()")).toBe(String(commit + 1));
    expect(await valueOf("SELECT pg_current_xact_id()::text")).toBe(String(commit + 1));
    expect(await valueOf("SELECT pg_current_snapshot()::text")).toBe(`${commit + 1}:${commit + 1}:`);
    expect(await valueOf("SELECT txid_snapshot_xmax(txid_current_snapshot())")).toBe(String(commit + 1));
    expect(await valueOf("SELECT txid_current_if_assigned()")).toBeNull();
    await client.query("CREATE TABLE next_commit (id int)");
    expect(Number(await valueOf("SELECT txid_current()"))).toBeGreaterThan(commit + 1);
  });

  it("is a relation, too", async () => {
    expect((await client.query("SELECT * FROM current_schema()")).rows).toEqual([{ current_schema: "public" }]);
    expect((await client.query("SELECT * FROM current_database() d, version() v")).rows).toEqual([
      { d: "lake", v: expect.stringMatching(/^PostgreSQL 15/) as string },
    ]);
    expect((await client.query("SELECT * FROM current_setting('TimeZone')")).rows).toEqual([
      { current_setting: "UTC" },
    ]);
  });

  it("knows the path that was set", async () => {
    await client.query("BEGIN");
    for (const [path, schemas] of [
      ["public", ["public"]],
      ['"$user", testing, public', ["testing", "public"]],
      ["information_schema", ["information_schema"]],
    ] as const) {
      await client.query(`SET LOCAL search_path = ${path}`);
      expect(await valueOf("SELECT current_schema()")).toBe(schemas[0]);
      expect(await valueOf("SELECT current_schemas(true)")).toBe(`{${["pg_catalog", ...schemas].join(",")}}`);
      expect(await valueOf("SELECT current_schemas(false) FROM pg_class LIMIT 1")).toEqual(`{${schemas.join(",")}}`);
    }
    await client.query("SELECT set_config('search_path', '', true)");
    expect(await valueOf("SELECT current_schemas(false)")).toBe("{}");
    expect(await valueOf("SELECT current_schema()")).toBeNull();
  });

  it("tells of every session, whatever is in its statement's text", async () => {
    const other = await gateway.connect({ application_name: "with odd texts" });
    const told = "SELECT left(query, 8) FROM pg_stat_activity WHERE application_name = 'with odd texts'";
    // Of a text that is cut, the last character may be one of two units.
    for (const length of [1014, 1015, 1016]) {
      await other.query(`SELECT '${"x".repeat(length)}\u{1f600}'`);
      expect(await valueOf(told), String(length)).toBe("SELECT '");
    }
    await other.end();
  });

  it("says nothing of what nobody has or measures", async () => {
    for (const name of ["pg_locks", "pg_stat_replication", "pg_stat_progress_vacuum", "pg_prepared_xacts"]) {
      expect(await valueOf(`SELECT count(*)::int FROM ${name}`), name).toBe(0);
    }
    expect(await valueOf("SELECT heap_blks_read FROM pg_statio_user_tables WHERE relname = 'candidates'")).toBeNull();
  });

  it("shows the settings of the session, as SHOW does", async () => {
    await client.query("BEGIN ISOLATION LEVEL SERIALIZABLE");
    await client.query("SET LOCAL statement_timeout = '7s'");
    for (const name of ["statement_timeout", "TimeZone", "transaction_isolation", "max_connections", "search_path"]) {
      const shown = await valueOf(`SHOW ${name}`);
      expect(await valueOf(`SELECT current_setting('${name}') FROM pg_class LIMIT 1`), name).toBe(shown);
      expect(await valueOf(`SELECT setting FROM pg_settings WHERE name = '${name}'`), name).toBe(shown);
    }
  });
});

describe("a gateway", () => {
  const folder = makeDataDir();
  afterAll(() => removeDataDir(folder));
  const started = () => startGateway(folder, { SLUICE_SYSTEM_CATALOG_BOOT: "start" });

  it("boots it before anybody asks, and stops while it does", { timeout: 60_000 }, async () => {
    const one = await started();
    await one.stop();
    expect(one.log()).not.toMatch(/warn|error/);
    const other = await started();
    const kept = path.join(folder, "cache", "system-catalog");
    await expect
      .poll(() => existsSync(kept) && readdirSync(kept).some((name) => name.endsWith(".datafolder")), {
        timeout: 40_000,
      })
      .toBe(true);
    expect((await other.query("SELECT 1 AS one FROM pg_class LIMIT 1")).rows).toEqual([{ one: 1 }]);
    await other.stop();
    expect(other.log()).not.toMatch(/warn|error/);
  });

  it("lets nobody wait for it who does not want to any longer", { timeout: 60_000 }, async () => {
    const one = await startGateway(folder);
    const impatient = await one.connect({ statement_timeout: 50 });
    await expect(impatient.query("SELECT 1 FROM pg_class LIMIT 1")).rejects.toMatchObject({ code: "57014" });
    await impatient.query("SET statement_timeout = 0");
    expect((await impatient.query("SELECT 1 AS one FROM pg_class LIMIT 1")).rows).toEqual([{ one: 1 }]);
    await one.stop();
  });
});

describe("a setting", () => {
  it("has no NUL, which would end what is said to PostgreSQL before the statement", async () => {
    await expect(errorOf("SELECT set_config('search_path', 'a' || chr(0), false)")).resolves.toMatchObject({
      code: "54000",
    });
    expect(await valueOf("SELECT current_user FROM pg_class LIMIT 1")).toBe("sluice");
  });

  it("that PostgreSQL would refuse lets no statement run as anybody else", async () => {
    await client.query(`SET search_path = '"'`);
    expect(await valueOf("SELECT current_user FROM pg_class LIMIT 1")).toBe("sluice");
    await client.query("RESET search_path");
    expect(await valueOf("SELECT current_user FROM pg_class LIMIT 1")).toBe("sluice");
  });
});
