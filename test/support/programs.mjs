// The programs and Python packages that some suites need, and where they lie. Plain JavaScript: install.mjs runs before any build.
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * A program, in the PATH or where Debian has it; a file of a Debian package; a Python package; or a file of Maven Central.
 * @typedef {{ program: string, folder?: string, debianPackage?: string }
 *   | { file: string, debianPackage: string }
 *   | { wheel: string, version: string }
 *   | { jar: string, version: string, sha256: string }} Need
 */

/** Debian keeps the server's programs out of the way, since several versions may be there. */
export const postgresFolder = "/usr/lib/postgresql/15/bin";

/** The ODBC driver for Unicode: the one that unixODBC loads for a connection string that names it. */
export const psqlodbcPath = "/usr/lib/x86_64-linux-gnu/odbc/psqlodbcw.so";

/**
 * @typedef {"psql" | "postgres" | "pgbench" | "java" | "go" | "python3" | "psycopg" | "psycopg2" | "asyncpg" | "sqlalchemy" | "pgjdbc"
 *   | "unixodbc" | "psqlodbc" | "pyodbc" | "httpfs" | "radosgw" | "ceph-mon" | "ceph-osd" | "ceph"} NeedName
 */

/** @type {Readonly<Record<NeedName, Need>>} */
export const needs = {
  psql: { program: "psql", debianPackage: "postgresql-client" },
  postgres: { program: "postgres", folder: postgresFolder, debianPackage: "postgresql-15" },
  pgbench: { program: "pgbench", folder: postgresFolder, debianPackage: "postgresql-15" },
  // With its compiler, which runs a source file at once.
  java: { program: "javac", debianPackage: "default-jdk-headless" },
  // Debian's is too old for pgx.
  go: { program: "go" },
  python3: { program: "python3", debianPackage: "python3" },
  psycopg: { wheel: "psycopg[binary]", version: "3.2.13" },
  psycopg2: { wheel: "psycopg2-binary", version: "2.9.10" },
  asyncpg: { wheel: "asyncpg", version: "0.30.0" },
  sqlalchemy: { wheel: "sqlalchemy", version: "2.0.50" },
  pgjdbc: {
    jar: "org/postgresql/postgresql",
    version: "42.7.7",
    sha256: "157963d60ae66d607e09466e8c0cdf8087e9cb20d0159899ffca96bca2528460",
  },
  // Its driver manager, which the driver's package does without, and which pyodbc loads.
  unixodbc: { program: "isql", debianPackage: "unixodbc" },
  psqlodbc: { file: psqlodbcPath, debianPackage: "odbc-postgresql" },
  pyodbc: { wheel: "pyodbc", version: "5.3.0" },
  // DuckDB's extension, of the version that the gateway pins.
  httpfs: { wheel: "duckdb-extension-httpfs", version: "1.5.5" },
  radosgw: { program: "radosgw", debianPackage: "radosgw" },
  "ceph-mon": { program: "ceph-mon", debianPackage: "ceph-mon" },
  "ceph-osd": { program: "ceph-osd", debianPackage: "ceph-osd" },
  ceph: { program: "ceph", debianPackage: "ceph-common" },
};

/**
 * What a real S3 server needs (ceph-rgw.ts).
 * @type {readonly NeedName[]}
 */
export const s3Needs = ["radosgw", "ceph-mon", "ceph-osd", "ceph"];

/** A virtual environment of ours, so that the system's Python stays as it is. */
export const pythonFolder = fileURLToPath(new URL("../../node_modules/.cache/python", import.meta.url));
export const pythonPath = join(pythonFolder, "bin/python");

export const jarFolder = fileURLToPath(new URL("../../node_modules/.cache/java", import.meta.url));

/** @param {NeedName} name */
export function jarPath(name) {
  return join(jarFolder, `${name}.jar`);
}

/**
 * Why a need is not met, or undefined when it is.
 * @param {NeedName} name
 */
export function whyMissing(name) {
  return isMet(name, needs[name]) ? undefined : `${name} is not installed ${remedy}`;
}

/**
 * @param {NeedName} name
 * @param {Need} need
 */
function isMet(name, need) {
  if ("program" in need) return findProgram(need.program, need.folder) !== undefined;
  if ("file" in need) return existsSync(need.file);
  return existsSync("jar" in need ? jarPath(name) : wheelMark(name));
}

const remedy = "(SLUICE_TEST_INSTALL=1 npm test installs it on Debian, as root)";

/**
 * Written once a package is installed: asking Python each time would cost more than most tests.
 * @param {NeedName} name
 */
export function wheelMark(name) {
  const need = needs[name];
  return join(pythonFolder, `.sluice-${name}-${"version" in need ? need.version : ""}`);
}

/**
 * @param {string} program
 * @param {string} [folder] Where it lies, if not in the PATH.
 */
export function findProgram(program, folder) {
  const folders = folder === undefined ? (process.env.PATH ?? "").split(delimiter) : [folder];
  return folders.map((folder) => join(folder, program)).find((path) => isExecutable(path));
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not there, or not for us: either way not to be run.
    return false;
  }
}
