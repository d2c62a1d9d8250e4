-- numeric: DuckDB's DECIMAL, whose scale is part of the type. What PostgreSQL computes to a scale that depends on the values becomes a DECIMAL(38, 24)
-- or (38, 20), with every digit that PostgreSQL has; where that is too narrow it is an error, never fewer digits.

-- How many digits the type has after its point: a constant, since typeof() is.
CREATE MACRO pg.scale_of(x) AS coalesce(nullif(regexp_extract(typeof(x), ',([0-9]+)', 1), '')::INTEGER, 0);
CREATE MACRO pg.ten_to(n) AS ('1' || repeat('0', least(n, 39)))::HUGEINT;

-- Division. PostgreSQL's scale comes from where the operands' first digits stand, counted in base ten thousand (select_div_scale, numeric.c). Both below
-- ten to the 15th, without their points, are exact as doubles, and the quotient is one division of whole numbers. Each list is of one element: a name
-- for its value.
CREATE MACRO pg.weight(v) AS
  (v >= 1e-12::DOUBLE)::TINYINT + (v >= 1e-8::DOUBLE)::TINYINT + (v >= 1e-4::DOUBLE)::TINYINT + (v >= 1::DOUBLE)::TINYINT
  + (v >= 1e4::DOUBLE)::TINYINT + (v >= 1e8::DOUBLE)::TINYINT + (v >= 1e12::DOUBLE)::TINYINT - 4::TINYINT;
CREATE MACRO pg.first_digit(v, weight) AS floor(v * 1.0000000000000005::DOUBLE / pow(10000::DOUBLE, weight));
CREATE MACRO pg.is_ordinary(v, w, sa, sb) AS v < pow(10::DOUBLE, 15 - sa) AND w < pow(10::DOUBLE, 15 - sb) AND v < w * 1e13::DOUBLE;
CREATE MACRO pg.quotient_scale(v, w, sa, sb) AS list_transform([{'v': pg.weight(v), 'w': pg.weight(w)}], lambda pg_e: CAST(greatest(
  16 - 4 * (pg_e.v - pg_e.w - (pg.first_digit(v, pg_e.v) <= pg.first_digit(w, pg_e.w))::TINYINT),
  sa, sb) AS INTEGER))[1];
CREATE MACRO pg.ten_by(n) AS pow(10::DOUBLE, n)::HUGEINT;
-- Rounded half away from zero, at the k-th digit of the 24 after the point.
CREATE MACRO pg.long_division(n, d, k, shift) AS CASE WHEN k + shift BETWEEN 0 AND 22 AND k <= 24
  THEN (2::HUGEINT * n * pg.ten_by(k + shift) + d) // (2::HUGEINT * d) * pg.ten_by(24 - k) END;
CREATE MACRO pg.quotient(v, w, sa, sb) AS list_transform(
  [{'n': round(v * pow(10::DOUBLE, sa))::HUGEINT, 'd': round(w * pow(10::DOUBLE, sb))::HUGEINT, 'k': pg.quotient_scale(v, w, sa, sb)}],
  lambda pg_x: pg.long_division(pg_x.n, pg_x.d, pg_x.k, sb - sa))[1];
-- Of what was computed, the type does not tell how many digits PostgreSQL would have kept: the value nearly does.
CREATE MACRO pg.numeric_digits_of(x, scale) AS CASE scale WHEN 24 THEN pg.numeric_shown_24(x) WHEN 20 THEN pg.numeric_shown_20(x) ELSE x::VARCHAR END;
CREATE MACRO pg.magnitudes(a, b) AS [{'v': abs(a::DOUBLE), 'w': abs(b::DOUBLE), 'sign': CASE WHEN (a < 0) = (b < 0) THEN 1::HUGEINT ELSE -1::HUGEINT END}];
CREATE MACRO pg.numeric_div_of(a, b, sa, sb) AS coalesce(
  list_transform(pg.magnitudes(a, b),
    lambda pg_y: CASE WHEN pg.is_ordinary(pg_y.v, pg_y.w, sa, sb) THEN pg_y.sign * pg.quotient(pg_y.v, pg_y.w, sa, sb) END)[1]::DECIMAL(38, 0)
    * 0.000000000000000000000001::DECIMAL(24, 24),
  pg_js_numeric_div(pg.numeric_digits_of(a, sa), pg.numeric_digits_of(b, sb), 24)::DECIMAL(38, 24));
