// Aggregates, grouping, windows and order, put to a gateway and to a real PostgreSQL 15.
import { expect, it } from "vitest";
import { describeWith } from "../support/require.js";
import { answersAlike, withTwins } from "./answers-alike.js";
import { aggregateStatements } from "./aggregate-statements.js";
import { aggregateValueStatements } from "./aggregate-value-statements.js";
import { groupingStatements, refusedStatements } from "./grouping-statements.js";
import { windowStatements } from "./window-statements.js";

describeWith(["postgres"], "grouping and order", () => {
  const twins = withTwins();

  const all = { ...aggregateStatements, ...aggregateValueStatements, ...windowStatements, ...groupingStatements };
  answersAlike(twins, all);

  it.each(refusedStatements)("says that it does not support %s", async (sql) => {
    const { gateway, postgres } = await twins().compare(sql);
    expect(gateway.failure?.sqlstate).toBe("0A000");
    // PostgreSQL has an answer: otherwise there would be nothing to refuse.
    expect(postgres.failure?.sqlstate).not.toBe("0A000");
  });
});
