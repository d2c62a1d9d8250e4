import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type pg from "pg";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";

/** Runs for many minutes unless it is stopped. */
const heavy = "SELECT count(*) FROM range(100000000) a(x), range(100000) b(y) WHERE (x * y) % 7 = 3";
const heavyAtOnce = 8;

const dataDir = makeDataDir();
let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway(dataDir);
});
afterAll(async () => {
  await gateway.stop();
  removeDataDir(dataDir);
});

interface Running {
  readonly client: pg.Client;
  readonly pid: number;
  readonly outcome: Promise<unknown>;
}

async function run(): Promise<Running> {
  const client = await gateway.connect();
  const pid = (client as unknown as { processID: number }).processID;
  return { client, pid, outcome: client.query(heavy).catch((thrown: unknown) => thrown) };
}

/** As a driver does it: on a connection of its own. */
async function cancel({ client }: Running): Promise<void> {
  const { Client } = (await import("pg")).default;
  const canceller = new Client({ host: "127.0.0.1", port: gateway.port, user: "sluice", database: "lake" });
  (canceller as unknown as { cancel(client: pg.Client, query: unknown): void }).cancel(
    client,
    (client as unknown as { activeQuery?: unknown }).activeQuery ??
      (client as unknown as { _activeQuery: unknown })._activeQuery,
  );
}

const states = async () =>
  (await gateway.query("SELECT pid, state, wait_event FROM sluice.sessions")).rows as readonly {
    pid: number;
    state: string;
    wait_event: string | null;
  }[];

describe("eight heavy statements at once", () => {
  it("leave room for log-ins and short statements; a ninth waits and says so; all can be cancelled", async () => {
    const running = await Promise.all(Array.from({ length: heavyAtOnce }, run));
    await expect
      .poll(async () => (await states()).filter(({ state }) => state === "active").length, { timeout: 10_000 })
      .toBe(heavyAtOnce + 1);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const ninth = await run();
    await expect
      .poll(async () => (await states()).find(({ pid }) => pid === ninth.pid), { timeout: 10_000 })
      .toMatchObject({ state: "waiting" });

    const durations: number[] = [];
    for (let round = 0; round < 20; round++) {
      const startedAt = performance.now();
      expect((await gateway.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
      durations.push(performance.now() - startedAt);
    }
    // A figure for the reader, not a claim: see bench/.
    console.log(
      `log-in and SELECT 1 beside ${heavyAtOnce} heavy statements: ${durations.map(Math.round).join(", ")} ms`,
    );

    await cancel(ninth);
    expect(await ninth.outcome).toMatchObject({ code: "57014" });
    for (const one of running) await cancel(one);
    for (const one of running) expect(await one.outcome).toMatchObject({ code: "57014" });
    for (const one of [ninth, ...running])
      expect((await one.client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });

  it("are given up when their clients go, and the next in line runs", async () => {
    const running = await Promise.all(Array.from({ length: heavyAtOnce + 1 }, run));
    await expect
      .poll(async () => (await states()).filter(({ state }) => state === "waiting").length, { timeout: 10_000 })
      .toBe(1);
    const leaving = running.filter((_, index) => index < 4);
    for (const { client } of leaving)
      (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    await expect
      .poll(async () => (await states()).filter(({ state }) => state === "waiting").length, { timeout: 10_000 })
      .toBe(0);
    for (const one of running.slice(4)) await cancel(one);
    for (const one of running.slice(4)) expect(await one.outcome).toMatchObject({ code: "57014" });
  });
});
