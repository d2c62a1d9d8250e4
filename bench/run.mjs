// `npm run bench`: the gateway against PostgreSQL, on loopback, with the same rows. Writes docs/benchmarks.md.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import prepareModule from "../scripts/prepare.cjs";
import { alternate } from "./alternate.mjs";
import { groups } from "./cases.mjs";
import { measureIdle } from "./idle.mjs";
import { measureKeptPages } from "./kept-pages.mjs";
import { load } from "./load.mjs";
import { describeMachine, loadNow } from "./machine.mjs";
import { isWholeRun, readOptions, usage } from "./options.mjs";
import { writeReport } from "./report.mjs";
import { memoryLimit, startGateway } from "./servers/gateway.mjs";
import { postgresSettings, startPostgres } from "./servers/postgres.mjs";
import { measureTpch } from "./tpch/measure.mjs";
import { writeTpch } from "./tpch/report.mjs";

/** @typedef {import("./servers/server.mjs").Server} Server */
/** @typedef {import("./options.mjs").Options} Options */

const reportFile = fileURLToPath(new URL("../docs/benchmarks.md", import.meta.url));
const inProcessProgram = fileURLToPath(new URL("in-process.mjs", import.meta.url));
/** The case that DuckDB alone is compared with. */
const inProcessCase = "people-text";

/** Those that are no comparisons. */
const others = ["idle", "kept-pages", "tpch"];

process.exitCode = await main();

async function main() {
  const options = optionsOrUndefined();
  if (options === undefined) return 2;
  if (!(await prepareModule.prepare(process.stderr))) return 1;
  if (options.only === "tpch") {
    // It needs neither the rows of the others nor PostgreSQL.
    process.stdout.write(`${writeTpch(await tpchFigures(options.runs)).join("\n\n")}\n`);
    return 0;
  }
  const loadBefore = loadNow();
  const folder = mkdtempSync(path.join(tmpdir(), "sluice-bench-"));
  // PostgreSQL may run as somebody else.
  chmodSync(folder, 0o755);
  /** @type {Server[]} */
  const running = [];
  const cleanUp = async () => {
    await Promise.all(running.splice(0).map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  const interrupt = () => void cleanUp().then(() => process.exit(130));
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  try {
    const gateway = await startGateway({ folder, ingestFolder: folder, profileFolder: options.profileFolder });
    running.push(gateway);
    const postgres = await startPostgres({ folder });
    running.push(postgres);
    tell(`loading ${options.rows.toLocaleString("en")} rows`);
    const duckdbVersion = await load({ folder, rows: options.rows, gateway, postgres });
    const outcomes = await runGroups([gateway, postgres], options);
    const isInProcessWanted = options.only === undefined || options.only === inProcessCase;
    const idle = options.only === undefined || options.only === "idle" ? await idleFigures(gateway) : undefined;
    const isKeptWanted = options.only === undefined || options.only === "kept-pages";
    const kept = isKeptWanted ? await keptFigures(gateway, options.rows) : undefined;
    const report = writeReport({
      date: new Date().toISOString().slice(0, 10),
      machine: describeMachine(),
      loads: { before: loadBefore, after: loadNow() },
      versions: { Sluice: gateway.version, PostgreSQL: postgres.version, DuckDB: duckdbVersion, Node: process.version },
      settings: postgresSettings,
      rows: options.rows,
      runs: options.runs,
      groups: outcomes,
      idle,
      kept,
      inProcess: isInProcessWanted ? measureInProcess(gateway.dataFolder, options.runs) : [],
      tpch: isWholeRun(options) ? await tpchFigures(options.runs) : undefined,
    });
    if (isWholeRun(options)) {
      writeFileSync(reportFile, report);
      tell(`written to ${path.relative(process.cwd(), reportFile)}`);
    } else {
      process.stdout.write(`\n${report}`);
    }
    return 0;
  } finally {
    await cleanUp();
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

function optionsOrUndefined() {
  const names = groups.flatMap(({ cases }) => cases.map(({ name }) => name));
  try {
    const options = readOptions(process.argv.slice(2));
    if (options.only === undefined || others.includes(options.only) || names.includes(options.only)) return options;
    console.error(`there is no case ${options.only}`);
  } catch (thrown) {
    console.error(thrown instanceof Error ? thrown.message : thrown);
  }
  console.error(`${usage}\n\ncases: ${names.join(", ")}, ${others.join(", ")}`);
  return undefined;
}

/**
 * @param {readonly Server[]} servers
 * @param {Options} options
 */
async function runGroups(servers, options) {
  const done = [];
  for (const { title, words, columns, cases } of groups) {
    const outcomes = [];
    for (const one of cases) {
      if (options.only !== undefined && one.name !== options.only) continue;
      tell(one.name);
      const samples = await alternate({
        servers,
        measurement: one.measurement(options.rows),
        runs: options.runs,
        isEncrypted: one.isEncrypted === true,
      });
      outcomes.push({ title: one.title, samples });
    }
    done.push({ title, words, columns, outcomes });
  }
  return done;
}

/**
 * With the very files that the gateway reads.
 * @param {string} dataFolder
 * @param {number} runs
 * @returns {readonly import("./in-process.mjs").InProcessSample[]}
 */
function measureInProcess(dataFolder, runs) {
  tell("DuckDB alone");
  // Where the gateway puts a dataset of its first bucket.
  const bucket = path.join(dataFolder, "primary", "people");
  const files = readdirSync(bucket).map((file) => `'${path.join(bucket, file)}'`);
  const sql = `SELECT * FROM read_parquet([${files.join(", ")}])`;
  const words = ["--max-old-space-size=8192", inProcessProgram, sql, String(runs), memoryLimit];
  const ran = spawnSync(process.execPath, words, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  if (ran.status !== 0) throw new Error(`DuckDB alone ended with ${ran.status ?? ran.signal}`);
  return JSON.parse(ran.stdout);
}

/** @param {number} runs */
function tpchFigures(runs) {
  tell("TPC-H");
  return measureTpch(runs);
}

/** @param {Server} gateway */
function idleFigures(gateway) {
  tell("idle connections");
  return measureIdle(gateway);
}

/**
 * @param {Server} gateway
 * @param {number} rows
 */
function keptFigures(gateway, rows) {
  tell("pages of kept results");
  return measureKeptPages(gateway, rows);
}

/** @param {string} words */
function tell(words) {
  console.error(`bench: ${words}`);
}
