import { describe, expect, it } from "vitest";
import { disagreements, renderReport } from "../../scripts/compatibility-report.mjs";
import type { ClientTest } from "../support/client-tests.js";
import type { StatementOutcome } from "../support/describe-client.js";

const psql = { client: "psql", file: "test/clients/psql.test.ts" } as const;
const tests: readonly ClientTest[] = [
  { ...psql, feature: "statements", name: "groups", state: "passed" },
  { ...psql, feature: "cancel", name: "stops a | statement", state: "failed" },
  { ...psql, feature: "cancel", name: "goes on", state: "passed" },
  {
    client: "pgx",
    feature: "pipeline",
    file: "test/clients/drivers.test.ts",
    name: "is served pipeline",
    state: "not run",
    reason: "go is not installed",
  },
];
const statements: readonly StatementOutcome[] = [
  { file: "metabase.sql", name: "time zone", kind: "same" },
  { file: "metabase.sql", name: "may a table be read", kind: "differs", note: "text" },
  { file: "metabase.sql", name: "activity", kind: "refused", note: "0A000" },
];
const statementFiles = new Map([
  [
    "metabase.sql",
    "-- seen: wire, org.postgresql:postgresql 42.7.14\n-- seen: metabase/metabase src/x.clj (facts only; own statement)\n",
  ],
]);
const seen = { tests, statements, statementFiles };
const versions = new Map([["psql", "15.14"]] as const);
const lines = renderReport({ ...seen, versions }).split("\n");
const cellsAfter = (start: string) => lines.find((line) => line.startsWith(start))?.slice(start.length);

describe("the compatibility report", () => {
  it("has a mark for each feature of a client", () => {
    expect(cellsAfter("| psql | ")).toBe("15.14 |  |  | ✓ | – |  |  |  | ✗ |  |  | – |  |  | – |  |");
    expect(cellsAfter("| pgx |  | ")).toBe(`${" | ".repeat(10)}not run |${"  |".repeat(3)} – |`);
  });

  it("names what failed, and why something was not run", () => {
    expect(lines).toContain("- psql, cancel: stops a \\| statement");
    expect(lines).toContain("- pgx: go is not installed");
  });

  it("counts a tool's statements, and names those that are not as PostgreSQL's", () => {
    expect(cellsAfter("| Metabase | ")).toBe(
      "org.postgresql:postgresql 42.7.14; *after* metabase/metabase | 3 | 1 | 1 | 1 | 0 |",
    );
    expect(lines).toContain("- text: Metabase, may a table be read");
    expect(lines).toContain("- 0A000: Metabase, activity");
  });

  it("is the same in whatever order tests end", () => {
    const others = [...tests, { ...psql, feature: "TLS", name: "comes in", state: "failed" }] as const;
    const [one, other] = [others, others.toReversed()].map((order) =>
      renderReport({ ...seen, tests: order, versions }),
    );
    expect(one).toBe(other);
  });

  it("holds a page against a run, whatever the versions, where all tests of a client were run", () => {
    const page = lines.join("\n");
    expect(disagreements(page.replace("15.14", "17.1"), seen)).toEqual([]);
    const better = tests.map((test): ClientTest => ({ ...test, state: "passed" }));
    expect(disagreements(page, { ...seen, tests: better })).toEqual(["psql", "pgx"]);
    expect(disagreements(page, { ...seen, statements: statements.slice(1) })).toEqual(["the statements of tools"]);
    expect(disagreements(page, { ...seen, tests: [], statements: [] })).toEqual([]);
  });
});
