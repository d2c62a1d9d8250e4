// A program that makes PostgreSQL's data folder and writes it to its output: its own process, since initdb takes 600 MB that no thread gives back.
import { PGlite } from "@electric-sql/pglite";
import { type FileSystem, packDataFolder } from "./data-folder.js";
import { databaseOid, settings } from "./postgres-settings.js";

/** A log that nobody reads takes 1 MB, not 16, and files in memory need no checksums: PostgreSQL 15 has none, and they take a sixth of a fill's time. */
const initdbParameters = ["--wal-segsize=1", "--no-data-checksums"];

/** PostgresDbOid: of the database that initdb makes for its users. */
const initdbOid = 5;

const made = await PGlite.create({ postgresqlconf: settings, initDbStartParams: initdbParameters });
// It is everybody's database, and not the one for administrators that every server has, by which tools know what not to show.
await made.exec(`COMMENT ON DATABASE postgres IS NULL;
  UPDATE pg_catalog.pg_database SET oid = ${databaseOid} WHERE oid = ${initdbOid}`);
// So that nothing has to be recovered at each boot.
await made.exec("CHECKPOINT");
const { rows } = await made.query<{ readonly name: string }>(
  "SELECT pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()) AS name",
);
const log = `pg_wal/${rows[0]?.name ?? ""}`;
const files: unknown = made.Module.FS;
const packed = packDataFolder(files as FileSystem, PGlite.paths.PGDATA, packedAs);
await new Promise<void>((resolve, reject) => {
  process.stdout.write(packed, (error) => (error ? reject(error) : resolve()));
});
process.exit();

/** Two of the three databases are templates that nothing is made from, and of the log, only the last file tells something. */
function packedAs(path: string): string | undefined {
  if (/^base\/[14]\//.test(path) || path === "postmaster.pid" || path.endsWith("pg_internal.init")) return undefined;
  if (/^pg_wal\/[0-9A-F]{24}$/.test(path) && path !== log) return undefined;
  // Where a database lies follows from its OID.
  return path.replace(new RegExp(`^base/${initdbOid}(?=/|$)`), `base/${databaseOid}`);
}
