-- Arrays. Loaded at start, into the schema pg. An array is a LIST, one of more dimensions a LIST of LISTs, and its lower bounds are 1. Where
-- an array is used twice, it is evaluated twice. Parameters of lambdas begin with pg_: an argument that is put into a lambda must not be taken
-- for its parameter.

-- Comparisons: DuckDB's own operators, over one dimension: element by element, then by length, NULLs alike and last.
CREATE MACRO pg.array_cmp(a, b) AS CASE WHEN a = b THEN 0 WHEN a < b THEN -1 WHEN a > b THEN 1 END;
CREATE MACRO pg.array_larger(a, b) AS CASE WHEN a > b THEN a WHEN a <= b THEN b END;
CREATE MACRO pg.array_smaller(a, b) AS CASE WHEN a < b THEN a WHEN a >= b THEN b END;
-- Of several dimensions: elements in one line, and shapes.
CREATE MACRO pg.array_shape(a) AS CASE WHEN len(a) > 0
  THEN list_concat([pg.array_depth(a)], list_transform(range(1, pg.array_depth(a) + 1), lambda pg_d: pg.array_inner_length(a, pg_d)))
  ELSE CAST([] AS INTEGER[]) END;
CREATE MACRO pg.deep_array_cmp(a, b, shape_a, shape_b) AS CASE
  WHEN a < b THEN -1 WHEN a > b THEN 1
  WHEN a = b THEN CASE WHEN shape_a < shape_b THEN -1 WHEN shape_a > shape_b THEN 1 ELSE 0 END END;
-- NULLs are not contained in anything.
CREATE MACRO pg.array_contains(a, b) AS CASE
  WHEN a IS NOT NULL AND b IS NOT NULL THEN list_has_all(a, b) AND list_count(b) = len(b) END;
CREATE MACRO pg.array_contained(a, b) AS pg.array_contains(b, a);

