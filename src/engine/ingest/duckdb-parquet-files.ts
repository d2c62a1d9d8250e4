// Reads source files and writes Parquet through DuckDB, in a lane with the other long-running work.
import { rm, stat } from "node:fs/promises";
import path from "node:path";
import duckdb from "@duckdb/node-bindings";
import type { Column } from "../../catalog/api.js";
import { FeatureNotSupported, NotNullViolation, PgError, UndefinedColumn } from "../../errors.js";
import { limits } from "../../limits.js";
import type { DataType } from "../data-type.js";
import type { PooledConnection } from "../duckdb/connection-pool.js";
import type { ExclusiveWork } from "../duckdb/exclusive-work.js";
import type { InOneThread } from "../duckdb/one-thread.js";
import { dataTypeOf } from "../duckdb/logical-type.js";
import { tellingRows } from "../duckdb/row-progress.js";
import { quoteIdentifier, quoteLiteral } from "../duckdb/sandbox.js";
import { runOn, textsOf, textsOrNullsOf } from "../duckdb/statement-run.js";
import { literalPath } from "../relations/object-paths.js";
import { cutFile } from "./cut-file.js";
import type { ParquetFiles, SourceFiles, WriteOrder, Written, WrittenFile } from "./parquet-files.js";
import { losesNegativeZeros, withoutDictionaries } from "./negative-zeros.js";
import { type RowGroups, rowBytesSql, rowGroupsFor } from "./row-groups.js";
import { keepAsCsv, keepAsParquet, type RowParts } from "./row-parts.js";

const fileName = "part-0.parquet";
/**
 * PERF: the encodings of Parquet's second version keep texts and numbers as differences, which unpack faster and pack better, and zstd's first
 * level packs them no worse than its third. A million rows of 11 columns, 5 of text: 74 MB read in 144 ms of one processor; with the
 * first version and the third level 83 MB in 363 ms; with lz4 119 MB in 89 ms.
 */
const fileOptions = "PARQUET_VERSION v2, COMPRESSION zstd, COMPRESSION_LEVEL 1";

/** Written types that Parquet keeps in another form, and what they come back as, exactly. */
const sameInParquet: ReadonlyMap<string, string> = new Map([
  ["BIT", "VARCHAR"],
  ["TIMESTAMP_S", "TIMESTAMP"],
  ["TIMESTAMP_MS", "TIMESTAMP"],
]);

export class DuckDBParquetFiles implements ParquetFiles {
  readonly #work: ExclusiveWork;
  readonly #inOneThread: InOneThread;
  readonly #objectBytesMax: number;

  constructor(work: ExclusiveWork, inOneThread: InOneThread, objectBytesMax: number = limits.objectBytesMax) {
    this.#work = work;
    this.#inOneThread = inOneThread;
    this.#objectBytesMax = objectBytesMax;
  }

