import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeClient } from "../support/describe-client.js";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";

describeClient({ client: "psql", feature: "statements" }, ["psql"], "psql", () => {
  const dataDir = makeDataDir();
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await startGateway(dataDir);
  });
  afterAll(async () => {
    await gateway.stop();
    removeDataDir(dataDir);
  });

  const psql = (...words: string[]) =>
    spawnSync("psql", ["-X", "-A", "-t", `postgresql://sluice@127.0.0.1:${gateway.port}/lake`, ...words], {
      env: { ...process.env, PGPASSWORD: gateway.password },
      encoding: "utf8",
    });

  const ofErrors = { meta: { feature: "errors and recovery" } } as const;

  it("comes in by its password", { meta: { feature: "connect and authenticate" } }, () => {
    expect(psql("-c", "SELECT current_user").stdout).toBe("sluice\n");
  });

  it("groups and sorts a dataset", () => {
    const { stdout, status } = psql("-c", "SELECT city, count(*) FROM candidates GROUP BY 1 ORDER BY 2 DESC");
    expect(status).toBe(0);
    const counts = stdout
      .trim()
      .split("\n")
      .map((line) => Number(line.split("|")[1]));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(100_000);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
  });

  it("joins two buckets", () => {
    const { stdout } = psql(
      "-c",
      "SELECT p.name, p.role, a.species FROM people_test p CROSS JOIN animals a ORDER BY 1, 3 LIMIT 2",
    );
    expect(stdout).toBe("Ada Lovelace|analyst|Alpaca\nAda Lovelace|analyst|Arctic tern\n");
  });

  it("reads a bucket's schema", () => {
    expect(psql("-c", "SELECT name FROM testing.people_test ORDER BY 1 LIMIT 1").stdout).toBe("Ada Lovelace\n");
  });

  it("shows errors with their place, and goes on", ofErrors, () => {
    const { stdout, stderr, status } = psql("-c", "SELECT nope FROM animals", "-c", "SELECT 1");
    expect(stderr).toContain(
      'ERROR:  column "nope" does not exist\nLINE 1: SELECT nope FROM animals\n               ^',
    );
    expect(stdout).toBe("1\n");
    expect(status).toBe(0);
  });

  it("places an error in a later statement of a script", ofErrors, () => {
    const { stderr } = psql("-c", "SELECT 'é'; SELECT nope FROM animals");
    expect(stderr).toContain("LINE 1: SELECT 'é'; SELECT nope FROM animals\n                           ^");
  });

  it("is told that its password is wrong", { meta: { feature: "connect and authenticate" } }, () => {
    const { stderr, status } = spawnSync(
      "psql",
      ["-X", `postgresql://sluice@127.0.0.1:${gateway.port}/lake`, "-c", "SELECT 1"],
      {
        env: { ...process.env, PGPASSWORD: "wrong" },
        encoding: "utf8",
      },
    );
    expect(status).toBe(2);
    expect(stderr).toContain('FATAL:  password authentication failed for user "sluice"');
  });

  it("shows NULL as it is told to", { meta: { feature: "NULLs" } }, () => {
    expect(psql("-P", "null=(none)", "-c", "SELECT NULL, '', NULL::int").stdout).toBe("(none)||(none)\n");
  });

  it("prepares a statement, and runs it", { meta: { feature: "prepared statements" } }, () => {
    const { stdout } = psql(
      ...["-c", "PREPARE people (text) AS SELECT name FROM people_test WHERE name < $1 ORDER BY 1"],
      ...["-c", "EXECUTE people('Alan')", "-c", "EXECUTE people('Annie')"],
    );
    expect(stdout).toBe("PREPARE\nAda Lovelace\nAda Lovelace\nAlan Turing\n");
  });

  it("reads many rows a few at a time (FETCH_COUNT)", { meta: { feature: "streaming" } }, () => {
    const { stdout } = psql("-v", "FETCH_COUNT=100", "-c", "SELECT i FROM generate_series(1, 5000) t(i)");
    expect(stdout).toBe(Array.from({ length: 5000 }, (_, index) => `${index + 1}\n`).join(""));
  });

  it("rolls back to a savepoint by itself (ON_ERROR_ROLLBACK)", { meta: { feature: "transactions" } }, () => {
    const { stdout, stderr } = psql(
      ...["-v", "ON_ERROR_ROLLBACK=on", "-c", "BEGIN", "-c", "SELECT nope FROM animals"],
      ...["-c", "SELECT count(*) FROM people_test", "-c", "COMMIT"],
    );
    expect(stderr).toContain('column "nope" does not exist');
    expect(stdout).toBe("BEGIN\n12\nCOMMIT\n");
  });

  it("stops a statement on Ctrl-C", { meta: { feature: "cancel" } }, async () => {
    const words = ["-X", "-A", "-t", `postgresql://sluice@127.0.0.1:${gateway.port}/lake`];
    const child = spawn("psql", words, { env: { ...process.env, PGPASSWORD: gateway.password } });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    child.stdin.end("SELECT count(*) FROM range(1000000000000) t(i) WHERE i % 7 = 3;\n");
    const isRunning =
      "SELECT count(*)::int AS n FROM sluice.sessions WHERE application_name = 'psql' AND query LIKE '%range(%'";
    while ((await gateway.query(isRunning)).rows[0].n === 0) await sleep(50);
    child.kill("SIGINT");
    await once(child, "close");
    expect(output).toContain("ERROR:  canceling statement due to user request");
  });

  it("describes a dataset, and lists them", { meta: { feature: "metadata" } }, () => {
    expect(psql("-P", "tuples_only=off", "-c", "\\d people_test").stdout).toBe(
      `Table "public.people_test"
Column|Type|Collation|Nullable|Default
name|text||not null|
role|text|||
Indexes:
    "people_test_pkey" PRIMARY KEY, btree (name)
`,
    );
    expect(psql("-c", "\\dt people*").stdout).toBe("public|people_test|table|sluice\n");
    expect(psql("-c", "\\dn").stdout).toContain("testing|");
  });

  it("administers with CALL, and reads the gateway's state", () => {
    const { stdout, stderr } = psql(
      ...["-c", "CREATE ROLE clerk LOGIN PASSWORD 'clerk'", "-c", "GRANT SELECT ON animals TO clerk"],
      ...["-c", "SELECT role, relation, privilege FROM sluice.grants WHERE role = 'clerk'"],
      ...["-c", "CALL describe_dataset('people_test')"],
      ...["-c", "CALL drop_dataset(name => 'people_test', reason => 'spring cleaning', actor => 'me@example.com')"],
      ...["-c", "SELECT actor, reason, role FROM sluice.journal ORDER BY version DESC LIMIT 1"],
    );
    expect(stderr).toBe("");
    expect(stdout).toBe(
      [
        "CREATE ROLE",
        "GRANT",
        "clerk|animals|select",
        "name|VARCHAR|t|t",
        "role|VARCHAR|t|f",
        "people_test|1|12",
        "me@example.com|spring cleaning|sluice",
        "",
      ].join("\n"),
    );
  });
});
