// `npm test`: makes the checkout ready, runs every test, and says in the last line what it came to. Words after `--` are
// handed to vitest, to run a part.
import { installNeeds } from "../test/support/install.mjs";
import { disagreementsWithPage } from "./compatibility-page.mjs";
import prepareModule from "./prepare.cjs";
import { runVitest } from "./run-vitest.mjs";

process.exitCode = await main();

async function main() {
  const isReady = await prepareModule.prepare();
  if (!isReady) {
    console.log("0 passed, 1 failed");
    return 1;
  }
  await installNeeds();
  const words = process.argv.slice(2);
  const run = await runVitest(words);
  // A part of the tests sees a part of what the page tells.
  return conclude(run, words.length === 0);
}

/**
 * @param {import("./run-vitest.mjs").Run} run
 * @param {boolean} isWhole
 */
function conclude({ outcome, exitCode }, isWhole) {
  const passed = outcome?.passed ?? 0;
  const skipped = outcome?.skipped ?? [];
  const skippedTests = skipped.reduce((sum, { tests }) => sum + tests, 0);
  // A run that failed without a failed test, or that tested nothing, is a failure too.
  const isBroken = exitCode !== 0 || passed === 0;
  const wrongPages = outcome !== undefined && isWhole && !isBroken ? disagreementsWithPage(outcome) : [];
  const failed = Math.max(outcome?.failed ?? 0, isBroken ? 1 : 0) + wrongPages.length;
  for (const { name, tests, reason } of skipped) {
    console.log(`skipped: ${name}${tests > 1 ? ` (${tests} tests)` : ""}: ${reason}`);
  }
  for (const name of wrongPages) {
    console.log(`docs/compatibility.md says otherwise of ${name} (npm run compatibility writes it anew)`);
  }
  console.log(`${passed} passed, ${failed} failed${skippedTests > 0 ? `, ${skippedTests} skipped` : ""}`);
  return failed > 0 ? 1 : 0;
}
