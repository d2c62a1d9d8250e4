// What the command line of the bench may say.
import { parseArgs } from "node:util";

/**
 * @typedef {object} Options
 * @property {boolean} isQuick
 * @property {string | undefined} only The name of the only case that runs.
 * @property {number} rows
 * @property {number} runs
 * @property {string | undefined} profileFolder Where Node puts the gateway's CPU profile.
 */

export const usage = `npm run bench                      everything; writes docs/benchmarks.md (about 10 minutes)
npm run bench -- --quick           a tenth of the rows and 3 runs; prints only
npm run bench -- --only <case>     one case; prints only
npm run bench -- --cpu-prof <dir>  with a CPU profile of the gateway; prints only`;

/**
 * @param {readonly string[]} words
 * @returns {Options}
 */
export function readOptions(words) {
  const { values } = parseArgs({
    args: [...words],
    options: { quick: { type: "boolean" }, only: { type: "string" }, "cpu-prof": { type: "string" } },
  });
  const isQuick = values.quick === true;
  return {
    isQuick,
    only: values.only,
    rows: isQuick ? 100_000 : 1_000_000,
    runs: isQuick ? 3 : 5,
    profileFolder: values["cpu-prof"],
  };
}

/**
 * Only figures of a whole run are worth keeping.
 * @param {Options} options
 */
export function isWholeRun({ isQuick, only, profileFolder }) {
  return !isQuick && only === undefined && profileFolder === undefined;
}
