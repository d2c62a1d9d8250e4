// Rows on their way in, kept in small files of a folder until all of them are there.
import { appendFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { Compression, Table, writeParquet, WriterPropertiesBuilder } from "parquet-wasm";
import { limits } from "../../limits.js";
import { type Batch, isNull, type Vector } from "../batch.js";
import { arrowStreamOf } from "./arrow-columns.js";
import type { RowSource, SourceFiles, WriteOrder } from "./parquet-files.js";

/** What is kept, for DuckDB to read. */
export interface RowParts extends SourceFiles {
  readonly rows: number;
  /** Of a line of CSV, at most. */
  readonly lineBytes: number;
}

type Keeping = Pick<RowSource, "names" | "rows"> & Pick<WriteOrder, "folder" | "onProgress" | "signal">;

/**
 * As Parquet, part by part. In this process and not through DuckDB: a client that is slow must hold no place in DuckDB's lanes.
 *
 * Weakness: the event loop stands still while a part is packed, for some 20 ms.
 */
export async function keepAsParquet({ names, rows, folder, onProgress, signal }: Keeping): Promise<RowParts> {
  const paths: string[] = [];
  let gathered: Batch[] = [];
  let [gatheredBytes, gatheredRows, count] = [0, 0, 0];
  const write = async (): Promise<void> => {
    if (gatheredRows === 0) return;
    const file = path.join(folder, `rows-${paths.length}.parquet`);
    const packed = writeParquet(Table.fromIPCStream(arrowStreamOf(names, gathered)), packing());
    await writeFile(file, packed);
    paths.push(file);
    gathered = [];
    gatheredBytes = gatheredRows = 0;
  };
  const tell = telling(onProgress);
  for await (const batch of rows) {
    signal.throwIfAborted();
    gathered.push(batch);
    gatheredBytes += batch.columns.reduce((sum, column) => sum + bytesOf(column), 0);
    gatheredRows += batch.rowCount;
    count += batch.rowCount;
    if (gatheredBytes >= limits.rowPartBytesMax || gatheredRows >= limits.rowPartRowsMax) await write();
    tell(count);
  }
  await write();
  return { format: "parquet", paths, rows: count, lineBytes: 0 };
}

/** Tells every so often, however often it is called. */
function telling(tell: Keeping["onProgress"]): (rows: number) => void {
  let toldAt = performance.now();
  return (rows) => {
    const now = performance.now();
    if (now - toldAt < limits.progressMs) return;
    toldAt = now;
    tell?.(rows);
  };
}

/** They are read once, soon: no dictionaries, and nothing that takes time to pack. */
function packing() {
  return new WriterPropertiesBuilder().setCompression(Compression.SNAPPY).setDictionaryEnabled(false).build();
}

function bytesOf(vector: Vector): number {
  switch (vector.layout) {
    case "fixed":
      return vector.data.length;
    case "bytes":
      return vector.data.length + vector.length * 4;
    case "list":
      return vector.length * 4 + bytesOf(vector.child);
    case "struct":
      return vector.children.reduce((sum, child) => sum + bytesOf(child), 0);
  }
}

/**
 * As one CSV file, for whose values DuckDB finds types. All columns are texts; a NULL is nothing, an empty text `""`. Before them stands a
 * column of its own: without it, a line of one NULL would be no line to DuckDB.
 */
export async function keepAsCsv({ rows, folder, onProgress, signal }: Omit<Keeping, "names">): Promise<RowParts> {
  const file = path.join(folder, "rows.csv");
  let [count, lineBytes] = [0, 0];
  const tell = telling(onProgress);
  await writeFile(file, "");
  for await (const batch of rows) {
    signal.throwIfAborted();
    const lines = csvLines(batch);
    for (const line of lines) lineBytes = Math.max(lineBytes, line.length * utf8BytesMax);
    await appendFile(file, `${lines.join("\n")}\n`);
    count += batch.rowCount;
    tell(count);
  }
  return { format: "csv", paths: count === 0 ? [] : [file], rows: count, lineBytes };
}

/** Of a UTF-16 unit. */
const utf8BytesMax = 3;

function csvLines({ rowCount, columns }: Batch): readonly string[] {
  return Array.from({ length: rowCount }, (_, row) =>
    ["x", ...columns.map((column) => csvValue(column, row))].join(","),
  );
}

function csvValue(vector: Vector, row: number): string {
  if (vector.layout !== "bytes") throw new Error("only texts have their types inferred");
  if (isNull(vector.validity, row)) return "";
  const text = Buffer.from(vector.data.buffer, vector.data.byteOffset, vector.data.byteLength).toString(
    "utf8",
    vector.starts[row],
    vector.ends[row],
  );
  return `"${text.replaceAll('"', '""')}"`;
}
