// Names that differ by case only, and stars over joined columns: both are about which column a name stands for. By a real PostgreSQL 15.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "../support/require.js";
import { type Pair, startTwins, type Twins } from "../support/twins.js";

const statementsOf = (name: string): readonly string[] =>
  readFileSync(new URL(`names/${name}.sql`, import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "");

describeWith(["postgres"], "names", () => {
  let twins: Twins;
  let pair: Pair;
  beforeAll(async () => {
    twins = await startTwins();
    await twins.createTable("mixed_one", `"userId" int4, a int4, "Count" int4`, "1\t10\t5\n2\t20\t4\n3\t5\t6\n");
    await twins.createTable("mixed_three", `"USERID" int4, "K" int4`, "2\t7\n3\t8\n");
    pair = await twins.connect();
  }, 120_000);
  afterAll(async () => {
    pair?.end();
    await twins?.stop();
  });

  const different = async (statements: readonly string[]): Promise<readonly unknown[]> => {
    const found: unknown[] = [];
    for (const sql of statements) {
      const verdict = await pair.compare(sql);
      if (verdict.kind !== "same" || !verdict.isMessageSame) found.push({ sql, verdict });
    }
    return found;
  };

  it("that differ by case only stand for what PostgreSQL takes them for", async () => {
    expect(await different(statementsOf("by-case"))).toEqual([]);
  });

  it("of joined columns come first in a star", async () => {
    expect(await different(statementsOf("joined-stars"))).toEqual([]);
  });

  it("are refused where relations have them in several cases, and DuckDB would take one for the other", async () => {
    for (const sql of statementsOf("refused")) {
      expect([sql, await pair.ours.ask(sql)]).toMatchObject([sql, { sqlstate: "0A000" }]);
    }
  });
});
