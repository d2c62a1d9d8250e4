-- json and jsonb. Loaded at start, into the schema pg. A value of either is of DuckDB's type JSON, which holds its text. jsonb's text is
-- canonical, so its parts can be cut out of it. What becomes JSON again is checked once more by DuckDB's cast: it takes all that PostgreSQL
-- takes, except escapes of half a surrogate pair.

-- DuckDB calls a function for all values of a column's dictionary, rows or no rows, unless there is something in its arguments that may raise an
-- error: a cast, which is never made.
CREATE MACRO pg.row_by_row(x) AS coalesce(x, CAST(CAST(x AS INTEGER) AS VARCHAR));

-- Input.
CREATE MACRO pg.json_in(x) AS CAST(pg_js_json_in(pg.row_by_row(x)) AS JSON);
CREATE MACRO pg.jsonb_in(x) AS CAST(pg_js_jsonb_in(pg.row_by_row(x)) AS JSON);
CREATE MACRO pg.jsonb_of_json(x) AS CAST(pg_js_jsonb_in(x::VARCHAR) AS JSON);

-- The parts of a value.
-- DuckDB's own ->> is right for keys that are no paths to it, and for all values but numbers with a fraction, whose digits it does not keep,
-- and containers, which it lays out otherwise. What the answer begins with tells, mostly.
CREATE MACRO pg.json_is_plain_key(k) AS regexp_full_match(k, '[A-Za-z_\x{80}-\x{10ffff}][-A-Za-z0-9_ .\x{80}-\x{10ffff}]*');
-- A key may be there twice in json, of which the last counts, and may be written with escapes.
CREATE MACRO pg.json_is_once(j, k) AS
  NOT contains(j, '\u') AND length(j) - length(replace(j, concat('"', k, '"'), '')) <= length(k) + 2;
-- No IN here: DuckDB makes a join of it, so that CASE guards it no longer.
CREATE MACRO pg.json_is_plain_text(r) AS NOT coalesce(contains('-0123456789[{', left(r, 1)), false);
CREATE MACRO pg.json_is_plain_part(r) AS coalesce(contains('"fnt', left(r, 1)), true);
-- Never one that DuckDB could not read, even over rows which it is not meant for.
CREATE MACRO pg.json_key_path(k) AS concat('$."', CASE WHEN pg.json_is_plain_key(k) THEN k ELSE 'x' END, '"');
-- Only over canonical text, where the key is followed by one blank: the digits as they stand there.
CREATE MACRO pg.jsonb_number_after(j, k) AS
  regexp_extract(split_part(j, concat('"', k, '": '), 2), '^[-0-9.]+');

CREATE MACRO pg.jsonb_get_text(j, k) AS CASE
  WHEN NOT pg.json_is_plain_key(k) THEN pg_js_jsonb_field_text(j::VARCHAR, k)
  WHEN pg.json_is_plain_text(json_extract_string(j, pg.json_key_path(k))) THEN json_extract_string(j, pg.json_key_path(k))
  WHEN contains('VARCHAR UBIGINT BIGINT', json_type(j, pg.json_key_path(k))) THEN json_extract_string(j, pg.json_key_path(k))
  WHEN json_type(j, pg.json_key_path(k)) = 'DOUBLE' AND pg.json_is_once(j::VARCHAR, k) THEN pg.jsonb_number_after(j::VARCHAR, k)
  ELSE pg_js_jsonb_field_text(j::VARCHAR, k) END;
CREATE MACRO pg.json_get_text(j, k) AS CASE
  WHEN NOT (pg.json_is_plain_key(k) AND pg.json_is_once(j::VARCHAR, k)) THEN pg_js_json_field_text(j::VARCHAR, k)
  WHEN pg.json_is_plain_text(json_extract_string(j, pg.json_key_path(k))) THEN json_extract_string(j, pg.json_key_path(k))
  WHEN json_type(j, pg.json_key_path(k)) = 'VARCHAR' THEN json_extract_string(j, pg.json_key_path(k))
  ELSE pg_js_json_field_text(j::VARCHAR, k) END;
CREATE MACRO pg.jsonb_get(j, k) AS CASE
  WHEN NOT pg.json_is_plain_key(k) OR contains(j::VARCHAR, '\u') THEN pg_js_jsonb_field(j::VARCHAR, k)::JSON
  WHEN pg.json_is_plain_part(json_extract(j, pg.json_key_path(k))) THEN json_extract(j, pg.json_key_path(k))
  WHEN contains('UBIGINT BIGINT', json_type(j, pg.json_key_path(k))) THEN json_extract(j, pg.json_key_path(k))
  ELSE pg_js_jsonb_field(j::VARCHAR, k)::JSON END;
