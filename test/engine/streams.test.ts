// What a stream holds, and that it gives it back whatever happens.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import duckdb from "@duckdb/node-bindings";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Batch } from "../../src/engine/api.js";
import { Admission, type Ticket } from "../../src/engine/admission.js";
import { limits } from "../../src/limits.js";
import { ConnectionPool, type PooledConnection } from "../../src/engine/duckdb/connection-pool.js";
import { openSandbox } from "../../src/engine/duckdb/sandbox.js";
import { runOn, textsOf } from "../../src/engine/duckdb/statement-run.js";
import { openStream, type StreamOrder } from "../../src/engine/duckdb/stream.js";
import { AdminShutdown, QueryCanceled } from "../../src/errors.js";

/** Counts what is out. */
class CountingPool extends ConnectionPool {
  taken = 0;
  override async take(sql?: string, timeZone?: string): Promise<PooledConnection> {
    const connection = await super.take(sql, timeZone);
    this.taken++;
    return connection;
  }
  override giveBack(connection: PooledConnection): void {
    this.taken--;
    super.giveBack(connection);
  }
}

class CountingAdmission extends Admission {
  inside = 0;
  override async enter(options: Parameters<Admission["enter"]>[0]): Promise<Ticket> {
    const ticket = await super.enter(options);
    this.inside++;
    const leave = ticket.leave.bind(ticket);
    ticket.leave = () => {
      this.inside--;
      leave();
    };
    return ticket;
  }
}

let folder: string;
let database: duckdb.Database;
let pool: CountingPool;
let admission: CountingAdmission;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "sluice-streams-"));
  database = await openSandbox({
    folders: [folder],
    temporaryFolder: path.join(folder, "spill"),
    memoryLimit: "1GiB",
    threads: 2,
  });
});
beforeEach(() => {
  pool = new CountingPool(database);
  admission = new CountingAdmission();
});
afterAll(async () => {
  duckdb.close_sync(database);
  await rm(folder, { recursive: true, force: true });
});

const open = (
  sql: string,
  more: Partial<StreamOrder> = {},
  parts: { pool: ConnectionPool; admission: Admission } = { pool, admission },
) =>
  openStream(
    { ...parts, warn: () => undefined },
    {
      sql,
      isKeptPrepared: true,
      parameters: [],
      timeZone: "UTC",
      signal: new AbortController().signal,
      onState: () => undefined,
      isKnownHeavy: false,
      isSmall: false,
      onHeavy: () => undefined,
      ...more,
    },
  );

const many = "SELECT i FROM range(20000) t(i)";
const endless = "SELECT count(*) FROM range(100000000) a(x), range(100000) b(y) WHERE (x * y) % 7 = 3";
const failing = "SELECT CASE WHEN i = 1900000 THEN error('boom') ELSE i::VARCHAR END FROM range(2000000) t(i)";

async function countOf(batches: AsyncIterable<Batch>): Promise<number> {
  let count = 0;
  for await (const batch of batches) count += batch.rowCount;
  return count;
}

function expectNothingHeld(): void {
  expect({ connections: pool.taken, places: admission.inside }).toEqual({ connections: 0, places: 0 });
}

/** A connection that was given back must serve the next one in full. */
async function expectSoundPool(): Promise<void> {
  expectNothingHeld();
  expect(await countOf((await open(many)).batches)).toBe(20_000);
  expectNothingHeld();
}

