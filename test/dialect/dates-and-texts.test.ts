// Dates, times, formats, encodings and settings by the side of a real PostgreSQL 15, in a time zone that is not UTC.
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "../support/require.js";
import { answeredOtherwise, type Pair, startTwins, type Twins } from "../support/twins.js";
import { sameAnswers } from "./dates-and-texts-statements.js";

describeWith(["postgres"], "dates and texts", () => {
  let twins: Twins;
  let pair: Pair;
  beforeAll(async () => {
    twins = await startTwins();
    pair = await twins.connect();
    await pair.set("TimeZone", "Europe/Berlin");
  }, 120_000);
  afterAll(async () => {
    pair?.end();
    await twins?.stop();
  });

  for (const [sentence, statements] of Object.entries(sameAnswers)) {
    it(sentence, async () => {
      expect(await answeredOtherwise(pair, statements)).toEqual([]);
    }, 60_000);
  }
});
