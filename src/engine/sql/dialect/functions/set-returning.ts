// Functions that return sets: DuckDB's unnest() over a list makes the rows.

export interface SetReturning {
  /** The macro that gives the list: of values, or of STRUCTs where there are several columns. */
  readonly list: string;
  /** By the internal names of PostgreSQL's types; `element`: the type of the array's elements. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}
