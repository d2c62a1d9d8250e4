// The programs and Python packages that some suites need, and where they lie. Plain JavaScript: install.mjs runs before any build.
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** @typedef {{ program: string, debianPackage: string } | { wheel: string, version: string }} Need */

/** @type {Readonly<Record<"psql" | "psycopg", Need>>} */
export const needs = {
  psql: { program: "psql", debianPackage: "postgresql-client" },
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
    return findProgram(need.program) === undefined ? `${need.program} is not installed ${remedy}` : undefined;
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

/** @param {string} program */
export function findProgram(program) {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => isExecutable(path));
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
