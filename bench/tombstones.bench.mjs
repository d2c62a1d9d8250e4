// What erased rows cost those who read: the plain scan, NOT IN (...), and tombstones, in one run. `node bench/tombstones.bench.mjs [rows]`
// Through a running gateway, on a dataset of 20 objects. Medians, and ratios to the plain scan beside it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { Client } from "./client/client.mjs";
import { median, milliseconds, ratioOf, significant } from "./figures.mjs";
import { startGateway } from "./servers/gateway.mjs";

const rounds = 5;
const objects = 20;
const rows = Number(process.argv[2] ?? 10_000_000);
const few = 1_000;
const many = rows / 10;

/** @type {Readonly<Record<string, (from: string) => string>>} */
const statements = {
  "wide aggregate": (from) =>
    `SELECT sum(id), sum(spent), avg(score), min(city), max(candidate_id), sum(amount), count(*) FROM ${from}`,
  "grouped sum": (from) => `SELECT team, sum(spent) FROM ${from} GROUP BY team`,
  "count(*)": (from) => `SELECT count(*) FROM ${from}`,
  "one row by its key": (from) => `SELECT * FROM ${from} WHERE id = ${Math.floor(rows / 3)}`,
  // A cast may fail, so this is read through the barrier.
  "aggregate that can fail": (from) => `SELECT sum(substr(candidate_id, 6)::BIGINT), sum(spent) FROM ${from}`,
};

const folder = mkdtempSync(path.join(tmpdir(), "sluice-tombstones-"));
const gateway = await startGateway({ folder, ingestFolder: folder, profileFolder: undefined });
const client = await Client.open(gateway.address);
try {
  await load();
  const literals = Array.from({ length: few }, (_, index) => `'${keyOf(index * Math.floor(rows / few))}'`).join(", ");
  const notIn = `(SELECT * FROM __raw__candidates WHERE candidate_id NOT IN (${literals}))`;
  console.log(`${rows.toLocaleString("en")} rows in ${objects} objects, ${rounds} runs each, medians\n`);
  await report("no tombstones", { [`NOT IN (${few} literals)`]: notIn });
  const keys = await timed(`CALL tombstone('candidates', 'candidate_id', ARRAY[${literals}], reason => 'bench')`);
  const first = await timed("SELECT count(*) FROM candidates");
  console.log(
    `${few} keys tombstoned in ${milliseconds(keys)}; the first statement afterwards took ${milliseconds(first)}\n`,
  );
  await report(`${few.toLocaleString("en")} tombstones`);
  const query = `SELECT candidate_id FROM candidates WHERE id % 10 = 3`;
  const from = await timed(`CALL tombstone_from('candidates', 'candidate_id', '${query}', reason => 'bench')`);
  const next = await timed("SELECT count(*) FROM candidates");
  console.log(
    `${many.toLocaleString("en")} keys tombstoned from a query in ${milliseconds(from)}; the first statement afterwards took ${milliseconds(next)}\n`,
  );
  await report(`${many.toLocaleString("en")} tombstones`);
} finally {
  await client.close();
  await gateway.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function load() {
  const instance = await DuckDBInstance.create();
  const duckdb = await instance.connect();
  for (let part = 0; part < objects; part++) {
    const file = path.join(folder, "part.parquet");
    await duckdb.run(
      `COPY (SELECT 'CAND-' || lpad(i::VARCHAR, 8, '0') AS candidate_id, i AS id, (hash(i) % 1000)::INTEGER AS team,
         (hash(i, 'spent') % 1000000)::BIGINT AS spent, (hash(i, 'score') % 1000000)::DOUBLE / 7 AS score,
         (hash(i, 'amount') % 100000)::DECIMAL(12,2) AS amount, 'city ' || (hash(i, 'city') % 100) AS city
       FROM range(${(part * rows) / objects}, ${((part + 1) * rows) / objects}) r(i)) TO '${file}' (FORMAT parquet)`,
    );
    const more = part === 0 ? "key => 'candidate_id'" : "if_exists => 'append'";
    await client.query(`CALL ingest('candidates', '${file}', ${more})`);
  }
  duckdb.closeSync();
  instance.closeSync();
}

/**
 * @param {string} title
 * @param {Readonly<Record<string, string>>} others What else is read, by what it is called.
 */
async function report(title, others = {}) {
  console.log(title);
  for (const [name, statement] of Object.entries(statements)) {
    /** @type {Record<string, number[]>} */
    const times = {};
    const sources = { plain: "__raw__candidates", [title]: "candidates", ...others };
    for (let round = 0; round <= rounds; round++) {
      for (const [what, source] of Object.entries(sources)) {
        // Once is enough of what takes half a minute.
        if (what in others && round !== 1) continue;
        const ms = await timed(statement(source));
        if (round > 0) (times[what] ??= []).push(ms);
      }
    }
    const plain = times["plain"] ?? [];
    const figures = Object.entries(times).map(([what, taken]) => {
      const ratio = what === "plain" ? "" : ` (${significant(ratioOf(taken, plain).median)})`;
      return `${what} ${milliseconds(median(taken))}${ratio}`;
    });
    console.log(`  ${name.padEnd(25)} ${figures.join(", ")}`);
  }
  console.log();
}

/** @param {string} sql */
async function timed(sql) {
  return (await client.query(sql)).totalMs;
}

/** @param {number} number */
function keyOf(number) {
  return `CAND-${String(number).padStart(8, "0")}`;
}
