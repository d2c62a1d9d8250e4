// Calls of PostgreSQL's functions and operators, asked of PostgreSQL and, as the tables say, of DuckDB.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DuckDBConnection } from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";
import type pg from "pg";
import { fromDuckDB } from "../../src/engine/duckdb/errors.js";
import { installWholeDialect } from "../support/whole-dialect.js";
import { openSandbox } from "../../src/engine/duckdb/sandbox.js";
import type { Lowering } from "../../src/engine/sql/dialect/lowering.js";
import { type Postgres, startPostgres } from "../support/postgres.js";

export const duckdbTypes: Readonly<Record<string, string>> = {
  int2: "SMALLINT",
  int4: "INTEGER",
  int8: "BIGINT",
  float4: "FLOAT",
  float8: "DOUBLE",
  bool: "BOOLEAN",
  oid: "UINTEGER",
  text: "VARCHAR",
};

export interface Both {
  /** Each expression's text, `null`, or `!` and the error. */
  postgres(expressions: readonly string[]): Promise<readonly string[]>;
  /** Each row's text of the first column. An error is the only row. */
  duckdb(sql: string): Promise<readonly string[]>;
  stop(): Promise<void>;
}

const tryFunction = `CREATE FUNCTION try(expression text) RETURNS text LANGUAGE plpgsql AS $$
  DECLARE result text;
  BEGIN
    EXECUTE 'SELECT (' || expression || ')::text' INTO result;
    RETURN coalesce(result, 'null');
  EXCEPTION WHEN OTHERS THEN RETURN '!' || SQLSTATE || ' ' || SQLERRM;
  END $$`;

export async function startBoth(): Promise<Both> {
  const folder = mkdtempSync(path.join(tmpdir(), "sluice-dialect-"));
  const postgres: Postgres = await startPostgres();
  const client: pg.Client = await postgres.connect();
  await client.query(tryFunction);
  const database = await openSandbox({ folders: [folder], temporaryFolder: folder, memoryLimit: "512MiB", threads: 1 });
  const bound = await duckdb.connect(database);
  await installWholeDialect(bound);
  const connection = new DuckDBConnection(bound);
  return {
    postgres: async (expressions) => {
      const { rows } = await client.query<{ result: string }>(
        "SELECT try(e) AS result FROM unnest($1::text[]) WITH ORDINALITY AS t(e, place) ORDER BY place",
        [expressions],
      );
      return rows.map(({ result }) => result);
    },
    duckdb: async (sql) => {
      try {
        const rows = (await connection.runAndReadAll(sql)).getRows();
        return rows.map(([value]) => (value === null ? "null" : String(value)));
      } catch (thrown) {
        const { sqlstate, message } = fromDuckDB(thrown);
        return [`!${sqlstate} ${message}`];
      }
    },
    stop: async () => {
      connection.closeSync();
      duckdb.close_sync(database);
      await client.end();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Signature {
  readonly name: string;
  /** An empty one stands for the operand that a prefix operator has not. */
  readonly parameters: readonly string[];
}

export function parseSignature(key: string): Signature {
  const open = key.lastIndexOf("(");
  const list = key.slice(open + 1, -1);
  return { name: key.slice(0, open), parameters: list === "" ? [] : list.split(",") };
}

export function postgresCall({ name, parameters }: Signature, values: readonly string[]): string {
  const operands = values.map((value, index) => `'${value}'::${parameters.filter(Boolean)[index]}`);
  if (/^\w+$/.test(name)) return `${name}(${operands.join(", ")})`;
  return operands.length === 1 ? `${name} ${operands[0]}` : `${operands[0]} ${name} ${operands[1]}`;
}

export function duckdbCall({ name }: Signature, lowering: Lowering, operands: readonly string[]): string {
  const word = lowering.kind === "call" ? lowering.name : lowering.kind === "operator" ? lowering.sign : name;
  if (/^[\w.]+$/.test(word)) return `${word}(${operands.join(", ")})`;
  return operands.length === 1 ? `(${word} ${operands[0]})` : `(${operands[0]} ${word} ${operands[1]})`;
}

/** A numeric's value, without the zeros that say nothing of it. */
export function valueOfNumeric(text: string): string {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return text;
  const plain = text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  return plain === "-0" ? "0" : plain;
}
