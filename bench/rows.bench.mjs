// Where a row's time goes inside the gateway: fetched from DuckDB, copied out of its memory, encoded. `node bench/rows.bench.mjs [rows]`
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import duckdb from "@duckdb/node-bindings";
import { datasets } from "./datasets.mjs";
import { median } from "./figures.mjs";

// What was built, not the sources: that is what runs. Needs `npm run build`.
const { readChunk } = /** @type {typeof import("../src/engine/duckdb/read-chunk.js")} */ (
  await built("engine/duckdb/read-chunk.js")
);
const { dataTypeOf } = /** @type {typeof import("../src/engine/duckdb/logical-type.js")} */ (
  await built("engine/duckdb/logical-type.js")
);
const { createRowEncoder } = /** @type {typeof import("../src/wire/encoding/row-encoder.js")} */ (
  await built("wire/encoding/row-encoder.js")
);
const { reusePiece } = /** @type {typeof import("../src/wire/encoding/row-pieces.js")} */ (
  await built("wire/encoding/row-pieces.js")
);
const { defaultEncodingSettings } = /** @type {typeof import("../src/wire/encoding/settings.js")} */ (
  await built("wire/encoding/settings.js")
);

/** @typedef {import("../src/engine/batch.js").Batch} Batch */
/** @typedef {import("../src/engine/data-type.js").DataType} DataType */
/** @typedef {"text" | "binary"} Format */

const rounds = 5;
const rows = Number(process.argv[2] ?? 1_000_000);
const database = await duckdb.open(":memory:");
const connection = await duckdb.connect(database);

const folder = mkdtempSync(path.join(tmpdir(), "sluice-rows-"));

try {
  for (const { name, sql } of datasets) {
    // From Parquet, as the gateway reads: how strings lie in memory depends on where they come from.
    const file = path.join(folder, `${name}.parquet`);
    await duckdb.query(connection, `COPY (${sql(rows)}) TO '${file}' (FORMAT parquet, COMPRESSION zstd)`);
    await duckdb.query(connection, `CREATE VIEW ${name} AS FROM read_parquet('${file}')`);
  }
  heading("ns per row, the whole row");
  for (const { name } of datasets) await profile(name, "*");
  heading("ns per value, column by column");
  for (const { name } of datasets) {
    for (const column of await columnsOf(name)) await profile(name, column);
  }
} finally {
  duckdb.disconnect_sync(connection);
  rmSync(folder, { recursive: true, force: true });
}

/**
 * @param {string} table
 * @param {string} column
 */
async function profile(table, column) {
  const sql = `SELECT ${column} FROM ${table}`;
  const { types, chunks, fetchMs } = await fetchAll(sql);
  const count = chunks.reduce((sum, chunk) => sum + duckdb.data_chunk_get_size(chunk), 0);
  /** @type {readonly Batch[]} */
  let batches = [];
  const readMs = repeat(() => {
    batches = chunks.map((chunk) => readChunk(chunk, types));
  });
  const textMs = repeat(() => encode(batches, types, "text"));
  const binaryMs = repeat(() => encode(batches, types, "binary"));
  const perRow = (/** @type {readonly number[]} */ times) => ((median(times) * 1e6) / count).toFixed(0).padStart(8);
  const bytes = encode(batches, types, "text") / count;
  const label = `${table}.${column}`.padEnd(20);
  console.log(`${label}${[fetchMs, readMs, textMs, binaryMs].map(perRow).join("")}${bytes.toFixed(0).padStart(8)}`);
}

/** @param {string} title */
function heading(title) {
  const columns = ["fetch", "copy", "text", "binary", "bytes"].map((column) => column.padStart(8)).join("");
  console.log(`\n${title}\n${"".padEnd(20)}${columns}`);
}

/** @param {string} sql */
async function fetchAll(sql) {
  const fetchMs = [];
  /** @type {readonly DataType[]} */
  let types = [];
  /** @type {duckdb.DataChunk[]} */
  let chunks = [];
  for (let round = 0; round < rounds; round++) {
    chunks = [];
    const statement = await duckdb.prepare(connection, sql);
    const startedAt = performance.now();
    const result = await duckdb.execute_prepared_streaming(statement);
    types = Array.from({ length: duckdb.column_count(result) }, (_, index) =>
      dataTypeOf(duckdb.column_logical_type(result, index)),
    );
    for (;;) {
      const chunk = await duckdb.fetch_chunk(result);
      if (chunk === null || duckdb.data_chunk_get_size(chunk) === 0) break;
      chunks.push(chunk);
    }
    fetchMs.push(performance.now() - startedAt);
    duckdb.destroy_prepare_sync(statement);
  }
  return { types, chunks, fetchMs };
}

/**
 * @param {readonly Batch[]} batches
 * @param {readonly DataType[]} types
 * @param {Format} format
 */
function encode(batches, types, format) {
  const fields = types.map((type, index) => ({ name: `c${index}`, type }));
  const formats = types.map(() => format);
  const encoder = createRowEncoder(fields, formats, defaultEncodingSettings);
  let bytes = 0;
  for (const batch of batches) {
    for (const piece of encoder.encode(batch)) {
      bytes += piece.length;
      reusePiece(piece);
    }
  }
  return bytes;
}

/** @param {() => void} work */
function repeat(work) {
  work();
  return Array.from({ length: rounds }, () => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  });
}

/** @param {string} table */
async function columnsOf(table) {
  const result = await duckdb.query(connection, `SELECT * FROM ${table} LIMIT 0`);
  return Array.from({ length: duckdb.column_count(result) }, (_, index) => duckdb.column_name(result, index));
}

/** @param {string} file */
function built(file) {
  return import(new URL(`../dist/${file}`, import.meta.url).href);
}
