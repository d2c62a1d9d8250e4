// Casts around `$n`, so that DuckDB takes a parameter to be of the type that the client named.
import { scanSync } from "libpg-query";
import { FeatureNotSupported } from "../../errors.js";
import type { Edit } from "./splice.js";

/** `typeNames[n - 1]` is the SQL type for `$n`; undefined: leave it as it is. `value` is what is cast to it. */
export function parameterEdits(
  sql: string,
  typeNames: readonly (string | undefined)[],
  value: (number: number) => string = (number) => `$${number}`,
): readonly Edit[] {
  if (typeNames.length === 0) return [];
  const edits: Edit[] = [];
  let highest = 0;
  for (const token of scanSync(sql).tokens) {
    if (token.tokenName !== "PARAM") continue;
    const number = Number(token.text.slice(1));
    highest = Math.max(highest, number);
    const typeName = typeNames[number - 1];
    if (typeName !== undefined) {
      edits.push({ start: token.start, end: token.end, text: `CAST(${value(number)} AS ${typeName})` });
    }
  }
  if (highest !== typeNames.length) throw new FeatureNotSupported("parameters are written $1, $2, ...");
  return edits;
}
