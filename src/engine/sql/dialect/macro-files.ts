// The files of macros, one a family.
import { readFileSync } from "node:fs";

/** A macro may call those of the files before its own. */
export const macroFiles = ["text", "math", "date-time", "formatting", "json", "arrays", "aggregates"] as const;

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
