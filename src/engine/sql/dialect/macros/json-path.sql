-- SQL/JSON paths. Loaded at start, into the schema pg, after json.sql. A jsonpath is its text.
CREATE MACRO pg.jsonpath_in(x) AS pg_js_jsonpath_in(x);
CREATE MACRO pg.jsonb_path_exists(j, p, vars := '{}', silent := false) AS
  pg_js_jsonb_path_exists(pg.row_by_row(j::VARCHAR), p, vars::VARCHAR, silent);
CREATE MACRO pg.jsonb_path_match(j, p, vars := '{}', silent := false) AS
  pg_js_jsonb_path_match(pg.row_by_row(j::VARCHAR), p, vars::VARCHAR, silent);
CREATE MACRO pg.jsonb_path_query_array(j, p, vars := '{}', silent := false) AS
  pg_js_jsonb_path_array(pg.row_by_row(j::VARCHAR), p, vars::VARCHAR, silent)::JSON;
CREATE MACRO pg.jsonb_path_query_first(j, p, vars := '{}', silent := false) AS
  pg_js_jsonb_path_first(pg.row_by_row(j::VARCHAR), p, vars::VARCHAR, silent)::JSON;
CREATE MACRO pg.jsonb_path_query_list(j, p, vars := '{}', silent := false) AS
  pg.json_texts(pg_js_jsonb_path_list(pg.row_by_row(j::VARCHAR), p, vars::VARCHAR, silent))::JSON[];
CREATE MACRO pg.jsonb_path_exists_operator(j, p) AS pg_js_jsonb_path_exists(pg.row_by_row(j::VARCHAR), p, '', true);
CREATE MACRO pg.jsonb_path_match_operator(j, p) AS pg_js_jsonb_path_match(pg.row_by_row(j::VARCHAR), p, '', true);
