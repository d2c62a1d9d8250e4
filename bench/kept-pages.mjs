// Pages by number of a result that the gateway keeps: in memory, and in its file once other results have taken the room.
import pg from "pg";
import { Client } from "./client/client.mjs";
import { percentile } from "./figures.mjs";

const pageRows = 100;
const pagesRead = 300;
/** Larger, all together, than what may be in memory. */
const otherResults = 3;

/** @typedef {{ p50Ms: number, p99Ms: number }} Latency */
/** @typedef {{ rows: number, keepMs: number, inMemory: Latency, inFile: Latency }} KeptFigures */

/**
 * @param {import("./servers/server.mjs").Server} gateway
 * @param {number} rows
 * @returns {Promise<KeptFigures>}
 */
export async function measureKeptPages(gateway, rows) {
  const { port, user, database, password } = gateway.address;
  const keeper = new pg.Client({ host: "127.0.0.1", port, user, database, ...(password && { password }) });
  await keeper.connect();
  const reader = await Client.open(gateway.address);
  try {
    const startedAt = performance.now();
    const id = await keep(keeper);
    const keepMs = performance.now() - startedAt;
    const inMemory = await readPages(reader, id, rows);
    for (let other = 0; other < otherResults; other++) await keep(keeper);
    const inFile = await readPages(reader, id, rows);
    await keeper.query("SELECT 1");
    return { rows, keepMs, inMemory, inFile };
  } finally {
    await keeper.end();
    await reader.close();
  }
}

/** @param {pg.Client} keeper */
async function keep(keeper) {
  const { rows } = await keeper.query(`CALL query_paged('SELECT * FROM people', page_size => ${pageRows})`);
  return String(rows[0].query_id);
}

/**
 * @param {Client} reader
 * @param {string} id
 * @param {number} rows
 * @returns {Promise<Latency>}
 */
async function readPages(reader, id, rows) {
  const durations = [];
  for (let turn = 0; turn < pagesRead; turn++) {
    const page = 1 + ((turn * 7919) % Math.floor(rows / pageRows));
    const answer = await reader.query(`CALL query_page('${id}', ${page})`);
    if (answer.rows !== pageRows) throw new Error(`a page has ${answer.rows} rows`);
    durations.push(answer.totalMs);
  }
  return { p50Ms: percentile(durations, 0.5), p99Ms: percentile(durations, 0.99) };
}
