// What processes have used, as Linux counts it: the most memory they had, and processor time. Elsewhere there are no figures.
// https://docs.kernel.org/filesystems/proc.html
import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** @typedef {{ peakBytes: number, sharedBytes: number, cpuMs: number }} Use */

/** The kernel counts in hundredths of a second, on every machine that Node runs on. */
const msPerTick = 10;

/**
 * Lets the peaks begin anew, and returns what tells the use from now on.
 * @param {readonly number[]} processes
 * @returns {() => Use}
 */
export function watchUse(processes) {
  for (const process of processes) resetPeak(process);
  const cpuBefore = sum(processes, cpuMsOf);
  return () => ({
    peakBytes: sum(processes, (process) => memoryOf(process, "VmHWM")),
    sharedBytes: sum(processes, (process) => memoryOf(process, "RssShmem")),
    cpuMs: sum(processes, cpuMsOf) - cpuBefore,
  });
}

/** @param {number} process */
export function residentBytes(process) {
  return memoryOf(process, "VmRSS");
}

/** @param {number} process */
function resetPeak(process) {
  const path = `/proc/${process}/clear_refs`;
  if (existsSync(path)) writeFileSync(path, "5");
}

/**
 * @param {number} process
 * @param {string} field
 */
function memoryOf(process, field) {
  const status = readOf(process, "status");
  return Number(new RegExp(`^${field}:\\s*(\\d+) kB`, "m").exec(status)?.[1]) * 1024;
}

/** @param {number} process */
function cpuMsOf(process) {
  // The second field is a name in brackets that may hold anything; utime and stime are the 14th and the 15th.
  const fields = readOf(process, "stat")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * msPerTick;
}

/**
 * @param {number} process
 * @param {string} file
 */
function readOf(process, file) {
  const path = `/proc/${process}/${file}`;
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/**
 * @param {readonly number[]} processes
 * @param {(process: number) => number} figureOf
 */
function sum(processes, figureOf) {
  return processes.reduce((total, process) => total + figureOf(process), 0);
}
