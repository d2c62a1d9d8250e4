// json_to_record(x) AS t(a int, b text) and its kin: each column is a field of the object, read as a cast from text reads it.
// populate_record in src/backend/utils/adt/jsonfuncs.c
import type { Node } from "libpg-query";
import { quoteLiteral } from "../../duckdb/sandbox.js";
import { type Analysis, bodyOf, errorAt, kindOf, namesIn, nodesIn, typed, typeText } from "./analysis.js";
import { isArray, unknown } from "./candidates.js";
import { coerce } from "./coercion.js";
import { type Conversion, conversionOf, plainCast } from "./conversions.js";
import type { FromPart } from "./from-functions.js";
import type { Column, Scope } from "./scope.js";
import { castOfText, targetOf } from "./type-casts.js";

type Body = Readonly<Record<string, unknown>>;

/** Field of a row of JSON, in DuckDB's SQL. */
type Read = (row: string) => string;

interface RecordFunction {
  readonly type: "json" | "jsonb";
  readonly list: (argument: string) => string;
}

const functions: Readonly<Record<string, RecordFunction>> = {
  json_to_record: { type: "json", list: (argument) => `[pg.object_of_record(${argument})]` },
  jsonb_to_record: { type: "jsonb", list: (argument) => `[pg.object_of_record(${argument})]` },
  json_to_recordset: { type: "json", list: (argument) => `pg.json_to_recordset_list(${argument})` },
  jsonb_to_recordset: { type: "jsonb", list: (argument) => `pg.jsonb_to_recordset_list(${argument})` },
};

/** `json_populate_record(NULL::t, x)`: the columns are those of a relation. */
const populating: Readonly<Record<string, keyof typeof functions>> = {
  json_populate_record: "json_to_record",
  jsonb_populate_record: "jsonb_to_record",
  json_populate_recordset: "json_to_recordset",
  jsonb_populate_recordset: "jsonb_to_recordset",
};

/** Undefined: it is no such function. */
export function recordsOf(
  analysis: Analysis,
  node: Node,
  definitions: readonly Node[],
  scope: Scope,
): FromPart | undefined {
  const body = bodyOf(node);
  const name = kindOf(node) === "FuncCall" ? (namesIn(body["funcname"]).at(-1) ?? "") : "";
  const populated = populating[name];
  if (populated !== undefined) return populatedBy(analysis, node, name, functions[populated], scope);
  const known = functions[name];
  const [argument, ...others] = nodesIn(body["args"]);
  if (known === undefined || argument === undefined || others.length > 0) return undefined;
  if (definitions.length === 0) {
    throw errorAt(node, "42601", 'a column definition list is required for functions returning "record"');
  }
  return rowsOf(analysis, argument, known, scope, () =>
    definitions.map((definition) => fieldOf(analysis, definition, known.type)),
  );
}

/** An object, or an array of them, whose fields are read. */
function rowsOf(
  analysis: Analysis,
  argument: Node,
  known: RecordFunction,
  scope: Scope,
  fields: () => readonly Field[],
): FromPart | undefined {
  const given = typed(analysis, argument, scope);
  if (![known.type, unknown, undefined].includes(given.type)) return undefined;
  coerce(analysis, given, known.type, { isForced: true });
  const span = analysis.spans.widest(argument);
  if (span === undefined) return undefined;
  const read = fields();
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

/** @throws FeatureNotSupported: it is told by something else than NULL of a relation's type. */
function populatedBy(
  analysis: Analysis,
  node: Node,
  name: string,
  known: RecordFunction | undefined,
  scope: Scope,
): FromPart | undefined {
  const [base, argument, ...others] = nodesIn(bodyOf(node)["args"]);
  if (base === undefined || argument === undefined || known === undefined) return undefined;
  const { arg, typeName } = bodyOf(base) as { readonly arg?: Node; readonly typeName?: Body };
  const isNull = kindOf(base) === "TypeCast" && arg !== undefined && bodyOf(arg)["isnull"] === true;
  const names = namesIn(typeName?.["names"]);
  const relation = isNull && names.length > 0 ? analysis.relation(names.at(-2), names.at(-1) ?? "") : undefined;
  if (relation === undefined || relation.isPartial || others.length > 0) {
    throw errorAt(node, "0A000", `${name}() is supported with NULL of the type of a relation only`, {
      hint: `Use ${known.type}_to_record${name.endsWith("set") ? "set" : ""}(...) AS t(name type, ...) in FROM.`,
    });
  }
  return rowsOf(analysis, argument, known, scope, () =>
    relation.columns.map((column) => fieldOfType(node, column.name, column.type, known.type, undefined)),
  );
}

interface Field {
  readonly column: Column;
  readonly sql: Read;
}

function fieldOf(analysis: Analysis, definition: Node, from: "json" | "jsonb"): Field {
  const body = bodyOf(definition);
  const type = targetOf(body["typeName"] as Body);
  const convert = (wanted: string): Conversion => castOfText(analysis, definition, body["typeName"] as Body, wanted);
  const name = String(body["colname"]);
  const field = fieldOfType(definition, analysis.clashes.original(name), type, from, convert);
  return { ...field, column: { ...field.column, name } };
}

/** `convert`: of its text. */
function fieldOfType(
  node: Node,
  name: string,
  type: string | undefined,
  from: "json" | "jsonb",
  convert: ((type: string) => Conversion) | undefined,
): Field {
  const key = quoteLiteral(name);
  if (type === undefined || isArray(type) || type === "record") {
    throw errorAt(node, "0A000", `a column of type ${typeText(type)} is not supported in a column definition list`, {
      hint: "Declare it jsonb, and take it apart with jsonb_array_elements() or ->.",
    });
  }
  if (type === "json" || type === "jsonb") {
    const made: Read = (row) => `pg.record_json(pg.${from}_get(${row}, ${key}))`;
    return {
      column: { name, type },
      sql: type === "jsonb" && from === "json" ? (row) => `pg.jsonb_in(CAST(${made(row)} AS VARCHAR))` : made,
    };
  }
  const read = convert?.(type) ?? readOf(type);
  return { column: { name, type }, sql: (row) => read(`pg.${from}_get_text(${row}, ${key})`) };
}

/** As a cast from text reads it. */
function readOf(type: string): Conversion {
  const conversion = conversionOf("text", type);
  return conversion === "plain" || conversion === undefined ? plainCast(type, "text") : conversion;
}
