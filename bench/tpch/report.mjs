// Writes the figures of TPC-H down, for the page of the bench and for people at a terminal.
import { median, milliseconds, ratioOf } from "../figures.mjs";

/**
 * @param {import("./measure.mjs").TpchFigures} figures
 * @returns {readonly string[]} Paragraphs.
 */
export function writeTpch({ scale, runs, queries }) {
  const measured = queries.filter(({ error }) => error === undefined);
  const total = (/** @type {"sluiceMs" | "duckdbMs"} */ side) =>
    Array.from({ length: runs }, (_, run) =>
      measured.reduce((sum, query) => sum + (query[side][run] ?? Number.NaN), 0),
    );
  const all = { name: "**all**", rows: "", sluiceMs: total("sluiceMs"), duckdbMs: total("duckdbMs"), error: undefined };
  const lines = [...queries, all].map((query) =>
    query.error === undefined
      ? `| ${query.name} | ${ratio(query)} | ${milliseconds(median(query.sluiceMs))} | ${milliseconds(median(query.duckdbMs))} | ${query.rows} |`
      : `| ${query.name} | no answer: ${query.error} | | | ${query.rows} |`,
  );
  return [
    "## TPC-H",
    `Its 22 queries in PostgreSQL's SQL, at scale ${scale}, through the gateway and by \`@duckdb/node-api\` in a process, both over the same
Parquet files (ZSTD; made by a hash in dbgen's ranges, so the rows are not those of TPC's). The same threads and memory, ${runs} runs that take
turns after one that is not counted. **Ratios are Sluice / DuckDB.**`,
    ["| | ratio | Sluice | DuckDB | rows |", "|---|---|---:|---:|---:|", ...lines].join("\n"),
  ];
}

/** @param {{ sluiceMs: readonly number[], duckdbMs: readonly number[] }} query */
function ratio({ sluiceMs, duckdbMs }) {
  const { median: middle, least, most } = ratioOf(sluiceMs, duckdbMs);
  return `**${middle.toFixed(2)}** (${least.toFixed(2)}–${most.toFixed(2)})`;
}
