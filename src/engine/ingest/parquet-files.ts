// What administration may ask of DuckDB: read files that the gateway itself found, and write Parquet where the gateway says.
import type { Column } from "../../catalog/api.js";

/** Absolute paths under the sandbox's folders; never text from a client. */
export interface SourceFiles {
  readonly format: "parquet" | "csv" | "json";
  readonly paths: readonly string[];
}

export interface WrittenFile {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
}

export interface ParquetFiles {
  /**
   * Reads the sources in bounded memory and writes them as Parquet into `folder`, which exists and is empty.
   * `columns` given: each row is brought to these names and types (for appending); a source that lacks a column, or has another one,
   * or a value that does not cast, is refused (42804, 22P02) and nothing is kept. Absent: the schema is inferred.
   * A nested or plain type that Parquet or the wire cannot carry is refused with its column's name.
   */
  write(order: {
    readonly source: SourceFiles;
    readonly columns: readonly Column[] | undefined;
    readonly folder: string;
    readonly signal: AbortSignal;
  }): Promise<{ readonly columns: readonly Column[]; readonly files: readonly WrittenFile[] }>;

  /** Like `write`, from a SELECT that the gateway itself wrote (demo data). */
  writeQuery(order: {
    readonly sql: string;
    readonly folder: string;
    readonly signal: AbortSignal;
  }): Promise<{ readonly columns: readonly Column[]; readonly files: readonly WrittenFile[] }>;

  /** Reads the footers only. All files must have the same columns (42804). */
  describe(
    paths: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly columns: readonly Column[]; readonly files: readonly WrittenFile[] }>;

  /** Smallest and largest value per column as DuckDB prints them, from the footers; for the statistics side file. */
  columnBounds(
    path: string,
    signal: AbortSignal,
  ): Promise<
    readonly {
      readonly column: string;
      readonly min: string | null;
      readonly max: string | null;
      readonly nulls: number | null;
    }[]
  >;
}
