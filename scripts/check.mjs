// `npm run check`: every check that needs no running server, two at a time, and the words of those that failed.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The slowest first, so that the two lanes end together. */
const checks = [
  { name: "unit tests", program: "vitest/vitest.mjs", parameters: ["run", "--project", "unit", "--reporter", "dot"] },
  { name: "types", program: "typescript/bin/tsc", parameters: ["--project", "."] },
  { name: "import direction", program: "../scripts/imports.mjs", parameters: [] },
  { name: "dead code", program: "knip/bin/knip.js", parameters: ["--no-progress"] },
  { name: "lint", program: "oxlint/bin/oxlint", parameters: ["--deny-warnings"] },
  { name: "format", program: "@biomejs/biome/bin/biome", parameters: ["format"] },
];
const lanes = 2;

const startedAt = Date.now();
const waiting = [...checks];
let failures = 0;
await Promise.all(Array.from({ length: lanes }, runLane));
console.log(`${failures === 0 ? "all well" : `${failures} of ${checks.length} failed`}, ${secondsSince(startedAt)}`);
process.exitCode = failures === 0 ? 0 : 1;

async function runLane() {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
    const checkStartedAt = Date.now();
    const { isOk, output } = await run(check);
    if (!isOk) failures += 1;
    console.log(`${isOk ? "ok    " : "FAILED"} ${check.name.padEnd(16)} ${secondsSince(checkStartedAt)}`);
    if (!isOk) console.log(`\n${output.trim()}\n`);
  }
}

/**
 * @param {(typeof checks)[number]} check
 * @returns {Promise<{ isOk: boolean, output: string }>}
 */
function run({ program, parameters }) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, "node_modules", program), ...parameters], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.once("error", (error) => resolve({ isOk: false, output: error.message }));
    child.once("close", (code) => resolve({ isOk: code === 0, output }));
  });
}

/** @param {number} startMs */
function secondsSince(startMs) {
  return `${((Date.now() - startMs) / 1000).toFixed(1)} s`;
}
