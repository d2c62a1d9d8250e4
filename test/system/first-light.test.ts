import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";

const dataDir = makeDataDir();
let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway(dataDir);
});
afterAll(async () => {
  await gateway.stop();
  removeDataDir(dataDir);
});

const questions = [
  "SELECT city, count(*) FROM candidates GROUP BY 1 ORDER BY 2 DESC, 1",
  "SELECT p.name, p.role, a.species FROM people_test p CROSS JOIN animals a ORDER BY 1, 3 LIMIT 5",
  "SELECT * FROM testing.people_test ORDER BY name",
  "SELECT count(*) AS n, count(last_contacted) AS contacted, count(DISTINCT candidate_id) AS ids, min(candidate_id) AS first, max(candidate_id) AS last, sum(salary) AS salaries, avg(years_experience) AS years FROM candidates",
  "SELECT candidate_id, skills, created_at FROM candidates ORDER BY candidate_id LIMIT 3",
] as const;

async function answers(): Promise<readonly unknown[]> {
  const client = await gateway.connect();
  const found = [];
  for (const sql of questions) found.push((await client.query(sql)).rows);
  await client.end();
  return found;
}

describe("a first start", () => {
  it("makes the demo lake", async () => {
    const [cities, pairs, people, facts, firsts] = (await answers()) as Record<string, unknown>[][];
    expect(cities?.length).toBeGreaterThan(5);
    expect(cities?.reduce((sum, row) => sum + Number(row["count"]), 0)).toBe(100_000);
    expect(pairs).toHaveLength(5);
    expect(people?.every((row) => typeof row["name"] === "string" && typeof row["role"] === "string")).toBe(true);
    expect(facts?.[0]).toMatchObject({ n: "100000", ids: "100000", first: "CAND-000001", last: "CAND-100000" });
    expect(Number(facts?.[0]?.["contacted"])).toBeLessThan(100_000);
    expect(firsts?.[0]).toMatchObject({
      candidate_id: "CAND-000001",
      skills: expect.any(Array),
      created_at: expect.any(Date),
    });
  });

  it("keeps its secrets to itself", () => {
    expect(statSync(path.join(dataDir, "admin-password")).mode & 0o777).toBe(0o600);
    expect(gateway.log()).not.toContain(gateway.password);
    for (const name of readdirSync(path.join(dataDir, "catalog", "journal"))) {
      expect(readFileSync(path.join(dataDir, "catalog", "journal", name), "utf8")).not.toContain(gateway.password);
    }
  });

  it("has its data folder to itself", () => {
    const second = spawnSync(process.execPath, [path.resolve("bin/sluice.cjs"), "serve"], {
      env: { ...process.env, SLUICE_DATA_DIR: dataDir, SLUICE_PG_PORT: "0" },
      encoding: "utf8",
    });
    expect(second.status).toBe(1);
    expect(second.stderr).toContain(`${dataDir} is in use by another process (${gateway.process.pid})`);
    expect(second.stdout).not.toContain("ready");
  });
});

describe("a second start", () => {
  it("takes the data as it is and gives the same answers", async () => {
    const before = await answers();
    expect(await gateway.stop()).toBe(0);
    gateway = await startGateway(dataDir);
    expect(await answers()).toEqual(before);
  });

  it("takes a new password from the environment", async () => {
    await gateway.stop();
    gateway = await startGateway(dataDir, { SLUICE_ADMIN_PASSWORD: "another one" });
    expect((await gateway.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    await expect(gateway.connect({ password: "wrong" })).rejects.toMatchObject({ code: "28P01" });
    const { rows } = await gateway.query("SELECT count(*)::int AS n FROM sluice.journal WHERE actor = 'start'");
    expect(rows[0].n).toBeGreaterThan(0);
    await gateway.stop();
    // Without the variable the password stays what it was set to last.
    gateway = await startGateway(dataDir);
    await expect(gateway.connect()).rejects.toMatchObject({ code: "28P01" });
    expect((await (await gateway.connect({ password: "another one" })).query("SELECT 1 AS one")).rows).toEqual([
      { one: 1 },
    ]);
  });
});
