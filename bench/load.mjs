// Puts the same rows into both servers: DuckDB makes them once, as Parquet for the one and as CSV for the other.
import { rmSync } from "node:fs";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { Client } from "./client/client.mjs";
import { datasets } from "./datasets.mjs";

/** @typedef {import("./servers/server.mjs").Server} Server */

/**
 * @param {{ folder: string, rows: number, gateway: Server, postgres: Server }} order
 * @returns {Promise<string>} DuckDB's version.
 */
export async function load({ folder, rows, gateway, postgres }) {
  const instance = await DuckDBInstance.create();
  const duckdb = await instance.connect();
  const sluice = await Client.open(gateway.address);
  const pg = await Client.open(postgres.address);
  try {
    for (const dataset of datasets) {
      const { name, key } = dataset;
      const parquet = path.join(folder, `${name}.parquet`);
      const csv = path.join(folder, `${name}.csv`);
      await duckdb.run(`COPY (${dataset.sql(rows)}) TO '${parquet}' (FORMAT parquet)`);
      await duckdb.run(`COPY (FROM '${parquet}') TO '${csv}' (FORMAT csv, HEADER false)`);
      await sluice.query(`CALL ingest('${name}', '${parquet}'${key === undefined ? "" : `, key => '${key}'`})`);
      await pg.query(`CREATE TABLE ${name} (${dataset.columns})`);
      await pg.query(`COPY ${name} FROM '${csv}' (FORMAT csv)`);
      if (key !== undefined) await pg.query(`ALTER TABLE ${name} ADD PRIMARY KEY (${key})`);
      await pg.query(`VACUUM (ANALYZE) ${name}`);
      rmSync(csv);
    }
    const version = await duckdb.runAndReadAll("SELECT library_version FROM pragma_version()");
    return String(version.getRows()[0]?.[0]);
  } finally {
    await sluice.close();
    await pg.close();
    duckdb.closeSync();
    instance.closeSync();
  }
}
