// json_to_record(x) AS t(a int, b text) and its kin: each column is a field of the object, read as a cast from text reads it.
// populate_record in src/backend/utils/adt/jsonfuncs.c
import type { Node } from "libpg-query";
import { quoteLiteral } from "../../duckdb/sandbox.js";
import { type Analysis, bodyOf, errorAt, kindOf, namesIn, nodesIn, typed, typeText } from "./analysis.js";
import { isArray, unknown } from "./candidates.js";
import { coerce } from "./coercion.js";
import type { FromPart } from "./from-functions.js";
import type { Column, Scope } from "./scope.js";
import { castOfText, targetOf } from "./type-casts.js";

type Body = Readonly<Record<string, unknown>>;

/** Field of a row of JSON, in DuckDB's SQL. */
type Read = (row: string) => string;

const functions: Readonly<
  Record<string, { readonly type: "json" | "jsonb"; readonly list: (argument: string) => string }>
> = {
  json_to_record: { type: "json", list: (argument) => `[pg.object_of_record(${argument})]` },
  jsonb_to_record: { type: "jsonb", list: (argument) => `[pg.object_of_record(${argument})]` },
  json_to_recordset: { type: "json", list: (argument) => `pg.json_to_recordset_list(${argument})` },
  jsonb_to_recordset: { type: "jsonb", list: (argument) => `pg.jsonb_to_recordset_list(${argument})` },
};

/** Undefined: it is no such function. */
export function recordsOf(
  analysis: Analysis,
  node: Node,
  definitions: readonly Node[],
  scope: Scope,
): FromPart | undefined {
  const body = bodyOf(node);
  const known = kindOf(node) === "FuncCall" ? functions[namesIn(body["funcname"]).at(-1) ?? ""] : undefined;
  const [argument, ...others] = nodesIn(body["args"]);
  if (known === undefined || argument === undefined || others.length > 0) return undefined;
  if (definitions.length === 0) {
    throw errorAt(node, "42601", 'a column definition list is required for functions returning "record"');
  }
  const given = typed(analysis, argument, scope);
  if (![known.type, unknown, undefined].includes(given.type)) return undefined;
  coerce(analysis, given, known.type, { isForced: true });
  const span = analysis.spans.widest(argument);
  if (span === undefined) return undefined;
  const read = definitions.map((definition) => fieldOf(analysis, definition, known.type));
  return {
    kind: "rows",
    rows: {
      list: known.list(analysis.rewriting.take(span)),
      table: undefined,
      columns: read.map(({ column }) => column),
      fields: (row) => read.map(({ sql }) => sql(row)),
      isNamed: true,
    },
    columns: read.map(({ column }) => column),
  };
}

function fieldOf(
  analysis: Analysis,
  definition: Node,
  from: "json" | "jsonb",
): { readonly column: Column; readonly sql: Read } {
  const body = bodyOf(definition);
  const name = String(body["colname"]);
  const type = targetOf(body["typeName"] as Body);
  const key = quoteLiteral(name);
  if (type === undefined || isArray(type) || type === "record") {
    throw errorAt(
      definition,
      "0A000",
      `a column of type ${typeText(type)} is not supported in a column definition list`,
      {
        hint: "Declare it jsonb, and take it apart with jsonb_array_elements() or ->.",
      },
    );
  }
  if (type === "json" || type === "jsonb") {
    const made: Read = (row) => `pg.record_json(pg.${from}_get(${row}, ${key}))`;
    return {
      column: { name, type },
      sql: type === "jsonb" && from === "json" ? (row) => `pg.jsonb_in(CAST(${made(row)} AS VARCHAR))` : made,
    };
  }
  const convert = castOfText(analysis, definition, body["typeName"] as Body, type);
  return { column: { name, type }, sql: (row) => convert(`pg.${from}_get_text(${row}, ${key})`) };
}
