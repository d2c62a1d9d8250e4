import { createHash, createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Statement } from "../../src/engine/api.js";
import { type AdministeredLake, openAdministeredLake } from "../support/administered-lake.js";
import { contextOf, query } from "../support/lake.js";

const key = Buffer.from("a key that nobody guesses");
let lake: AdministeredLake;
beforeAll(async () => {
  lake = await openAdministeredLake({ hashKeys: new Map([["pseudonyms", key]]) });
  await lake.add(
    "candidates",
    `SELECT * FROM (VALUES
       ('CAND-000001', 'ada@example.com', 'active', 120.50::DECIMAL(12,2), 'London'),
       ('CAND-000002', 'bob@example.com', 'blocked', 80.00, 'Paris'),
       ('CAND-000003', NULL, 'active', NULL, 'Rome'),
       ('ÄÖ🎉ab', 'x', 'inactive', 1.00, 'Bern'),
       ('abcde', 'y', 'inactive', 2.00, NULL)
     ) t(candidate_id, email, status, salary, city)`,
  );
  for (const role of ["agent", "reader", "stranger"]) await lake.run(`CREATE ROLE ${role} LOGIN`);
  await lake.run(
    `CALL create_view('candidates_safe', base => 'candidates',
       columns => ARRAY['candidate_id', 'status', 'salary', 'city'],
       row_filter => 'status <> ''blocked''',
       redactions => '{"candidate_id": {"mask": {"keep_prefix": 3, "keep_suffix": 2}}, "salary": {"hash": {"key": "pseudonyms"}}, "city": "null"}',
       description => 'For agents.')`,
  );
  await lake.run("GRANT SELECT ON candidates_safe TO reader");
  await lake.run("CALL bind_role('agent', view => 'candidates_safe', as => 'candidates')");
});
afterAll(() => lake.close());

