// `npm run dialect`: asks a gateway and a PostgreSQL 15 for every function, operator and cast, and writes docs/dialect.md and the list of what is
// known to differ (test/dialect/catalogue/baseline.txt) from what it saw.
import { installNeeds } from "../test/support/install.mjs";
import prepareModule from "./prepare.cjs";
import { runVitest } from "./run-vitest.mjs";

process.exitCode = await main();

async function main() {
  if (!(await prepareModule.prepare())) return 1;
  await installNeeds();
  process.env.SLUICE_WRITE_DIALECT = "1";
  process.env.SLUICE_DIALECT_COMPARISONS = "1";
  const { exitCode } = await runVitest(["test/dialect/catalogue.test.ts"]);
  return exitCode;
}
