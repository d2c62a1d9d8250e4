// Bytes that no client of good will would send: the door answers with errors, and lives on for the others.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { brokenEngine, fakeEngine, flood, numbers } from "../../../support/fake-engine.js";
import { encode, frame, type Heard, WireClient } from "../../../support/wire-client.js";
import { roles, serve, type TestServer } from "../../../support/wire-server.js";

async function checkAlive({ login }: TestServer): Promise<void> {
  const client = await login();
  expect((await client.query("select n")).at(-1)).toEqual({ kind: "readyForQuery", status: "I" });
  client.close();
}

function checkOnlyPgErrors(heard: readonly Heard[], { lines }: TestServer): void {
  for (const message of heard) {
    if (message.kind === "error") expect(message.sqlstate).toMatch(/^(08P01|08006|0A000|22021|2[26]...|42...|34000)$/);
  }
  expect(lines.filter(({ level }) => level === "error")).toEqual([]);
}

describe("hostile bytes", () => {
  it("before a login get an error at most", async () => {
    const test = await serve(fakeEngine(numbers(1), roles));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 4 }), async (chunks) => {
        const client = await WireClient.connect(test);
        for (const chunk of chunks) client.send(chunk);
        client.socket.end();
        checkOnlyPgErrors(await client.untilClosed(), test);
      }),
      { numRuns: 60 },
    );
    await checkAlive(test);
  });

  it("after a login get an error at most", async () => {
    const test = await serve(fakeEngine(numbers(1), roles));
    const body = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
    const tag = fc.constantFrom(..."QPBDECHSFdcfXpz".split(""));
    const message = fc.oneof(
      fc.tuple(tag, body).map(([letter, bytes]) => frame(letter, bytes)),
      fc.constantFrom(
        encode({ kind: "query", sql: "select n" }),
        encode({ kind: "parse", sql: "select $1" }),
        encode({ kind: "bind", values: ["1"] }),
        encode({ kind: "execute" }),
        encode({ kind: "sync" }),
      ),
      body,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 8 }), async (messages) => {
        const client = await test.login();
        client.send(Buffer.concat(messages));
        client.say({ kind: "terminate" });
        client.socket.end();
        checkOnlyPgErrors(await client.untilClosed(), test);
      }),
      { numRuns: 100 },
    );
    await checkAlive(test);
  });

  it.each([
    ["a length that does not count itself", Buffer.from("5100000003", "hex")],
    ["a length beyond all bounds", Buffer.from("517fffffff", "hex")],
    ["a negative length", Buffer.from("51ffffffff", "hex")],
  ])("with %s end the connection", async (_, bytes) => {
    const test = await serve(fakeEngine(numbers(1), roles));
    const client = await test.login();
    client.send(bytes);
    expect(await client.untilClosed()).toMatchObject([{ severity: "FATAL", sqlstate: "08P01" }]);
    await checkAlive(test);
  });

  it("in tiny messages by the hundred thousand leave time for the others", async () => {
    const test = await serve(fakeEngine(numbers(1), roles));
    const [noisy, quiet] = [await test.login(), await test.login()];
    noisy.send(Buffer.concat(Array.from({ length: 200_000 }, () => encode({ kind: "sync" }))));
    await quiet.query("select n");
    expect(noisy.unheard).toBeLessThan(200_000);
    noisy.close();
  });

  it("from a client that never reads stay in bounded memory", async () => {
    const test = await serve(fakeEngine(flood, roles));
    const client = await test.login();
    client.socket.pause();
    client.say({ kind: "query", sql: "select flood" });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = process.memoryUsage().rss;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
    client.close();
  });
});

describe("a fault of ours", () => {
  it("is told the client as an internal error only, and the log in full", async () => {
    const { login, lines } = await serve(brokenEngine(new TypeError("the secret of the house"), roles));
    const client = await login();
    const heard = await client.query("select n");
    expect(heard).toMatchObject([
      { kind: "error", sqlstate: "XX000", message: "internal error" },
      { kind: "readyForQuery" },
    ]);
    expect(JSON.stringify(heard)).not.toContain("secret");
    expect(lines.find(({ level }) => level === "error")?.fields.err).toBeInstanceOf(TypeError);
  });
});
