// What the store on S3 makes of each fault of a network or a server, and of all of them at once.
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { PgError } from "../../src/errors.js";
import { collect } from "../support/collect.js";
import { type Fault, type FaultPlan, noFaults, passingFaults, randomFaults } from "../support/fault-proxy.js";
import { s3Needs } from "../support/programs.mjs";
import { seededRandom } from "../support/random.js";
import { describeWith } from "../support/require.js";
import { type OpenedStore, openBehindProxy } from "./opened-store.js";

/** The first so many requests have it. */
function first(count: number, fault: Fault): FaultPlan {
  let left = count;
  return () => (left-- > 0 ? fault : { kind: "none" });
}

describeWith(s3Needs, "the store on S3, behind faults", () => {
  let opened: OpenedStore;
  const body = Buffer.from("0123456789".repeat(1_000));

  beforeEach(async () => {
    opened = await openBehindProxy();
  });
  afterEach(() => opened.close());

  const names = (fault: Fault): string => JSON.stringify(fault);

  it.each(passingFaults.map((fault) => [names(fault), fault] as const))(
    "does all its work after %s",
    async (_, fault) => {
      const { store, truth, proxy } = opened;
      const after = <T>(work: () => Promise<T>): Promise<T> => {
        proxy.plan = first(1, fault);
        return work();
      };
      await after(() => store.put("k", body));
      expect((await after(() => store.get("k")))?.body).toEqual(body);
      expect(await after(() => store.getRange("k", 9_990, 100))).toEqual(body.subarray(9_990));
      expect(await after(() => store.get("nothing"))).toBeUndefined();
      expect(await after(() => store.stat("nothing"))).toBeUndefined();
      const stat = await after(() => store.stat("k"));
      expect(stat).toEqual(await truth.stat("k"));
      expect(await after(() => store.putIfAbsent("new", body))).toBe("written");
      expect((await truth.get("new"))?.body).toEqual(body);
      expect(await after(() => store.putIfAbsent("k", Buffer.from("other")))).toBe("taken");
      expect((await truth.get("k"))?.body).toEqual(body);
      expect(await after(() => collect(store.list("")))).toEqual([
        { key: "k", bytes: body.length },
        { key: "new", bytes: body.length },
      ]);
      await after(() => store.delete("k"));
      expect(await truth.get("k")).toBeUndefined();
    },
  );

  it.each(passingFaults.filter(({ kind }) => kind !== "slow").map((fault) => [names(fault), fault] as const))(
    "gives up in time when there is nothing but %s",
    async (_, fault) => {
      const { store, truth, proxy } = opened;
      await truth.put("k", body);
      proxy.plan = () => fault;
      const startedAt = Date.now();
      const outcome = await store.get("k").then(
        (got) => got?.body,
        (thrown: unknown) => thrown,
      );
      expect(outcome).toBeInstanceOf(PgError);
      expect(outcome).toMatchObject({ sqlstate: "58030" });
      expect((outcome as PgError).message).toMatch(/^could not read object "k" in bucket "lake": /);
      expect(Date.now() - startedAt).toBeLessThan(7_000);
    },
  );

  it("ends a body that trickles when its time is up", async () => {
    const { store, truth, proxy } = opened;
    await truth.put("k", body);
    proxy.plan = () => ({ kind: "slow", pieces: 1_000, pauseMs: 50 });
    const startedAt = Date.now();
    await expect(store.get("k")).rejects.toMatchObject({ sqlstate: "58030" });
    expect(Date.now() - startedAt).toBeLessThan(7_500);
  });

  it("tries no request again that was refused for good", async () => {
    const { store, proxy } = opened;
    for (const [status, code] of [
      [403, "AccessDenied"],
      [404, "NoSuchBucket"],
      [400, "InvalidArgument"],
      [501, "NotImplemented"],
    ] as const) {
      const before = proxy.seen.length;
      proxy.plan = () => ({ kind: "status", status, code });
      await expect(store.put("k", body)).rejects.toMatchObject({ sqlstate: "58030" });
      expect(proxy.seen.length - before).toBe(1);
    }
  });

  it("asks once for a refused precondition", async () => {
    const { store, truth, proxy } = opened;
    await truth.put("k", body);
    expect(await store.putIfAbsent("k", Buffer.from("x"))).toBe("taken");
    expect(proxy.seen.map(({ method }) => method)).toEqual(["PUT"]);
  });

  it("stops at once when its caller does, whatever hangs", async () => {
    const { store, truth, proxy } = opened;
    await truth.put("k", body);
    for (const fault of [{ kind: "stalledHead" }, { kind: "stalledBody" }] as const) {
      proxy.plan = () => fault;
      const startedAt = Date.now();
      const range = { start: 0, length: 1_000, etag: (await truth.stat("k"))?.etag ?? "" };
      const aborted = store.readRange("k", range, AbortSignal.timeout(50));
      await expect(aborted).rejects.toMatchObject({ name: "TimeoutError" });
      expect(Date.now() - startedAt).toBeLessThan(300);
    }
  });

  it("ends what is under way when it is closed", async () => {
    const { store, proxy } = opened;
    proxy.plan = () => ({ kind: "stalledHead" });
    const got = store.get("k");
    const refused = expect(got).rejects.toMatchObject({ sqlstate: "58030", message: /being closed/ });
    setTimeout(() => store.close(), 50);
    await refused;
  });

  it("tells the winner that it has won, though every answer to a write is lost", async () => {
    const { store, truth, proxy } = opened;
    proxy.plan = ({ method }) => (method === "PUT" ? { kind: "answerLost" } : { kind: "none" });
    expect(await store.putIfAbsent("k", body)).toBe("written");
    expect(await store.putIfAbsent("k", body)).toBe("taken");
    expect((await truth.get("k"))?.body).toEqual(body);
  });

  it("lets one of twenty racing writers of the same bytes win when answers are lost", async () => {
    const { store, truth, proxy } = opened;
    const random = seededRandom(7);
    for (let round = 0; round < 10; round += 1) {
      const key = `race/${round}`;
      proxy.plan = randomFaults(random, 0.5, [{ kind: "answerLost" }, { kind: "resetBefore" }]);
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, () => store.putIfAbsent(key, body).catch((thrown: PgError) => thrown.sqlstate)),
      );
      const written = outcomes.filter((outcome) => outcome === "written").length;
      const unknown = outcomes.filter((outcome) => outcome === "58030").length;
      expect(written).toBeLessThanOrEqual(1);
      // The winner is one of those who could not find out, if it is not told.
      if (unknown === 0) expect(written).toBe(1);
      expect((await truth.get(key))?.body).toEqual(body);
    }
  });

  /** Enough rounds to meet each fault at each operation many times. */
  const rounds = 20;

  it(`answers right or with 58030, in time, in ${rounds} rounds where 30 % of all requests fail`, async () => {
    const { store, truth, proxy } = opened;
    const folder = await mkdtemp(join(tmpdir(), "sluice-faults-"));
    const counts = { right: 0, failed: 0, longestMs: 0 };
    const attempt = async <T>(work: () => Promise<T>, claim: (outcome: T) => void | Promise<void>): Promise<void> => {
      const startedAt = Date.now();
      let outcome: T;
      try {
        outcome = await work();
      } catch (thrown) {
        expect(thrown).toMatchObject({ sqlstate: "58030" });
        counts.failed += 1;
        return;
      } finally {
        counts.longestMs = Math.max(counts.longestMs, Date.now() - startedAt);
      }
      await claim(outcome);
      counts.right += 1;
    };
    try {
      for (let round = 0; round < rounds; round += 1) {
        const random = seededRandom(round);
        proxy.plan = randomFaults(random, 0.3, passingFaults);
        await Promise.all(
          Array.from({ length: 8 }, async (_, lane) => {
            const key = `${round}/${lane}`;
            const bytes = randomBytes(1 + Math.floor(random() * 100_000));
            await truth.put(`${key}/there`, bytes);
            const start = Math.floor(random() * bytes.length);
            const length = 1 + Math.floor(random() * bytes.length);
            await attempt(
              () => store.get(`${key}/there`),
              (got) => expect(got?.body.equals(bytes)).toBe(true),
            );
            await attempt(
              () => store.getRange(`${key}/there`, start, length),
              (got) => expect(got?.equals(bytes.subarray(start, start + length))).toBe(true),
            );
            await attempt(
              () => store.getRange(`${key}/there`, bytes.length, 5),
              (got) => expect(got).toEqual(Buffer.alloc(0)),
            );
            await attempt(
              () => store.get(`${key}/nothing`),
              (got) => expect(got).toBeUndefined(),
            );
            await attempt(
              () => store.putIfAbsent(`${key}/there`, Buffer.from("other")),
              (outcome) => expect(outcome).toBe("taken"),
            );
            await attempt(
              () => store.putIfAbsent(`${key}/new`, bytes),
              async (outcome) => {
                expect(outcome).toBe("written");
                expect((await truth.get(`${key}/new`))?.body.equals(bytes)).toBe(true);
              },
            );
            const path = join(folder, `${round}-${lane}`);
            await writeFile(path, bytes);
            await attempt(
              () => store.putFile(`${key}/file`, path),
              async (outcome) => {
                expect(outcome).toBe("written");
                expect((await truth.get(`${key}/file`))?.body.equals(bytes)).toBe(true);
              },
            );
            const all = await collect(truth.list(`${key}/`));
            await attempt(
              () => collect(store.list(`${key}/`)),
              (listed) => expect(listed).toEqual(all),
            );
            await attempt(
              () => store.delete(`${key}/there`),
              async () => expect(await truth.stat(`${key}/there`)).toBeUndefined(),
            );
          }),
        );
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    const failing = proxy.seen.filter(({ fault }) => fault.kind !== "none").length;
    console.log(`${JSON.stringify(counts)}, ${proxy.seen.length} requests, ${failing} of them with a fault`);
    // Eight attempts, of which each fails with 30 %: hardly any operation may fail.
    expect(counts.failed).toBeLessThan(counts.right / 50);
    expect(counts.longestMs).toBeLessThan(7_000);
    proxy.plan = noFaults;
  }, 180_000);

  it("uploads in parts through faults, whole or not at all", async () => {
    const { store, truth, proxy } = opened;
    const folder = await mkdtemp(join(tmpdir(), "sluice-faults-"));
    const bytes = randomBytes(20 * 1024 * 1024 + 11);
    const path = join(folder, "large");
    try {
      for (let round = 0; round < 4; round += 1) {
        await writeFile(path, bytes);
        proxy.plan = randomFaults(
          seededRandom(round),
          0.3,
          passingFaults.filter(({ kind }) => kind !== "stalledHead"),
        );
        const outcome = await store.putFile(`large/${round}`, path).catch((thrown: PgError) => thrown.sqlstate);
        proxy.plan = noFaults;
        const got = await truth.get(`large/${round}`);
        expect(["written", "58030"]).toContain(outcome);
        if (got !== undefined || outcome === "written") expect(got?.body.equals(bytes)).toBe(true);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, 120_000);
});
