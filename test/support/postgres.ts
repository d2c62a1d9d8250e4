// A real PostgreSQL 15, to compare answers with: a fresh cluster in a folder that goes with it.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { freePort } from "./free-port.js";
import { postgresFolder } from "./programs.mjs";

export interface Postgres {
  readonly port: number;
  readonly user: string;
  readonly database: string;
  connect(options?: pg.ClientConfig): Promise<pg.Client>;
  stop(): Promise<void>;
}

export async function startPostgres(): Promise<Postgres> {
  const folder = mkdtempSync(path.join(tmpdir(), "sluice-postgres-"));
  const owner = ownerOfCluster();
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  const made = spawnSync(
    path.join(postgresFolder, "initdb"),
    ["-D", path.join(folder, "data"), "-U", "sluice", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
    { ...owner, cwd: folder, encoding: "utf8" },
  );
  if (made.status !== 0) throw new Error(`initdb failed:\n${made.stdout}${made.stderr}`);
  const port = await freePort();
  const settings = { port, listen_addresses: "127.0.0.1", unix_socket_directories: "", fsync: "off", timezone: "UTC" };
  const words = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(path.join(postgresFolder, "postgres"), ["-D", path.join(folder, "data"), ...words], {
    ...owner,
    cwd: folder,
    stdio: "ignore",
  });
  const connect = async (options: pg.ClientConfig = {}): Promise<pg.Client> => {
    const client = new pg.Client({ host: "127.0.0.1", port, user: "sluice", database: "postgres", ...options });
    client.on("error", () => undefined);
    await client.connect();
    return client;
  };
  await waitFor(child, connect);
  return {
    port,
    user: "sluice",
    database: "postgres",
    connect,
    stop: async () => {
      const ended = once(child, "exit");
      child.kill("SIGQUIT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL does not run as root. */
function ownerOfCluster(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = ["-u", "-g"].map((option) =>
    Number(spawnSync("id", [option, "postgres"], { encoding: "utf8" }).stdout.trim()),
  );
  if (!uid || !gid) throw new Error("there is no user postgres to run PostgreSQL as");
  return { uid, gid };
}

async function waitFor(child: ChildProcess, connect: Postgres["connect"]): Promise<void> {
  for (const deadline = Date.now() + 30_000; ; ) {
    try {
      await (await connect()).end();
      return;
    } catch (thrown) {
      if (child.exitCode !== null || Date.now() > deadline) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
