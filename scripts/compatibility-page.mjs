// docs/compatibility.md as a file: written from what a run saw, and held against it.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { clientNames, clientVersions } from "../test/support/clients.mjs";
import { disagreements, renderReport } from "./compatibility-report.mjs";

/**
 * @typedef {import("../test/support/clients.mjs").ClientName} ClientName
 * @typedef {import("../test/support/reporter.ts").Outcome} Outcome
 */

const pagePath = new URL("../docs/compatibility.md", import.meta.url);
const statementsFolder = new URL("../test/catalog/statements/", import.meta.url);

/** @param {Outcome} outcome */
export function writePage(outcome) {
  const seen = outcome.clientTests.filter(({ state }) => state !== "not run").map(({ client }) => client);
  const versions = new Map(
    clientNames.filter((name) => seen.includes(name)).map((name) => [name, clientVersions[name]() ?? "unknown"]),
  );
  writeFileSync(pagePath, renderReport({ ...seenIn(outcome), versions }));
}

/**
 * What the page says otherwise than a run saw, by name.
 * @param {Outcome} outcome
 */
export function disagreementsWithPage(outcome) {
  return disagreements(readFileSync(pagePath, "utf8"), seenIn(outcome));
}

/** @param {Outcome} outcome */
function seenIn({ clientTests, statements }) {
  const files = readdirSync(statementsFolder);
  const statementFiles = new Map(files.map((file) => [file, readFileSync(new URL(file, statementsFolder), "utf8")]));
  return { tests: clientTests, statements, statementFiles };
}
