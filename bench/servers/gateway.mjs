// A gateway of the bench's own: the real program, on a free port, with a data folder that goes with it.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { placeCertificate } from "./certificate.mjs";
import { endProcess } from "./server.mjs";

/** @typedef {import("./server.mjs").Server} Server */

const program = fileURLToPath(new URL("../../bin/sluice.cjs", import.meta.url));
const packageFile = new URL("../../package.json", import.meta.url);
const password = "bench";

/** What it may use: more than the data, less than most machines have. */
export const memoryLimit = "4GiB";

/**
 * In the same folder again, it goes on with the same data.
 * @param {{
 *   folder: string,
 *   ingestFolder: string,
 *   profileFolder: string | undefined,
 *   settings?: Readonly<Record<string, unknown>>,
 *   environment?: Readonly<Record<string, string>>,
 * }} order
 * @returns {Promise<Server & { dataFolder: string }>}
 */
export async function startGateway({ folder, ingestFolder, profileFolder, settings = {}, environment = {} }) {
  const dataFolder = path.join(folder, "gateway");
  mkdirSync(dataFolder, { recursive: true });
  const config = path.join(folder, "sluice.yaml");
  writeFileSync(
    config,
    JSON.stringify({
      ingest_roots: [ingestFolder],
      demo: false,
      // What is measured is measured without it, but where it is asked.
      system_catalog: { boot: "first_use" },
      tls: placeCertificate({ folder, owner: undefined }),
      ...settings,
    }),
  );
  const nodeOptions =
    profileFolder === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${path.resolve(profileFolder)}`];
  const child = spawn(process.execPath, [...nodeOptions, program, "serve", "--config", config], {
    cwd: dataFolder,
    env: {
      ...process.env,
      ...environment,
      UV_THREADPOOL_SIZE: "",
      SLUICE_DATA_DIR: dataFolder,
      SLUICE_PG_PORT: "0",
      SLUICE_ADMIN_PASSWORD: password,
      SLUICE_MEMORY_LIMIT: memoryLimit,
      SLUICE_LOG_LEVEL: "warn",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await portOf(child);
  const { pid } = child;
  if (pid === undefined) throw new Error("the gateway has no process id");
  return {
    name: "sluice",
    version: versionOf(readFileSync(packageFile, "utf8")),
    address: { port, user: "sluice", database: "lake", password },
    processesOf: () => [pid],
    stop: () => endProcess(child, "SIGTERM"),
    dataFolder,
  };
}

/** @param {string} packageText */
function versionOf(packageText) {
  const { version } = /** @type {{ version: string }} */ (JSON.parse(packageText));
  return version;
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<number>}
 */
function portOf(child) {
  return new Promise((resolve, reject) => {
    let output = "";
    child.stdout?.setEncoding("utf8").on("data", (text) => {
      output += String(text);
      const port = /^sluice ready: postgresql:\/\/[^:]+:(\d+)\//m.exec(output)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    child.once("exit", (code) => reject(new Error(`the gateway ended with ${code} before it was ready:\n${output}`)));
    child.once("error", reject);
  });
}
