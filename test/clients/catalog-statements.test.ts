// What tools ask of the system catalog, asked of the gateway and of a real PostgreSQL 15 that has the same relations: columns, their types
// and the rows are the same. Where a statement was seen, or of which it is a likeness, stands beside it (test/catalog/statements).
import { writeFileSync } from "node:fs";
import path from "node:path";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Answer, Answerer } from "../support/catalog-answers.js";
import { type StatementOutcome, tellStatement } from "../support/describe-client.js";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { type Postgres, startPostgres } from "../support/postgres.js";
import { describeWith } from "../support/require.js";
import { statementsOf, toolFiles, type ToolStatement } from "../support/tool-statements.js";

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

/** What is not served yet, by its SQLSTATE. */
const refused: Readonly<Record<string, string>> = {
  "pgadmin.sql connect: bytea output": "42501",
  "prisma.sql migrate: lock": "42883",
};

/** Statements whose rows differ, by the reason. They have to: one that agrees has no place here. */
const differing: Readonly<Record<string, readonly string[]>> = {
  "PostgreSQL 18 has more of them": [
    "dbeaver.sql constraints of a schema",
    "drizzle.sql read pg_roles",
    "pg_dump.sql read pg_class 2",
    "pg_dump.sql read pg_description",
    "pg_dump.sql read pg_foreign_table",
    "pg_dump.sql read pg_rewrite",
    "pg_dump.sql read pg_roles",
    "pgadmin.sql roles",
    "pgjdbc.sql getSQLKeywords",
    "pgjdbc.sql getTables of every type",
    "pgjdbc.sql getTypeInfo",
    "pgjdbc.sql getTypeInfo: kinds of types",
    "postgrest.sql primary keys of tables",
    "powerbi.sql load types, in the manner of Npgsql 4.0",
    "psql.sql complete a role after \\c",
    "psql.sql list tables of every schema",
  ],
  "a column has no statistics target to PostgreSQL 18, and -1 before": [
    "dbeaver.sql columns of a schema",
    "dbeaver.sql columns of a table",
    "pg_dump.sql read pg_options_to_table",
    "pgadmin.sql column properties",
  ],
  "a dataset has no pages but those of its objects: none of an index, none for what is long": [
    "pgadmin.sql dependents",
    "pgadmin.sql table properties",
    "pgjdbc.sql getIndexInfo",
    "psql.sql list tables with sizes",
  ],
  "every server has its own version, settings, extensions, locales, zones and processes": [
    "asyncpg.sql introspect types: switch JIT compilation off",
    "npgsql.sql load types: version",
    "pgadmin.sql connect: version",
    "pgadmin.sql extensions",
    "postgrest.sql time zones",
    "postgrest.sql version",
    "prisma.sql connect",
    "prisma.sql version",
    "psql.sql list databases",
    "psql.sql list databases with sizes",
    "psql.sql list settings that were changed",
    "sqlalchemy.sql connect: version",
    "superset.sql cancel id",
    "superset.sql connect: version",
    "typeorm.sql call version",
  ],
  "nobody counts scans, reads and locks, and there are no processes but sessions": [
    "pgadmin.sql dashboard activity",
    "pgadmin.sql dashboard locks",
    "pgadmin.sql dashboard statistics",
    "pgadmin.sql table statistics",
  ],
  "there are no databases that others are made of": ["pgjdbc.sql getCatalogs"],
  "it asks for a view of PostgreSQL 15 by its number": ["psql.sql view source: definition"],
};

const whyDiffering = new Map(Object.entries(differing).flatMap(([why, names]) => names.map((name) => [name, why])));

const sqlstate = /^[0-9A-Z]{5}$/;

/** Its columns, their types and its rows; or its SQLSTATE. */
async function answerOf(answerer: Answerer, { sql, values }: ToolStatement): Promise<Answer> {
  try {
    return await answerer.ask(sql, values);
  } catch (thrown) {
    return { columns: (thrown as pg.DatabaseError).code ?? String(thrown), rows: [] };
  }
}

/** For docs/compatibility.md. */
function outcomeOf(name: string, isAsExpected: boolean): Omit<StatementOutcome, "file" | "name"> {
  if (!isAsExpected) return { kind: "wrong" };
  if (of18.has(name)) return { kind: "differs", note: "columns as PostgreSQL 18 has them" };
  const why = whyDiffering.get(name);
  if (why !== undefined) return { kind: "differs", note: why };
  return refused[name] === undefined ? { kind: "same" } : { kind: "refused", note: refused[name] };
}

const relations = [
  "CREATE TABLE people (id bigint PRIMARY KEY, name text NOT NULL, born date)",
  "CREATE TABLE orders (customer bigint, number int, placed timestamptz, total numeric(12,2), tags text[], PRIMARY KEY (customer, number))",
];
const words = { table: "Who came, and when.", view: "People, by name." };

