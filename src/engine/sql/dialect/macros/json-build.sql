-- json and jsonb made of other values. Loaded at start, into the schema pg, after json.sql.

-- Of each type, the text of its JSON, as to_json() and to_jsonb() write it: VARCHAR, NULL for NULL. Types that are not here are quoted as they
-- are printed: pg.json_of_text(text).
CREATE MACRO pg.json_of_text(x) AS CASE
  -- DuckDB writes the digits of \u escapes in capitals.
  WHEN regexp_matches(x, '[\x0b\x0e\x0f\x1a-\x1f]') THEN pg_js_json_quote(x) ELSE to_json(x)::VARCHAR END;
CREATE MACRO pg.json_of_bool(x) AS CASE WHEN x THEN 'true' WHEN NOT x THEN 'false' END;
CREATE MACRO pg.json_of_number(x) AS x::VARCHAR;
CREATE MACRO pg.json_of_numeric(x) AS pg.numeric_text(x);
CREATE MACRO pg.json_special_float(x) AS CASE WHEN isnan(x) THEN '"NaN"' WHEN x > 0 THEN '"Infinity"' ELSE '"-Infinity"' END;
-- PostgreSQL turns to exponents from so many digits on, which differ by type.
CREATE MACRO pg.json_of_float8(x) AS CASE
  WHEN NOT isfinite(x) THEN pg.json_special_float(x)
  WHEN x = trunc(x) AND abs(x) < 1e15 AND x <> 0 THEN x::BIGINT::VARCHAR
  ELSE pg_js_json_float(x::VARCHAR, 15) END;
CREATE MACRO pg.json_of_float4(x) AS CASE
  WHEN NOT isfinite(x) THEN pg.json_special_float(x)
  WHEN x = trunc(x) AND abs(x) < 1e6 AND x <> 0 THEN x::BIGINT::VARCHAR
  ELSE pg_js_json_float(x::VARCHAR, 6) END;
CREATE MACRO pg.jsonb_of_float(x) AS CASE
  WHEN NOT isfinite(x) THEN pg.json_special_float(x)
  WHEN x = trunc(x) AND abs(x) < 1e6 THEN x::BIGINT::VARCHAR
  ELSE pg_js_jsonb_float(x::VARCHAR) END;
CREATE MACRO pg.json_before_christ(t) AS CASE
  WHEN contains(t, ' (BC)') THEN concat(replace(t, ' (BC)', ''), ' BC') ELSE t END;
CREATE MACRO pg.json_of_date(x) AS '"' || pg.json_before_christ(x::VARCHAR) || '"';
CREATE MACRO pg.json_iso(t) AS CASE
  WHEN contains(t, ' (BC) ') THEN concat(replace(t, ' (BC) ', 'T'), ' BC') ELSE replace(t, ' ', 'T') END;
