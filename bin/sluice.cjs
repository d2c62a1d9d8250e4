#!/usr/bin/env node
// The launcher: sizes libuv's thread pool, then hands over to the program in the same process.
"use strict";

// Every running DuckDB call holds a pool thread, and with the default of 4 a few heavy queries stop all file I/O and logins.
// The size is read once, when the pool starts. Loading an ES module starts it, so this file is CommonJS and sets
// the size before its first import. See test/unit/launcher.test.ts, which counts the threads.
// Weakness: with `node --import ...` (or NODE_OPTIONS saying so) the pool has started before this line. Who does that
// sets UV_THREADPOOL_SIZE in the environment.
// 8 heavy statements, 4 light ones, and room for parsing, planning, files and passwords (src/limits.ts).
const poolThreadsMin = 24;
const given = Number(process.env.UV_THREADPOOL_SIZE);
if (!(given >= poolThreadsMin)) process.env.UV_THREADPOOL_SIZE = String(poolThreadsMin);

// Loading a program is work that V8's young generation would grow for, to 32 MB, and it keeps them. Once the gateway is ready it may grow
// (src/main.ts): with what 64 busy clients leave behind, it is worth a quarter of their speed.
require("node:v8").setFlagsFromString("--semi-space-growth-factor=1");

// Rows that are copied would have V8 mark the whole heap again and again (src/engine/duckdb/copied-bytes.ts). It is said here, before the first
// marking, and for good: told so in the midst of one, V8 went on with objects that had moved since, and ended the process ("unreachable code").
require("node:v8").setFlagsFromString("--no-incremental-marking");

// The AWS SDK would tell whoever runs Node 20 that its days are numbered, on standard error, in the middle of the log.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

// Who reads our output may leave (`sluice serve | head`). That is no reason to stop serving.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error) => {
    if (!("code" in error) || error.code !== "EPIPE") throw error;
  });
}

const exitMsMax = 2_000;
const program = new URL("../dist/cli.js", require("node:url").pathToFileURL(__filename));

async function main() {
  const { runCli } = await import(program.href);
  process.exitCode = await runCli(process.argv.slice(2), process);
  // All is said and done. A forgotten timer or socket does not keep the process; output still on its way may leave.
  setTimeout(() => process.exit(), exitMsMax).unref();
}

main().catch((thrown) => {
  const isNotBuilt = !require("node:fs").existsSync(program);
  console.error(isNotBuilt ? "sluice is not built yet: run `npm run build` or `npm start`" : thrown);
  process.exitCode = 1;
});
