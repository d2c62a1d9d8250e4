// Every function and operator of PostgreSQL's over the types that are served: the gateway answers as a real PostgreSQL 15, or it is known
// that it does not. docs/dialect.md tells which. SLUICE_WRITE_DIALECT=1 (npm run dialect) writes that page and the list of what is known.
// SLUICE_DIALECT='^(lpad|rpad)\\(' tries those entries only, and prints what differs of them.
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "../support/require.js";
import { startTwins, type Twins } from "../support/twins.js";
import { surprises, told, writeBaseline } from "./catalogue/baseline.js";
import { renderPage } from "./catalogue/page.js";
import { runCatalogue, type Seen } from "./catalogue/run.js";

const { SLUICE_DIALECT: only, SLUICE_WRITE_DIALECT: isWriting } = process.env;
const page = new URL("../../docs/dialect.md", import.meta.url);

describeWith(["postgres"], "functions and operators", () => {
  let twins: Twins;
  let seen: Seen;
  beforeAll(async () => {
    twins = await startTwins();
    seen = await runCatalogue(
      twins,
      only === undefined ? undefined : ({ signature }) => new RegExp(only).test(signature),
    );
    if (only !== undefined) console.log(seen.outcomes.map(told).join("\n"));
    if (isWriting === undefined || only !== undefined) return;
    writeBaseline(seen.outcomes);
    writeFileSync(page, renderPage(seen));
  }, 900_000);
  afterAll(async () => {
    await twins.stop();
  });

  it("answers or refuses whatever it is asked, and goes on", () => {
    expect(seen.lost).toEqual([]);
  });

  it("answers as PostgreSQL does, but for what is known to differ", () => {
    expect(surprises(seen.outcomes, only === undefined)).toEqual([]);
  });

  it.skipIf(only !== undefined)("is told of by docs/dialect.md as it is", () => {
    expect(readFileSync(page, "utf8")).toBe(renderPage(seen));
  });
});
