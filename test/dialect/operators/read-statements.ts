// Statements, one a line; behind ` -- ` stands a JSON list of their parameters.
import { readFileSync } from "node:fs";

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly (string | null)[];
}

export function readStatements(name: string): readonly Statement[] {
  const text = readFileSync(new URL(`./${name}.sql`, import.meta.url), "utf8");
  return text.split("\n").flatMap((line) => {
    if (line.trim() === "") return [];
    const [sql = "", parameters = "[]"] = line.split(" -- ");
    return [{ sql, parameters: JSON.parse(parameters) as (string | null)[] }];
  });
}

/** What they are asked of. */
export const columns =
  "id int PRIMARY KEY, n numeric(10,2), b bigint, s text, f float8, d date, ts timestamp, tz timestamptz, a int[], ta text[], j json, flag bool";

export const rows = [
  '1\t1.50\t10\tabc\t1.5\t2024-01-01\t2024-01-01 10:00\t2024-01-01 10:00+00\t{1,2,3}\t{a,b}\t{"a": [1, 2]}\tt',
  '2\t2.00\t20\tb\tNaN\t2024-02-01\t2024-02-01 10:00\t2024-02-01 10:00+00\t{}\t{}\t{"b": 1}\tf',
  `3${"\t\\N".repeat(11)}`,
  '4\t-1.00\t9223372036854775807\ta%c\t-0\t1970-01-01\t1970-01-01 00:00\t1970-01-01 00:00+00\t{5,NULL}\t{NULL,"x y"}\t[1]\tt',
  "",
].join("\n");
