// What an agent that is bound to a view, a reader of another dataset and a role without rights might try, in both protocols: each
// statement is refused with its SQLSTATE or answers from what is allowed, and nothing hidden is in any byte of the answers.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Attack } from "../attacks/attack.js";
import { type AttackedGateway, roles, startAttackedGateway } from "../attacks/attacked-gateway.js";
import { columns } from "../attacks/columns.js";
import { commands } from "../attacks/commands.js";
import { errors } from "../attacks/errors.js";
import { functions } from "../attacks/functions.js";
import { names } from "../attacks/names.js";
import { queries } from "../attacks/queries.js";
import { systemRelations } from "../attacks/system-relations.js";

const families: readonly (readonly [string, readonly Attack[]])[] = [
  ["names", names],
  ["columns", columns],
  ["places in a query", queries],
  ["expressions that fail", errors],
  ["functions", functions],
  ["system relations", systemRelations],
  ["commands", commands],
];

let gateway: AttackedGateway;
beforeAll(async () => {
  gateway = await startAttackedGateway();
});
afterAll(() => gateway.stop());

describe.each(families)("an attack by %s", (_title, attacks) => {
  it.each(attacks)("%s", async (sql, expected) => {
    for (const [index, role] of roles.entries()) {
      for (const protocol of ["simple", "extended"] as const) {
        const { outcome, leaks } = await gateway.attempt(role, sql, protocol);
        const wanted = typeof expected === "string" ? expected : expected[index];
        // How many there are of the system catalog's is not what matters.
        const seen = wanted === "some rows" && /^[1-9]\d* rows$/.test(outcome) ? wanted : outcome;
        expect({ role, protocol, outcome: seen, leaks }).toEqual({ role, protocol, outcome: wanted, leaks: [] });
      }
    }
  });
});

describe("an attack by several statements at once", () => {
  it.each([
    ["SELECT 1; SELECT * FROM payroll", "42501"],
    ["SELECT * FROM payroll; SELECT 1", "42501"],
    ["SELECT 1; DROP TABLE people", "0A000"],
  ])("ends where it is refused, and is no prepared statement: %s", async (sql, sqlstate) => {
    for (const role of roles) {
      expect(await gateway.attempt(role, sql, "simple")).toEqual({ outcome: sqlstate, leaks: [] });
      expect(await gateway.attempt(role, sql, "extended")).toEqual({ outcome: "42601", leaks: [] });
    }
  });
});

describe("the table", () => {
  it("is of some size, and would see a leak", async () => {
    expect(families.reduce((sum, [, attacks]) => sum + attacks.length, 0)).toBeGreaterThan(400);
    // The owner sees everything: what the others must not have is told from this.
    const { leaks } = await gateway.attempt("owner", "SELECT * FROM people p, payroll", "simple");
    expect(leaks).toEqual(expect.arrayContaining(["mail", "salary"]));
    expect(leaks.some((leak) => /canary|666777|987654321/i.test(leak))).toBe(true);
  });
});
