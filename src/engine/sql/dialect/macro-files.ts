// The files of macros, one a family.
import { readFileSync } from "node:fs";
import { dateTimeMacros } from "./functions/date-time.js";

/** A macro may call those of the files before its own. */
export const macroFiles: readonly string[] = [
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
];

export function macroSql(file: string): string {
  return readFileSync(new URL(`macros/${file}.sql`, import.meta.url), "utf8");
}

let names: ReadonlySet<string> | undefined;

export function macroNames(): ReadonlySet<string> {
  names ??= new Set(
    macroFiles.flatMap((file) =>
      Array.from(macroSql(file).matchAll(/CREATE MACRO pg\.(\w+)/gi), ([, name = ""]) => name),
    ),
  );
  return names;
}
