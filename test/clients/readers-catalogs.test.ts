// The system catalog of those who may not see all names: it has theirs, and tells of no other by any way that there is.
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";

const dataDir = makeDataDir();
const password = "reader-password-1";
/** In every name, text and number that nobody but superusers may see. */
const secret = "zzsecret";
let gateway: Gateway;
let admin: pg.Client;
let analyst: pg.Client;

beforeAll(async () => {
  gateway = await startGateway(dataDir);
  admin = await gateway.connect();
  for (const sql of [
    `CALL create_bucket('${secret}-bucket')`,
    `CREATE TABLE ${secret}_orders (${secret}_id bigint PRIMARY KEY, ${secret}_text text)`,
    `CREATE TABLE payments (id bigint PRIMARY KEY, amount numeric(12,2), ${secret}_note text)`,
    "CREATE TABLE keyed (name text, id bigint PRIMARY KEY)",
    "CREATE TABLE inbox (id bigint, text text)",
    "CREATE TABLE rows_of_some (id bigint, owner text)",
    `CALL create_view('people_safe', base => 'people_test', columns => ARRAY['name'], row_filter => 'role <> ''${secret}''')`,
    `CALL create_view('${secret}_view', base => 'payments', columns => ARRAY['id', '${secret}_note'])`,
    ...["team", "analyst", "other", `${secret}_role`].map((role) => `CREATE ROLE ${role} LOGIN PASSWORD '${password}'`),
    "GRANT team TO analyst",
    `GRANT team TO ${secret}_role`,
    "GRANT SELECT ON candidates TO team",
    "GRANT SELECT (id, amount) ON payments TO analyst",
    `GRANT SELECT ON payments, candidates TO ${secret}_role`,
    "GRANT SELECT (name) ON keyed TO analyst",
    "GRANT INSERT ON inbox TO analyst",
    "GRANT SELECT ON rows_of_some TO analyst",
    "CREATE POLICY own ON rows_of_some USING (owner = current_user)",
    "ALTER TABLE rows_of_some ENABLE ROW LEVEL SECURITY",
    "CALL bind_role('team', view => 'people_safe', as => 'people_test')",
  ]) {
    await admin.query(sql);
  }
  analyst = await gateway.connect({ user: "analyst", password });
}, 120_000);
afterAll(async () => {
  await analyst.end();
  await gateway.stop();
  removeDataDir(dataDir);
});

async function valuesOf(client: pg.Client, sql: string): Promise<unknown[]> {
  const { rows } = await client.query({ text: sql, rowMode: "array" });
  return (rows as unknown[][]).map(([value]) => value);
}

const relationsSql = `SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v') ORDER BY 1`;

const columnsOf = (relation: string): string =>
  `SELECT attname::text FROM pg_attribute WHERE attrelid = '${relation}'::regclass AND attnum > 0 ORDER BY attnum`;

