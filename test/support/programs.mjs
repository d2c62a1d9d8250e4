// The programs and Python packages that some suites need, and where they lie. Plain JavaScript: install.mjs runs before any build.
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** @typedef {{ program: string, folder?: string, debianPackage: string } | { wheel: string, version: string }} Need */

/** Debian keeps the server's programs out of the way, since several versions may be there. */
export const postgresFolder = "/usr/lib/postgresql/15/bin";

/** @type {Readonly<Record<"psql" | "postgres" | "psycopg", Need>>} */
export const needs = {
  psql: { program: "psql", debianPackage: "postgresql-client" },
  postgres: { program: "postgres", folder: postgresFolder, debianPackage: "postgresql-15" },
  psycopg: { wheel: "psycopg[binary]", version: "3.2.13" },
};

/** A virtual environment of ours, so that the system's Python stays as it is. */
export const pythonFolder = fileURLToPath(new URL("../../node_modules/.cache/python", import.meta.url));
export const pythonPath = join(pythonFolder, "bin/python");

/**
 * Why a need is not met, or undefined when it is.
 * @param {keyof typeof needs} name
 */
export function whyMissing(name) {
  const need = needs[name];
  if ("program" in need) {
    return findProgram(need.program, need.folder) === undefined
      ? `${need.debianPackage} is not installed ${remedy}`
      : undefined;
  }
  return existsSync(wheelMark(name)) ? undefined : `the Python package ${name} is not installed ${remedy}`;
}

const remedy = "(SLUICE_TEST_INSTALL=1 npm test installs it on Debian, as root)";

/**
 * Written once a package is installed: asking Python each time would cost more than most tests.
 * @param {keyof typeof needs} name
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
