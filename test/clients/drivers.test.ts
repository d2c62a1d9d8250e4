// Drivers of other languages, each with a program of its own in programs/, which tries each feature in all modes that the driver has.
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { itServes } from "../support/client-program.js";
import { describeClient } from "../support/describe-client.js";
import type { Feature } from "../support/features.mjs";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { jarPath, postgresFolder, pythonPath } from "../support/programs.mjs";
import { addressesOf, clientPrograms as programs, type Login } from "../support/run-client.js";
import { type CertificateFiles, makeCertificateFiles, removeCertificateFiles, rootPath } from "../support/tls.js";

const minutes = 5;

let dataDir: string;
let tlsDataDir: string;
let files: CertificateFiles;
let gateway: Gateway;
/** Lets nobody in without TLS. */
let tlsGateway: Gateway;
beforeAll(async () => {
  dataDir = makeDataDir();
  tlsDataDir = makeDataDir();
  files = makeCertificateFiles();
  writeFileSync(
    path.join(tlsDataDir, "sluice.yaml"),
    JSON.stringify({
      demo: false,
      tls: { certificate: files.certificate, key: files.key, allow_plain: "none" },
    }),
  );
  [gateway, tlsGateway] = await Promise.all([startGateway(dataDir), startGateway(tlsDataDir)]);
});
afterAll(async () => {
  await Promise.all([gateway.stop(), tlsGateway.stop()]);
  removeCertificateFiles(files);
  for (const folder of [dataDir, tlsDataDir]) removeDataDir(folder);
});

const mebibyte = 1024 * 1024;

/** All that a program writes. What it took to get there, downloads for one, comes first. */
async function run(command: string, parameters: readonly string[], cwd = programs): Promise<string> {
  const env = { ...process.env, ...tlsAddressesOf(tlsGateway), ...addressesOf(loginOf(gateway)) };
  try {
    const { stdout, stderr } = await promisify(execFile)(command, parameters, {
      cwd,
      env,
      timeout: minutes * 60_000,
      maxBuffer: 16 * mebibyte,
    });
    return `${stderr}${stdout}`;
  } catch (thrown) {
    // What it said of the features before it ended counts, and the rest is the reason for those that it said nothing of.
    const { message, stdout } = thrown as Error & { readonly stdout: string };
    return `${message}\n${stdout}`;
  }
}

function loginOf({ port, password }: Gateway): Login {
  return { port, user: "sluice", password };
}

/** With the certificate checked. */
function tlsAddressesOf(tls: Gateway) {
  const { DSN, DSN_URL, JDBC, ODBC } = addressesOf(loginOf(tls));
  return {
    TLS_DSN: `${DSN} sslmode=verify-full sslrootcert=${rootPath}`,
    TLS_DSN_URL: `${DSN_URL}?sslmode=verify-full&sslrootcert=${rootPath}`,
    TLS_JDBC: `${JDBC}&sslmode=verify-full&sslrootcert=${rootPath}`,
    TLS_ODBC: `${ODBC};SSLmode=verify-full;pqopt={sslrootcert=${rootPath}}`,
  };
}

const ofEveryDriver = [
  "connect and authenticate",
  "TLS",
  "statements",
  "parameters of each type",
  "NULLs",
  "streaming",
  "cancel",
  "errors and recovery",
  "transactions",
] as const satisfies readonly Feature[];

describeClient({ client: "psycopg2" }, ["psycopg2"], "psycopg2", () => {
  itServes([...ofEveryDriver, "COPY out", "COPY in", "many connections"], () =>
    run(pythonPath, ["psycopg2_client.py"]),
  );
});

describeClient({ client: "psycopg 3" }, ["psycopg"], "psycopg 3", () => {
  itServes([...ofEveryDriver, "prepared statements", "pipeline", "COPY out", "COPY in", "many connections"], () =>
    run(pythonPath, ["psycopg_client.py"]),
  );
});

describeClient({ client: "asyncpg" }, ["asyncpg"], "asyncpg", () => {
  itServes([...ofEveryDriver, "prepared statements", "COPY out", "COPY in", "many connections"], () =>
    run(pythonPath, ["asyncpg_client.py"]),
  );
});

describeClient({ client: "pgjdbc" }, ["java", "pgjdbc"], "pgjdbc", () => {
  itServes([...ofEveryDriver, "prepared statements", "pipeline", "COPY out", "COPY in", "many connections"], () =>
    run("java", ["-cp", jarPath("pgjdbc"), "Pgjdbc.java"]),
  );
});

describeClient({ client: "psqlODBC" }, ["unixodbc", "psqlodbc", "pyodbc"], "psqlODBC", () => {
  itServes([...ofEveryDriver, "prepared statements", "many connections", "metadata"], () =>
    run(pythonPath, ["psqlodbc_client.py"]),
  );
});

describeClient({ client: "pgx" }, ["go"], "pgx", () => {
  itServes([...ofEveryDriver, "prepared statements", "pipeline", "COPY out", "COPY in", "many connections"], () =>
    run("go", ["run", "."], path.join(programs, "pgx")),
  );
});

describeClient({ client: "pgbench", feature: "many connections" }, ["pgbench"], "pgbench", () => {
  const counted = "SELECT :n::int + 1, count(*) FROM people_test WHERE name > 'B';";

  /** Of eight clients, with 25 each. */
  async function transactionsOf(mode: string, statements = [counted]): Promise<void> {
    const script = path.join(dataDir, "bench.sql");
    writeFileSync(script, ["\\set n random(1, 100)", ...statements, ""].join("\n"));
    const words = `-n -M ${mode} -c 8 -j 2 -t 25 -h 127.0.0.1 -p ${gateway.port} -U sluice`.split(" ");
    const output = await run(path.join(postgresFolder, "pgbench"), [...words, "-f", script, "lake"]);
    expect(output).toContain("number of transactions actually processed: 200/200");
    expect(output).toContain("number of failed transactions: 0 (0.000%)");
  }

  it.each(["simple", "extended"])("is served statements of many clients, %s", (mode) => transactionsOf(mode));

  it("is served transactions", { meta: { feature: "transactions" } }, () =>
    transactionsOf("extended", ["BEGIN;", counted, counted, "END;"]),
  );

  it("is served a pipeline", { meta: { feature: "pipeline" } }, () =>
    transactionsOf("extended", ["\\startpipeline", counted, counted, "\\endpipeline"]),
  );

  it("is served statements that it prepared", { meta: { feature: "prepared statements" } }, () =>
    transactionsOf("prepared"),
  );
});
