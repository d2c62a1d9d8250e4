// PostgreSQL's text of an array, read while a statement runs.
import { FeatureNotSupported, PgError } from "../../../../errors.js";
import { listText } from "../../array-text.js";
import { scalarFunction } from "../scalar-function.js";

/** As DuckDB reads a list of texts. @throws PgError 22P02 for what is no array, 0A000 for what no list of one dimension is. */
function listOfArrayText(text: string): string {
  const [bounds] = /^\s*(\[\s*[-+]?\d+\s*:\s*[-+]?\d+\s*\]\s*)+=/.exec(text) ?? [];
  if (bounds !== undefined) {
    throw new FeatureNotSupported("arrays with bounds are not supported", { hint: "Write the array without them." });
  }
  const list = listText(text, (value) => value);
  if (list === undefined) {
    const begins = /^\s*\{/.test(text);
    throw new PgError("22P02", `malformed array literal: "${text}"`, {
      ...(!begins && { detail: 'Array value must start with "{" or dimension information.' }),
    });
  }
  if (/^\s*\[\s*\[/.test(list)) {
    throw new FeatureNotSupported("a text of an array of several dimensions is not supported here", {
      hint: "Write the array as a constant.",
    });
  }
  return list;
}

export const arrayTextScalars = [scalarFunction("pg_js_array_list", ["VARCHAR"], "VARCHAR", listOfArrayText)];
