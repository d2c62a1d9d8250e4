import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import path from "node:path";
import duckdb from "@duckdb/node-bindings";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { message } from "../support/frames.js";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";

/** Longer on demand: the bound holds however long it takes. */
const seconds = Number(process.env["SLUICE_SLOW_CLIENT_SECONDS"] ?? 8);
const bytesPerSecond = 1_000_000;

const threads = 2;

const results = [
  {
    rows: "10 million ordinary rows",
    residentBytesMax: 600e6,
    sql: "SELECT i, 'name ' || i AS name, md5(i::VARCHAR) AS digest, i * 0.5 AS score, DATE '2024-01-01' AS day FROM range(10000000) r(i)",
  },
  { rows: "rows of 100 KB, from a dataset", residentBytesMax: 600e6, sql: "SELECT * FROM wide" },
  {
    rows: "rows of 100 KB, made by the statement",
    // DuckDB makes 2,048 rows at a time, here 205 MB: one chunk is being sent, and the next one waits. Its source has one thread. The process itself
    // has 180 MB when it has planned the statement.
    residentBytesMax: 640e6,
    sql: "SELECT i, repeat(chr(97 + (i % 26)::INTEGER), 100000) AS page FROM range(10000000) r(i)",
  },
];

let dataDir: string;
let gateway: Gateway;
let socket: Socket;
beforeEach(async () => {
  dataDir = makeDataDir();
  const inbox = path.join(dataDir, "inbox");
  mkdirSync(inbox);
  writeFileSync(path.join(dataDir, "sluice.yaml"), `ingest_roots: [${inbox}]\n`);
  gateway = await startGateway(dataDir, { SLUICE_THREADS: String(threads) });
});
afterEach(async () => {
  // It would be asked to say goodbye, and does not listen.
  socket.destroy();
  await gateway.stop();
  removeDataDir(dataDir);
});

/** The most that the process ever had in memory. */
function peakBytes(): number | undefined {
  if (process.platform !== "linux") return undefined;
  const status = readFileSync(`/proc/${gateway.process.pid}/status`, "latin1");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

/** From Parquet with row groups of 2,048 rows, 200 MB each; read by a gateway that has started since. */
async function ingestWideRows(): Promise<void> {
  const file = path.join(dataDir, "inbox", "wide.parquet");
  const database = await duckdb.open(":memory:");
  const connection = await duckdb.connect(database);
  await duckdb.query(
    connection,
    `COPY (SELECT i, repeat(md5(i::VARCHAR), 3125) AS page FROM range(10000) r(i)) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
  );
  duckdb.disconnect_sync(connection);
  duckdb.close_sync(database);
  await gateway.query(`CALL ingest('wide', '${file}')`);
  await gateway.stop();
  gateway = await startGateway(dataDir, { SLUICE_THREADS: String(threads) });
}

/** Reads no faster than it says. Returns how many bytes came. */
async function readSlowly(socket: Socket): Promise<number> {
  const startedAt = performance.now();
  let bytes = 0;
  for (let elapsed = 0; elapsed < seconds; elapsed = (performance.now() - startedAt) / 1000) {
    if (bytes < elapsed * bytesPerSecond) bytes += (socket.read() as Buffer | null)?.length ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return bytes;
}

describe.each(results)("a client that reads $rows slowly and then vanishes", ({ rows, sql, residentBytesMax }) => {
  it("costs bounded memory, and its statement ends", async () => {
    if (sql.includes("wide")) await ingestWideRows();
    const client = await gateway.connect();
    socket = (client as unknown as { connection: { stream: Socket } }).connection.stream;
    socket.removeAllListeners("data");
    socket.on("readable", () => undefined);
    socket.write(message("Q", `${sql}\0`));
    expect(await readSlowly(socket)).toBeGreaterThan((seconds * bytesPerSecond) / 4);
    const peak = peakBytes();
    if (peak !== undefined) expect(peak).toBeLessThan(residentBytesMax);

    const isRunning = async () => {
      const { rows: sessions } = await gateway.query("SELECT query FROM sluice.sessions");
      return sessions.some((session: { query: string }) => session.query === sql);
    };
    expect(await isRunning()).toBe(true);
    const droppedAt = performance.now();
    socket.destroy();
    await expect.poll(isRunning, { timeout: 10_000, interval: 10 }).toBe(false);
    // Figures for the reader, not claims.
    const endedMs = Math.round(performance.now() - droppedAt);
    console.log(`${rows}: peak ${Math.round((peak ?? 0) / 1e6)} MB, ended ${endedMs} ms after the client`);
  }, 300_000);
});
