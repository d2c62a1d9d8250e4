// What administration may ask of DuckDB: read files that the gateway itself found, and write Parquet where the gateway says.
import type { Column, ColumnBounds } from "../../catalog/api.js";
import type { Batch } from "../batch.js";
import type { DataType } from "../data-type.js";

/** Absolute paths under the sandbox's folders; never text from a client. */
export interface SourceFiles {
  readonly format: "parquet" | "csv" | "json";
  readonly paths: readonly string[];
}

/** What all ways of writing share. */
export interface WriteOrder {
  /** Exists and is empty. */
  readonly folder: string;
  /** Rows are sorted by these, NULLs last, over all files, so that files and row groups hold ranges of them. */
  readonly sortKey?: readonly string[];
  /** Told every second how many rows were gone through. */
  readonly onProgress?: (rows: number) => void;
  readonly signal: AbortSignal;
}

/** Files of at most `limits.objectBytesMax` bytes, or a row group more. */
export type Written = { readonly columns: readonly Column[]; readonly files: readonly WrittenFile[] };

export interface WrittenFile {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
}

export interface ParquetFiles {
  /**
   * Reads the sources in bounded memory and writes them as Parquet.
   * `columns` given: each row is brought to these names and types (for appending); a source that lacks a column, or has another one,
   * or a value that does not cast, or a NULL where there can be none, is refused (42804, 22P02, 23502). Absent: the schema is inferred.
   * A nested or plain type that Parquet or the wire cannot carry is refused with its column's name.
   */
  write(
    order: WriteOrder & { readonly source: SourceFiles; readonly columns: readonly Column[] | undefined },
  ): Promise<Written>;

  /**
   * Like `write`, from rows that come one batch after another: they are kept in files of the folder until there are no more. Of the
   * columns that are not named, all values are NULL.
   */
  writeRows(order: WriteOrder & RowSource): Promise<Written>;

  /** Like `write`, from a SELECT that the gateway itself wrote (demo data). */
  writeQuery(order: WriteOrder & { readonly sql: string }): Promise<Written>;

  /** Reads the footers only. All files must have the same columns (42804). */
  describe(paths: readonly string[], signal: AbortSignal): Promise<Written>;

  /** What the columns' types are. */
  typesOf(columns: readonly Column[], signal: AbortSignal): Promise<readonly DataType[]>;

  /** Smallest and largest value per column as DuckDB prints them, from the footers; for the statistics side file. */
  columnBounds(path: string, signal: AbortSignal): Promise<readonly ColumnBounds[]>;
}

/** Rows as they come in, with their columns' names in the batches' order. */
export interface RowSource {
  readonly names: readonly string[];
  /** Not pulling is back-pressure. Their memory is not written to once the next one was asked for. */
  readonly rows: AsyncIterable<Batch>;
  /** What they become; `inferred`: texts become whatever type all of a column's texts can be read as, as in a CSV file. */
  readonly columns: readonly Column[] | "inferred";
}
