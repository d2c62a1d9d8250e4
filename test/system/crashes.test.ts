import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { openCatalog } from "../../src/catalog/catalog.js";
import { openLocalFolder } from "../../src/catalog/store/local-folder.js";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";

const rounds = 50;
const rowsPerSource = 20_000;
const dataDir = makeDataDir();
let acknowledgedInAll = 0;
let interruptedInAll = 0;
afterAll(() => removeDataDir(dataDir));

describe("kill -9 at any moment of an ingest", () => {
  it(`loses no committed dataset, shows no half one, and leaves the journal whole (${rounds} times)`, async () => {
    const environment = prepare();
    /** How many times the source must be in each dataset: what was acknowledged, and what may have been. */
    const expected = new Map<string, { acknowledged: number; attempted: number }>();
    let windowMs = 500;
    for (let round = 0; round < rounds; round++) {
      const gateway = await startGateway(dataDir, environment);
      await check(gateway, expected);
      const writers = [ingestForEver(gateway, `a${round}`, expected), ingestForEver(gateway, `shared`, expected)];
      await sleep(Math.random() * windowMs);
      await gateway.kill();
      await Promise.all(writers);
      const verdict = await verify();
      expect(verdict).toMatchObject({ kind: "intact" });
      // A slow machine has nothing committed yet.
      if (acknowledgedInAll === 0) windowMs = Math.min(windowMs * 1.5, 5_000);
    }
    const gateway = await startGateway(dataDir, environment);
    await check(gateway, expected);
    await gateway.stop();
    // The kills came at both sides of a commit: otherwise nothing was tested.
    expect(acknowledgedInAll).toBeGreaterThan(0);
    expect(interruptedInAll).toBeGreaterThan(0);
  }, 600_000);
});

function prepare(): Readonly<Record<string, string>> {
  const sources = path.join(dataDir, "in");
  mkdirSync(sources);
  const lines = Array.from({ length: rowsPerSource }, (_, row) => `${row},${randomUUID()}`);
  writeFileSync(path.join(sources, "rows.csv"), `id,text\n${lines.join("\n")}\n`);
  const config = path.join(dataDir, "sluice.yaml");
  writeFileSync(config, "demo: false\ningest_roots: [in]\n");
  return { SLUICE_CONFIG: config };
}

/** Appends until the gateway is gone. Only that may end it. */
async function ingestForEver(
  gateway: Gateway,
  dataset: string,
  expected: Map<string, { acknowledged: number; attempted: number }>,
): Promise<void> {
  const count = expected.get(dataset) ?? { acknowledged: 0, attempted: 0 };
  expected.set(dataset, count);
  // Of what the last round attempted in vain, nobody knows: the check has just told.
  try {
    const client = await gateway.connect();
    for (;;) {
      count.attempted++;
      await client.query("CALL ingest($1, 'rows.csv', key => 'id', if_exists => 'append')", [dataset]);
      count.acknowledged++;
      acknowledgedInAll++;
    }
  } catch (thrown) {
    const code = (thrown as { code?: string }).code;
    const isGone = code === undefined || /^(ECONN|EPIPE|57P0)/.test(code);
    if (!isGone) throw thrown;
    interruptedInAll++;
  }
}

/** Each dataset has the source's rows a whole number of times: all acknowledged ones, and at most those attempted. */
async function check(
  gateway: Gateway,
  expected: Map<string, { acknowledged: number; attempted: number }>,
): Promise<void> {
  const client = await gateway.connect();
  const { rows: datasets } = await client.query("SELECT name, rows::bigint AS rows FROM sluice.datasets");
  const found = new Map(datasets.map((row) => [row.name as string, Number(row.rows)]));
  for (const [dataset, count] of expected) {
    const rows = found.get(dataset) ?? 0;
    const times = rows / rowsPerSource;
    expect(Number.isInteger(times), `${dataset} has ${rows} rows`).toBe(true);
    expect(times).toBeGreaterThanOrEqual(count.acknowledged);
    expect(times).toBeLessThanOrEqual(count.attempted);
    if (times > 0) {
      const { rows: facts } = await client.query(
        `SELECT count(*)::int AS n, count(DISTINCT id)::int AS ids, min(length(text))::int AS shortest FROM "${dataset}"`,
      );
      expect(facts).toEqual([{ n: rows, ids: rowsPerSource, shortest: 36 }]);
    }
    count.acknowledged = times;
    count.attempted = times;
  }
  for (const name of found.keys()) expect(expected.has(name)).toBe(true);
  await client.end();
}

async function verify() {
  const store = await openLocalFolder(path.join(dataDir, "catalog"));
  const catalog = await openCatalog({ store, clock: () => new Date(), randomId: randomUUID, warn: () => undefined });
  return catalog.verify();
}