describe("a view", () => {
  it("shows its columns and rows, redacted, and nothing else", async () => {
    const { columns, rows } = await lake.run("SELECT * FROM candidates_safe", "reader");
    expect(columns).toEqual(["candidate_id", "status", "salary", "city"]);
    const mac = (text: string) => createHmac("sha256", key).update(text).digest("hex");
    expect(rows).toEqual([
      ["CAN******01", "active", mac("120.50"), null],
      ["CAN******03", "active", null, null],
      ["*****", "inactive", mac("1.00"), null],
      ["*****", "inactive", mac("2.00"), null],
    ]);
  });

  it("has no column but those it was given", async () => {
    expect(await lake.refusal("SELECT email FROM candidates_safe", "reader")).toMatchObject({
      sqlstate: "42703",
      message: 'column "email" does not exist',
    });
  });

  it("is refused to whom it was not granted", async () => {
    expect(await lake.refusal("SELECT * FROM candidates_safe", "stranger")).toMatchObject({
      sqlstate: "42501",
      message: "permission denied for table candidates_safe",
    });
    expect(await lake.refusal("SELECT * FROM candidates", "reader")).toMatchObject({ sqlstate: "42501" });
  });

  it("is what the base's name means to a role that is bound to it, in every spelling", async () => {
    for (const name of [
      "candidates",
      '"candidates"',
      "public.candidates",
      '"primary".candidates',
      "lake.public.Candidates",
    ]) {
      expect(await lake.rows(`SELECT count(*), min(candidate_id) FROM ${name}`, "agent")).toEqual(["4|*****"]);
    }
    expect(await lake.rows("SELECT count(*) FROM candidates_safe c", "agent")).toEqual(["4"]);
    expect(await lake.rows("SELECT candidates.status FROM candidates LIMIT 1", "agent")).toEqual(["active"]);
    expect(await lake.refusal("SELECT * FROM __raw__candidates", "agent")).toMatchObject({ sqlstate: "42501" });
    expect(await lake.refusal("SELECT email FROM candidates", "agent")).toMatchObject({ sqlstate: "42703" });
  });

  it("lets predicates see redacted values only", async () => {
    const rows = (sql: string) => lake.rows(sql, "agent");
    expect(await rows("SELECT count(*) FROM candidates WHERE candidate_id = 'CAND-000001'")).toEqual(["0"]);
    expect(await rows("SELECT count(*) FROM candidates WHERE candidate_id LIKE 'CAN******0_'")).toEqual(["2"]);
    expect(await rows("SELECT count(*) FROM candidates WHERE city IS NOT NULL")).toEqual(["0"]);
    expect(await rows("SELECT count(*) FROM candidates WHERE salary > '5' OR length(salary) <> 64")).toEqual([
      String((await rows("SELECT salary FROM candidates WHERE salary > '5'")).length),
    ]);
    expect(await rows("SELECT candidate_id, count(*) FROM candidates GROUP BY 1 ORDER BY 1")).toEqual([
      "*****|2",
      "CAN******01|1",
      "CAN******03|1",
    ]);
    expect(await rows("SELECT c FROM candidates c WHERE status = 'active' ORDER BY 1 LIMIT 1")).toEqual([
      expect.not.stringContaining("ada@"),
    ]);
  });

  it("filters by the base's values, also of a column that it redacts or leaves out", async () => {
    await lake.run(
      `CALL create_view('romans', 'candidates', ARRAY['city'], row_filter => 'candidates.city = ''Rome'' AND email IS NULL',
         redactions => '{"city": "hash"}')`,
    );
    expect(await lake.rows("SELECT * FROM romans")).toEqual([createHash("sha256").update("Rome").digest("hex")]);
  });

  it("can rest on a view", async () => {
    await lake.run(
      `CALL create_view('narrow', base => 'candidates_safe', columns => 'candidate_id', row_filter => 'status = ''active''')`,
    );
    expect(await lake.rows("SELECT * FROM narrow WHERE candidate_id::text <> '' ORDER BY 1")).toEqual([
      "CAN******01",
      "CAN******03",
    ]);
    expect(await lake.refusal("CALL create_view('n2', base => 'candidates_safe', columns => 'email')")).toMatchObject({
      sqlstate: "42703",
    });
    expect(await lake.refusal("CALL drop_view('candidates_safe')")).toMatchObject({ sqlstate: "2BP01" });
  });

  it("hides a row over which its filter fails, and raises no error", async () => {
    await lake.run(
      `CALL create_view('failing', base => 'candidates', columns => 'status', row_filter => 'right(candidate_id, 1)::int < 3 OR salary = 2')`,
    );
    expect(await lake.rows("SELECT * FROM failing")).toEqual(["active", "blocked"]);
    expect(await lake.rows("SELECT * FROM failing WHERE status || '' <> ''")).toEqual(["active", "blocked"]);
  });
});

