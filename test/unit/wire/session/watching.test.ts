// What others see of a session: `sluice.sessions`, and the context that the engine is given.

import { describe, expect, it } from "vitest";
import type { StatementContext, SystemRelation } from "../../../../src/engine/api.js";
import { endless, fakeEngine, numbers } from "../../../support/fake-engine.js";
import { roles, serve } from "../../../support/wire-server.js";

type Row = Readonly<Record<string, unknown>>;

async function read(relation: SystemRelation, role: string, isSuperuser: boolean): Promise<readonly Row[]> {
  const context = { role } as StatementContext;
  const rows = await relation.rows({ context, isSuperuser });
  return rows.map((row) => Object.fromEntries(relation.columns.map(({ name }, index) => [name, row[index]])));
}

describe("sluice.sessions", () => {
  it("tells what each session does", async () => {
    const engine = fakeEngine((sql) => (sql === "select for ever" ? endless : numbers(1)), roles);
    const { server, login } = await serve(engine);
    const [idle, block, failed, active] = [await login(), await login(), await login(), await login("root")];
    await idle.query("select n");
    await block.query("begin");
    await failed.query("begin; release nothing");
    active.say({ kind: "query", sql: "select for ever" });
    await new Promise((resolve) => setTimeout(resolve, 30));
    const rows = await read(server.sessionsRelation, "root", true);
    expect(rows.map(({ state, wait_event, query }) => [state, wait_event, query])).toEqual([
      ["idle", "ClientRead", "select n"],
      ["idle in transaction", "ClientRead", "begin"],
      ["idle in transaction (aborted)", "ClientRead", "begin; release nothing"],
      ["active", null, "select for ever"],
    ]);
    expect(rows[0]).toMatchObject({ pid: 1, role: "alice", database: "lake", client_address: "127.0.0.1" });
    expect(rows[0]?.query_start).toBeInstanceOf(Date);
  });

  it("shows a role its own sessions, unless it is a superuser", async () => {
    const { server, login } = await serve(fakeEngine(numbers(1), roles));
    await login("alice");
    await login("root");
    expect((await read(server.sessionsRelation, "alice", false)).map(({ role }) => role)).toEqual(["alice"]);
    expect((await read(server.sessionsRelation, "root", true)).map(({ role }) => role)).toEqual(["alice", "root"]);
  });

  it("says when a statement waits for its turn", async () => {
    const waiting = {
      ...endless,
      batches: endless.batches!,
    };
    const base = fakeEngine(waiting, roles);
    const engine = {
      ...base,
      async prepare(...parameters: Parameters<typeof base.prepare>) {
        const prepared = await base.prepare(...parameters);
        return {
          ...prepared,
          execute(...[values, context, options]: Parameters<typeof prepared.execute>) {
            const execution = prepared.execute(values, context, options);
            options.onState?.("waiting");
            return execution;
          },
        };
      },
    };
    const { server, login } = await serve(engine);
    const client = await login();
    client.say({ kind: "query", sql: "select n" });
    await new Promise((resolve) => setTimeout(resolve, 30));
    const [row] = await read(server.sessionsRelation, "alice", false);
    expect(row).toMatchObject({ state: "waiting", wait_event: "Admission" });
  });
});

describe("the context of a statement", () => {
  it("tells who asks, and the session's settings", async () => {
    const engine = fakeEngine(numbers(1), roles);
    const { login } = await serve(engine);
    const client = await login("alice", { TimeZone: "Europe/Berlin" });
    await client.query("set application_name = 'app'; select n");
    const context = engine.asked[0]?.context;
    expect(context).toMatchObject({
      role: "alice",
      database: "lake",
      clientAddress: "127.0.0.1",
      timeZone: "Europe/Berlin",
    });
    expect(context?.setting("Application_Name")).toBe("app");
    expect(context?.setting("nope")).toBeUndefined();
    await client.query("set timezone = '-2'; select n");
    expect(engine.asked[1]?.context.timeZone).toBe("Etc/GMT+2");
  });

  it("pins one snapshot for a script that only reads, and none where the catalog changes", async () => {
    const engine = fakeEngine((sql) => (sql.startsWith("call") ? { changesCatalog: true } : numbers(1)), roles);
    const { login } = await serve(engine);
    const client = await login();
    await client.query("select n; select n");
    await client.query("select n; select n");
    await client.query("select n; call change(); select n");
    await client.query("select n");
    expect(engine.asked.map(({ context }) => context.snapshot)).toEqual([1, 1, 2, 2, ...Array(4).fill(undefined)]);
  });

  it("pins one snapshot for a block, from its first statement on", async () => {
    const engine = fakeEngine(numbers(1), roles);
    const { login } = await serve(engine);
    const client = await login();
    await client.query("begin");
    await client.query("select n");
    client.say({ kind: "parse", sql: "select n" }, { kind: "bind" }, { kind: "execute" }, { kind: "sync" });
    await client.untilReady();
    await client.query("commit");
    await client.query("select n");
    expect(engine.asked.map(({ context }) => context.snapshot)).toEqual([1, 1, undefined]);
  });
});
