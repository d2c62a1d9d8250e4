// TLS with the clients that people use, against the running gateway.

import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeClient } from "../support/describe-client.js";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { pythonPath } from "../support/programs.mjs";
import {
  type CertificateFiles,
  makeCertificateFiles,
  putCertificate,
  removeCertificateFiles,
  rootCertificate,
  rootPath,
} from "../support/tls.js";

const dataDir = makeDataDir();
let files: CertificateFiles;
let gateway: Gateway;
beforeAll(async () => {
  files = makeCertificateFiles();
  // Where nobody comes in without TLS, also who is refused shows on loopback.
  gateway = await startGateway(dataDir, {
    SLUICE_TLS_CERTIFICATE: files.certificate,
    SLUICE_TLS_KEY: files.key,
    SLUICE_TLS_ALLOW_PLAIN: "none",
  });
});
afterAll(async () => {
  await gateway.stop();
  removeCertificateFiles(files);
  removeDataDir(dataDir);
});

const addressOf = (user: string): string => `${user}@127.0.0.1:${gateway.port}/lake`;
const tlsOfMine = "SELECT DISTINCT tls FROM sluice.sessions";

describeClient({ client: "psql", feature: "TLS" }, ["psql"], "psql over TLS", () => {
  const psql = (parameters: string, sql: string) =>
    spawnSync("psql", ["-X", "-A", "-t", `postgresql://${addressOf("sluice")}?${parameters}`, "-c", sql], {
      env: { ...process.env, PGPASSWORD: gateway.password },
      encoding: "utf8",
      maxBuffer: 32 * 1024 * 1024,
    });

  it.each([
    "sslmode=require",
    "sslmode=prefer",
    // Tries without TLS first, and again with it on the SQLSTATE that refuses.
    "sslmode=allow",
    "sslmode=verify-ca&sslrootcert=root.crt",
    "sslmode=verify-full&sslrootcert=root.crt",
    "sslmode=require&channel_binding=prefer",
    "sslmode=require&channel_binding=require",
    "sslmode=require&channel_binding=disable",
    "sslmode=require&channel_binding=require&ssl_max_protocol_version=TLSv1.2",
    "sslmode=require&ssl_max_protocol_version=TLSv1.2",
  ])("comes in with %s", (parameters) => {
    const { stdout, stderr } = psql(parameters.replace("root.crt", rootPath), tlsOfMine);
    expect(stderr).toBe("");
    expect(stdout).toBe(parameters.endsWith("TLSv1.2") ? "TLSv1.2\n" : "TLSv1.3\n");
  });

  it("reads ten megabytes whole", () => {
    const { stdout } = psql("sslmode=require", "SELECT repeat('0123456789', 1000) FROM candidates LIMIT 1000");
    // Not by toBe, which would print both.
    expect(stdout === `${"0123456789".repeat(1_000)}\n`.repeat(1_000)).toBe(true);
  });

  it("stays outside with sslmode=disable, and is told why", () => {
    const { stderr, status } = psql("sslmode=disable", "SELECT 1");
    expect(status).toBe(2);
    expect(stderr).toContain(
      'FATAL:  connection without encryption is not allowed for host "127.0.0.1", user "sluice"',
    );
    expect(stderr).toContain("tls.allow_plain");
  });
});

describeClient({ client: "postgres.js", feature: "TLS" }, [], "postgres.js over TLS", () => {
  it("comes in, and checks the certificate", async () => {
    const sql = postgres({
      host: "127.0.0.1",
      port: gateway.port,
      user: "sluice",
      password: gateway.password,
      database: "lake",
      fetch_types: false,
      ssl: { ca: rootCertificate },
    });
    expect([...(await sql.unsafe(tlsOfMine))]).toEqual([{ tls: "TLSv1.3" }]);
    await sql.end();
  });
});

