-- numeric: DuckDB's DECIMAL, whose scale is part of the type. What PostgreSQL computes to a scale that depends on the values becomes a DECIMAL(38, 24)
-- or (38, 20), with every digit that PostgreSQL has; where that is too narrow it is an error, never fewer digits.

-- How many digits the type has after its point: a constant, since typeof() is.
CREATE MACRO pg.scale_of(x) AS coalesce(nullif(regexp_extract(typeof(x), ',([0-9]+)', 1), '')::INTEGER, 0);
CREATE MACRO pg.ten_to(n) AS ('1' || repeat('0', least(n, 39)))::HUGEINT;

-- Division. PostgreSQL's scale comes from where the operands' first digits stand, counted in base ten thousand. Both below ten to the 15th, without
-- their points, are exact as doubles; the quotient is found twelve digits at a time: a double's guess, and the remainder in whole numbers.
CREATE MACRO pg.weight(v) AS
  (v >= 1e-12::DOUBLE)::TINYINT + (v >= 1e-8::DOUBLE)::TINYINT + (v >= 1e-4::DOUBLE)::TINYINT + (v >= 1::DOUBLE)::TINYINT
  + (v >= 1e4::DOUBLE)::TINYINT + (v >= 1e8::DOUBLE)::TINYINT + (v >= 1e12::DOUBLE)::TINYINT - 4::TINYINT;
CREATE MACRO pg.first_digit(v, weight) AS floor(v * 1.0000000000000005::DOUBLE / pow(10000::DOUBLE, weight));
CREATE MACRO pg.whole(v, scale, more) AS round(v * pg.ten_to(scale)::DOUBLE)::HUGEINT * pg.ten_to(greatest(0, more));
-- n/d in its parts: whole, twelve digits, twelve digits, and what remains. A guess that is off by one leaves a remainder below zero or not below the
-- divisor, which the next twelve digits make good: they may be below zero, or too many by one. Each list is of one element: a name for its value.
CREATE MACRO pg.long_division(a, b, sa, sb) AS list_transform(list_transform(list_transform(list_transform(list_transform(
  [{'v': abs(a::DOUBLE), 'w': abs(b::DOUBLE), 'sign': CASE WHEN (a < 0) = (b < 0) THEN 1::HUGEINT ELSE -1::HUGEINT END,
    'sa': pg.ten_to(sa)::DOUBLE, 'sb': pg.ten_to(sb)::DOUBLE, 'ma': pg.ten_to(greatest(0, sb - sa)), 'mb': pg.ten_to(greatest(0, sa - sb)), 'least': greatest(sa, sb)}],
  lambda pg_x: {'sign': pg_x.sign, 'least': pg_x.least, 'v': pg_x.v, 'w': pg_x.w, 'n': round(pg_x.v * pg_x.sa)::HUGEINT * pg_x.ma,
    'd': round(pg_x.w * pg_x.sb)::HUGEINT * pg_x.mb, 'q': floor(pg_x.v / pg_x.w)::HUGEINT, 'ev': pg.weight(pg_x.v), 'ew': pg.weight(pg_x.w)}),
  lambda pg_x: {'sign': pg_x.sign, 'd': pg_x.d, 'q': pg_x.q, 'e': 1e12::DOUBLE / pg_x.d::DOUBLE, 'r': pg_x.n - pg_x.q * pg_x.d,
    'rscale': greatest(16 - 4 * (pg_x.ev - pg_x.ew - (pg.first_digit(pg_x.v, pg_x.ev) <= pg.first_digit(pg_x.w, pg_x.ew))::TINYINT), pg_x.least)}),
  lambda pg_x: {'sign': pg_x.sign, 'd': pg_x.d, 'q': pg_x.q, 'rscale': pg_x.rscale, 'e': pg_x.e, 'r': pg_x.r, 'q1': floor(pg_x.r::DOUBLE * pg_x.e)::BIGINT}),
  lambda pg_x: {'sign': pg_x.sign, 'd': pg_x.d, 'q': pg_x.q, 'rscale': pg_x.rscale, 'e': pg_x.e, 'q1': pg_x.q1,
    'r': pg_x.r * 1000000000000::HUGEINT - pg_x.q1::HUGEINT * pg_x.d}),
  lambda pg_x: {'sign': pg_x.sign, 'd': pg_x.d, 'q': pg_x.q, 'rscale': pg_x.rscale, 'q1': pg_x.q1, 'q2': floor(pg_x.r::DOUBLE * pg_x.e)::BIGINT,
    'r': pg_x.r * 1000000000000::HUGEINT - floor(pg_x.r::DOUBLE * pg_x.e)::BIGINT::HUGEINT * pg_x.d});
