// What PostgreSQL 15 refuses is refused here in its words, with its place, hint and detail; and what only looks wrong is answered.
import { describe, expect, it } from "vitest";
import { describeWith } from "../support/require.js";
import { withTwins } from "./answers-alike.js";
import { answeredStatements, refusedStatements } from "./error-statements.js";
import { saysOrder } from "./says-order.js";

describeWith(["postgres"], "a gateway beside PostgreSQL", () => {
  const twins = withTwins();

  for (const [sqlstate, statements] of Object.entries(refusedStatements)) {
    describe(`refuses with ${sqlstate}`, () => {
      it.each(statements)("%s", async (sql) => {
        const { gateway, postgres } = await twins().compare(sql);
        expect(postgres.failure?.sqlstate).toBe(sqlstate);
        expect(gateway.failure).toEqual(postgres.failure);
      });
    });
  }

  describe("answers", () => {
    it.each(answeredStatements)("%s", async (sql) => {
      const { differences, postgres } = await twins().compare(sql, [], { isOrdered: saysOrder(sql) });
      expect(postgres.failure).toBeUndefined();
      expect(differences).toEqual([]);
    });
  });
});
