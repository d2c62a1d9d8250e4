// Results that are kept and read page by page, over a lake with rights, views, policies and tombstones.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { limits } from "../../src/limits.js";
import { type AdministeredLake, openAdministeredLake } from "../support/administered-lake.js";

let lake: AdministeredLake;
beforeEach(async () => {
  lake = await openAdministeredLake();
  await lake.add("people", "SELECT i AS n, 'name ' || i AS name, i % 2 AS g FROM range(1000) t(i)");
  await lake.run("CREATE ROLE ada");
  await lake.run("CREATE ROLE eve");
  await lake.run("GRANT SELECT ON people TO ada");
});
afterEach(() => lake.close());

const quoted = (sql: string) => `'${sql.replaceAll("'", "''")}'`;

async function keep(
  sql: string,
  role = "admin",
  more = "",
): Promise<readonly [id: string, rows: number, pages: number]> {
  const [row = ""] = await lake.rows(`CALL query_paged(${quoted(sql)}${more})`, role);
  const [id = "", rows, pages] = row.split("|");
  return [id, Number(rows), Number(pages)];
}
const page = (id: string, number: number, role = "admin", more = "") =>
  lake.rows(`CALL query_page('${id}', ${number}${more})`, role);

describe("a kept result", () => {
  it("gives any page by its number, in any order, any number of times", async () => {
    const [id, rows, pages] = await keep("SELECT n, name FROM people ORDER BY n", "ada", ", page_size => 30");
    expect([rows, pages]).toEqual([1000, 34]);
    const expected = (first: number, end: number) =>
      Array.from({ length: end - first }, (_, index) => `${first + index}|name ${first + index}`);
    for (const number of [34, 1, 17, 1, 2, 34]) {
      const first = (number - 1) * 30;
      expect(await page(id, number, "ada")).toEqual(expected(first, Math.min(1000, first + 30)));
    }
    expect(await page(id, 3, "ada", ", size => 7")).toEqual(expected(14, 21));
    await expect(page(id, 35, "ada")).rejects.toMatchObject({
      sqlstate: "22023",
      detail: "It has 1000 rows: 34 pages of 30.",
    });
  });

  it("of a hundred thousand rows has a thousand pages of a hundred", async () => {
    expect((await keep("SELECT * FROM range(100000)")).slice(1)).toEqual([100_000, 1_000]);
  });

  it("may be empty: its first page is, too", async () => {
    const [id, rows, pages] = await keep("SELECT * FROM people WHERE n < 0");
    expect([rows, pages]).toEqual([0, 0]);
    expect(await page(id, 1)).toEqual([]);
    expect((await lake.refusal(`CALL query_page('${id}', 2)`)).sqlstate).toBe("22023");
  });

  it("keeps its snapshot, whatever is written since", async () => {
    const [id] = await keep("SELECT count(*) FROM people");
    await lake.append("people", "SELECT i AS n, 'new' AS name, 0::BIGINT AS g FROM range(5) t(i)");
    expect(await page(id, 1)).toEqual(["1000"]);
    expect(await lake.rows("SELECT count(*) FROM people")).toEqual(["1005"]);
  });

  it.each([
    ["SELECT 1; SELECT 2", "22023"],
    ["CALL query_paged('SELECT 1')", "22023"],
    ["SET search_path = x", "22023"],
    ["SELECT $1::int", "22023"],
    ["SELECT * FROM nowhere", "42P01"],
    ["SELEC 1", "42601"],
    ["SELECT 1 / 1", undefined],
    ["SELECT 1 / 0", "22012"],
  ])("is made of one SELECT without parameters: %s", async (sql, sqlstate) => {
    if (sqlstate === undefined) expect((await keep(sql))[1]).toBe(1);
    else expect((await lake.refusal(`CALL query_paged(${quoted(sql)})`)).sqlstate).toBe(sqlstate);
  });

  it.each(["0", "-1", "1.5", "'x'", "NULL", "100001"])("refuses a page size of %s", async (size) => {
    const call = `CALL query_paged('SELECT 1', page_size => ${size})`;
    if (size === "NULL") await lake.run(call);
    else expect((await lake.refusal(call)).sqlstate).toBe("22023");
  });
});

