// Where DuckDB's extensions lie on the disk, and how they come there.
import { access, mkdir } from "node:fs/promises";
import path from "node:path";
import duckdb from "@duckdb/node-bindings";
import { IoError, UndefinedFile } from "../../errors.js";
import { quoteLiteral } from "../duckdb/sandbox.js";
import { runOn, textsOf } from "../duckdb/statement-run.js";

const fileName = "httpfs.duckdb_extension";

/**
 * As `installExtensions` leaves it, or by itself in the folder.
 * @throws UndefinedFile (58P01) where it is not: who names a folder wants what is in it.
 */
export async function findHttpfs(folder: string): Promise<string> {
  const candidates = [
    path.join(folder, duckdb.library_version(), await platform(), fileName),
    path.join(folder, fileName),
  ];
  for (const candidate of candidates) {
    const isThere = await access(candidate).then(
      () => true,
      () => false,
    );
    if (isThere) return candidate;
  }
  throw new UndefinedFile(`extensions_dir "${folder}" has no ${fileName} for DuckDB ${duckdb.library_version()}`, {
    hint: "Run `sluice install-extensions`.",
  });
}

/** As DuckDB calls this machine: a folder may be shared by several kinds. */
async function platform(): Promise<string> {
  const database = await duckdb.open(":memory:");
  const connection = await duckdb.connect(database);
  try {
    const [name = ""] = textsOf(await runOn(connection, "SELECT platform FROM pragma_platform()"));
    return name;
  } finally {
    duckdb.disconnect_sync(connection);
    duckdb.close_sync(database);
  }
}

/** Downloads what there is to download, of DuckDB's own version and signed. `repository`: absent: DuckDB's own. */
export async function installExtensions(folder: string, repository: string | undefined): Promise<string> {
  await mkdir(folder, { recursive: true });
  const config = duckdb.create_config();
  duckdb.set_config(config, "extension_directory", folder);
  const database = await duckdb.open(":memory:", config);
  const connection = await duckdb.connect(database);
  try {
    const from = repository === undefined ? "" : ` FROM ${quoteLiteral(repository)}`;
    // In DuckDB's own words: they are for the operator.
    await duckdb.query(connection, `FORCE INSTALL httpfs${from}`);
    await duckdb.query(connection, "LOAD httpfs");
  } catch (thrown) {
    throw new IoError(`could not install httpfs: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  } finally {
    duckdb.disconnect_sync(connection);
    duckdb.close_sync(database);
  }
  return findHttpfs(folder);
}
