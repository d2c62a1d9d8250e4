// Makes a checkout ready to run: installs from the lock file and builds, each only when something changed.
// Depends on nothing but Node, since it runs before anything is installed. CommonJS, because start.cjs becomes the
// server in the same process, and the thread pool must not start before the launcher has sized it.
"use strict";

const { spawn } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const root = path.join(__dirname, "..");
const dist = path.join(root, "dist");
const stampPath = path.join(dist, ".stamp");

class StepFailed extends Error {}

/**
 * Installs and builds what is not up to date. Progress goes to `stream`: standard output, or standard error where the
 * output is the product. Resolves to true, or to false when a step failed (its own words are printed by then).
 * @param {NodeJS.WriteStream} [stream]
 */
async function prepare(stream = process.stdout) {
  try {
    refuseOldNode();
    if (!isInstalled()) await install(stream);
    const fingerprint = fingerprintSources();
    if (readIfThere(stampPath) !== fingerprint) await build(fingerprint, stream);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof StepFailed)) throw thrown;
    console.error(thrown.message);
    return false;
  }
}

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new StepFailed(`Sluice needs Node 20.19 or newer; this is ${process.versions.node}`);
  }
}

/**
 * npm writes node_modules/.package-lock.json at the end of each install: what lies there, by version and hash. It agrees
 * with the lock file, or something has to be installed. Optional packages may be absent (other platforms').
 */
function isInstalled() {
  const installed = readPackages(path.join(root, "node_modules/.package-lock.json"));
  const locked = readPackages(path.join(root, "package-lock.json"));
  if (installed === undefined || locked === undefined) return false;
  return Object.entries(locked).every(([name, wanted]) => {
    const found = installed[name];
    if (name === "") return true;
    if (found === undefined) return wanted.optional === true || wanted.devOptional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }> | undefined}
 */
function readPackages(file) {
  const text = readIfThere(file);
  return text === undefined ? undefined : JSON.parse(text).packages;
}

/** @param {NodeJS.WriteStream} stream */
async function install(stream) {
  const places = Object.keys(readPackages(path.join(root, "package-lock.json")) ?? {}).filter((name) => name !== "");
  const report = openReport(stream, "installing dependencies (first start, or the lock file changed)", () => {
    return places.filter((place) => fs.existsSync(path.join(root, place, "package.json"))).length / places.length;
  });
  // The compiler is a development dependency, hence --include=dev also where NODE_ENV says production.
  const npm = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error", "--no-progress"];
  const npmScript = process.env.npm_execpath;
  const ran = npmScript?.endsWith(".js")
    ? await run(process.execPath, [npmScript, ...npm])
    : await run("npm", npm, { shell: process.platform === "win32" });
  report.end(ran.isOk);
  if (!ran.isOk) throw new StepFailed(`${ran.output}\nthe dependencies could not be installed`);
}

/**
 * @param {string} fingerprint
 * @param {NodeJS.WriteStream} stream
 */
async function build(fingerprint, stream) {
  const report = openReport(stream, "building", undefined);
  fs.rmSync(stampPath, { force: true });
  const ran = await run(process.execPath, [
    path.join(root, "node_modules/typescript/bin/tsc"),
    "--project",
    path.join(root, "tsconfig.build.json"),
    "--pretty",
    String(stream.isTTY === true),
  ]);
  if (ran.isOk) {
    copyAssets();
    removeStale();
    fs.writeFileSync(stampPath, fingerprint);
  }
  report.end(ran.isOk);
  if (!ran.isOk) throw new StepFailed(`${ran.output}\nthe build failed`);
}

/** A hash of all that a build depends on, so that touching or checking out files again builds nothing. */
function fingerprintSources() {
  const hash = createHash("sha256");
  const files = [
    ...["package-lock.json", "tsconfig.json", "tsconfig.build.json"].map((name) => path.join(root, name)),
    ...filesUnder(path.join(root, "src")),
  ];
  for (const file of files) {
    const body = fs.readFileSync(file);
    hash.update(`${path.relative(root, file)}\0${body.length}\0`).update(body);
  }
  return hash.digest("hex");
}

/** What the compiler does not carry over: pages, SQL, tables. */
function copyAssets() {
  for (const file of filesUnder(path.join(root, "src"))) {
    if (file.endsWith(".ts")) continue;
    const target = path.join(dist, path.relative(path.join(root, "src"), file));
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.copyFileSync(file, target);
  }
}

/** The compiler leaves the output of a source that is gone, which would still be found by an import. */
function removeStale() {
  for (const file of filesUnder(dist)) {
    const source = path.join(root, "src", path.relative(dist, file));
    const isOurs = path.basename(file).startsWith(".") || fs.existsSync(source);
    if (!isOurs && !fs.existsSync(source.replace(/\.js(\.map)?$/, ".ts"))) fs.rmSync(file);
  }
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function filesUnder(folder) {
  return fs
    .readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (thrown) {
    // Absence is an answer; anything else is a fault.
    if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") return undefined;
    throw thrown;
  }
}

/**
 * Runs a program to its end and keeps what it said. A signal meant for us goes to it first, so that nothing is left behind.
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {{ shell?: boolean }} [options]
 * @returns {Promise<{ isOk: boolean, output: string }>}
 */
function run(program, parameters, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, parameters, { cwd: root, stdio: ["ignore", "pipe", "pipe"], ...options });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    /** @param {NodeJS.Signals} signal */
    const stop = (signal) => {
      child.kill(signal);
      process.exit(signal === "SIGINT" ? 130 : 143);
    };
    process.once("SIGINT", stop).once("SIGTERM", stop);
    /** @param {{ isOk: boolean, output: string }} outcome */
    const settle = (outcome) => {
      process.off("SIGINT", stop).off("SIGTERM", stop);
      resolve(outcome);
    };
    child.once("error", (error) => settle({ isOk: false, output: `${program}: ${error.message}` }));
    child.once("close", (code) => settle({ isOk: code === 0, output: output.trim() }));
  });
}

/**
 * A line that moves on a terminal, once the step has lasted a second; one plain line at the start elsewhere.
 * @param {NodeJS.WriteStream} stream
 * @param {string} label
 * @param {(() => number) | undefined} measure The part done, from 0 to 1, where it can be known.
 */
function openReport(stream, label, measure) {
  const startedAt = Date.now();
  const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(0)} s`;
  if (!stream.isTTY) {
    stream.write(`${label}\n`);
    return { end: (/** @type {boolean} */ isOk) => isOk && stream.write(`${label}: done in ${seconds()}\n`) };
  }
  const draw = () => {
    if (Date.now() - startedAt < 1000) return;
    const part = measure?.();
    const cells = part === undefined ? "" : `[${"#".repeat(Math.floor(part * 24)).padEnd(24)}] `;
    stream.write(`\r\x1b[K${`${cells}${label}, ${seconds()}`.slice(0, stream.columns - 1)}`);
  };
  const timer = setInterval(draw, 250);
  return {
    end: (/** @type {boolean} */ isOk) => {
      clearInterval(timer);
      stream.write(`\r\x1b[K`);
      if (isOk && Date.now() - startedAt >= 1000) stream.write(`${label}: done in ${seconds()}\n`);
    },
  };
}

module.exports = { prepare };

if (require.main === module) {
  void prepare().then((isReady) => {
    process.exitCode = isReady ? 0 : 1;
  });
}
