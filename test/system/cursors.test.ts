// SQL cursors of a running gateway.
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";

const dataDir = makeDataDir();
let gateway: Gateway;
let client: pg.Client;
beforeAll(async () => {
  gateway = await startGateway(dataDir, { SLUICE_AUDIT_STATEMENTS: "read" });
  client = await gateway.connect();
});
afterAll(async () => {
  await gateway.stop();
  removeDataDir(dataDir);
});

async function values(sql: string): Promise<readonly unknown[]> {
  const { rows } = await client.query({ text: sql, rowMode: "array" });
  return rows.map((row: unknown[]) => row[0]);
}

describe("a cursor", () => {
  it("gives rows in parts, as many at once as there are, and ends with its transaction", async () => {
    await client.query("BEGIN");
    await client.query("DECLARE c NO SCROLL CURSOR FOR SELECT candidate_id FROM candidates ORDER BY 1");
    await client.query("DECLARE other CURSOR FOR SELECT i FROM range(3) t(i)");
    expect(await values("FETCH 2 FROM c")).toEqual(["CAND-000001", "CAND-000002"]);
    expect(await values("FETCH ALL IN other")).toEqual(["0", "1", "2"]);
    expect(await client.query("MOVE FORWARD 97 IN c")).toMatchObject({ command: "MOVE", rowCount: 97 });
    expect(await values("FETCH c")).toEqual(["CAND-000100"]);
    expect(await values("FETCH 200000 FROM c")).toHaveLength(99_900);
    expect(await values("FETCH 1 FROM c")).toEqual([]);
    await client.query("COMMIT");
    await expect(client.query("FETCH 1 FROM c")).rejects.toMatchObject({
      code: "34000",
      message: 'cursor "c" does not exist',
    });
  });

  it("outlives its transaction WITH HOLD, and reads what it read then", async () => {
    await client.query("BEGIN");
    await client.query("DECLARE h CURSOR WITH HOLD FOR SELECT name FROM people_test ORDER BY 1");
    await client.query("COMMIT");
    const [first] = await values("FETCH 1 FROM h");
    await client.query("BEGIN");
    expect(await values("FETCH 1 FROM h")).not.toEqual([first]);
    await client.query("ROLLBACK");
    expect(await values("FETCH ALL FROM h")).toHaveLength(10);
    await client.query("CLOSE h");
    await expect(client.query("CLOSE h")).rejects.toMatchObject({ code: "34000" });
  });

  it("goes with the transaction that fails, and with the savepoint that is undone", async () => {
    await client.query("BEGIN");
    await client.query("DECLARE kept CURSOR FOR SELECT 1");
    await client.query("SAVEPOINT s");
    await client.query("DECLARE undone CURSOR WITH HOLD FOR SELECT 2");
    await client.query("ROLLBACK TO s");
    await expect(client.query("FETCH undone")).rejects.toMatchObject({ code: "34000" });
    await client.query("ROLLBACK TO s");
    expect(await values("FETCH kept")).toEqual([1]);
    await client.query("ROLLBACK");
    await expect(client.query("DECLARE loose CURSOR FOR SELECT 1")).rejects.toMatchObject({ code: "25P01" });
  });

  it("takes parameters, gives binary, and scrolls where it was declared to", async () => {
    await client.query("BEGIN");
    await client.query("DECLARE p SCROLL CURSOR FOR SELECT i FROM range(10) t(i) WHERE i >= $1::int", [4]);
    expect(await values("FETCH LAST FROM p")).toEqual(["9"]);
    expect(await values("FETCH BACKWARD 2 FROM p")).toEqual(["8", "7"]);
    expect(await values("FETCH ABSOLUTE 1 FROM p")).toEqual(["4"]);
    await client.query("DECLARE b BINARY CURSOR FOR SELECT 258::int");
    const { fields } = await client.query("FETCH b");
    expect(fields).toMatchObject([{ format: "binary" }]);
    await client.query("ROLLBACK");
  });

  it("fails when rows are erased from what it reads, and says how to go on", async () => {
    await client.query("BEGIN");
    await client.query("DECLARE e CURSOR FOR SELECT candidate_id FROM candidates");
    expect(await values("FETCH 1 FROM e")).toHaveLength(1);
    await gateway.query("CALL tombstone('candidates', 'candidate_id', ARRAY['CAND-000077'])");
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    await expect(client.query("FETCH 1 FROM e")).rejects.toMatchObject({
      code: "55000",
      hint: "Run the statement again.",
    });
    await client.query("ROLLBACK");
    await client.query("BEGIN");
    await client.query("DECLARE e CURSOR FOR SELECT count(*)::int FROM candidates WHERE candidate_id = 'CAND-000077'");
    expect(await values("FETCH e")).toEqual([0]);
    await client.query("COMMIT");
    await gateway.query("CALL untombstone('candidates', 'candidate_id', ARRAY['CAND-000077'])");
  });

  it("fails for that although it has read all its rows, and keeps them to go back to", async () => {
    await client.query("BEGIN");
    await client.query("DECLARE s SCROLL CURSOR FOR SELECT candidate_id FROM candidates ORDER BY 1");
    await client.query("MOVE ALL FROM s");
    expect(await values("FETCH BACKWARD 1 FROM s")).toHaveLength(1);
    await gateway.query("CALL tombstone('candidates', 'candidate_id', ARRAY['CAND-000078'])");
    await expect(client.query("FETCH BACKWARD 1 FROM s")).rejects.toMatchObject({ code: "55000" });
    await client.query("ROLLBACK");
    await gateway.query("CALL untombstone('candidates', 'candidate_id', ARRAY['CAND-000078'])");
  });

  it("is in the audit log as what it reads", async () => {
    await client.query("BEGIN");
    await client.query("DECLARE a CURSOR FOR SELECT species FROM animals");
    await client.query("FETCH 5 FROM a");
    await client.query("COMMIT");
    const { rows } = await gateway.query(
      "SELECT statement, rows_returned, datasets FROM sluice.audit WHERE 'animals' = ANY(datasets)",
    );
    expect(rows).toEqual([{ statement: "FETCH $1 FROM a", rows_returned: "5", datasets: ["animals"] }]);
  });
});
