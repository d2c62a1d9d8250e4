// Results that are kept and read page by page, over the wire.
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";

let dataDir: string;
let gateway: Gateway;
let client: pg.Client;
beforeAll(async () => {
  dataDir = makeDataDir();
  gateway = await startGateway(dataDir);
  client = await gateway.connect();
});
afterAll(async () => {
  await gateway.stop();
  removeDataDir(dataDir);
});

const temporaryFiles = (): readonly string[] => {
  const folder = path.join(dataDir, "tmp");
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith("rows-")) : [];
};

/** What `pg` has below its clients. */
interface Wire {
  parse(message: object): void;
  describe(message: object): void;
  sync(): void;
  once(event: string, listener: (message: { readonly message: string; readonly code: string }) => void): void;
}

describe("pages", () => {
  it("are read by parameters, in the columns of their query, on any connection of the role", async () => {
    const { rows } = await client.query("CALL query_paged($1, $2)", [
      "SELECT i, i * 0.5 AS half, DATE '2024-01-01' + i::int AS day, [i, NULL] AS pair FROM range(1000) t(i)",
      10,
    ]);
    const { query_id: id } = rows[0];
    expect(rows).toEqual([
      { query_id: expect.stringMatching(/^[0-9a-f-]{36}$/), total_rows: "1000", page_count: "100" },
    ]);
    const other = await gateway.connect();
    const page = await other.query("CALL query_page($1, $2)", [id, 100]);
    expect(page.fields.map(({ name }) => name)).toEqual(["i", "half", "day", "pair"]);
    expect(page.command).toBe("CALL");
    expect(page.rows).toHaveLength(10);
    expect(page.rows[9]).toMatchObject({ i: "999", half: "499.5", pair: ["999", null] });
    const { rows: named } = await other.query(`CALL query_page('${id}', page => 2, size => 3)`);
    expect(named.map(({ i }) => i)).toEqual(["3", "4", "5"]);
    await expect(other.query("CALL query_page($1, 1)", ["nonsense"])).rejects.toMatchObject({ code: "34000" });
    await other.query("CALL close_result($1)", [id]);
    await other.end();
  });

  it("tell whoever describes the statement before its id is given that its columns are not known yet", async () => {
    const connection = await gateway.connect();
    const wire = (connection as unknown as { readonly connection: Wire }).connection;
    const failed = new Promise((resolve) => wire.once("errorMessage", resolve));
    wire.parse({ name: "p", text: "CALL query_page($1, 1)", types: [] });
    wire.describe({ type: "S", name: "p" });
    wire.sync();
    expect(await failed).toMatchObject({ code: "0A000", message: expect.stringContaining("depend on the values") });
    await connection.end().catch(() => undefined);
  });

  it("are described by the id alone, when only the page's number is a parameter", async () => {
    const { rows } = await client.query("CALL query_paged('SELECT i FROM range(3) t(i)')");
    const connection = await gateway.connect();
    const wire = (connection as unknown as { readonly connection: Wire }).connection;
    const described = new Promise((resolve) => wire.once("rowDescription", resolve));
    wire.parse({ name: "p", text: `CALL query_page('${rows[0].query_id}', $1)`, types: [] });
    wire.describe({ type: "S", name: "p" });
    wire.sync();
    expect(await described).toMatchObject({ fields: [{ name: "i" }] });
    await client.query("CALL close_result($1)", [rows[0].query_id]);
    await connection.end().catch(() => undefined);
  });

  it("that memory has no room for lie in files, which are gone when the result is closed", async () => {
    const sql = "SELECT i, repeat(md5(i::VARCHAR), 32) AS wide FROM range(400000) t(i)";
    const { rows } = await client.query("CALL query_paged($1, page_size => 100)", [sql]);
    const { query_id: id } = rows[0];
    const { rows: kept } = await client.query(
      "SELECT memory_bytes AS memory, file_bytes AS file FROM sluice.results WHERE query_id = $1",
      [id],
    );
    expect(Number(kept[0].memory)).toBeLessThan(300e6);
    expect(Number(kept[0].file)).toBeGreaterThan(100e6);
    expect(temporaryFiles()).toHaveLength(1);
    for (const number of [1, 4000, 2000, 1, 3999]) {
      const { rows: page } = await client.query("CALL query_page($1, $2)", [id, number]);
      const first = (number - 1) * 100;
      expect(page.map(({ i }) => Number(i))).toEqual(Array.from({ length: 100 }, (_, index) => first + index));
      expect(page.every(({ wide }) => wide.length === 1024)).toBe(true);
    }
    await client.query("CALL close_result($1)", [id]);
    expect(temporaryFiles()).toEqual([]);
  });

  it("are in the audit log as what they read, without the values in their text", async () => {
    const { rows } = await client.query("CALL query_paged('SELECT species FROM animals WHERE species = ''Rabbit''')");
    await client.query("CALL query_page($1, 1)", [rows[0].query_id]);
    const { rows: audited } = await gateway.query(
      "SELECT statement, datasets FROM sluice.audit WHERE statement LIKE 'CALL query_pag%' AND 'animals' = ANY(datasets) ORDER BY time",
    );
    expect(audited).toEqual([
      { statement: "CALL query_paged($1)", datasets: ["animals"] },
      { statement: "CALL query_page($1, $2)", datasets: ["animals"] },
    ]);
  });

  it("end with the gateway: what a crash leaves of them is swept at the next start", async () => {
    writeFileSync(path.join(dataDir, "tmp", "rows-left-over"), "x");
    await gateway.stop();
    gateway = await startGateway(dataDir);
    expect(temporaryFiles()).toEqual([]);
  });
});
