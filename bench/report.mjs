// Writes down what was measured, as Markdown: medians, and ratios to PostgreSQL.
import { mebibytes, median, milliseconds, ratioOf, significant } from "./figures.mjs";
import { writeTpch } from "./tpch/report.mjs";

/** @typedef {import("./alternate.mjs").Samples} Samples */
/** @typedef {import("./kinds/kind.mjs").Sample} Sample */
/** @typedef {import("./kinds/kind.mjs").Column} Column */
/** @typedef {{ title: string, samples: Samples }} CaseOutcome */
/** @typedef {{ title: string, words: string, columns: readonly Column[], outcomes: readonly CaseOutcome[] }} GroupOutcome */

/**
 * @typedef {object} Report
 * @property {string} date
 * @property {import("./machine.mjs").Machine} machine
 * @property {{ before: string, after: string }} loads
 * @property {Readonly<Record<string, string>>} versions
 * @property {Readonly<Record<string, string>>} settings
 * @property {number} rows
 * @property {number} runs
 * @property {readonly GroupOutcome[]} groups
 * @property {import("./idle.mjs").IdleFigures | undefined} idle
 * @property {import("./kept-pages.mjs").KeptFigures | undefined} kept
 * @property {readonly import("./in-process.mjs").InProcessSample[]} inProcess
 * @property {import("./tpch/measure.mjs").TpchFigures | undefined} tpch
 */

/** @param {Report} report */
export function writeReport(report) {
  const { date, machine, loads, versions, settings, rows, runs } = report;
  const versionList = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const settingList = Object.entries(settings).map(([name, value]) => `\`${name}=${value}\``);
  return [
    "# Benchmarks",
    "`npm run bench` writes this page; what is changed here by hand is lost.",
    `It compares the gateway with PostgreSQL on the same machine, the same rows and the same client: a bare socket that walks the
headers of messages. The data are ${rows.toLocaleString("en")} rows, in memory on both sides: Parquet in the system's cache for the gateway, shared
buffers for PostgreSQL. The two take turns, one run each; after a run that is not counted come ${runs}. Figures are medians.
**Ratios are Sluice / PostgreSQL**, with the least and the most of the ratios of neighbouring runs in brackets. Below 1 the gateway takes less time.
Ratios are what to believe: the times change with the machine and with what else it does.`,
    [
      `| | |`,
      `|---|---|`,
      `| date | ${date} |`,
      `| machine | ${machine.processor}, ${machine.memory}, ${machine.system} |`,
      `| load before and after | ${loads.before}, ${loads.after} |`,
      `| versions | ${versionList.join(", ")} |`,
      `| PostgreSQL's settings | ${settingList.join(", ")} |`,
    ].join("\n"),
    ...report.groups.filter(({ outcomes }) => outcomes.length > 0).flatMap(writeGroup),
    ...(report.kept === undefined ? [] : writeKept(report.kept)),
    ...(report.idle === undefined ? [] : writeIdle(report.idle)),
    ...(report.inProcess.length === 0 ? [] : writeInProcess(report)),
    ...(report.tpch === undefined ? [] : writeTpch(report.tpch)),
    "",
  ].join("\n\n");
}

/** @param {GroupOutcome} group */
function writeGroup({ title, words, columns, outcomes }) {
  const heads = columns.flatMap((column) => [`Sluice: ${column.title}`, `PostgreSQL: ${column.title}`]);
  const lines = [
    `| | ratio | ${heads.join(" | ")} |`,
    `|---|---|${"---:|".repeat(heads.length)}`,
    ...outcomes.map(
      (outcome) => `| ${outcome.title} | ${writeRatio(outcome, columns)} | ${writeCells(outcome, columns)} |`,
    ),
  ];
  const notes = columns.some(({ metric }) => metric === "peakBytes") ? [memoryNote(outcomes)] : [];
  return [`## ${title}`, words, lines.join("\n"), ...notes];
}

/**
 * Of the group's first column.
 * @param {CaseOutcome} outcome
 * @param {readonly Column[]} columns
 */
function writeRatio({ samples }, columns) {
  const metric = columns[0]?.metric ?? "";
  const ratio = ratioOf(valuesOf(samples.sluice, metric), valuesOf(samples.postgresql, metric));
  return `**${ratio.median.toFixed(2)}** (${ratio.least.toFixed(2)}–${ratio.most.toFixed(2)})`;
}

