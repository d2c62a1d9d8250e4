// `npm run differential`: generated statements, put to a gateway and to a real PostgreSQL 15; what differs is shrunk, grouped and told.
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { spawnSync } from "node:child_process";
import prepareModule from "./prepare.cjs";

const usage = `npm run differential                     20,000 statements of a new seed
npm run differential -- --seed 7         of this seed
npm run differential -- --count 500      so many`;

process.exitCode = await main();

async function main() {
  const order = orderOrUndefined();
  if (order === undefined) return 2;
  if (!(await prepareModule.prepare(process.stderr))) return 1;
  console.log(`seed ${order.seed}, ${order.count} statements`);
  const words = ["run", "test/dialect/random.test.ts", "-t", "are put to both", "--disable-console-intercept"];
  const root = fileURLToPath(new URL("..", import.meta.url));
  const ran = spawnSync(process.execPath, [`${root}node_modules/vitest/vitest.mjs`, ...words], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, SLUICE_DIALECT_COMPARISONS: "1", SLUICE_DIFFERENTIAL: JSON.stringify(order) },
  });
  return ran.status ?? 1;
}

function orderOrUndefined() {
  try {
    const { values } = parseArgs({
      options: {
        seed: { type: "string", default: String(Math.floor(Math.random() * 1_000_000_000)) },
        count: { type: "string", default: "20000" },
      },
    });
    const [seed, count] = [Number(values.seed), Number(values.count)];
    if (Number.isSafeInteger(seed) && Number.isSafeInteger(count)) return { ...values, seed, count };
    console.error("--seed and --count are whole numbers");
  } catch (thrown) {
    console.error(thrown instanceof Error ? thrown.message : thrown);
  }
  console.error(usage);
  return undefined;
}
