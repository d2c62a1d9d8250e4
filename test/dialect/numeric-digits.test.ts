// The digits of numerics, put to a gateway and to a real PostgreSQL 15: DuckDB's are those of a type, PostgreSQL's those of each value.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeWith } from "../support/require.js";
import { numericParameters, numericStatements } from "./numeric-statements.js";
import { saysOrder } from "./says-order.js";
import { startTwins, type Twins } from "./twins.js";

describeWith(["postgres"], "digits of numerics", () => {
  let twins: Twins;
  beforeAll(async () => {
    twins = await startTwins();
  }, 120_000);
  afterAll(() => twins?.stop());

  it.each(numericParameters)("the gateway takes a parameter as PostgreSQL does: %s", async (sql, ...values) => {
    const { differences } = await twins.compare(sql, values);
    expect(differences).toEqual([]);
  });

  for (const [sentence, statements] of Object.entries(numericStatements)) {
    describe(`the gateway ${sentence}`, () => {
      it.each(statements)("as PostgreSQL does: %s", async (sql) => {
        const { differences } = await twins.compare(sql, [], { isOrdered: saysOrder(sql) });
        expect(differences).toEqual([]);
      });
    });
  }
});