describe("whose a kept result is", () => {
  it("is told by its role: for others it is not there", async () => {
    const [id] = await keep("SELECT n FROM people", "ada");
    for (const call of [`query_page('${id}', 1)`, `close_result('${id}')`]) {
      for (const role of ["eve", "admin"]) {
        expect(await lake.refusal(`CALL ${call}`, role)).toMatchObject({
          sqlstate: "34000",
          message: `result "${id}" does not exist`,
          hint: expect.stringMatching(/^Results are kept until the gateway stops/),
        });
      }
    }
    expect(await lake.rows("SELECT query_id FROM sluice.results", "eve")).toEqual([]);
    expect(
      await lake.rows("SELECT query_id, role, total_rows, page_size, page_count, is_ready FROM sluice.results"),
    ).toEqual([`${id}|ada|1000|100|10|t`]);
    expect(await page(id, 1, "ada")).toHaveLength(100);
  });

  it("is not shown to its own role any more when that may not read it", async () => {
    const [id] = await keep("SELECT n FROM people", "ada");
    await lake.run("REVOKE SELECT ON people FROM ada");
    expect((await lake.refusal(`CALL query_page('${id}', 1)`, "ada")).sqlstate).toMatch(/^(42P01|42501)$/);
    await lake.run("GRANT SELECT ON people TO ada");
    expect(await page(id, 1, "ada")).toHaveLength(100);
  });

  it("is without the rows that a policy has hidden since", async () => {
    const [id] = await keep("SELECT n FROM people ORDER BY n", "ada");
    await lake.run("ALTER TABLE people ENABLE ROW LEVEL SECURITY");
    await lake.run("CREATE POLICY even ON people FOR SELECT TO ada USING (g = 0)");
    expect((await page(id, 1, "ada")).slice(0, 3)).toEqual(["0", "2", "4"]);
    expect((await lake.refusal(`CALL query_page('${id}', 6)`, "ada")).sqlstate).toBe("22023");
  });
});

describe("a kept result and erasure", () => {
  it("is without erased rows at once, from the same snapshot, and has them again when they are restored", async () => {
    const [id] = await keep("SELECT n FROM people ORDER BY n", "ada");
    await lake.append("people", "SELECT -1::BIGINT AS n, 'new' AS name, 0::BIGINT AS g");
    expect((await page(id, 1, "ada")).slice(0, 3)).toEqual(["0", "1", "2"]);
    await lake.run("CALL tombstone('people', 'n', ARRAY[1, 3])");
    expect(await lake.rows("SELECT total_rows, is_ready FROM sluice.results")).toEqual(["1000|f"]);
    expect((await page(id, 1, "ada")).slice(0, 3)).toEqual(["0", "2", "4"]);
    expect((await page(id, 10, "ada")).slice(-1)).toEqual(["999"]);
    expect(await lake.rows("SELECT total_rows, is_ready FROM sluice.results")).toEqual(["998|t"]);
    await lake.run("CALL untombstone('people', 'n', ARRAY[1, 3])");
    expect((await page(id, 1, "ada")).slice(0, 3)).toEqual(["0", "1", "2"]);
  });

  it("never shows an erased row, whenever it is asked for", async () => {
    const [id] = await keep("SELECT n FROM people ORDER BY n");
    const asked = Array.from({ length: 40 }, (_, index) => page(id, 1 + (index % 9)));
    await lake.run("CALL tombstone_from('people', 'n', 'SELECT n FROM people WHERE n < 500')");
    const after = await Promise.allSettled(Array.from({ length: 10 }, (_, index) => page(id, 1 + (index % 5))));
    for (const one of after) {
      if (one.status === "rejected") throw one.reason;
      for (const row of one.value) expect(Number(row)).toBeGreaterThanOrEqual(500);
    }
    await Promise.allSettled(asked);
  });
});

describe("how many results are kept", () => {
  it(`is ${limits.keptResultsPerRoleMax} of a role: the one that was not used for the longest time goes, and says so`, async () => {
    const [others] = await keep("SELECT 0", "eve");
    const ids: string[] = [];
    for (let index = 0; index < limits.keptResultsPerRoleMax; index++)
      ids.push((await keep(`SELECT ${index}`, "ada"))[0]);
    expect(await page(ids[0] as string, 1, "ada")).toEqual(["0"]);
    await keep("SELECT 'one more'", "ada");
    expect(await lake.refusal(`CALL query_page('${ids[1]}', 1)`, "ada")).toMatchObject({
      sqlstate: "34000",
      hint: expect.stringContaining("given up for newer results"),
    });
    expect(await page(ids[0] as string, 1, "ada")).toEqual(["0"]);
    expect(await page(ids[2] as string, 1, "ada")).toEqual(["2"]);
    expect(await page(others, 1, "eve")).toEqual(["0"]);
    expect(await lake.rows("SELECT count(*) FROM sluice.results")).toEqual([`${limits.keptResultsPerRoleMax + 1}`]);
  });

  it("is less by those that are closed", async () => {
    const [id] = await keep("SELECT 1", "ada");
    expect(await lake.rows(`CALL close_result('${id}')`, "ada")).toEqual([id]);
    expect(await lake.refusal(`CALL query_page('${id}', 1)`, "ada")).toMatchObject({
      sqlstate: "34000",
      hint: "It was closed. Call query_paged again.",
    });
    expect(await lake.rows("SELECT * FROM sluice.results")).toEqual([]);
  });
});
