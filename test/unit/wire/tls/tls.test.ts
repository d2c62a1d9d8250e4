// TLS at the door: asked for, begun with, refused, broken off, and the session inside it.

import { once } from "node:events";
import { createServer } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { batchOf, type StatementContext } from "../../../../src/engine/api.js";
import { systemClock } from "../../../../src/wire/clock.js";
import type { PgServerOptions } from "../../../../src/wire/server.js";
import { CertificateWatch } from "../../../../src/wire/tls/certificate-watch.js";
import {
  endless,
  type FakeAnswer,
  type FakeEngine,
  fakeEngine,
  flood,
  numbers,
  varchar,
} from "../../../support/fake-engine.js";
import {
  askForTls,
  beginWithTls,
  type CertificateFiles,
  certificateFiles,
  firstBytes,
  gssEncRequest,
  open,
  putCertificate,
  sslRequest,
} from "../../../support/tls.js";
import { type Heard, startupPacket, WireClient } from "../../../support/wire-client.js";
import { password, roles, serve, type TestServer } from "../../../support/wire-server.js";

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

interface TlsServer extends TestServer {
  readonly engine: FakeEngine;
  readonly files: CertificateFiles;
}

async function serveTls(
  options: Partial<PgServerOptions> = {},
  answer: FakeAnswer = numbers(3),
  minVersion: "1.2" | "1.3" = "1.2",
): Promise<TlsServer> {
  const files = certificateFiles();
  const certificates = await CertificateWatch.open({ files, minVersion, clock: systemClock, log: quiet });
  const engine = fakeEngine(answer, roles);
  return { engine, files, ...(await serve(engine, { certificates, ...options })) };
}

async function login(stream: TLSSocket): Promise<{ readonly client: WireClient; readonly heard: readonly Heard[] }> {
  const client = WireClient.over(stream);
  client.send(startupPacket({ user: "alice" }));
  return { client, heard: await client.authenticate(password) };
}

async function checkAlive({ port }: TestServer): Promise<void> {
  const { client } = await login(await askForTls(port));
  expect((await client.query("select n")).at(-2)).toMatchObject({ tag: "SELECT 3" });
}

async function isClosed(socket: { readonly closed: boolean } & NodeJS.EventEmitter): Promise<void> {
  socket.on("error", () => undefined);
  if (!socket.closed) await once(socket, "close");
}

describe("TLS that is asked for", () => {
  it("carries a session, with no certificate asked of the client and no channel binding offered", async () => {
    const test = await serveTls();
    const stream = await askForTls(test.port);
    const { client, heard } = await login(stream);
    expect(heard[0]).toEqual({ kind: "authenticationSasl", mechanisms: ["SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"] });
    expect((await client.query("select n")).at(-1)).toEqual({ kind: "readyForQuery", status: "I" });
    expect(stream.getProtocol()).toBe("TLSv1.3");
    expect(stream.authorized).toBe(true);
    expect(stream.alpnProtocol).toBe(false);
  });

  it("is shown in sluice.sessions, and in the log", async () => {
    const { server, port, lines, login: loginPlain } = await serveTls();
    await login(await askForTls(port, { maxVersion: "TLSv1.2" }));
    await loginPlain();
    const { columns, rows } = server.sessionsRelation;
    const at = columns.findIndex(({ name }) => name === "tls");
    const sessions = await rows({ context: { role: "alice" } as StatementContext, isSuperuser: false });
    expect(sessions.map((row) => row[at])).toEqual(["TLSv1.2", null]);
    const opened = lines.filter(({ message }) => message === "session opened");
    expect(opened.map(({ fields }) => fields.tlsVersion)).toEqual(["TLSv1.2", undefined]);
  });

  it("comes after GSSAPI was refused", async () => {
    const { port } = await serveTls();
    const socket = await open(port);
    socket.write(gssEncRequest);
    expect((await firstBytes(socket)).toString()).toBe("N");
    socket.write(sslRequest);
    expect((await firstBytes(socket)).toString()).toBe("S");
  });

  it("agrees on our protocol where the client names some, and refuses a client that names only others", async () => {
    const test = await serveTls();
    const stream = await askForTls(test.port, { ALPNProtocols: ["http/1.1", "postgresql"] });
    expect(stream.alpnProtocol).toBe("postgresql");
    await expect(askForTls(test.port, { ALPNProtocols: ["http/1.1"] })).rejects.toMatchObject({
      code: "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL",
    });
    await checkAlive(test);
  });

  it("is refused in versions that are too old", async () => {
    const test = await serveTls({}, numbers(3), "1.3");
    await expect(askForTls(test.port, { maxVersion: "TLSv1.2" })).rejects.toMatchObject({
      code: "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
    });
    await checkAlive(test);
  });

  it("does not negotiate twice", async () => {
    const test = await serveTls();
    const stream = await askForTls(test.port, { maxVersion: "TLSv1.2" });
    const { client } = await login(stream);
    stream.renegotiate({ rejectUnauthorized: false }, () => undefined);
    stream.on("error", () => undefined);
    await client.untilClosed();
    await checkAlive(test);
  });

  it.each([
    ["tls", sslRequest],
    ["gss", gssEncRequest],
  ])("has no room for another request for encryption (%s)", async (_, request) => {
    const { port } = await serveTls();
    const client = WireClient.over(await askForTls(port));
    client.send(request);
    expect(await client.untilClosed()).toMatchObject([{ severity: "FATAL", sqlstate: "08P01" }]);
  });

  it("is refused with 'N' where there is no certificate", async () => {
    const { port } = await serve(fakeEngine(numbers(3), roles));
    const socket = await open(port);
    socket.write(sslRequest);
    expect((await firstBytes(socket)).toString()).toBe("N");
  });
});

