// What EXPLAIN must not tell: how a relation is made. The plan's node is looked at as a whole, with all that any format could print of it.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PlanNode } from "../../src/engine/api.js";
import { type AdministeredLake, openAdministeredLake } from "../support/administered-lake.js";
import { contextOf } from "../support/lake.js";

let lake: AdministeredLake;
const key = Buffer.from("a key of thirty-two bytes, no less");

async function planOf(sql: string, role: string): Promise<PlanNode> {
  const [statement] = await lake.engine.parse(sql);
  if (statement === undefined) throw new Error("no statement");
  const prepared = await lake.engine.prepare(statement, contextOf(role), []);
  const { signal } = new AbortController();
  const plan = await prepared.explain?.([], contextOf(role), { signal, isVerbose: true });
  if (plan === undefined) throw new Error("no plan");
  return plan;
}

beforeAll(async () => {
  lake = await openAdministeredLake({ hashKeys: new Map([["staff", key]]) });
  await lake.add(
    "people",
    "SELECT i AS id, 'name' || i AS name, 'm' || i || '@x' AS mail, i % 7 AS grade, 'k' AS secret FROM range(4321) t(i)",
    "primary",
  );
  for (const role of ["agent", "clerk", "reader", "stranger"]) await lake.run(`CREATE ROLE ${role} LOGIN`);
  await lake.run("GRANT SELECT ON people TO reader");
  await lake.run("GRANT SELECT (id, grade) ON people TO clerk");
  await lake.run(`CALL create_view('staff_safe', base => 'people', columns => ARRAY['id', 'name', 'grade'],
    row_filter => 'secret = ''k'' AND grade <> 5',
    redactions => '{"name": {"hash": {"key": "staff"}}, "grade": "null"}')`);
  await lake.run("CALL bind_role('agent', view => 'staff_safe', as => 'people')");
});
afterAll(() => lake.close());

describe("the plan of a statement", () => {
  it("tells of a bound view by the name that the statement has, and of nothing in it", async () => {
    const plan = await planOf(
      "SELECT name, count(*) FROM people p WHERE id > 10 GROUP BY name ORDER BY 2 LIMIT 3",
      "agent",
    );
    const text = JSON.stringify(plan);
    expect(text).toContain('"name":"people"');
    expect(text).toContain("(p.id > 10)");
    for (const hidden of [
      "staff",
      "safe",
      "secret",
      "mail",
      "<>",
      "hmac",
      "mask",
      "TRY",
      "parquet",
      "primary",
      "@",
      "r.",
      "4321",
    ]) {
      expect(text).not.toContain(hidden);
    }
    for (const part of [key.toString(), key.toString("hex")]) expect(text).not.toContain(part);
  });

  it("is the same whatever a view filters and masks, but for what the statement itself says", async () => {
    const sql = "SELECT id, grade FROM people WHERE id = 4";
    const before = await planOf(sql, "agent");
    await lake.run("CALL replace_view('staff_safe', 'people', ARRAY['id', 'name', 'grade'], row_filter => 'id < 0')");
    const { type, details, target } = await planOf(sql, "agent");
    expect({ type, details, target }).toEqual({ type: before.type, details: before.details, target: before.target });
  });

  it("estimates rows by their number where its reader sees all of them", async () => {
    expect((await planOf("SELECT id FROM people", "reader")).estimate.rows).toBe(4321);
  });

  it("does not where some are erased, for anybody", async () => {
    await lake.run("CALL tombstone('people', 'id', ARRAY['7'], reason => 'request 1')");
    for (const role of ["reader", "admin"]) {
      const plan = await planOf("SELECT id FROM people", role);
      expect(plan.estimate.rows).not.toBe(4321);
      expect(plan.estimate.rows).not.toBe(4320);
      expect(JSON.stringify(plan)).not.toMatch(/erased|tombstone|file_row_number|position|anti/i);
      expect(plan).toMatchObject({ type: "Seq Scan", children: [] });
    }
  });

  it("does not where a policy hides some", async () => {
    await lake.run("CREATE POLICY low ON people USING (grade < 2)");
    await lake.run("ALTER TABLE people ENABLE ROW LEVEL SECURITY");
    const plan = await planOf("SELECT id FROM people WHERE id = 2", "reader");
    expect(plan.details).toEqual([
      { label: "Output", value: ["people.id"] },
      { label: "Filter", value: "(people.id = 2)" },
    ]);
  });

  it("has no column that its reader may not read", async () => {
    expect(JSON.stringify(await planOf("SELECT id, grade, count(*) FROM people GROUP BY 1, 2", "clerk"))).not.toMatch(
      /name\d|mail|secret/,
    );
    await expect(planOf("SELECT mail FROM people", "clerk")).rejects.toMatchObject({ sqlstate: "42501" });
  });

  it("is refused as the statement is", async () => {
    for (const sql of [
      "SELECT * FROM people",
      "SELECT 1 FROM staff_safe",
      "SELECT * FROM nothing",
      "SELECT nosuch(1)",
    ]) {
      const refusal = await lake.refusal(sql, "stranger");
      await expect(planOf(sql, "stranger")).rejects.toMatchObject({
        sqlstate: refusal.sqlstate,
        message: refusal.message,
      });
    }
  });
});
