-- name: grouping sets
SELECT status, product_id IS NULL AS no_product, grouping(status) AS g, count(*) AS n, sum(amount) AS total FROM orders GROUP BY GROUPING SETS ((status), (product_id IS NULL), ()) ORDER BY g, status, no_product, n;

-- name: rollup
SELECT extract(year from ordered_at) AS y, status, grouping(extract(year from ordered_at), status) AS g, count(*) FROM orders GROUP BY ROLLUP (extract(year from ordered_at), status) ORDER BY 3, 1, 2;

-- name: cube
SELECT country, segment, count(*), grouping(country, segment) FROM customers GROUP BY CUBE (country, segment) ORDER BY 4, 1, 2;

-- name: frames of windows
SELECT id, first_value(amount) OVER w AS f, last_value(amount) OVER w AS l, nth_value(amount, 2) OVER w AS n, sum(amount) OVER (w ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS s, count(*) OVER (w RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES) AS c FROM orders WHERE customer_id < 5 WINDOW w AS (PARTITION BY customer_id ORDER BY ordered_at, id) ORDER BY id;

-- name: range frame of an interval
SELECT id, count(*) OVER (ORDER BY ordered_at RANGE BETWEEN interval '30 days' PRECEDING AND CURRENT ROW) AS n FROM orders ORDER BY ordered_at, id LIMIT 60;

-- name: groups frame
SELECT day, sum(value) OVER (ORDER BY day GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM events WHERE day > '2024-06-01' ORDER BY day, s;

-- name: materialized and not
WITH a AS MATERIALIZED (SELECT country, avg(credit) AS m FROM customers GROUP BY country), b AS NOT MATERIALIZED (SELECT * FROM a WHERE m > 0) SELECT * FROM b ORDER BY country;

-- name: set operations
(SELECT country FROM customers INTERSECT ALL SELECT "Region" FROM "Sales Targets") UNION ALL (SELECT country FROM customers EXCEPT ALL SELECT "Region" FROM "Sales Targets") ORDER BY 1;

-- name: recursive numbers
WITH RECURSIVE fib(a, b) AS (VALUES (0::numeric, 1::numeric) UNION ALL SELECT b, a + b FROM fib WHERE b < 1e30) SELECT a FROM fib ORDER BY a;

-- name: quoted names
SELECT "Region", "Fiscal Year" AS "Year of Plan", "Target Amount" * 1.1 AS "Plan + 10 %", "isFinal" FROM "Sales Targets" ORDER BY "Target Id";

-- name: names of unnamed columns
SELECT count(*), sum(quantity), upper('a'), 1 + 1, 'x'::text, CASE WHEN true THEN 1 END, coalesce(NULL, 2), (SELECT 3), ARRAY[1,2], cast(1 as bigint), extract(year from date '2024-01-01'), now() IS NULL, (1, 2) = (1, 2), id IS NULL FROM orders GROUP BY id ORDER BY 2 NULLS FIRST, id LIMIT 1;

-- name: literals and their types
SELECT 1 AS a, 3000000000 AS b, 10000000000000000000 AS c, 1.50 AS d, 1e3 AS e, 'x' AS f, NULL AS g, true AS h, B'101' AS i, X'ff' AS j, DATE '2024-02-29' AS k, INTERVAL '1 day 02:03' AS l, '{1,2}'::int[] AS m, E'a\nb' AS n, U&'\0041' AS o, -5 AS p;

-- name: integer arithmetic
SELECT id, c_int4 / 3 AS d, c_int4 % 3 AS m, -c_int2 AS neg, c_int2 + c_int2::int AS p, c_int2 * 2::bigint AS t, c_int4 & 7 AS a, c_int4 | 8 AS o, c_int4 # 3 AS x, ~c_int4 AS n, c_int2::int << 2 AS l, c_int4 >> 1 AS r FROM wide WHERE c_int2 BETWEEN -16384 AND 16383 ORDER BY id;

-- name: numeric arithmetic
SELECT id, c_numeric / 3 AS d, c_numeric * c_numeric AS m, c_numeric % 7 AS r, round(c_numeric) AS r0, round(c_numeric, 2) AS r2, trunc(c_numeric, 1) AS t, c_numeric::int8 AS i, div(c_numeric, 3) AS dv, abs(c_numeric) AS a, c_numeric / nullif(id, 0) AS q FROM wide ORDER BY id;

-- name: float arithmetic and texts
SELECT id, c_float8, c_float4, c_float8 * 2 AS t, c_float8 / 3 AS d, c_float8::text AS x, round(c_float8) AS r, floor(c_float8) AS f, c_float4::float8 AS w, sign(c_float8) AS s, c_float8 = 'NaN' AS n FROM wide ORDER BY id;

-- name: averages of every type of number
SELECT avg(c_int2) AS a, avg(c_int4) AS b, avg(c_int8) AS c, avg(c_numeric) AS d, sum(c_int2) AS e, sum(c_int4) AS f, sum(c_int8) AS g, sum(c_numeric) AS h, stddev(c_int2) AS i, variance(c_numeric) AS j FROM wide;

-- name: casts of every type to text
SELECT id, c_bool::text, c_int8::text, c_float4::text, c_numeric::text, c_bytea::text, c_date::text, c_time::text, c_timestamp::text, c_timestamptz::text, c_span::interval::text, c_uuid::text, c_json::text, c_int4s::text, c_texts::text FROM wide ORDER BY id;

-- name: intervals
SELECT id, c_span::interval AS i, c_span::interval * 2 AS d, extract(epoch from c_span::interval) AS e, justify_hours(c_span::interval) AS j, c_timestamp + c_span::interval AS t, c_date + c_span::interval AS dt FROM wide WHERE c_timestamp < '9000-01-01' AND c_date < '9000-01-01' ORDER BY id;

-- name: fields of moments
SELECT id, extract(epoch from c_timestamptz) AS ep, extract(week from c_date) AS w, extract(isoyear from c_date) AS iy, extract(doy from c_timestamp) AS dy, extract(second from c_time) AS s, date_part('milliseconds', c_timestamp) AS ms, extract(century from c_date) AS ce, extract(julian from c_date) AS ju FROM wide ORDER BY id;

-- name: to_char of moments
SELECT id, to_char(c_timestamp, 'YYYY-MM-DD HH24:MI:SS.US') AS a, to_char(c_timestamp, 'Dy, DD Mon YYYY HH12:MI AM') AS b, to_char(c_date, 'IYYY-"W"IW-ID') AS c, to_char(c_timestamptz, 'YYYY TZH:TZM') AS d, to_char(c_timestamp, 'FMMonth FMDDth, Q, DDD, J') AS e, to_char(c_timestamp, 'TMMonth') AS f FROM wide ORDER BY id;

-- name: to_char of numbers
SELECT id, to_char(c_numeric, '999,999,990.99') AS a, to_char(c_int4, 'FM0000') AS b, to_char(c_numeric, 'S999990D0') AS c, to_char(c_int2, 'RN') AS d, to_char(c_int2, '00000PR') AS e FROM wide ORDER BY id;

-- name: regular expressions
SELECT id, regexp_replace(notes, '[aeiou]', '*', 'g') AS a, regexp_match(notes, '(\d+)-(\d+)') AS b, notes ~* 'STRASSE' AS c, notes !~ '^\s' AS d, regexp_split_to_array(notes, '\s+') AS e, substring(notes from '[0-9]+') AS f, (SELECT count(*) FROM regexp_matches(notes, '.', 'g')) AS g FROM orders WHERE notes IS NOT NULL ORDER BY id;

-- name: texts
SELECT id, upper(c_text) AS u, lower(c_text) AS l, initcap(c_text) AS i, length(c_text) AS n, octet_length(c_text) AS o, reverse(c_text) AS r, lpad(c_text, 4, 'xy') AS lp, left(c_text, -1) AS le, translate(c_text, 'aß', 'b') AS t, md5(c_text) AS m, c_text || '|' AS c, quote_literal(c_text) AS q, position('a' in c_text) AS p, overlay(c_text placing 'Z' from 2 for 1) AS ov FROM wide ORDER BY id;

-- name: order of texts
SELECT c_text FROM wide ORDER BY c_text NULLS FIRST, id;

-- name: comparison of texts
SELECT a.c_text, count(*) AS n, bool_or(a.c_text < b.c_text) AS o, max(b.c_text) AS m, min(b.c_text) AS l FROM wide a JOIN wide b ON lower(a.c_text) = lower(b.c_text) GROUP BY a.c_text ORDER BY 1;

-- name: arrays
SELECT id, c_int4s[1] AS a, c_int4s[2:3] AS b, array_append(c_int4s, 9) AS c, array_position(c_int4s, 1) AS d, c_int4s || c_int4s AS e, c_int4s && ARRAY[1,2] AS f, array_to_string(c_texts, ',', 'nil') AS g, array_length(c_texts, 1) AS h, c_int4s < ARRAY[2] AS i, array_upper(c_int4s, 1) AS j, cardinality(c_int4s) AS k, array_remove(c_int4s, 0) AS l FROM wide ORDER BY id;

-- name: aggregated arrays
SELECT status, array_agg(quantity ORDER BY quantity DESC NULLS LAST, id) AS a, array_agg(DISTINCT quantity) AS b, array_agg(quantity) FILTER (WHERE quantity > 9) AS c, string_agg(coalesce(notes, '-'), '; ' ORDER BY id) AS d FROM orders WHERE customer_id < 10 GROUP BY status ORDER BY status;

-- name: aggregated JSON
SELECT kind, json_agg(value ORDER BY id) AS a, jsonb_agg(day ORDER BY id) AS b, json_object_agg(id, path ORDER BY id) AS c, jsonb_object_agg(id, value) AS d FROM events WHERE id < 40 GROUP BY kind ORDER BY kind;

-- name: jsonb
SELECT id, c_json::jsonb AS j, c_json::jsonb -> 'a' AS a, c_json::jsonb || '{"z": 1}' AS z, jsonb_set(c_json::jsonb, '{a}', '99') AS s, c_json::jsonb - 'a' AS m, jsonb_pretty(c_json::jsonb) AS p, c_json::jsonb @? '$.b[*] ? (@ > 1)' AS q FROM wide WHERE json_typeof(c_json) = 'object' ORDER BY id;

-- name: NULLs in comparisons
SELECT NULL = NULL AS a, NULL IN (1) AS b, 1 IN (2, NULL) AS c, 1 NOT IN (2, NULL) AS d, NULL AND false AS e, NULL OR true AS f, (1, NULL) = (1, 2) AS g, (1, NULL) = (2, NULL) AS h, ROW(NULL, NULL) IS NULL AS i, ROW(1, NULL) IS NOT NULL AS j, 'a' LIKE NULL AS k, greatest(1, NULL, 3) AS l, least(NULL, 2) AS m, NULL::int + 1 AS n, coalesce(NULL, NULL) AS o;

-- name: rounding of halves
SELECT v, round(v) AS n, round(v::float8) AS f, v::int AS i, v::float8::int AS fi, ceil(v) AS c, trunc(v) AS t FROM (VALUES (-2.5), (-1.5), (-0.5), (0.5), (1.5), (2.5), (3.49)) x(v) ORDER BY v;

-- name: daylight saving
SELECT g, g AT TIME ZONE 'America/New_York' AS ny, (g AT TIME ZONE 'America/New_York')::timestamp + interval '1 day' AS d, date_trunc('day', g, 'America/New_York') AS t, g::date AS dt FROM generate_series('2024-03-09 12:00+00'::timestamptz, '2024-03-11 12:00+00', '6 hours') g ORDER BY g;

-- name: mode and ordered sets
SELECT country, mode() WITHIN GROUP (ORDER BY segment) AS m, percentile_disc(array[0.25, 0.5]) WITHIN GROUP (ORDER BY birth_date) AS p, rank(0) WITHIN GROUP (ORDER BY credit) AS r FROM customers GROUP BY country ORDER BY country;

-- name: every join
SELECT c.id AS c, o.id AS o, p.id AS p FROM (SELECT * FROM customers WHERE id < 12) c FULL JOIN (SELECT * FROM orders WHERE id < 30000000) o ON o.customer_id = c.id RIGHT JOIN (SELECT * FROM products WHERE id < 9) p ON p.id = o.product_id ORDER BY 1 NULLS LAST, 2 NULLS FIRST, 3;

-- name: natural join and using
SELECT * FROM (SELECT id, name FROM customers WHERE id < 5) a NATURAL JOIN (SELECT id, title FROM products) b JOIN (SELECT id, kind FROM events) e USING (id) ORDER BY id;

-- name: uncorrelated and correlated scalars
SELECT c.id, (SELECT max(o.amount) FROM orders o WHERE o.customer_id = c.id) AS m, (SELECT count(*) FROM products) AS n, c.credit > ALL (SELECT price FROM products WHERE price IS NOT NULL) AS a, c.id = ANY (SELECT customer_id FROM orders) AS y FROM customers c ORDER BY c.id;

-- name: series of numbers and moments
SELECT a, b, c FROM generate_series(1, 3) a, generate_series(0.5, 2.5, 0.5) b, generate_series('2024-01-31'::timestamp, '2024-03-31', '1 month') c ORDER BY 1, 2, 3;

-- name: functions in the select list that give rows
SELECT id, unnest(c_int4s) AS n, generate_series(1, 2) AS g FROM wide WHERE id < 20 ORDER BY 1, 3, 2;

-- name: fetch with ties
SELECT status, quantity FROM orders ORDER BY quantity DESC NULLS LAST FETCH FIRST 5 ROWS WITH TIES;

-- name: bytes
SELECT id, encode(c_bytea, 'hex') AS h, encode(c_bytea, 'base64') AS b, length(c_bytea) AS n, c_bytea || '\x00'::bytea AS c, sha256(c_bytea) AS s, decode('ff00', 'hex') AS d FROM wide ORDER BY id;

-- name: similar to and like
SELECT id, c_text LIKE '%\%%' AS a, c_text LIKE 'a!%b!_c' ESCAPE '!' AS b, c_text SIMILAR TO '(a|A|Z)%' AS c, c_text ILIKE 'STRASSE' AS d, c_text ~~ '_' AS e FROM wide ORDER BY id;

-- name: format and concat
SELECT id, format('%s: %I = %L (%5s|%-5s|)', c_int2, 'Col', c_text, c_bool, c_int2) AS f, concat(c_int2, c_bool, c_date, NULL, c_float4) AS c, concat_ws('-', c_int2, NULL, c_text) AS w FROM wide ORDER BY id;