describe("a stream", () => {
  it("gives back what it held when it was read to its end", async () => {
    await expectSoundPool();
  });

  it("ends once, and stays so", async () => {
    const { batches } = await open("SELECT 1");
    expect((await batches.next()).done).toBe(false);
    for (let round = 0; round < 3; round++) expect((await batches.next()).done).toBe(true);
    await batches.return?.();
    await expectSoundPool();
  });

  it("may be given up before its first row, in its middle, and twice", async () => {
    const { batches } = await open(many);
    await batches.return?.();
    await batches.return?.();
    expect((await batches.next()).done).toBe(true);
    const { batches: others } = await open(many);
    await others.next();
    await Promise.all([others.return?.(), others.return?.()]);
    expect((await others.next()).done).toBe(true);
    await expectSoundPool();
  });

  it("gives no row twice to those who ask at once", async () => {
    const { batches } = await open(many);
    const steps = await Promise.all(Array.from({ length: 15 }, () => batches.next()));
    const first = steps.reduce((sum, step) => sum + (step.done === true ? 0 : step.value.rowCount), 0);
    expect(first + (await countOf(batches))).toBe(20_000);
    await expectSoundPool();
  });

  it("may be given up while a row is awaited", async () => {
    const { batches } = await open(many);
    const next = batches.next().catch(() => "rejected");
    await batches.return?.();
    await next;
    await expectSoundPool();
  });

  it("gives back what it held when it fails, before its first row or in its middle", async () => {
    await expect(open("SELECT error('boom') FROM range(3)")).rejects.toMatchObject({ sqlstate: expect.any(String) });
    await expect(open("SELECT nope")).rejects.toMatchObject({ sqlstate: "42703" });
    await expect(open("SELECT 1", { timeZone: "No/Where" })).rejects.toMatchObject({ sqlstate: "22023" });
    await expect(open("SELECT 1::VARIANT")).rejects.toMatchObject({ sqlstate: "0A000" });
    const { batches } = await open(failing);
    await expect(countOf(batches)).rejects.toMatchObject({ message: expect.stringContaining("boom") });
    expect((await batches.next()).done).toBe(true);
    await expectSoundPool();
  });

  it("of a small result has every row, and its failures too", async () => {
    for (const rows of [0, 1, 2_048, 5_000]) {
      const { batches } = await open(`SELECT i, repeat('x', 20) FROM range(${rows}) t(i)`, { isSmall: true });
      expect(await countOf(batches)).toBe(rows);
    }
    await expect(open("SELECT error('boom')", { isSmall: true })).rejects.toMatchObject({ message: "boom" });
    const abort = new AbortController();
    setTimeout(() => abort.abort(new QueryCanceled()), 50);
    await expect(open(endless, { isSmall: true, signal: abort.signal })).rejects.toMatchObject({ sqlstate: "57014" });
    await expectSoundPool();
  });

  it("that fails behind rows that have left says so, and where: it does not just end", async () => {
    const { batches } = await open(`${failing} -- comment`);
    const counted = countOf(batches);
    await expect(counted).rejects.toMatchObject({ sqlstate: "22000", message: "boom" });
    const cast = await open(
      "SELECT CASE WHEN i = 1900000 THEN 'x' ELSE '1' END::INTEGER AS a, i AS a FROM range(2000000) t(i)",
    );
    await expect(countOf(cast.batches)).rejects.toMatchObject({ sqlstate: "22P02", byteOffset: expect.any(Number) });
    await expectSoundPool();
  });

  it("aborted while rows are made does not end as if those were all", async () => {
    for (const delayMs of [0, 1, 3, 10]) {
      const abort = new AbortController();
      const { batches } = await open("SELECT i FROM range(50000000) t(i) WHERE hash(i) % 3 = 0", {
        signal: abort.signal,
      });
      setTimeout(() => abort.abort(new QueryCanceled()), delayMs);
      await expect(countOf(batches)).rejects.toMatchObject({ sqlstate: "57014" });
    }
    await expectSoundPool();
  });

  it("aborted between two rows says so at one of the next, with the signal's reason", async () => {
    const abort = new AbortController();
    const { batches } = await open("SELECT i FROM range(1000000) t(i)", { signal: abort.signal });
    await batches.next();
    abort.abort(new AdminShutdown());
    await expect(countOf(batches)).rejects.toMatchObject({ sqlstate: "57P01" });
    await expectSoundPool();
  });

  it("aborted while it waits for its turn has taken no connection", async () => {
    const blocking = new AbortController();
    const stopped = expect(
      Promise.allSettled(
        Array.from({ length: 8 }, () =>
          open(endless, { signal: blocking.signal, isKnownHeavy: true }).catch((thrown: unknown) => thrown),
        ),
      ),
    ).resolves.toHaveLength(8);
    while (pool.taken < 8) await new Promise((resolve) => setTimeout(resolve, 5));
    const abort = new AbortController();
    const waiting = open(endless, { signal: abort.signal, isKnownHeavy: true });
    const outcome = expect(waiting).rejects.toMatchObject({ sqlstate: "57014" });
    expect(pool.taken).toBe(8);
    abort.abort(new QueryCanceled());
    await outcome;
    blocking.abort(new QueryCanceled());
    await stopped;
    await expectSoundPool();
  });

  it("frees what DuckDB held for it when it is given up", async () => {
    const memory = async (): Promise<number> => {
      const connection = await pool.take();
      const [bytes] = textsOf(
        await runOn(connection.raw, "SELECT sum(memory_usage_bytes)::VARCHAR FROM duckdb_memory()"),
      );
      pool.giveBack(connection);
      return Number(bytes);
    };
    const before = await memory();
    const { batches } = await open("SELECT i, repeat('x', 100) AS s FROM range(500000) t(i) ORDER BY i % 1000, s");
    await batches.next();
    expect(await memory()).toBeGreaterThan(before + 20_000_000);
    await batches.return?.();
    expect(await memory()).toBeLessThan(before + 2_000_000);
    await expectSoundPool();
  });
});

