-- Lists of functions that return sets, where their own family has none.
CREATE MACRO pg.regexp_matches_lists(x, p) AS pg.regexp_matches_list(x, p, ''), (x, p, flags) AS pg.regexp_matches_list(x, p, flags);
CREATE MACRO pg.regexp_split_to_table_list(x, p) AS
  CAST(CAST(pg_js_regexp_split(x, p, '', 'regexp_split_to_table()') AS JSON) AS VARCHAR[]),
  (x, p, flags) AS CAST(CAST(pg_js_regexp_split(x, p, flags, 'regexp_split_to_table()') AS JSON) AS VARCHAR[]);
-- PostgreSQL goes through arrays of several dimensions from their first element to their last. What an expression's dimensions are DuckDB knows when
-- it binds it: for those of one, nothing is left of this. `path`: of values within JSON.
CREATE MACRO pg.flat_path(a) AS concat('$', repeat('[*]', pg.array_depth(a)));
CREATE MACRO pg.flat_texts(a) AS json_extract_string(to_json(a), pg.flat_path(a));
CREATE MACRO pg.flat_json(a) AS json_extract(to_json(a), pg.flat_path(a));
CREATE MACRO pg.one_dimension(a) AS CASE
  WHEN pg.array_depth(a) > 1 AND pg.raise('0A000', 'unnest() of an array of numeric of several dimensions is not supported') IS NOT NULL THEN NULL
  ELSE a END;
-- json_to_record and json_to_recordset: the objects of which each makes a row.
CREATE MACRO pg.object_of_record(j) AS CASE
  WHEN j IS NULL OR pg.json_typeof(j) = 'object' THEN j
  ELSE pg.raise('22023', concat('cannot call populate_composite on ', CASE pg.json_typeof(j) WHEN 'array' THEN 'an array' ELSE 'a scalar' END))::JSON END;
CREATE MACRO pg.object_of_recordset(j, name) AS CASE
  WHEN pg.json_typeof(j) = 'object' THEN j
  ELSE pg.raise('22023', concat('argument of ', name, ' must be an array of objects'))::JSON END;
CREATE MACRO pg.objects_of_recordset(j, name) AS list_transform(pg.json_array_elements_list(j), lambda pg_j: pg.object_of_recordset(pg_j, name));
CREATE MACRO pg.json_to_recordset_list(j) AS CASE
  WHEN pg.json_typeof(j) = 'array' THEN pg.objects_of_recordset(j, 'json_to_recordset')
  WHEN j IS NOT NULL THEN [pg.raise('22023', concat('cannot call json_to_recordset on ', CASE pg.json_typeof(j) WHEN 'object' THEN 'an object' ELSE 'a scalar' END))::JSON] END;
CREATE MACRO pg.jsonb_to_recordset_list(j) AS CASE
  WHEN pg.json_typeof(j) = 'array' THEN pg.objects_of_recordset(j, 'jsonb_to_recordset')
  WHEN j IS NOT NULL THEN [pg.raise('22023', 'cannot call jsonb_to_recordset on a non-array')::JSON] END;
CREATE MACRO pg.record_json(j) AS nullif(j, 'null'::JSON);
-- In FROM, where nothing is held as a whole.
CREATE MACRO pg.series_step(i) AS CASE
  WHEN pg.interval_key(i) = 0 THEN CAST(pg.raise('22023', 'step size cannot equal zero') AS INTERVAL)
  WHEN NOT pg.has_one_sign(pg.interval_months(i), pg.interval_days(i), pg.interval_us(i)) THEN CAST(pg.raise('0A000', 'a step with parts of both signs is not supported') AS INTERVAL)
  ELSE i END;
CREATE MACRO pg.rows_of_timestamp_series(a, b, step) AS TABLE SELECT generate_series FROM generate_series(a, b, pg.series_step(step));