CREATE MACRO pg.json_get(j, k) AS pg_js_json_field(j::VARCHAR, k)::JSON;

-- By number: a scalar of jsonb alone is an array of one.
CREATE MACRO pg.jsonb_get_element_text(j, i) AS CASE
  WHEN NOT starts_with(j::VARCHAR, '[') THEN pg_js_jsonb_element_text(j::VARCHAR, i)
  WHEN pg.json_is_plain_text(json_extract_string(j, i)) THEN json_extract_string(j, i)
  ELSE pg_js_jsonb_element_text(j::VARCHAR, i) END;
CREATE MACRO pg.jsonb_get_element(j, i) AS pg_js_jsonb_element(j::VARCHAR, i)::JSON;
CREATE MACRO pg.json_get_element_text(j, i) AS pg_js_json_element_text(j::VARCHAR, i);
CREATE MACRO pg.json_get_element(j, i) AS pg_js_json_element(j::VARCHAR, i)::JSON;

-- By a path: of names that are no numbers, DuckDB's own; over arrays neither finds anything.
CREATE MACRO pg.json_is_plain_path(p) AS
  len(p) > 0 AND coalesce(list_bool_and(list_transform(p, lambda pg_k: pg_k IS NOT NULL AND pg.json_is_plain_key(pg_k))), false);
CREATE MACRO pg.json_names_path(p) AS concat('$', array_to_string(list_transform(p, lambda pg_k: concat('."', CASE WHEN pg.json_is_plain_key(pg_k) THEN pg_k ELSE 'x' END, '"')), ''));
CREATE MACRO pg.jsonb_get_path_text(j, p) AS CASE
  WHEN NOT pg.json_is_plain_path(p) THEN pg_js_json_path_text(j::VARCHAR, to_json(p)::VARCHAR)
  WHEN pg.json_is_plain_text(json_extract_string(j, pg.json_names_path(p))) THEN json_extract_string(j, pg.json_names_path(p))
  WHEN contains('VARCHAR UBIGINT BIGINT', json_type(j, pg.json_names_path(p))) THEN json_extract_string(j, pg.json_names_path(p))
  ELSE pg_js_json_path_text(j::VARCHAR, to_json(p)::VARCHAR) END;
CREATE MACRO pg.json_get_path_text(j, p) AS pg_js_json_path_text(j::VARCHAR, to_json(p)::VARCHAR);
CREATE MACRO pg.json_get_path(j, p) AS pg_js_json_path(j::VARCHAR, to_json(p)::VARCHAR)::JSON;
-- j['a'][0]
CREATE MACRO pg.jsonb_subscript(j, p) AS pg.json_get_path(j, p);

CREATE MACRO pg.json_first(j) AS ascii(ltrim(j::VARCHAR, E' \t\n\r'));
CREATE MACRO pg.json_typeof(j) AS CASE pg.json_first(j)
  WHEN 123 THEN 'object' WHEN 91 THEN 'array' WHEN 34 THEN 'string' WHEN 110 THEN 'null'
  WHEN 116 THEN 'boolean' WHEN 102 THEN 'boolean' WHEN NULL THEN NULL ELSE CASE WHEN j IS NOT NULL THEN 'number' END END;
CREATE MACRO pg.json_array_length(j) AS CASE
  WHEN pg.json_first(j) = 91 THEN json_array_length(j)::INTEGER
  WHEN pg.json_first(j) = 123 THEN pg.raise('22023', 'cannot get array length of a non-array')::INTEGER
  WHEN j IS NOT NULL THEN pg.raise('22023', 'cannot get array length of a scalar')::INTEGER END;

-- Comparisons of jsonb. Texts differ for equal values only in the zeros after a number's point.
CREATE MACRO pg.jsonb_eq(a, b) AS CASE
  WHEN a::VARCHAR = b::VARCHAR THEN true
  WHEN contains(a::VARCHAR, '.') OR contains(b::VARCHAR, '.') THEN pg_js_jsonb_compare(a::VARCHAR, b::VARCHAR) = 0
  WHEN a IS NOT NULL AND b IS NOT NULL THEN false END;