describe("a statement that turns out to be heavy where there is no room", () => {
  /** Has no room for it until it asks for the heavy lane; `delayMs`: so long does the answer block everything. */
  const fullAdmission = (delayMs: number) => {
    const asked: boolean[] = [];
    const enter = (options: { isKnownHeavy: boolean }) => {
      asked.push(options.isKnownHeavy);
      const tryPromote = () => {
        const until = performance.now() + delayMs;
        while (performance.now() < until);
        return "full";
      };
      const lightMsMax = limits.lightStatementMsMax;
      return Promise.resolve({ isHeavy: options.isKnownHeavy, lightMsMax, tryPromote, leave: () => undefined });
    };
    return { asked, admission: { enter } as unknown as Admission };
  };
  const slow = "SELECT i FROM (SELECT pg_sleep(0.4) AS nothing) s, range(20000) t(i) WHERE nothing IS NULL";

  it("starts again in the heavy lane, and gives each row once", async () => {
    const { asked, admission: full } = fullAdmission(0);
    const { batches } = await open(slow, {}, { pool, admission: full });
    expect(await countOf(batches)).toBe(20_000);
    expect(asked.slice(0, 2)).toEqual([false, true]);
    await expectSoundPool();
  });

  it("is not cancelled by an interrupt that came when its first rows were there already", async () => {
    const { admission: full } = fullAdmission(600);
    const { batches } = await open(slow, {}, { pool, admission: full });
    expect(await countOf(batches)).toBe(20_000);
    await expectSoundPool();
  });
});

describe("a connection", () => {
  const midnight = "SELECT '2024-01-01 00:00:00'::TIMESTAMPTZ";
  const microseconds = async (timeZone: string) => {
    const { batches } = await open(midnight, { timeZone });
    let value: bigint | undefined;
    for await (const { columns } of batches) {
      const [vector] = columns;
      if (vector?.layout === "fixed") value = Buffer.from(vector.data).readBigInt64LE();
    }
    return value;
  };

  it("that served one time zone does not answer in it to another", async () => {
    expect(await microseconds("UTC")).toBe(1_704_067_200_000_000n);
    expect(await microseconds("Asia/Tokyo")).toBe(1_704_034_800_000_000n);
    expect(await microseconds("America/New_York")).toBe(1_704_085_200_000_000n);
    expect(await microseconds("UTC")).toBe(1_704_067_200_000_000n);
  });
});
