// The subquery of an item of FROM: rows of its functions' lists, in step. Its columns have no names of their own.
import type { FromPart } from "./from-functions.js";

/** `isNumbered`: WITH ORDINALITY. */
export function rowsQuery(parts: readonly FromPart[], isNumbered: boolean): string {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) {
    if (only.kind === "value") return `(SELECT ${only.sql} AS pg_c${isNumbered ? ", CAST(1 AS BIGINT) AS pg_o" : ""})`;
    if (only.rows.table !== undefined) {
      if (!isNumbered) return only.rows.table;
      return `(SELECT pg_t.*, row_number() OVER () AS pg_o FROM ${only.rows.table} AS pg_t)`;
    }
  }
  return isNumbered ? numbered(parts) : plain(parts);
}

function plain(parts: readonly FromPart[]): string {
  const lists = parts.map((part, index) => `unnest(${listOf(part)}) AS pg_r${index}`).join(", ");
  if (parts.every((part) => part.kind === "value" || part.rows.fields === undefined)) return `(SELECT ${lists})`;
  const columns = parts.flatMap((part, index) => fieldsOf(part, `pg_r${index}`));
  return `(SELECT ${columns.join(", ")} FROM (SELECT ${lists}) AS pg_s)`;
}

/** Each row is a STRUCT of all columns and its number: an unnest() of several lists would not tell them. */
function numbered(parts: readonly FromPart[]): string {
  const lists = parts.map(listOf);
  const [only = ""] = lists;
  const rows = parts.length === 1 ? only : `list_zip(${lists.join(", ")})`;
  const values = parts.flatMap((part, index) => fieldsOf(part, parts.length === 1 ? "pg_e" : `pg_e[${index + 1}]`));
  const fields = values.map((value, index) => `'c${index}': ${value}`).join(", ");
  const columns = values.map((_, index) => `pg_r.c${index}`).join(", ");
  const list = `list_transform(${rows}, lambda pg_e, pg_i: {${fields}, 'o': pg_i})`;
  return `(SELECT ${columns}, pg_r.o FROM (SELECT unnest(${list}) AS pg_r) AS pg_s)`;
}

function listOf(part: FromPart): string {
  return part.kind === "value" ? `[${part.sql}]` : part.rows.list;
}

function fieldsOf(part: FromPart, row: string): readonly string[] {
  return part.kind === "value" ? [row] : (part.rows.fields?.(row) ?? [row]);
}
