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

/** What `pg` has below its clients. */
interface Wire extends NodeJS.EventEmitter {
  execute(message: { readonly portal: string; readonly rows: number }): void;
  sync(): void;
}

/** An Execute message on a portal, cursors included: its rows, and how it ended. */
async function execute(portal: string, rowsMax: number): Promise<readonly [rows: readonly string[], end: string]> {
  const { connection } = client as unknown as { readonly connection: Wire };
  const rows: string[] = [];
  let end = "";
  const onRow = ({ fields }: { readonly fields: readonly Buffer[] }) => void rows.push(String(fields[0]));
  const onEnd = ({ name, text }: { readonly name: string; readonly text?: string }) => {
    end = text ?? name;
  };
  connection.on("dataRow", onRow).on("portalSuspended", onEnd).on("commandComplete", onEnd);
  // Between statements nobody else listens for rows.
  const listeners = ["dataRow", "portalSuspended", "commandComplete"].map((event) => [
    event,
    connection.listeners(event).filter((listener) => listener !== onRow && listener !== onEnd),
  ]) as unknown as readonly [string, ((...values: unknown[]) => void)[]][];
  for (const [event, others] of listeners) for (const other of others) connection.off(event, other);
  const ready = new Promise((resolve) => connection.once("readyForQuery", resolve));
  connection.execute({ portal, rows: rowsMax });
  connection.sync();
  await ready;
  connection.off("dataRow", onRow).off("portalSuspended", onEnd).off("commandComplete", onEnd);
  for (const [event, others] of listeners) for (const other of others) connection.on(event, other);
  return [rows, end];
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

  it.each(["SCROLL", "NO SCROLL"])(
    "is a portal, too: FETCH and Execute go on where the other has stopped, %s",
    async (scroll) => {
      await client.query("BEGIN");
      await client.query(`DECLARE p ${scroll} CURSOR FOR SELECT i FROM range(10) t(i)`);
      expect(await values("FETCH 2 FROM p")).toEqual(["0", "1"]);
      expect(await execute("p", 3)).toEqual([["2", "3", "4"], "portalSuspended"]);
      if (scroll === "SCROLL") expect(await values("FETCH BACKWARD 2 FROM p")).toEqual(["3", "2"]);
      else expect(await values("FETCH 1 FROM p")).toEqual(["5"]);
      const left = scroll === "SCROLL" ? ["3", "4", "5", "6", "7", "8", "9"] : ["6", "7", "8", "9"];
      expect(await execute("p", 0)).toEqual([left, `SELECT ${left.length}`]);
      expect(await execute("p", 0)).toEqual([[], "SELECT 0"]);
      if (scroll === "SCROLL") expect(await values("FETCH FIRST FROM p")).toEqual(["0"]);
      await client.query("ROLLBACK");
    },
  );

  it("loses no row to what else the session runs: each has a stream of its own", async () => {
    const rows = 20_000;
    await client.query("BEGIN");
    for (const name of ["a", "b", "c"]) {
      await client.query(`DECLARE ${name} CURSOR FOR SELECT i, repeat('${name}', 50) FROM range(${rows}) t(i)`);
    }
    const read = { a: 0, b: 0, c: 0 };
    const sums = { a: 0, b: 0, c: 0 };
    for (let turn = 0; read.a < rows || read.b < rows || read.c < rows; turn++) {
      const name = (["a", "b", "c"] as const)[turn % 3] ?? "a";
      const page = await values(`FETCH ${701 + 97 * (turn % 5)} FROM ${name}`);
      for (const value of page) sums[name] += Number(value);
      read[name] += page.length;
      if (turn % 4 === 0) expect(await values("SELECT count(*) FROM people_test")).toHaveLength(1);
      if (turn % 7 === 0) expect((await client.query("SELECT $1::int AS n", [turn])).rows).toEqual([{ n: turn }]);
    }
    const sum = (rows * (rows - 1)) / 2;
    expect([read, sums]).toEqual([
      { a: rows, b: rows, c: rows },
      { a: sum, b: sum, c: sum },
    ]);
    await client.query("COMMIT");
  });

  it("that sleeps gives its DuckDB connection back, and goes on where it stopped", { timeout: 20_000 }, async () => {
    await client.query("BEGIN");
    await client.query("DECLARE z CURSOR FOR SELECT i::int FROM range(30000) t(i)");
    expect(await values("FETCH 10 FROM z")).toHaveLength(10);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const read: number[] = [];
    for (let page = [0]; page.length > 0; ) {
      page = (await values("FETCH 4001 FROM z")) as number[];
      read.push(...page);
    }
    expect(read).toEqual(Array.from({ length: 29_990 }, (_, index) => index + 10));
    await client.query("COMMIT");
    // While it sleeps, erasures are noticed as they are otherwise, and at once.
    await client.query("BEGIN");
    await client.query("DECLARE y CURSOR FOR SELECT candidate_id FROM candidates ORDER BY 1");
    await values("FETCH 10 FROM y");
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await gateway.query("CALL tombstone('candidates', 'candidate_id', ARRAY['CAND-000079'])");
    await expect(client.query("FETCH 1 FROM y")).rejects.toMatchObject({ code: "55000" });
    await client.query("ROLLBACK");
    await gateway.query("CALL untombstone('candidates', 'candidate_id', ARRAY['CAND-000079'])");
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
