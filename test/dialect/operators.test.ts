// Comparisons with lists, arrays, rows and subqueries, arrays and their subscripts, beside a real PostgreSQL 15.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Pair, startTwins, type Twins } from "../support/twins.js";
import type { Verdict } from "../support/verdict.js";
import { columns, readStatements, rows } from "./operators/read-statements.js";

let twins: Twins;
let pair: Pair;
beforeAll(async () => {
  twins = await startTwins();
  await twins.createTable("ops", columns, rows);
  pair = await twins.connect();
}, 120_000);
afterAll(async () => twins.stop());

/** Those of a file of which an answer is not as it has to be. */
async function others(name: string, isRight: (verdict: Verdict) => boolean): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { sql, parameters } of readStatements(name)) {
    const verdict = await pair.compare(sql, parameters);
    if (!isRight(verdict)) found.push(`${sql} ${JSON.stringify(parameters)}: ${JSON.stringify(verdict)}`);
  }
  return found;
}

const isSame = (verdict: Verdict): boolean => verdict.kind === "same" && verdict.isMessageSame;

describe("operators", () => {
  it.each([
    ["compare with any and with all elements of arrays and rows of subqueries", "any-and-all"],
    ["compare rows column by column", "rows"],
    ["compare with lists, bounds and NULL, and by keys where values are not alike", "comparisons"],
    ["make arrays, and take their elements and slices", "arrays"],
    ["give parameters the type of what they meet", "parameters"],
    ["fail with PostgreSQL's words", "errors"],
  ])(
    "%s as PostgreSQL does",
    async (_, name) => {
      expect(await others(name, isSame)).toEqual([]);
    },
    120_000,
  );

  it("are refused where PostgreSQL's answer is not given", async () => {
    const isRefused = (verdict: Verdict): boolean => verdict.kind === "refused" || verdict.kind === "same";
    expect(await others("refused", isRefused)).toEqual([]);
  }, 60_000);
});
