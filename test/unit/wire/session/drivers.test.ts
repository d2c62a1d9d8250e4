// node-postgres against a running door.

import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { UndefinedTable } from "../../../../src/errors.js";
import { fakeEngine, integer, numbers, varchar } from "../../../support/fake-engine.js";
import { password, roles, serve } from "../../../support/wire-server.js";

const clients: pg.Client[] = [];

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end()));
});

async function connect(port: number, options: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = new pg.Client({ host: "127.0.0.1", port, user: "alice", password, database: "lake", ...options });
  clients.push(client);
  await client.connect();
  return client;
}

describe("node-postgres", () => {
  it("reads the rows of a simple query", async () => {
    const { port } = await serve(fakeEngine(numbers(5), roles));
    const client = await connect(port);
    const { rows, command, rowCount } = await client.query("select n from numbers");
    expect({ rows, command, rowCount }).toEqual({
      rows: [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }, { n: 5 }],
      command: "SELECT",
      rowCount: 5,
    });
  });

  it("binds parameters, and sees NULL as null", async () => {
    const engine = fakeEngine(
      { columns: [{ name: "name", type: varchar }], rows: [["Ada"], [null]], parameterTypes: [integer, varchar] },
      roles,
    );
    const { port } = await serve(engine);
    const client = await connect(port);
    const { rows } = await client.query("select name from people where age > $1 and city = $2", [40, "Zürich"]);
    expect(rows).toEqual([{ name: "Ada" }, { name: null }]);
    expect(engine.asked[0]?.parameters).toEqual([
      { type: integer, value: 40 },
      { type: varchar, value: "Zürich" },
    ]);
  });

  it("runs a named statement many times", async () => {
    const { port } = await serve(fakeEngine(numbers(1), roles));
    const client = await connect(port);
    for (let round = 0; round < 3; round++) {
      const { rows } = await client.query({ name: "one", text: "select n from numbers where n = $1", values: ["1"] });
      expect(rows).toEqual([{ n: 1 }]);
    }
  });

  it("gets an error with its fields, and goes on", async () => {
    const engine = fakeEngine(
      (sql) =>
        sql.includes("nowhere") ? { prepareError: new UndefinedTable("nowhere", { position: 15 }) } : numbers(1),
      roles,
    );
    const { port } = await serve(engine);
    const client = await connect(port);
    await expect(client.query("select * from nowhere")).rejects.toMatchObject({
      code: "42P01",
      message: 'relation "nowhere" does not exist',
      position: "15",
      severity: "ERROR",
    });
    await expect(client.query("select * from nowhere where x = $1", [1])).rejects.toMatchObject({ code: "42P01" });
    await expect(client.query("select n from numbers")).resolves.toMatchObject({ rowCount: 1 });
  });

  it("queues queries, and gets their answers in order", async () => {
    const engine = fakeEngine((sql) => ({ columns: [{ name: "sql", type: varchar }], rows: [[sql]] }), roles);
    const { port } = await serve(engine);
    const client = await connect(port);
    const texts = Array.from({ length: 20 }, (_, index) => `select ${index}`);
    const results = await Promise.all(texts.map((text) => client.query<{ sql: string }>(text)));
    expect(results.map(({ rows }) => rows[0]?.sql)).toEqual(texts);
  });

  it("is refused with a wrong password", async () => {
    const { port } = await serve(fakeEngine(numbers(1), roles));
    const client = new pg.Client({ host: "127.0.0.1", port, user: "alice", password: "wrong", database: "lake" });
    await expect(client.connect()).rejects.toMatchObject({ code: "28P01", severity: "FATAL" });
  });

  it("works in a transaction", async () => {
    const engine = fakeEngine(numbers(1), roles);
    const { port } = await serve(engine);
    const client = await connect(port);
    await client.query("BEGIN");
    await client.query("select n from numbers");
    await client.query("select n from numbers");
    await client.query("COMMIT");
    const [first, second] = engine.asked.map(({ context }) => context.snapshot);
    expect(first).toBeDefined();
    expect(second).toBe(first);
  });
});
