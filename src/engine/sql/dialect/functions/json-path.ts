// SQL/JSON paths: a jsonpath is its text.
import { call, type Lowerings, refused } from "../lowering.js";

const zones = refused("Use the function without _tz: date and time methods of SQL/JSON paths are not supported.");

/** vars and silent have defaults, which the macros know. */
export const jsonPathFunctions: Lowerings = {
  "@?(jsonb,jsonpath)": call("pg.jsonb_path_exists_operator"),
  "@@(jsonb,jsonpath)": call("pg.jsonb_path_match_operator"),
  "jsonb_path_exists_opr(jsonb,jsonpath)": call("pg.jsonb_path_exists_operator"),
  "jsonb_path_match_opr(jsonb,jsonpath)": call("pg.jsonb_path_match_operator"),
  "jsonb_path_exists(jsonb,jsonpath,jsonb,bool)": call("pg.jsonb_path_exists"),
  "jsonb_path_match(jsonb,jsonpath,jsonb,bool)": call("pg.jsonb_path_match"),
  "jsonb_path_query_array(jsonb,jsonpath,jsonb,bool)": call("pg.jsonb_path_query_array"),
  "jsonb_path_query_first(jsonb,jsonpath,jsonb,bool)": call("pg.jsonb_path_query_first"),
  "jsonb_path_exists_tz(jsonb,jsonpath,jsonb,bool)": zones,
  "jsonb_path_match_tz(jsonb,jsonpath,jsonb,bool)": zones,
  "jsonb_path_query_tz(jsonb,jsonpath,jsonb,bool)": zones,
  "jsonb_path_query_array_tz(jsonb,jsonpath,jsonb,bool)": zones,
  "jsonb_path_query_first_tz(jsonb,jsonpath,jsonb,bool)": zones,
};
