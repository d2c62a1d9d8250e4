// Views and policies through a running gateway, before and after it is started again.
import { createHmac } from "node:crypto";
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";

const dataDir = makeDataDir();
const secrets = path.join(dataDir, "secrets.yaml");
const key = "nobody guesses this key";
let gateway: Gateway;

async function start(): Promise<void> {
  gateway = await startGateway(dataDir, { SLUICE_SECRETS_FILE: secrets });
}

beforeAll(async () => {
  writeFileSync(secrets, `hash_keys:\n  agents: ${key}\n`);
  chmodSync(secrets, 0o600);
  await start();
  for (const role of ["agent", "reader"]) await gateway.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret-${role}'`);
  await gateway.query(
    `CALL create_view('candidates_safe', base => 'candidates',
       columns => ARRAY['candidate_id', 'email', 'city', 'vertical', 'status', 'salary'],
       row_filter => 'status <> ''blocked''',
       redactions => '{"candidate_id": {"mask": {"keep_prefix": 3, "keep_suffix": 2}}, "email": {"hash": {"key": "agents"}}, "salary": "null"}',
       description => 'For agents.')`,
  );
  await gateway.query("CALL create_view('cities', base => 'candidates', columns => ARRAY['candidate_id', 'city'])");
  await gateway.query("GRANT SELECT ON candidates_safe TO reader");
});
afterAll(async () => {
  await gateway.stop();
  removeDataDir(dataDir);
});

async function as<T>(role: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await gateway.connect({ user: role, password: `secret-${role}` });
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const ask = (role: string, sql: string, values?: unknown[]) => as(role, (client) => client.query(sql, values));

async function refusal(role: string, sql: string): Promise<unknown> {
  return ask(role, sql).catch((thrown: unknown) => thrown);
}

async function claims(): Promise<void> {
  const { rows, fields } = await ask("reader", "SELECT * FROM candidates_safe LIMIT 5");
  expect(fields.map((field) => field.name)).toEqual(["candidate_id", "email", "city", "vertical", "status", "salary"]);
  expect(rows).toHaveLength(5);
  for (const row of rows as Record<string, string>[]) {
    expect(row["candidate_id"]).toMatch(/^CAN\*{6}\d\d$/);
    expect(row["email"]).toMatch(/^[0-9a-f]{64}$/);
    expect(row["salary"]).toBeNull();
    expect(row["status"]).not.toBe("blocked");
  }
  const raw = (await gateway.query("SELECT email FROM candidates WHERE candidate_id = 'CAND-000001'")).rows[0] as {
    email: string;
  };
  const first = (rows as Record<string, string>[])[0];
  expect(first?.["email"]).toBe(createHmac("sha256", key).update(raw.email).digest("hex"));
  expect(await refusal("reader", "SELECT phone FROM candidates_safe")).toMatchObject({ code: "42703" });
  expect(await refusal("reader", "SELECT * FROM candidates")).toMatchObject({
    code: "42501",
    message: "permission denied for table candidates",
  });
  expect(await refusal("agent", "SELECT * FROM candidates_safe")).toMatchObject({ code: "42501" });
}

describe("an AI-safe view", () => {
  it("shows what it was made to show, and nothing else", claims);

  it("answers parameters, in the form for what cannot fail and in that for what can", async () => {
    const counted = async (sql: string, ...values: unknown[]) =>
      (await ask("reader", `SELECT count(*)::int AS n FROM candidates_safe WHERE ${sql}`, values)).rows[0] as {
        n: number;
      };
    const { n } = await counted("city = $1", "Chicago");
    expect(n).toBeGreaterThan(1000);
    expect(await counted("lower(city) = $1 AND city || '' = $2", "chicago", "Chicago")).toEqual({ n });
    expect(await counted("candidate_id = $1", "CAND-000001")).toEqual({ n: 0 });
  });

  it("tells of no value when a statement fails over one", async () => {
    const error = await refusal("reader", "SELECT city::int FROM candidates_safe");
    expect(error).toMatchObject({ code: "22000", message: "a cast, an operator or a function failed over a value" });
    expect(error).not.toHaveProperty("position", expect.anything());
  });

  it("is what the base's name means to a role that is bound to it", async () => {
    expect(await refusal("agent", "SELECT * FROM candidates")).toMatchObject({ code: "42501" });
    await gateway.query("CALL bind_role('agent', view => 'candidates_safe', as => 'candidates')");
    const { rows } = await ask("agent", "SELECT candidate_id FROM candidates ORDER BY 1 LIMIT 1");
    expect(rows).toEqual([{ candidate_id: "CAN******00" }]);
    expect(await refusal("agent", "SELECT phone FROM candidates")).toMatchObject({ code: "42703" });
    expect(await refusal("agent", "SELECT * FROM __raw__candidates")).toMatchObject({ code: "42501" });
    await gateway.query("CALL unbind_role('agent', as => 'candidates')");
  });

  it("is lost to a prepared statement with the right to it", async () => {
    await gateway.query("GRANT SELECT ON candidates_safe TO agent");
    await as("agent", async (client) => {
      const query = { name: "kept", text: "SELECT count(*) FROM candidates_safe WHERE city = $1", values: ["Chicago"] };
      await client.query(query);
      await gateway.query("REVOKE SELECT ON candidates_safe FROM agent");
      await expect(client.query(query)).rejects.toMatchObject({ code: "42501" });
    });
  });

  it("and its key are in no journal", () => {
    const folder = path.join(dataDir, "catalog", "journal");
    const journal = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), "utf8"));
    expect(journal.join("\n")).toContain('"key":"agents"');
    expect(journal.join("\n")).not.toContain(key);
    expect(gateway.log()).not.toContain(key);
  });
});

