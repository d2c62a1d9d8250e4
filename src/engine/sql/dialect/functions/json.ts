// json and jsonb.
import { call, type Lowerings, refused } from "../lowering.js";
import type { CollectedAggregate } from "./collected-aggregates.js";
import { jsonPathFunctions } from "./json-path.js";
import type { SetReturning } from "./set-returning.js";

const records = refused("Take the values out by name instead: (value ->> 'name')::type.");

/** By operator, and by the function that stands behind it. */
const operators: Lowerings = {
  "->(json,text)": call("pg.json_get"),
  "->>(json,text)": call("pg.json_get_text"),
  "->(json,int4)": call("pg.json_get_element"),
  "->>(json,int4)": call("pg.json_get_element_text"),
  "#>(json,_text)": call("pg.json_get_path"),
  "#>>(json,_text)": call("pg.json_get_path_text"),
  "->(jsonb,text)": call("pg.jsonb_get"),
  "->>(jsonb,text)": call("pg.jsonb_get_text"),
  "->(jsonb,int4)": call("pg.jsonb_get_element"),
  "->>(jsonb,int4)": call("pg.jsonb_get_element_text"),
  "#>(jsonb,_text)": call("pg.json_get_path"),
  "#>>(jsonb,_text)": call("pg.jsonb_get_path_text"),
  "=(jsonb,jsonb)": call("pg.jsonb_eq"),
  "<>(jsonb,jsonb)": call("pg.jsonb_ne"),
  "<(jsonb,jsonb)": call("pg.jsonb_lt"),
  ">(jsonb,jsonb)": call("pg.jsonb_gt"),
  "<=(jsonb,jsonb)": call("pg.jsonb_le"),
  ">=(jsonb,jsonb)": call("pg.jsonb_ge"),
  "@>(jsonb,jsonb)": call("pg.jsonb_contains"),
  "<@(jsonb,jsonb)": call("pg.jsonb_contained"),
  "?(jsonb,text)": call("pg.jsonb_exists"),
  "?|(jsonb,_text)": call("pg.jsonb_exists_any"),
  "?&(jsonb,_text)": call("pg.jsonb_exists_all"),
  "||(jsonb,jsonb)": call("pg.jsonb_concat"),
  "-(jsonb,text)": call("pg.jsonb_delete_key"),
  "-(jsonb,_text)": call("pg.jsonb_delete_keys"),
  "-(jsonb,int4)": call("pg.jsonb_delete_index"),
  "#-(jsonb,_text)": call("pg.jsonb_delete_path"),
};

const behindOperators: Lowerings = {
  "json_object_field(json,text)": call("pg.json_get"),
  "json_object_field_text(json,text)": call("pg.json_get_text"),
  "json_array_element(json,int4)": call("pg.json_get_element"),
  "json_array_element_text(json,int4)": call("pg.json_get_element_text"),
  "jsonb_object_field(jsonb,text)": call("pg.jsonb_get"),
  "jsonb_object_field_text(jsonb,text)": call("pg.jsonb_get_text"),
  "jsonb_array_element(jsonb,int4)": call("pg.jsonb_get_element"),
  "jsonb_array_element_text(jsonb,int4)": call("pg.jsonb_get_element_text"),
  "jsonb_eq(jsonb,jsonb)": call("pg.jsonb_eq"),
  "jsonb_ne(jsonb,jsonb)": call("pg.jsonb_ne"),
  "jsonb_lt(jsonb,jsonb)": call("pg.jsonb_lt"),
  "jsonb_gt(jsonb,jsonb)": call("pg.jsonb_gt"),
  "jsonb_le(jsonb,jsonb)": call("pg.jsonb_le"),
  "jsonb_ge(jsonb,jsonb)": call("pg.jsonb_ge"),
  "jsonb_cmp(jsonb,jsonb)": call("pg.jsonb_cmp"),
  "jsonb_hash(jsonb)": refused("Use md5(value::text) instead."),
  "jsonb_hash_extended(jsonb,int8)": refused("Use md5(value::text) instead."),
  "jsonb_contains(jsonb,jsonb)": call("pg.jsonb_contains"),
  "jsonb_contained(jsonb,jsonb)": call("pg.jsonb_contained"),
  "jsonb_exists(jsonb,text)": call("pg.jsonb_exists"),
  "jsonb_exists_any(jsonb,_text)": call("pg.jsonb_exists_any"),
  "jsonb_exists_all(jsonb,_text)": call("pg.jsonb_exists_all"),
  "jsonb_concat(jsonb,jsonb)": call("pg.jsonb_concat"),
  "jsonb_delete(jsonb,text)": call("pg.jsonb_delete_key"),
  "jsonb_delete(jsonb,_text)": call("pg.jsonb_delete_keys"),
  "jsonb_delete(jsonb,int4)": call("pg.jsonb_delete_index"),
  "jsonb_delete_path(jsonb,_text)": call("pg.jsonb_delete_path"),
};

