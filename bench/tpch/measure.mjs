// TPC-H through the gateway against DuckDB in this process: the same files, as many threads, as much memory.
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { Client } from "../client/client.mjs";
import { memoryLimit, startGateway } from "../servers/gateway.mjs";
import { tables, tpchFolder } from "./data.mjs";
import { queries } from "./queries.mjs";

/** @typedef {{ rows: number, milliseconds: number }} Run */
/** @typedef {{ name: string, rows: number, sluiceMs: readonly number[], duckdbMs: readonly number[], error?: string }} QueryFigures */
/** @typedef {{ scale: number, runs: number, queries: readonly QueryFigures[] }} TpchFigures */

/** Less while something is being written. */
const tpchScale = Number(process.env["SLUICE_TPCH_SCALE"] ?? 1);
// The gateway would say that it knows nothing of it.
delete process.env["SLUICE_TPCH_SCALE"];

/**
 * @param {number} runs
 * @returns {Promise<TpchFigures>}
 */
export async function measureTpch(runs) {
  const data = await tpchFolder(tpchScale);
  const folder = mkdtempSync(path.join(tmpdir(), "sluice-tpch-gateway-"));
  const settings = { bucket_roots: [data] };
  const gateway = await startGateway({ folder, ingestFolder: folder, profileFolder: undefined, settings });
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: memoryLimit,
    threads: String(availableParallelism()),
  });
  const client = await Client.open(gateway.address);
  const duckdb = await instance.connect();
  try {
    await client.query(`CALL create_bucket('tpch', root => '${data}')`);
    for (const table of tables) {
      await client.query(`CALL register('${table}', 'lakehouse-tpch://${table}.parquet')`);
      await duckdb.run(`CREATE VIEW ${table} AS FROM read_parquet('${path.join(data, `${table}.parquet`)}')`);
    }
    const sluice = async (/** @type {string} */ sql) => {
      const { rows, totalMs } = await client.query(sql);
      return { rows, milliseconds: totalMs };
    };
    const alone = (/** @type {string} */ sql) => fetchAll(duckdb, sql);
    const figures = [];
    for (const [name, sql] of Object.entries(queries(tpchScale)))
      figures.push(await measure(name, sql, runs, sluice, alone));
    return { scale: tpchScale, runs, queries: figures };
  } finally {
    await client.close();
    await gateway.stop();
    duckdb.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The two take turns; the first run of each is not counted.
 * @param {string} name
 * @param {string} sql
 * @param {number} runs
 * @param {(sql: string) => Promise<Run>} sluice
 * @param {(sql: string) => Promise<Run>} duckdb
 * @returns {Promise<QueryFigures>}
 */
async function measure(name, sql, runs, sluice, duckdb) {
  const sluiceMs = [];
  const duckdbMs = [];
  let rows = 0;
  for (let run = 0; run <= runs; run++) {
    const alone = await duckdb(sql);
    ({ rows } = alone);
    try {
      const here = await sluice(sql);
      if (here.rows !== rows)
        return { name, rows, sluiceMs: [], duckdbMs: [], error: `${here.rows} rows, not ${rows}` };
      if (run > 0) sluiceMs.push(here.milliseconds);
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown.message : String(thrown);
      return { name, rows, sluiceMs: [], duckdbMs: [], error };
    }
    if (run > 0) duckdbMs.push(alone.milliseconds);
  }
  return { name, rows, sluiceMs, duckdbMs };
}

/**
 * @param {import("@duckdb/node-api").DuckDBConnection} duckdb
 * @param {string} sql
 * @returns {Promise<Run>}
 */
async function fetchAll(duckdb, sql) {
  const startedAt = performance.now();
  const result = await duckdb.stream(sql);
  let rows = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    rows += chunk.rowCount;
  }
  return { rows, milliseconds: performance.now() - startedAt };
}
