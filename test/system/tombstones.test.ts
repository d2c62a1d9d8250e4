// Erasure through a running gateway: the whole story, in every protocol, before and after a restart.
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { WireClient } from "../support/wire-client.js";

const dataDir = makeDataDir();
const environment = { SLUICE_LOG_LEVEL: "debug" };
let gateway: Gateway;
let logs = "";
beforeAll(async () => {
  gateway = await startGateway(dataDir, environment);
  await gateway.query("CREATE ROLE reader LOGIN PASSWORD 'secret-reader'");
  await gateway.query(
    "CALL create_view('candidates_safe', base => 'candidates', columns => ARRAY['candidate_id', 'city'])",
  );
  await gateway.query("GRANT SELECT ON candidates_safe, candidates TO reader");
});
afterAll(async () => {
  await gateway.stop();
  removeDataDir(dataDir);
});

const three = "'CAND-000011', 'CAND-000012', 'CAND-000013'";
const erase = (keys: string) =>
  gateway.query(
    `CALL tombstone('candidates', 'candidate_id', ARRAY[${keys}], actor => 'dpo@example.com', reason => 'request 4711')`,
  );
const restore = (keys: string) =>
  gateway.query(
    `CALL untombstone('candidates', 'candidate_id', ARRAY[${keys}], actor => 'dpo@example.com', reason => 'by mistake')`,
  );

async function count(sql: string, client: { query(sql: string): Promise<pg.QueryResult> } = gateway): Promise<number> {
  const { rows } = await client.query(`SELECT count(*)::int AS n FROM ${sql}`);
  return (rows[0] as { n: number }).n;
}

async function restart(): Promise<void> {
  logs += gateway.log();
  await gateway.stop();
  gateway = await startGateway(dataDir, environment);
}

async function expectErased(): Promise<void> {
  expect(await count("candidates")).toBe(99_997);
  expect(await count(`candidates WHERE candidate_id IN (${three})`)).toBe(0);
  expect(await count(`__raw__candidates WHERE candidate_id IN (${three})`)).toBe(3);
  expect(await count("candidates_safe")).toBe(99_997);
  expect(await count(`candidates_safe WHERE candidate_id IN (${three})`)).toBe(0);
}

