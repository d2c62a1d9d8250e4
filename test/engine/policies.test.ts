// Row policies, as PostgreSQL has them. https://www.postgresql.org/docs/15/ddl-rowsecurity.html
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AdministeredLake, openAdministeredLake } from "../support/administered-lake.js";
import { contextOf, query } from "../support/lake.js";

let lake: AdministeredLake;
beforeAll(async () => {
  lake = await openAdministeredLake();
  await lake.add(
    "notes",
    "SELECT i AS id, ['ann', 'bob'][1 + i % 2] AS owner, i % 3 AS level, 'n' || i AS body FROM range(12) t(i)",
  );
  for (const role of ["ann", "bob", "eve"]) {
    await lake.run(`CREATE ROLE ${role} LOGIN`);
    await lake.run(`GRANT SELECT ON notes TO ${role}`);
  }
});
afterAll(() => lake.close());

beforeEach(async () => {
  for (const name of lake.catalog.snapshot.rowSecurity.get("notes")?.policies.map((policy) => policy.name) ?? []) {
    await lake.run(`DROP POLICY "${name}" ON notes`);
  }
  await lake.run("ALTER TABLE notes ENABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY");
});

const ids = (role: string) => lake.rows("SELECT id FROM notes ORDER BY id", role).then((rows) => rows.join(" "));

