// Expressions in places where DuckDB, or what is written for it, could take them for something else, by the side of a real PostgreSQL 15.
import { describeWith } from "../support/require.js";
import { answersAlike, withTwins } from "./answers-alike.js";
import { sameInPlace } from "./place-statements.js";

describeWith(["postgres"], "in the gateway as in PostgreSQL", () => {
  const twins = withTwins();

  answersAlike(twins, sameInPlace, "");
});