describe("a reader's system catalog", () => {
  it("has what the reader may read or write, and no other relation, column, schema or role", async () => {
    expect(await valuesOf(analyst, relationsSql)).toEqual([
      "candidates",
      "inbox",
      "keyed",
      "payments",
      "people_safe",
      "people_test",
      "rows_of_some",
    ]);
    expect(await valuesOf(analyst, columnsOf("payments"))).toEqual(["id", "amount"]);
    expect(await valuesOf(analyst, columnsOf("inbox"))).toEqual(["id", "text"]);
    expect(await valuesOf(analyst, "SELECT rolname FROM pg_roles WHERE rolname NOT LIKE 'pg\\_%' ORDER BY 1")).toEqual([
      "analyst",
      "team",
    ]);
    expect(await valuesOf(analyst, "SELECT nspname::text FROM pg_namespace WHERE oid >= 16384 ORDER BY 1")).toEqual([
      "primary",
      "sluice",
    ]);
  });

  it("has no key of which a column is hidden, and tells of the others", async () => {
    const keys = "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'p' AND oid >= 16384 ORDER BY 1";
    expect(await valuesOf(analyst, keys)).toEqual(["candidates", "payments"]);
  });

  it("has the view that a name is bound to in the place of what it was", async () => {
    expect(await valuesOf(analyst, columnsOf("people_test"))).toEqual(["name"]);
    expect(await valuesOf(analyst, "SELECT relkind::text FROM pg_class WHERE relname = 'people_test'")).toEqual(["v"]);
    expect(await valuesOf(analyst, "SELECT * FROM people_test")).toHaveLength(12);
  });

  it("answers of rights what the gateway does", async () => {
    const may = (what: string) => `SELECT has_table_privilege('${what}', 'select')`;
    expect(await valuesOf(analyst, may("candidates"))).toEqual([true]);
    expect(await valuesOf(analyst, may("people_test"))).toEqual([true]);
    expect(await valuesOf(analyst, may("inbox"))).toEqual([false]);
    expect(await valuesOf(analyst, may("payments"))).toEqual([false]);
    expect(await valuesOf(analyst, "SELECT has_column_privilege('payments', 'amount', 'select')")).toEqual([true]);
    expect(await valuesOf(analyst, "SELECT current_user || ' ' || session_user FROM pg_class LIMIT 1")).toEqual([
      "analyst analyst",
    ]);
  });

  it("tells how many rows there are to those only who can count them", async () => {
    const rows = (name: string) => `SELECT reltuples::int FROM pg_class WHERE relname = '${name}'`;
    expect(await valuesOf(analyst, rows("candidates"))).toEqual(
      await valuesOf(analyst, "SELECT count(*)::int FROM candidates"),
    );
    expect(await valuesOf(analyst, rows("rows_of_some"))).toEqual([-1]);
    expect(await valuesOf(analyst, rows("payments"))).toEqual([-1]);
    expect(await valuesOf(admin, rows("payments"))).toEqual([0]);
  });

  it("follows what is granted, revoked and bound", async () => {
    await admin.query(`GRANT SELECT (${secret}_note) ON payments TO team`);
    expect(await valuesOf(analyst, columnsOf("payments"))).toEqual(["id", "amount", `${secret}_note`]);
    await admin.query(`REVOKE SELECT (${secret}_note) ON payments FROM team`);
    expect(await valuesOf(analyst, columnsOf("payments"))).toEqual(["id", "amount"]);
    await admin.query("CALL unbind_role('team', as => 'people_test')");
    await expect(valuesOf(analyst, columnsOf("people_test"))).rejects.toMatchObject({ code: "42P01" });
    await admin.query("CALL bind_role('team', view => 'people_safe', as => 'people_test')");
    expect(await valuesOf(analyst, columnsOf("people_test"))).toEqual(["name"]);
  });

  it("is that of the role that is set, and not of who set it", async () => {
    await admin.query("SET ROLE analyst");
    expect(await valuesOf(admin, columnsOf("payments"))).toEqual(["id", "amount"]);
    expect(await valuesOf(admin, "SELECT current_user || ' ' || session_user FROM pg_class LIMIT 1")).toEqual([
      "analyst sluice",
    ]);
    await admin.query("RESET ROLE");
    expect(await valuesOf(admin, columnsOf("payments"))).toEqual(["id", "amount", `${secret}_note`]);
  });

  it("says nothing of what is hidden in any value of any of its relations", { timeout: 120_000 }, async () => {
    const told = async (client: pg.Client): Promise<string[]> => {
      const found: string[] = [];
      const all = await valuesOf(
        client,
        `SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname IN ('pg_catalog', 'information_schema') AND c.relkind IN ('r', 'v') ORDER BY 1`,
      );
      expect(all.length).toBeGreaterThan(200);
      for (const name of all as string[]) {
        const full = name.includes(".") ? name : `pg_catalog.${name}`;
        try {
          const rows = await valuesOf(client, `SELECT t::text FROM ${full} t`);
          if (rows.some((row) => String(row).includes(secret))) found.push(full);
        } catch (thrown) {
          // Of the server, or of passwords.
          expect((thrown as pg.DatabaseError).code, full).toMatch(/^(42501|0A000|42883)$/);
        }
      }
      return found;
    };
    expect(await told(analyst)).toEqual([]);
    // What is looked for can be found.
    expect((await told(admin)).length).toBeGreaterThan(20);
  });

  it.each([
    `SELECT '${secret}_orders'::regclass`,
    `SELECT has_table_privilege('${secret}_orders', 'select')`,
    `SELECT has_column_privilege('payments', '${secret}_note', 'select')`,
    `SELECT '${secret}_role'::regrole`,
    `SELECT pg_has_role('${secret}_role', 'member')`,
    `SELECT has_schema_privilege('${secret}-bucket', 'usage')`,
  ])("answers of a hidden name what it answers of none: %s", async (sql) => {
    const answer = async (text: string) => {
      try {
        return await valuesOf(analyst, text);
      } catch (thrown) {
        const { code, message } = thrown as pg.DatabaseError;
        return `${code} ${message.replaceAll("zznothing", secret)}`;
      }
    };
    expect(await answer(sql)).toEqual(await answer(sql.replaceAll(secret, "zznothing")));
    await expect(valuesOf(admin, sql)).resolves.toHaveLength(1);
  });

  it("tells of a hidden object by its OID no more than of none", async () => {
    const oid = Number((await valuesOf(admin, `SELECT '${secret}_view'::regclass::oid::int8`))[0]);
    const [definition] = await valuesOf(analyst, `SELECT pg_get_viewdef(${oid}::oid)`);
    expect(definition).toBeNull();
    expect(await valuesOf(analyst, `SELECT ${oid}::regclass::text`)).toEqual([String(oid)]);
    expect(await valuesOf(analyst, `SELECT pg_describe_object(1259, ${oid}, 0)`)).toEqual([null]);
  });

  it("is there for more readers than there is room for", { timeout: 120_000 }, async () => {
    const names = Array.from({ length: 5 }, (_, index) => `reader_${index}`);
    for (const name of names) await admin.query(`CREATE ROLE ${name} LOGIN PASSWORD '${password}'`);
    for (const name of names.slice(1)) await admin.query(`GRANT SELECT ON candidates TO ${name}`);
    const clients = await Promise.all(names.map((user) => gateway.connect({ user, password })));
    const seen = await Promise.all(clients.map((client) => valuesOf(client, relationsSql)));
    expect(seen).toEqual([[], ...names.slice(1).map(() => ["candidates"])]);
    // And again, in another order.
    for (const client of [...clients].reverse()) {
      const [count] = await valuesOf(client, `SELECT count(*)::int FROM (${relationsSql}) t`);
      expect(count).toBe(client === clients[0] ? 0 : 1);
    }
    await Promise.all(clients.map((client) => client.end()));
  });

  it("is not held up by those that others keep busy", { timeout: 120_000 }, async () => {
    const names = Array.from({ length: 4 }, (_, index) => `waiter_${index}`);
    for (const name of names) await admin.query(`CREATE ROLE ${name} LOGIN PASSWORD '${password}'`);
    const clients = await Promise.all(names.map((user) => gateway.connect({ user, password })));
    const [last, ...busy] = clients as [pg.Client, ...pg.Client[]];
    const endless = "SELECT count(*) FROM pg_proc a, pg_proc b, pg_proc c";
    const ends = busy.map((client) => client.query(endless).catch((thrown: unknown) => thrown));
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const startedAt = performance.now();
    expect(await valuesOf(last, relationsSql)).toEqual([]);
    // Left alone, they go on for 10 s.
    expect(performance.now() - startedAt).toBeLessThan(6_000);
    for (const end of await Promise.all(ends)) expect(end).toMatchObject({ code: "57014" });
    await Promise.all(clients.map((client) => client.end()));
  });
});
