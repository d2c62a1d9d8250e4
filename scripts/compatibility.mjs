// `npm run compatibility`: runs the tests of real clients, having installed what is missing, and writes docs/compatibility.md from what
// they saw. What fails is written, too, and makes the command fail.
import { installNeeds } from "../test/support/install.mjs";
import { writePage } from "./compatibility-page.mjs";
import prepareModule from "./prepare.cjs";
import { runVitest } from "./run-vitest.mjs";

process.exitCode = await main();

async function main() {
  if (!(await prepareModule.prepare())) return 1;
  process.env.SLUICE_TEST_INSTALL = "1";
  await installNeeds();
  const { exitCode, outcome } = await runVitest(["test/clients"]);
  if (outcome === undefined) return 1;
  writePage(outcome);
  return exitCode;
}