/**
 * @param {CaseOutcome} outcome
 * @param {readonly Column[]} columns
 */
function writeCells({ samples }, columns) {
  return columns
    .flatMap(({ metric, write }) =>
      [samples.sluice, samples.postgresql].map((side) => write(median(valuesOf(side, metric)))),
    )
    .join(" | ");
}

/** @param {readonly CaseOutcome[]} outcomes */
function memoryNote(outcomes) {
  const shared = outcomes.map(({ samples }) => median(valuesOf(samples.postgresql, "sharedBytes")));
  return `CPU is the time of processors that the server's processes took, all threads together. Peak memory is Linux' VmHWM, which begins anew with each run: of the gateway's one process, with what earlier cases have left in it;
of PostgreSQL's postmaster and the one backend, together. The latter has its touched shared buffers in it, up to ${mebibytes(Math.max(...shared))}.`;
}

/** @param {import("./kept-pages.mjs").KeptFigures} figures */
function writeKept({ rows, keepMs, inMemory, inFile }) {
  return [
    "## Pages of a kept result",
    `\`CALL query_paged\` of \`SELECT * FROM people\`, ${rows.toLocaleString("en")} rows, takes ${milliseconds(keepMs)}. Then pages of 100 rows by
their numbers, all over the result, by \`CALL query_page\`: while it lies in memory, and when three other results have driven it into its file.`,
    `| | p50 | p99 |\n|---|---:|---:|\n| in memory | ${milliseconds(inMemory.p50Ms)} | ${milliseconds(inMemory.p99Ms)} |\n| in its file | ${milliseconds(inFile.p50Ms)} | ${milliseconds(inFile.p99Ms)} |`,
  ];
}

/** @param {import("./idle.mjs").IdleFigures} figures */
function writeIdle({ connections, plainBytes, encryptedBytes }) {
  const kibibytes = (/** @type {number} */ bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
  return [
    "## Idle connections",
    `${connections.toLocaleString("en")} connections to the gateway that are logged in and say nothing: resident memory of the process, for one of them.`,
    `| plain | in TLS |\n|---:|---:|\n| ${kibibytes(plainBytes)} | ${kibibytes(encryptedBytes)} |`,
  ];
}

/** @param {Report} report */
function writeInProcess({ inProcess, groups }) {
  const people = groups
    .flatMap(({ outcomes }) => outcomes)
    .filter(({ title }) => title.startsWith("`SELECT *`, 11 columns"));
  const chunksMs = median(inProcess.map((sample) => sample.chunksMs));
  const lines = [
    "| | time | to DuckDB's chunks | first | peak memory |",
    "|---|---:|---:|---:|---:|",
    `| DuckDB, its chunks fetched and not looked at | ${milliseconds(chunksMs)} | 1 | ${milliseconds(
      median(inProcess.map((sample) => sample.firstChunkMs)),
    )} | ${mebibytes(median(inProcess.map((sample) => sample.chunksPeakBytes)))} |`,
    writeRowsLine(inProcess, chunksMs),
    ...people.slice(0, 2).map(({ title, samples }) => {
      const totalMs = median(valuesOf(samples.sluice, "totalMs"));
      const firstMs = median(valuesOf(samples.sluice, "firstRowMs"));
      const peakBytes = median(valuesOf(samples.sluice, "peakBytes"));
      return `| Sluice: ${title} | ${milliseconds(totalMs)} | ${significant(totalMs / chunksMs)} | ${milliseconds(firstMs)} | ${mebibytes(peakBytes)} |`;
    }),
  ];
  return [
    "## The engine alone",
    "The same file, the 11 columns, read by `@duckdb/node-api` in a process of its own: no socket, nobody to tell.",
    lines.join("\n"),
  ];
}

/**
 * @param {Report["inProcess"]} inProcess
 * @param {number} chunksMs
 */
function writeRowsLine(inProcess, chunksMs) {
  const rowsMs = median(inProcess.map((sample) => sample.rowsMs));
  const peak = mebibytes(median(inProcess.map((sample) => sample.rowsPeakBytes)));
  return `| DuckDB, \`getRows()\` | ${milliseconds(rowsMs)} | ${significant(rowsMs / chunksMs)} | | ${peak} |`;
}

/**
 * @param {readonly Sample[]} samples
 * @param {string} metric
 */
function valuesOf(samples, metric) {
  return samples.map((sample) => sample[metric] ?? Number.NaN);
}
