// Parquet on S3 against the same files in a folder, in one run: `node bench/buckets.bench.mjs [days] [rows a day]`, 100 days and 1 GB by default.
// Needs Ceph's packages, as the tests do. With SLUICE_EXTENSIONS_DIR, httpfs is measured, too. Medians.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DuckDBInstance } from "@duckdb/node-api";
import { Client } from "./client/client.mjs";
import { mebibytes, median, milliseconds, ratioOf, significant } from "./figures.mjs";
import { startGateway } from "./servers/gateway.mjs";
import { startCounter, startS3 } from "./servers/s3.mjs";

const rounds = 5;
const pinnedMsMax = 2_000;
const days = Number(process.argv[2] ?? 100);
const rowsADay = Number(process.argv[3] ?? 180_000);
const extensions = process.env["SLUICE_EXTENSIONS_DIR"];

/** On the server: the bucket, and how it is read. */
const readers = [["cached", "cache"], ...(extensions === undefined ? [] : [["asked", "httpfs"]])];
const datasets = ["near", ...readers.map(([bucket = ""]) => bucket)];

const theDay = new Date(Date.UTC(2026, 0, 1 + Math.floor(days / 2))).toISOString().slice(0, 10);

/** @type {Readonly<Record<string, (from: string) => string>>} */
const statements = {
  "all columns": (from) =>
    `SELECT sum(id), sum(spent), avg(score), max(token), max(note), min(moment), count(*) FROM ${from}`,
  "one column": (from) => `SELECT sum(spent) FROM ${from}`,
  "one day": (from) => `SELECT sum(spent), max(token), count(*) FROM ${from} WHERE day = '${theDay}'`,
};

const folder = mkdtempSync(path.join(tmpdir(), "sluice-buckets-"));
const s3 = await startS3();
const counter = await startCounter(s3.server.endpoint);
const [user] = s3.server.users;
const files = path.join(folder, "roots/near");
mkdirSync(files, { recursive: true });
const environment = { BENCH_KEY: user.accessKeyId, BENCH_SECRET: user.secretAccessKey };
const settings = {
  bucket_roots: [path.join(folder, "roots")],
  ...(extensions === undefined ? {} : { extensions_dir: extensions }),
};
const start = () => startGateway({ folder, ingestFolder: folder, profileFolder: undefined, settings, environment });
let gateway = await start();
let client = await Client.open(gateway.address);
try {
  const bytes = await load();
  console.log(`${days} objects, ${mebibytes(bytes)}, ${rounds} runs each, medians; bytes are those of S3's answers\n`);
  for (const [name, statement] of Object.entries(statements)) await report(name, statement);
} finally {
  await client.close();
  await gateway.stop();
  counter.stop();
  await s3.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** The same files in a folder and, twice, on the server. Resolves with their bytes. */
async function load() {
  const instance = await DuckDBInstance.create();
  const duckdb = await instance.connect();
  const server = new S3Client({
    endpoint: s3.server.endpoint,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: user,
    requestChecksumCalculation: "WHEN_REQUIRED",
  });
  for (const bucket of ["cached", "asked"]) await server.send(new CreateBucketCommand({ Bucket: bucket }));
  let bytes = 0;
  for (let day = 0; day < days; day++) {
    const file = path.join(files, `${String(day).padStart(3, "0")}.parquet`);
    await duckdb.run(
      `COPY (SELECT DATE '2026-01-01' + ${day} AS day, ${day * rowsADay} + i AS id, (hash(i, ${day}) % 1000000)::BIGINT AS spent,
         (hash(i, ${day}, 1) % 1000000)::DOUBLE / 7 AS score, md5((i + ${day})::VARCHAR) AS token,
         'note ' || (hash(i, 2) % 100000) AS note, TIMESTAMP '2026-01-01' + INTERVAL 1 DAY * ${day} + INTERVAL 1 MILLISECOND * (hash(i) % 86400000)::INTEGER AS moment
       FROM range(${rowsADay}) r(i)) TO '${file}' (FORMAT parquet)`,
    );
    bytes += statSync(file).size;
    for (const bucket of ["cached", "asked"])
      await server.send(new PutObjectCommand({ Bucket: bucket, Key: path.basename(file), Body: readFileSync(file) }));
  }
  duckdb.closeSync();
  instance.closeSync();
  await client.query(`CALL create_bucket('near', root => '${files}')`);
  for (const [bucket, reader] of readers) {
    await client.query(
      `CALL create_bucket('${bucket}', kind => 's3', endpoint => '${counter.endpoint}', dialect => 'ceph', credentials => 'env:BENCH_KEY,BENCH_SECRET', reader => '${reader}')`,
    );
  }
  // httpfs reads those buckets that are there at the start.
  await client.close();
  await gateway.stop();
  gateway = await start();
  client = await Client.open(gateway.address);
  for (const name of datasets) {
    const before = counter.bytes;
    const { totalMs } = await client.query(`CALL register('${name}', 'lakehouse-${name}://*.parquet')`);
    console.log(`register ${name}: ${milliseconds(totalMs)}, ${mebibytes(counter.bytes - before)}`);
  }
  return bytes;
}

/**
 * @param {string} name
 * @param {(from: string) => string} statement
 */
async function report(name, statement) {
  /** @type {Record<string, number[]>} */
  const times = {};
  /** @type {Record<string, number[]>} */
  const fetched = {};
  /** @param {string} what @param {string} from */
  const run = async (what, from) => {
    const before = counter.bytes;
    const { totalMs } = await client.query(statement(from));
    (times[what] ??= []).push(totalMs);
    (fetched[what] ??= []).push(counter.bytes - before);
  };
  for (let round = 0; round < rounds; round++) {
    // What was read a moment ago is held still, whatever becomes of the folder.
    await sleep(pinnedMsMax);
    const cache = path.join(gateway.dataFolder, "cache/objects");
    for (const entry of readdirSync(cache)) rmSync(path.join(cache, entry));
    await run("cache, cold", "cached");
    await client.query(statement("cached"));
    await client.query(statement("near"));
    await run("cache, warm", "cached");
    await run("folder", "near");
    // DuckDB keeps in memory what it has asked for.
    if (datasets.includes("asked")) await run(round === 0 ? "httpfs, first" : "httpfs", "asked");
  }
  console.log(name);
  for (const [what, taken] of Object.entries(times)) {
    const ratio =
      what === "folder" ? "" : `, ${significant(ratioOf(taken, times["folder"] ?? []).median)} of the folder's time`;
    console.log(
      `  ${what.padEnd(13)} ${milliseconds(median(taken))}${ratio}; ${mebibytes(median(fetched[what] ?? []))} fetched`,
    );
  }
  console.log();
}
