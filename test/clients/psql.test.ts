import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { describeWith } from "../support/require.js";

describeWith(["psql"], "psql", () => {
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

  it("shows errors with their place, and goes on", () => {
    const { stdout, stderr, status } = psql("-c", "SELECT nope FROM animals", "-c", "SELECT 1");
    expect(stderr).toContain(
      'ERROR:  column "nope" does not exist\nLINE 1: SELECT nope FROM animals\n               ^',
    );
    expect(stdout).toBe("1\n");
    expect(status).toBe(0);
  });

  it("places an error in a later statement of a script", () => {
    const { stderr } = psql("-c", "SELECT 'é'; SELECT nope FROM animals");
    expect(stderr).toContain("LINE 1: SELECT 'é'; SELECT nope FROM animals\n                           ^");
  });

  it("is told that its password is wrong", () => {
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
