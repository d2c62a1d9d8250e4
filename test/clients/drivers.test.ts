// Drivers of other languages, each with a program of its own in programs/: parameters of each type, NULLs, streaming, cancel, errors and
// recovery; psqlODBC at the system catalog, too, which it cannot do without.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { jarPath, type NeedName, postgresFolder, psqlodbcPath, pythonPath } from "../support/programs.mjs";
import { describeWith } from "../support/require.js";
import { type Postgres, startPostgres } from "../support/postgres.js";

const programs = fileURLToPath(new URL("programs", import.meta.url));
const minutes = 3;

let dataDir: string;
let gateway: Gateway;
beforeAll(async () => {
  dataDir = makeDataDir();
  gateway = await startGateway(dataDir);
});
afterAll(async () => {
  await gateway.stop();
  removeDataDir(dataDir);
});

function run(command: string, parameters: readonly string[], options: { readonly cwd?: string } = {}): string {
  const { port, password } = gateway;
  const at = `127.0.0.1:${port}/lake`;
  const { stdout, stderr, error } = spawnSync(command, parameters, {
    cwd: options.cwd ?? programs,
    encoding: "utf8",
    timeout: minutes * 60_000,
    env: {
      ...process.env,
      PGPASSWORD: password,
      DSN: `host=127.0.0.1 port=${port} user=sluice password=${password} dbname=lake`,
      DSN_URL: `postgres://sluice:${encodeURIComponent(password)}@${at}`,
      JDBC: `jdbc:postgresql://${at}?user=sluice&password=${encodeURIComponent(password)}`,
      ODBC: `Driver=${psqlodbcPath};Server=127.0.0.1;Port=${port};Database=lake;Uid=sluice;Pwd={${password}}`,
    },
  });
  if (error !== undefined) throw error;
  // What it took to get there, downloads for one, comes first.
  return `${stderr}${stdout}`.trim();
}

const drivers: readonly (readonly [name: string, needs: readonly NeedName[], run: () => string])[] = [
  ["psycopg2", ["psycopg2"], () => run(pythonPath, ["psycopg2_client.py"])],
  ["asyncpg", ["asyncpg"], () => run(pythonPath, ["asyncpg_client.py"])],
  ["pgjdbc", ["java", "pgjdbc"], () => run("java", ["-cp", jarPath("pgjdbc"), "Pgjdbc.java"])],
  ["psqlODBC", ["unixodbc", "psqlodbc", "pyodbc"], () => run(pythonPath, ["psqlodbc_client.py"])],
  ["pgx", ["go"], () => run("go", ["run", "."], { cwd: path.join(programs, "pgx") })],
];

for (const [name, needs, runProgram] of drivers) {
  describeWith(needs, name, () => {
    it("is at home", { timeout: minutes * 60_000 }, () => {
      expect(runProgram()).toMatch(/(^|\n)ok$/);
    });
  });
}

describeWith(["pgbench"], "pgbench", () => {
  it.each(["simple", "extended", "prepared"])("runs statements of many clients, %s", (mode) => {
    const script = path.join(dataDir, "bench.sql");
    const address = ["-h", "127.0.0.1", "-p", String(gateway.port), "-U", "sluice", "lake"];
    spawnSync("sh", [
      "-c",
      `printf '%s' "$1" > "$2"`,
      "sh",
      "\\set n random(1, 100)\nSELECT :n::int + 1, count(*) FROM people_test WHERE name > 'B';\n",
      script,
    ]);
    const out = run(path.join(postgresFolder, "pgbench"), [
      "-n",
      "-M",
      mode,
      "-c",
      "8",
      "-j",
      "2",
      "-t",
      "25",
      "-f",
      script,
      ...address,
    ]);
    expect(out).toContain("number of transactions actually processed: 200/200");
    expect(out).toContain("number of failed transactions: 0 (0.000%)");
  });
});

describeWith(["postgres"], "postgres_fdw of a real PostgreSQL", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  }, 60_000);
  afterAll(() => postgres.stop());

  it("scans a foreign table, filters it there, and joins it with its own", async () => {
    const client = await postgres.connect();
    await client.query("CREATE EXTENSION postgres_fdw");
    await client.query(
      `CREATE SERVER lake FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '${gateway.port}', dbname 'lake', fetch_size '50')`,
    );
    await client.query(
      `CREATE USER MAPPING FOR sluice SERVER lake OPTIONS (user 'sluice', password '${gateway.password}', password_required 'true')`,
    );
    await client.query("CREATE FOREIGN TABLE people_test (name text, role text) SERVER lake");
    await client.query(
      "CREATE FOREIGN TABLE candidates (candidate_id text, years_experience int) SERVER lake OPTIONS (table_name 'candidates')",
    );
    const { rows } = await client.query("SELECT name FROM people_test WHERE role = 'engineer' ORDER BY name LIMIT 2");
    expect(rows).toEqual([{ name: "Alan Turing" }, { name: "Annie Easley" }]);
    const { rows: counted } = await client.query(
      "SELECT count(*)::int AS n, count(DISTINCT candidate_id)::int AS d FROM candidates",
    );
    const { rows: ours } = await gateway.query(
      "SELECT count(*)::int AS n, count(DISTINCT candidate_id)::int AS d FROM candidates",
    );
    expect(counted).toEqual(ours);
    expect(counted[0].n).toBeGreaterThan(100);
    const { rows: joined } = await client.query(
      "SELECT p.name, v.word FROM people_test p JOIN (VALUES ('architect', 'builds'), ('manager', 'leads')) v(role, word) USING (role) ORDER BY 1",
    );
    expect(joined[0]).toEqual({ name: "Barbara Liskov", word: "builds" });
    // In one transaction of its own, on one snapshot of the lake.
    await client.query("BEGIN");
    await client.query("DECLARE c CURSOR FOR SELECT candidate_id FROM candidates ORDER BY 1");
    expect((await client.query("FETCH 120 FROM c")).rows).toHaveLength(120);
    await client.query("COMMIT");
    await client.end();
  }, 60_000);
});