describe("a row policy", () => {
  it("shows each role its rows, by who it is and by what its session says", async () => {
    await gateway.query("GRANT SELECT ON animals TO agent, reader");
    await gateway.query("ALTER TABLE animals ENABLE ROW LEVEL SECURITY");
    const count = async (role: string, setting?: string) =>
      as(role, async (client) => {
        if (setting !== undefined) await client.query(`SET app.least = '${setting}'`);
        return ((await client.query("SELECT count(*)::int AS n FROM animals")).rows[0] as { n: number }).n;
      });
    expect(await count("agent")).toBe(0);
    await gateway.query(
      "CREATE POLICY part ON animals TO agent USING (id::text >= coalesce(current_setting('app.least', true), '0') AND current_user = 'agent')",
    );
    const all = await count("agent");
    expect(all).toBeGreaterThan(20);
    expect(await count("agent", "9")).toBeLessThan(5);
    expect(await count("agent", "'' OR true")).toBe(all);
    expect(await count("reader")).toBe(0);
  });
});

describe("after a restart", () => {
  it("all of it is as it was", async () => {
    await gateway.stop();
    await start();
    await claims();
    const { rows } = await ask("reader", "SELECT count(*)::int AS n FROM animals");
    expect(rows).toEqual([{ n: 0 }]);
  });

  it("without its key, a view that needs it is broken, and others are not", async () => {
    await gateway.stop();
    writeFileSync(secrets, "hash_keys:\n  others: nobody guesses that either\n");
    await start();
    expect(await refusal("reader", "SELECT city FROM candidates_safe")).toMatchObject({
      code: "55000",
      message: 'view "candidates_safe" cannot be used: what it is based on has changed',
    });
    const { rows } = await gateway.query("SELECT name, status, broken_why FROM sluice.views ORDER BY 1");
    expect(rows).toEqual([
      {
        name: "candidates_safe",
        status: "broken",
        broken_why: 'column "email": there is no key "agents" in the secrets file',
      },
      { name: "cities", status: "ok", broken_why: null },
    ]);
    expect((await gateway.query("SELECT city FROM cities LIMIT 1")).rows).toHaveLength(1);
  });

  it("a secrets file that others can read stops the start", async () => {
    await gateway.stop();
    chmodSync(secrets, 0o644);
    await expect(start()).rejects.toThrow(/secrets_file: .* has group or world access/);
    chmodSync(secrets, 0o600);
    await start();
  });
});