CREATE MACRO pg.mended(parts) AS list_transform(list_transform(parts,
  lambda pg_x: {'d': pg_x.d, 'rscale': pg_x.rscale, 'sign': pg_x.sign, 'q': pg_x.q, 'q1': pg_x.q1,
    'q2': pg_x.q2 + (pg_x.r >= pg_x.d)::BIGINT - (pg_x.r < 0::HUGEINT)::BIGINT,
    'r': CASE WHEN pg_x.r >= pg_x.d THEN pg_x.r - pg_x.d WHEN pg_x.r < 0::HUGEINT THEN pg_x.r + pg_x.d ELSE pg_x.r END}),
  lambda pg_x: {'d': pg_x.d, 'rscale': pg_x.rscale, 'sign': pg_x.sign, 'q': pg_x.q, 'r': pg_x.r,
    'q1': pg_x.q1 + (pg_x.q2 >= 1000000000000::BIGINT)::BIGINT - (pg_x.q2 < 0::BIGINT)::BIGINT,
    'q2': pg_x.q2 + 1000000000000::BIGINT * ((pg_x.q2 < 0::BIGINT)::BIGINT - (pg_x.q2 >= 1000000000000::BIGINT)::BIGINT)});
-- Of what may be below zero by less than ten to the twelfth.
CREATE MACRO pg.half_up(n, unit) AS (n + 1000000000000::BIGINT + unit // 2::BIGINT) // unit * unit - 1000000000000::BIGINT;
CREATE MACRO pg.shifted(q, q1, q2) AS q * 1000000000000000000000000::HUGEINT + q1::HUGEINT * 1000000000000::HUGEINT + q2::HUGEINT;
-- 24 digits after the point, of which PostgreSQL's scale says how many stay. NULL where they are too few.
CREATE MACRO pg.quotient_of(parts) AS list_transform(parts, lambda pg_x: pg_x.sign * CASE
  WHEN pg_x.rscale < 12 THEN pg.shifted(pg_x.q, pg.half_up(pg_x.q1, pow(10::DOUBLE, 12 - pg_x.rscale)::BIGINT), 0::BIGINT)
  WHEN pg_x.rscale < 24 THEN pg.shifted(pg_x.q, pg_x.q1, pg.half_up(pg_x.q2, pow(10::DOUBLE, 24 - pg_x.rscale)::BIGINT))
  WHEN pg_x.rscale = 24 THEN pg.shifted(pg_x.q, pg_x.q1, pg_x.q2 + (pg_x.r + pg_x.r >= pg_x.d)::BIGINT)
  WHEN pg_x.r = 0::HUGEINT THEN pg.shifted(pg_x.q, pg_x.q1, pg_x.q2) END)[1]::DECIMAL(38, 0) * 0.000000000000000000000001::DECIMAL(24, 24);
CREATE MACRO pg.is_ordinary(v, w, sa, sb) AS
  sa <= 15 AND sb <= 15 AND abs(sa - sb) <= 10 AND v < pow(10::DOUBLE, 15 - sa) AND w < pow(10::DOUBLE, 15 - sb) AND v < w * 1e13::DOUBLE;
CREATE MACRO pg.numeric_div_of(a, b, sa, sb) AS coalesce(
  CASE WHEN pg.is_ordinary(abs(a::DOUBLE), abs(b::DOUBLE), sa, sb) THEN pg.quotient_of(pg.mended(pg.long_division(a, b, sa, sb))) END,
  pg_js_numeric_div(a::VARCHAR, b::VARCHAR, 24)::DECIMAL(38, 24));
CREATE MACRO pg.numeric_div(a, b) AS CASE WHEN b = 0 AND a IS NOT NULL THEN pg.raise('22012', 'division by zero')
  ELSE pg.numeric_div_of(a, b, pg.scale_of(a), pg.scale_of(b)) END;
-- As PostgreSQL prints it.
CREATE MACRO pg.numeric_div_text(a, b) AS pg_js_numeric_div(a::VARCHAR, b::VARCHAR, -1);

-- Arithmetic. DuckDB's own + - * keep every digit, or raise. Its % turns to DOUBLE where the operands' types have no common DECIMAL.
-- The list keeps DuckDB from asking for n when the macro is made.
CREATE MACRO pg.zero_of_scale(n) AS round([0::DECIMAL(38, 37)][n * 0 + 1], n);
CREATE MACRO pg.remainder(a, b, zero) AS (a + zero) % (b + zero);
CREATE MACRO pg.numeric_mod(a, b) AS CASE WHEN b = 0 AND a IS NOT NULL THEN pg.raise('22012', 'division by zero')
  ELSE pg.remainder(a, b, pg.zero_of_scale(greatest(pg.scale_of(a), pg.scale_of(b)))) END;
CREATE MACRO pg.numeric_div_trunc(a, b) AS pg_js_numeric_div_trunc(a::VARCHAR, b::VARCHAR)::DECIMAL(38, 0);
CREATE MACRO pg.numeric_sign(x) AS sign(x)::DECIMAL(1, 0);
CREATE MACRO pg.numeric_inc(x) AS x + 1::DECIMAL(1, 0);
CREATE MACRO pg.numeric_gcd(a, b) AS pg_js_numeric_gcd(a::VARCHAR, b::VARCHAR, 20)::DECIMAL(38, 20);
CREATE MACRO pg.numeric_lcm(a, b) AS pg_js_numeric_lcm(a::VARCHAR, b::VARCHAR, 20)::DECIMAL(38, 20);

-- n is a constant, and becomes the result's scale. The type is widened where n is below zero, since DuckDB gives 0 where it rounds away as many
-- digits as the type has, and where n is more than the scale. By a key of a struct and not by CASE, which would bring both to one type.
-- Both are computed, but that which is not taken is NULL from the start.
CREATE MACRO pg.is_narrowing(x, n) AS n >= 0 AND n <= pg.scale_of(x);
CREATE MACRO pg.numeric_round(x, n) AS struct_extract(
  {'narrow': round(x, n), 'wide': round(CASE WHEN pg.is_narrowing(x, n) THEN NULL ELSE x + 0::DECIMAL(38, 0) END, n) + pg.zero_of_scale(n)},
  CASE WHEN pg.is_narrowing(x, n) THEN 'narrow' ELSE 'wide' END);
CREATE MACRO pg.numeric_trunc(x, n) AS struct_extract(
  {'narrow': trunc(x, n), 'wide': trunc(CASE WHEN pg.is_narrowing(x, n) THEN NULL ELSE x + 0::DECIMAL(38, 0) END, n) + pg.zero_of_scale(n)},
  CASE WHEN pg.is_narrowing(x, n) THEN 'narrow' ELSE 'wide' END);
-- n differs from row to row: the scale stays what it was.
CREATE MACRO pg.numeric_round_by(x, n) AS pg_js_numeric_round(x::VARCHAR, n, 20)::DECIMAL(38, 20);
CREATE MACRO pg.numeric_trunc_by(x, n) AS pg_js_numeric_trunc(x::VARCHAR, n, 20)::DECIMAL(38, 20);

-- Roots, logarithms, powers.
CREATE MACRO pg.numeric_sqrt(x) AS pg_js_numeric_sqrt(x::VARCHAR, 20)::DECIMAL(38, 20);
CREATE MACRO pg.numeric_exp(x) AS pg_js_numeric_exp(x::VARCHAR, 20)::DECIMAL(38, 20);
CREATE MACRO pg.numeric_ln(x) AS pg_js_numeric_ln(x::VARCHAR, 24)::DECIMAL(38, 24);
CREATE MACRO pg.numeric_log(base, x) AS pg_js_numeric_log(base::VARCHAR, x::VARCHAR, 24)::DECIMAL(38, 24);
CREATE MACRO pg.numeric_log10(x) AS pg_js_numeric_log('10', x::VARCHAR, 24)::DECIMAL(38, 24);
CREATE MACRO pg.numeric_power(x, y) AS pg_js_numeric_power(x::VARCHAR, y::VARCHAR, 20)::DECIMAL(38, 20);
CREATE MACRO pg.numeric_sqrt_text(x) AS pg_js_numeric_sqrt(x::VARCHAR, -1);
CREATE MACRO pg.numeric_exp_text(x) AS pg_js_numeric_exp(x::VARCHAR, -1);
CREATE MACRO pg.numeric_ln_text(x) AS pg_js_numeric_ln(x::VARCHAR, -1);
CREATE MACRO pg.numeric_log_text(base, x) AS pg_js_numeric_log(base::VARCHAR, x::VARCHAR, -1);
CREATE MACRO pg.numeric_log10_text(x) AS pg_js_numeric_log('10', x::VARCHAR, -1);
CREATE MACRO pg.numeric_power_text(x, y) AS pg_js_numeric_power(x::VARCHAR, y::VARCHAR, -1);

-- The scale is known of what is stored or written, not of what was computed: PostgreSQL's depends on the values.
CREATE MACRO pg.numeric_scale(x) AS CASE WHEN typeof(x) IN ('DECIMAL(38,20)', 'DECIMAL(38,24)') AND x IS NOT NULL
  THEN pg.raise('0A000', 'scale() of a numeric that was computed is not supported') WHEN x IS NOT NULL THEN pg.scale_of(x) END;
CREATE MACRO pg.numeric_min_scale(x) AS CASE WHEN contains(x::VARCHAR, '.') THEN length(rtrim(split_part(x::VARCHAR, '.', 2), '0')) ELSE length(x::VARCHAR) * 0 END::INTEGER;
CREATE MACRO pg.numeric_trim_scale_text(x) AS CASE WHEN contains(x::VARCHAR, '.') THEN rtrim(rtrim(x::VARCHAR, '0'), '.') ELSE x::VARCHAR END;
CREATE MACRO pg.numeric_width_bucket(x, low, high, n) AS
  pg.checked_buckets(n, low = high, pg_js_numeric_bucket(x::VARCHAR, low::VARCHAR, high::VARCHAR, n));
