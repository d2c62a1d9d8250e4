// Functions that return sets, in FROM and in the select list, by the side of a real PostgreSQL 15: names, types, rows and errors.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { describeWith } from "../support/require.js";
import { answeredOtherwise, type Pair, startTwins, type Twins } from "../support/twins.js";
import { errors, inFrom, inSelectLists, refused, withTables } from "./set-returning-statements.js";

const rows = [
  [
    "1",
    "{red,green}",
    "{1,2}",
    '[{"k": "x", "n": 3}, {"k": "y", "n": 1}, {"k": "x", "n": 2}]',
    '{"b": 1, "a": [1]}',
    "c,a,b",
    "3",
  ],
  ["2", "\\N", "{}", "[]", "{}", "", "0"],
  ["3", "{}", "\\N", "\\N", "\\N", "\\N", "\\N"],
  ["4", "{blue,NULL,red}", "{7}", '[{"k": null}, 5, "s"]', '{"b": {"c": null}}', "x", "1"],
];

describeWith(["postgres"], "functions that return sets", () => {
  let twins: Twins;
  let pair: Pair;
  beforeAll(async () => {
    twins = await startTwins();
    const columns = "id int4, tags text[], nums int4[], items json, doc json, line text, n int4";
    await twins.createTable("things", columns, rows.map((row) => `${row.join("\t")}\n`).join(""));
    pair = await twins.connect();
  }, 120_000);
  afterAll(async () => {
    pair?.end();
    await twins?.stop();
  });

  for (const [sentence, statements] of Object.entries({ ...inFrom, ...inSelectLists, ...withTables, ...errors })) {
    it(sentence, async () => {
      expect(await answeredOtherwise(pair, statements)).toEqual([]);
    });
  }

  it("say what to write instead, where there is no answer", async () => {
    for (const [sql, message] of Object.entries(refused)) {
      expect(await pair.compare(sql)).toMatchObject({ kind: "refused" });
      expect(await pair.ours.ask(sql)).toMatchObject({ sqlstate: "0A000", message });
    }
  });

  it("give their rows in the order of what they were made of, also where nothing sorts them", async () => {
    const made =
      "SELECT g AS id, ARRAY[g, 5, 3, 9, 1] AS a, to_jsonb(ARRAY[g, 5, 3, 9, 1]) AS j FROM generate_series(1, 5000) AS g";
    const unlike = (range: string, value: string): string =>
      `SELECT count(*) FROM (SELECT id, a, array_agg(${value}) AS found FROM (${made}) AS t ${range} GROUP BY id, a) AS s WHERE a <> found`;
    expect(
      await answeredOtherwise(pair, [
        unlike(", unnest(a) AS x", "x"),
        unlike(", jsonb_array_elements_text(j) AS x", "x::int4"),
        unlike("LEFT JOIN LATERAL jsonb_array_elements_text(j) AS x ON true", "x::int4"),
        unlike("CROSS JOIN jsonb_array_elements(j) WITH ORDINALITY AS x(v, n)", "v::int4"),
        unlike(", string_to_table(array_to_string(a, ','), ',') AS x", "x::int4"),
      ]),
    ).toEqual([]);
  });
});

describe("a series of integers in FROM", () => {
  it("is held nowhere as a whole", async () => {
    const dataDir = makeDataDir();
    const gateway = await startGateway(dataDir);
    try {
      await gateway.query("SELECT count(*) FROM generate_series(1, 1000) AS g");
      const before = residentKiB(gateway.process.pid);
      for (const [sql, count] of [
        ["SELECT count(*) AS n, sum(g) FROM generate_series(1, 50000000) AS g", "50000000"],
        ["SELECT count(*) AS n, sum(m) FROM generate_series(1, 10000000) WITH ORDINALITY AS t(g, m)", "10000000"],
      ] as const) {
        expect((await gateway.query(sql)).rows).toMatchObject([{ n: count }]);
        expect(residentKiB(gateway.process.pid) - before).toBeLessThan(100_000);
      }
    } finally {
      await gateway.stop();
      removeDataDir(dataDir);
    }
  }, 120_000);
});

/** As Linux tells it. */
function residentKiB(pid: number | undefined): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}
