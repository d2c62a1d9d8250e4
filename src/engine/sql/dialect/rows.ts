// Whole rows: a STRUCT to DuckDB, by name of a relation or made by ROW(). As JSON they are objects by the names of their columns.
import type { Node } from "libpg-query";
import { quoteIdentifier, quoteLiteral } from "../../duckdb/sandbox.js";
import { type Analysis, bodyOf, isStar, namesIn, nodesIn, type Typed } from "./analysis.js";
import { surround } from "./coercion.js";
import { type Conversion, jsonOf, outputOf } from "./conversions.js";
import { type Column, findColumn, type Range, type RecordShape, type Scope } from "./scope.js";

/** `t` of `FROM t`. Where an outer join has no row, PostgreSQL has no record, and DuckDB has one of NULLs. */
export function wholeRow({ rewriting, spans }: Analysis, node: Node, range: Range): Typed {
  const { alias, columns } = range;
  if (columns === undefined || alias === undefined) return { node, type: undefined };
  const span = spans.of(node);
  if (range.isNullable === true && columns.length > 0 && span !== undefined) {
    const isThere = columns
      .map(({ name }) => `${quoteIdentifier(alias)}.${quoteIdentifier(name)} IS NOT NULL`)
      .join(" OR ");
    rewriting.around(span, `CASE WHEN ${isThere} THEN `, " END");
  }
  return { node, type: undefined, record: { fields: columns, isList: false } };
}

/** ROW(a, b): its fields are called f1, f2. */
export function rowOf(node: Node, parts: readonly Typed[]): Typed {
  const hasStar = parts.some((part) => isStar(part.node));
  const fields = parts.map((part, index): Column => ({ ...part, name: `f${index + 1}` }));
  return { node, type: undefined, ...(!hasStar && { record: { fields, isList: false } }) };
}

/** `f(t.*)` is `f(t)`. */
export function rowOfStar(analysis: Analysis, node: Node, scope: Scope): Typed | undefined {
  if (!isStar(node)) return undefined;
  const names = namesIn(nodesIn(bodyOf(node)["fields"]).slice(0, -1));
  const found = names.length === 1 ? findColumn(scope, names) : undefined;
  const span = analysis.spans.of(node);
  if (found?.kind !== "row" || found.range.columns === undefined || span === undefined) return undefined;
  analysis.rewriting.replace({ first: span.last - 1, last: span.last }, "");
  return wholeRow(analysis, node, found.range);
}

export type JsonForm = "json" | "jsonb";

/** What a row has becomes JSON, and the JSON takes its place. */
export function rowAsJson(analysis: Analysis, typed: Typed, form: JsonForm): Typed {
  const span = typed.record && analysis.spans.of(typed.node);
  if (typed.record === undefined || span === undefined) return typed;
  const text = jsonOfRecord(asTold(analysis, typed.record), form);
  surround(analysis, span, (sql) => `CAST(${text(sql)} AS JSON)`);
  return { node: typed.node, type: form };
}

/** Its text takes its place. */
export function rowAsText(analysis: Analysis, typed: Typed): Typed {
  const span = typed.record && analysis.spans.of(typed.node);
  if (typed.record === undefined || span === undefined) return typed;
  surround(analysis, span, textOfRecord(typed.record));
  return { node: typed.node, type: "text" };
}

/** With the names that the client gives. */
export function asTold(analysis: Analysis, { fields, isList }: RecordShape): RecordShape {
  const told = fields.map(
    (field): Column => ({
      ...field,
      name: analysis.clashes.original(field.name),
      ...(field.record !== undefined && { record: asTold(analysis, field.record) }),
    }),
  );
  return { fields: told, isList };
}

/** `depth`: rows within rows have names of their own. */
export function jsonOfRecord(
  { fields, isList }: RecordShape,
  form: JsonForm,
  separator?: string,
  depth = 0,
): Conversion {
  const row = `pg_r${depth}`;
  const parts = fields.map(({ name, type, record, dimensions }, index) => {
    const value = `struct_extract_at(${row}, ${index + 1})`;
    const json =
      record === undefined
        ? type === undefined
          ? `CAST(to_json(${value}) AS VARCHAR)`
          : jsonOf(type, form, dimensions)(value)
        : jsonOfRecord(record, form, undefined, depth + 1)(value);
    return { name, json };
  });
  const [colon, comma] = form === "jsonb" ? [": ", ", "] : [":", isList ? "," : (separator ?? ",")];
  const written = (form === "jsonb" ? canonical(parts) : parts).map(
    ({ name, json }, index) =>
      `${quoteLiteral(`${index === 0 ? "" : comma}${JSON.stringify(name)}${colon}`)}, coalesce(${json}, 'null')`,
  );
  const object = `CASE WHEN ${row} IS NOT NULL THEN concat('{', ${[...written, "'}'"].join(", ")}) END`;
  const list =
    form === "jsonb" ? "pg.jsonb_of_list" : separator === undefined ? "pg.json_of_list" : "pg.json_of_list_pretty";
  return (sql) =>
    isList
      ? `${list}(list_transform(${sql}, lambda ${row}: ${object}))`
      : `list_transform([${sql}], lambda ${row}: ${object})[1]`;
}

type Shaped = Pick<Column, "record" | "dimensions">;

/** What holds of them all. */
export function sharedShape(parts: readonly Shaped[]): Shaped {
  const key = ({ record }: Shaped): string =>
    record === undefined ? "" : JSON.stringify([record.isList, record.fields.map(({ type }) => type ?? "?")]);
  const [first] = parts;
  if (first === undefined) return {};
  const record = parts.every((part) => key(part) === key(first)) ? first.record : undefined;
  const dimensions = parts.every((part) => part.dimensions === first.dimensions) ? first.dimensions : undefined;
  return { ...(record !== undefined && { record }), ...(dimensions !== undefined && { dimensions }) };
}

/** As a cast to text prints it. record_out in src/backend/utils/adt/rowtypes.c */
export function textOfRecord({ fields, isList }: RecordShape, depth = 0): Conversion {
  const row = `pg_r${depth}`;
  const parts = fields.map(({ type, record, dimensions }, index) => {
    const value = `struct_extract_at(${row}, ${index + 1})`;
    const plain = type === undefined ? `CAST(${value} AS VARCHAR)` : outputOf(type, dimensions)(value);
    return `pg.record_field(${record === undefined ? plain : textOfRecord(record, depth + 1)(value)})`;
  });
  const text = `CASE WHEN ${row} IS NOT NULL THEN concat('(', ${[parts.join(", ',', ") || "''", "')'"].join(", ")}) END`;
  return (sql) =>
    isList
      ? `pg.array_text(list_transform(${sql}, lambda ${row}: ${text}))`
      : `list_transform([${sql}], lambda ${row}: ${text})[1]`;
}

interface Part {
  readonly name: string;
  readonly json: string;
}

/** Shorter names first, and of the same name the last. */
function canonical(parts: readonly Part[]): readonly Part[] {
  const size = ({ name }: Part): number => Buffer.byteLength(name);
  return [...new Map(parts.map((part) => [part.name, part])).values()].sort(
    (a, b) => size(a) - size(b) || Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)),
  );
}