CREATE MACRO pg.numeric_div(a, b) AS CASE WHEN b = 0 AND a IS NOT NULL THEN pg.raise('22012', 'division by zero')
  ELSE pg.numeric_div_of(a, b, pg.scale_of(a), pg.scale_of(b)) END;
-- As PostgreSQL prints it.
CREATE MACRO pg.quotient_text(q, k) AS list_transform([(q::DECIMAL(38, 0) * 0.000000000000000000000001::DECIMAL(24, 24))::VARCHAR],
  lambda pg_t: left(pg_t, strlen(pg_t) - CASE WHEN k = 0 THEN 25 ELSE 24 - k END))[1];
CREATE MACRO pg.numeric_div_text_of(a, b, sa, sb) AS coalesce(
  list_transform(pg.magnitudes(a, b),
    lambda pg_y: CASE WHEN pg.is_ordinary(pg_y.v, pg_y.w, sa, sb) THEN
      pg.quotient_text(pg_y.sign * pg.quotient(pg_y.v, pg_y.w, sa, sb), pg.quotient_scale(pg_y.v, pg_y.w, sa, sb)) END)[1],
  pg_js_numeric_div(pg.numeric_digits_of(a, sa), pg.numeric_digits_of(b, sb), -1));
CREATE MACRO pg.numeric_div_text(a, b) AS CASE WHEN b = 0 AND a IS NOT NULL THEN pg.raise('22012', 'division by zero')
  ELSE pg.numeric_div_text_of(a, b, pg.scale_of(a), pg.scale_of(b)) END;

-- What was computed, as it is shown: a quotient with as many digits as its value says, anything else with those that it has.
CREATE MACRO pg.numeric_shown_24(x) AS list_transform([{'t': rtrim(x::VARCHAR, '0'), 'k': CASE WHEN x = 0 THEN 20 ELSE 16 - 4 * pg.weight(abs(x::DOUBLE)) END}],
  lambda pg_n: CASE WHEN pg_n.k <= 0 THEN rtrim(pg_n.t, '.') ELSE rpad(pg_n.t, greatest(strlen(pg_n.t), strpos(pg_n.t, '.') + pg_n.k)::INTEGER, '0') END)[1];
CREATE MACRO pg.numeric_shown_20(x) AS rtrim(rtrim(x::VARCHAR, '0'), '.');

-- Of values and their texts; of those that are equal, the first.
CREATE MACRO pg.numeric_greatest_text(l) AS list_reduce(l, lambda pg_a, pg_b: CASE WHEN pg_a.v IS NULL OR pg_b.v > pg_a.v THEN pg_b ELSE pg_a END)['t'];
CREATE MACRO pg.numeric_least_text(l) AS list_reduce(l, lambda pg_a, pg_b: CASE WHEN pg_a.v IS NULL OR pg_b.v < pg_a.v THEN pg_b ELSE pg_a END)['t'];

-- Arithmetic. DuckDB's own + - * keep every digit, or raise. Its % turns to DOUBLE where the operands' types have no common DECIMAL.
-- The list keeps DuckDB from asking for n when the macro is made.

-- Products of what was computed, for whose digits DuckDB's `*` has no type. Where a factor has few digits, they are exact; beyond 20 or 24 they are rounded.
CREATE MACRO pg.numeric_mul_20_20(a, b) AS CASE WHEN round(a, 10) = a AND round(b, 10) = b AND abs(a::DOUBLE * b::DOUBLE) < 9.9e17::DOUBLE
  THEN round(a, 10) * round(b, 10) ELSE pg_js_numeric_mul(a::VARCHAR, b::VARCHAR, 20)::DECIMAL(38, 20) END;
