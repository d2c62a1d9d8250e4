// Functions that return sets: DuckDB's unnest() over a list makes the rows.

export interface SetReturning {
  /** The macro that gives the list: of values, or of STRUCTs where there are several columns. */
  readonly list: string;
  /** A table macro that gives the same rows, for FROM: it keeps no list. */
  readonly table?: string;
  /** By the internal names of PostgreSQL's types; `element`: the type of the array's elements. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}
