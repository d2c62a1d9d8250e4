// What names stand for within a query: its relations and their columns, and around it those of the queries that it stands in.
import type { Node } from "libpg-query";
import type { KeptDigits, Typed } from "./analysis.js";
import { unknown } from "./candidates.js";
import type { Digits } from "./decimal-digits.js";
import type { SetGuard } from "./guarded-sets.js";

export interface Column {
  readonly name: string;
  /** Undefined: not known. */
  readonly type: string | undefined;
  /** It holds a row, or an array of rows. */
  readonly record?: RecordShape;
  /** Of an array. Undefined: not known. */
  readonly dimensions?: number | undefined;
  readonly computed?: KeptDigits | undefined;
  readonly digits?: Digits | undefined;
  /** What it stands for: a join has columns of those that it joins. */
  readonly source?: Column | undefined;
  /** The expression that gives it, within the query itself. */
  readonly typed?: Typed | undefined;
  /** Of a set operation: the expressions of all its queries. Undefined: not all are known. */
  readonly parts?: readonly Typed[] | undefined;
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
  /** It has others, which whoever asks may not read. */
  readonly isPartial?: boolean;
  /** Of a relation that goes by its own name: the schema that it is written with, or an empty text. */
  readonly schema?: string;
}

/** What stands in FROM of a query, seen from where a name stands or not. */
export interface Entry {
  readonly alias: string;
  /** Its own name, where an alias hides it. */
  readonly hidden: string | undefined;
  readonly columns: readonly Column[] | undefined;
  readonly isPartial: boolean;
}

/** One query: all scopes within it, but not within its subqueries, have the same. */
export interface Level {
  readonly depth: number;
  /** In the order in which they are met. */
  readonly entries: Entry[];
  /** A subquery of it names its columns. */
  isCorrelated: boolean;
  /** Functions of FROM that depend on its relations. */
  readonly guards: SetGuard[];
}

export interface Scope {
  readonly ranges: readonly Range[];
  /** WITH queries by name. */
  readonly queries: ReadonlyMap<string, readonly Column[] | undefined>;
  readonly outer: Scope | undefined;
  /** Of WINDOW, by name. */
  readonly windows?: ReadonlyMap<string, Node>;
  readonly level?: Level;
  /** Of an item of FROM: `ranges` are those further left. */
  readonly isLateral?: true;
}

export function levelWithin(outer: Scope | undefined): Level {
  return { depth: (outer?.level?.depth ?? 0) + 1, entries: [], isCorrelated: false, guards: [] };
}

export type FoundColumn =
  | { readonly kind: "column"; readonly type: string | undefined; readonly column: Column; readonly level?: Level }
  /** The only column of `FROM f() AS x`, by the name of `x`. */
  | { readonly kind: "whole"; readonly column: Column; readonly level?: Level }
  /** `x` of `FROM f() AS x`, or a whole row. */
  | { readonly kind: "row"; readonly range: Range; readonly level?: Level }
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
    for (const { columns, merged, isPartial } of ranges) {
      if (columns === undefined) {
        isOpen = true;
        continue;
      }
      if (qualifier === undefined && merged?.has(name) === true) continue;
      const own = columnsNamed(columns, name);
      if (own.length === 0 && isPartial === true) isOpen = true;
      found.push(...own);
    }
    const level = at.level === undefined ? {} : { level: at.level };
    const [column] = found;
    if (found.length > 1) return { kind: "ambiguous" };
    // Where one is known, another relation has it too only if DuckDB will say so.
    if (column !== undefined) return { kind: "column", type: column.type, column, ...level };
    if (isOpen) return { kind: "open" };
    if (qualifier !== undefined && ranges.length > 0) return { kind: "missing" };
    const range = qualifier === undefined ? at.ranges.find(({ alias }) => alias === name) : undefined;
    if (range?.whole !== undefined) return { kind: "whole", column: range.whole, ...level };
    if (range !== undefined) return { kind: "row", range, ...level };
    // A relation that is not known may be called anything, or have a field of that name.
    if (at.ranges.some(({ columns }) => columns === undefined)) isOpen = true;
  }
  return { kind: isOpen ? "open" : "missing" };
}

function columnsNamed(columns: readonly Column[], name: string): readonly Column[] {
  return columns.filter((column) => column.name === name);
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
export function columnOf(
  name: string,
  type: string | undefined,
  { dimensions, record, computed, digits }: Pick<Column, "dimensions" | "record" | "computed" | "digits"> = {},
): Column {
  return {
    name,
    type: type === unknown ? "text" : type,
    dimensions,
    computed,
    digits,
    ...(record !== undefined && { record }),
  };
}

/** Undefined: which columns it has is not known. */
export type Columns = readonly Column[] | undefined;

export function renamed(columns: Columns, names: readonly string[]): Columns {
  return columns?.map(({ name, type, record, dimensions, computed, digits }, index) => ({
    name: names[index] ?? name,
    type,
    dimensions,
    computed,
    digits,
    ...(record !== undefined && { record }),
  }));
}