describe("row level security", () => {
  it("without a policy shows no row, but to administrators", async () => {
    expect(await ids("ann")).toBe("");
    expect(await ids("admin")).toBe("0 1 2 3 4 5 6 7 8 9 10 11");
    await lake.run("ALTER TABLE notes DISABLE ROW LEVEL SECURITY");
    expect(await ids("ann")).toBe("0 1 2 3 4 5 6 7 8 9 10 11");
  });

  it("shows what one permissive policy and every restrictive one lets through", async () => {
    await lake.run("CREATE POLICY own ON notes USING (owner = current_user)");
    expect(await ids("ann")).toBe("0 2 4 6 8 10");
    expect(await ids("eve")).toBe("");
    await lake.run("CREATE POLICY low ON notes FOR SELECT TO PUBLIC USING (level = 0)");
    expect(await ids("ann")).toBe("0 2 3 4 6 8 9 10");
    expect(await ids("eve")).toBe("0 3 6 9");
    await lake.run("CREATE POLICY early ON notes AS RESTRICTIVE USING (id < 7)");
    expect(await ids("ann")).toBe("0 2 3 4 6");
    await lake.run("ALTER POLICY early ON notes TO bob");
    expect(await ids("ann")).toBe("0 2 3 4 6 8 9 10");
    expect(await ids("bob")).toBe("0 1 3 5 6");
    await lake.run("ALTER POLICY early ON notes USING (id < 1)");
    await lake.run("ALTER POLICY early ON notes RENAME TO first");
    expect(await ids("bob")).toBe("0");
  });

  it("shows no row where only restrictive policies apply", async () => {
    await lake.run("CREATE POLICY all_of_them ON notes AS RESTRICTIVE USING (true)");
    expect(await ids("ann")).toBe("");
  });

  it("asks the session that reads for its settings", async () => {
    await lake.run("CREATE POLICY level ON notes USING (level::text = current_setting('app.level', true))");
    const read = async (level: string | undefined) => {
      const context = contextOf("ann", { setting: (name) => (name === "app.level" ? level : undefined) });
      return (await query(lake, "SELECT id FROM notes ORDER BY id", { context })).rows.flat().join(" ");
    };
    expect(await read("1")).toBe("1 4 7 10");
    expect(await read("2")).toBe("2 5 8 11");
    expect(await read("' OR true --")).toBe("");
    expect(await read(undefined)).toBe("");
    await lake.run("ALTER POLICY level ON notes USING (level::text = current_setting('app.level'))");
    await expect(read(undefined)).rejects.toMatchObject({ sqlstate: "42704" });
  });

  it("hides a row over which a policy fails", async () => {
    await lake.run("CREATE POLICY failing ON notes USING (body::int > 0 OR id / (id - 3) > 0)");
    expect(await ids("ann")).toBe("");
    await lake.run("ALTER POLICY failing ON notes USING (repeat($$9$$, (id + 17)::int)::int8 > 0)");
    expect(await ids("ann")).toBe("0 1");
  });

  it("looks at a side of an OR only where the other does not decide", async () => {
    await lake.run("CREATE POLICY deciding ON notes USING (id = 3 OR level = 0 AND 12 / (id - 3) > 2)");
    expect(await ids("ann")).toBe("3 6");
  });

  it("is in the dialect that it was written in, also when something else of it is changed", async () => {
    const context = contextOf("admin", { setting: (name) => (name === "sluice.dialect" ? "duckdb" : undefined) });
    const told = () => lake.rows('SELECT "using", dialect FROM sluice.policies');
    await lake.commit({
      kind: "policyCreated",
      dataset: "notes",
      policy: { name: "spoken", isPermissive: true, command: "all", roles: "public", using: "body ~ '1'" },
    });
    expect(await told()).toEqual(["body ~ '1'|duckdb"]);
    expect(await ids("ann")).toBe("");
    await lake.run("ALTER POLICY spoken ON notes RENAME TO renamed");
    await lake.run("ALTER POLICY renamed ON notes TO ann");
    expect(await told()).toEqual(["body ~ '1'|duckdb"]);
    await lake.run("ALTER POLICY renamed ON notes USING (body ~ '1')");
    expect(await told()).toEqual(["body ~ '1'|postgres"]);
    expect(await ids("ann")).toBe("1 10 11");
    await query(lake, "ALTER POLICY renamed ON notes USING (body ~ 'n1')", { context });
    expect(await told()).toEqual(["body ~ 'n1'|duckdb"]);
    expect(await ids("ann")).toBe("1");
  });

  it("shows nothing when a policy can no longer be applied, and does not say why", async () => {
    await lake.add("changing", "SELECT 1 AS id, 'x' AS secret");
    await lake.run("GRANT SELECT ON changing TO ann");
    await lake.run("CREATE POLICY p ON changing USING (secret = 'x')");
    await lake.run("ALTER TABLE changing ENABLE ROW LEVEL SECURITY");
    await lake.commit({
      kind: "datasetReplaced",
      dataset: "changing",
      columns: [{ name: "id", type: "INTEGER", isNullable: true }],
      keyColumns: [],
      objects: [],
    });
    const refusal = await lake.refusal("SELECT * FROM changing", "ann");
    expect(refusal).toMatchObject({
      sqlstate: "55000",
      message: 'the row policies of table "changing" cannot be used',
    });
    expect(JSON.stringify([refusal.detail, refusal.hint])).not.toContain("secret");
    expect(await lake.rows("SELECT count(*) FROM changing")).toEqual(["0"]);
    await lake.run("CALL drop_dataset('changing')");
  });

  it("does not tell how many rows there are in truth", async () => {
    expect(await lake.rows("SELECT rows, bytes, objects, version FROM sluice.datasets", "ann")).toEqual([
      "null|null|null|null",
    ]);
    expect(await lake.rows("SELECT * FROM sluice.objects", "ann")).toEqual([]);
    expect(await lake.rows("SELECT rows FROM sluice.datasets")).toEqual(["12"]);
    expect(await lake.refusal("SELECT * FROM sluice.policies", "ann")).toMatchObject({ sqlstate: "42501" });
  });

  it("does not apply below a view, which reads as the administrator who made it", async () => {
    await lake.run("CALL create_view('bodies', 'notes', 'body')");
    await lake.run("GRANT SELECT ON bodies TO eve");
    expect(await lake.rows("SELECT count(*) FROM bodies", "eve")).toEqual(["12"]);
  });

  it("is administered in PostgreSQL's words", async () => {
    await lake.run("CREATE POLICY p ON notes TO bob, ann USING ((level) = (1) AND body <> ')')");
    expect((await lake.run('SELECT policy, permissive, command, roles, "using" FROM sluice.policies')).rows).toEqual([
      ["p", "t", "ALL", "{bob,ann}", "(level) = (1) AND body <> ')'"],
    ]);
    for (const [sql, sqlstate, message] of [
      ["CREATE POLICY p ON notes USING (true)", "42710", 'policy "p" for table "notes" already exists'],
      ["CREATE POLICY q ON nothing USING (true)", "42P01", 'relation "nothing" does not exist'],
      ["CREATE POLICY q ON notes TO nobody USING (true)", "42704", 'role "nobody" does not exist'],
      ["CREATE POLICY q ON notes USING (nobody = 1)", "42703", 'policy "q": column "nobody" does not exist'],
      ["CREATE POLICY q ON notes USING (1)", "42804", 'policy "q" must be type boolean, not type integer'],
      ["CREATE POLICY q ON notes USING (id IN (SELECT 1))", "0A000", 'cannot use subquery in policy "q"'],
      ["CREATE POLICY q ON notes FOR DELETE USING (true)", "0A000", "policies are FOR SELECT or FOR ALL"],
      ["CREATE POLICY q ON notes WITH CHECK (true)", "0A000", "WITH CHECK is not supported"],
      ["DROP POLICY q ON notes", "42704", 'policy "q" for table "notes" does not exist'],
      ["ALTER POLICY q ON notes USING (true)", "42704", 'policy "q" for table "notes" does not exist'],
      ["DROP ROLE bob", "2BP01", 'role "bob" cannot be dropped because some objects depend on it'],
    ] as const) {
      const refusal = await lake.refusal(sql);
      expect([sql, refusal.sqlstate, refusal.message]).toEqual([sql, sqlstate, expect.stringContaining(message)]);
    }
    expect(await lake.refusal("CREATE POLICY q ON notes USING (true)", "ann")).toMatchObject({
      sqlstate: "42501",
      message: "must be owner of table notes",
    });
    await lake.run("DROP POLICY IF EXISTS q ON notes");
  });
});