-- Dimensions. How many there are can be read off the type, since lists of one type are nested alike.
CREATE MACRO pg.array_depth(a) AS (length(regexp_extract(typeof(a), '(\[\])+$')) // 2)::INTEGER;
CREATE MACRO pg.array_inner_length(a, d) AS
  NULLIF(json_array_length(to_json(a), concat('$', repeat('[0]', CASE WHEN d BETWEEN 1 AND 7 THEN d - 1 ELSE 0 END))), 0)::INTEGER;
CREATE MACRO pg.array_length(a, d) AS CASE
  WHEN d = 1 THEN NULLIF(len(a), 0)::INTEGER
  WHEN d IS NULL OR d < 1 OR d > pg.array_depth(a) THEN NULL
  ELSE pg.array_inner_length(a, d) END;
CREATE MACRO pg.array_lower(a, d) AS CASE WHEN pg.array_length(a, d) IS NOT NULL THEN 1 END;
CREATE MACRO pg.array_ndims(a) AS CASE WHEN len(a) > 0 THEN pg.array_depth(a) END;
CREATE MACRO pg.array_dims(a) AS CASE
  WHEN a IS NULL OR len(a) = 0 THEN NULL
  WHEN pg.array_depth(a) = 1 THEN concat('[1:', len(a)::VARCHAR, ']')
  WHEN a IS NOT NULL THEN
    list_aggregate(list_transform(range(1, pg.array_depth(a) + 1), lambda pg_d: concat('[1:', pg.array_inner_length(a, pg_d), ']')), 'string_agg', '') END;
CREATE MACRO pg.cardinality(a) AS CASE
  WHEN pg.array_depth(a) = 1 OR len(a) = 0 THEN len(a)::INTEGER
  WHEN a IS NOT NULL THEN
    list_product(list_transform(range(1, pg.array_depth(a) + 1), lambda pg_d: pg.array_inner_length(a, pg_d)))::INTEGER END;

-- Arrays made of others.
CREATE MACRO pg.array_cat(a, b) AS CASE WHEN a IS NOT NULL OR b IS NOT NULL THEN list_concat(a, b) END;
CREATE MACRO pg.array_append(a, e) AS list_concat(a, [e]);
CREATE MACRO pg.array_prepend(e, a) AS list_concat([e], a);
CREATE MACRO pg.array_remove(a, e) AS list_filter(a, lambda pg_x: pg_x IS DISTINCT FROM e);
CREATE MACRO pg.array_replace(a, e, f) AS list_transform(a, lambda pg_x: CASE WHEN pg_x IS NOT DISTINCT FROM e THEN f ELSE pg_x END);
CREATE MACRO pg.trim_array(a, n) AS CASE
  WHEN n < 0 OR n > len(a) THEN
    CASE WHEN pg.raise('2202E', concat('number of elements to trim must be between 0 and ', len(a)::VARCHAR)) IS NULL THEN a END
  WHEN n = len(a) THEN a[2:1]
  WHEN n IS NOT NULL THEN a[1:len(a) - n] END;
CREATE MACRO pg.one_line(dims) AS CASE WHEN len(dims) > 0 AND pg.raise('2202E', 'wrong number of array subscripts') IS NOT NULL THEN NULL ELSE dims END;
CREATE MACRO pg.array_fill_items(dims) AS CASE WHEN len(dims) > 0 THEN list_product(dims) ELSE 0 END;
CREATE MACRO pg.array_fill_checked(dims) AS CASE
  WHEN dims IS NULL THEN pg.raise('22004', 'dimension array or low bound array cannot be null')
  WHEN len(dims) > 6 THEN
    pg.raise('54000', concat('number of array dimensions (', len(dims)::VARCHAR, ') exceeds the maximum allowed (6)'))
  WHEN list_count(dims) < len(dims) THEN pg.raise('22004', 'dimension values cannot be null')
  WHEN list_min(dims) < 0 OR pg.array_fill_items(dims) > 134217727 THEN pg.raise('54000', 'array size exceeds the maximum allowed (134217727)')
  WHEN pg.array_fill_items(dims) > 10000000 THEN pg.raise('54000', 'array_fill() of more than 10000000 elements is not supported') END;
-- How long a dimension is; where there is nothing in it, the first is empty.
CREATE MACRO pg.array_fill_length(dims, d) AS CASE WHEN pg.array_fill_items(dims) BETWEEN 1 AND 10000000 THEN dims[d] ELSE 0 END;
CREATE MACRO pg.array_fill(e, dims) AS CASE
  WHEN pg.array_fill_checked(dims) IS NULL THEN CASE
    WHEN len(dims) > 1 THEN CASE WHEN pg.raise('0A000', 'array_fill() of several dimensions is not supported over arrays that are no constants') IS NULL THEN [e] END
    ELSE list_transform(range(pg.array_fill_length(dims, 1)), lambda pg_i: e) END END;
-- Of bounds that are 1.
CREATE MACRO pg.array_fill_begins(dims, bounds) AS CASE
  WHEN bounds IS NULL OR dims IS NULL THEN pg.raise('22004', 'dimension array or low bound array cannot be null')
  WHEN list_count(dims) < len(dims) OR list_count(bounds) < len(bounds) THEN pg.raise('22004', 'dimension values cannot be null')
  WHEN NOT pg_js_array_same_bounds(len(bounds) = len(dims)) OR pg.array_fill_checked(dims) IS NOT NULL THEN NULL
  WHEN pg.array_fill_items(dims) > 0 AND len(list_filter(bounds, lambda pg_b: pg_b <> 1)) > 0 THEN
    pg.raise('0A000', 'arrays with lower bounds other than 1 are not supported') END;
CREATE MACRO pg.array_fill_from(e, dims, bounds) AS CASE WHEN pg.array_fill_begins(dims, bounds) IS NULL THEN pg.array_fill(e, dims) END;

-- Where elements are.
CREATE MACRO pg.array_position(a, e) AS list_position(a, e);
CREATE MACRO pg.array_position_from(a, e, n) AS CASE
  WHEN a IS NULL OR len(a) = 0 THEN NULL
  WHEN n IS NULL THEN pg.raise('22004', 'initial position must not be null')::INTEGER
  ELSE list_position(a[greatest(n, 1):], e) + greatest(n, 1) - 1 END;
CREATE MACRO pg.array_positions(a, e) AS CASE WHEN a IS NOT NULL THEN
  list_filter(range(1, len(a) + 1), lambda pg_i: a[pg_i] IS NOT DISTINCT FROM e)::INTEGER[] END;

-- Subscripts and slices. DuckDB counts from the end where a subscript is negative, and takes fewer subscripts than there are dimensions; and
-- letters are to it what elements are. How many dimensions there are is known when a statement is planned.
CREATE MACRO pg.array_get(a, i) AS CASE WHEN pg.array_depth(a) = 1 AND i >= 1 THEN a[i] END,
  (a, i, j) AS CASE WHEN pg.array_depth(a) = 2 AND i >= 1 AND j >= 1 THEN a[i][j] END;
CREATE MACRO pg.array_get_inner(a, i) AS CASE WHEN i >= 1 THEN a[i] END;
CREATE MACRO pg.array_get_none(a) AS a[0];
CREATE MACRO pg.array_part(a, l, u) AS CASE
  WHEN u < 1 AND l IS NOT NULL THEN a[2:1]
  WHEN l IS NOT NULL AND u IS NOT NULL THEN a[greatest(l, 1):u] END;
CREATE MACRO pg.array_filled(a) AS CASE WHEN len(a) > 0 AND len(a[1]) = 0 THEN a[2:1] ELSE a END;
CREATE MACRO pg.array_slice(a, l, u) AS pg.array_part(a, l, u),
  (a, l, u, k, v) AS CASE
    WHEN k IS NULL OR v IS NULL THEN NULL
    WHEN pg.array_depth(a) = 1 THEN CASE WHEN l IS NOT NULL AND u IS NOT NULL THEN a[2:1] END
    ELSE pg.array_filled(list_transform(pg.array_part(a, l, u), lambda pg_r: pg.array_part(pg_r, k, v))) END;
CREATE MACRO pg.array_slice_none(a, bounds) AS CASE WHEN list_count(bounds) = len(bounds) THEN a[2:1] END;

-- Texts of elements come in. DuckDB's own wants a constant between them.
CREATE MACRO pg.array_to_string(a, separator, instead := NULL::VARCHAR) AS CASE
  WHEN a IS NOT NULL AND separator IS NOT NULL THEN
    coalesce(substr(array_to_string(list_transform(a, lambda pg_x: separator || coalesce(pg_x, instead)), ''), length(separator) + 1), '') END;

-- VARIADIC, of an array of any elements.
CREATE MACRO pg.num_nulls_of_list(a) AS CAST(len(a) - list_count(a) AS INTEGER);
CREATE MACRO pg.num_nonnulls_of_list(a) AS CASE WHEN a IS NOT NULL THEN CAST(list_count(a) AS INTEGER) END;
CREATE MACRO pg.format_list(f, a) AS pg_js_format(f, CAST(to_json(coalesce(a, CAST([] AS VARCHAR[]))) AS VARCHAR));

-- ANY and ALL: over what each comparison gives: `pg.any_of(list_transform(a, lambda e: x ~~ e))`; and by the usual operators at once.
CREATE MACRO pg.any_of(b) AS CASE
  WHEN list_contains(b, true) THEN true WHEN list_count(b) < len(b) THEN NULL WHEN b IS NOT NULL THEN false END;
CREATE MACRO pg.all_of(b) AS CASE
  WHEN list_contains(b, false) THEN false WHEN list_count(b) < len(b) THEN NULL WHEN b IS NOT NULL THEN true END;
CREATE MACRO pg.any_eq(x, a) AS CASE
  WHEN x IS NULL AND len(a) > 0 THEN NULL
  WHEN list_contains(a, x) THEN true
  WHEN list_count(a) < len(a) THEN NULL
  WHEN a IS NOT NULL THEN false END;
CREATE MACRO pg.all_ne(x, a) AS NOT pg.any_eq(x, a);
CREATE MACRO pg.any_ne(x, a) AS pg.any_of(list_transform(a, lambda pg_e: x <> pg_e));
CREATE MACRO pg.any_lt(x, a) AS pg.any_of(list_transform(a, lambda pg_e: x < pg_e));
CREATE MACRO pg.any_le(x, a) AS pg.any_of(list_transform(a, lambda pg_e: x <= pg_e));
CREATE MACRO pg.any_gt(x, a) AS pg.any_of(list_transform(a, lambda pg_e: x > pg_e));
CREATE MACRO pg.any_ge(x, a) AS pg.any_of(list_transform(a, lambda pg_e: x >= pg_e));
CREATE MACRO pg.all_eq(x, a) AS pg.all_of(list_transform(a, lambda pg_e: x = pg_e));
CREATE MACRO pg.all_lt(x, a) AS pg.all_of(list_transform(a, lambda pg_e: x < pg_e));
CREATE MACRO pg.all_le(x, a) AS pg.all_of(list_transform(a, lambda pg_e: x <= pg_e));
CREATE MACRO pg.all_gt(x, a) AS pg.all_of(list_transform(a, lambda pg_e: x > pg_e));
CREATE MACRO pg.all_ge(x, a) AS pg.all_of(list_transform(a, lambda pg_e: x >= pg_e));

-- GREATEST and LEAST over lists of their arguments: NULLs do not count, and of equals the first is taken.
CREATE MACRO pg.interval_greatest(a) AS list_reduce(a, lambda pg_x, pg_y: CASE
  WHEN pg_y IS NULL THEN pg_x WHEN pg_x IS NULL OR pg.interval_gt(pg_y, pg_x) THEN pg_y ELSE pg_x END);
CREATE MACRO pg.interval_least(a) AS list_reduce(a, lambda pg_x, pg_y: CASE
  WHEN pg_y IS NULL THEN pg_x WHEN pg_x IS NULL OR pg.interval_lt(pg_y, pg_x) THEN pg_y ELSE pg_x END);
CREATE MACRO pg.bpchar_greatest(a) AS list_reduce(a, lambda pg_x, pg_y: CASE
  WHEN pg_y IS NULL THEN pg_x WHEN pg_x IS NULL OR pg.bpchar_gt(pg_y, pg_x) THEN pg_y ELSE pg_x END);
CREATE MACRO pg.bpchar_least(a) AS list_reduce(a, lambda pg_x, pg_y: CASE
  WHEN pg_y IS NULL THEN pg_x WHEN pg_x IS NULL OR pg.bpchar_lt(pg_y, pg_x) THEN pg_y ELSE pg_x END);
CREATE MACRO pg.jsonb_greatest(a) AS list_reduce(a, lambda pg_x, pg_y: CASE
  WHEN pg_y IS NULL THEN pg_x WHEN pg_x IS NULL OR pg.jsonb_gt(pg_y, pg_x) THEN pg_y ELSE pg_x END);
CREATE MACRO pg.jsonb_least(a) AS list_reduce(a, lambda pg_x, pg_y: CASE
  WHEN pg_y IS NULL THEN pg_x WHEN pg_x IS NULL OR pg.jsonb_lt(pg_y, pg_x) THEN pg_y ELSE pg_x END);

-- PostgreSQL searches by halves, which over thresholds that are not in order ends anywhere.
CREATE MACRO pg.width_bucket(x, a) AS CASE
  WHEN list_count(a) < len(a) THEN pg.raise('22004', 'thresholds array must not contain NULLs')::INTEGER
  WHEN a <> list_sort(a) THEN pg.raise('0A000', 'width_bucket() over thresholds that are not in order is not supported')::INTEGER
  WHEN x IS NOT NULL THEN len(list_filter(a, lambda pg_t: pg_t <= x))::INTEGER END;

-- Aggregates of arrays. The first that does not fit says what is wrong.
CREATE MACRO pg.array_agg_dims(x) AS list_transform(x, lambda pg_a: CASE WHEN pg_a IS NULL THEN 'NULL' WHEN len(pg_a) = 0 THEN '' ELSE pg.array_dims(pg_a) END);
CREATE MACRO pg.array_agg_misfit(dims) AS list_filter(dims, lambda pg_d: pg_d <> dims[1] OR pg_d = 'NULL' OR pg_d = '')[1];
-- One call for all, for the first row to raise its own.
CREATE MACRO pg.array_agg_raise(dims) AS pg.raise(CASE WHEN pg.array_agg_misfit(dims) = 'NULL' THEN '22004' ELSE '2202E' END,
  CASE WHEN pg.array_agg_misfit(dims) = 'NULL' THEN 'cannot accumulate null arrays'
    WHEN dims[1] = '' THEN 'cannot accumulate empty arrays' ELSE 'cannot accumulate arrays of different dimensionality' END);
CREATE MACRO pg.array_agg_final(x) AS list_transform([{'x': x, 'd': pg.array_agg_dims(x)}], lambda pg_s: CASE
  WHEN pg.array_agg_misfit(pg_s['d']) IS NULL OR pg.array_agg_raise(pg_s['d']) IS NULL THEN pg_s['x'] END)[1];

-- Lists, for unnest().
CREATE MACRO pg.unnest_list(a) AS a;
CREATE MACRO pg.generate_subscripts_list(a, d, reverse := false) AS
  CASE WHEN reverse THEN generate_series(pg.array_length(a, d), 1, -1) ELSE generate_series(1, pg.array_length(a, d)) END::INTEGER[];
CREATE MACRO pg.step(a, b, s) AS CASE WHEN s = 0 AND a IS NOT NULL AND b IS NOT NULL THEN pg.raise('22023', 'step size cannot equal zero')::BIGINT ELSE s END;
-- A list is held as a whole, and where it depends on columns there are 2,048 of them at once: fewer fit.
CREATE MACRO pg.raise_long_series(most) AS pg.raise('54000', concat('generate_series() of more than ', most, ' rows is not supported here'));
CREATE MACRO pg.list_step(a, b, s, most) AS CASE
  WHEN s <> 0 AND (b::HUGEINT - a::HUGEINT) // s::HUGEINT > most THEN pg.raise_long_series(most)::BIGINT
  ELSE pg.step(a, b, s) END;
CREATE MACRO pg.generate_series_int4_list(a, b, s := 1, most := 10000000) AS generate_series(a::BIGINT, b::BIGINT, pg.list_step(a, b, s::BIGINT, most))::INTEGER[];
CREATE MACRO pg.generate_series_int8_list(a, b, s := 1, most := 10000000) AS generate_series(a::BIGINT, b::BIGINT, pg.list_step(a, b, s::BIGINT, most));
-- In FROM, as they need no memory for the whole of it.
CREATE MACRO pg.generate_series_int4(a, b, s := 1) AS TABLE
  SELECT generate_series::INTEGER AS generate_series FROM generate_series(a::BIGINT, b::BIGINT, pg.step(a, b, s::BIGINT));
CREATE MACRO pg.generate_series_int8(a, b, s := 1) AS TABLE
  SELECT generate_series FROM generate_series(a::BIGINT, b::BIGINT, pg.step(a, b, s::BIGINT));
-- All three of one scale. The number of steps is only guessed by the division, so one more is tried.
CREATE MACRO pg.generate_series_numeric_list(a, b, s := 1, most := 10000000) AS list_filter(
  list_transform(range(0, CASE WHEN s = 0 AND a IS NOT NULL AND b IS NOT NULL THEN pg.raise('22023', 'step size cannot equal zero')::BIGINT
    WHEN s <> 0 AND ((b - a) / s)::DOUBLE > most THEN pg.raise_long_series(most)::BIGINT
    ELSE greatest(((b - a) / s)::DOUBLE::BIGINT + 2, 0) END), lambda pg_i: a + pg_i::HUGEINT * s),
  lambda pg_v: CASE WHEN s > 0 THEN pg_v <= b ELSE pg_v >= b END);
CREATE MACRO pg.text_list(x) AS CAST(pg_js_array_list(pg.row_by_row(x)) AS VARCHAR[]);
