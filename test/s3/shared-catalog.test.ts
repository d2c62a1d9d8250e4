// One catalog on S3 and two gateways that share it: what one does the other knows, and what they do at once is done once.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeBucket, type S3User } from "../support/ceph-rgw.js";
import { type FaultProxy, noFaults, startFaultProxy } from "../support/fault-proxy.js";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { s3Needs } from "../support/programs.mjs";
import { describeWith } from "../support/require.js";
import { s3Server } from "../support/s3-server.js";

const pollMs = 500;
const staleMsMax = 3_000;
const password = "the same on both";

describeWith(s3Needs, "a catalog on S3", () => {
  const dataDirs = [makeDataDir(), makeDataDir()] as const;
  const gateways: Gateway[] = [];
  let bucket: string;
  /** Before the second gateway's catalog. */
  let proxy: FaultProxy;
  const user = (): S3User => s3Server().users[0];

  const start = async (index: 0 | 1): Promise<Gateway> => {
    const dataDir = dataDirs[index];
    const endpoint = index === 0 ? s3Server().endpoint : proxy.endpoint;
    writeFileSync(
      path.join(dataDir, "sluice.yaml"),
      `catalog: {location: "s3://${bucket}/sluice", endpoint: "${endpoint}", dialect: ceph, credentials: "env:LAKE_KEY,LAKE_SECRET", poll_ms: ${pollMs}, stale_ms_max: ${staleMsMax}}\n`,
    );
    const gateway = await startGateway(dataDir, {
      LAKE_KEY: user().accessKeyId,
      LAKE_SECRET: user().secretAccessKey,
      SLUICE_ADMIN_PASSWORD: password,
    });
    gateways[index] = gateway;
    return gateway;
  };
  const both = (): [Gateway, Gateway] => gateways as [Gateway, Gateway];

  beforeAll(async () => {
    bucket = await makeBucket(s3Server(), user());
    proxy = await startFaultProxy(s3Server().endpoint);
    await start(0);
    await start(1);
  }, 120_000);

  afterAll(async () => {
    if (proxy !== undefined) proxy.plan = noFaults;
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await proxy?.close();
    for (const dataDir of dataDirs) removeDataDir(dataDir);
  });

  it("has its first buckets beside it, which every gateway reads", async () => {
    const [first, second] = both();
    const { rows } = await second.query("SELECT name, root FROM sluice.buckets ORDER BY name");
    expect(rows).toEqual([
      { name: "primary", root: `s3://${bucket}/sluice/primary/` },
      { name: "testing", root: `s3://${bucket}/sluice/testing/` },
    ]);
    const animals = "SELECT count(*)::int AS n FROM animals";
    expect((await second.query(animals)).rows).toEqual((await first.query(animals)).rows);
  });

  it("can be no part of a bucket", async () => {
    const [first] = both();
    const common = `kind => 's3', endpoint => '${s3Server().endpoint}', bucket => '${bucket}', dialect => 'ceph', credentials => 'env:LAKE_KEY,LAKE_SECRET'`;
    for (const prefix of ["", ", prefix => 'sluice'", ", prefix => 'sluice/catalog/secrets'"]) {
      const call = `CALL create_bucket('spy', ${common}${prefix})`;
      await expect(first.query(call), prefix).rejects.toMatchObject({ code: "42501" });
    }
  });

  it("tells the other gateway of an erasure within its poll interval", async () => {
    const [first, second] = both();
    const reader = await second.connect();
    const isThere = async (id: number) =>
      (await reader.query("SELECT 1 FROM animals WHERE id = $1", [id])).rows.length > 0;
    const delays: number[] = [];
    for (const id of [1, 2, 3, 4, 5]) {
      expect(await isThere(id)).toBe(true);
      await first.query("CALL tombstone('animals', 'id', ARRAY[$1])", [String(id)]);
      const doneAt = performance.now();
      while (await isThere(id)) await sleep(5);
      delays.push(Math.round(performance.now() - doneAt));
    }
    console.log(`effective on the other gateway after ${delays.join(", ")} ms, polling every ${pollMs} ms`);
    expect(Math.max(...delays)).toBeLessThan(staleMsMax);
    await first.query("CALL untombstone('animals', 'id', ARRAY['1', '2', '3', '4', '5'])");
  });

  it.each([
    ["refuses", { kind: "status", status: 503, code: "SlowDown" }],
    ["breaks", { kind: "resetBefore" }],
    ["says nothing", { kind: "stalledHead" }],
  ] as const)(
    "answers no data when it is out of reach for too long, and does again by itself: it %s",
    async (_, fault) => {
      const [first, second] = both();
      const reader = await second.connect();
      const count = async () => (await reader.query("SELECT count(*)::int AS n FROM animals")).rows[0].n as number;
      const before = (await first.query("SELECT count(*)::int AS n FROM animals")).rows[0].n;
      await expect.poll(count, { timeout: staleMsMax, interval: 20 }).toBe(before);
      proxy.plan = () => fault;
      const cutAt = performance.now();
      await first.query("CALL tombstone('animals', 'id', ARRAY['7'])");
      let refusal: pg.DatabaseError | undefined;
      while (refusal === undefined && performance.now() - cutAt < 3 * staleMsMax) {
        // Whatever is answered, the row may be in it only for so long.
        await count().catch((thrown: pg.DatabaseError) => (refusal = thrown));
        await sleep(20);
      }
      const refusedMs = Math.round(performance.now() - cutAt);
      expect(refusal).toMatchObject({ code: "58030", message: "the catalog is out of reach" });
      expect(refusedMs).toBeLessThan(staleMsMax + pollMs + 500);
      // Changes cannot be made, and say so.
      await expect(second.query("CREATE ROLE nobody_knows")).rejects.toMatchObject({ code: "58030" });
      proxy.plan = noFaults;
      const healedAt = performance.now();
      await expect.poll(count, { timeout: 30_000, interval: 20 }).toBe(before - 1);
      console.log(
        `no data after ${refusedMs} ms (limit ${staleMsMax}), again ${Math.round(performance.now() - healedAt)} ms after it is back`,
      );
      await first.query("CALL untombstone('animals', 'id', ARRAY['7'])");
      await expect.poll(count, { timeout: 10_000, interval: 20 }).toBe(before);
    },
    60_000,
  );

  describe("with 8 writers in each gateway", () => {
    it("has each of 1,000 commits once, on both, though one of them is killed in the middle", async () => {
      const each = 500;
      const acknowledged = new Set<string>();
      const doubtful = new Set<string>();
      let given = 0;
      const write = async (index: 0 | 1): Promise<void> => {
        let client = await both()[index].connect();
        while (given < 2 * each) {
          const name = `writer_${index}_${(given += 1)}`;
          for (let isDone = false; !isDone; ) {
            try {
              await client.query(`CREATE ROLE ${name}`);
              acknowledged.add(name);
              isDone = true;
            } catch (thrown) {
              const { code } = thrown as pg.DatabaseError;
              // It was there already: the killed gateway had done it before it could say so.
              if (code === "42710" && doubtful.has(name)) {
                acknowledged.add(name);
                isDone = true;
              } else if (code !== "40001") {
                doubtful.add(name);
                client = await reconnect(index);
              }
            }
          }
        }
        await client.end();
      };
      const reconnect = async (index: 0 | 1): Promise<pg.Client> => {
        for (;;) {
          const client = await both()
            [index].connect()
            .catch(() => undefined);
          if (client !== undefined) return client;
          await sleep(50);
        }
      };
      const writers = [0, 1].flatMap((index) => Array.from({ length: 8 }, () => write(index as 0 | 1)));
      await expect.poll(() => acknowledged.size, { timeout: 120_000, interval: 10 }).toBeGreaterThan(each);
      await both()[1].kill();
      await start(1);
      await Promise.all(writers);

      const states = await Promise.all(
        both().map(async (gateway) => {
          await expect
            .poll(
              async () =>
                (await gateway.query("SELECT count(*)::int AS n FROM sluice.roles WHERE name LIKE 'writer%'")).rows[0]
                  .n,
              { timeout: 10_000 },
            )
            .toBe(acknowledged.size);
          const created = await gateway.query(
            "SELECT count(*)::int AS commits, count(DISTINCT id)::int AS ids FROM sluice.journal WHERE events = ['roleCreated']",
          );
          const { rows } = await gateway.query("CALL verify_journal()");
          return { created: created.rows[0], verdict: rows[0] };
        }),
      );
      expect(acknowledged.size).toBeGreaterThanOrEqual(2 * each);
      expect(states[0]).toEqual(states[1]);
      expect(states[0]?.verdict.status).toBe("intact");
      expect(states[0]?.created).toEqual({ commits: acknowledged.size, ids: acknowledged.size });
    }, 300_000);
  });
});