CREATE MACRO pg.json_of_timestamp(x) AS '"' || pg.json_iso(x::VARCHAR) || '"';
-- DuckDB leaves out the minutes of whole hours, and the seconds that zones had in old times.
CREATE MACRO pg.json_zone_seconds(x) AS abs((epoch_us(x::TIMESTAMP) - epoch_us(x)) // 1000000) % 60;
CREATE MACRO pg.json_whole_zone(t, x) AS CASE
  WHEN x < TIMESTAMPTZ '1973-01-01 00:00:00+00' AND isfinite(x) AND pg.json_zone_seconds(x) <> 0
    THEN concat(CASE WHEN regexp_matches(t, '[-+]\d\d$') THEN t || ':00' ELSE t END, ':', lpad(pg.json_zone_seconds(x)::VARCHAR, 2, '0'))
  WHEN regexp_matches(t, '[-+]\d\d$') THEN t || ':00' ELSE t END;
CREATE MACRO pg.json_of_timestamptz(x) AS '"' || pg.json_iso(pg.json_whole_zone(x::VARCHAR, x)) || '"';
CREATE MACRO pg.json_of_uuid(x) AS '"' || x::VARCHAR || '"';
CREATE MACRO pg.json_of_json(x) AS x::VARCHAR;
CREATE MACRO pg.jsonb_of_json_text(x) AS pg_js_jsonb_in(x::VARCHAR);

-- Of a list of JSON in text: `pg.json_of_list(list_transform(x, lambda e: pg.json_of_date(e)))`.
CREATE MACRO pg.json_of_list(x) AS CASE WHEN x IS NOT NULL THEN
  concat('[', array_to_string(list_transform(x, lambda pg_e: coalesce(pg_e, 'null')), ','), ']') END;
CREATE MACRO pg.json_of_list_pretty(x) AS CASE WHEN x IS NOT NULL THEN
  concat('[', array_to_string(list_transform(x, lambda pg_e: coalesce(pg_e, 'null')), E',\n '), ']') END;
CREATE MACRO pg.jsonb_of_list(x) AS CASE WHEN x IS NOT NULL THEN
  concat('[', array_to_string(list_transform(x, lambda pg_e: coalesce(pg_e, 'null')), ', '), ']') END;

-- A field within the text of a record.
CREATE MACRO pg.record_field(x) AS CASE
  WHEN x IS NULL THEN ''
  WHEN x = '' OR regexp_matches(x, '[\s"\\(),\x0b]') THEN concat('"', replace(replace(x, '\', '\\'), '"', '""'), '"')
  ELSE x END;

-- Of a list of names and JSON in text, by turns: records and the arguments of the builders. The list is never NULL.
CREATE MACRO pg.json_pairs_text(x, colon, comma) AS array_to_string(list_transform(range(len(x) // 2), lambda pg_i:
  concat(pg.json_of_text(x[2 * pg_i + 1]), colon, coalesce(x[2 * pg_i + 2], 'null'))), comma);
CREATE MACRO pg.json_of_record(x) AS concat('{', pg.json_pairs_text(x, ':', ','), '}');
CREATE MACRO pg.json_of_record_pretty(x) AS concat('{', pg.json_pairs_text(x, ':', E',\n '), '}');
CREATE MACRO pg.jsonb_of_record(x) AS pg_js_jsonb_build_object(to_json(x)::VARCHAR);

CREATE MACRO pg.json_null_key(x) AS list_position(list_transform(range(len(x) // 2), lambda pg_i: x[2 * pg_i + 1] IS NULL), true);
CREATE MACRO pg.json_build_object(x) AS CASE
  WHEN len(x) % 2 = 1 THEN pg_js_json_odd_arguments('json_build_object')::JSON
  WHEN pg.json_null_key(x) IS NOT NULL THEN pg_js_json_null_argument(2 * pg.json_null_key(x)::INTEGER - 1)::JSON
  ELSE concat('{', pg.json_pairs_text(x, ' : ', ', '), '}')::JSON END;
CREATE MACRO pg.jsonb_build_object(x) AS pg_js_jsonb_build_object(to_json(x)::VARCHAR)::JSON;
-- Over both: the elements of jsonb are canonical already.
CREATE MACRO pg.json_build_array(x) AS pg.jsonb_of_list(x)::JSON;

CREATE MACRO pg.json_object(x) AS pg_js_json_object(to_json(x)::VARCHAR)::JSON;
CREATE MACRO pg.jsonb_object(x) AS pg_js_jsonb_object(to_json(x)::VARCHAR)::JSON;
CREATE MACRO pg.json_object_of(k, v) AS pg_js_json_object_of(to_json(k)::VARCHAR, to_json(v)::VARCHAR)::JSON;
CREATE MACRO pg.jsonb_object_of(k, v) AS pg_js_jsonb_object_of(to_json(k)::VARCHAR, to_json(v)::VARCHAR)::JSON;

-- Aggregates: pg.json_agg_final(list(pg.json_agg_item(json) ORDER BY ... ) FILTER ...).
CREATE MACRO pg.json_agg_item(x) AS coalesce(x, 'null');
CREATE MACRO pg.json_agg_final(x) AS CASE WHEN x IS NOT NULL THEN concat('[', array_to_string(x, ', '), ']')::JSON END;
-- Over arrays and records: each on a line, but for NULLs and the first.
CREATE MACRO pg.json_agg_line(x) AS coalesce(E'\n ' || x, 'null');
CREATE MACRO pg.json_agg_final_lines(x) AS CASE WHEN x IS NOT NULL THEN concat('[', ltrim(array_to_string(x, ', '), E'\n '), ']')::JSON END;
CREATE MACRO pg.json_no_key(k) AS CASE WHEN k IS NOT NULL THEN pg.raise('22023', 'key value must be scalar, not array, composite, or json')::VARCHAR END;
CREATE MACRO pg.json_object_agg_item(k, v) AS CASE
  WHEN k IS NULL THEN pg.raise('22023', 'field name must not be null')::VARCHAR
  ELSE concat(pg.json_of_text(k), ' : ', coalesce(v, 'null')) END;
CREATE MACRO pg.json_object_agg_final(x) AS CASE WHEN x IS NOT NULL THEN concat('{ ', array_to_string(x, ', '), ' }')::JSON END;
CREATE MACRO pg.jsonb_object_agg_item(k, v) AS CASE
  WHEN k IS NULL THEN pg.raise('22023', 'field name must not be null')::VARCHAR
  ELSE concat(pg.json_of_text(k), ':', coalesce(v, 'null')) END;
CREATE MACRO pg.jsonb_object_agg_final(x) AS CASE WHEN x IS NOT NULL THEN pg.jsonb_in(concat('{', array_to_string(x, ','), '}')) END;

-- Of JSON in text.
CREATE MACRO pg.json_of(x) AS x::JSON;
