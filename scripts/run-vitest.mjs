// Runs vitest as a program of its own, and tells what the run came to (test/support/reporter.ts).
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * @typedef {import("../test/support/reporter.ts").Outcome} Outcome
 * @typedef {{ exitCode: number, outcome: Outcome | undefined }} Run
 */

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * @param {readonly string[]} words As they are handed to `vitest run`.
 * @returns {Promise<Run>}
 */
export async function runVitest(words) {
  const folder = mkdtempSync(join(tmpdir(), "sluice-test-"));
  const outcomePath = join(folder, "outcome.json");
  try {
    const exitCode = await spawnVitest(words, outcomePath);
    return { exitCode, outcome: readOutcome(outcomePath) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {readonly string[]} words
 * @param {string} outcomePath
 * @returns {Promise<number>}
 */
function spawnVitest(words, outcomePath) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), "run", ...words], {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, SLUICE_TEST_OUTCOME: outcomePath },
    });
    for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.on(signal, () => child.kill(signal));
    child.once("error", (error) => {
      console.error(error);
      resolve(1);
    });
    child.once("close", (code) => resolve(code ?? 1));
  });
}

/** @param {string} path */
function readOutcome(path) {
  try {
    return /** @type {Outcome} */ (JSON.parse(readFileSync(path, "utf8")));
  } catch {
    // The run ended before it could count: stopped, or out of memory. That is told as a failure.
    return undefined;
  }
}
