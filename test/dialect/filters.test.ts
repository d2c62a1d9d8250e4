// Filters of views and policies against a real PostgreSQL 15: the rows that are seen are those of `WHERE`, and where that fails over a row, none.
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { type Postgres, startPostgres } from "../support/postgres.js";
import { Twin } from "../support/twin.js";
import { filterConditions, filterRows, filterTable } from "./filter-conditions.js";

const dataDir = makeDataDir();
const ids = filterRows.map((_, index) => index + 1);
let gateway: Gateway;
let postgres: Postgres;
let [ours, reader, theirs]: (pg.Client | undefined)[] = [];

beforeAll(async () => {
  [gateway, postgres] = await Promise.all([startGateway(dataDir), startPostgres()]);
  const { name, columns } = filterTable;
  const addresses = [
    { port: gateway.port, password: gateway.password, user: "sluice", database: "lake" },
    { port: postgres.port, user: postgres.user, database: "postgres" },
  ];
  for (const address of addresses) {
    const twin = new Twin(() => address);
    await twin.run(`CREATE TABLE ${name} (${columns.join(", ")})`);
    await twin.run(`COPY ${name} FROM STDIN`, filterRows.map((row) => `${row}\n`).join(""));
    twin.end();
  }
  [ours, theirs] = await Promise.all([gateway.connect(), postgres.connect()]);
  await theirs.query("SET TimeZone = 'UTC'");
  await ours.query("SET TimeZone = 'UTC'");
  await ours.query("CREATE ROLE reader LOGIN PASSWORD 'secret'");
  await ours.query(`GRANT SELECT ON ${name} TO reader`);
  await ours.query(`CALL create_view('seen', '${name}', ARRAY['id'], row_filter => 'true')`);
  await ours.query(`CREATE POLICY p ON ${name} USING (true)`);
  await ours.query(`ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`);
  reader = await gateway.connect({ user: "reader", password: "secret" });
  await reader.query("SET TimeZone = 'UTC'");
}, 60_000);
afterAll(async () => {
  for (const client of [ours, reader, theirs]) await client?.end();
  await Promise.all([gateway.stop(), postgres.stop()]);
  removeDataDir(dataDir);
});

const idsOf = async (client: pg.Client | undefined, sql: string): Promise<string> => {
  const { rows } = await (client as pg.Client).query<{ id: number }>(sql);
  return rows.map(({ id }) => id).join(" ");
};

/** Row by row where it fails over one of them. */
async function expectedOf(condition: string): Promise<string> {
  const { name } = filterTable;
  try {
    return await idsOf(theirs, `SELECT id FROM ${name} WHERE (${condition}) ORDER BY id`);
  } catch {
    const found: string[] = [];
    for (const id of ids) {
      const one = `SELECT id FROM (SELECT * FROM ${name} WHERE id = ${id} OFFSET 0) ${name} WHERE (${condition})`;
      found.push(await idsOf(theirs, one).catch(() => ""));
    }
    return found.filter((one) => one !== "").join(" ");
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

describe("a filter", () => {
  it.each(filterConditions)("shows the rows of WHERE: %s", async (condition) => {
    const { name } = filterTable;
    const expected = await expectedOf(condition);
    await ours?.query(`CALL replace_view('seen', '${name}', ARRAY['id'], row_filter => ${quoted(condition)})`);
    await ours?.query(`ALTER POLICY p ON ${name} USING (${condition})`);
    const found = {
      view: await idsOf(ours, "SELECT id FROM seen ORDER BY id"),
      policy: await idsOf(reader, `SELECT id FROM ${name} ORDER BY id`),
      // What may fail over a row, and so has the barrier between.
      barred: await idsOf(ours, "SELECT id FROM seen WHERE 100 / (id + 1000) = 0 ORDER BY id"),
    };
    expect(found).toEqual({ view: expected, policy: expected, barred: expected });
  });
});
