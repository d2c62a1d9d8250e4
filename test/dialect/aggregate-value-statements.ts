// Aggregates over values at their edges, DISTINCT, and which of two that are equal is the answer.

const intervals =
  "(VALUES (1, interval '100 hours'), (2, '1 day'), (3, '24:00:00'), (4, '1 mon -30 days'), (5, NULL)) t(i, x)";
const blanks = "(VALUES (1, 'a'::bpchar), (2, 'a '), (3, 'b'), (4, 'b '), (5, NULL)) t(i, x)";
const bigints = "(VALUES (1::int8), (-1), (-1), (9223372036854775807), (-9223372036854775808), (NULL)) t(x)";
const pairs =
  "(VALUES (1, 1::float8, 2::float8), (1, 1, 2), (1, 3, 4), (2, 1, 1), (2, NULL, 3), (3, 'NaN', 1), (4, NULL, NULL), (5, 'Infinity', 1), (5, 3, 4)) t(g, y, x)";
const delimited = "(VALUES ('a', ','), ('b', ';'), ('a', ','), (NULL, 'x'), ('c', NULL), ('a', '-')) t(x, d)";
// As text: PostgreSQL has NaN of either sign.
const ofPairs = [
  ...["corr", "covar_pop", "covar_samp", "regr_avgx", "regr_avgy", "regr_count", "regr_intercept", "regr_r2"],
  ...["regr_slope", "regr_sxx", "regr_sxy", "regr_syy"],
];

