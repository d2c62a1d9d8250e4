// Expressions in places where DuckDB, or what is written for it, could take them for something else, by the side of a real PostgreSQL 15.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeWith } from "../support/require.js";
import { sameInPlace } from "./place-statements.js";
import { saysOrder } from "./says-order.js";
import { startTwins, type Twins } from "./twins.js";

describeWith(["postgres"], "in the gateway as in PostgreSQL", () => {
  let twins: Twins;
  beforeAll(async () => {
    twins = await startTwins();
  }, 120_000);
  afterAll(() => twins?.stop());

  for (const [sentence, statements] of Object.entries(sameInPlace)) {
    describe(sentence, () => {
      it.each(statements)("%s", async (sql) => {
        const { differences } = await twins.compare(sql, [], { isOrdered: saysOrder(sql) });
        expect(differences).toEqual([]);
      });
    });
  }
});
