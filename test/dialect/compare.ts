// Asks DuckDB, with the dialect installed, and a real PostgreSQL for the same value, text for text and error for error.
import { DuckDBConnection } from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";
import type pg from "pg";
import { installWholeDialect } from "../support/whole-dialect.js";
import { openSandbox } from "../../src/engine/duckdb/sandbox.js";

export async function openDialect(folder: string): Promise<DuckDBConnection> {
  const database = await openSandbox({ folders: [folder], temporaryFolder: folder, memoryLimit: "1GiB", threads: 1 });
  const connection = await duckdb.connect(database);
  await installWholeDialect(connection);
  return new DuckDBConnection(connection);
}

/** `DuckDB's expression ||| PostgreSQL's`. Gives those of them that differ. */
export async function differences(
  engine: DuckDBConnection,
  postgres: pg.Client,
  pairs: readonly string[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pair of pairs) {
    const [ours = "", theirs = ""] = pair.split(" ||| ");
    const [answer, wanted] = [await answerOfEngine(engine, ours), await answerOfPostgres(postgres, theirs)];
    if (answer !== wanted) found.push(`${theirs}: ${answer}, where PostgreSQL has ${wanted}`);
  }
  return found;
}

async function answerOfEngine(engine: DuckDBConnection, expression: string): Promise<string> {
  try {
    const reader = await engine.runAndReadAll(`SELECT CAST((${expression}) AS VARCHAR)`);
    return String(reader.getRows()[0]?.[0] ?? "NULL");
  } catch (thrown) {
    const message = String((JSON.parse((thrown as Error).message) as Record<string, unknown>)["exception_message"]);
    const raised = /\{"sqlstate.*\}/s.exec(message)?.[0];
    if (raised === undefined) return message;
    const error = JSON.parse(raised) as { readonly sqlstate: string; readonly message: string };
    return `${error.sqlstate} ${error.message}`;
  }
}

async function answerOfPostgres(postgres: pg.Client, expression: string): Promise<string> {
  try {
    const { rows } = await postgres.query<(string | null)[]>({
      text: `SELECT (${expression})::text`,
      rowMode: "array",
    });
    return rows[0]?.[0] ?? "NULL";
  } catch (thrown) {
    const error = thrown as pg.DatabaseError;
    return `${error.code} ${error.message}`;
  }
}
