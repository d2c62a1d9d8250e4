// A program that drives a client and says of each feature, on a line of its own, whether it is served: `ok - cancel`, or `not ok - cancel`
// with the reason below it. It goes on after one that is not.
import { beforeAll, expect, it } from "vitest";
import type { Feature } from "./features.mjs";

const minutes = 5;

/** A test for each feature. The program is run once, by `run`, which resolves with all that it wrote. */
export function itServes(features: readonly Feature[], run: () => Promise<string>): void {
  let output = "";
  let answers = new Map<string, string>();
  beforeAll(async () => {
    output = await run();
    answers = answersIn(output);
    const undeclared = [...answers.keys()].filter((name) => !features.some((feature) => feature === name));
    if (undeclared.length > 0) throw new Error(`the test does not know of: ${undeclared.join(", ")}`);
  }, minutes * 60_000);

  for (const feature of features) {
    it(`is served ${feature}`, { meta: { feature } }, () => {
      // All that it wrote is the best that is known, where it says nothing of a feature.
      expect(answers.get(feature) ?? output).toBe(`ok - ${feature}`);
    });
  }
}

/** By feature, its line and those below it. */
function answersIn(output: string): Map<string, string> {
  const pieces = output.split(/^(?=(?:not )?ok - )/m).filter((piece) => /^(?:not )?ok - /.test(piece));
  return new Map(pieces.map((piece) => [/ok - (.*)/.exec(piece)?.[1] ?? "", piece.trim()]));
}
