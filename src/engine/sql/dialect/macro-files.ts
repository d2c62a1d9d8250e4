// The macros that stand for PostgreSQL's functions, from the files of their families.
import { readFileSync } from "node:fs";
import { dateTimeMacros } from "./functions/date-time.js";

const files: readonly string[] = [
  "text",
  "bytea-and-bits",
  "text-types",
  "regexps",
  "math",
  "math-numeric",
  "math-casts",
  ...dateTimeMacros,
  "formatting",
  "json",
  "json-build",
  "json-path",
  "arrays",
  "aggregates",
  "system",
  "set-returning",
];

export interface Macro {
  readonly sql: string;
  /** Those that it calls: they have to be there before it. */
  readonly uses: readonly string[];
}

let known: ReadonlyMap<string, Macro> | undefined;

/** By name. In a file, each begins and ends with a line. */
export function macros(): ReadonlyMap<string, Macro> {
  known ??= new Map(
    files.flatMap((file) =>
      Array.from(
        readFileSync(new URL(`macros/${file}.sql`, import.meta.url), "utf8").matchAll(
          /^CREATE MACRO pg\.(\w+)[^]*?;$/gm,
        ),
        ([sql, name = ""]): [string, Macro] => [
          name,
          { sql: withSubscripts(sql), uses: macrosIn(sql).filter((used) => used !== name) },
        ],
      ),
    ),
  );
  return known;
}

/** `pg_x.field` of a lambda is `pg_x['field']`: in HAVING, DuckDB takes the other for a column. */
function withSubscripts(sql: string): string {
  const names = Array.from(sql.matchAll(/\blambda (\w+(?:, \w+)*):/g), ([, list = ""]) => list.split(", ")).flat();
  if (names.length === 0) return sql;
  const field = new RegExp(`'[^']*'|(?<![.\\w])(${[...new Set(names)].join("|")})\\.(\\w+)`, "g");
  return sql.replace(field, (whole, name: string | undefined, key: string) =>
    name === undefined ? whole : `${name}['${key}']`,
  );
}

export function macroNames(): Pick<ReadonlySet<string>, "has"> {
  return macros();
}

/** The names that a text calls. */
export function macrosIn(sql: string, schema = "pg"): readonly string[] {
  const calls = new RegExp(`\\b${schema}\\.(\\w+)\\s*\\(`, "g");
  return Array.from(new Set(Array.from(sql.matchAll(calls), ([, name = ""]) => name)));
}
