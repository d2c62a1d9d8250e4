// Arrays.
import { call, type Lowerings, operator, refused } from "../lowering.js";
import type { CollectedAggregate } from "./collected-aggregates.js";
import type { SetReturning } from "./set-returning.js";

const hash = refused("Use md5(value::text) instead.");

/**
 * Elements are compared by DuckDB's own `=` and `<`, so arrays of types whose equality is PostgreSQL's own (jsonb, bpchar, interval) are not for
 * them. NULL arguments reach the macros.
 */
const comparisons: Lowerings = {
  "=(anyarray,anyarray)": operator("="),
  "<>(anyarray,anyarray)": operator("<>"),
  "<(anyarray,anyarray)": operator("<"),
  ">(anyarray,anyarray)": operator(">"),
  "<=(anyarray,anyarray)": operator("<="),
  ">=(anyarray,anyarray)": operator(">="),
  "@>(anyarray,anyarray)": call("pg.array_contains"),
  "<@(anyarray,anyarray)": call("pg.array_contained"),
  "&&(anyarray,anyarray)": call("list_has_any"),
  "array_eq(anyarray,anyarray)": operator("="),
  "array_ne(anyarray,anyarray)": operator("<>"),
  "array_lt(anyarray,anyarray)": operator("<"),
  "array_gt(anyarray,anyarray)": operator(">"),
  "array_le(anyarray,anyarray)": operator("<="),
  "array_ge(anyarray,anyarray)": operator(">="),
  "btarraycmp(anyarray,anyarray)": call("pg.array_cmp"),
  "array_larger(anyarray,anyarray)": call("pg.array_larger"),
  "array_smaller(anyarray,anyarray)": call("pg.array_smaller"),
  "arraycontains(anyarray,anyarray)": call("pg.array_contains"),
  "arraycontained(anyarray,anyarray)": call("pg.array_contained"),
  "arrayoverlap(anyarray,anyarray)": call("list_has_any"),
  "hash_array(anyarray)": hash,
  "hash_array_extended(anyarray,int8)": hash,
};

export const arrayFunctions: Lowerings = {
  ...comparisons,
  // Of arrays with one dimension more on one side: array_append or array_prepend.
  "||(anycompatiblearray,anycompatiblearray)": call("pg.array_cat"),
  "||(anycompatiblearray,anycompatible)": call("pg.array_append"),
  "||(anycompatible,anycompatiblearray)": call("pg.array_prepend"),
  "array_cat(anycompatiblearray,anycompatiblearray)": call("pg.array_cat"),
  "array_append(anycompatiblearray,anycompatible)": call("pg.array_append"),
  "array_prepend(anycompatible,anycompatiblearray)": call("pg.array_prepend"),
  "array_dims(anyarray)": call("pg.array_dims"),
  "array_ndims(anyarray)": call("pg.array_ndims"),
  "array_length(anyarray,int4)": call("pg.array_length"),
  "array_lower(anyarray,int4)": call("pg.array_lower"),
  "array_upper(anyarray,int4)": call("pg.array_length"),
  "cardinality(anyarray)": call("pg.cardinality"),
  "array_fill(anyelement,_int4)": call("pg.array_fill"),
  "array_fill(anyelement,_int4,_int4)": call("pg.array_fill_from"),
  "array_position(anycompatiblearray,anycompatible)": call("pg.array_position"),
  "array_position(anycompatiblearray,anycompatible,int4)": call("pg.array_position_from"),
  "array_positions(anycompatiblearray,anycompatible)": call("pg.array_positions"),
  "array_remove(anycompatiblearray,anycompatible)": call("pg.array_remove"),
  "array_replace(anycompatiblearray,anycompatible,anycompatible)": call("pg.array_replace"),
  // Elements come as their texts.
  "array_to_string(anyarray,text)": call("pg.array_to_string"),
  "array_to_string(anyarray,text,text)": call("pg.array_to_string"),
  "trim_array(anyarray,int4)": call("pg.trim_array"),
  "width_bucket(anycompatible,anycompatiblearray)": call("pg.width_bucket"),
  "array_agg(anynonarray)": call("list"),
  "array_to_tsvector(_text)": refused("Search with LIKE or regular expressions instead."),
};

/** Over arrays of more than one dimension these differ from PostgreSQL's, or do not bind. Refuse them there, by name. @public */
export const oneDimensionOnly: ReadonlySet<string> = new Set([
  "array_lt(anyarray,anyarray)",
  "array_gt(anyarray,anyarray)",
  "array_le(anyarray,anyarray)",
  "array_ge(anyarray,anyarray)",
  "btarraycmp(anyarray,anyarray)",
  "array_larger(anyarray,anyarray)",
  "array_smaller(anyarray,anyarray)",
  "@>(anyarray,anyarray)",
  "<@(anyarray,anyarray)",
  "&&(anyarray,anyarray)",
  "arraycontains(anyarray,anyarray)",
  "arraycontained(anyarray,anyarray)",
  "arrayoverlap(anyarray,anyarray)",
  "array_position(anycompatiblearray,anycompatible)",
  "array_position(anycompatiblearray,anycompatible,int4)",
  "array_positions(anycompatiblearray,anycompatible)",
  "array_remove(anycompatiblearray,anycompatible)",
  "array_replace(anycompatiblearray,anycompatible,anycompatible)",
  "width_bucket(anycompatible,anycompatiblearray)",
  "unnest(anyarray)",
]);

export const arrayAggregates: Readonly<Record<string, CollectedAggregate>> = {
  "array_agg(anyarray)": { kind: "collect", item: "", final: "pg.array_agg_final" },
};

/** Of ANY and ALL, by the operator. Others: `pg.any_of(list_transform(array, lambda e: ...))`, and `pg.all_of`. @public */
export const anyAndAll: Readonly<Record<string, { readonly any: string; readonly all: string }>> = {
  "=": { any: "pg.any_eq", all: "pg.all_eq" },
  "<>": { any: "pg.any_ne", all: "pg.all_ne" },
  "<": { any: "pg.any_lt", all: "pg.all_lt" },
  "<=": { any: "pg.any_le", all: "pg.all_le" },
  ">": { any: "pg.any_gt", all: "pg.all_gt" },
  ">=": { any: "pg.any_ge", all: "pg.all_ge" },
};

const series = (type: "int4" | "int8" | "numeric"): SetReturning => ({
  list: `pg.generate_series_${type}_list`,
  ...(type !== "numeric" && { table: `pg.generate_series_${type}` }),
  columns: [{ name: "generate_series", type }],
});

const subscripts: SetReturning = {
  list: "pg.generate_subscripts_list",
  columns: [{ name: "generate_subscripts", type: "int4" }],
};

/** @public */
export const arraySetReturning: Readonly<Record<string, SetReturning>> = {
  "unnest(anyarray)": { list: "pg.unnest_list", columns: [{ name: "unnest", type: "element" }] },
  "generate_subscripts(anyarray,int4)": subscripts,
  "generate_subscripts(anyarray,int4,bool)": subscripts,
  "generate_series(int4,int4)": series("int4"),
  "generate_series(int4,int4,int4)": series("int4"),
  "generate_series(int8,int8)": series("int8"),
  "generate_series(int8,int8,int8)": series("int8"),
  "generate_series(numeric,numeric)": series("numeric"),
  "generate_series(numeric,numeric,numeric)": series("numeric"),
};
