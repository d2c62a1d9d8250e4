// The subquery of an item of FROM: rows of its functions' lists, in step. Its columns have no names of their own.
import type { FromPart } from "./from-functions.js";

/** A list, or none where some condition does not hold. */
export type GuardedList = (list: string) => string;

/** `isNumbered`: WITH ORDINALITY. */
export function rowsQuery(parts: readonly FromPart[], isNumbered: boolean, guarded: GuardedList): string {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) {
    if (only.kind === "value")
      return `(SELECT ${guarded(only.sql)} AS pg_c${isNumbered ? ", CAST(1 AS BIGINT) AS pg_o" : ""})`;
    if (only.rows.table !== undefined) {
      if (!isNumbered) return only.rows.table;
      return `(SELECT pg_t.*, row_number() OVER () AS pg_o FROM ${only.rows.table} AS pg_t)`;
    }
  }
  if (!isNumbered && (parts.length > 1 || parts.every(isOfOneColumn))) return inStep(parts, guarded);
  const { list, columns } = rowList(parts, isNumbered);
  return unnestedRows(guarded(list), columns);
}

export interface RowList {
  readonly list: string;
  /** Of `pg_r`, which is an element of it. */
  readonly columns: readonly string[];
}

export function unnestedRows(list: string, columns: readonly string[]): string {
  const isOfOne = columns.length === 1 && columns[0] === "pg_r";
  return isOfOne
    ? `(SELECT unnest(${list}) AS pg_r)`
    : `(SELECT ${columns.join(", ")} FROM (SELECT unnest(${list}) AS pg_r) AS pg_s)`;
}

export function rowList(parts: readonly FromPart[], isNumbered: boolean): RowList {
  const [only] = parts;
  if (only === undefined || parts.length > 1 || isNumbered) return structs(parts, isNumbered);
  return { list: listOf(only), columns: fieldsOf(only, "pg_r") };
}

/** Several lists, of which none is held together with the others. */
function inStep(parts: readonly FromPart[], guarded: GuardedList): string {
  const lists = parts.map((part, index) => `unnest(${guarded(listOf(part))}) AS pg_r${index}`).join(", ");
  if (parts.every(isOfOneColumn)) return `(SELECT ${lists})`;
  const columns = parts.flatMap((part, index) => fieldsOf(part, `pg_r${index}`));
  return `(SELECT ${columns.join(", ")} FROM (SELECT ${lists}) AS pg_s)`;
}

/** Each row is a STRUCT of all columns, and its number: an unnest() of several lists would not tell them. */
function structs(parts: readonly FromPart[], isNumbered: boolean): RowList {
  const values = parts.flatMap((part, index) => fieldsOf(part, parts.length === 1 ? "pg_row" : `pg_row[${index + 1}]`));
  const fields = values.map((value, index) => `'c${index}': ${value}`);
  if (isNumbered) fields.push("'o': pg_number");
  const lists = parts.map(listOf);
  const rows = lists.length === 1 ? (lists[0] ?? "") : `list_zip(${lists.join(", ")})`;
  return {
    list: `list_transform(${rows}, lambda pg_row, pg_number: {${fields.join(", ")}})`,
    columns: [...values.map((_, index) => `pg_r.c${index}`), ...(isNumbered ? ["pg_r.o"] : [])],
  };
}

function listOf(part: FromPart): string {
  return part.kind === "value" ? `[${part.sql}]` : part.rows.list;
}

function isOfOneColumn(part: FromPart): boolean {
  return part.kind === "value" || part.rows.fields === undefined;
}

function fieldsOf(part: FromPart, row: string): readonly string[] {
  return part.kind === "value" ? [row] : (part.rows.fields?.(row) ?? [row]);
}
