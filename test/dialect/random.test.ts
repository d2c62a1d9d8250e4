// Statements that nobody wrote, put to a gateway and to a real PostgreSQL 15: 500 of fixed seeds, or what `npm run differential` says.
import { expect, it } from "vitest";
import { describeWith } from "../support/require.js";
import { withTwins } from "./answers-alike.js";
import { campaign, tell } from "./random/campaign.js";
import { type DifferentialOrder, differential } from "./random/differential.js";
import { render } from "./random/node.js";
import { Statements } from "./random/statements.js";

const seeds = Array.from({ length: 10 }, (_, index) => 1_000 + 50 * index);
const ordered = process.env.SLUICE_DIFFERENTIAL;

describeWith(["postgres"], "statements of the generator", () => {
  const twins = withTwins();

  if (ordered === undefined) {
    for (const seed of seeds) {
      it(`have the same answers: 50 from seed ${seed} on`, async () => {
        const { findings, answered } = await campaign(twins(), { seed, count: 50 });
        expect(findings.map(tell)).toEqual([]);
        // Errors are no answers; most statements have to be good ones.
        expect(answered).toBeGreaterThan(25);
      });
    }
  } else {
    it("are put to both", () => differential(twins(), JSON.parse(ordered) as DifferentialOrder), 24 * 3_600_000);
  }
});

it("a seed gives the same statement again", () => {
  const make = (): string => render(new Statements(7).make());
  expect(make()).toBe(make());
});
