// Installs what suites need, where asked to: CI=true or SLUICE_TEST_INSTALL=1. What cannot be installed leaves its suites
// skipped, with the reason in the test's summary.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import {
  findProgram,
  jarFolder,
  jarPath,
  needs,
  pythonFolder,
  pythonPath,
  wheelMark,
  whyMissing,
} from "./programs.mjs";

export async function installNeeds() {
  if (process.env.CI !== "true" && process.env.SLUICE_TEST_INSTALL !== "1") return;
  const names = /** @type {import("./programs.mjs").NeedName[]} */ (Object.keys(needs));
  const missing = names.filter((name) => whyMissing(name) !== undefined);
  const debianPackages = missing.flatMap((name) => {
    const need = needs[name];
    return "debianPackage" in need && need.debianPackage !== undefined ? [need.debianPackage] : [];
  });
  const wheels = missing.filter((name) => "wheel" in needs[name]);
  const isPythonComplete = spawnSync("python3", ["-c", "import ensurepip, venv"]).status === 0;
  if (wheels.length > 0 && !isPythonComplete) debianPackages.push("python3", "python3-venv");
  if (debianPackages.length > 0) installDebianPackages([...new Set(debianPackages)]);
  for (const name of wheels) installWheel(name);
  for (const name of missing.filter((one) => "jar" in needs[one])) await installJar(name);
}

/** @param {readonly string[]} packages */
function installDebianPackages(packages) {
  if (process.getuid?.() !== 0 || findProgram("apt-get") === undefined) {
    console.log(`cannot install ${packages.join(", ")}: that takes root on Debian`);
    return;
  }
  console.log(`installing ${packages.join(", ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update", "-qq"], env);
  run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], env);
}

/** @param {import("./programs.mjs").NeedName} name */
function installWheel(name) {
  const need = needs[name];
  if (!("wheel" in need)) return;
  console.log(`installing the Python package ${need.wheel} ${need.version}`);
  if (!existsSync(pythonPath) && !run("python3", ["-m", "venv", pythonFolder], process.env)) return;
  if (run(pythonPath, ["-m", "pip", "install", "-q", `${need.wheel}==${need.version}`], process.env)) {
    writeFileSync(wheelMark(name), "");
  }
}

/** @param {import("./programs.mjs").NeedName} name */
async function installJar(name) {
  const need = needs[name];
  if (!("jar" in need)) return;
  const { jar, version, sha256 } = need;
  const url = `https://repo1.maven.org/maven2/${jar}/${version}/${jar.split("/").at(-1)}-${version}.jar`;
  console.log(`fetching ${url}`);
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(120_000) });
    if (!answer.ok) throw new Error(`the answer is ${answer.status}`);
    const content = Buffer.from(await answer.arrayBuffer());
    const found = createHash("sha256").update(content).digest("hex");
    if (found !== sha256) throw new Error(`its SHA-256 is ${found}, not ${sha256}`);
    mkdirSync(jarFolder, { recursive: true });
    writeFileSync(jarPath(name), content);
  } catch (thrown) {
    console.log(`fetching ${name} failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

/**
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {NodeJS.ProcessEnv} env
 */
function run(program, parameters, env) {
  const ran = spawnSync(program, parameters, { env, encoding: "utf8" });
  if (ran.status === 0) return true;
  console.log(`${program} ${parameters[0]} failed: ${ran.error?.message ?? `${ran.stdout}${ran.stderr}`.trim()}`);
  return false;
}
