// The statements that people's tools write, and wrong ones, put to a gateway and to a real PostgreSQL 15 with the same tables.
// What differs today stands in statements/differences.json; SLUICE_DIALECT_RECORD=1 writes it anew.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeWith } from "../support/require.js";
import { isRecording, kindsIn, KnownDifferences } from "./statements/known-differences.js";
import { statementsOf, tools } from "./statements/read-statements.js";
import { wrongStatements } from "./statements/wrong-statements.js";
import { saysOrder } from "./says-order.js";
import { startTwins, type Twins } from "./twins.js";

const known = new KnownDifferences(new URL("statements/differences.json", import.meta.url));

describeWith(["postgres"], "the gateway beside PostgreSQL", () => {
  let twins: Twins;
  beforeAll(async () => {
    twins = await startTwins();
  }, 120_000);
  afterAll(async () => {
    if (isRecording) known.write();
    await twins?.stop();
  });

  const suites = tools.map((tool) => ({ name: tool, statements: statementsOf(tool), sqlstate: undefined }));
  const wrong = Object.entries(wrongStatements).map(([sqlstate, statements]) => ({
    name: `errors ${sqlstate}`,
    statements: statements.map((sql) => ({ name: sql, sql, parameters: [] })),
    sqlstate,
  }));
  for (const { name: suite, statements, sqlstate } of [...suites, ...wrong]) {
    describe(suite, () => {
      for (const { name, sql, parameters } of statements) {
        it(`${name}: ${known.kindsOf(suite, name) === "" ? "the same" : "differs, as is known"}`, async () => {
          const comparison = await twins.compare(sql, parameters, { isOrdered: saysOrder(sql) });
          // Of PostgreSQL's own answer: a statement that has become another one tells nothing.
          expect(comparison.postgres.failure?.sqlstate).toBe(sqlstate);
          known.note(suite, name, comparison.differences);
          if (!isRecording) expect(kindsIn(comparison.differences)).toBe(known.kindsOf(suite, name));
        });
      }

      it("has no difference listed of a statement that is no more", () => {
        if (isRecording) return;
        expect(
          known.strangers(
            suite,
            statements.map(({ name }) => name),
          ),
        ).toEqual([]);
      });
    });
  }
});