describe("a view is refused", () => {
  it.each([
    ["columns => ARRAY['nobody']", "42703", 'column "nobody" of relation "candidates" does not exist'],
    ["columns => ARRAY['city', 'CITY']", "42701", 'column "city" specified more than once'],
    [`columns => 'city', redactions => '{"email": "null"}'`, "22023", 'column "email" is redacted, but is not among'],
    [`columns => 'salary', redactions => '{"salary": "mask"}'`, "22023", "a mask keeps characters of a text"],
    [`columns => 'city', redactions => '{"city": {"hash": {"key": "other"}}}'`, "22023", 'there is no key "other"'],
    [
      `columns => 'city', redactions => '{"city": {"mask": {"keep": 3}}}'`,
      "22023",
      'argument "redactions", column "city"',
    ],
    [`columns => 'city', redactions => 'x'`, "22023", "it is no JSON"],
    ["columns => 'city', row_filter => 'nobody = 1'", "42703", 'row_filter: column "nobody" does not exist'],
    ["columns => 'city', row_filter => 'city'", "42804", "row_filter must be type boolean, not type text"],
    ["columns => 'city', row_filter => 'true) OR (true'", "42601", "row_filter"],
    ["columns => 'city', row_filter => 'true;'", "42601", "row_filter"],
    ["columns => 'city', row_filter => 'true; SELECT 1'", "42601", ""],
    ["columns => 'city', row_filter => 'true FROM candidates'", "42601", "row_filter"],
    ["columns => 'city', row_filter => 'true ORDER BY 1'", "42601", "row_filter"],
    ["columns => 'city', row_filter => 'true AS x'", "42601", "row_filter"],
    ["columns => 'city', row_filter => 'DISTINCT true'", "42601", "row_filter"],
    ["columns => 'city', row_filter => 'true, true'", "42601", "row_filter"],
    ["columns => 'city', row_filter => ''", "42601", "row_filter is no expression"],
    ["columns => 'city', row_filter => 'city = $1'", "0A000", "row_filter cannot have parameters"],
    ["columns => 'city', row_filter => 'EXISTS (SELECT 1)'", "0A000", "cannot use subquery in row_filter"],
    ["columns => 'city', row_filter => 'city IN (SELECT email FROM candidates)'", "0A000", "row_filter"],
    ["columns => 'city', row_filter => 'count(*) > 1'", "42803", "aggregate functions are not allowed in row_filter"],
    ["columns => 'city', row_filter => 'row_number() OVER () = 1'", "42P20", "window functions are not allowed"],
    ["columns => 'city', row_filter => 'random() > 0.5'", "0A000", "the same answer"],
    ["columns => 'city', row_filter => 'read_text(city) IS NULL'", "42501", "permission denied for function read_text"],
    ["columns => 'city', row_filter => 'city = current_user'", "0A000", "cannot depend on the session"],
    ["columns => 'city', row_filter => 'timezone(email, now()) > now()'", "0A000", "that cannot be hidden"],
    ["columns => 'city', row_filter => 'email LIKE city ESCAPE status'", "0A000", "that cannot be hidden"],
    ["columns => 'city', row_filter => 'candidates IS NULL'", "0A000", "row_filter cannot use the whole row"],
    ["columns => 'city', row_filter => 'COLUMNS(*) IS NULL'", "42601", "row_filter must name its columns"],
  ])("with %s", async (what, sqlstate, message) => {
    const refusal = await lake.refusal(`CALL create_view('wrong', base => 'candidates', ${what})`);
    expect(refusal).toMatchObject({ sqlstate });
    expect(refusal.message).toContain(message);
  });

  it("by who is no administrator, under a name that is taken, and of a base that is not there", async () => {
    expect(await lake.refusal("CALL create_view('v', 'candidates', 'city')", "reader")).toMatchObject({
      sqlstate: "42501",
    });
    expect(await lake.refusal("CALL create_view('candidates', 'candidates', 'city')")).toMatchObject({
      sqlstate: "42P07",
    });
    expect(await lake.refusal("CALL create_view('v', 'nothing', 'city')")).toMatchObject({ sqlstate: "42P01" });
    expect(await lake.refusal("CALL replace_view('candidates_safe', 'candidates_safe', 'status')")).toMatchObject({
      sqlstate: "22023",
    });
  });
});

describe("what is told of views", () => {
  it("is how they are made to administrators, and what they show to their readers", async () => {
    const sql =
      "SELECT name, status, base, row_filter, redactions, bound_roles FROM sluice.views WHERE name = 'candidates_safe'";
    expect(await lake.rows(sql)).toEqual([
      `candidates_safe|ok|candidates|status <> 'blocked'|{"candidate_id":{"mask":{"keep_prefix":3,"keep_suffix":2}},"salary":{"hash":{"key":"pseudonyms"}},"city":"null"}|{agent AS candidates}`,
    ]);
    expect(await lake.rows(sql, "reader")).toEqual(["candidates_safe|ok|null|null|null|null"]);
    expect(await lake.rows("SELECT name FROM sluice.views", "stranger")).toEqual([]);
    expect(await lake.rows("CALL list_views()", "stranger")).toEqual([]);
    expect(await lake.rows("SELECT name FROM sluice.datasets", "agent")).toEqual([]);
  });

  it("is how their columns look, by the name that the role knows them by", async () => {
    const told = [
      "candidate_id|VARCHAR|t|mask",
      "status|VARCHAR|t|null",
      "salary|VARCHAR|t|hash",
      "city|VARCHAR|t|null",
    ];
    expect(await lake.rows("CALL describe_view('candidates')", "agent")).toEqual(told);
    expect(await lake.rows("CALL describe_view('candidates_safe')", "reader")).toEqual(told);
    expect(await lake.refusal("CALL describe_view('candidates_safe')", "stranger")).toMatchObject({
      sqlstate: "42P01",
    });
  });
});