  write(order: Parameters<ParquetFiles["write"]>[0]): Promise<Written> {
    return this.#work.run(order, async (connection) => {
      const relation = readerOf(order.source);
      const found = await describe(connection, `SELECT * FROM ${relation}`);
      const columns = order.columns === undefined ? found : matched(order.columns, found);
      const list = columns.map((column) => {
        const name = quoteIdentifier(column.name);
        // HUGEINT would become a DOUBLE in Parquet.
        const type =
          column.type === "HUGEINT" ? "DECIMAL(38,0)" : order.columns === undefined ? undefined : column.type;
        return type === undefined ? name : `CAST(${name} AS ${type}) AS ${name}`;
      });
      return this.#copy(connection, `SELECT ${list.join(", ")} FROM ${relation}`, order);
    });
  }

  async writeRows(order: Parameters<ParquetFiles["writeRows"]>[0]): Promise<Written> {
    const { names, columns } = order;
    const parts = await (columns === "inferred" ? keepAsCsv(order) : keepAsParquet(order));
    if (parts.rows === 0) return { columns: columns === "inferred" ? textColumns(names) : columns, files: [] };
    const written = await this.#work.run(order, (connection) =>
      columns === "inferred"
        ? this.#copy(connection, inferringSql(parts, names), { ...order, columns: undefined })
        : this.#copy(connection, castingSql(parts, names, columns), { ...order, columns }),
    );
    for (const file of parts.paths) await rm(file);
    return written;
  }

  writeQuery(order: Parameters<ParquetFiles["writeQuery"]>[0]): Promise<Written> {
    return this.#work.run(order, (connection) => this.#copy(connection, order.sql, { ...order, columns: undefined }));
  }

  describe(paths: readonly string[], signal: AbortSignal): Promise<Written> {
    return this.#work.run({ signal }, async (connection) => {
      const [first, ...others] = paths;
      if (first === undefined) throw new Error("no file to describe");
      const columns = await describeFile(connection, first);
      for (const other of others) {
        const found = await describeFile(connection, other);
        if (!sameColumns(columns, found)) {
          throw new PgError(
            "42804",
            `the files do not have the same columns: ${path.basename(other)} differs from ${path.basename(first)}`,
          );
        }
      }
      const files: WrittenFile[] = [];
      for (const file of paths)
        files.push({ path: file, rows: await rowsOf(connection, file), bytes: (await stat(file)).size });
      return { columns, files };
    });
  }

  typesOf(columns: readonly Column[], signal: AbortSignal): Promise<readonly DataType[]> {
    const list = columns.map(({ type }) => `NULL::${type}`);
    return this.#work.run({ signal, isUrgent: true }, async (connection) => {
      const statement = await duckdb.prepare(connection.raw, `SELECT ${list.join(", ")}`);
      try {
        return columns.map((_, index) => dataTypeOf(duckdb.prepared_statement_column_logical_type(statement, index)));
      } finally {
        duckdb.destroy_prepare_sync(statement);
      }
    });
  }

  columnBounds(file: string, signal: AbortSignal): ReturnType<ParquetFiles["columnBounds"]> {
    return this.#work.run({ signal }, async (connection) => {
      const columns = (await describeFile(connection, file)).filter((column) => hasBounds(column.type));
      const bounds = [];
      for (const column of columns) {
        const [min, max, nulls] = textsOrNullsOf(
          await runOn(
            connection.raw,
            // Others write files, too: where one row group tells nothing, nothing is known.
            `SELECT unnest([CASE WHEN known THEN lo END, CASE WHEN known THEN hi END, nulls]) FROM (
               SELECT min(CAST(stats_min_value AS ${column.type}))::VARCHAR AS lo, max(CAST(stats_max_value AS ${column.type}))::VARCHAR AS hi,
                 sum(stats_null_count)::VARCHAR AS nulls,
                 bool_and((stats_min_value IS NOT NULL AND stats_max_value IS NOT NULL) OR coalesce(stats_null_count = num_values, false)) AS known
               FROM parquet_metadata(${quoteLiteral(literalPath(file))}) WHERE path_in_schema = ${quoteLiteral(column.name)})`,
          ),
        );
        bounds.push({
          column: column.name,
          min: min ?? null,
          max: max ?? null,
          nulls: nulls == null ? null : Number(nulls),
        });
      }
      return bounds;
    });
  }

  /** In the source's order, or that of the sort key. What Parquet would change without saying so is refused. */
  async #copy(
    connection: PooledConnection,
    select: string,
    order: WriteOrder & { readonly columns: readonly Column[] | undefined },
  ): Promise<Written> {
    const { folder, signal, sortKey = [] } = order;
    const intended = await describe(connection, select);
    assertSortable(sortKey, intended);
    const [rowBytes] = textsOf(await runOn(connection.raw, rowBytesSql(select, intended)));
    const sorted = sortKey.length === 0 ? select : `${select} ORDER BY ${sortKey.map(quoteIdentifier).join(", ")}`;
    const groupsOf = (from: string): RowGroups => rowGroupsFor(from, Number(rowBytes));
    let options = fileOptions;
    const copy = async (from: string, file: string): Promise<void> => {
      const groups = groupsOf(from);
      const sql = `COPY (${groups.select}) TO ${quoteLiteral(file)} (FORMAT parquet, ${options}, ROW_GROUP_SIZE ${groups.rows})`;
      const progress = { tell: order.onProgress, everyMs: limits.progressMs };
      if (groups.needsOneThread) {
        await this.#inOneThread(signal, (raw) => tellingRows(raw, progress, () => runOn(raw, sql)));
      } else {
        await tellingRows(connection.raw, progress, () => runOn(connection.raw, sql));
      }
    };
    const file = path.join(folder, fileName);
    await copy(sorted, file);
    const own = `SELECT * FROM ${readerOf({ format: "parquet", paths: [file] })}`;
    if (await losesNegativeZeros(connection.raw, intended, { written: own, source: select })) {
      options = `${fileOptions}, ${withoutDictionaries}`;
      await copy(sorted, file);
    }
    const written = await describeFile(connection, file);
    assertKept(intended, written);
    const columns = written.map((column, index) => ({
      ...column,
      isNullable: order.columns?.[index]?.isNullable ?? true,
    }));
    const rows = await rowsOf(connection, file);
    if (rows === 0) {
      await rm(file);
      return { columns, files: [] };
    }
    await assertNotNull(connection, file, columns);
    const whole = { path: file, rows, bytes: (await stat(file)).size };
    if (whole.bytes <= this.#objectBytesMax) return { columns, files: [whole] };
    const files = await cutFile(connection.raw, whole, { bytesMax: this.#objectBytesMax, copy });
    return { columns, files };
  }
}

function assertSortable(sortKey: readonly string[], columns: readonly Column[]): void {
  const missing = sortKey.find((name) => !columns.some((column) => column.name === name));
  if (missing === undefined) return;
  throw new UndefinedColumn(`column "${missing}" named in sort_key does not exist`, {
    hint: `The columns are: ${columns.map((column) => column.name).join(", ")}.`,
  });
}

function assertKept(intended: readonly Column[], written: readonly Column[]): void {
  written.forEach((column, index) => {
    const before = intended[index];
    if (before === undefined || before.type === column.type || before.type.startsWith("ENUM(")) return;
    if (sameInParquet.get(before.type) === column.type) return;
    throw new FeatureNotSupported(`column "${column.name}" is of type ${before.type}, which Parquet cannot keep`, {
      hint: "Cast it in the source.",
    });
  });
}

/** What is looked through has been written just now, and these columns only. */
async function assertNotNull(connection: PooledConnection, file: string, columns: readonly Column[]): Promise<void> {
  const required = columns.filter((column) => !column.isNullable);
  if (required.length === 0) return;
  const faults = required.map(
    ({ name }) => `CASE WHEN bool_or(${quoteIdentifier(name)} IS NULL) THEN ${quoteLiteral(name)} END`,
  );
  const reader = readerOf({ format: "parquet", paths: [file] });
  const [fault] = textsOf(await runOn(connection.raw, `SELECT unnest([${faults.join(", ")}]) FROM ${reader}`));
  if (fault !== undefined) throw new NotNullViolation(fault);
}

/** Rows as they were kept, brought to the columns' types. */
function castingSql(parts: RowParts, names: readonly string[], columns: readonly Column[]): string {
  const list = columns.map(({ name, type }) => {
    const value = names.includes(name) ? quoteIdentifier(name) : "NULL";
    return `CAST(${value} AS ${type}) AS ${quoteIdentifier(name)}`;
  });
  return `SELECT ${list.join(", ")} FROM ${readerOf(parts)}`;
}

/** DuckDB's own bound. */
const csvLineBytes = 2 * 1024 * 1024;

/** The same, of texts; a type is a column's own when every text is of it. */
function inferringSql(parts: RowParts, names: readonly string[]): string {
  const given = ["x", ...names].map((_, index) => `c${index}`);
  const list = names.map((name, index) => `c${index + 1} AS ${quoteIdentifier(name)}`);
  const options = [
    `names = [${given.map(quoteLiteral).join(", ")}]`,
    "delim = ','",
    "quote = '\"'",
    "escape = '\"'",
    "nullstr = ''",
    "allow_quoted_nulls = false",
    "header = false",
    "sample_size = -1",
    `max_line_size = ${Math.max(csvLineBytes, parts.lineBytes)}`,
    // DuckDB's own is 16 times the longest line.
    `buffer_size = ${Math.max(16 * csvLineBytes, 2 * parts.lineBytes)}`,
    "auto_detect = true",
  ];
  const paths = parts.paths.map((file) => quoteLiteral(literalPath(file))).join(", ");
  return `SELECT ${list.join(", ")} FROM read_csv([${paths}], ${options.join(", ")})`;
}

function textColumns(names: readonly string[]): readonly Column[] {
  return names.map((name) => ({ name, type: "VARCHAR", isNullable: true }));
}

function readerOf(source: SourceFiles): string {
  const paths = `[${source.paths.map((file) => quoteLiteral(literalPath(file))).join(", ")}]`;
  switch (source.format) {
    case "parquet":
      return `read_parquet(${paths}, hive_partitioning = false)`;
    case "csv":
      return `read_csv(${paths}, hive_partitioning = false)`;
    case "json":
      return `read_json(${paths}, hive_partitioning = false)`;
  }
}

function describeFile(connection: PooledConnection, file: string): Promise<readonly Column[]> {
  return describe(connection, `SELECT * FROM ${readerOf({ format: "parquet", paths: [file] })}`);
}

async function describe(connection: PooledConnection, select: string): Promise<readonly Column[]> {
  const batches = await runOn(connection.raw, `SELECT unnest([column_name, column_type]) FROM (DESCRIBE ${select})`);
  const texts = textsOf(batches);
  return Array.from({ length: texts.length / 2 }, (_, index) => ({
    name: texts[index * 2] as string,
    type: texts[index * 2 + 1] as string,
    isNullable: true,
  }));
}

async function rowsOf(connection: PooledConnection, file: string): Promise<number> {
  const [rows] = textsOf(
    await runOn(
      connection.raw,
      `SELECT sum(num_rows)::VARCHAR FROM parquet_file_metadata(${quoteLiteral(literalPath(file))})`,
    ),
  );
  return Number(rows);
}

/** The columns as the dataset has them, when the source has just those. */
function matched(wanted: readonly Column[], found: readonly Column[]): readonly Column[] {
  const names = new Set(found.map((column) => column.name));
  const missing = wanted.find((column) => !names.has(column.name));
  if (missing !== undefined) throw new UndefinedColumn(`the source has no column "${missing.name}"`);
  const known = new Set(wanted.map((column) => column.name));
  const extra = found.find((column) => !known.has(column.name));
  if (extra !== undefined) throw new PgError("42804", `the dataset has no column "${extra.name}"`);
  return wanted;
}

function sameColumns(left: readonly Column[], right: readonly Column[]): boolean {
  return (
    left.length === right.length &&
    left.every((column, index) => column.name === right[index]?.name && column.type === right[index]?.type)
  );
}

/** Text is left out: Parquet may cut it short. */
function hasBounds(type: string): boolean {
  return /^(U?(TINY|SMALL|BIG)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL\(.*\)|DATE|TIMESTAMP( WITH TIME ZONE)?)$/.test(type);
}
