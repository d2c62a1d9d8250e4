// From the first byte to ReadyForQuery: startup packets, proofs, and who is let in.

import { describe, expect, it } from "vitest";
import { fakeEngine, numbers } from "../../../support/fake-engine.js";
import { type Heard, startupPacket, WireClient } from "../../../support/wire-client.js";
import { password, roles, serve } from "../../../support/wire-server.js";

const engine = fakeEngine(numbers(1), roles);

async function enter(parameters: Readonly<Record<string, string>>, secret = password): Promise<readonly Heard[]> {
  const { port } = await serve(engine);
  const { user = "", ...others } = parameters;
  const { client, heard } = await WireClient.login({ port }, user, secret, others);
  client.close();
  return heard;
}

describe("a login", () => {
  it("ends in the settings that clients ask for, a key, and ReadyForQuery", async () => {
    const heard = await enter({ user: "root", database: "lake", application_name: "test" });
    const statuses = heard.filter(({ kind }) => kind === "parameterStatus").map(({ name, value }) => [name, value]);
    expect(Object.fromEntries(statuses)).toEqual({
      DateStyle: "ISO, MDY",
      IntervalStyle: "postgres",
      TimeZone: "UTC",
      application_name: "test",
      client_encoding: "UTF8",
      default_transaction_read_only: "off",
      in_hot_standby: "off",
      integer_datetimes: "on",
      is_superuser: "on",
      server_encoding: "UTF8",
      server_version: "15.8 (Sluice 0.1.0)",
      session_authorization: "root",
      standard_conforming_strings: "on",
    });
    expect(heard.at(-2)).toMatchObject({ kind: "backendKeyData", secret: expect.stringMatching(/^[0-9a-f]{8}$/) });
    expect(heard.at(-1)).toEqual({ kind: "readyForQuery", status: "I" });
  });

  it("takes settings from the packet and its options", async () => {
    const heard = await enter({
      user: "alice",
      datestyle: "SQL, DMY",
      options: "-c TimeZone=Europe/Berlin --application-name=my\\ app -cextra_float_digits=2",
    });
    const statuses = new Map(heard.map(({ name, value }) => [name, value]));
    expect(statuses.get("DateStyle")).toBe("SQL, DMY");
    expect(statuses.get("TimeZone")).toBe("Europe/Berlin");
    expect(statuses.get("application_name")).toBe("my app");
  });

  it.each([
    [{ user: "alice", nonsense: "1" }, "42704"],
    [{ user: "alice", client_encoding: "LATIN1" }, "0A000"],
    [{ user: "alice", options: "-c" }, "42601"],
    [{ user: "alice", options: "-x" }, "42601"],
    [{ user: "alice", server_version: "16" }, "55P02"],
    [{ user: "alice", database: "pond" }, "3D000"],
    [{ user: "alice", replication: "database" }, "0A000"],
    [{ user: "" }, "28000"],
  ])("of %j is refused with %s, for good", async (parameters, sqlstate) => {
    expect((await enter(parameters)).at(-1)).toMatchObject({ kind: "error", severity: "FATAL", sqlstate });
  });

  it("looks the same for a wrong password, a role that is not there, and one without a password", async () => {
    const kinds = new Set<string>();
    for (const user of ["alice", "nobody", "locked"]) {
      const heard = await enter({ user }, "wrong");
      expect(heard.at(-1)).toMatchObject({
        sqlstate: "28P01",
        message: `password authentication failed for user "${user}"`,
      });
      kinds.add(heard.map(({ kind }) => kind).join(" "));
    }
    expect([...kinds]).toEqual(["authenticationSasl authenticationSaslContinue error"]);
  });

  it("of a role that cannot log in is refused after the right proof only", async () => {
    expect((await enter({ user: "ghost" }, "wrong")).at(-1)).toMatchObject({ sqlstate: "28P01" });
    expect((await enter({ user: "ghost" })).at(-1)).toMatchObject({
      sqlstate: "28000",
      message: 'role "ghost" is not permitted to log in',
    });
  });

  it("speaks protocol 3.2 with a longer key", async () => {
    const { port } = await serve(engine);
    const client = await WireClient.connect({ port });
    client.send(startupPacket({ user: "alice" }, 0x0003_0002));
    const heard = await client.authenticate(password);
    expect(heard.find(({ kind }) => kind === "backendKeyData")).toMatchObject({
      secret: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(heard.some(({ kind }) => kind === "negotiateProtocolVersion")).toBe(false);
  });

  it("negotiates newer minor versions and options of the protocol that nobody knows", async () => {
    const { port } = await serve(engine);
    const client = await WireClient.connect({ port });
    client.send(startupPacket({ user: "alice", "_pq_.command_compression": "1" }, 0x0003_270f));
    const heard = await client.authenticate(password);
    expect(heard[0]).toEqual({
      kind: "negotiateProtocolVersion",
      version: 0x0003_0002,
      options: ["_pq_.command_compression"],
    });
    expect(heard.at(-1)).toMatchObject({ kind: "readyForQuery" });
  });

  it("refuses other major versions", async () => {
    const { port } = await serve(engine);
    const client = await WireClient.connect({ port });
    client.send(startupPacket({ user: "alice" }, 0x0002_0000));
    expect(await client.untilClosed()).toMatchObject([{ severity: "FATAL", sqlstate: "0A000" }]);
  });

  it("goes on without encryption when that is refused", async () => {
    const { port } = await serve(engine);
    const client = await WireClient.connect({ port });
    client.send(Buffer.from("0000000804d21630", "hex"));
    expect(await client.next()).toEqual({ kind: "encryptionRefused" });
    client.send(Buffer.from("0000000804d2162f", "hex"));
    expect(await client.next()).toEqual({ kind: "encryptionRefused" });
    client.send(startupPacket({ user: "alice" }));
    expect((await client.authenticate(password)).at(-1)).toMatchObject({ kind: "readyForQuery" });
  });

  it("refuses what was sent along with a request for encryption", async () => {
    const { port } = await serve(engine);
    const client = await WireClient.connect({ port });
    client.send(Buffer.concat([Buffer.from("0000000804d2162f", "hex"), startupPacket({ user: "alice" })]));
    expect(await client.untilClosed()).toMatchObject([{ severity: "FATAL", sqlstate: "08P01" }]);
  });

  it("refuses a query before the proof", async () => {
    const { port } = await serve(engine);
    const client = await WireClient.connect({ port });
    client.send(startupPacket({ user: "alice" }));
    client.say({ kind: "query", sql: "select 1" });
    expect((await client.untilClosed()).at(-1)).toMatchObject({ severity: "FATAL", sqlstate: "08P01" });
  });

  it("does not wait for ever", async () => {
    const pending: (() => void)[] = [];
    const clock = {
      now: () => new Date(),
      after: (_delayMs: number, action: () => void) => {
        pending.push(action);
        return { cancel: () => undefined };
      },
    };
    const { port } = await serve(engine, { clock });
    const client = await WireClient.connect({ port });
    client.send(startupPacket({ user: "alice" }));
    await client.next();
    pending[0]?.();
    expect(await client.untilClosed()).toMatchObject([
      { severity: "FATAL", sqlstate: "57014", message: "canceling authentication due to timeout" },
    ]);
  });

  it("is refused when too many are there, and welcome when one has left", async () => {
    const { port, login } = await serve(engine, { connectionsMax: 1 });
    const first = await login();
    const refused = await WireClient.connect({ port });
    refused.send(startupPacket({ user: "alice" }));
    expect(await refused.untilClosed()).toMatchObject([{ severity: "FATAL", sqlstate: "53300" }]);
    first.say({ kind: "terminate" });
    await first.untilClosed();
    await login();
  });

  it("tells nothing of passwords or queries to the log, above debug", async () => {
    const { port, login, lines } = await serve(engine);
    const client = await login();
    await client.query("select 'confidential'");
    await WireClient.login({ port }, "alice", "wrong");
    const text = JSON.stringify(lines.filter(({ level }) => level !== "debug"));
    expect(text).not.toMatch(/confidential|secret|wrong/);
    expect(lines.map(({ message }) => message)).toContain("login refused");
  });
});