CREATE MACRO pg.numeric_mul_24_24(a, b) AS CASE WHEN round(b, 14) = b AND abs(a::DOUBLE * b::DOUBLE) < 0.4::DOUBLE
  THEN round(a * round(b, 14), 24) ELSE pg_js_numeric_mul(a::VARCHAR, b::VARCHAR, 24)::DECIMAL(38, 24) END;
CREATE MACRO pg.numeric_mul_24_20(a, b) AS pg.numeric_mul_24_24(a, b);
CREATE MACRO pg.numeric_mul_20_24(a, b) AS pg.numeric_mul_24_24(b, a);
CREATE MACRO pg.numeric_mul_20_any(a, b) AS CASE WHEN round(a, 20 - pg.scale_of(b)) = a AND abs(a::DOUBLE * b::DOUBLE) < 9.9e17::DOUBLE
  THEN round(a, 20 - pg.scale_of(b)) * b ELSE pg_js_numeric_mul(a::VARCHAR, b::VARCHAR, 20)::DECIMAL(38, 20) END;
CREATE MACRO pg.numeric_mul_any_20(a, b) AS pg.numeric_mul_20_any(b, a);
CREATE MACRO pg.numeric_mul_24_any(a, b) AS CASE WHEN abs(a::DOUBLE * b::DOUBLE) < pow(10::DOUBLE, 13 - pg.scale_of(b))
  THEN round(a * b, 24) ELSE pg_js_numeric_mul(a::VARCHAR, b::VARCHAR, 24)::DECIMAL(38, 24) END;
CREATE MACRO pg.numeric_mul_any_24(a, b) AS pg.numeric_mul_24_any(b, a);
CREATE MACRO pg.numeric_mul_text(a, b) AS pg_js_numeric_mul(a, b, -1);
CREATE MACRO pg.numeric_div_texts(a, b) AS pg_js_numeric_div(a, b, -1);
CREATE MACRO pg.numeric_add_text(a, b) AS pg_js_numeric_add(a, b, 1);
CREATE MACRO pg.numeric_sub_text(a, b) AS pg_js_numeric_add(a, b, -1);
CREATE MACRO pg.zero_of_scale(n) AS round([0::DECIMAL(38, 37)][n * 0 + 1], n);
CREATE MACRO pg.remainder(a, b, zero) AS (a + zero) % (b + zero);
CREATE MACRO pg.numeric_mod(a, b) AS CASE WHEN b = 0 AND a IS NOT NULL THEN pg.raise('22012', 'division by zero')
  ELSE pg.remainder(a, b, pg.zero_of_scale(greatest(pg.scale_of(a), pg.scale_of(b)))) END;
CREATE MACRO pg.numeric_div_trunc(a, b) AS pg_js_numeric_div_trunc(a::VARCHAR, b::VARCHAR)::DECIMAL(38, 0);
CREATE MACRO pg.numeric_sign(x) AS sign(x)::DECIMAL(1, 0);
CREATE MACRO pg.numeric_inc(x) AS x + 1::DECIMAL(1, 0);
CREATE MACRO pg.numeric_gcd(a, b) AS pg_js_numeric_gcd(a::VARCHAR, b::VARCHAR, 20)::DECIMAL(38, 20);
CREATE MACRO pg.numeric_lcm(a, b) AS pg_js_numeric_lcm(a::VARCHAR, b::VARCHAR, 20)::DECIMAL(38, 20);
CREATE MACRO pg.numeric_gcd_text(a, b) AS pg_js_numeric_gcd(a::VARCHAR, b::VARCHAR, -1);
CREATE MACRO pg.numeric_lcm_text(a, b) AS pg_js_numeric_lcm(a::VARCHAR, b::VARCHAR, -1);

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
  pg.checked_buckets(n, false, pg_js_numeric_bucket(x::VARCHAR, low::VARCHAR, high::VARCHAR, n));
