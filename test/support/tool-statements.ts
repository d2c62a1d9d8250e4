// What tools ask of the system catalog, as recorded in test/catalog/statements: one file a tool.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type pg from "pg";

const folder = fileURLToPath(new URL("../catalog/statements/", import.meta.url));

export const toolFiles: readonly string[] = readdirSync(folder);

export interface ToolStatement {
  readonly name: string;
  readonly sql: string;
  readonly values: readonly unknown[];
}

export function statementsOf(file: string): readonly ToolStatement[] {
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

/** The statement of this name, which has to be there. */
export function statementNamed(file: string, name: string): ToolStatement {
  const found = statementsOf(file).find((statement) => statement.name === name);
  if (found === undefined) throw new Error(`${file} has no statement "${name}"`);
  return found;
}

/** Asks the statements of one tool by their names: rows by the columns' names. */
export function askerOf(file: string, client: () => pg.Client) {
  return async (name: string, ...values: readonly unknown[]): Promise<Record<string, unknown>[]> => {
    const { rows } = await client().query(statementNamed(file, name).sql, [...values]);
    return rows as Record<string, unknown>[];
  };
}