describe("the dialect of a filter", () => {
  const inDuckDB = contextOf("admin", { setting: (name) => (name === "sluice.dialect" ? "duckdb" : undefined) });
  const told = () => lake.rows("SELECT row_filter, dialect FROM sluice.views WHERE name = 'spoken'");
  const seen = () => lake.rows("SELECT status FROM spoken ORDER BY 1");
  const given = "'spoken', 'candidates', ARRAY['status'], row_filter => 'status ~ ''block'''";

  it("is PostgreSQL's, and DuckDB's where the session is in it", async () => {
    await lake.run(`CALL create_view(${given})`);
    expect(await told()).toEqual(["status ~ 'block'|postgres"]);
    expect(await seen()).toEqual(["blocked"]);
    await query(lake, `CALL replace_view(${given})`, { context: inDuckDB });
    expect(await told()).toEqual(["status ~ 'block'|duckdb"]);
    expect(await seen()).toEqual([]);
    await lake.run("CALL replace_view('spoken', 'candidates', ARRAY['status'])");
    expect(await told()).toEqual(["null|null"]);
    expect(await lake.rows("SELECT dialect FROM sluice.views", "reader")).toEqual(["null"]);
    await lake.run("CALL drop_view('spoken')");
  });

  it("is DuckDB's for what was made before there was a choice", async () => {
    const view = {
      name: "spoken",
      base: "candidates",
      columns: ["status"],
      rowFilter: "status ~ 'block.*' AND candidate_id[-1:]::INTEGER = 2",
      redactions: [],
      rests: ["candidate_id", "status"].map((name) => ({ name, type: "VARCHAR" })),
    };
    await lake.commit({ kind: "viewCreated", view });
    expect(await seen()).toEqual(["blocked"]);
    expect(await told()).toEqual([`${view.rowFilter}|duckdb`]);
    await lake.run("CALL drop_view('spoken')");
  });
});

