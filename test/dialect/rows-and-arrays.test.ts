// Rows, arrays of several dimensions, VARIADIC arrays and bit strings by the side of a real PostgreSQL 15.
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "../support/require.js";
import { answeredOtherwise, type Pair, startTwins, type Twins } from "../support/twins.js";
import { statements } from "./row-and-array-statements.js";

describeWith(["postgres"], "answers as PostgreSQL does over", () => {
  let twins: Twins;
  let pair: Pair;
  beforeAll(async () => {
    twins = await startTwins();
    pair = await twins.connect();
  }, 120_000);
  afterAll(async () => {
    pair?.end();
    await twins?.stop();
  });

  for (const [sentence, list] of Object.entries(statements)) {
    it(sentence, async () => {
      expect(await answeredOtherwise(pair, list)).toEqual([]);
    });
  }
});
