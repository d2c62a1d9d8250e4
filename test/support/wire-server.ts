// A gateway's door on loopback, before an engine made by hand.

import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { afterEach } from "vitest";
import type { Engine, LoginRole } from "../../src/engine/api.js";
import type { Log, LogFields } from "../../src/wire/log.js";
import { createPgServer, type PgServer, type PgServerOptions } from "../../src/wire/server.js";
import { WireClient } from "./wire-client.js";

/** Password "secret", with few iterations. */
const verifier = makeTestVerifier();

export const alice: LoginRole = { name: "alice", canLogin: true, isSuperuser: false, verifier };
export const root: LoginRole = { name: "root", canLogin: true, isSuperuser: true, verifier };
export const ghost: LoginRole = { name: "ghost", canLogin: false, isSuperuser: false, verifier };
export const locked: LoginRole = { name: "locked", canLogin: true, isSuperuser: false, verifier: undefined };
export const roles = [alice, root, ghost, locked];
export const password = "secret";

export interface LogLine {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly fields: LogFields;
  readonly message: string;
}

export interface TestServer {
  readonly server: PgServer;
  readonly port: number;
  readonly lines: readonly LogLine[];
  login(role?: string, parameters?: Readonly<Record<string, string>>): Promise<WireClient>;
}

const opened: { close(): Promise<void> | void }[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map(async (each) => each.close()));
});

/** Before the servers, which wait for their clients. */
export function closeAfterTest(client: { close(): void }): void {
  opened.unshift(client);
}

/** Closed after the test. */
export async function serve(engine: Engine, options: Partial<PgServerOptions> = {}): Promise<TestServer> {
  const lines: LogLine[] = [];
  const server = createPgServer({
    engine,
    database: "lake",
    serverVersion: "15.8 (Sluice 0.1.0)",
    host: "127.0.0.1",
    port: 0,
    connectionsMax: 50,
    admission: { allowsPlain: () => true },
    log: recordingLog(lines),
    mockSecret: Buffer.alloc(32, 7),
    ...options,
  });
  const { port } = await server.listen();
  opened.push({ close: () => server.close(0) });
  return {
    server,
    port,
    lines,
    async login(role = "alice", parameters = {}) {
      const { client, heard } = await WireClient.login({ port }, role, password, parameters);
      closeAfterTest(client);
      if (heard.at(-1)?.kind !== "readyForQuery") throw new Error(`no login: ${JSON.stringify(heard.at(-1))}`);
      return client;
    },
  };
}

function recordingLog(lines: LogLine[]): Log {
  const at = (level: LogLine["level"]) => (fields: LogFields, message: string) => {
    lines.push({ level, fields, message });
  };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** Made with PostgreSQL's own recipe (RFC 5803), not with ours. */
function makeTestVerifier(): string {
  const salt = Buffer.from("salt and more of it");
  const salted = pbkdf2Sync("secret", salt, 4_096, 32, "sha256");
  const key = (name: string): Buffer => createHmac("sha256", salted).update(name).digest();
  const stored = createHash("sha256").update(key("Client Key")).digest();
  const encode = (bytes: Buffer): string => bytes.toString("base64");
  return `SCRAM-SHA-256$4096:${encode(salt)}$${encode(stored)}:${encode(key("Server Key"))}`;
}