export const aggregateValueStatements: Readonly<Record<string, readonly string[]>> = {
  "takes each distinct value once": [
    "SELECT json_object_agg(DISTINCT a, 1) FROM (VALUES (2), (1), (2)) t(a)",
    "SELECT json_object_agg(DISTINCT k, v ORDER BY k, v) FROM (VALUES (2, 5), (1, 7), (2, 5), (1, NULL), (1, 3)) t(k, v)",
    "SELECT jsonb_object_agg(DISTINCT k, v) FROM (VALUES (2, 5), (1, 7), (2, 5), (1, NULL), (1, 3)) t(k, v)",
    "SELECT json_object_agg(DISTINCT k, v) FILTER (WHERE v > 3) FROM (VALUES ('b', 5), ('a', 7), (NULL, 1)) t(k, v)",
    "SELECT json_object_agg(k, v) FILTER (WHERE v > 3), jsonb_object_agg(k, v) FILTER (WHERE v > 3) FROM (VALUES ('b', 5), ('a', 7), (NULL, 1)) t(k, v)",
    "SELECT stddev(DISTINCT x), var_pop(DISTINCT x ORDER BY x DESC), sum(DISTINCT x ORDER BY x) FROM (VALUES (1), (-1), (-1), (3), (NULL)) t(x)",
    "SELECT stddev(DISTINCT x), var_pop(DISTINCT x), variance(DISTINCT x) FILTER (WHERE x > 9) FROM (VALUES (1.5), (-1), (-1), (3), (NULL)) t(x)",
    `SELECT x > 0, stddev(DISTINCT x), var_pop(DISTINCT x), sum(DISTINCT x ORDER BY x) FROM ${bigints} GROUP BY 1 ORDER BY 1`,
    "SELECT avg(DISTINCT x ORDER BY x), sum(DISTINCT x ORDER BY x DESC), stddev(DISTINCT x ORDER BY x) FROM (VALUES (1.5::float4), (-1), (-1), (3), (NULL)) t(x)",
    "SELECT avg(DISTINCT x ORDER BY x), var_pop(DISTINCT x) FROM (VALUES (1::float8), (3), (3), (NULL)) t(x)",
    "SELECT sum(DISTINCT x), avg(DISTINCT x ORDER BY x) FROM (VALUES (interval '1 day'), ('24:00:00'), ('5 mons'), ('-5 mons'), ('3 days 10:00:00'), (NULL)) t(x)",
    "SELECT max(DISTINCT x ORDER BY x), min(DISTINCT x ORDER BY x DESC) FROM (VALUES (1::oid), (2)) t(x)",
    "SELECT g, var_samp(DISTINCT x) FROM (VALUES (1, 2), (1, 3), (2, 5)) t(g, x) GROUP BY g HAVING count(*) > 1 AND var_samp(DISTINCT x) < 9",
    ...ofPairs.map((name) => `SELECT g, ${name}(DISTINCT y, x)::text FROM ${pairs} GROUP BY g ORDER BY g`),
    `SELECT string_agg(DISTINCT x, d), string_agg(DISTINCT x, d ORDER BY x DESC, d DESC) FROM ${delimited}`,
    `SELECT string_agg(DISTINCT x, d ORDER BY d, x), string_agg(DISTINCT x, d ORDER BY d) FROM ${delimited}`,
    `SELECT string_agg(DISTINCT x::bytea, d::bytea) FROM ${delimited}`,
    `SELECT array_agg(DISTINCT x), array_agg(DISTINCT x ORDER BY x DESC), json_agg(DISTINCT x) FROM ${intervals}`,
    `SELECT array_agg(DISTINCT x ORDER BY x) FILTER (WHERE i > 1) FROM ${intervals}`,
  ],
  "adds up bigints of any size": [
    "SELECT sum(x), sum(x) + 12345678901 FROM (VALUES ('-9223372036854775808'::int8), ('-9223372036854775808')) t(x)",
    "SELECT x FROM (VALUES ('-184467440613638727.15'::numeric(30,2)), (-184467440737095516.16), (-92233720368547758.09)) t(x)",
    `SELECT stddev(x), stddev_pop(x), variance(x), var_pop(x) FROM ${bigints}`,
    `SELECT x > 0, stddev(x), var_samp(x) FROM ${bigints} GROUP BY 1 ORDER BY 1`,
    "SELECT var_pop(x), stddev(x) * 2 FROM (VALUES (4294967296), (-4294967295), (-4294967297), (4294967297)) t(x)",
    "SELECT x, var_pop(x) OVER (ORDER BY x) FROM (VALUES (4294967296), (-4294967295), (-4294967297), (4294967297)) t(x) ORDER BY x",
  ],
  "overflows where the sums of floats do": [
    "SELECT avg(x) FROM (VALUES (1::float8), (1e200)) t(x)",
    "SELECT avg(x) FROM (VALUES (1e308::float8), (1e308)) t(x)",
    "SELECT avg(x) FROM (VALUES (-1e200::float8), (1e200)) t(x)",
    "SELECT avg(x) FROM (VALUES (-1e200::float8)) t(x)",
    "SELECT avg(x), avg(x) FILTER (WHERE x < 2) FROM (VALUES ('Infinity'::float8), (1)) t(x)",
    "SELECT avg(x) FROM (VALUES ('Infinity'::float8), ('-Infinity')) t(x)",
    "SELECT avg(x) FROM (VALUES ('NaN'::float8), ('-Infinity')) t(x)",
    "SELECT avg(x) FROM (VALUES (5e-324::float8), (0), (1e-310)) t(x)",
    ...ofPairs.map(
      (name) => `SELECT ${name}(y, x)::text FROM (VALUES (1::float8, 2::float8), (3, 1e200), (5, 2)) t(y, x)`,
    ),
    ...ofPairs.map(
      (name) => `SELECT ${name}(y, x)::text FROM (VALUES (1::float8, 2::float8), (3, 'Infinity'), (5, 2)) t(y, x)`,
    ),
    ...ofPairs.map(
      (name) => `SELECT ${name}(y, x)::text FROM (VALUES ('NaN'::float8, 2::float8), (3, 4), (5, 2)) t(y, x)`,
    ),
    ...ofPairs.map((name) => `SELECT ${name}(y, x)::text FROM (VALUES ('Infinity'::float8, 3::float8)) t(y, x)`),
    "SELECT corr(y, x), regr_r2(y, x) FROM (VALUES (1::float8, 2::float8), (3e100, 1e100), (5, 2)) t(y, x)",
    "SELECT corr(y, x), regr_r2(y, x) FROM (VALUES (1e-100::float8, 2e-100::float8), (1e-100, 3e-100), (2e-100, 5e-100)) t(y, x)",
    "SELECT i, avg(x) OVER (ORDER BY i ROWS 1 PRECEDING) FROM (VALUES (1, 1::float8), (2, 2), (3, 3.5)) t(i, x) ORDER BY i",
  ],
  "keeps the earlier or the later of what is equal": [
    `SELECT max(x ORDER BY i), min(x ORDER BY i), max(x ORDER BY i DESC), min(x ORDER BY i DESC) FROM ${intervals}`,
    `SELECT max(x ORDER BY i), min(x ORDER BY i), max(x ORDER BY i DESC), min(x ORDER BY i DESC), min(x), max(x) FROM ${blanks}`,
    `SELECT i, max(x) OVER (ORDER BY i), min(x) OVER (ORDER BY i), max(x) FILTER (WHERE (i > 1)) OVER (ORDER BY i DESC) FROM ${intervals} ORDER BY i`,
    `SELECT i, max(x) OVER w, min(x) OVER w FROM ${blanks} WINDOW w AS (ORDER BY i ROWS 1 PRECEDING) ORDER BY i`,
    `SELECT array_agg(x ORDER BY x), json_agg(x ORDER BY x DESC, i), array_agg(i ORDER BY x, i) FROM ${intervals}`,
    "SELECT array_agg(x ORDER BY x) FROM (VALUES (interval '-2147483648 days'), ('-1 mon'), ('178000000 years'), ('1 day')) t(x)",
  ],
  "takes any list of fractions": [
    "SELECT percentile_cont(ARRAY[0.25, NULL, 0.75]) WITHIN GROUP (ORDER BY x), percentile_disc('{}'::float8[]) WITHIN GROUP (ORDER BY x DESC) FROM (VALUES (1), (2), (5)) t(x)",
    "SELECT percentile_cont(NULL::float8) WITHIN GROUP (ORDER BY x), percentile_disc(NULL) WITHIN GROUP (ORDER BY x) FROM (VALUES (1), (2), (5)) t(x)",
    "SELECT percentile_cont(NULL::float8[]) WITHIN GROUP (ORDER BY x), percentile_disc('{NULL}'::float8[]) WITHIN GROUP (ORDER BY x) FROM (VALUES (1), (2), (5)) t(x)",
    "SELECT percentile_cont('{0.5,NULL}'::float8[]) WITHIN GROUP (ORDER BY x) FILTER (WHERE x > 1), percentile_cont(0.1 + 0.2) WITHIN GROUP (ORDER BY x) FROM (VALUES (1), (2), (5)) t(x)",
    "SELECT percentile_cont('{0,NULL}'::float8[]) WITHIN GROUP (ORDER BY x), percentile_disc('{}'::float8[]) WITHIN GROUP (ORDER BY x) FROM (VALUES (1)) t(x) WHERE x > 1",
    `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x), percentile_cont(ARRAY[0, 1, NULL]) WITHIN GROUP (ORDER BY x DESC) FROM ${intervals}`,
  ],
  "prints arrays of what was gathered": [
    "SELECT array_agg(x)::text, concat(array_agg(x), 'b'), format('%s', array_agg(x)) FROM (VALUES (1), (NULL)) t(x)",
    "SELECT array_agg(x)::varchar, 'x' || array_agg(x)::text FROM (VALUES ('a b'), (NULL), ('NULL')) t(x)",
    "SELECT array_agg(x)::text FROM (VALUES (ARRAY['a', 'b c']), (ARRAY['NULL', NULL])) t(x)",
    "SELECT array_agg(x)::text, ARRAY(SELECT ARRAY[1, 2])::text FROM (VALUES (ARRAY[1, 2])) t(x)",
    "SELECT g, array_agg(x)::text FROM (VALUES (1, 'a'), (2, NULL)) t(g, x) GROUP BY g HAVING array_agg(x)::text <> '' ORDER BY array_agg(x)::text",
  ],
  "counts what is most frequent": [
    "SELECT mode() WITHIN GROUP (ORDER BY x), (mode() WITHIN GROUP (ORDER BY x DESC))::text FROM (VALUES (0::float8), ('-0'), ('NaN'), ('NaN'), (1), (1), (NULL), (NULL), (NULL)) t(x)",
    "SELECT mode() WITHIN GROUP (ORDER BY x) FILTER (WHERE x > 0) + 1, mode() WITHIN GROUP (ORDER BY x) FILTER (WHERE x > 1) FROM (VALUES (0::float4), (1), (1), (NULL), (NULL)) t(x)",
    "SELECT mode() WITHIN GROUP (ORDER BY x), mode() WITHIN GROUP (ORDER BY x DESC) FROM (VALUES (2), (1), (3), (3), (2), (NULL), (NULL), (NULL)) t(x)",
  ],
  "tells of bits of different lengths": [
    "SELECT bit_and(x) FROM (VALUES (B'101'), (B'11')) t(x)",
    "SELECT bit_xor(x) FROM (VALUES (B'101'), (B'11')) t(x)",
  ],
  "finds a place between two values": [
    "SELECT percentile_cont(0) WITHIN GROUP (ORDER BY x DESC), percentile_cont('{0,0.5,NULL}'::float8[]) WITHIN GROUP (ORDER BY x DESC) FROM (VALUES (0), (-2147483648), (NULL)) t(x)",
    "SELECT percentile_cont(0.1) WITHIN GROUP (ORDER BY x)::text, percentile_cont(0.9) WITHIN GROUP (ORDER BY x), percentile_cont(0.1) WITHIN GROUP (ORDER BY x DESC)::text FROM (VALUES ('-Infinity'::float8), ('Infinity'), (3)) t(x)",
    "SELECT percentile_cont('{0.1,0.9,0.95,0,1,0.5}'::float8[]) WITHIN GROUP (ORDER BY x)::text FROM (VALUES ('-Infinity'::float8), ('Infinity'), ('Infinity'), (3), ('NaN'), ('NaN'), ('-Infinity'), (NULL)) t(x)",
    "SELECT (percentile_cont('{0.1,0.9,0.95,0,1,0.5}'::float8[]) WITHIN GROUP (ORDER BY x DESC) FILTER (WHERE x > -5))::text FROM (VALUES ('-Infinity'::float8), ('Infinity'), ('Infinity'), (3), (4)) t(x)",
    "SELECT percentile_disc('{0.5,-2}'::float8[]) WITHIN GROUP (ORDER BY x) FROM (VALUES (0), (1)) t(x)",
    "SELECT percentile_disc('NaN'::float8) WITHIN GROUP (ORDER BY x) FROM (VALUES (0), (1)) t(x)",
    "SELECT percentile_disc(0.1::numeric * 3) WITHIN GROUP (ORDER BY x), percentile_disc(sqrt(0.25)) WITHIN GROUP (ORDER BY x) FROM (VALUES (0), (1)) t(x)",
    "SELECT percentile_cont(1.5::float8) WITHIN GROUP (ORDER BY x) FROM (VALUES (0), (1)) t(x)",
    "SELECT g, percentile_cont(0.5) WITHIN GROUP (ORDER BY x) - percentile_cont(0.25) WITHIN GROUP (ORDER BY x) AS iqr FROM (VALUES (1, 0), (1, 1), (2, 5), (2, NULL), (3, NULL)) t(g, x) GROUP BY g HAVING percentile_cont(0.5) WITHIN GROUP (ORDER BY x) IS DISTINCT FROM 7 ORDER BY percentile_cont(0.5) WITHIN GROUP (ORDER BY x), g",
  ],
  "accumulates arrays, or tells of the first that does not fit": [
    "SELECT array_agg(x), array_agg(DISTINCT x) FROM (VALUES (ARRAY[1, 3]), (ARRAY[1, 2])) t(x)",
    "SELECT array_agg(x) FROM (VALUES (ARRAY[1, 3]), (NULL)) t(x)",
    "SELECT array_agg(x) FROM (VALUES (ARRAY[1, 3]), (ARRAY[1]), (NULL)) t(x)",
    "SELECT array_agg(x) FROM (VALUES ('{}'::int[]), (ARRAY[1])) t(x)",
    "SELECT i, array_agg(x) OVER (ORDER BY i) FROM (VALUES (1, ARRAY[1, 2]), (2, ARRAY[1]), (3, NULL)) t(i, x)",
    "SELECT array_agg(x) FROM (VALUES (ARRAY[1])) t(x) WHERE x[1] > 1",
  ],
};