describe("a view whose base has changed", () => {
  const broken = async (change: () => Promise<void>) => {
    await lake.add("base", "SELECT 1 AS id, 'x' AS name, 'y' AS secret");
    await lake.run("CALL create_view('v', base => 'base', columns => 'id', row_filter => 'secret = ''y''')");
    await lake.run("CALL bind_role('agent', view => 'v')");
    expect(await lake.rows("SELECT * FROM base", "agent")).toEqual(["1"]);
    try {
      await change();
      return {
        toAgent: await lake.refusal("SELECT * FROM base", "agent"),
        toAdmin: await lake.refusal("SELECT * FROM v"),
        told: await lake.rows("SELECT status, broken_why FROM sluice.views WHERE name = 'v'"),
      };
    } finally {
      await lake.run("CALL unbind_role('agent', as => 'base')");
      await lake.run("CALL drop_view('v')");
      await lake.run("CALL drop_dataset('base', if_exists => true)");
    }
  };
  const replaced = (columns: readonly { name: string; type: string }[]) => () =>
    lake.commit({
      kind: "datasetReplaced",
      dataset: "base",
      columns: columns.map((column) => ({ ...column, isNullable: true })),
      keyColumns: [],
      objects: [],
    });

  it.each([
    ["is gone", () => lake.run("CALL drop_dataset('base')").then(() => undefined), 'its base "base" is gone'],
    ["lost a column", replaced([{ name: "secret", type: "VARCHAR" }]), 'column "id" of "base" is gone'],
    ["lost a column of the filter", replaced([{ name: "id", type: "INTEGER" }]), 'column "secret" of "base" is gone'],
    [
      "has a column of another type",
      replaced([
        { name: "id", type: "VARCHAR" },
        { name: "secret", type: "VARCHAR" },
      ]),
      'column "id" of "base" was INTEGER and is VARCHAR',
    ],
  ])("is broken when it %s, and says why to administrators only", async (_, change, why) => {
    const { toAgent, toAdmin, told } = await broken(change);
    expect(told).toEqual([`broken|${why}`]);
    expect(toAdmin).toMatchObject({ sqlstate: "55000", detail: why });
    expect(toAgent).toMatchObject({
      sqlstate: "55000",
      message: 'view "v" cannot be used: what it is based on has changed',
      detail: undefined,
      hint: "An administrator sees the reason in sluice.views.",
    });
  });

  it("never shows more: a new column of the base is not in it, and a view that is bound cannot be dropped", async () => {
    const { told } = await broken(async () => {
      await replaced([
        { name: "more", type: "VARCHAR" },
        { name: "id", type: "INTEGER" },
        { name: "secret", type: "VARCHAR" },
      ])();
      expect((await lake.run("SELECT * FROM base", "agent")).columns).toEqual(["id"]);
      expect(await lake.refusal("CALL drop_view('v')")).toMatchObject({ sqlstate: "2BP01" });
      await lake.run("CALL drop_dataset('base')");
    });
    expect(told).toEqual(['broken|its base "base" is gone']);
  });
});

describe("a statement that is prepared", () => {
  it("sees a view as it is now, and fails when its columns are others", async () => {
    await lake.run("CALL create_view('now', 'candidates', ARRAY['status'], row_filter => 'status = ''active''')");
    const context = contextOf("admin");
    const [statement] = await lake.engine.parse("SELECT * FROM now ORDER BY 1");
    const prepared = await lake.engine.prepare(statement as Statement, context, []);
    const count = async () => {
      const execution = await prepared.execute([], context, { signal: new AbortController().signal });
      let rows = 0;
      for await (const batch of execution.batches) rows += batch.rowCount;
      return rows;
    };
    expect(await count()).toBe(2);
    await lake.run("CALL replace_view('now', 'candidates', ARRAY['status'], row_filter => 'status = ''blocked''')");
    expect(await count()).toBe(1);
    await lake.run("CALL replace_view('now', 'candidates', ARRAY['status', 'city'])");
    await expect(count()).rejects.toMatchObject({ sqlstate: "0A000" });
    await lake.run("CALL drop_view('now')");
    await expect(count()).rejects.toMatchObject({ sqlstate: "42P01" });
  });
});

describe("the key of a hash", () => {
  it("is in no text that can be asked for", async () => {
    const refusals = await Promise.all(
      [
        "SELECT sql FROM duckdb_views()",
        "SELECT salary::int FROM candidates_safe",
        "SELECT sum(salary) FROM candidates_safe",
        "SELECT salary + 1 FROM candidates_safe",
      ].map((sql) => lake.refusal(sql)),
    );
    const texts = [
      ...(await lake.rows("SELECT * FROM sluice.views")),
      ...(await lake.rows("SELECT * FROM sluice.journal")),
      ...(await lake.rows("CALL describe_view('candidates_safe')")),
      ...refusals.map(({ message, detail, hint }) => [message, detail, hint].join()),
    ];
    const inner = Buffer.from(key.map((byte) => byte ^ 0x36)).toString("hex");
    const outer = Buffer.from(key.map((byte) => byte ^ 0x5c)).toString("hex");
    for (const text of texts) {
      for (const part of [key.toString(), key.toString("hex"), inner, outer]) {
        expect(text.replaceAll("\\x", "").toLowerCase()).not.toContain(part);
      }
    }
  });
});
