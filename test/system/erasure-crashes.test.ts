// SLUICE_TEST_RUNS=100 kills more often.
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";

const rounds = Number(process.env["SLUICE_TEST_RUNS"] ?? 12);
const keysPerCall = 1_000;
const rows = 400_000;
const dataDir = makeDataDir();
afterAll(() => removeDataDir(dataDir));

interface Call {
  readonly firstKey: number;
  isAnswered: boolean;
}

const calls: Call[] = [];
let answered = 0;

describe("kill -9 at any moment of erasing a thousand keys", () => {
  it(`leaves all of them erased or none, and those that were said to be (${rounds} times)`, {
    timeout: 60_000 + rounds * 20_000,
  }, async () => {
    const config = path.join(dataDir, "sluice.yaml");
    writeFileSync(config, "demo: false\ningest_roots: [.]\n");
    const lines = Array.from({ length: rows }, (_, row) => `${row},k${row}`);
    writeFileSync(path.join(dataDir, "rows.csv"), `id,key\n${lines.join("\n")}\n`);
    const environment = { SLUICE_CONFIG: config };
    let gateway = await startGateway(dataDir, environment);
    await gateway.query("CALL ingest('rows', 'rows.csv', key => 'key')");
    for (let round = 0; round < rounds; round++) {
      const erasing = eraseForEver(gateway);
      await sleep(Math.random() * 400);
      await gateway.kill();
      await erasing;
      gateway = await startGateway(dataDir, environment);
      await check(gateway);
      expect(readdirSync(path.join(dataDir, "tmp"))).toEqual([]);
    }
    await gateway.stop();
    // The kills came at both sides of a commit: otherwise nothing was tested.
    expect(answered).toBeGreaterThan(0);
    expect(answered).toBeLessThan(calls.length);
  });
});

/** A thousand keys after another, until the gateway is gone. */
async function eraseForEver(gateway: Gateway): Promise<void> {
  try {
    const client = await gateway.connect();
    for (;;) {
      const call = { firstKey: calls.length * keysPerCall, isAnswered: false };
      if (call.firstKey + keysPerCall > rows) throw new Error("there are not enough rows");
      calls.push(call);
      const keys = Array.from({ length: keysPerCall }, (_, index) => `k${call.firstKey + index}`);
      await client.query("CALL tombstone('rows', 'key', $1)", [keys]);
      call.isAnswered = true;
      answered++;
    }
  } catch (thrown) {
    const code = (thrown as { code?: string }).code;
    const isGone =
      (code === undefined && !/enough rows/.test(String(thrown))) || /^(ECONN|EPIPE|57P0)/.test(String(code));
    if (!isGone) throw thrown;
  }
}

async function check(gateway: Gateway): Promise<void> {
  const { rows: left } = await gateway.query(
    `SELECT (id // ${keysPerCall})::int AS call, count(*)::int AS n FROM rows GROUP BY 1 HAVING count(*) < ${keysPerCall} OR min(id // ${keysPerCall}) < ${calls.length}`,
  );
  const leftOf = new Map((left as { call: number; n: number }[]).map(({ call, n }) => [call, n]));
  calls.forEach((call, index) => {
    const n = leftOf.get(index) ?? 0;
    expect([0, keysPerCall], `call ${index}`).toContain(n);
    if (call.isAnswered) expect(n, `call ${index}, which was answered`).toBe(0);
    // What it is now, it stays.
    call.isAnswered ||= n === 0;
  });
  const erased = calls.filter(({ isAnswered }) => isAnswered).length * keysPerCall;
  const { rows: listed } = await gateway.query("SELECT count(*)::int AS n FROM sluice.tombstones");
  expect(listed).toEqual([{ n: erased }]);
  const { rows: verdict } = await gateway.query("CALL verify_journal()");
  expect(verdict).toMatchObject([{ status: "intact" }]);
}
