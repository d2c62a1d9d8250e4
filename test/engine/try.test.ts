// What views and policies rest on: TRY lets no error through that a value causes, whatever the function, the cast or the operator.
import { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";
import { beforeAll, describe, expect, it } from "vitest";
import { Dialect } from "../../src/engine/duckdb/install-dialect.js";
import { duckDBType } from "../../src/engine/sql/dialect/duckdb-types.js";
import { dialectParts, lowerings } from "../../src/engine/sql/dialect/functions.js";
import { inHeldSchema } from "../../src/engine/sql/dialect/held-macros.js";
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

describe("TRY around what stands for PostgreSQL's functions", () => {
  const polymorphic: Readonly<Record<string, string>> = {
    any: "text",
    anyelement: "int4",
    anyarray: "_int4",
    anynonarray: "int4",
    anycompatible: "int4",
    anycompatiblearray: "_int4",
    anycompatiblenonarray: "int4",
  };
  /** Text means much: zones, fields, formats, patterns, paths. */
  const texts = [
    "'nope/zone'",
    "'('",
    "'year'",
    "'-1'",
    "'$.a'",
    "'2024-02-30'",
    "'{\"a\":[1,null]}'",
    "'{1,2}'",
    "'%_\\'",
    "'\\xGG'",
    "''",
    "'é😀'",
    "'1e400'",
    "'YYYY'",
    "'infinity'",
  ];
  const valuesOf = (type: string, beside: number): string => {
    const own = duckDBType(polymorphic[type] ?? type);
    const written = (own === "VARCHAR" ? texts : (oddValues[own] ?? [])).slice(0, [15, 7][beside] ?? 3);
    return [...written.map((value) => `(CAST(${value} AS ${own}))`), "(NULL)"].join(", ");
  };
  const calls = [...lowerings].flatMap(([signature, lowering]) => {
    const [, written = ""] = /\((.*)\)$/.exec(signature) ?? [];
    const isMacro = lowering.kind === "call" && lowering.name.startsWith("pg.");
    return isMacro && !isLarge.test(lowering.name)
      ? [{ name: lowering.name, types: written.split(",").filter((type) => type !== "") }]
      : [];
  });

  it("holds all of their errors, but for those that are known not to be held", { timeout: 240_000 }, async () => {
    const database = await duckdb.open(":memory:");
    const raw = await duckdb.connect(database);
    const dialect = await Dialect.install(await duckdb.connect(database), dialectParts);
    const own = new DuckDBConnection(raw);
    await own.run("SET threads = 1; SET TimeZone = 'UTC'");
    let ran = 0;
    const found: string[] = [];
    for (const { name, types: of } of calls) {
      const call = `${name}(${of.map((_, index) => `t${index}.x`).join(", ")})`;
      const held = inHeldSchema(call);
      const from = of.map((type, index) => `(VALUES ${valuesOf(type, of.length - 1)}) t${index}(x)`);
      const sql = `SELECT count(*) FROM ${["(SELECT 1)", ...from].join(", ")} WHERE TRY((${held}) IS NOT NULL)`;
      await dialect.prepareFor(held);
      const isPlanned = await own.prepare(sql).then(
        () => true,
        () => false,
      );
      if (!isPlanned) continue;
      ran++;
      await own.run(sql).catch(() => found.push(name));
    }
    expect(ran).toBeGreaterThan(500);
    const names = found.map((name) => name.replace("pg.", ""));
    expect(names.filter((name) => isHeldByTry({ schema: "pg", function_name: name }))).toEqual([]);
    expect(names.length).toBeGreaterThan(1);
  });
});