describe("TLS that is begun with", () => {
  it("carries a session of a client that names our protocol", async () => {
    const { port } = await serveTls();
    const { client } = await login(await beginWithTls(port));
    expect((await client.query("select n")).at(-2)).toMatchObject({ tag: "SELECT 3" });
  });

  it("stands however its first bytes are cut", async () => {
    const { port } = await serveTls();
    const socket = await open(port);
    // Between the two, byte by byte.
    const relay = createServer((client) => {
      client.on("data", (chunk: Buffer) => {
        for (const byte of chunk) socket.write(Buffer.of(byte));
      });
      client.on("error", () => undefined);
      socket.pipe(client);
    });
    socket.setNoDelay(true);
    relay.listen(0, "127.0.0.1");
    await once(relay, "listening");
    onTestFinished(() => void relay.close());
    const { client } = await login(await beginWithTls((relay.address() as { port: number }).port));
    expect((await client.query("select n")).at(-2)).toMatchObject({ tag: "SELECT 3" });
  });

  it("is closed without a word where the client names no protocol", async () => {
    const test = await serveTls();
    const stream = await beginWithTls(test.port, { ALPNProtocols: [] });
    const heard: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => heard.push(chunk));
    await isClosed(stream);
    expect(heard).toEqual([]);
    expect(test.lines.at(-1)).toMatchObject({ level: "debug", message: "TLS handshake failed" });
    await checkAlive(test);
  });

  it("is no startup packet where there is no certificate", async () => {
    const { port } = await serve(fakeEngine(numbers(3), roles));
    const client = await WireClient.connect({ port });
    client.send(Buffer.from("1603010200010001fc0303", "hex"));
    expect(await client.untilClosed()).toMatchObject([{ severity: "FATAL", sqlstate: "08P01" }]);
  });
});

describe("what is sent in the clear along with a request for TLS", () => {
  it.each([
    ["in one packet", 0],
    ["right behind it", 1],
  ])("%s is refused, and does not get into the session", async (_, writes) => {
    const test = await serveTls();
    const socket = await open(test.port);
    const injected = startupPacket({ user: "mallory" });
    socket.setNoDelay(true);
    if (writes === 0) socket.write(Buffer.concat([sslRequest, injected]));
    else {
      socket.write(sslRequest);
      socket.write(injected);
    }
    const heard: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => heard.push(chunk));
    await isClosed(socket);
    // Seen in time, it gets an error; seen later, it is what it is to TLS: garbage.
    const answer = Buffer.concat(heard).toString("latin1");
    expect(answer === "" || answer.includes("received unencrypted data after SSL request") || answer[0] === "S").toBe(
      true,
    );
    expect(answer).not.toContain("SCRAM");
    await checkAlive(test);
  });
});

