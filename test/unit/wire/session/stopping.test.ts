// Everything that stops a statement or ends a session: cancel, timeouts, vanished clients, the end of the gateway.

import { describe, expect, it, vi } from "vitest";
import { endless, type FakeEngine, fakeEngine, flood, numbers } from "../../../support/fake-engine.js";
import { WireClient } from "../../../support/wire-client.js";
import { password, roles, serve } from "../../../support/wire-server.js";

function engineOf(): FakeEngine {
  return fakeEngine((sql) => {
    if (sql.startsWith("select for ever")) return endless;
    return sql.startsWith("select flood") ? flood : numbers(3);
  }, roles);
}

async function untilAsked(engine: FakeEngine, count = 1): Promise<void> {
  await vi.waitFor(() => expect(engine.asked).toHaveLength(count), { interval: 5 });
}

async function untilIdle(engine: FakeEngine): Promise<void> {
  await vi.waitFor(() => expect(engine.openResults).toBe(0), { interval: 5 });
}

function cancelRequest(processId: number, secret: string): Buffer {
  const key = Buffer.from(secret, "hex");
  const head = Buffer.alloc(12);
  head.writeUInt32BE(12 + key.length, 0);
  head.writeUInt32BE(80_877_102, 4);
  head.writeInt32BE(processId, 8);
  return Buffer.concat([head, key]);
}

describe("a session that is ended while it is idle", () => {
  it("is freed even where its client never hangs up", async () => {
    const { server, login, lines } = await serve(engineOf());
    const client = await login();
    client.socket.removeAllListeners("end");
    expect(server.terminateSession(1)).toBe("found");
    await vi.waitFor(() => expect(lines.map(({ message }) => message)).toContain("session closed"), { interval: 5 });
    expect(server.terminateSession(1)).toBe("unknown");
  });
});

describe("a cancel request", () => {
  async function runAndCancel(change: (secret: string) => string): Promise<{ client: WireClient; engine: FakeEngine }> {
    const engine = engineOf();
    const { port } = await serve(engine);
    const { client, heard } = await WireClient.login({ port }, "alice", password);
    const key = heard.find(({ kind }) => kind === "backendKeyData");
    client.say({ kind: "query", sql: "select for ever" });
    await untilAsked(engine);
    const canceller = await WireClient.connect({ port });
    canceller.send(cancelRequest(key?.processId as number, change(key?.secret as string)));
    expect(await canceller.untilClosed()).toEqual([]);
    return { client, engine };
  }

  it("stops the statement, and the session goes on", async () => {
    const { client, engine } = await runAndCancel((secret) => secret);
    expect((await client.untilReady()).slice(-2)).toMatchObject([
      { kind: "error", sqlstate: "57014", message: "canceling statement due to user request" },
      { kind: "readyForQuery", status: "I" },
    ]);
    expect(engine.openResults).toBe(0);
    expect((await client.query("select n")).at(-2)).toMatchObject({ tag: "SELECT 3" });
    client.close();
  });

  it.each([
    ["wrong", (secret: string) => secret.replace(/./g, (digit) => (digit === "0" ? "1" : "0"))],
    ["longer", (secret: string) => `${secret}00`],
  ])("with a %s key does nothing", async (_, change) => {
    const { client, engine } = await runAndCancel(change);
    expect(engine.asked[0]?.signal.aborted).toBe(false);
    client.close();
    await untilIdle(engine);
  });

  it("is heeded while the statement is prepared, which no signal reaches", async () => {
    let prepared: (() => void) | undefined;
    const base = fakeEngine(numbers(1), roles);
    const engine: typeof base = {
      ...base,
      async prepare(...parameters) {
        await new Promise<void>((resolve) => {
          prepared = resolve;
        });
        return base.prepare(...parameters);
      },
    };
    const { server, login } = await serve(engine);
    const client = await login();
    client.say({ kind: "query", sql: "select n" });
    await vi.waitFor(() => expect(prepared).toBeDefined(), { interval: 5 });
    server.cancelSession(1);
    prepared?.();
    expect((await client.untilReady())[0]).toMatchObject({ sqlstate: "57014" });
    expect(base.asked).toEqual([]);
  });

  it("stops a statement whose client does not read", async () => {
    const engine = engineOf();
    const { server, login } = await serve(engine);
    const client = await login();
    client.socket.pause();
    client.say({ kind: "query", sql: "select flood" });
    await untilAsked(engine);
    const seen = async (): Promise<unknown> => {
      const rows = await server.sessionsRelation.rows({ context: engine.asked[0]!.context, isSuperuser: true });
      const place = server.sessionsRelation.columns.findIndex(({ name }) => name === "wait_event");
      return rows[0]?.[place];
    };
    await vi.waitFor(async () => expect(await seen()).toBe("ClientWrite"), { interval: 5 });
    expect(server.cancelSession(1)).toBe("found");
    await untilIdle(engine);
    client.socket.resume();
    expect((await client.untilReady()).at(-2)).toMatchObject({ kind: "error", sqlstate: "57014" });
  });
});

