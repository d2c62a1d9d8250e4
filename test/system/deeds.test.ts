// Functions that do something: to other sessions, and to their own.
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";

const endless = "SELECT count(*) FROM range(1000000000000) t(i) WHERE i % 7 = 3";

let dataDir: string;
let gateway: Gateway;
beforeAll(async () => {
  dataDir = makeDataDir();
  gateway = await startGateway(dataDir);
  for (const role of ["ada", "eve"]) await gateway.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`);
  await gateway.query("CREATE ROLE boss LOGIN SUPERUSER PASSWORD 'secret'");
});
afterAll(async () => {
  await gateway.stop();
  removeDataDir(dataDir);
});

const connect = (user: string): Promise<pg.Client> =>
  gateway.connect({ user, ...(user === "sluice" ? {} : { password: "secret" }) });

async function pidOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
  return rows[0].pid;
}

describe("pg_cancel_backend", () => {
  it.each([
    ["ada", "ada"],
    ["sluice", "ada"],
    ["boss", "sluice"],
  ])("lets %s stop a statement of %s, whose session goes on", async (from, to) => {
    const [caller, target] = await Promise.all([connect(from), connect(to)]);
    const pid = await pidOf(target);
    const stopped = expect(target.query(endless)).rejects.toMatchObject({ code: "57014" });
    await new Promise((resolve) => setTimeout(resolve, 300));
    // By a parameter, and by the rows of a relation.
    const { rows, fields } = await caller.query("SELECT pg_cancel_backend($1)", [pid]);
    expect(rows).toEqual([{ pg_cancel_backend: true }]);
    expect(fields[0]?.dataTypeID).toBe(16);
    await stopped;
    expect((await target.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    await Promise.all([caller.end(), target.end()]);
  });

  it.each([
    ["eve", "ada"],
    ["ada", "sluice"],
  ])("does not let %s stop a statement of %s", async (from, to) => {
    const [caller, target] = await Promise.all([connect(from), connect(to)]);
    const pid = await pidOf(target);
    for (const name of ["pg_cancel_backend", "pg_terminate_backend"]) {
      await expect(caller.query(`SELECT ${name}(${pid})`)).rejects.toMatchObject({ code: "42501" });
    }
    expect(await pidOf(target)).toBe(pid);
    await Promise.all([caller.end(), target.end()]);
  });

  it("is false for a session that is not there, and NULL for none", async () => {
    const { rows } = await gateway.query(
      "SELECT pg_cancel_backend(0) AS none, pg_terminate_backend(NULL, 5) AS nothing",
    );
    expect(rows).toEqual([{ none: false, nothing: null }]);
  });

  it("does nothing while a statement is only prepared", async () => {
    const [caller, target] = await Promise.all([connect("ada"), connect("ada")]);
    await caller.query(`PREPARE end_it AS SELECT pg_terminate_backend(${await pidOf(target)})`);
    expect((await target.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    const ended = new Promise((resolve) => target.once("end", resolve));
    expect((await caller.query("EXECUTE end_it")).rows).toEqual([{ pg_terminate_backend: true }]);
    await ended;
    await caller.end();
  });
});

describe("pg_terminate_backend", () => {
  it("ends a session in the middle of its statement", async () => {
    const [caller, target] = await Promise.all([connect("sluice"), connect("eve")]);
    const pid = await pidOf(target);
    const ended = expect(target.query(endless)).rejects.toMatchObject({ code: "57P01" });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { rows } = await caller.query(
      "SELECT count(pg_terminate_backend(pid)) AS n FROM sluice.sessions WHERE role = 'eve'",
    );
    expect(rows).toEqual([{ n: "1" }]);
    await ended;
    await expect
      .poll(async () => {
        const { rows: left } = await caller.query("SELECT pid FROM sluice.sessions WHERE pid = $1", [pid]);
        return left;
      })
      .toEqual([]);
    await caller.end();
  });
});

describe("set_config", () => {
  it("sets as SET does, and tells the client of what it has to know", async () => {
    const client = await connect("ada");
    const wire = (client as unknown as { readonly connection: NodeJS.EventEmitter }).connection;
    const told: unknown[] = [];
    wire.on("parameterStatus", ({ parameterName, parameterValue }) => told.push([parameterName, parameterValue]));
    const { rows } = await client.query(
      "SELECT set_config('TimeZone', $1, false) AS zone, current_setting('DateStyle') AS style",
      ["europe/berlin"],
    );
    expect(rows).toEqual([{ zone: "Europe/Berlin", style: "ISO, MDY" }]);
    expect(told).toEqual([["TimeZone", "Europe/Berlin"]]);
    expect((await client.query("SELECT '2024-07-01 12:00:00+00'::timestamptz::text AS t")).rows).toEqual([
      { t: "2024-07-01 14:00:00+02" },
    ]);
    await client.end();
  });

  it("lasts until the end of the transaction where that is wanted, and goes back with it", async () => {
    const client = await connect("ada");
    const shown = async () => (await client.query("SHOW statement_timeout")).rows[0].statement_timeout;
    await client.query("BEGIN");
    await client.query("SELECT set_config('statement_timeout', '3s', true)");
    expect(await shown()).toBe("3s");
    await client.query("COMMIT");
    expect(await shown()).toBe("0");
    await client.query("BEGIN");
    await client.query("SELECT set_config('statement_timeout', '4s', false)");
    await client.query("ROLLBACK");
    expect(await shown()).toBe("0");
    await client.end();
  });

  it.each([
    ["SELECT set_config('nonsense', '1', false)", "42704"],
    ["SELECT set_config('statement_timeout', 'soon', false)", "22023"],
    ["SELECT set_config(NULL, '1', false)", "22004"],
    ["SELECT set_config('role', 'sluice', false)", "42501"],
    ["SELECT set_config('session_authorization', 'sluice', false)", "42501"],
    ["SELECT set_config('sluice.statement_timeout_max', '0', false)", "42501"],
  ])("refuses what SET refuses: %s", async (sql, code) => {
    const client = await connect("ada");
    await expect(client.query(sql)).rejects.toMatchObject({ code });
    const { rows } = await client.query("SELECT current_user AS now");
    expect(rows).toEqual([{ now: "ada" }]);
    await client.end();
  });
});
