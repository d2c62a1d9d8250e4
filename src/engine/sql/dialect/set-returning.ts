// Calls of functions that return sets: each becomes a list, of which unnest() makes rows. Where several stand in one select list, DuckDB goes
// through their lists in step, and gives NULL where one has ended, as PostgreSQL does from version 10 on.
import { type Analysis, bodyOf, errorAt, kindOf, namesIn, nodesIn, type Typed } from "./analysis.js";
import { unknown } from "./candidates.js";
import { coerce } from "./coercion.js";
import { duckDBType } from "./duckdb-types.js";
import { setReturning, type SetReturning } from "./functions/set-returning.js";
import { functionsNamed, type PostgresFunction, typeNamed } from "./postgres-catalog.js";
import type { Node } from "libpg-query";
import type { Column } from "./scope.js";
import { mentions } from "./tree-walk.js";

/** A list of rows, in DuckDB's SQL. */
export interface SetOfRows {
  readonly list: string;
  /** What gives the same rows in FROM, and keeps no list of them. */
  readonly table: string | undefined;
  readonly columns: readonly Column[];
  /** Given a row's name, its columns; undefined: it is the only one. */
  readonly fields: ((row: string) => readonly string[]) | undefined;
  /** The name of its column is its own, whatever it is called in FROM. */
  readonly isNamed: boolean;
}

/** A call that is an item of FROM, and the rows that it was found to give. */
export interface CallInFrom {
  readonly node: Node;
  rows?: SetOfRows;
}

export interface SetCall {
  readonly node: Node;
  readonly one: PostgresFunction;
  readonly given: readonly Typed[];
  /** What its parameters stand for. */
  readonly types: readonly string[];
  readonly result: string | undefined;
}

/** Of `(json_each(x)).key`. */
export function fieldType(call: Node, field: string): string | undefined {
  if (kindOf(call) !== "FuncCall") return undefined;
  const [one, ...others] = functionsNamed(namesIn(bodyOf(call)["funcname"]).at(-1) ?? "");
  return one !== undefined && others.length === 0 ? one.columns.find(({ name }) => name === field)?.type : undefined;
}

export function isSetReturning(name: string): boolean {
  return functionsNamed(name).some(({ isSet }) => isSet);
}

/** Outside of subqueries. */
export function containsSet(node: unknown): boolean {
  if (typeof node !== "object" || node === null) return false;
  return Object.entries(node).some(([kind, inner]) => {
    if (kind === "SubLink") return false;
    const isCall =
      kind === "FuncCall" && isSetReturning(namesIn((inner as { funcname?: unknown }).funcname).at(-1) ?? "");
    return isCall || containsSet(inner);
  });
}

/** Undefined: it is none, or none that is known here. */
export function writeSetCall(analysis: Analysis, called: SetCall): Typed | undefined {
  const { node, one } = called;
  const known = one.isSet ? setReturning.get(one.signature) : undefined;
  const span = known === undefined ? undefined : analysis.spans.of(node);
  if (known === undefined || span === undefined) return undefined;
  const rows = rowsOf(analysis, called, known);
  const { inFrom } = analysis;
  analysis.rewriting.take(span);
  if (inFrom?.node === node) {
    inFrom.rows = rows;
    analysis.rewriting.replace(span, rows.list);
  } else analysis.rewriting.replace(span, `unnest(${rows.list})`);
  const [first, ...others] = rows.columns;
  if (others.length > 0) return { node, type: undefined, record: { fields: rows.columns, isList: false } };
  return { node, type: first?.type };
}

/** `unnest(a, b)` of FROM is of several arrays. */
export function unnested(analysis: Analysis, node: Node, given: Typed): SetOfRows | undefined {
  const [one] = functionsNamed("unnest");
  const known = one === undefined ? undefined : setReturning.get(one.signature);
  const element = typeNamed(given.type ?? "")?.element;
  if (one === undefined || known === undefined || element === undefined) return undefined;
  return rowsOf(analysis, { node, one, given: [given], types: [given.type ?? unknown], result: element }, known);
}

/** Rows of a series that is made for each row. */
const seriesOfColumnsMax = "100000";

function rowsOf(analysis: Analysis, { node, one, given, types, result }: SetCall, known: SetReturning): SetOfRows {
  if (one.name === "unnest" && given[0]?.type === unknown) {
    throw errorAt(node, "42725", `function ${one.name}(unknown) is not unique`, {
      hint: "Could not choose a best candidate function. You might need to add explicit type casts.",
    });
  }
  for (const [index, operand] of given.entries())
    coerce(analysis, operand, types[index] ?? unknown, { isForced: true });
  const columns = known.columns.map(({ name, type }) => ({ name, type: type === "element" ? result : type }));
  const written = given.map(({ node: operand }) => {
    const span = analysis.spans.widest(operand);
    return span === undefined ? "" : analysis.rewriting.take(span);
  });
  const list = one.name === "unnest" ? flattened(given[0], written[0] ?? "", result) : undefined;
  const isFixedCall = !given.some(({ node: operand }) => mentions(operand, "ColumnRef", "SubLink"));
  const steps = one.name === "generate_series" && written.length === 2 ? ["1"] : [];
  const values = [
    ...written,
    ...(one.name === "generate_series" && !isFixedCall ? [...steps, seriesOfColumnsMax] : []),
  ].join(", ");
  return {
    list: list ?? `${known.list}(${values})`,
    // A table macro takes what is known before there are rows.
    table: known.table === undefined || !isFixedCall ? undefined : `${known.table}(${values})`,
    columns,
    fields: columns.length === 1 ? undefined : (row) => columns.map(({ name }) => `${row}."${name}"`),
    isNamed: one.columns.length > 0,
  };
}

/** Of how many dimensions an array is only DuckDB knows. */
export function flattened(given: Typed | undefined, sql: string, element: string | undefined): string {
  if (given === undefined || isOfOneDimension(given.node)) return sql;
  const plain = isPlain(given.node);
  const name = plain ? sql : "pg_array";
  const flat =
    element === undefined || element === "numeric" || element === "record"
      ? `pg.one_dimension(${name})`
      : flatList(name, element);
  return plain ? flat : `list_transform([${sql}], lambda pg_array: ${flat})[1]`;
}

function flatList(sql: string, element: string): string {
  const type = duckDBType(element);
  const parts = type === "JSON" ? `pg.flat_json(${sql})` : `pg.flat_texts(${sql})`;
  return `CASE WHEN pg.array_depth(${sql}) <= 1 THEN TRY_CAST(${sql} AS ${type}[]) ELSE CAST(${parts} AS ${type}[]) END`;
}

function isOfOneDimension(node: Node): boolean {
  const body = bodyOf(node);
  switch (kindOf(node)) {
    case "A_ArrayExpr":
      return nodesIn(body["elements"]).every((element) => kindOf(element) === "A_Const");
    case "FuncCall":
      return /^(string_to_array|regexp_split_to_array|regexp_match)$/.test(namesIn(body["funcname"]).at(-1) ?? "");
    default:
      return false;
  }
}

/** It may stand there several times. */
function isPlain(node: Node): boolean {
  return ["ColumnRef", "ParamRef"].includes(kindOf(node));
}
