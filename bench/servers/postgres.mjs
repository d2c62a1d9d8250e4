// A PostgreSQL of the bench's own: a fresh cluster in a folder that goes with it, tuned for reading from memory.
import { spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "../client/client.mjs";
import { placeCertificate } from "./certificate.mjs";
import { findFreePort } from "./free-port.mjs";
import { endProcess } from "./server.mjs";

/** @typedef {import("./server.mjs").Server} Server */

const debianRoot = "/usr/lib/postgresql";
const startMsMax = 30_000;

/**
 * All data fits: a table of more than a quarter of the shared buffers would be read through a small ring of them.
 * No disk is waited for.
 */
export const postgresSettings = {
  shared_buffers: "2GB",
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  autovacuum: "off",
  max_connections: "128",
  max_wal_size: "4GB",
};

/**
 * @param {{ folder: string }} order
 * @returns {Promise<Server>}
 */
export async function startPostgres({ folder }) {
  const programs = findPrograms();
  const owner = ownerOfCluster();
  const dataFolder = path.join(folder, "postgres");
  mkdirSync(dataFolder, { mode: 0o700 });
  if (owner !== undefined) chownSync(dataFolder, owner.uid, owner.gid);
  const made = spawnSync(
    path.join(programs, "initdb"),
    ["-D", dataFolder, "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
    { ...owner, cwd: dataFolder, encoding: "utf8" },
  );
  if (made.status !== 0) throw new Error(`initdb failed:\n${made.stdout}${made.stderr}`);
  const port = await findFreePort();
  const { certificate, key } = placeCertificate({ folder: dataFolder, owner });
  const settings = {
    ...postgresSettings,
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    ssl: "on",
    ssl_cert_file: certificate,
    ssl_key_file: key,
  };
  const words = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(path.join(programs, "postgres"), ["-D", dataFolder, ...words], {
    ...owner,
    cwd: dataFolder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    log += String(text);
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("PostgreSQL has no process id");
  const address = { port, user: "bench", database: "postgres" };
  await ready(address, () => (child.exitCode === null ? undefined : log));
  return {
    name: "postgresql",
    version: versionOf(programs),
    address,
    processesOf: (backend) => [pid, backend],
    // A fast shutdown: connections that are left do not hold it up.
    stop: () => endProcess(child, "SIGINT"),
  };
}

function findPrograms() {
  const debian = existsSync(debianRoot)
    ? readdirSync(debianRoot).map((version) => path.join(debianRoot, version, "bin"))
    : [];
  // 15 is what the gateway says it speaks like.
  const preferred = debian.sort((left, right) => Number(right.includes("/15/")) - Number(left.includes("/15/")));
  const folders = [...preferred, ...(process.env["PATH"] ?? "").split(path.delimiter)];
  const found = folders.find(
    (folder) => existsSync(path.join(folder, "initdb")) && existsSync(path.join(folder, "postgres")),
  );
  if (found === undefined)
    throw new Error("the bench needs PostgreSQL's server programs (Debian: apt-get install postgresql)");
  return found;
}

/** PostgreSQL refuses to run as root, so root runs it as somebody else. */
function ownerOfCluster() {
  if (process.getuid?.() !== 0) return undefined;
  return { uid: idOf("-u"), gid: idOf("-g") };
}

/** @param {"-u" | "-g"} which */
function idOf(which) {
  const told = spawnSync("id", [which, "postgres"], { encoding: "utf8" });
  if (told.status !== 0) throw new Error("as root, the bench needs a user named postgres to run PostgreSQL");
  return Number(told.stdout);
}

/** @param {string} programs */
function versionOf(programs) {
  const told = spawnSync(path.join(programs, "postgres"), ["--version"], { encoding: "utf8" });
  return told.stdout.replace("postgres (PostgreSQL)", "").trim();
}

/**
 * @param {import("../client/client.mjs").Address} address
 * @param {() => string | undefined} lastWords
 */
async function ready(address, lastWords) {
  for (const giveUpAt = Date.now() + startMsMax; ; await sleep(100)) {
    try {
      const client = await Client.open(address);
      return await client.close();
    } catch (thrown) {
      // Not listening yet, or starting up: asked again, for a while.
      const words = lastWords();
      if (words !== undefined) throw new Error(`PostgreSQL ended before it was ready:\n${words}`, { cause: thrown });
      if (Date.now() > giveUpAt) throw thrown;
    }
  }
}