describe("a TLS handshake", () => {
  it.each([
    ["garbage", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
    ["a record of garbage", Buffer.from("160301000affffffffffffffffffff", "hex")],
    ["a record without end", Buffer.from("1603014000", "hex")],
  ])("of %s ends the connection, and concerns nobody else", async (_, bytes) => {
    const test = await serveTls();
    const { client } = await login(await askForTls(test.port));
    const socket = await open(test.port);
    socket.write(sslRequest);
    await firstBytes(socket);
    socket.resume().end(bytes);
    await isClosed(socket);
    expect((await client.query("select n")).at(-2)).toMatchObject({ tag: "SELECT 3" });
    await vi.waitFor(() => expect(test.lines.map(({ message }) => message)).toContain("TLS handshake failed"));
    expect(test.lines.filter(({ level }) => level !== "debug" && level !== "info")).toEqual([]);
  });

  it("begun with garbage ends the connection, too", async () => {
    const test = await serveTls();
    const socket = await open(test.port);
    socket.resume().end(Buffer.from("160301000affffffffffffffffffff", "hex"));
    await isClosed(socket);
    await checkAlive(test);
  });

  it("that stalls ends with the time for a login", async () => {
    const pending = new Set<() => void>();
    const clock = {
      now: () => new Date(),
      after: (_: number, action: () => void) => {
        pending.add(action);
        return { cancel: () => void pending.delete(action) };
      },
    };
    const { port, lines } = await serveTls({ clock });
    const socket = await open(port);
    socket.write(sslRequest);
    await firstBytes(socket);
    const [expire] = pending;
    expire?.();
    socket.resume();
    await isClosed(socket);
    expect(lines.at(-1)).toMatchObject({ level: "debug", message: "TLS handshake failed" });
    await vi.waitFor(() => expect(pending.size).toBe(0));
  });

  it("that a client breaks off is forgotten", async () => {
    const test = await serveTls();
    for (const end of ["end", "destroy", "resetAndDestroy"] as const) {
      const socket = await open(test.port);
      socket.write(sslRequest);
      await firstBytes(socket);
      socket.resume()[end]();
      await isClosed(socket);
    }
    await checkAlive(test);
    expect(test.lines.filter(({ level }) => level === "warn" || level === "error")).toEqual([]);
  });
});

describe("a session within TLS", () => {
  it("gets ten megabytes whole", async () => {
    const texts = Array.from({ length: 1_000 }, (_, row) => String.fromCharCode(97 + (row % 26)).repeat(10_000 + row));
    const columns = [{ name: "text", type: varchar }];
    const answer = { columns, rows: texts.map((text) => [text]), batchRows: 100 };
    const { port } = await serveTls({}, answer);
    const { client } = await login(await askForTls(port));
    const heard = await client.query("select text");
    const values = heard.filter(({ kind }) => kind === "dataRow").map((row) => (row.values as string[])[0]);
    expect(values).toEqual(texts);
  });

  it("sends ten megabytes whole", async () => {
    const { port, engine } = await serveTls();
    const { client } = await login(await askForTls(port));
    const value = "0123456789".repeat(1_000_000);
    client.say(
      { kind: "parse", sql: "select $1" },
      { kind: "bind", values: [value] },
      { kind: "execute" },
      { kind: "sync" },
    );
    await client.untilReady();
    expect(JSON.stringify(engine.asked[0]?.parameters).includes(value)).toBe(true);
  });

  it("from a client that never reads stays in bounded memory", async () => {
    let batches = 0;
    const columns = [{ name: "text", type: varchar }];
    const batch = batchOf(
      columns,
      Array.from({ length: 100 }, () => ["x".repeat(1_000)]),
    );
    const counted: FakeAnswer = {
      ...flood,
      async *batches() {
        for (;;) {
          batches += 1;
          yield batch;
        }
      },
    };
    const { port } = await serveTls({}, counted);
    const stream = await askForTls(port);
    const { client } = await login(stream);
    stream.pause();
    client.say({ kind: "query", sql: "select flood" });
    await vi.waitFor(() => expect(batches).toBeGreaterThan(0));
    let before = -1;
    await vi.waitFor(
      () => {
        const now = batches;
        const isStill = now === before;
        before = now;
        expect(isStill).toBe(true);
      },
      { interval: 100, timeout: 5_000 },
    );
    // Some megabytes lie in the sockets' buffers, and one in ours.
    expect(batches).toBeLessThan(200);
  });

  it("ends when what comes is no TLS any more", async () => {
    const test = await serveTls();
    const socket = await open(test.port);
    socket.write(sslRequest);
    await firstBytes(socket);
    const stream = connect({ socket, rejectUnauthorized: false });
    await once(stream, "secureConnect");
    await login(stream);
    stream.on("error", () => undefined);
    // Beneath TLS.
    socket.write(Buffer.from("1703030010ffffffffffffffffffffffffffffffff", "hex"));
    await isClosed(socket);
    await vi.waitFor(() => expect(test.lines.map(({ message }) => message)).toContain("session closed"));
    await checkAlive(test);
  });

  it("outlives the certificate it began with, while new ones get the new one", async () => {
    const { files, port, server } = await serveTls();
    const before = await askForTls(port);
    const { client } = await login(before);
    expect(before.getPeerCertificate().subject.CN).toBe("lake");
    putCertificate(files, "other");
    expect(await server.reloadTls()).toBe("renewed");
    const after = await askForTls(port, { rejectUnauthorized: false });
    expect(after.getPeerCertificate().subject.CN).toBe("other");
    expect((await client.query("select n")).at(-2)).toMatchObject({ tag: "SELECT 3" });
  });

  it("resumes its TLS session where the client kept the ticket", async () => {
    const { port } = await serveTls();
    const first = await askForTls(port);
    const ticket = new Promise<Buffer>((resolve) => void first.once("session", resolve));
    await login(first);
    const second = await askForTls(port, { session: await ticket });
    expect(second.isSessionReused()).toBe(true);
    await login(second);
  });

  it("is cancelled by a request within TLS, and by one without", async () => {
    const { port, engine } = await serveTls({ admission: { allowsPlain: () => false } }, endless);
    const { client, heard } = await login(await askForTls(port));
    const key = heard.find(({ kind }) => kind === "backendKeyData");
    const request = Buffer.alloc(16);
    request.writeUInt32BE(16, 0);
    request.writeUInt32BE(80_877_102, 4);
    request.writeInt32BE(key?.processId as number, 8);
    request.write(key?.secret as string, 12, "hex");
    // The libraries of PostgreSQL up to 16 send it in the clear, whatever the session goes over.
    for (const socket of [await askForTls(port), await open(port)]) {
      const { length } = engine.asked;
      client.say({ kind: "query", sql: "select for ever" });
      await vi.waitFor(() => expect(engine.asked).toHaveLength(length + 1), { interval: 5 });
      socket.write(request);
      expect((await client.untilReady()).at(-2)).toMatchObject({ kind: "error", sqlstate: "57014" });
    }
  });

  it("is told when the gateway stops", async () => {
    const { server, port } = await serveTls();
    const { client } = await login(await askForTls(port));
    await server.close(0);
    expect(await client.untilClosed()).toMatchObject([{ severity: "FATAL", sqlstate: "57P01" }]);
  });
});

describe("a client without TLS", () => {
  const fromElsewhere = { admission: { allowsPlain: () => false } };

  it("is refused from where that is not allowed, before a password is asked for", async () => {
    const { port } = await serveTls(fromElsewhere);
    const client = await WireClient.connect({ port });
    client.send(startupPacket({ user: "alice" }));
    expect(await client.untilClosed()).toEqual([
      {
        kind: "error",
        severity: "FATAL",
        sqlstate: "28000",
        message: 'connection without encryption is not allowed for host "127.0.0.1", user "alice", database "lake"',
        hint: expect.stringContaining("tls.allow_plain"),
      },
    ]);
    await login(await askForTls(port));
  });

  it("is told which settings are missing where there is no TLS at all", async () => {
    const { port } = await serve(fakeEngine(numbers(3), roles), fromElsewhere);
    const client = await WireClient.connect({ port });
    client.send(startupPacket({ user: "alice", database: "pond" }));
    const [error] = await client.untilClosed();
    expect(error).toMatchObject({ sqlstate: "28000", message: expect.stringContaining('database "pond"') });
    expect(error?.hint).toContain("tls.certificate");
  });

  it("is judged by its address", async () => {
    const asked: unknown[] = [];
    const { login: loginPlain } = await serveTls({ admission: { allowsPlain: (address) => asked.push(address) > 0 } });
    await loginPlain();
    expect(asked).toEqual(["127.0.0.1"]);
  });
});