describeWith(["postgres"], "tools at the system catalog", () => {
  const dataDir = makeDataDir();
  let gateway: Gateway;
  let postgres: Postgres;
  let clients: { readonly ours: pg.Client; readonly theirs: pg.Client };
  let answerers: { readonly ours: Answerer; readonly theirs: Answerer };
  beforeAll(async () => {
    writeFileSync(path.join(dataDir, "visits.csv"), "id,at\n1,2024-02-29\n");
    writeFileSync(path.join(dataDir, "sluice.yaml"), JSON.stringify({ demo: false, ingest_roots: [dataDir] }));
    [gateway, postgres] = await Promise.all([startGateway(dataDir), startPostgres()]);
    const ours = await gateway.connect({ options: "-c search_path=public" });
    for (const sql of relations) await ours.query(sql);
    await ours.query("CALL ingest('visits', $1, key => 'id', description => $2)", [
      path.join(dataDir, "visits.csv"),
      words.table,
    ]);
    await ours.query(
      "CALL create_view('names', base => 'people', columns => ARRAY['name', 'born'], description => $1)",
      [words.view],
    );
    const theirs = await databaseLikeOurs(postgres, ours);
    clients = { ours, theirs };
    answerers = { ours: await Answerer.of(ours), theirs: await Answerer.of(theirs) };
  }, 120_000);
  afterAll(async () => {
    await clients.theirs.end();
    await Promise.all([gateway.stop(), postgres.stop()]);
    removeDataDir(dataDir);
  });

  it.each(toolFiles)("%s", { timeout: 120_000 }, async (file) => {
    // What another file's statements have set shall not matter.
    for (const client of Object.values(clients)) await client.query("RESET ALL");
    const found: Record<string, unknown> = {};
    const expected: Record<string, unknown> = {};
    for (const statement of statementsOf(file)) {
      const name = `${file} ${statement.name}`;
      const [ours, theirs] = [await answerOf(answerers.ours, statement), await answerOf(answerers.theirs, statement)];
      const isOtherwise = of18.has(name);
      const why = whyDiffering.get(name);
      const rowsAgree = JSON.stringify(ours.rows) === JSON.stringify(theirs.rows);
      // Known to differ, and does: answered all the same.
      found[name] = {
        columns:
          isOtherwise && ours.columns !== theirs.columns && !sqlstate.test(ours.columns) ? "differ" : ours.columns,
        rows: name in refused ? [] : why !== undefined && !rowsAgree ? why : ours.rows,
      };
      expected[name] = {
        columns: isOtherwise ? "differ" : (refused[name] ?? theirs.columns),
        rows: name in refused ? [] : (why ?? theirs.rows),
      };
      const isAsExpected = JSON.stringify(found[name]) === JSON.stringify(expected[name]);
      tellStatement({ file, name: statement.name, ...outcomeOf(name, isAsExpected) });
    }
    expect(found).toEqual(expected);
  });
});

/** A database of the same name, with the same relations, roles and rights. */
async function databaseLikeOurs(postgres: Postgres, ours: pg.Client): Promise<pg.Client> {
  const first = await postgres.connect();
  await first.query("CREATE DATABASE lake TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'");
  // A role that has a schema of its name would find that first, where the gateway's finds `public`.
  await first.query("ALTER DATABASE lake SET search_path = public");
  await first.end();
  const theirs = await postgres.connect({ database: "lake" });
  await theirs.query("DROP DATABASE postgres");
  await theirs.query(`CREATE ROLE sluice_reader; CREATE ROLE sluice_agent; CREATE ROLE sluice_administrator SUPERUSER;
    CREATE SCHEMA sluice; CREATE SCHEMA "primary"; GRANT USAGE ON SCHEMA sluice, "primary" TO PUBLIC;
    ALTER ROLE sluice NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS`);
  const { rows } = await ours.query<{ readonly name: string; readonly columns: string }>(`
    SELECT c.oid::regclass AS name, string_agg(format('NULL::%s AS %I', format_type(atttypid, atttypmod), attname), ', ' ORDER BY attnum) AS columns
    FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0 WHERE relnamespace = 'sluice'::regnamespace GROUP BY 1`);
  for (const { name, columns } of rows) await theirs.query(`CREATE VIEW ${name} AS SELECT ${columns}`);
  for (const sql of relations) await theirs.query(sql);
  await theirs.query(`CREATE TABLE visits (id bigint PRIMARY KEY, at date); INSERT INTO visits VALUES (1, '2024-02-29');
    COMMENT ON TABLE visits IS '${words.table}'; CREATE VIEW names AS SELECT NULL::text AS name, NULL::date AS born;
    COMMENT ON VIEW names IS '${words.view}'; GRANT SELECT ON people, orders, visits, names TO sluice_reader`);
  // Else the row would be counted after ANALYZE has counted it.
  await theirs.query("SELECT pg_stat_force_next_flush()");
  await theirs.query("ANALYZE people, orders, visits");
  return theirs;
}
