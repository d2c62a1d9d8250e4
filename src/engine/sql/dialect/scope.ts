// What names stand for within a query: its relations and their columns, and around it those of the queries that it stands in.
import type { Node } from "libpg-query";
import { foldCase } from "../qualified-name.js";
import { unknown } from "./candidates.js";

export interface Column {
  readonly name: string;
  /** Undefined: not known. */
  readonly type: string | undefined;
  /** It holds a row, or an array of rows. */
  readonly record?: RecordShape;
}

export interface RecordShape {
  readonly fields: readonly Column[];
  readonly isList: boolean;
}

export interface Range {
  /** Undefined: its columns go by their own names only. */
  readonly alias: string | undefined;
  /** Undefined: which it has is not known. */
  readonly columns: readonly Column[] | undefined;
  /** Joined by USING: they are columns of the join first. */
  readonly merged?: ReadonlySet<string>;
  /** Of a function of one column: what the range's own name stands for. */
  readonly whole?: Column | undefined;
  /** A column that stands in the text, and in no result. */
  readonly hidden?: string | undefined;
  /** An outer join puts NULLs in its place. */
  readonly isNullable?: true;
}

export interface Scope {
  readonly ranges: readonly Range[];
  /** WITH queries by name. */
  readonly queries: ReadonlyMap<string, readonly Column[] | undefined>;
  readonly outer: Scope | undefined;
  /** Of WINDOW, by name. */
  readonly windows?: ReadonlyMap<string, Node>;
}

export type FoundColumn =
  | { readonly kind: "column"; readonly type: string | undefined; readonly record?: RecordShape | undefined }
  /** The only column of `FROM f() AS x`, by the name of `x`. */
  | { readonly kind: "whole"; readonly column: Column }
  /** `x` of `FROM f() AS x`, or a whole row. */
  | { readonly kind: "row"; readonly range: Range }
  | { readonly kind: "missing" }
  | { readonly kind: "ambiguous" }
  /** It may be there, in a relation whose columns are not known. */
  | { readonly kind: "open" };

export function findColumn(scope: Scope | undefined, names: readonly string[]): FoundColumn {
  const [name = ""] = names.slice(-1);
  const qualifier = names.length > 1 ? names[names.length - 2] : undefined;
  let isOpen = false;
  for (let at = scope; at !== undefined; at = at.outer) {
    const ranges = qualifier === undefined ? at.ranges : at.ranges.filter(({ alias }) => alias === qualifier);
    const found: Column[] = [];
    for (const { columns, merged } of ranges) {
      if (columns === undefined) {
        isOpen = true;
        continue;
      }
      if (qualifier === undefined && merged?.has(name) === true) continue;
      found.push(...columnsNamed(columns, name));
    }
    if (found.length > 1) return { kind: "ambiguous" };
    // Where one is known, another relation has it too only if DuckDB will say so.
    const [only] = found;
    if (only !== undefined) return { kind: "column", type: only.type, record: only.record };
    if (isOpen) return { kind: "open" };
    if (qualifier !== undefined && ranges.length > 0) return { kind: "missing" };
    const range = qualifier === undefined ? at.ranges.find(({ alias }) => alias === name) : undefined;
    if (range?.whole !== undefined) return { kind: "whole", column: range.whole };
    if (range !== undefined) return { kind: "row", range };
  }
  return { kind: "missing" };
}

/** By its very name; else, as DuckDB finds it, in any case. */
function columnsNamed(columns: readonly Column[], name: string): readonly Column[] {
  const exact = columns.filter((column) => column.name === name);
  return exact.length > 0 ? exact : columns.filter((column) => foldCase(column.name) === name);
}

export function findQuery(
  scope: Scope | undefined,
  name: string,
): { readonly columns: readonly Column[] | undefined } | undefined {
  for (let at = scope; at !== undefined; at = at.outer) {
    if (at.queries.has(name)) return { columns: at.queries.get(name) };
  }
  return undefined;
}

/** A column of a result: a text of no type of its own is text. */
export function columnOf(name: string, type: string | undefined, record?: RecordShape): Column {
  return { name, type: type === unknown ? "text" : type, ...(record !== undefined && { record }) };
}

/** Undefined: which columns it has is not known. */
export type Columns = readonly Column[] | undefined;

export function renamed(columns: Columns, names: readonly string[]): Columns {
  return columns?.map((column, index) => ({ ...column, name: names[index] ?? column.name }));
}