describe("a timeout", () => {
  it("of a statement stops it, and the session goes on", async () => {
    const { login } = await serve(engineOf());
    const client = await login();
    await client.query("set statement_timeout = 20");
    expect((await client.query("select for ever")).slice(-2)).toMatchObject([
      { sqlstate: "57014", message: "canceling statement due to statement timeout" },
      { kind: "readyForQuery" },
    ]);
    client.say({ kind: "parse", sql: "select for ever" }, { kind: "bind" }, { kind: "execute" }, { kind: "sync" });
    expect((await client.untilReady()).slice(-2)).toMatchObject([{ sqlstate: "57014" }, { kind: "readyForQuery" }]);
  });

  it("does not count the time between the legs of a portal", async () => {
    const { login } = await serve(engineOf());
    const client = await login();
    await client.query("set statement_timeout = 30; begin");
    client.say(
      { kind: "parse", sql: "select n" },
      { kind: "bind" },
      { kind: "execute", rowsMax: 1 },
      { kind: "flush" },
    );
    await client.take(4);
    await new Promise((resolve) => setTimeout(resolve, 60));
    client.say({ kind: "execute" }, { kind: "sync" });
    expect((await client.untilReady()).at(-2)).toMatchObject({ tag: "SELECT 2" });
  });

  it.each([
    ["set idle_session_timeout = 20", "57P05"],
    ["set idle_in_transaction_session_timeout = 20; begin", "25P03"],
  ])("after %j ends the session with %s", async (sql, sqlstate) => {
    const { login } = await serve(engineOf());
    const client = await login();
    await client.query(sql);
    expect(await client.untilClosed()).toMatchObject([{ kind: "error", severity: "FATAL", sqlstate }]);
  });

  it("of idleness does not count a running statement", async () => {
    const engine = engineOf();
    const { login } = await serve(engine);
    const client = await login();
    await client.query("set idle_session_timeout = 20; set statement_timeout = 60");
    expect((await client.query("select for ever")).at(-2)).toMatchObject({ sqlstate: "57014" });
  });
});

describe("a client that vanishes", () => {
  it.each(["select for ever", "select flood"])("stops %j", async (sql) => {
    const engine = engineOf();
    const { server, login } = await serve(engine);
    const client = await login();
    client.say({ kind: "query", sql });
    await untilAsked(engine);
    client.socket.resetAndDestroy();
    await untilIdle(engine);
    await vi.waitFor(() => expect(server.terminateSession(1)).toBe("unknown"), { interval: 5 });
    expect(engine.asked[0]?.signal.reason).toMatchObject({ sqlstate: "08006" });
  });

  it("stops its statement, even when only its own side is closed", async () => {
    const engine = engineOf();
    const { login } = await serve(engine);
    const client = await login();
    client.say({ kind: "query", sql: "select for ever" });
    await untilAsked(engine);
    client.socket.end();
    await untilIdle(engine);
    expect((await client.untilClosed()).at(-1)).toMatchObject({ sqlstate: "08006" });
  });

  it("frees its suspended portals", async () => {
    const engine = engineOf();
    const { login } = await serve(engine);
    const client = await login();
    await client.query("begin");
    client.say({ kind: "parse", sql: "select n" }, { kind: "bind", portal: "p" });
    client.say({ kind: "execute", portal: "p", rowsMax: 1 }, { kind: "sync" });
    await client.untilReady();
    expect(engine.openResults).toBe(1);
    client.close();
    await untilIdle(engine);
  });
});

describe("closing the gateway", () => {
  it("tells idle sessions, and lets statements finish", async () => {
    let finish: (() => void) | undefined;
    const slow = {
      ...numbers(0),
      async *batches() {
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        yield* [];
      },
    };
    const { server, login } = await serve(fakeEngine(slow, roles));
    const [idle, busy] = [await login(), await login()];
    busy.say({ kind: "query", sql: "select slowly" });
    await vi.waitFor(() => expect(finish).toBeDefined(), { interval: 5 });
    const closed = server.close(5_000);
    expect(await idle.untilClosed()).toMatchObject([{ severity: "FATAL", sqlstate: "57P01" }]);
    finish?.();
    expect(await busy.untilClosed()).toMatchObject([
      { kind: "rowDescription" },
      { kind: "commandComplete" },
      { severity: "FATAL", sqlstate: "57P01" },
    ]);
    await closed;
  });

  it("stops what does not finish in time, and takes nobody new", async () => {
    const engine = engineOf();
    const { port, server, login } = await serve(engine);
    const client = await login();
    client.say({ kind: "query", sql: "select for ever" });
    await untilAsked(engine);
    await server.close(20);
    expect((await client.untilClosed()).at(-1)).toMatchObject({ severity: "FATAL", sqlstate: "57P01" });
    expect(engine.openResults).toBe(0);
    await expect(WireClient.connect({ port })).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("terminates one session by its process id", async () => {
    const { server, login } = await serve(engineOf());
    const [first, second] = [await login(), await login()];
    expect(server.terminateSession(1)).toBe("found");
    expect(await first.untilClosed()).toMatchObject([{ sqlstate: "57P01" }]);
    expect((await second.query("select n")).at(-1)).toMatchObject({ kind: "readyForQuery" });
  }, 3_000);
});