CREATE MACRO pg.jsonb_ne(a, b) AS NOT pg.jsonb_eq(a, b);
CREATE MACRO pg.jsonb_cmp(a, b) AS pg_js_jsonb_compare(a::VARCHAR, b::VARCHAR);
CREATE MACRO pg.jsonb_lt(a, b) AS pg_js_jsonb_compare(a::VARCHAR, b::VARCHAR) < 0;
CREATE MACRO pg.jsonb_gt(a, b) AS pg_js_jsonb_compare(a::VARCHAR, b::VARCHAR) > 0;
CREATE MACRO pg.jsonb_le(a, b) AS pg_js_jsonb_compare(a::VARCHAR, b::VARCHAR) <= 0;
CREATE MACRO pg.jsonb_ge(a, b) AS pg_js_jsonb_compare(a::VARCHAR, b::VARCHAR) >= 0;
-- For GROUP BY, DISTINCT, joins by hash: the same text for equal values.
CREATE MACRO pg.jsonb_group_key(j) AS CASE WHEN contains(j::VARCHAR, '.') THEN pg_js_jsonb_group_key(j::VARCHAR) ELSE j::VARCHAR END;
-- For ORDER BY.
CREATE MACRO pg.jsonb_sort_key(j) AS pg_js_jsonb_sort_key(j::VARCHAR);

CREATE MACRO pg.jsonb_contains(a, b) AS pg_js_jsonb_contains(a::VARCHAR, b::VARCHAR);
CREATE MACRO pg.jsonb_contained(a, b) AS pg_js_jsonb_contains(b::VARCHAR, a::VARCHAR);
CREATE MACRO pg.jsonb_exists(j, k) AS CASE
  WHEN starts_with(j::VARCHAR, '{') AND pg.json_is_plain_key(k) THEN json_exists(j, pg.json_key_path(k))
  ELSE pg_js_jsonb_exists(j::VARCHAR, k) END;
CREATE MACRO pg.jsonb_exists_any(j, k) AS pg_js_jsonb_exists_any(j::VARCHAR, to_json(k)::VARCHAR);
CREATE MACRO pg.jsonb_exists_all(j, k) AS pg_js_jsonb_exists_all(j::VARCHAR, to_json(k)::VARCHAR);

-- Changes.
CREATE MACRO pg.jsonb_concat(a, b) AS pg_js_jsonb_concat(a::VARCHAR, b::VARCHAR)::JSON;
CREATE MACRO pg.jsonb_delete_key(j, k) AS pg_js_jsonb_delete_key(pg.row_by_row(j::VARCHAR), k)::JSON;
CREATE MACRO pg.jsonb_delete_keys(j, k) AS pg_js_jsonb_delete_keys(pg.row_by_row(j::VARCHAR), to_json(k)::VARCHAR)::JSON;
CREATE MACRO pg.jsonb_delete_index(j, i) AS pg_js_jsonb_delete_index(pg.row_by_row(j::VARCHAR), i)::JSON;
CREATE MACRO pg.jsonb_delete_path(j, p) AS pg_js_jsonb_delete_path(pg.row_by_row(j::VARCHAR), to_json(p)::VARCHAR)::JSON;
CREATE MACRO pg.jsonb_set(j, p, v, creates := true) AS
  pg_js_jsonb_set(pg.row_by_row(j::VARCHAR), to_json(p)::VARCHAR, v::VARCHAR, creates)::JSON;
CREATE MACRO pg.jsonb_insert(j, p, v, behind := false) AS
  pg_js_jsonb_insert(pg.row_by_row(j::VARCHAR), to_json(p)::VARCHAR, v::VARCHAR, behind)::JSON;
CREATE MACRO pg.jsonb_set_lax(j, p, v, creates := true, treatment := 'use_json_null') AS CASE
  WHEN j IS NULL OR p IS NULL OR creates IS NULL THEN NULL
  WHEN treatment IS NOT NULL AND v IS NOT NULL THEN pg.jsonb_set(j, p, v, creates)
  WHEN treatment IS NULL OR treatment NOT IN ('raise_exception', 'use_json_null', 'delete_key', 'return_target') THEN
    pg.raise('22023', 'null_value_treatment must be "delete_key", "return_target", "use_json_null", or "raise_exception"')::JSON
  WHEN treatment = 'raise_exception' THEN pg_js_jsonb_null_value(treatment)::JSON
  WHEN treatment = 'use_json_null' THEN pg.jsonb_set(j, p, 'null', creates)
  WHEN treatment = 'delete_key' THEN pg.jsonb_delete_path(j, p)
  ELSE j END;
CREATE MACRO pg.json_strip_nulls(j) AS pg_js_json_strip_nulls(j::VARCHAR)::JSON;
CREATE MACRO pg.jsonb_strip_nulls(j) AS pg_js_jsonb_strip_nulls(j::VARCHAR)::JSON;
CREATE MACRO pg.jsonb_pretty(j) AS pg_js_jsonb_pretty(j::VARCHAR);

