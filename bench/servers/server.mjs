// What the bench knows of a server under test, and how it ends one.
import { once } from "node:events";

/** @typedef {import("node:child_process").ChildProcess} ChildProcess */
/** @typedef {import("../client/client.mjs").Address} Address */

/**
 * @typedef {object} Server
 * @property {"sluice" | "postgresql"} name
 * @property {string} version
 * @property {Address} address
 * @property {(connectionProcessId: number) => readonly number[]} processesOf Those that serve a connection.
 * @property {() => Promise<void>} stop
 */

const stopMsMax = 15_000;

/**
 * Asks it to end, and insists after a while.
 * @param {ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
export async function endProcess(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), stopMsMax);
  await ended;
  clearTimeout(timer);
}
