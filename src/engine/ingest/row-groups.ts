// How many rows a row group of a Parquet file gets.
import type { Column } from "../../catalog/api.js";
import { limits } from "../../limits.js";
import { quoteIdentifier } from "../duckdb/sandbox.js";

/**
 * PERF: a quarter of DuckDB's own. The first rows of a group cost the unpacking of all its pages: 10 rows of 11 columns took 15 ms, and take
 * 4 ms so; a scan of a million rows takes what it took.
 */
const usualRows = 30_720;
/** DuckDB makes, and writes, so many rows at a time. */
const vectorRows = 2_048;
/** Fewer rows at a time are put together again by DuckDB. */
const fewestRows = 128;

/** SQL for the bytes that a row takes, as a text, by the first rows of a SELECT. */
export function rowBytesSql(select: string, columns: readonly Column[]): string {
  const lengths = columns.map(({ name, type }) => {
    const column = quoteIdentifier(name);
    if (type === "VARCHAR" || type === "JSON") return `coalesce(strlen(${column}::VARCHAR), 0)`;
    return type === "BLOB" ? `coalesce(octet_length(${column}), 0)` : "8";
  });
  return `SELECT coalesce(avg(${lengths.join(" + ")}), 0)::BIGINT::VARCHAR FROM (SELECT * FROM (${select}) LIMIT ${limits.rowWidthSampleRows})`;
}

export interface RowGroups {
  readonly rows: number;
  /** The SELECT to write. */
  readonly select: string;
  /** Several threads, as DuckDB takes for Parquet, put their rows in order by making vectors of 2,048 of them again. */
  readonly needsOneThread: boolean;
}

/**
 * Wide rows get small groups: a group is held in memory when it is written, and a reader gets as many rows at once as a vector, or a group,
 * has. 2,048 rows of 100 KB are 200 MB.
 */
export function rowGroupsFor(select: string, rowBytes: number): RowGroups {
  const fitting = limits.rowGroupBytesMax / Math.max(1, rowBytes);
  if (fitting >= usualRows) return { rows: usualRows, select, needsOneThread: false };
  if (fitting >= vectorRows) {
    return { rows: Math.floor(fitting / vectorRows) * vectorRows, select, needsOneThread: false };
  }
  const rows = Math.max(fewestRows, 2 ** Math.floor(Math.log2(Math.max(1, fitting))));
  // DuckDB ends a group between two vectors only. Each row is made several times, and one of them is kept: so vectors have fewer rows.
  const parts = vectorRows / rows;
  const divided = `SELECT * EXCLUDE ("part of a vector") FROM (SELECT *, unnest(range(${parts})) AS "part of a vector" FROM (${select})) WHERE "part of a vector" = 0`;
  return { rows, select: divided, needsOneThread: true };
}
