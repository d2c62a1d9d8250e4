// Functions that return sets: DuckDB's unnest() over a list makes the rows.
import { arraySetReturning } from "./arrays.js";
import { jsonSetReturning } from "./json.js";

export interface SetReturning {
  /** The macro that gives the list: of values, or of STRUCTs where there are several columns. */
  readonly list: string;
  /** A table macro that gives the same rows, for FROM: it keeps no list. */
  readonly table?: string;
  /** By the internal names of PostgreSQL's types; `element`: the type of the array's elements. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

const one = (list: string, name: string, type: string): SetReturning => ({ list, columns: [{ name, type }] });

const textSetReturning: Readonly<Record<string, SetReturning>> = {
  "regexp_matches(text,text)": one("pg.regexp_matches_lists", "regexp_matches", "_text"),
  "regexp_matches(text,text,text)": one("pg.regexp_matches_lists", "regexp_matches", "_text"),
  "regexp_split_to_table(text,text)": one("pg.regexp_split_to_table_list", "regexp_split_to_table", "text"),
  "regexp_split_to_table(text,text,text)": one("pg.regexp_split_to_table_list", "regexp_split_to_table", "text"),
  "string_to_table(text,text)": one("pg.string_to_array", "string_to_table", "text"),
  "string_to_table(text,text,text)": one("pg.string_to_array", "string_to_table", "text"),
};

const timeSetReturning: Readonly<Record<string, SetReturning>> = {
  "generate_series(timestamp,timestamp,interval)": {
    ...one("pg.timestamp_series", "generate_series", "timestamp"),
    table: "pg.rows_of_timestamp_series",
  },
  "generate_series(timestamptz,timestamptz,interval)": one("pg.timestamptz_series", "generate_series", "timestamptz"),
};

/** By signature. */
export const setReturning: ReadonlyMap<string, SetReturning> = new Map(
  [arraySetReturning, jsonSetReturning, textSetReturning, timeSetReturning].flatMap((family) => Object.entries(family)),
);
