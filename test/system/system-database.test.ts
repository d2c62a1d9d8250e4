// A PostgreSQL in a thread: booted from what is kept, bounded in time and memory, and replaced when it misbehaves.
import { mkdtemp, readdir, rm, stat, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type * as partsSources from "../../src/engine/system-catalog/database/boot-parts.js";
import type * as sources from "../../src/engine/system-catalog/database/system-database.js";
import type {
  Exchange,
  SystemDatabase as Database,
  SystemDatabaseOptions,
} from "../../src/engine/system-catalog/database/system-database.js";

// What was built, not the sources: its thread is a file of its own.
const built = new URL("../../dist/engine/system-catalog/database/system-database.js", import.meta.url).href;
const { OtherGeneration, SystemDatabase } = (await import(built)) as typeof sources;
const { SharedBootParts } = (await import(new URL("boot-parts.js", built).href)) as typeof partsSources;

const bounds = { timeoutMs: 10_000, bytesMax: 1_000_000 };
/** A database is made once, and that takes its time. */
const makingMs = 60_000;
const endless = "with recursive r(n) as (select 1 union all select n + 1 from r) select count(*) from r";

let cacheFolder: string;
/** Of the tests that leave it as it is. */
let shared: Database;
let opened: Database[] = [];
let warned: string[] = [];

beforeAll(async () => {
  cacheFolder = path.join(await mkdtemp(path.join(tmpdir(), "sluice-system-database-")), "cache");
  shared = await openDatabase({ prepare: countingPreparation() });
  opened = [];
}, makingMs);
afterEach(async () => {
  for (const database of opened) await database.close();
  [opened, warned] = [[], []];
});
afterAll(async () => {
  await shared.close();
  await rm(path.dirname(cacheFolder), { recursive: true, force: true });
});

async function openDatabase(options: Partial<SystemDatabaseOptions> = {}): Promise<Database> {
  const database = await SystemDatabase.open({
    parts: new SharedBootParts(cacheFolder),
    warn: (message) => void warned.push(message),
    ...options,
  });
  opened.push(database);
  return database;
}

function query(sql: string): Buffer {
  const body = Buffer.from(`${sql}\0`);
  const head = Buffer.from("Q\0\0\0\0");
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** The first column of the first row, as text. */
function valueIn(answer: Uint8Array): string | undefined {
  const bytes = Buffer.from(answer);
  for (let at = 0; at < bytes.length; at += 1 + bytes.readInt32BE(at + 1)) {
    if (bytes[at] === "D".charCodeAt(0)) return bytes.toString("utf8", at + 11, at + 11 + bytes.readInt32BE(at + 7));
  }
  return undefined;
}

/** Leaves in a setting how many times it was asked to. */
function countingPreparation(): (exchange: Exchange) => Promise<void> {
  let runs = 0;
  return async (exchange) => {
    runs += 1;
    await exchange(query(`set test.run to ${runs}`));
  };
}

async function keptFile(): Promise<string> {
  const names = await readdir(cacheFolder);
  expect(names).toHaveLength(1);
  return path.join(cacheFolder, names[0]!);
}

describe("the system database", () => {
  it("answers a query with PostgreSQL's own bytes", async () => {
    const answer = await shared.exchange(query("select 1"), bounds);
    // RowDescription of one int4 column, DataRow, CommandComplete, ReadyForQuery.
    const expected = [
      "54 00000021 0001 3f636f6c756d6e3f00 00000000 0000 00000017 0004 ffffffff 0000",
      "44 0000000b 0001 00000001 31",
      "43 0000000d 53454c454354203100",
      "5a 00000005 49",
    ];
    expect(Buffer.from(answer).toString("hex")).toBe(expected.join("").replaceAll(" ", ""));
  });

  it("lets OIDs be set", async () => {
    await shared.exchange(query("select binary_upgrade_set_next_pg_authid_oid(70000); create role reader"), bounds);
    expect(valueIn(await shared.exchange(query("select 'reader'::regrole::oid"), bounds))).toBe("70000");
  });

  it("boots from the kept file, which only its owner can read", async () => {
    const before = await stat(await keptFile());
    const database = await openDatabase();
    expect(database.bootedFrom).toBe("cache");
    const after = await stat(await keptFile());
    expect([after.mtimeMs, after.ino]).toEqual([before.mtimeMs, before.ino]);
    expect([after.mode & 0o777, (await stat(cacheFolder)).mode & 0o777]).toEqual([0o600, 0o700]);
    expect(warned).toEqual([]);
  });

  it(
    "makes a damaged file anew",
    async () => {
      const file = await open(await keptFile(), "r+");
      await file.write(Buffer.from("damage"), 0, 6, 1_000_000);
      await file.close();
      const database = await openDatabase();
      expect(database.bootedFrom).toBe("initdb");
      expect(warned).toEqual([expect.stringContaining("is damaged")]);
      expect(valueIn(await database.exchange(query("select 1"), bounds))).toBe("1");
      expect((await openDatabase()).bootedFrom).toBe("cache");
    },
    makingMs,
  );

  it("has its files in common with others, but nothing that is written to them", async () => {
    const parts = new SharedBootParts(cacheFolder);
    const [one, other] = [await openDatabase({ parts }), await openDatabase({ parts })];
    await one.exchange(query("select binary_upgrade_set_next_pg_authid_oid(70001); create role mine"), bounds);
    // Writes it to the files.
    await one.exchange(query("checkpoint"), bounds);
    const mine = query("select exists(select from pg_roles where rolname = 'mine')");
    expect(valueIn(await one.exchange(mine, bounds))).toBe("t");
    expect(valueIn(await other.exchange(mine, bounds))).toBe("f");
    expect(valueIn(await (await openDatabase({ parts })).exchange(mine, bounds))).toBe("f");
  });

  it("keeps no log of what was written long ago", async () => {
    const written =
      "do $$ begin execute format('comment on role postgres is %L', (select string_agg(md5(random()::text), '') from generate_series(1, 50000))); end $$";
    for (let count = 0; count < 20; count++) await shared.exchange(query(written), bounds);
    expect(Number(valueIn(await shared.exchange(query("select count(*) from pg_ls_waldir()"), bounds)))).toBeLessThan(
      15,
    );
  });

  it("stops what sleeps at its timeout, and then answers those who waited, prepared anew", async () => {
    const database = await openDatabase({ prepare: countingPreparation() });
    const stopped = database.exchange(query("select pg_sleep(60)"), { ...bounds, timeoutMs: 300 });
    const waiting = database.exchange(query("show test.run"), bounds);
    await expect(stopped).rejects.toMatchObject({
      sqlstate: "57014",
      message: "canceling statement due to statement timeout",
    });
    const stoppedAt = performance.now();
    expect(valueIn(await waiting)).toBe("2");
    const ms = performance.now() - stoppedAt;
    console.log(`answered again ${ms.toFixed(0)} ms after the timeout`);
  });

  it("stops an answer that is too long, while it is made", async () => {
    const database = await openDatabase();
    const long = database.exchange(query("select generate_series(1, 1000000000)"), bounds);
    await expect(long).rejects.toMatchObject({ sqlstate: "54000" });
    expect(valueIn(await database.exchange(query("select 1"), bounds))).toBe("1");
  });

  it.each([
    { name: "its memory is full", sql: "select length(repeat('x', 1000000000))", code: "C53200\0" },
    { name: "its stack is full", sql: `select 1${"+1".repeat(20_000)}`, code: "C54001\0" },
  ])("goes on when $name", async ({ sql, code }) => {
    expect(Buffer.from(await shared.exchange(query(sql), bounds)).includes(code)).toBe(true);
    expect(valueIn(await shared.exchange(query("show test.run"), bounds))).toBe("1");
  });

  it("is replaced when a statement ends PostgreSQL", async () => {
    const database = await openDatabase({ prepare: countingPreparation() });
    const fatal = database.exchange(query("copy (select 1) to program 'true'"), bounds);
    await expect(fatal).rejects.toMatchObject({ sqlstate: "57P03", severity: "ERROR" });
    expect(valueIn(await database.exchange(query("show test.run"), bounds))).toBe("2");
  });

  it("tells those who wait when it cannot be prepared again, and tries anew for those who come later", async () => {
    let runs = 0;
    const database = await openDatabase({
      prepare: async () => {
        runs += 1;
        if (runs === 2) throw new Error("not now");
      },
    });
    const stopped = database.exchange(query(endless), { ...bounds, timeoutMs: 100 });
    const waiting = database.exchange(query("select 1"), bounds);
    await expect(stopped).rejects.toMatchObject({ sqlstate: "57014" });
    await expect(waiting).rejects.toMatchObject({ sqlstate: "57P03", cause: { message: "not now" } });
    await expect
      .poll(() => database.exchange(query("select 1"), bounds).then(valueIn, () => "not yet"), { timeout: 10_000 })
      .toBe("1");
    expect(runs).toBe(3);
  });

  it("answers at once whoever does not wait any longer, and everybody else in turn", async () => {
    const leaving = new AbortController();
    const options = { ...bounds, signal: leaving.signal };
    const running = shared.exchange(query("select pg_sleep(0.1)"), options);
    const waiting = shared.exchange(query("set test.run to 'left'"), options);
    const other = shared.exchange(query("show test.run"), bounds);
    leaving.abort(new Error("left"));
    await expect(running).rejects.toThrow("left");
    await expect(waiting).rejects.toThrow("left");
    expect(valueIn(await other)).toBe("1");
  });

  it.each([endless, "select pg_sleep(3600)", "select count(*) from generate_series(1, 100000000000)"])(
    "does not run on for long when nobody wants the answer: %s",
    async (sql) => {
      const database = await openDatabase({ prepare: countingPreparation() });
      const leaving = new AbortController();
      const hour = { ...bounds, timeoutMs: 3_600_000 };
      const running = database.exchange(query(sql), { ...hour, signal: leaving.signal });
      const other = database.exchange(query("show test.run"), hour);
      leaving.abort(new Error("left"));
      const leftAt = performance.now();
      await expect(running).rejects.toThrow("left");
      expect(valueIn(await other)).toBe("2");
      console.log(`others answered ${(performance.now() - leftAt).toFixed(0)} ms after it was left`);
    },
    30_000,
  );

  it("gives those who wait for a long statement another database, and answers the long one too", async () => {
    const database = await openDatabase({ prepare: countingPreparation() });
    const startedAt = performance.now();
    const long = database.exchange(query("select 'long' from pg_sleep(6)"), bounds);
    expect(valueIn(await database.exchange(query("show test.run"), bounds))).toBe("2");
    console.log(`others answered ${(performance.now() - startedAt).toFixed(0)} ms after it began`);
    expect(valueIn(await long)).toBe("long");
    expect(valueIn(await database.exchange(query("show test.run"), bounds))).toBe("2");
    expect(warned).toEqual([]);
  }, 30_000);

  it("leaves one long statement to itself, and ends it for a second one", async () => {
    const database = await openDatabase({ prepare: countingPreparation() });
    const hour = { ...bounds, timeoutMs: 3_600_000 };
    const long = [1, 2].map(() => database.exchange(query(endless), hour));
    const outcomes = Promise.allSettled(long);
    expect(valueIn(await database.exchange(query("show test.run"), hour))).toBe("3");
    await database.close();
    expect(await outcomes).toMatchObject([{ reason: { sqlstate: "57014" } }, { reason: { sqlstate: "57P01" } }]);
  }, 30_000);

  it("says nothing to another database than the one that was meant", async () => {
    const prepared: number[] = [];
    const database = await openDatabase({ prepare: async (_, generation) => void prepared.push(generation) });
    const { generation } = database;
    expect(valueIn(await database.exchange(query("select 1"), { ...bounds, generation }))).toBe("1");
    const stopped = database.exchange(query(endless), { ...bounds, timeoutMs: 100 });
    const meant = database.exchange(query("select 1"), { ...bounds, generation });
    await expect(stopped).rejects.toMatchObject({ sqlstate: "57014" });
    await expect(meant).rejects.toBeInstanceOf(OtherGeneration);
    expect(prepared).toEqual([generation, database.generation]);
  });

  it("can be closed while it is opened", async () => {
    const closing = new AbortController();
    const opening = openDatabase({
      signal: closing.signal,
      prepare: async (exchange) => {
        setTimeout(() => closing.abort(new Error("closing")), 100);
        await exchange(query(endless));
      },
    });
    await expect(opening).rejects.toThrow("closing");
  });

  it.each([
    { name: "cut off", messages: query("select 1").subarray(0, -1) },
    { name: "without an end", messages: Buffer.from("H\0\0\0\u0004") },
    { name: "that ends the session", messages: Buffer.from("X\0\0\0\u0004") },
    { name: "without a word", messages: Buffer.alloc(0) },
  ])("says nothing that is $name", async ({ messages }) => {
    await expect(shared.exchange(messages, bounds)).rejects.toThrow(/^(?!.*57P)/);
    expect(valueIn(await shared.exchange(query("select 1"), bounds))).toBe("1");
  });

  it("ends what runs and what waits when it is closed, as often as it is", async () => {
    const database = await openDatabase();
    const ended = ["select pg_sleep(60)", "select 1"].map((sql) => database.exchange(query(sql), bounds));
    const outcomes = Promise.allSettled(ended);
    await Promise.all([database.close(), database.close()]);
    const shutDown = { status: "rejected", reason: { sqlstate: "57P01" } };
    expect(await outcomes).toMatchObject([shutDown, shutDown]);
    await expect(database.exchange(query("select 1"), bounds)).rejects.toMatchObject({ sqlstate: "57P01" });
  });
});
