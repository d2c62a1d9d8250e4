// Aggregates, grouping, windows and order, put to a gateway and to a real PostgreSQL 15.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeWith } from "../support/require.js";
import { aggregateStatements } from "./aggregate-statements.js";
import { aggregateValueStatements } from "./aggregate-value-statements.js";
import { groupingStatements, refusedStatements } from "./grouping-statements.js";
import { saysOrder } from "./says-order.js";
import { startTwins, type Twins } from "./twins.js";
import { windowStatements } from "./window-statements.js";

describeWith(["postgres"], "grouping and order", () => {
  let twins: Twins;
  beforeAll(async () => {
    twins = await startTwins();
  }, 120_000);
  afterAll(() => twins?.stop());

  const all = { ...aggregateStatements, ...aggregateValueStatements, ...windowStatements, ...groupingStatements };
  for (const [sentence, statements] of Object.entries(all)) {
    describe(`the gateway ${sentence}`, () => {
      it.each(statements)("as PostgreSQL does: %s", async (sql) => {
        const { differences } = await twins.compare(sql, [], { isOrdered: saysOrder(sql) });
        expect(differences).toEqual([]);
      });
    });
  }

  it.each(refusedStatements)("says that it does not support %s", async (sql) => {
    const { gateway, postgres } = await twins.compare(sql);
    expect(gateway.failure?.sqlstate).toBe("0A000");
    // PostgreSQL has an answer: otherwise there would be nothing to refuse.
    expect(postgres.failure?.sqlstate).not.toBe("0A000");
  });
});
