// What views and policies rest on: TRY lets no error through that a value causes, whatever the function, the cast or the operator.
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, describe, expect, it } from "vitest";
import { verdicts } from "../../src/engine/sql/functions/verdicts.js";
import { isHeldByTry } from "../../src/engine/views/not-held-by-try.js";
import { oddValues } from "../support/odd-values.js";

const types = [
  "BIGINT",
  "VARCHAR",
  "DOUBLE",
  "DATE",
  "TIMESTAMP",
  "TIMESTAMP WITH TIME ZONE",
  "BLOB",
  "BIT",
  "INTERVAL",
];
const operators = ["+", "-", "*", "/", "%", "||", "<<", ">>", "&", "|", "^", "**"];
/** Their results may be as long as their arguments say. */
const isLarge = /repeat|pad|sleep|range|generate|resize|^bar$|replace|format|printf/;
const functions = [...verdicts.expression]
  .filter(([name, verdict]) => verdict.kind === "allowed" && !verdict.isAggregate && /^[a-z_]\w*$/.test(name))
  .map(([name]) => name)
  .filter((name) => !isLarge.test(name));

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
  for (const [index, type] of types.entries()) {
    const rows = (oddValues[type] ?? []).slice(0, 12).map((value) => `(CAST(${value} AS ${type}))`);
    await connection.run(`CREATE TABLE t${index} AS SELECT * FROM (VALUES ${rows.join(", ")}) v(x)`);
  }
});

const tables = types.map((_, index) => `t${index}`);
const pairs = tables.flatMap((left) => tables.map((right) => `${left} a, ${right} b`));

/** What fails when it is run, though it could be planned: whoever makes a view is told of what cannot be planned. */
async function failures(expression: string, froms: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const from of froms) {
    const sql = `SELECT count(TRY(${expression})) FROM ${from}`;
    const isPlanned = await connection.prepare(sql).then(
      () => true,
      () => false,
    );
    if (!isPlanned) continue;
    await connection.run(sql).catch((thrown: unknown) => found.push(`${sql}: ${String(thrown)}`));
  }
  return found;
}

describe("TRY", () => {
  it("holds every function over odd values, but for those that are known not to be held", {
    timeout: 120_000,
  }, async () => {
    const found = new Set<string>();
    for (const name of functions) {
      const failed = [
        ...(await failures(
          `${name}(a.x)`,
          tables.map((table) => `${table} a`),
        )),
        ...(await failures(`${name}(a.x, b.x)`, pairs)),
      ];
      if (failed.length > 0) found.add(name);
    }
    expect(functions.length).toBeGreaterThan(200);
    expect([...found].filter((name) => isHeldByTry({ function_name: name }))).toEqual([]);
    expect(found.size).toBeGreaterThan(10);
  });

  it.each(operators)("holds the operator %s", async (operator) => {
    expect(await failures(`a.x ${operator} b.x`, pairs)).toEqual([]);
  });

  it.each([...types, "INTEGER", "TINYINT", "BOOLEAN", "UUID", "FLOAT", "DECIMAL(4,1)", "JSON", "TIME", "VARCHAR[]"])(
    "holds casts to %s",
    async (type) => {
      const froms = tables.map((table) => `${table} a`);
      expect(await failures(`CAST(a.x AS ${type})`, froms)).toEqual([]);
      expect(await failures(`TRY_CAST(a.x AS ${type})`, froms)).toEqual([]);
    },
  );
});