describe("a request to be forgotten", () => {
  it("takes rows out of every answer, across a restart, until they are restored", async () => {
    expect(await count("candidates")).toBe(100_000);
    const { rows } = await erase(three);
    expect(rows.map(({ status }: { status: string }) => status)).toEqual(["tombstoned", "tombstoned", "tombstoned"]);
    await expectErased();
    await restart();
    await expectErased();
    await restore(three);
    expect(await count("candidates")).toBe(100_000);
    const { rows: acts } = await gateway.query(
      "SELECT actor, reason, events[1] AS event FROM sluice.journal WHERE actor = 'dpo@example.com' ORDER BY version",
    );
    expect(acts).toEqual([
      { actor: "dpo@example.com", reason: "request 4711", event: "rowsTombstoned" },
      { actor: "dpo@example.com", reason: "by mistake", event: "rowsRestored" },
    ]);
  }, 60_000);

  it("is for administrators, and so is what it leaves behind", async () => {
    const reader = await gateway.connect({ user: "reader", password: "secret-reader" });
    for (const sql of [
      "CALL tombstone('candidates', 'candidate_id', ARRAY['CAND-000020'])",
      "CALL tombstone_from('candidates', 'candidate_id', 'SELECT 1')",
      "CALL untombstone('candidates', 'candidate_id', ARRAY['CAND-000020'])",
      "CALL hold('candidates', 'candidate_id', ARRAY['CAND-000020'])",
      "CALL release_hold('candidates', 'candidate_id', ARRAY['CAND-000020'])",
      "CALL erasure_report('candidates', 'CAND-000020')",
      "CALL verify_journal()",
      "SELECT * FROM __raw__candidates",
      "SELECT * FROM sluice.tombstones",
      "SELECT * FROM sluice.holds",
      "SELECT * FROM sluice.audit",
    ]) {
      await expect(reader.query(sql), sql).rejects.toMatchObject({ code: "42501" });
    }
    await reader.end();
  });

  it("reaches statements that were prepared, and transactions that were begun, before", async () => {
    const [session, other] = [await gateway.connect(), await gateway.connect()];
    const prepared = {
      name: "p",
      text: "SELECT count(*)::int AS n FROM candidates WHERE candidate_id = $1",
      values: ["CAND-000021"],
    };
    expect((await session.query(prepared)).rows).toEqual([{ n: 1 }]);
    await other.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    expect(await count("candidates WHERE candidate_id = 'CAND-000021'", other)).toBe(1);
    await erase("'CAND-000021'");
    expect((await session.query(prepared)).rows).toEqual([{ n: 0 }]);
    expect(await count("candidates WHERE candidate_id = 'CAND-000021'", other)).toBe(0);
    await other.query("COMMIT");
    await session.end();
    await other.end();
    await restore("'CAND-000021'");
  });

  it("ends a portal that sleeps over what was erased, and no other", async () => {
    const client = await suspended("SELECT candidate_id FROM candidates");
    const unharmed = await suspended("SELECT species FROM animals");
    await erase("'CAND-000022'");
    // PostgreSQL's own way to wait.
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    expect(await next(client)).toMatchObject({ kind: "error", sqlstate: "55000", hint: "Run the statement again." });
    expect(await next(unharmed)).toMatchObject({ kind: "portalSuspended" });
    client.close();
    unharmed.close();
    await restore("'CAND-000022'");
  });

  it("stops a statement that still runs over it", async () => {
    const session = await gateway.connect();
    const running = session
      .query(
        "SELECT count(*) FROM candidates a, candidates b WHERE a.city || b.city LIKE '%x%y%' AND a.candidate_id <> b.candidate_id",
      )
      .then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
    await expect
      .poll(async () =>
        count("sluice.sessions WHERE state = 'active' AND query LIKE '%x%y%' AND query NOT LIKE '%sessions%'"),
      )
      .toBe(1);
    await erase("'CAND-000023'");
    expect(await running).toMatchObject({
      code: "57014",
      message: expect.stringContaining("erasure"),
      hint: "Run it again.",
    });
    await session.end();
    await restore("'CAND-000023'");
  });

  it("takes keys as a parameter, by the extended protocol", async () => {
    const session = await gateway.connect();
    const { rows } = await session.query("CALL tombstone('candidates', $1, $2, reason => $3)", [
      "candidate_id",
      ["CAND-000024", "x"],
      "asked",
    ]);
    expect(rows.map(({ value, status }: { value: string; status: string }) => [value, status])).toEqual([
      ["CAND-000024", "tombstoned"],
      ["x", "no such row"],
    ]);
    await session.end();
    await restore("'CAND-000024'");
  });

  it("leaves no key and no value in the journal, a log or an error", async () => {
    const marker = "planted-7f3a";
    const sql = [
      `CALL tombstone('candidates', 'candidate_id', ARRAY['${marker}'])`,
      `CALL tombstone('candidates', 'no such column', ARRAY['${marker}'])`,
      `CALL tombstone('nothing', 'candidate_id', ARRAY['${marker}'])`,
      `CALL tombstone('candidates', 'candidate_id', '{"${marker}": 1}', '${marker}')`,
      `CALL tombstone('candidates', ARRAY['candidate_id', 'city'], ARRAY[ARRAY['${marker}']])`,
      `CALL tombstone('candidates', 'years_experience', ARRAY['${marker}'])`,
      `CALL erasure_report('nothing', '${marker}')`,
      `CALL hold('candidates', 'candidate_id', ARRAY[ARRAY[ARRAY['${marker}']]])`,
    ];
    const errors: string[] = [];
    for (const one of sql) {
      const thrown: unknown = await gateway.query(one).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (thrown !== undefined)
        errors.push(JSON.stringify({ ...(thrown as object), message: (thrown as Error).message }));
    }
    expect(errors.length).toBeGreaterThan(3);
    await gateway.query(`CALL tombstone('animals', 'species', ARRAY['Alpaca'])`);
    const failing = await gateway.query("SELECT species::int FROM animals").then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(JSON.stringify({ ...(failing as object), message: (failing as Error).message })).not.toContain("Alpaca");
    await restart();
    await gateway.query(`CALL untombstone('animals', 'species', ARRAY['Alpaca'])`);
    logs += gateway.log();
    const { rows: journal } = await gateway.query("SELECT * FROM sluice.journal");
    const store = catalogTexts();
    for (const [what, text] of Object.entries({
      errors: errors.join("\n"),
      logs,
      journal: JSON.stringify(journal),
      store,
    })) {
      expect(text.length, what).toBeGreaterThan(100);
      for (const secret of [marker, "CAND-0000", "Alpaca"]) expect(text, what).not.toContain(secret);
    }
  }, 60_000);
});

/** A client whose portal has given one row. */
async function suspended(sql: string): Promise<WireClient> {
  const { client } = await WireClient.login({ port: gateway.port }, "sluice", gateway.password);
  await client.query("BEGIN");
  client.say({ kind: "parse", sql }, { kind: "bind", portal: "p" });
  expect(await next(client)).toMatchObject({ kind: "portalSuspended" });
  return client;
}

/** What its next Execute ends with. */
async function next(client: WireClient): Promise<unknown> {
  client.say({ kind: "execute", portal: "p", rowsMax: 1 }, { kind: "sync" });
  const ends = ["portalSuspended", "error", "commandComplete"];
  return (await client.untilReady()).findLast(({ kind }) => ends.includes(kind));
}

/** All that the catalog's folder has, but for what is made to hold keys and values. */
function catalogTexts(): string {
  const folder = path.join(dataDir, "catalog");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => !/^(tombstones|statistics)/.test(file) && statSync(path.join(folder, file)).isFile())
    .map((file) => readFileSync(path.join(folder, file), "latin1"))
    .join("\n");
}
