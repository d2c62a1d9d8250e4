// Plays the golden transcripts (test/golden) to a PostgreSQL server that is there, and lists which scenes it answers alike, and which
// not. The role need not be a superuser; one has made before what the scenes ask for: `psql -f test/golden/schema.sql`.
// Usage: node scripts/play-transcripts.mjs postgres://alice:password@127.0.0.1:5432/postgres
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const [given] = process.argv.slice(2);
if (given === undefined) throw new Error("the URL of a PostgreSQL server is missing");
const url = new URL(given);
url.port ||= "5432";
if (url.pathname.length < 2) url.pathname = url.username;

const { status } = spawnSync(
  process.execPath,
  ["node_modules/vitest/vitest.mjs", "run", "test/clients/golden-postgres.test.ts", "--reporter", "verbose"],
  {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...process.env, SLUICE_GOLDEN_SERVER: url.href },
    stdio: "inherit",
  },
);
process.exitCode = status ?? 1;
