// What stops statements and sessions from outside: other sessions, and the system.
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
