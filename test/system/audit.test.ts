// The audit log of a running gateway: who came in, who was turned away, and what was read.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";

let dataDir: string;
let gateway: Gateway;
const environment = { SLUICE_AUDIT_STATEMENTS: "read" };
beforeAll(async () => {
  dataDir = makeDataDir();
  gateway = await startGateway(dataDir, environment);
  for (const sql of [
    "CREATE ROLE clerk LOGIN PASSWORD 'planted-password'",
    "CREATE ROLE watched LOGIN PASSWORD 'planted-password'",
    "ALTER ROLE watched SET sluice.audit_statements = 'all'",
    `CALL create_view('safe', base => 'candidates', columns => ARRAY['candidate_id', 'city'], redactions => '{"candidate_id": "hash"}')`,
    "GRANT SELECT ON safe TO clerk, watched",
  ]) {
    await gateway.query(sql);
  }
}, 60_000);
afterAll(async () => {
  await gateway.stop();
  removeDataDir(dataDir);
});

const as = (user: string) => gateway.connect({ user, password: "planted-password" });

async function audited(where: string): Promise<readonly Record<string, unknown>[]> {
  return (await gateway.query(`SELECT * FROM sluice.audit WHERE ${where} ORDER BY time, rows_returned`)).rows;
}

describe("the audit log of a gateway", () => {
  it("tells what was read through a view, by simple and by prepared statements", async () => {
    const clerk = await as("clerk");
    await clerk.query("SELECT city FROM safe WHERE city = 'planted' OR true LIMIT 3");
    await clerk.query("SELECT count(*) FROM safe WHERE city = $1", ["planted"]);
    await clerk.end();
    const [simple, prepared] = await audited("role = 'clerk' AND kind = 'statement' AND sqlstate IS NULL");
    expect(simple).toMatchObject({
      session_role: "clerk",
      client_address: "127.0.0.1",
      database: "lake",
      statement: "SELECT city FROM safe WHERE city = $1 OR true LIMIT $2",
      relations: ["safe"],
      datasets: ["candidates"],
      columns: ["safe.city"],
      redactions: ["safe.candidate_id: hash"],
      rows_returned: "3",
    });
    expect(Number(simple?.["duration_ms"])).toBeGreaterThan(0);
    expect(prepared).toMatchObject({ statement: "SELECT count(*) FROM safe WHERE city = $1", rows_returned: "1" });
    expect(prepared?.["statement_id"]).not.toBe(simple?.["statement_id"]);
  });

  it("tells who was turned away, and how", async () => {
    const clerk = await as("clerk");
    await expect(clerk.query("SELECT * FROM candidates")).rejects.toMatchObject({ code: "42501" });
    await expect(clerk.query({ text: "SELECT * FROM animals", name: "x" })).rejects.toMatchObject({ code: "42501" });
    await expect(clerk.query("CALL tombstone('candidates', 'candidate_id', ARRAY['planted'])")).rejects.toMatchObject({
      code: "42501",
    });
    await clerk.end();
    await expect(gateway.connect({ user: "clerk", password: "wrong" })).rejects.toMatchObject({ code: "28P01" });
    expect((await audited("role = 'clerk' AND sqlstate = '42501'")).map(({ statement }) => statement)).toEqual([
      "SELECT * FROM candidates",
      "SELECT * FROM animals",
      "CALL tombstone($1, $2, ARRAY[$3])",
    ]);
    expect(await audited("role = 'clerk' AND kind = 'login refused'")).toMatchObject([{ sqlstate: "28P01" }]);
    expect((await audited("role = 'clerk' AND kind = 'login'")).length).toBeGreaterThan(0);
  });

  it("keeps more of a role that is watched, which cannot change that", async () => {
    const watched = await as("watched");
    await watched.query("SET application_name = 'planted app'");
    await expect(watched.query("SET sluice.audit_statements = 'none'")).rejects.toMatchObject({ code: "42501" });
    await watched.end();
    expect((await audited("role = 'watched' AND kind = 'statement'")).map(({ statement }) => statement)).toEqual([
      "SET application_name = $1",
      "SET sluice.audit_statements = $1",
    ]);
  });

  it("names the statement that made a journal entry", async () => {
    await gateway.query("CALL tombstone('candidates', 'candidate_id', ARRAY['CAND-000009'], reason => 'asked for')");
    const { rows } = await gateway.query(
      `SELECT a.statement, j.reason FROM sluice.journal j JOIN sluice.audit a ON a.statement_id = j.statement_id
       WHERE 'rowsTombstoned' IN (SELECT unnest(j.events))`,
    );
    expect(rows).toEqual([{ statement: "CALL tombstone($1, $2, ARRAY[$3], reason => $4)", reason: "asked for" }]);
    const { rows: reports } = await gateway.query("CALL erasure_report('candidates', 'CAND-000009')");
    const { report } = reports[0] as { report: { dataset_read_before_by: readonly { role: string }[] } };
    expect(report.dataset_read_before_by.map(({ role }) => role)).toContain("clerk");
  });

  it("outlives the gateway, and holds nothing of literals, parameters, passwords and errors", async () => {
    const before = (await audited("role = 'clerk'")).length;
    await gateway.stop();
    gateway = await startGateway(dataDir, environment);
    expect(await audited("role = 'clerk'")).toHaveLength(before);
    const everything = JSON.stringify(await audited("application_name IS DISTINCT FROM 'planted app'"));
    expect(everything).not.toContain("planted");
    expect(everything).not.toContain("CAND-");
  }, 60_000);
});
