// What tools ask of the system catalog, asked of the gateway and of a real PostgreSQL 15 that has the same relation: columns and their types
// are the same. Where a statement was seen, or of which it is a likeness, stands beside it (test/catalog/statements).
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type StatementOutcome, tellStatement } from "../support/describe-client.js";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { type Postgres, startPostgres } from "../support/postgres.js";
import { describeWith } from "../support/require.js";

const folder = fileURLToPath(new URL("../catalog/statements/", import.meta.url));

/** The PostgreSQL that answers is 18: some columns are new there, some have another name, and some are smallint which were integer. */
const of18 = new Set([
  "dbeaver.sql columns of a schema",
  "dbeaver.sql columns of a table",
  "dbeaver.sql constraints of a schema",
  "dbeaver.sql database",
  "drizzle.sql read pg_attrdef, pg_attribute, pg_class",
  "pg_dump.sql read pg_options_to_table",
  "pg_dump.sql read pg_tablespace",
  "pgadmin.sql column properties",
  "pgadmin.sql database properties",
  "psql.sql describe table with details: columns",
  "psql.sql describe table: its extended statistics",
]);

/** DuckDB answers these: what is of type `name` is text there, and a constant is called after its type. */
const ofDuckDB = new Set([
  "dbeaver.sql current schema and user",
  "metabase.sql may a table be read",
  "pg_dump.sql call current_schemas",
  "pgjdbc.sql getColumns: current catalog",
  "pgjdbc.sql getSchema",
  "psqlodbc.sql current schema of a parsed table",
  "sqlalchemy.sql connect: current_schema",
  "superset.sql connect: current_schema",
]);

/** What is not served yet, by its SQLSTATE. */
const refused: Readonly<Record<string, string>> = {
  "pgadmin.sql connect: bytea output": "42501",
  "prisma.sql migrate: lock": "42883",
  "typeorm.sql read current_database": "42501",
  "typeorm.sql read current_schema": "42501",
};

interface ToolStatement {
  readonly name: string;
  readonly sql: string;
  readonly values: readonly unknown[];
}

function statementsOf(file: string): readonly ToolStatement[] {
  const [, ...pieces] = readFileSync(folder + file, "utf8").split(/^-- name: /m);
  return pieces.map((piece) => {
    const [name = "", ...lines] = piece.split("\n");
    const values = /^-- parameters: (.*)$/m.exec(piece)?.[1];
    const sql = lines
      .filter((line) => !/^-- (seen|parameters):/.test(line))
      .join("\n")
      .trim()
      .replace(/;$/, "");
    return { name, sql, values: values === undefined ? [] : (JSON.parse(values) as unknown[]) };
  });
}

const sqlstate = /^[0-9A-Z]{5}$/;

/** Its columns and their types; or its SQLSTATE. */
async function shapeOf(client: pg.Client, { sql, values }: ToolStatement): Promise<string> {
  try {
    const { fields } = await client.query({ text: sql, values: [...values], rowMode: "array" });
    return fields.map(({ name, dataTypeID }) => `${name} ${dataTypeID}`).join(", ");
  } catch (thrown) {
    return (thrown as pg.DatabaseError).code ?? String(thrown);
  }
}

/** For docs/compatibility.md. */
function outcomeOf(name: string, isAsExpected: boolean): Omit<StatementOutcome, "file" | "name"> {
  if (!isAsExpected) return { kind: "wrong" };
  if (of18.has(name)) return { kind: "differs", note: "columns as PostgreSQL 18 has them" };
  if (ofDuckDB.has(name))
    return { kind: "differs", note: "text where PostgreSQL has the type `name`, since DuckDB answers" };
  return refused[name] === undefined ? { kind: "same" } : { kind: "refused", note: refused[name] };
}

describeWith(["postgres"], "tools at the system catalog", () => {
  const dataDir = makeDataDir();
  const table = "CREATE TABLE people (id bigint PRIMARY KEY, name text, born date)";
  let gateway: Gateway;
  let postgres: Postgres;
  let clients: { readonly ours: pg.Client; readonly theirs: pg.Client };
  beforeAll(async () => {
    [gateway, postgres] = await Promise.all([startGateway(dataDir), startPostgres()]);
    clients = { ours: await gateway.connect(), theirs: await postgres.connect() };
    await clients.ours.query(table);
    await clients.theirs.query(table);
    // It may have to make its database first.
    await clients.ours.query("SELECT 1 FROM pg_class LIMIT 1");
  }, 120_000);
  afterAll(async () => {
    await clients.theirs.end();
    await Promise.all([gateway.stop(), postgres.stop()]);
    removeDataDir(dataDir);
  });

  it.each(readdirSync(folder))("%s", { timeout: 120_000 }, async (file) => {
    const found: Record<string, string> = {};
    const expected: Record<string, string> = {};
    for (const statement of statementsOf(file)) {
      const name = `${file} ${statement.name}`;
      const [ours, theirs] = [await shapeOf(clients.ours, statement), await shapeOf(clients.theirs, statement)];
      const isKnown = of18.has(name) || ofDuckDB.has(name);
      // Known to differ, and does: answered all the same.
      found[name] = isKnown && ours !== theirs && !sqlstate.test(ours) ? "differs" : ours;
      expected[name] = isKnown ? "differs" : (refused[name] ?? theirs);
      tellStatement({ file, name: statement.name, ...outcomeOf(name, found[name] === expected[name]) });
    }
    expect(found).toEqual(expected);
  });
});
