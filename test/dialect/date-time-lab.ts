// PostgreSQL and DuckDB side by side: many calls of one signature at once.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DuckDBConnection } from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";
import type pg from "pg";
import { fromDuckDB } from "../../src/engine/duckdb/errors.js";
import { installWholeDialect } from "../support/whole-dialect.js";
import { openSandbox } from "../../src/engine/duckdb/sandbox.js";
import { lowerings } from "../../src/engine/sql/dialect/functions.js";
import { type Postgres, startPostgres } from "../support/postgres.js";
import { told, toldByPostgres, type Written } from "./date-time-values.js";

export interface Answer {
  readonly value?: string | null;
  readonly error?: string;
}

export interface Lab {
  setTimeZone(name: string): Promise<void>;
  /** What PostgreSQL says to each. */
  postgres(expressions: readonly string[], type: string): Promise<readonly Answer[]>;
  /** What DuckDB says to calls with these arguments. */
  duckdb(expression: string, rows: readonly (readonly Written[])[]): Promise<readonly Answer[]>;
  one(expression: string): Promise<Answer>;
  close(): Promise<void>;
}

export async function openLab(): Promise<Lab> {
  const server: Postgres = await startPostgres();
  const client: pg.Client = await server.connect();
  await client.query(`CREATE FUNCTION attempt(e text) RETURNS text[] LANGUAGE plpgsql AS $$
    DECLARE r text; BEGIN EXECUTE 'SELECT ' || e INTO r; RETURN ARRAY['ok', r];
    EXCEPTION WHEN OTHERS THEN RETURN ARRAY[SQLSTATE, SQLERRM]; END $$`);
  const folder = mkdtempSync(path.join(tmpdir(), "sluice-dialect-"));
  const database = await openSandbox({ folders: [folder], temporaryFolder: folder, memoryLimit: "1GiB", threads: 1 });
  const raw = await duckdb.connect(database);
  await installWholeDialect(raw);
  const connection = new DuckDBConnection(raw);
  const run = async (sql: string): Promise<readonly Answer[]> => {
    const rows = (await connection.runAndReadAll(sql)).getRows();
    return rows.map(([value]) => ({ value: told(value ?? null) }));
  };
  const one = async (expression: string): Promise<Answer> => {
    try {
      return (await run(`SELECT ${expression}`))[0] as Answer;
    } catch (thrown) {
      const { sqlstate, message } = fromDuckDB(thrown);
      return { error: `${sqlstate} ${message}` };
    }
  };
  return {
    async setTimeZone(name) {
      await client.query(`SET TimeZone = '${name}'`);
      await connection.run(`SET TimeZone = '${name}'`);
    },
    async postgres(expressions, type) {
      const { rows } = await client.query<{ a: [string, string | null] }>(
        "SELECT attempt(e) AS a FROM unnest($1::text[]) WITH ORDINALITY u(e, n) ORDER BY n",
        [expressions.map((expression) => toldByPostgres(expression, type))],
      );
      return rows.map(({ a: [state, value] }) => (state === "ok" ? { value } : { error: `${state} ${value}` }));
    },
    async duckdb(expression, rows) {
      if (rows.length === 0) return [];
      const names = (rows[0] as readonly Written[]).map((_, index) => `a${index}`);
      const values = rows.map((row, index) => `(${[index, ...row.map(({ duckdb: literal }) => literal)].join(", ")})`);
      try {
        return await run(
          `SELECT ${expression} FROM (VALUES ${values.join(", ")}) t(n, ${names.join(", ")}) ORDER BY n`,
        );
      } catch {
        const answers: Answer[] = [];
        for (const row of rows) {
          const literal = expression.replace(/\ba(\d)\b/g, (_, index) => (row[Number(index)] as Written).duckdb);
          answers.push(await one(literal));
        }
        return answers;
      }
    },
    one,
    async close() {
      await client.end();
      await server.stop();
      connection.closeSync();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const isSign = (name: string): boolean => /^[^a-z]/.test(name);

/** How each writes a call of a signature, with arguments as they come. */
export function callsOf(signature: string): {
  readonly types: readonly string[];
  readonly postgres: (arguments_: readonly string[]) => string;
  readonly duckdb: (arguments_: readonly string[]) => string;
} {
  const [, name = "", list = ""] = /^(.+?)\((.*)\)$/.exec(signature) ?? [];
  const types = list.split(",").filter((type) => type !== "");
  const infix = (sign: string, values: readonly string[]): string =>
    values.length === 1 ? `(${sign} ${values[0]})` : `(${values[0]} ${sign} ${values[1]})`;
  const lowering = lowerings.get(signature);
  if (lowering === undefined || lowering.kind === "refused") throw new Error(`${signature} has no lowering`);
  return {
    types,
    postgres: (values) => (isSign(name) ? infix(name, values) : `pg_catalog."${name}"(${values.join(", ")})`),
    duckdb: (values) => {
      if (lowering.kind === "call") return `${lowering.name}(${values.join(", ")})`;
      const sign = lowering.kind === "operator" ? lowering.sign : name;
      return isSign(sign) ? infix(sign, values) : `${sign}(${values.join(", ")})`;
    },
  };
}
