// Statements that name relations of the system catalog and datasets.
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";

const dataDir = makeDataDir();
const password = "reader-password-1";
let gateway: Gateway;
let admin: pg.Client;
let reader: pg.Client;
beforeAll(async () => {
  gateway = await startGateway(dataDir);
  admin = await gateway.connect();
  for (const sql of [
    `CREATE ROLE reader LOGIN PASSWORD '${password}'`,
    "GRANT SELECT (name) ON people_test TO reader",
  ]) {
    await admin.query(sql);
  }
  reader = await gateway.connect({ user: "reader", password });
}, 120_000);
afterAll(async () => {
  await gateway.stop();
  removeDataDir(dataDir);
});

async function rowsOf(client: pg.Client, sql: string, values: unknown[] = []): Promise<unknown[][]> {
  return (await client.query({ text: sql, values, rowMode: "array" })).rows as unknown[][];
}

describe("a statement that names the system catalog and datasets", () => {
  it("has both in its joins, whatever the schema is called", async () => {
    const columns = `SELECT DISTINCT a.attname
      FROM pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid JOIN people_test p ON p.name IS NOT NULL
      WHERE c.relname = 'people_test' AND a.attnum > 0 ORDER BY 1`;
    expect(await rowsOf(admin, columns)).toEqual([["name"], ["role"]]);
    expect(await rowsOf(reader, columns)).toEqual([["name"]]);
    const schemas = `SELECT t.table_schema, count(*) FROM information_schema.tables t, (SELECT 1 FROM people_test LIMIT 1) p
      WHERE t.table_name = 'people_test' GROUP BY 1`;
    expect(await rowsOf(admin, schemas)).toEqual([["public", "1"]]);
  });

  it("has the types of PostgreSQL's columns", async () => {
    const sql = `SELECT c.oid, c.relname, c.relhasindex, c.relnatts, c.relacl, i.indkey, s.setting, d.datname
      FROM pg_class c LEFT JOIN pg_index i ON i.indrelid = c.oid, pg_settings s, pg_database d, (SELECT count(*) AS n FROM people_test) p
      WHERE c.relname = 'candidates' AND s.name = 'TimeZone' AND d.datname = current_database()`;
    const { fields, rows } = await admin.query({ text: sql, rowMode: "array" });
    expect(fields.map(({ dataTypeID }) => dataTypeID)).toEqual([20, 25, 16, 23, 25, 1007, 25, 25]);
    const [oid] = (await rowsOf(admin, "SELECT 'candidates'::regclass::oid::int8"))[0] ?? [];
    expect(rows).toEqual([[oid, "candidates", true, 15, expect.anything(), [1], "UTC", "lake"]]);
  });

  it("takes parameters, is prepared, and sees what is new", async () => {
    const statement = {
      name: "mixed",
      text: "SELECT count(*) FROM pg_class c, (SELECT 1 FROM people_test LIMIT 1) p WHERE c.relname = $1",
      rowMode: "array" as const,
    };
    const countOf = async (name: string) => (await admin.query({ ...statement, values: [name] })).rows[0] as unknown;
    expect(await countOf("newcomer")).toEqual(["0"]);
    await admin.query("CREATE TABLE newcomer (id bigint)");
    expect(await countOf("newcomer")).toEqual(["1"]);
    await admin.query("CALL drop_dataset('newcomer')");
    expect(await countOf("newcomer")).toEqual(["0"]);
  });

  it("is read by cursors and by COPY, too", async () => {
    const sql = "SELECT c.relname FROM pg_class c, (SELECT 1 FROM people_test LIMIT 1) p WHERE c.relname LIKE 'pg_c%'";
    const expected = (await rowsOf(admin, "SELECT count(*)::int FROM pg_class WHERE relname LIKE 'pg_c%'"))[0]?.[0];
    expect(expected).toBeGreaterThan(5);
    expect(await rowsOf(admin, sql)).toHaveLength(expected as number);
    await admin.query("BEGIN");
    await admin.query(`DECLARE c CURSOR FOR ${sql}`);
    expect(await rowsOf(admin, "FETCH ALL FROM c")).toHaveLength(expected as number);
    await admin.query("COMMIT");
  });

  it.each([
    ["SELECT * FROM pg_nothing, people_test", "42P01"],
    ["SELECT * FROM information_schema.nothing, people_test", "42P01"],
    ["SELECT a.rolpassword FROM pg_authid a, (SELECT name FROM people_test) p", "42501"],
    ["SELECT * FROM pg_shmem_allocations, (SELECT name FROM people_test) p", "0A000"],
    ["SELECT c.nothing FROM pg_class c, people_test", "42703"],
  ])("is refused where its parts are: %s", async (sql, code) => {
    await expect(rowsOf(reader, sql)).rejects.toMatchObject({ code });
  });

  it("does not show who is connected as another role", async () => {
    const sql = "SELECT DISTINCT a.usename FROM pg_stat_activity a, (SELECT name FROM people_test) p";
    expect(await rowsOf(reader, sql)).toEqual([["reader"]]);
    expect(await rowsOf(admin, sql)).toContainEqual(["sluice"]);
  });
});
