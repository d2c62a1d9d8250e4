// A gateway whose S3 server fails at every third request: each answer is the right one, or an error that says what is wrong.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeBucket } from "../support/ceph-rgw.js";
import { type Fault, type FaultProxy, noFaults, passingFaults, startFaultProxy } from "../support/fault-proxy.js";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { s3Needs } from "../support/programs.mjs";
import { seededRandom } from "../support/random.js";
import { describeWith } from "../support/require.js";
import { s3Server } from "../support/s3-server.js";

const rounds = 1_000;
const clientCount = 4;
const objectCount = 8;
const rowsPerObject = 500;
const share = 0.3;

/** Each of them takes as long as a silent connection is waited for. */
const isStall = ({ kind }: Fault): boolean => kind === "stalledHead" || kind === "stalledBody";
const quick = passingFaults.filter((fault) => !isStall(fault));
const stalls = passingFaults.filter(isStall);
const stallShare = 0.002;

/** Longer than any statement may take, however many of its requests have to be made again. */
const statementMsMax = 60_000;

describeWith(s3Needs, "a gateway behind faults", () => {
  const dataDir = makeDataDir();
  const inbox = path.join(dataDir, "inbox");
  let proxy: FaultProxy;
  let gateway: Gateway;

  beforeAll(async () => {
    mkdirSync(inbox);
    writeFileSync(path.join(dataDir, "sluice.yaml"), `ingest_roots: [${inbox}]\ndemo: false\n`);
    proxy = await startFaultProxy(s3Server().endpoint);
    const [first, second] = s3Server().users;
    gateway = await startGateway(dataDir, {
      A_KEY: first.accessKeyId,
      A_SECRET: first.secretAccessKey,
      B_KEY: second.accessKeyId,
      B_SECRET: second.secretAccessKey,
    });
    for (const [name, user] of [
      ["a", first],
      ["b", second],
    ] as const) {
      const bucket = await makeBucket(s3Server(), user);
      const variables = `${name.toUpperCase()}_KEY,${name.toUpperCase()}_SECRET`;
      await gateway.query(
        `CALL create_bucket('${name}', kind => 's3', bucket => '${bucket}', endpoint => '${proxy.endpoint}', dialect => 'ceph', credentials => 'env:${variables}')`,
      );
    }
    for (let object = 0; object < objectCount; object++) {
      const lines = Array.from({ length: rowsPerObject }, (_, index) => `${object * rowsPerObject + index},${object}`);
      writeFileSync(path.join(inbox, `${object}.csv`), `id,object\n${lines.join("\n")}\n`);
      const how = object === 0 ? "bucket => 'a', key => 'id'" : "if_exists => 'append'";
      await gateway.query(`CALL ingest('numbers', '${inbox}/${object}.csv', ${how})`);
    }
    await gateway.query(`CALL ingest('first_ones', '${inbox}/0.csv', bucket => 'b')`);
    writeFileSync(path.join(inbox, "one.csv"), "id\n1\n");
    await gateway.query(`CALL ingest('growing', '${inbox}/one.csv', bucket => 'b')`);
  }, 120_000);

  afterAll(async () => {
    if (proxy !== undefined) proxy.plan = noFaults;
    await gateway?.stop();
    await proxy?.close();
    removeDataDir(dataDir);
  });

  const forgetCopies = (): void => {
    const cache = path.join(dataDir, "cache/objects");
    for (const name of readdirSync(cache)) rmSync(path.join(cache, name), { force: true });
  };

  it(`answers ${rounds} statements rightly, or says what is wrong, and in time`, async () => {
    const random = seededRandom(7);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    let faults = 0;
    proxy.plan = () => {
      const drawn = random();
      if (drawn >= share) return { kind: "none" };
      faults += 1;
      return drawn < stallShare ? pick(stalls) : pick(quick);
    };
    const total = objectCount * rowsPerObject;
    const outcomes = { right: 0, failed: 0, slowestMs: 0 };
    let [left, grown, doubtful] = [rounds, 1, 0];

    const statement = (): { readonly sql: string; readonly expected?: unknown } => {
      const object = Math.floor(random() * objectCount);
      const id = object * rowsPerObject + 17;
      switch (Math.floor(random() * 6)) {
        case 0:
          return {
            sql: "SELECT count(*)::int AS n, sum(id)::int AS total FROM numbers",
            expected: [{ n: total, total: (total * (total - 1)) / 2 }],
          };
        case 1:
          return {
            sql: "SELECT count(*)::int AS n FROM numbers JOIN first_ones USING (id)",
            expected: [{ n: rowsPerObject }],
          };
        case 2:
          return { sql: `CALL ingest('growing', '${inbox}/one.csv', if_exists => 'append')` };
        default:
          return { sql: `SELECT object::int AS object FROM numbers WHERE id = ${id}`, expected: [{ object }] };
      }
    };

    const work = async (): Promise<void> => {
      const client = await gateway.connect();
      for (; left > 0; left -= 1) {
        if (left % 2 === 0) forgetCopies();
        const { sql, expected } = statement();
        const startedAt = performance.now();
        try {
          const { rows } = await client.query(sql);
          if (expected === undefined) grown += 1;
          else expect(rows, sql).toEqual(expected);
          outcomes.right += 1;
        } catch (thrown) {
          const { code, message } = thrown as pg.DatabaseError;
          if (code === undefined) throw thrown;
          expect(code, message).toBe("58030");
          expect(message).toMatch(/bucket "[ab]"/);
          outcomes.failed += 1;
          if (expected === undefined) doubtful += 1;
        }
        outcomes.slowestMs = Math.max(outcomes.slowestMs, Math.round(performance.now() - startedAt));
      }
      await client.end();
    };
    await Promise.all(Array.from({ length: clientCount }, work));

    console.log(`${faults} faults; ${JSON.stringify(outcomes)}`);
    expect(outcomes.right).toBeGreaterThan(0.95 * rounds);
    expect(outcomes.slowestMs).toBeLessThan(statementMsMax);
    proxy.plan = noFaults;
    // Each ingest that said so is there once, and no other one.
    const { rows } = await gateway.query("SELECT count(*)::int AS n FROM growing");
    expect(rows[0].n).toBeGreaterThanOrEqual(grown);
    expect(rows[0].n).toBeLessThanOrEqual(grown + doubtful);
  }, 600_000);
});
