// The most memory a process has had, as Linux counts it. Elsewhere there are no figures.
// https://docs.kernel.org/filesystems/proc.html
import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** @typedef {{ peakBytes: number, sharedBytes: number }} Memory */

/**
 * Lets the peak begin anew.
 * @param {number} processId
 */
export function resetPeak(processId) {
  const path = `/proc/${processId}/clear_refs`;
  if (existsSync(path)) writeFileSync(path, "5");
}

/**
 * @param {number} processId
 * @returns {Memory | undefined}
 */
export function readPeak(processId) {
  const path = `/proc/${processId}/status`;
  if (!existsSync(path)) return undefined;
  const status = readFileSync(path, "utf8");
  return { peakBytes: fieldOf(status, "VmHWM"), sharedBytes: fieldOf(status, "RssShmem") };
}

/**
 * @param {string} status
 * @param {string} name
 */
function fieldOf(status, name) {
  return Number(new RegExp(`^${name}:\\s*(\\d+) kB`, "m").exec(status)?.[1]) * 1024;
}
