// Cuts a Parquet file that is too large for one object in several, between row groups, in its order.
import { rm, stat } from "node:fs/promises";
import path from "node:path";
import type duckdb from "@duckdb/node-bindings";
import { quoteLiteral } from "../duckdb/sandbox.js";
import { runOn, textsOf } from "../duckdb/statement-run.js";
import { literalPath } from "../relations/object-paths.js";
import type { WrittenFile } from "./parquet-files.js";

/**
 * Written once more, and not at once in several files: DuckDB would write these side by side, and the order of rows would be lost. A piece reads
 * its own row groups only. The file itself is deleted.
 */
export async function cutFile(
  connection: duckdb.Connection,
  whole: WrittenFile,
  {
    bytesMax,
    copy,
  }: {
    readonly bytesMax: number;
    /** Writes a SELECT to a file. */
    readonly copy: (select: string, file: string) => Promise<void>;
  },
): Promise<readonly WrittenFile[]> {
  const literal = quoteLiteral(literalPath(whole.path));
  const folder = path.dirname(whole.path);
  const files: WrittenFile[] = [];
  for (const { from, to } of rangesOf(await rowGroupsIn(connection, literal), bytesMax)) {
    const file = path.join(folder, `object-${files.length}.parquet`);
    await copy(
      `SELECT * EXCLUDE (file_row_number) FROM read_parquet(${literal}, file_row_number = true) WHERE file_row_number >= ${from} AND file_row_number < ${to}`,
      file,
    );
    files.push({ path: file, rows: to - from, bytes: (await stat(file)).size });
  }
  await rm(whole.path);
  return files;
}

interface RowGroup {
  readonly rows: number;
  readonly bytes: number;
}

async function rowGroupsIn(connection: duckdb.Connection, literal: string): Promise<readonly RowGroup[]> {
  const texts = textsOf(
    await runOn(
      connection,
      `SELECT max(row_group_num_rows) || ' ' || sum(total_compressed_size) FROM parquet_metadata(${literal}) GROUP BY row_group_id ORDER BY row_group_id`,
    ),
  );
  return texts.map((text) => {
    const [rows = 0, bytes = 0] = text.split(" ").map(Number);
    return { rows, bytes };
  });
}

function rangesOf(
  groups: readonly RowGroup[],
  bytesMax: number,
): readonly { readonly from: number; readonly to: number }[] {
  const ranges: { from: number; to: number }[] = [];
  let [from, to, bytes] = [0, 0, 0];
  for (const group of groups) {
    if (bytes > 0 && bytes + group.bytes > bytesMax) {
      ranges.push({ from, to });
      from = to;
      bytes = 0;
    }
    to += group.rows;
    bytes += group.bytes;
  }
  if (to > from) ranges.push({ from, to });
  return ranges;
}