/** Casts, and what is called as a function. */
const others: Lowerings = {
  "bool(jsonb)": call("pg.jsonb_bool"),
  "int2(jsonb)": call("pg.jsonb_int2"),
  "int4(jsonb)": call("pg.jsonb_int4"),
  "int8(jsonb)": call("pg.jsonb_int8"),
  "float4(jsonb)": call("pg.jsonb_float4"),
  "float8(jsonb)": call("pg.jsonb_float8"),
  // Gives text, of which the cast to numeric makes a number, as of any text.
  "numeric(jsonb)": call("pg.jsonb_numeric_text"),
  // Variadic: the path comes as one list.
  "json_extract_path(json,_text)": call("pg.json_get_path"),
  "json_extract_path_text(json,_text)": call("pg.json_get_path_text"),
  "jsonb_extract_path(jsonb,_text)": call("pg.json_get_path"),
  "jsonb_extract_path_text(jsonb,_text)": call("pg.jsonb_get_path_text"),
  "json_typeof(json)": call("pg.json_typeof"),
  "jsonb_typeof(jsonb)": call("pg.json_typeof"),
  "json_array_length(json)": call("pg.json_array_length"),
  "jsonb_array_length(jsonb)": call("pg.json_array_length"),
  "json_strip_nulls(json)": call("pg.json_strip_nulls"),
  "jsonb_strip_nulls(jsonb)": call("pg.jsonb_strip_nulls"),
  "jsonb_pretty(jsonb)": call("pg.jsonb_pretty"),
  // Their last arguments have defaults, which the macros know.
  "jsonb_set(jsonb,_text,jsonb,bool)": call("pg.jsonb_set"),
  "jsonb_set_lax(jsonb,_text,jsonb,bool,text)": call("pg.jsonb_set_lax"),
  "jsonb_insert(jsonb,_text,jsonb,bool)": call("pg.jsonb_insert"),
  "json_object(_text)": call("pg.json_object"),
  "json_object(_text,_text)": call("pg.json_object_of"),
  "jsonb_object(_text)": call("pg.jsonb_object"),
  "jsonb_object(_text,_text)": call("pg.jsonb_object_of"),
  "json_populate_record(anyelement,json,bool)": records,
  "json_populate_recordset(anyelement,json,bool)": records,
  "jsonb_populate_record(anyelement,jsonb)": records,
  "jsonb_populate_recordset(anyelement,jsonb)": records,
  "json_to_record(json)": records,
  "json_to_recordset(json)": records,
  "jsonb_to_record(jsonb)": records,
  "jsonb_to_recordset(jsonb)": records,
};

/**
 * Each takes ONE argument: a list of texts. Keys in it are cast to text, values are JSON in text (see `jsonText`):
 * `pg.json_build_object(['a', pg.json_of_number(x), 'b', pg.json_of_text(y)])`; without arguments, `[]::VARCHAR[]`.
 */
const builders: Lowerings = {
  "json_build_object(any)": call("pg.json_build_object"),
  "json_build_object()": call("pg.json_build_object"),
  "jsonb_build_object(any)": call("pg.jsonb_build_object"),
  "jsonb_build_object()": call("pg.jsonb_build_object"),
  "json_build_array(any)": call("pg.json_build_array"),
  "json_build_array()": call("pg.json_build_array"),
  "jsonb_build_array(any)": call("pg.json_build_array"),
  "jsonb_build_array()": call("pg.json_build_array"),
};

/** Of a value's JSON in text (see `jsonText`): a cast to JSON, or NULL. */
const conversions: Lowerings = {
  "to_json(anyelement)": call("pg.json_of"),
  "to_jsonb(anyelement)": call("pg.json_of"),
  "array_to_json(anyarray)": call("pg.json_of"),
  "array_to_json(anyarray,bool)": call("pg.json_of"),
  "row_to_json(record)": call("pg.json_of"),
  "row_to_json(record,bool)": call("pg.json_of"),
};

export const jsonFunctions: Lowerings = {
  ...operators,
  ...behindOperators,
  ...others,
  ...builders,
  ...conversions,
  ...jsonPathFunctions,
};

