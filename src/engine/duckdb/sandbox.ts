// Opens DuckDB inside a sandbox: no files but those under the folders it is given, and no network beyond the buckets that httpfs may read.
// https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview
import { mkdir } from "node:fs/promises";
import duckdb from "@duckdb/node-bindings";
import { IoError } from "../../errors.js";
import { limits } from "../../limits.js";
import { runOn } from "./statement-run.js";

export interface SandboxOptions {
  /** Folders that the gateway itself may read and write through DuckDB. No client text ever names a file. */
  readonly folders: readonly string[];
  /** Where DuckDB spills, encrypted. */
  readonly temporaryFolder: string;
  /** As DuckDB spells it: `4GiB`. */
  readonly memoryLimit: string;
  readonly threads: number;
  /** DuckDB's extension httpfs, and below which names on S3 it may read. Absent: no network at all. */
  readonly httpfs?: { readonly extension: string; readonly prefixes: readonly string[] } | undefined;
  /** Where plans are only looked at. */
  readonly disabledOptimizers?: readonly string[];
}

/** One instance per gateway. The order of the last three settings matters: each closes the door to the one before. */
export async function openSandbox(options: SandboxOptions): Promise<duckdb.Database> {
  await mkdir(options.temporaryFolder, { recursive: true, mode: 0o700 });
  const config = duckdb.create_config();
  for (const [name, value] of Object.entries({
    memory_limit: options.memoryLimit,
    threads: String(options.threads),
    temp_directory: options.temporaryFolder,
    temp_file_encryption: "true",
    // Without it, whatever spills fails: DuckDB alone encrypts nothing that it writes, having no source of randomness that it trusts.
    // Weakness: it calls the keys that it then makes unsafe. They live in memory only; without them the files would be in the clear.
    force_mbedtls_unsafe: "true",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
    allow_persistent_secrets: "false",
    // PERF: what is freed goes back to the system soon. Rows of 100 KB, read slowly: 690 MiB of the process otherwise, 590 so.
    allocator_background_threads: "true",
    allocator_flush_threshold: "1MiB",
    allocator_bulk_deallocation_flush_threshold: "1MiB",
    // Errors carry their kind, position and subtype; see errors.ts.
    errors_as_json: "true",
    // PostgreSQL's ways.
    default_null_order: "postgres",
    integer_division: "true",
    ieee_floating_point_ops: "true",
  })) {
    duckdb.set_config(config, name, value);
  }
  const database = await duckdb.open(":memory:", config);
  const connection = await duckdb.connect(database);
  try {
    const { httpfs } = options;
    const readable = [...options.folders, ...(httpfs?.prefixes ?? [])];
    const folders = readable.map((folder) => quoteLiteral(folder.endsWith("/") ? folder : `${folder}/`));
    if (httpfs !== undefined) await load(connection, httpfs.extension);
    for (const sql of [
      ...(httpfs === undefined ? [] : httpfsSettings),
      // Objects are immutable, so their footers may be kept.
      "SET GLOBAL parquet_metadata_cache = true",
      "SET GLOBAL TimeZone = 'UTC'",
      // Internal relations live here; clients cannot name it.
      'CREATE SCHEMA "r"',
      `SET allowed_directories = [${folders.join(", ")}]`,
      "SET allowed_configs = ['TimeZone', 'streaming_buffer_size', 'enable_progress_bar', 'enable_progress_bar_print']",
      ...(options.disabledOptimizers === undefined
        ? []
        : [`SET disabled_optimizers = ${quoteLiteral(options.disabledOptimizers.join())}`]),
      "SET enable_external_access = false",
      "SET lock_configuration = true",
    ]) {
      await runOn(connection, sql);
    }
  } finally {
    duckdb.disconnect_sync(connection);
  }
  return database;
}

/** It is signed, and DuckDB takes no other version than its own. In DuckDB's own words: they are for the operator. */
async function load(connection: duckdb.Connection, extension: string): Promise<void> {
  try {
    await duckdb.query(connection, `LOAD ${quoteLiteral(extension)}`);
  } catch (thrown) {
    throw new IoError(`could not load ${extension}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

/** A server that is silent holds up nobody for long. */
const httpfsSettings = [
  `SET GLOBAL http_timeout = ${Math.ceil(limits.s3StallMsMax / 1000)}`,
  `SET GLOBAL http_retries = ${limits.httpfsRetriesMax}`,
];

export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
