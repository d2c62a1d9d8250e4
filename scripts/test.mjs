// `npm test`: makes the checkout ready, runs every test, and says in the last line what it came to. Words after `--` are
// handed to vitest, to run a part.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installNeeds } from "../test/support/install.mjs";
import prepareModule from "./prepare.cjs";

/** @typedef {{ passed: number, failed: number, skipped: { name: string, tests: number, reason: string }[] }} Outcome */

const root = fileURLToPath(new URL("..", import.meta.url));

process.exitCode = await main();

async function main() {
  const isReady = await prepareModule.prepare();
  if (!isReady) {
    console.log("0 passed, 1 failed");
    return 1;
  }
  await installNeeds();
  const folder = mkdtempSync(join(tmpdir(), "sluice-test-"));
  try {
    const exitCode = await runVitest(join(folder, "outcome.json"));
    return conclude(readOutcome(join(folder, "outcome.json")), exitCode);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} outcomePath
 * @returns {Promise<number>}
 */
function runVitest(outcomePath) {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [join(root, "node_modules/vitest/vitest.mjs"), "run", ...process.argv.slice(2)],
      {
        cwd: root,
        stdio: "inherit",
        env: { ...process.env, SLUICE_TEST_OUTCOME: outcomePath },
      },
    );
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

/**
 * @param {Outcome | undefined} outcome
 * @param {number} exitCode
 */
function conclude(outcome, exitCode) {
  const passed = outcome?.passed ?? 0;
  const skipped = outcome?.skipped ?? [];
  const skippedTests = skipped.reduce((sum, { tests }) => sum + tests, 0);
  // A run that failed without a failed test, or that tested nothing, is a failure too.
  const isBroken = exitCode !== 0 || passed === 0;
  const failed = Math.max(outcome?.failed ?? 0, isBroken ? 1 : 0);
  for (const { name, tests, reason } of skipped) {
    console.log(`skipped: ${name}${tests > 1 ? ` (${tests} tests)` : ""}: ${reason}`);
  }
  console.log(`${passed} passed, ${failed} failed${skippedTests > 0 ? `, ${skippedTests} skipped` : ""}`);
  return failed > 0 ? 1 : 0;
}
