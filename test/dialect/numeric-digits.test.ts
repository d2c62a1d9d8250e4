// The digits of numerics, put to a gateway and to a real PostgreSQL 15: DuckDB's are those of a type, PostgreSQL's those of each value.
import { expect, it } from "vitest";
import { describeWith } from "../support/require.js";
import { answersAlike, withTwins } from "./answers-alike.js";
import { numericParameters, numericStatements } from "./numeric-statements.js";

describeWith(["postgres"], "digits of numerics", () => {
  const twins = withTwins();

  it.each(numericParameters)("the gateway takes a parameter as PostgreSQL does: %s", async (sql, ...values) => {
    const { differences } = await twins().compare(sql, values);
    expect(differences).toEqual([]);
  });

  answersAlike(twins, numericStatements);
});
