// What an expression is by itself, it is wherever it stands: below a lambda of ours, in a subquery, as a key, by the side of a number that is written.

/** The sentence that each list is about. */
export const sameInPlace: Readonly<Record<string, readonly string[]>> = {
  "arguments go by their names": [
    "SELECT make_interval(days => 0 % 100), make_interval(days => 1 + 1, hours => x) FROM (VALUES (1)) t(x)",
    "SELECT make_interval(1, 2, days := (3)), make_interval(secs => 1.5)",
    "SELECT make_date(year => 2024, day => 5, month => extract(day FROM make_interval(days => 3))::int)",
    "SELECT make_timestamptz(2024, 1, 2, 3, 4, 5, timezone => 'Europe/Berlin')",
    `SELECT jsonb_set('{"a":1}', path => '{a}', replacement => '2'), jsonb_path_query_first('{"a":1}', '$.a', silent => true)`,
    `SELECT * FROM jsonb_each(from_json => '{"a":1}')`,
    "SELECT make_interval(foo => 3)",
    "SELECT make_interval(days => 3, days => 4)",
    "SELECT make_interval(days => 3, 4)",
  ],
  "a smallint beside a written number is an integer": [
    "SELECT x + 100, 100 - (-x), 2 * x, x - 40000, (x / 1) + 32767, (x % 100) + 32767, (x & 255) + 32767 FROM (VALUES (32767::int2)) t(x)",
    "SELECT x + 100 FROM (VALUES (32767::int2)) t(x) GROUP BY x + 100 ORDER BY x + 100",
    "SELECT array_agg(x + 100 ORDER BY x + 100 DESC), sum(x * 32767) FROM (VALUES (32767::int2)) t(x)",
    "SELECT coalesce(x, 100) + 100, greatest(x, 5) + 5, CASE WHEN x > 3 THEN x ELSE 100 END * 100, (ARRAY[x, 100])[1] + 100 FROM (VALUES (32767::int2)) t(x)",
    "SELECT x + 32767 FROM (SELECT 32767::int2 UNION ALL SELECT 100) t(x)",
    "SELECT x + 100::int2 FROM (VALUES (32767::int2)) t(x)",
    "SELECT x + '100' FROM (VALUES (32767::int2)) t(x)",
  ],
  "columns of a query around it stand below a lambda of a function's": [
    "SELECT ARRAY(SELECT x FROM unnest(array_remove('{3,NULL,1}'::int[], t.y)) x ORDER BY 1) FROM (VALUES (1)) t(y)",
    "SELECT (SELECT count(*) FROM unnest(array_remove('{3,NULL,1}'::int[], t.y)) x) FROM (VALUES (1)) t(y)",
    "SELECT (SELECT count(*) FROM generate_series(1, 3) u(z) WHERE t.y < ANY ('{1,2,5}') AND z < t.y + 5) FROM (VALUES (1)) t(y)",
    "SELECT (SELECT count(*) FROM generate_series(1, 3) u(z) WHERE t.y + z < ANY (ARRAY[1, 2, z])) FROM (VALUES (1)) t(y)",
    "SELECT (SELECT count(*) FROM (VALUES ('abc')) u(z) WHERE z LIKE ANY (ARRAY['a%', t.y]) AND t.y ILIKE ANY (ARRAY['b%', z])) FROM (VALUES ('b%')) t(y)",
    "SELECT x FROM (VALUES (1)) t(y), unnest(array_remove('{1,2}'::int[], t.y)) x",
    "SELECT (SELECT array_to_string(ARRAY[1, NULL], ',', t.y)) FROM (VALUES ('b')) t(y)",
    "SELECT (SELECT count(*) FROM unnest(CASE WHEN ('2024-02-29'::date, t.y) OVERLAPS (t.y, t.y) THEN '{1,2}'::int[] ELSE '{3}' END)) FROM (VALUES (date '2024-01-01')) t(y)",
    "SELECT (SELECT count(*) FROM generate_series(1, 3) u(z) WHERE (t.y, t.y + z) OVERLAPS (date '2024-01-03', date '2024-01-09')) FROM (VALUES (date '2024-01-01')) t(y)",
    "SELECT (SELECT max(z) || date_part(f, t.y)::text FROM generate_series(1, 3) u(z)) FROM (VALUES (timestamp '2024-01-01', 'month')) t(y, f)",
  ],
  "subqueries stand below a lambda, as an operand and as a key": [
    "SELECT array_remove('{}'::int[], (SELECT max(y) FROM (VALUES (1)) u(y)))",
    "SELECT array_replace(ARRAY[1, 2], (SELECT 1), x) FROM (VALUES (1)) t(x)",
    "SELECT nullif(lower(x), (SELECT max(y) FROM (VALUES ('a')) u(y))), nullif(x::jsonb, (SELECT '1'::jsonb)) FROM (VALUES ('1')) t(x)",
    "SELECT CASE (SELECT min(id) FROM products) WHEN 0 THEN 'a' WHEN 1 THEN 'b' ELSE 'c' END",
    "SELECT CASE current_user WHEN 'a' THEN 1 WHEN 'b' THEN 2 ELSE 3 END",
    "SELECT array_agg((SELECT min(id) FROM products) ORDER BY (SELECT min(id) FROM products)) FROM customers",
  ],
  "a constant may be sorted by": [
    "SELECT array_agg(x ORDER BY 1.5, 'b', NULL, x) FROM (VALUES (2), (1)) t(x)",
    "SELECT json_agg(x ORDER BY 'a') FROM (VALUES (2)) t(x)",
    "SELECT string_agg('a', ',' ORDER BY 'a') FROM (VALUES (2)) t(x)",
    "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY 12345678901234.5) FROM (VALUES (2)) t(x)",
    "SELECT string_agg(DISTINCT 'a', ',' ORDER BY 'a') FROM (VALUES (2)) t(x)",
    "SELECT string_agg(DISTINCT rpad(x, 3), ';' ORDER BY rpad(x, 3) DESC) FROM (VALUES ('a'), ('b'), (NULL)) t(x)",
    "SELECT string_agg(DISTINCT rpad(x, 3), ';' ORDER BY rpad(x, 3)) FROM (VALUES (NULL::text)) t(x)",
  ],
  "bytes beside NULL are bytes": [
    "SELECT length('\\xdeadbeef'::bytea || NULL::bytea), octet_length(x || NULL::bytea), x || '\\x01'::bytea FROM (VALUES ('\\x00'::bytea)) t(x)",
  ],
  "a function of an aggregate is chosen by its type": [
    "SELECT to_hex(bit_and(x)), to_hex(max(x)::int) FROM (VALUES (-1::bigint)) t(x)",
  ],
  "a subquery without rows counts nothing": [
    "SELECT (SELECT regr_count(y, y) FROM (VALUES (1.0::float8)) u(y) WHERE y > x), (SELECT count(y) FROM (VALUES (1.0::float8)) u(y) WHERE y > x) FROM (VALUES (0), (2)) t(x)",
    "SELECT regr_count(y, x), regr_count(DISTINCT y, x) FROM (VALUES (1.0::float8, 1.0::float8), (1, 1), (2, NULL)) u(y, x)",
  ],
  "a subquery is called after its column, whatever is made of it": [
    "SELECT (SELECT 1+1)::int8, (SELECT CASE WHEN true THEN 1 END)::text, (SELECT x)::text, (SELECT 'a')::name FROM (VALUES (1)) t(x)",
  ],
  "the date of a timestamp is compared with any timestamp": [
    "SELECT x::date < timestamp '2024-01-01', x::date = timestamp '2023-12-31', x::date <> timestamptz '2023-12-31', x::date < now() FROM (VALUES (TIMESTAMP '2023-12-31 23:59:59'), ('infinity'), (NULL)) t(x)",
    "SELECT x::date < now(), x::date >= now(), x::date BETWEEN timestamp '2023-12-31' AND now(), x::date < 'infinity'::timestamp FROM (VALUES (TIMESTAMPTZ '2023-12-31 23:59:59'), ('infinity'), (NULL)) t(x)",
    "SELECT date '294247-01-10' < timestamp '294247-01-10 04:00:00', date '294247-01-10' = timestamp '294247-01-10 00:00:00', date '294247-01-11' > timestamp '294247-01-10 00:00:00'",
  ],
  "a field that is worked out may be of a date that is": [
    "SELECT date_part('X'::text || (v > 2), make_date(5, 1, 1)) FROM (VALUES (1)) t(v)",
    "SELECT date_part(lower('YEAR') || v, make_date(5, 1, 1)), date_part(v || 'year'::text, date_trunc('month', make_date(5, 1, 1))) FROM (VALUES ('')) t(v)",
  ],
};