-- As numbers and booleans.
CREATE MACRO pg.jsonb_bool(j) AS CASE j::VARCHAR
  WHEN 'true' THEN true WHEN 'false' THEN false ELSE pg_js_jsonb_number(pg.row_by_row(j::VARCHAR), 'boolean')::BOOLEAN END;
CREATE MACRO pg.jsonb_is_short(t, digits) AS
  length(t) <= digits AND contains('-0123456789', left(t, 1)) AND NOT contains(t, '.');
CREATE MACRO pg.jsonb_int2(j) AS CASE WHEN pg.jsonb_is_short(j::VARCHAR, 4) THEN j::VARCHAR::SMALLINT
  ELSE pg_js_jsonb_number(pg.row_by_row(j::VARCHAR), 'smallint')::SMALLINT END;
CREATE MACRO pg.jsonb_int4(j) AS CASE WHEN pg.jsonb_is_short(j::VARCHAR, 9) THEN j::VARCHAR::INTEGER
  ELSE pg_js_jsonb_number(pg.row_by_row(j::VARCHAR), 'integer')::INTEGER END;
CREATE MACRO pg.jsonb_int8(j) AS CASE WHEN pg.jsonb_is_short(j::VARCHAR, 18) THEN j::VARCHAR::BIGINT
  ELSE pg_js_jsonb_number(pg.row_by_row(j::VARCHAR), 'bigint')::BIGINT END;
CREATE MACRO pg.jsonb_float4(j) AS pg_js_jsonb_number(pg.row_by_row(j::VARCHAR), 'real')::FLOAT;
CREATE MACRO pg.jsonb_float8(j) AS CASE WHEN pg.jsonb_is_short(j::VARCHAR, 18) THEN j::VARCHAR::DOUBLE
  ELSE pg_js_jsonb_number(pg.row_by_row(j::VARCHAR), 'double precision')::DOUBLE END;
-- numeric's scale is static in DuckDB: its text, of which a cast makes a number.
CREATE MACRO pg.jsonb_numeric_text(j) AS pg_js_jsonb_number(pg.row_by_row(j::VARCHAR), 'numeric');

-- Lists, for unnest(): the columns' names stand in functions/json.ts.
CREATE MACRO pg.json_texts(list) AS from_json(list, '["VARCHAR"]');
CREATE MACRO pg.json_pairs(list) AS from_json(list, '[{"key":"VARCHAR","value":"VARCHAR"}]');
CREATE MACRO pg.json_array_elements_list(j) AS pg.json_texts(pg_js_json_elements(pg.row_by_row(j::VARCHAR), 'json_array_elements'))::JSON[];
CREATE MACRO pg.jsonb_array_elements_list(j) AS pg.json_texts(pg_js_json_elements(pg.row_by_row(j::VARCHAR), 'jsonb_array_elements'))::JSON[];
CREATE MACRO pg.json_array_elements_text_list(j) AS pg.json_texts(pg_js_json_elements_text(pg.row_by_row(j::VARCHAR), 'json_array_elements_text'));
CREATE MACRO pg.jsonb_array_elements_text_list(j) AS pg.json_texts(pg_js_json_elements_text(pg.row_by_row(j::VARCHAR), 'jsonb_array_elements'));
CREATE MACRO pg.json_object_keys_list(j) AS pg.json_texts(pg_js_json_keys(pg.row_by_row(j::VARCHAR), 'json_object_keys'));
CREATE MACRO pg.jsonb_object_keys_list(j) AS pg.json_texts(pg_js_json_keys(pg.row_by_row(j::VARCHAR), 'jsonb_object_keys'));
CREATE MACRO pg.json_each_list(j) AS pg.json_pairs(pg_js_json_each(pg.row_by_row(j::VARCHAR), 'json_each'))::STRUCT("key" VARCHAR, "value" JSON)[];
CREATE MACRO pg.jsonb_each_list(j) AS pg.json_pairs(pg_js_json_each(pg.row_by_row(j::VARCHAR), 'jsonb_each'))::STRUCT("key" VARCHAR, "value" JSON)[];
CREATE MACRO pg.json_each_text_list(j) AS pg.json_pairs(pg_js_json_each_text(pg.row_by_row(j::VARCHAR), 'json_each'));
CREATE MACRO pg.jsonb_each_text_list(j) AS pg.json_pairs(pg_js_json_each_text(pg.row_by_row(j::VARCHAR), 'jsonb_each_text'));