/**
 * The macro that makes JSON in text (VARCHAR) of a value of a type. Arrays: `pg.json_of_list(list_transform(x, lambda e: <element>(e)))`, once
 * more for each dimension. Records: `pg.json_of_record(['name', <field>(r.name), ...])`. With `pretty` true: `pg.json_of_list_pretty` and
 * `pg.json_of_record_pretty` for the outermost. For jsonb: `pg.jsonb_of_list`, `pg.jsonb_of_record`. All other types: printed as text, and
 * then as text is.
 */
export const jsonText: Readonly<Record<string, { readonly json: string; readonly jsonb: string }>> = {
  bool: both("pg.json_of_bool"),
  int2: both("pg.json_of_number"),
  int4: both("pg.json_of_number"),
  int8: both("pg.json_of_number"),
  numeric: both("pg.json_of_numeric"),
  float4: { json: "pg.json_of_float4", jsonb: "pg.jsonb_of_float" },
  float8: { json: "pg.json_of_float8", jsonb: "pg.jsonb_of_float" },
  text: both("pg.json_of_text"),
  varchar: both("pg.json_of_text"),
  bpchar: both("pg.json_of_text"),
  name: both("pg.json_of_text"),
  char: both("pg.json_of_text"),
  uuid: both("pg.json_of_uuid"),
  date: both("pg.json_of_date"),
  timestamp: both("pg.json_of_timestamp"),
  timestamptz: both("pg.json_of_timestamptz"),
  json: { json: "pg.json_of_json", jsonb: "pg.jsonb_of_json_text" },
  jsonb: both("pg.json_of_json"),
};

function both(name: string): { readonly json: string; readonly jsonb: string } {
  return { json: name, jsonb: name };
}

/** Values come as JSON in text, keys as text. */
export const jsonAggregates: Readonly<Record<string, CollectedAggregate>> = {
  "json_agg(anyelement)": {
    kind: "collect",
    form: "json",
    item: "pg.json_agg_item",
    final: "pg.json_agg_final",
    linesItem: "pg.json_agg_line",
    linesFinal: "pg.json_agg_final_lines",
  },
  "jsonb_agg(anyelement)": { kind: "collect", form: "jsonb", item: "pg.json_agg_item", final: "pg.json_agg_final" },
  "json_object_agg(any,any)": {
    kind: "collect",
    form: "json",
    hasKeys: true,
    item: "pg.json_object_agg_item",
    final: "pg.json_object_agg_final",
  },
  "jsonb_object_agg(any,any)": {
    kind: "collect",
    form: "jsonb",
    hasKeys: true,
    item: "pg.jsonb_object_agg_item",
    final: "pg.jsonb_object_agg_final",
  },
};

const pairs = (value: string): SetReturning["columns"] => [
  { name: "key", type: "text" },
  { name: "value", type: value },
];

/** @public */
export const jsonSetReturning: Readonly<Record<string, SetReturning>> = {
  "json_array_elements(json)": { list: "pg.json_array_elements_list", columns: [{ name: "value", type: "json" }] },
  "jsonb_array_elements(jsonb)": { list: "pg.jsonb_array_elements_list", columns: [{ name: "value", type: "jsonb" }] },
  "json_array_elements_text(json)": {
    list: "pg.json_array_elements_text_list",
    columns: [{ name: "value", type: "text" }],
  },
  "jsonb_array_elements_text(jsonb)": {
    list: "pg.jsonb_array_elements_text_list",
    columns: [{ name: "value", type: "text" }],
  },
  // Named as the function is, or by the alias of the table.
  "json_object_keys(json)": { list: "pg.json_object_keys_list", columns: [{ name: "json_object_keys", type: "text" }] },
  "jsonb_object_keys(jsonb)": {
    list: "pg.jsonb_object_keys_list",
    columns: [{ name: "jsonb_object_keys", type: "text" }],
  },
  "json_each(json)": { list: "pg.json_each_list", columns: pairs("json") },
  "jsonb_each(jsonb)": { list: "pg.jsonb_each_list", columns: pairs("jsonb") },
  "json_each_text(json)": { list: "pg.json_each_text_list", columns: pairs("text") },
  "jsonb_each_text(jsonb)": { list: "pg.jsonb_each_text_list", columns: pairs("text") },
  "jsonb_path_query(jsonb,jsonpath,jsonb,bool)": {
    list: "pg.jsonb_path_query_list",
    columns: [{ name: "jsonb_path_query", type: "jsonb" }],
  },
};
