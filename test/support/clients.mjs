// The clients that tests drive, the rows of docs/compatibility.md, and how each tells its version. Plain JavaScript: the script that writes
// the document asks them.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { jarPath, postgresFolder, psqlodbcPath, pythonPath } from "./programs.mjs";

/**
 * @typedef {"psql" | "pg" | "pg-cursor" | "pg-query-stream" | "postgres.js" | "psycopg2" | "psycopg 3" | "asyncpg" | "SQLAlchemy" | "pgjdbc"
 *   | "pgx" | "psqlODBC" | "pgbench" | "postgres_fdw"} ClientName
 */

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Undefined where it is not there to be asked.
 * @type {Readonly<Record<ClientName, () => string | undefined>>}
 */
export const clientVersions = {
  psql: () => numberIn(said("psql", ["--version"])),
  pg: () => versionOfModule("pg"),
  "pg-cursor": () => versionOfModule("pg-cursor"),
  "pg-query-stream": () => versionOfModule("pg-query-stream"),
  "postgres.js": () => versionOfModule("postgres"),
  psycopg2: () => numberIn(versionOfWheel("psycopg2")),
  "psycopg 3": () => versionOfWheel("psycopg"),
  asyncpg: () => versionOfWheel("asyncpg"),
  SQLAlchemy: () => versionOfWheel("sqlalchemy"),
  // It says so, and fails, since it is no program.
  pgjdbc: () => numberIn(said("java", ["-jar", jarPath("pgjdbc")])),
  pgx: () =>
    said("go", ["list", "-m", "-f", "{{.Version}}", "github.com/jackc/pgx/v5"], "test/clients/programs/pgx")?.slice(1),
  // It tells only those who are connected. Where it lies is where Debian's package has it.
  psqlODBC: () =>
    numberIn(said("dpkg-query", ["--show", "--showformat", "${source:Upstream-Version}", packageOf(psqlodbcPath)])),
  pgbench: () => numberIn(said(join(postgresFolder, "pgbench"), ["--version"])),
  postgres_fdw: () => numberIn(said(join(postgresFolder, "postgres"), ["--version"])),
};

export const clientNames = /** @type {readonly ClientName[]} */ (Object.keys(clientVersions));

/**
 * What a program writes, or undefined where it is not there or writes nothing.
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {string} [folder] From the root.
 */
function said(program, parameters, folder = ".") {
  const { stdout } = spawnSync(program, parameters, { cwd: join(root, folder), encoding: "utf8" });
  return stdout?.trim() || undefined;
}

/**
 * Without what a distribution adds to it.
 * @param {string | undefined} text
 */
function numberIn(text) {
  return /\d+(\.\d+)+/.exec(text ?? "")?.[0];
}

/** @param {string} name */
function versionOfModule(name) {
  const text = readFileSync(join(root, "node_modules", name, "package.json"), "utf8");
  return /** @type {{ version: string }} */ (JSON.parse(text)).version;
}

/** @param {string} name */
function versionOfWheel(name) {
  return said(pythonPath, ["-c", `import ${name}; print(${name}.__version__)`]);
}

/** @param {string} path */
function packageOf(path) {
  return said("dpkg-query", ["--search", path])?.split(":")[0] ?? "";
}
