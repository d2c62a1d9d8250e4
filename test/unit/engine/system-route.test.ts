// Which statements go to PostgreSQL's system catalog.
import { beforeAll, describe, expect, it } from "vitest";
import type { Statement } from "../../../src/engine/api.js";
import { StatementParser } from "../../../src/engine/sql/parse.js";

let parser: StatementParser;
beforeAll(async () => {
  parser = await StatementParser.load(async () => undefined);
});

async function parsed(sql: string): Promise<Statement> {
  const [statement] = await parser.parse(sql);
  if (statement === undefined) throw new Error("no statement");
  return statement;
}

async function routeOf(sql: string) {
  const statement = await parsed(sql);
  return statement.kind === "query" ? statement.system : undefined;
}

describe("the system catalog answers", () => {
  it.each([
    "SELECT * FROM pg_class",
    "SELECT * FROM pg_catalog.pg_class c JOIN information_schema.tables t ON true",
    "TABLE pg_type",
    "SELECT (SELECT count(*) FROM pg_class) FROM pg_namespace",
    "WITH people AS (SELECT * FROM pg_class) SELECT * FROM people",
    "SELECT 1 UNION SELECT oid FROM pg_catalog.pg_proc",
    "SELECT pg_catalog.format_type(23, -1)",
    "SELECT has_table_privilege('people', 'select')",
    "SELECT 'people'::regclass",
    "SELECT CAST($1 AS regtype)",
    "SELECT pg_is_in_recovery()",
  ])("%s", async (sql) => {
    const route = await routeOf(sql);
    expect(route).toBeDefined();
    expect(route?.namesOthers).toBeUndefined();
  });
});

describe("the system catalog lends its relations", () => {
  it.each(["SELECT * FROM pg_class, people", "SELECT * FROM people WHERE id IN (SELECT oid FROM pg_class)"])(
    "to %s",
    async (sql) => {
      expect(await routeOf(sql)).toMatchObject({ namesOthers: true });
    },
  );
});

describe("the system catalog is not asked", () => {
  it.each([
    "SELECT 1",
    "SELECT * FROM people",
    "SELECT * FROM public.pg_class",
    "SELECT upper('pg_class')",
    "SELECT current_user, version()",
    "SELECT * FROM sluice.datasets",
    // What would change something is refused where everything is refused that is not known.
    "WITH gone AS (DELETE FROM pg_class RETURNING *) SELECT * FROM gone",
    "WITH more AS (INSERT INTO pg_class SELECT * FROM pg_class RETURNING *) SELECT * FROM more",
    "SELECT * FROM pg_class FOR UPDATE",
  ])("%s", async (sql) => {
    expect(await routeOf(sql)).toBeUndefined();
  });
});

it("is asked by cursors, prepared statements and COPY as well", async () => {
  for (const sql of [
    "DECLARE c CURSOR FOR SELECT * FROM pg_class",
    "PREPARE p AS SELECT * FROM pg_class",
    "COPY pg_class TO STDOUT",
    "COPY (SELECT * FROM pg_class) TO STDOUT",
  ]) {
    const statement = await parsed(sql);
    if (statement.kind !== "session" || !("query" in statement.command)) throw new Error(statement.kind);
    expect([sql, statement.command.query.system]).toEqual([sql, { functions: [], relations: ["pg_class"] }]);
  }
});

it("knows every function that a statement calls, wherever it stands", async () => {
  const route = await routeOf(
    "SELECT a(b(1)), (SELECT pg_catalog.c()) FROM pg_class, LATERAL d(oid) WHERE e() ORDER BY max(f()) OVER (PARTITION BY g()) LIMIT h()",
  );
  expect(new Set(route?.functions)).toEqual(new Set(["a", "b", "c", "d", "e", "max", "f", "g", "h"]));
});
