// What the figures were measured on.
import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";

/**
 * @typedef {object} Machine
 * @property {string} processor
 * @property {string} memory
 * @property {string} system
 */

/** @returns {Machine} */
export function describeMachine() {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  return {
    processor: `${availableParallelism()} x ${model}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${release()}`,
  };
}

/** How many wanted to run in the last minute: with more than there are processors, others had a part of them. */
export function loadNow() {
  return (loadavg()[0] ?? Number.NaN).toFixed(1);
}