describeClient({ client: "pg", feature: "TLS" }, [], "node-postgres over TLS", () => {
  it("comes in, and checks the certificate", async () => {
    const client = await gateway.connect({ ssl: { ca: rootCertificate } });
    expect((await client.query(tlsOfMine)).rows).toEqual([{ tls: "TLSv1.3" }]);
    await expect(gateway.connect()).rejects.toMatchObject({ code: "28000" });
    await expect(gateway.connect({ ssl: true })).rejects.toMatchObject({ code: "UNABLE_TO_GET_ISSUER_CERT_LOCALLY" });
    await client.end();
  });

  it("sees a new certificate, while an open session goes on", async () => {
    const client = await gateway.connect({ ssl: { ca: rootCertificate } });
    putCertificate(files, "other");
    let isRefused = false;
    for (let tries = 0; tries < 60 && !isRefused; tries += 1) {
      await sleep(200);
      isRefused = await gateway.connect({ ssl: { ca: rootCertificate } }).then(
        (another) => another.end().then(() => false),
        () => true,
      );
    }
    expect(isRefused).toBe(true);
    expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    await client.end();
    putCertificate(files, "lake");
  });
});

describeClient({ client: "psycopg 3", feature: "TLS" }, ["psycopg"], "psycopg over TLS", () => {
  it("comes in with channel binding preferred, and required", () => {
    const script = `
import os, psycopg
with psycopg.connect(os.environ["DSN"], sslmode="require") as connection:
    print(connection.execute("${tlsOfMine}").fetchone()[0])
with psycopg.connect(os.environ["DSN"], sslmode="require", channel_binding="require") as connection:
    print(connection.execute("SELECT current_user").fetchone()[0])
`;
    const { stdout, stderr } = spawnSync(pythonPath, ["-c", script], {
      env: { ...process.env, DSN: `postgresql://${addressOf(`sluice:${gateway.password}`)}` },
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(stdout).toBe("TLSv1.3\nsluice\n");
  });

  it("begins with TLS at once, where its libpq can", () => {
    const script = `
import os, psycopg
if psycopg.pq.version() < 170000:
    print("TLSv1.3")
else:
    with psycopg.connect(os.environ["DSN"], sslmode="require", sslnegotiation="direct") as connection:
        print(connection.execute("${tlsOfMine}").fetchone()[0])
`;
    const { stdout, stderr } = spawnSync(pythonPath, ["-c", script], {
      env: { ...process.env, DSN: `postgresql://${addressOf(`sluice:${gateway.password}`)}` },
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(stdout).toBe("TLSv1.3\n");
  });
});

describe("a gateway whose TLS is set up wrongly", () => {
  it.each([
    ["SLUICE_TLS_KEY", () => "/nowhere.key", /ended with 2 .*\ntls\.key: \/nowhere\.key cannot be read \(ENOENT\)\n$/],
    ["SLUICE_TLS_KEY", () => "", /ended with 2 .*\ntls\.key: got nothing, but there is a tls\.certificate\n$/],
    ["SLUICE_TLS_CERTIFICATE", () => files.key, /ended with 2 .*\ntls\.certificate: .* is no certificate in PEM/],
    ["SLUICE_TLS_CERTIFICATE", () => rootPath, /ended with 2 .*\ntls\.key: .* is not the key of the certificate in/],
  ])("does not start: %s", async (name, value, complaint) => {
    const folder = makeDataDir();
    const environment = { SLUICE_TLS_CERTIFICATE: files.certificate, SLUICE_TLS_KEY: files.key, [name]: value() };
    await expect(startGateway(folder, environment)).rejects.toThrow(complaint);
    removeDataDir(folder);
  });

  it("does not listen where only clients with TLS could come in, and there is none", async () => {
    const folder = makeDataDir();
    await expect(startGateway(folder, { SLUICE_PG_HOST: "0.0.0.0" })).rejects.toThrow("tls.allow_plain: any");
    removeDataDir(folder);
  });
});
