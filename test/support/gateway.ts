// A gateway of its own for a test: the real program, in a process of its own, on a free port, with a data folder that goes with it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { keepDatabase, lendDatabase } from "./kept-database.js";

const program = fileURLToPath(new URL("../../bin/sluice.cjs", import.meta.url));

export interface Gateway {
  readonly dataDir: string;
  readonly port: number;
  readonly password: string;
  readonly process: ChildProcess;
  /** How long it took from the start of the process to the line that says so. */
  readonly readyMs: number;
  /** Standard error, as it stands. */
  log(): string;
  connect(options?: pg.ClientConfig): Promise<pg.Client>;
  /** One statement by a connection of its own. */
  query(sql: string, values?: unknown[]): Promise<pg.QueryResult>;
  /** Stops it as an operator would; resolves with the exit code. */
  stop(): Promise<number | null>;
  kill(): Promise<void>;
}

export function makeDataDir(): string {
  return mkdtempSync(path.join(tmpdir(), "sluice-gateway-"));
}

export function removeDataDir(dataDir: string): void {
  rmSync(dataDir, { recursive: true, force: true });
}

/** Resolves once it says that it is ready. Rejects with what it wrote when it ends before. */
export async function startGateway(
  dataDir: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Gateway> {
  const boot = environment["SLUICE_SYSTEM_CATALOG_BOOT"] ?? "first_use";
  if (boot === "first_use") lendDatabase(dataDir);
  const startedAt = performance.now();
  const child = spawn(process.execPath, [program, "serve"], {
    cwd: dataDir,
    env: {
      ...process.env,
      UV_THREADPOOL_SIZE: "",
      SLUICE_DATA_DIR: dataDir,
      SLUICE_PG_PORT: "0",
      SLUICE_MEMORY_LIMIT: "2GiB",
      SLUICE_SYSTEM_CATALOG_BOOT: boot,
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const port = await portOf(child, () => log);
  const readyMs = performance.now() - startedAt;
  const password =
    environment["SLUICE_ADMIN_PASSWORD"] ?? readFileSync(path.join(dataDir, "admin-password"), "utf8").trim();
  const clients = new Set<pg.Client>();
  const ended = once(child, "exit") as Promise<[number | null]>;
  const gateway: Gateway = {
    dataDir,
    port,
    password,
    process: child,
    readyMs,
    log: () => log,
    connect: async (options = {}) => {
      const client = new pg.Client({ host: "127.0.0.1", port, user: "sluice", database: "lake", password, ...options });
      // A gateway that is killed breaks its connections; the test that killed it knows.
      client.on("error", () => undefined);
      await client.connect();
      clients.add(client);
      client.once("end", () => clients.delete(client));
      return client;
    },
    query: async (sql, values) => {
      const client = await gateway.connect();
      try {
        return await client.query(sql, values);
      } finally {
        await client.end();
      }
    },
    stop: async () => {
      await Promise.all([...clients].map((client) => client.end()));
      child.kill("SIGTERM");
      const [code] = await ended;
      keepDatabase(dataDir);
      return code;
    },
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
  return gateway;
}

function portOf(child: ChildProcess, log: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const port = /^sluice ready: postgresql:\/\/sluice@[^:]+:(\d+)\/lake/m.exec(output)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    child.once("exit", (code) =>
      reject(new Error(`the gateway ended with ${code} before it was ready:\n${output}${log()}`)),
    );
    child.once("error", reject);
  });
}
