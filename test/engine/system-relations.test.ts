import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SystemRelation } from "../../src/engine/procedure.js";
import { contextOf, type Lake, openLake, query } from "../support/lake.js";

const relations: SystemRelation[] = [
  {
    name: "datasets",
    columns: [
      { name: "name", type: { id: "VARCHAR" } },
      { name: "rows", type: { id: "BIGINT" } },
      { name: "is_open", type: { id: "BOOLEAN" } },
      { name: "at", type: { id: "TIMESTAMPTZ" } },
      { name: "tags", type: { id: "LIST", child: { id: "VARCHAR" } } },
    ],
    isForSuperusers: false,
    rows: ({ context, isSuperuser }) =>
      Promise.resolve([
        ["people", 10n, true, new Date("2024-01-01T00:00:00Z"), ["a", "é"]],
        [`of ${context.role}`, null, null, null, null],
        ...(isSuperuser ? [["secrets", 1, false, new Date(0), []]] : []),
      ]),
  },
  {
    name: "commits",
    columns: [{ name: "n", type: { id: "INTEGER" } }],
    isForSuperusers: true,
    rows: () => Promise.resolve(Array.from({ length: 5_000 }, (_, n) => [n])),
  },
  {
    name: "broken",
    columns: [{ name: "n", type: { id: "INTEGER" } }],
    isForSuperusers: false,
    rows: () => Promise.reject(new Error("no rows today")),
  },
];

let lake: Lake;
beforeAll(async () => {
  lake = await openLake({ systemRelations: relations });
  await lake.add("people", "SELECT i AS id, 'people' AS dataset FROM range(10) t(i)");
  await lake.commit(
    { kind: "roleCreated", role: { name: "reader", isSuperuser: false, canLogin: true } },
    { kind: "granted", role: "reader", dataset: "people", privileges: ["select"] },
  );
});
afterAll(() => lake.close());

const rows = async (sql: string, role = "admin") => (await query(lake, sql, { role })).rows;

describe("a system relation", () => {
  it("has every kind of value", async () => {
    expect(await rows("SELECT * FROM sluice.datasets")).toEqual([
      ["people", "10", "t", "2024-01-01T00:00:00.000Z", "{a,é}"],
      ["of admin", null, null, null, null],
      ["secrets", "1", "f", "1970-01-01T00:00:00.000Z", "{}"],
    ]);
  });

  it("shows each role its own rows, whoever asked the same before", async () => {
    const sql = "SELECT name FROM sluice.datasets ORDER BY name";
    for (let round = 0; round < 3; round++) {
      expect(await rows(sql, "reader")).toEqual([["of reader"], ["people"]]);
      expect(await rows(sql)).toEqual([["of admin"], ["people"], ["secrets"]]);
    }
  });

  it("is filtered and joined like any other", async () => {
    expect(
      await rows(
        "SELECT d.name, count(*) FROM sluice.datasets d JOIN people p ON p.dataset = d.name WHERE d.rows > 5 GROUP BY ALL",
        "reader",
      ),
    ).toEqual([["people", "10"]]);
    expect(
      await rows("SELECT count(*) FROM sluice.datasets a, sluice.datasets b, sluice.commits c WHERE c.n < 2"),
    ).toEqual([["18"]]);
    expect(await rows("SELECT max(sluice.commits.n), count(*) FROM sluice.commits")).toEqual([["4999", "5000"]]);
  });

  it("is read at the same time by many, each its own rows", async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        rows("SELECT name FROM sluice.datasets WHERE name LIKE 'of %'", index % 2 === 0 ? "admin" : "reader"),
      ),
    );
    answers.forEach((answer, index) => expect(answer).toEqual([[index % 2 === 0 ? "of admin" : "of reader"]]));
  });

  it("that is for superusers is refused to others", async () => {
    await expect(rows("SELECT n FROM sluice.commits", "reader")).rejects.toMatchObject({ sqlstate: "42501" });
    await expect(rows("SELECT n FROM sluice.nothing", "reader")).rejects.toMatchObject({ sqlstate: "42P01" });
    await expect(rows("SELECT * FROM sluice_system_rows('commits', '1')", "reader")).rejects.toMatchObject({
      sqlstate: "42883",
    });
  });

  it("whose rows cannot be had fails, and holds nothing", async () => {
    await expect(rows("SELECT * FROM sluice.broken, people")).rejects.toMatchObject({ sqlstate: "XX000" });
    const context = contextOf("admin");
    const [statement] = await lake.engine.parse("SELECT n FROM sluice.broken");
    const prepared = await lake.engine.prepare(statement!, context, []);
    expect(prepared.columns).toEqual([{ name: "n", type: { id: "INTEGER" } }]);
  });
});
