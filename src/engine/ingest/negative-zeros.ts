// -0 in columns of floats. A dictionary of DuckDB's Parquet writer takes it for the 0 that it has already: where there are any, files are written
// without dictionaries.
import type duckdb from "@duckdb/node-bindings";
import type { Column } from "../../catalog/api.js";
import { quoteIdentifier } from "../duckdb/sandbox.js";
import { runOn, textsOf } from "../duckdb/statement-run.js";

/** Among the options of COPY. */
export const withoutDictionaries = "DICTIONARY_SIZE_LIMIT 0";

/** `written`: what reads the rows that were written, which is quick; `source`: what they came from. */
export async function losesNegativeZeros(
  connection: duckdb.Connection,
  columns: readonly Column[],
  { written, source }: { readonly written: string; readonly source: string },
): Promise<boolean> {
  const floats = columns.filter(({ type }) => /^(FLOAT|DOUBLE)(\[\])?$/.test(type));
  if (floats.length === 0) return false;
  const some = async (from: string, condition: (value: string) => string): Promise<boolean> => {
    const tests = floats.map(({ name, type }) => {
      const column = quoteIdentifier(name);
      if (!type.endsWith("[]")) return condition(column);
      return `len(list_filter(${column}, lambda pg_e: ${condition("pg_e")})) > 0`;
    });
    const found = await runOn(connection, `SELECT 'some' FROM (${from}) WHERE ${tests.join(" OR ")} LIMIT 1`);
    return textsOf(found).length > 0;
  };
  if (!(await some(written, (value) => `${value} = 0`))) return false;
  return some(source, (value) => `(${value} = 0 AND signbit(${value}))`);
}
