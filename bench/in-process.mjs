// A program of its own: reads a dataset with DuckDB in this very process, and prints what that took. No socket, no gateway.
import { DuckDBInstance } from "@duckdb/node-api";
import { watchUse } from "./servers/process-use.mjs";

/** @typedef {{ chunksMs: number, firstChunkMs: number, chunksPeakBytes: number, rowsMs: number, rowsPeakBytes: number }} InProcessSample */

const [sql = "", runs = "1", memoryLimit = ""] = process.argv.slice(2);
const instance = await DuckDBInstance.create(":memory:", { memory_limit: memoryLimit });
const connection = await instance.connect();

await fetchChunks();
const chunks = await repeat(fetchChunks);
// After the chunks: what it leaves behind would count as theirs.
const rows = await repeat(getRows);
/** @type {readonly InProcessSample[]} */
const samples = chunks.map((sample, run) => ({
  chunksMs: sample.totalMs,
  firstChunkMs: sample.firstChunkMs,
  chunksPeakBytes: sample.peakBytes,
  rowsMs: rows[run]?.totalMs ?? Number.NaN,
  rowsPeakBytes: rows[run]?.peakBytes ?? Number.NaN,
}));
process.stdout.write(JSON.stringify(samples));

/** The chunks as they come, not looked into: the least that anybody pays. */
async function fetchChunks() {
  const startedAt = performance.now();
  const result = await connection.stream(sql);
  let firstChunkMs = Number.NaN;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (Number.isNaN(firstChunkMs)) firstChunkMs = performance.now() - startedAt;
    if (chunk === null || chunk.rowCount === 0) break;
  }
  return { totalMs: performance.now() - startedAt, firstChunkMs };
}

/** A JavaScript value per cell, as most programs take them. */
async function getRows() {
  const startedAt = performance.now();
  const reader = await connection.runAndReadAll(sql);
  const rows = reader.getRows();
  if (rows.length === 0) throw new Error("no rows");
  return { totalMs: performance.now() - startedAt };
}

/**
 * @template {object} T
 * @param {() => Promise<T>} work
 */
async function repeat(work) {
  const outcomes = [];
  for (let run = 0; run < Number(runs); run++) {
    const use = watchUse([process.pid]);
    const outcome = await work();
    outcomes.push({ ...outcome, peakBytes: use().peakBytes });
  }
  return outcomes;
}
