// Rights on views and under row policies: by column, by membership, by ownership.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CatalogEvent } from "../../src/catalog/api.js";
import { type AdministeredLake, openAdministeredLake } from "../support/administered-lake.js";
import { contextOf, query } from "../support/lake.js";

let lake: AdministeredLake;

const role = (name: string): CatalogEvent => ({
  kind: "roleCreated",
  role: { name, isSuperuser: false, canLogin: true },
});

beforeAll(async () => {
  lake = await openAdministeredLake();
  await lake.add("people", "SELECT * FROM (VALUES (1, 'Ada', 'a@x'), (2, 'Bob', 'b@x')) t(id, name, email)");
  await lake.commit(role("clerk"), role("agents"), role("agent"), role("boss"));
  await lake.run(`CALL create_view('safe', base => 'people', columns => ARRAY['id', 'name', 'email'],
    redactions => '{"email": "null"}', row_filter => 'id > 1')`);
});

afterAll(() => lake.close());

describe("a view", () => {
  it("can be granted by column", async () => {
    await lake.run("GRANT SELECT (id, name) ON safe TO clerk");
    expect(await lake.rows("SELECT id, name FROM safe", "clerk")).toEqual(["2|Bob"]);
    for (const sql of ["SELECT * FROM safe", "SELECT email FROM safe", "SELECT id FROM safe ORDER BY email"]) {
      expect(await lake.refusal(sql, "clerk")).toMatchObject({
        sqlstate: "42501",
        message: "permission denied for table safe",
      });
    }
    expect(await lake.refusal("SELECT 1 FROM people", "clerk")).toMatchObject({ sqlstate: "42501" });
  });

  it("stands for a name also to the members of a role that is bound, and to nobody who is none any more", async () => {
    await lake.run("CALL bind_role('agents', view => 'safe', as => 'people')");
    await lake.run("GRANT agents TO agent");
    await lake.run("GRANT SELECT ON people TO agent");
    expect(await lake.rows("SELECT name, email FROM people", "agent")).toEqual(["Bob|null"]);
    await lake.run("REVOKE SELECT ON people FROM agent");
    expect(await lake.rows("SELECT name FROM people", "agent")).toEqual(["Bob"]);
    await lake.run("REVOKE agents FROM agent");
    expect(await lake.refusal("SELECT name FROM people", "agent")).toMatchObject({ sqlstate: "42501" });
  });

  it("stays what a name stands for, whatever role is acted for", async () => {
    await lake.run("CALL bind_role('agent', view => 'safe', as => 'people')");
    await lake.run("GRANT SELECT ON people TO boss");
    const acting = { context: contextOf("boss", { sessionRole: "agent" }) };
    for (const name of ["people", "public.people"]) {
      expect((await query(lake, `SELECT name, email FROM ${name}`, acting)).rows).toEqual([["Bob", null]]);
    }
    expect(await lake.rows("SELECT name FROM people ORDER BY id", "boss")).toEqual(["Ada", "Bob"]);
    await lake.run("CALL unbind_role('agent', as => 'people')");
    await lake.run("REVOKE SELECT ON people FROM boss");
  });

  it("belongs to somebody, and its rights go with it", async () => {
    await lake.run("ALTER VIEW safe OWNER TO boss");
    expect(await lake.rows("SELECT id FROM safe", "boss")).toEqual(["2"]);
    await lake.run("GRANT SELECT ON safe TO clerk", "boss");
    expect(await lake.rows("SELECT email FROM safe", "clerk")).toEqual(["null"]);
    expect(await lake.refusal("DROP ROLE boss", "admin")).toMatchObject({ sqlstate: "2BP01" });
  });
});

describe("a row policy", () => {
  it("counts for a role's members, and neither for the owner nor for who bypasses it", async () => {
    await lake.run("CREATE POLICY first ON people TO agents USING (id = 1)");
    await lake.run("ALTER TABLE people ENABLE ROW LEVEL SECURITY");
    await lake.run("GRANT SELECT (id, name) ON people TO clerk");
    expect(await lake.rows("SELECT id FROM people", "clerk")).toEqual([]);
    await lake.run("GRANT agents TO clerk");
    await lake.run("CALL unbind_role('agents', as => 'people')");
    expect(await lake.rows("SELECT id, name FROM people", "clerk")).toEqual(["1|Ada"]);
    expect(await lake.refusal("SELECT email FROM people", "clerk")).toMatchObject({ sqlstate: "42501" });
    await lake.run("ALTER ROLE clerk BYPASSRLS");
    expect(await lake.rows("SELECT id FROM people ORDER BY id", "clerk")).toEqual(["1", "2"]);
    await lake.run("ALTER TABLE people OWNER TO boss");
    expect(await lake.rows("SELECT id FROM people ORDER BY id", "boss")).toEqual(["1", "2"]);
    await lake.run("ALTER TABLE people FORCE ROW LEVEL SECURITY");
    expect(await lake.rows("SELECT id FROM people", "boss")).toEqual([]);
    await lake.run("CREATE POLICY mine ON people USING (name = 'Bob')", "boss");
    expect(await lake.rows("SELECT id FROM people", "boss")).toEqual(["2"]);
    await lake.run("ALTER ROLE agents RENAME TO helpers");
    await lake.run("ALTER ROLE clerk NOBYPASSRLS");
    expect(await lake.rows("SELECT id FROM people ORDER BY id", "clerk")).toEqual(["1", "2"]);
  });
});
