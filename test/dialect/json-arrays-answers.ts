// Asks DuckDB, with the dialect installed, and a real PostgreSQL the same things, and tells where they differ.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DuckDBConnection } from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";
import type pg from "pg";
import { raisedError } from "../../src/engine/duckdb/raised-errors.js";
import { installWholeDialect } from "../support/whole-dialect.js";
import { openSandbox } from "../../src/engine/duckdb/sandbox.js";
import { startPostgres } from "../support/postgres.js";

/** One expression in both tongues, over columns. Each gives text; null is NULL. */
export interface Question {
  readonly pg: string;
  readonly duck: string;
}

/** A column's name, and its type in both. */
export type Columns = Readonly<Record<string, { readonly pg: string; readonly duck: string }>>;
export type Row = readonly (string | null)[];

export const types = {
  json: { pg: "json", duck: "JSON" },
  jsonb: { pg: "jsonb", duck: "JSON" },
  text: { pg: "text", duck: "VARCHAR" },
  int4: { pg: "int4", duck: "INTEGER" },
  texts: { pg: "text[]", duck: "VARCHAR[]" },
  ints: { pg: "int4[]", duck: "INTEGER[]" },
} as const;

/** Answers as text; an error is `ERROR sqlstate: message | detail`. */
export interface Answers {
  /** Where they differ: one line each. */
  differences(columns: Columns, rows: readonly Row[], questions: readonly Question[]): Promise<string[]>;
  duck(sql: string): Promise<string | null>;
  close(): Promise<void>;
}

const ask = `CREATE FUNCTION ask(query text) RETURNS text LANGUAGE plpgsql AS $$
  DECLARE answer text; detail text;
  BEGIN EXECUTE query INTO answer; RETURN answer;
  EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RETURN 'ERROR ' || SQLSTATE || ': ' || SQLERRM || CASE WHEN detail <> '' THEN ' | ' || detail ELSE '' END;
  END $$`;

export async function openAnswers(timeZone = "UTC"): Promise<Answers> {
  const folder = mkdtempSync(path.join(tmpdir(), "sluice-answers-"));
  const postgres = await startPostgres();
  const client = await postgres.connect();
  await client.query(ask);
  await client.query(`SET TimeZone = '${timeZone}'`);
  const database = await openSandbox({ folders: [folder], temporaryFolder: folder, memoryLimit: "1GiB", threads: 1 });
  const bare = await duckdb.connect(database);
  await installWholeDialect(bare);
  const engine = new DuckDBConnection(bare);
  await engine.run(`SET TimeZone = '${timeZone}'`);
  const rowsOf = async (sql: string): Promise<(string | null)[]> =>
    (await engine.runAndReadAll(sql)).getRows().map(([value = null]) => (value === null ? null : String(value)));
  /** Rows that fail are found by halves. */
  const answersOf = async (columns: Columns, rows: readonly Row[], expression: string): Promise<(string | null)[]> => {
    try {
      return await rowsOf(duckQuery(columns, rows, expression));
    } catch (thrown) {
      if (rows.length === 1) return [errorText(thrown)];
      const middle = rows.length >> 1;
      const first = await answersOf(columns, rows.slice(0, middle), expression);
      return [...first, ...(await answersOf(columns, rows.slice(middle), expression))];
    }
  };
  return {
    differences: async (columns, rows, questions) => {
      const found: string[] = [];
      for (const { pg: inPg, duck: inDuck } of questions) {
        const expected = await askAll(client, columns, rows, inPg);
        const actual = await answersOf(columns, rows, inDuck);
        rows.forEach((row, at) => {
          if (expected[at] !== actual[at]) {
            found.push(`${inPg} of ${JSON.stringify(row)}: PostgreSQL ${expected[at]} but DuckDB ${actual[at]}`);
          }
        });
      }
      return found;
    },
    duck: async (sql) => (await rowsOf(sql))[0] ?? null,
    close: async () => {
      engine.closeSync();
      await client.end();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function literal(value: string | null): string {
  return value === null ? "NULL" : `'${value.replaceAll("'", "''")}'`;
}

async function askAll(
  client: pg.Client,
  columns: Columns,
  rows: readonly Row[],
  expression: string,
): Promise<(string | null)[]> {
  const queries = rows.map((row) => {
    const values = Object.entries(columns).map(
      ([name, type], at) => `${literal(row[at] ?? null)}::${type.pg} AS ${name}`,
    );
    return `SELECT (${expression})::text FROM (SELECT ${values.join(", ")} OFFSET 0) t`;
  });
  const answers = await client.query<{ answer: string | null }>(
    "SELECT ask(q) AS answer FROM unnest($1::text[]) WITH ORDINALITY AS t(q, n) ORDER BY n",
    [queries],
  );
  return answers.rows.map(({ answer }) => answer);
}

/** Lists are written as PostgreSQL's literals of one dimension in rows, and as DuckDB's here. */
function duckQuery(columns: Columns, rows: readonly Row[], expression: string): string {
  const names = Object.keys(columns);
  const values = rows.map((row, at) => {
    const cells = Object.values(columns).map((type, column) => {
      const text = literal(row[column] ?? null);
      if (type.pg === "jsonb" && row[column] != null) return `pg.jsonb_in(${text})`;
      return type.duck.endsWith("[]") && row[column] != null
        ? `${listLiteral(row[column])}::${type.duck}`
        : `${text}::${type.duck}`;
    });
    return `(${[at, ...cells].join(", ")})`;
  });
  return `SELECT (${expression})::VARCHAR FROM (VALUES ${values.join(", ")}) t(${["row_number", ...names].join(", ")}) ORDER BY row_number`;
}

function listLiteral(array: string): string {
  let text = "";
  for (const [token, quoted] of array.matchAll(/"((?:[^"\\]|\\.)*)"|[{},]|[^{},"]+/gs)) {
    if (quoted !== undefined) text += literal(quoted.replaceAll(/\\(.)/gs, "$1"));
    else if (token === "{") text += "[";
    else if (token === "}") text += "]";
    else text += token === "," || token === "NULL" ? token : literal(token);
  }
  return text;
}

function errorText(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  try {
    const { exception_message: message } = JSON.parse(text) as { exception_message: string };
    const error = raisedError(message);
    if (error === undefined) return `FAILED ${message}`;
    return `ERROR ${error.sqlstate}: ${error.message}${error.detail === undefined ? "" : ` | ${error.detail}`}`;
  } catch {
    return `FAILED ${text}`;
  }
}
