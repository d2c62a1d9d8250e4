// The statements of the tools: one file a tool, each statement with its name, and its parameters where it has some.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));

export const tools: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith(".sql"))
  .map((file) => file.replace(".sql", ""));

export interface NamedStatement {
  readonly name: string;
  readonly sql: string;
  readonly parameters: readonly (string | null)[];
}

export function statementsOf(tool: string): readonly NamedStatement[] {
  const [, ...pieces] = readFileSync(`${folder}${tool}.sql`, "utf8").split(/^-- name: /m);
  return pieces.map((piece) => {
    const [name = "", ...lines] = piece.split("\n");
    const parameters = /^-- parameters: (.*)$/m.exec(piece)?.[1] ?? "[]";
    const sql = lines
      .filter((line) => !line.startsWith("-- parameters:"))
      .join("\n")
      .trim()
      .replace(/;$/, "");
    return { name, sql, parameters: JSON.parse(parameters) as (string | null)[] };
  });
}
