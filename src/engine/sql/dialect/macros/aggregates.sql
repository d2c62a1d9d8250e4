-- Aggregates and window functions: what is written around DuckDB's. Loaded at start, into the schema pg.

CREATE MACRO pg.bigint_sum(total) AS total::BIGINT;
CREATE MACRO pg.numeric_sum(total) AS total::DECIMAL(38, 0);
CREATE MACRO pg.integer_of(n) AS n::INTEGER;
CREATE MACRO pg.times_zero(x) AS x * 0::FLOAT;
-- Infinite, and no value was: they times zero are not NaN.
CREATE MACRO pg.float8_sum(total, zeros) AS CASE WHEN isinf(total) AND zeros = 0 THEN pg.overflow() ELSE total END;
-- Raises where PostgreSQL's sum of squared deviations overflows, as it does though only an average is asked for. That of large values that are near
-- each other would not. The square of what is not finite is NaN, to be told from one that overflows.
CREATE MACRO pg.finite_square(x) AS x * x + (x - x);
CREATE MACRO pg.float8_avg(average, n, squares) AS CASE WHEN isinf(squares) AND n > 1 THEN pg.overflow() ELSE average END;
CREATE MACRO pg.float4_sum(total, zeros) AS pg.float8_sum(total, zeros)::FLOAT;

CREATE MACRO pg.int_avg(total, n) AS pg.numeric_div(total::DECIMAL(38, 0), n::DECIMAL(19, 0));
-- An average of bigints may have 18 digits before its point.
CREATE MACRO pg.int8_avg(total, n) AS pg_js_numeric_div(total::VARCHAR, n::VARCHAR, 20)::DECIMAL(38, 20);
CREATE MACRO pg.numeric_avg(total, n) AS pg.numeric_div(total, n::DECIMAL(19, 0));
CREATE MACRO pg.numeric_avg_text(total, n) AS pg_js_numeric_div(pg.numeric_text(total), n::VARCHAR, -1);

CREATE MACRO pg.square(x) AS x * x;
CREATE MACRO pg.square_20(x) AS pg.numeric_mul_20_20(x, x);
CREATE MACRO pg.square_24(x) AS pg.numeric_mul_24_24(x, x);
CREATE MACRO pg.int4_square(x) AS x::BIGINT * x::BIGINT;
-- A bigint is a * 2^32 + b, so that its square is a * a * 2^64 + a * b * 2^33 + b * b: sums of these do not overflow.
CREATE MACRO pg.high_square(x) AS (x >> 32) * (x >> 32);
CREATE MACRO pg.cross_product(x) AS (x >> 32) * (x & 4294967295);
CREATE MACRO pg.low_square(x) AS (x & 4294967295)::UBIGINT * (x & 4294967295)::UBIGINT;
CREATE MACRO pg.int8_squares(high, cross_products, low) AS pg_js_int8_squares(high::VARCHAR, cross_products::VARCHAR, low::VARCHAR);
CREATE MACRO pg.numeric_var_samp(n, total, squares) AS pg_js_var_samp(n, total::VARCHAR, squares::VARCHAR, 20)::DECIMAL(38, 20);
CREATE MACRO pg.numeric_var_samp_text(n, total, squares) AS pg_js_var_samp(n, total::VARCHAR, squares::VARCHAR, -1);
CREATE MACRO pg.numeric_var_pop(n, total, squares) AS pg_js_var_pop(n, total::VARCHAR, squares::VARCHAR, 20)::DECIMAL(38, 20);
CREATE MACRO pg.numeric_var_pop_text(n, total, squares) AS pg_js_var_pop(n, total::VARCHAR, squares::VARCHAR, -1);
CREATE MACRO pg.numeric_stddev_samp(n, total, squares) AS pg_js_stddev_samp(n, total::VARCHAR, squares::VARCHAR, 20)::DECIMAL(38, 20);
CREATE MACRO pg.numeric_stddev_samp_text(n, total, squares) AS pg_js_stddev_samp(n, total::VARCHAR, squares::VARCHAR, -1);
CREATE MACRO pg.numeric_stddev_pop(n, total, squares) AS pg_js_stddev_pop(n, total::VARCHAR, squares::VARCHAR, 20)::DECIMAL(38, 20);
CREATE MACRO pg.numeric_stddev_pop_text(n, total, squares) AS pg_js_stddev_pop(n, total::VARCHAR, squares::VARCHAR, -1);
CREATE MACRO pg.int8_var_samp(n, total, high, cross_products, low) AS pg_js_var_samp(n, total::VARCHAR, pg.int8_squares(high, cross_products, low), 20)::DECIMAL(38, 20);
CREATE MACRO pg.int8_var_samp_text(n, total, high, cross_products, low) AS pg_js_var_samp(n, total::VARCHAR, pg.int8_squares(high, cross_products, low), -1);
CREATE MACRO pg.int8_var_pop(n, total, high, cross_products, low) AS pg_js_var_pop(n, total::VARCHAR, pg.int8_squares(high, cross_products, low), 20)::DECIMAL(38, 20);
CREATE MACRO pg.int8_var_pop_text(n, total, high, cross_products, low) AS pg_js_var_pop(n, total::VARCHAR, pg.int8_squares(high, cross_products, low), -1);
CREATE MACRO pg.int8_stddev_samp(n, total, high, cross_products, low) AS pg_js_stddev_samp(n, total::VARCHAR, pg.int8_squares(high, cross_products, low), 20)::DECIMAL(38, 20);
CREATE MACRO pg.int8_stddev_samp_text(n, total, high, cross_products, low) AS pg_js_stddev_samp(n, total::VARCHAR, pg.int8_squares(high, cross_products, low), -1);
CREATE MACRO pg.int8_stddev_pop(n, total, high, cross_products, low) AS pg_js_stddev_pop(n, total::VARCHAR, pg.int8_squares(high, cross_products, low), 20)::DECIMAL(38, 20);
CREATE MACRO pg.int8_stddev_pop_text(n, total, high, cross_products, low) AS pg_js_stddev_pop(n, total::VARCHAR, pg.int8_squares(high, cross_products, low), -1);

CREATE MACRO pg.finite_or_null(x) AS CASE WHEN isfinite(x) THEN x END;
CREATE MACRO pg.float_pop(value, all_finite, n) AS CASE WHEN NOT all_finite THEN 'NaN'::DOUBLE ELSE value END;
CREATE MACRO pg.float_samp(value, all_finite, n) AS CASE WHEN n > 1 AND NOT all_finite THEN 'NaN'::DOUBLE ELSE value END;

-- Pairs of float8. Of those of which one is NULL, none counts.
CREATE MACRO pg.finite_x(y, x) AS CASE WHEN y IS NOT NULL AND isfinite(x) THEN x END;
CREATE MACRO pg.finite_y(y, x) AS CASE WHEN x IS NOT NULL AND isfinite(y) THEN y END;
CREATE MACRO pg.is_finite_x(y, x) AS CASE WHEN y IS NOT NULL THEN isfinite(x) END;
CREATE MACRO pg.is_finite_y(y, x) AS CASE WHEN x IS NOT NULL THEN isfinite(y) END;
-- The sum of squared deviations, of a variance.
CREATE MACRO pg.squares_of(variance, n, all_finite, total) AS CASE WHEN isinf(total) THEN pg.overflow() WHEN NOT all_finite THEN 'NaN'::DOUBLE ELSE variance * n END;
-- DuckDB divides by zero to NULL.
CREATE MACRO pg.ratio_of(a, b) AS CASE WHEN b = 0 THEN a * 'Infinity'::DOUBLE ELSE a / b END;
CREATE MACRO pg.corr_of(sxx, syy, sxy) AS CASE WHEN sxx = 0 OR syy = 0 THEN NULL ELSE pg.ratio_of(sxy, sqrt(sxx * syy)) END;
CREATE MACRO pg.r2_of(sxx, syy, sxy) AS CASE WHEN sxx = 0 THEN NULL WHEN syy = 0 THEN 1::DOUBLE ELSE pg.ratio_of(sxy * sxy, sxx * syy) END;
CREATE MACRO pg.slope_of(sxx, sxy) AS CASE WHEN sxx = 0 THEN NULL ELSE sxy / sxx END;
CREATE MACRO pg.intercept_of(sxx, sxy, sx, sy, n) AS CASE WHEN sxx = 0 THEN NULL ELSE (coalesce(sy, 0) - coalesce(sx, 0) * sxy / sxx) / n END;
-- DuckDB's covariance of what is not finite is NaN, or infinite.
CREATE MACRO pg.products_of(covariance, n, finite_x, finite_y) AS CASE WHEN finite_x AND finite_y THEN covariance * n WHEN n > 0 THEN 'NaN'::DOUBLE END;
-- Where the other overflows, it is an error, too.
CREATE MACRO pg.with_other(value, other) AS CASE WHEN other IS NOT NULL THEN value END;
CREATE MACRO pg.corr_of_moments(n, vx, vy, c, fx, fy, sx, sy) AS pg.corr_of(pg.squares_of(vx, n, fx, sx), pg.squares_of(vy, n, fy, sy), pg.products_of(c, n, fx, fy));
CREATE MACRO pg.covar_pop_of_moments(n, vx, vy, c, fx, fy, sx, sy) AS pg.with_other(pg.with_other(pg.products_of(c, n, fx, fy) / n, pg.squares_of(vx, n, fx, sx)), pg.squares_of(vy, n, fy, sy));
CREATE MACRO pg.covar_samp_of_moments(n, vx, vy, c, fx, fy, sx, sy) AS CASE WHEN n > 1 THEN pg.regr_sxy_of_moments(n, vx, vy, c, fx, fy, sx, sy) / (n - 1) END;
CREATE MACRO pg.regr_avg_of_moments(average, n, vx, vy, c, fx, fy, sx, sy) AS
  pg.with_other(pg.with_other(average, pg.squares_of(vx, n, fx, sx)), pg.squares_of(vy, n, fy, sy));
CREATE MACRO pg.regr_r2_of_moments(n, vx, vy, c, fx, fy, sx, sy) AS pg.r2_of(pg.squares_of(vx, n, fx, sx), pg.squares_of(vy, n, fy, sy), pg.products_of(c, n, fx, fy));
CREATE MACRO pg.regr_slope_of_moments(n, vx, vy, c, fx, fy, sx, sy) AS pg.with_other(pg.slope_of(pg.squares_of(vx, n, fx, sx), pg.products_of(c, n, fx, fy)), pg.squares_of(vy, n, fy, sy));
CREATE MACRO pg.regr_intercept_of_moments(n, vx, vy, c, fx, fy, sx, sy) AS pg.with_other(pg.intercept_of(pg.squares_of(vx, n, fx, sx), pg.products_of(c, n, fx, fy), sx, sy, n), pg.squares_of(vy, n, fy, sy));
CREATE MACRO pg.regr_sxx_of_moments(n, vx, vy, c, fx, fy, sx, sy) AS pg.with_other(pg.squares_of(vx, n, fx, sx), pg.squares_of(vy, n, fy, sy));
CREATE MACRO pg.regr_syy_of_moments(n, vx, vy, c, fx, fy, sx, sy) AS pg.with_other(pg.squares_of(vy, n, fy, sy), pg.squares_of(vx, n, fx, sx));
CREATE MACRO pg.regr_sxy_of_moments(n, vx, vy, c, fx, fy, sx, sy) AS
  pg.with_other(pg.with_other(pg.products_of(c, n, fx, fy), pg.squares_of(vx, n, fx, sx)), pg.squares_of(vy, n, fy, sy));
CREATE MACRO pg.whole_interval_months(x) AS (extract(year FROM x) * 12 + extract(month FROM x))::BIGINT;
CREATE MACRO pg.whole_interval_days(x) AS extract(day FROM x)::BIGINT;
CREATE MACRO pg.whole_interval_micros(x) AS epoch_us(x - to_months(pg.whole_interval_months(x)::INTEGER) - to_days(pg.whole_interval_days(x)::INTEGER))::BIGINT;
CREATE MACRO pg.interval_field(n) AS CASE WHEN abs(n) > 2147483647 THEN pg.raise('22008', 'interval out of range') ELSE n::INTEGER END;
CREATE MACRO pg.interval_sum(months, days, micros) AS to_months(pg.interval_field(months)) + to_days(pg.interval_field(days)) + to_microseconds(micros::BIGINT);
-- What does not divide goes down to the next unit, as interval_div() has it.
CREATE MACRO pg.seconds_rounded(x) AS pg.float8_rint(x * 1000000::DOUBLE) / 1000000::DOUBLE;
CREATE MACRO pg.fraction(x) AS x - trunc(x);
-- Seconds as whole days, where they are as many.
CREATE MACRO pg.days_within(seconds) AS trunc(seconds / 86400::DOUBLE);
CREATE MACRO pg.interval_avg_of(months, days, micros, n) AS list_transform(list_transform(
  [{'months': months / n, 'days': days / n, 'micros': micros / n, 'rest': pg.seconds_rounded(pg.fraction(months / n) * 30::DOUBLE)}],
  lambda pg_x: {'months': pg_x.months, 'days': pg_x.days, 'micros': pg_x.micros, 'rest': pg_x.rest,
    'seconds': pg.seconds_rounded((pg.fraction(pg_x.days) + pg.fraction(pg_x.rest)) * 86400::DOUBLE)}),
  lambda pg_x: to_months(trunc(pg_x.months)::INTEGER) + to_days((trunc(pg_x.days) + trunc(pg_x.rest) + pg.days_within(pg_x.seconds))::INTEGER)
    + to_microseconds(pg.float8_rint(pg_x.micros + (pg_x.seconds - pg.days_within(pg_x.seconds) * 86400::DOUBLE) * 1000000::DOUBLE)::BIGINT))[1];
CREATE MACRO pg.interval_avg(months, days, micros, n) AS
  CASE WHEN n > 0 THEN pg.interval_avg_of(months::DOUBLE, days::DOUBLE, micros::DOUBLE, n::DOUBLE) END;

CREATE MACRO pg.nth_of(n) AS CASE WHEN n <= 0 THEN pg.raise('22016', 'argument of nth_value must be greater than zero') ELSE n END;
-- DuckDB's mode tells each NaN from the others, unless it is in a list.
CREATE MACRO pg.listed(x) AS CASE WHEN x IS NOT NULL THEN [x] END;
-- No delimiter, as PostgreSQL takes NULL.
CREATE MACRO pg.delimiter_of(delimiter) AS coalesce(delimiter, '');
-- DuckDB takes no NULL for a fraction, nor one out of bounds, and no empty list: what stands for them is taken away again. With DESC, it takes 0 for the other end: the
-- least that is not 0 is the same place.
CREATE MACRO pg.fraction_of(p) AS CASE WHEN p < 0 OR p > 1 OR isnan(p) THEN
  pg.raise('22003', concat('percentile value ', pg.float8_text(p), ' is not between 0 and 1'))::DOUBLE ELSE p END;
CREATE MACRO pg.percentile_of(fraction) AS CASE WHEN fraction BETWEEN 0 AND 1 THEN greatest(fraction::DOUBLE, 1e-300::DOUBLE) ELSE 0.5::DOUBLE END;
CREATE MACRO pg.percentiles_of(fractions) AS list_concat(list_transform(fractions, lambda pg_x: pg.percentile_of(pg_x)), CASE WHEN len(fractions) > 0 THEN [] ELSE [0.5::DOUBLE] END);
CREATE MACRO pg.percentile_at(value, fraction) AS CASE WHEN pg.fraction_of(fraction::DOUBLE) IS NOT NULL THEN value END;
CREATE MACRO pg.percentiles_at(vals, fractions) AS CASE WHEN vals IS NOT NULL AND fractions IS NOT NULL THEN
  list_transform(list_zip(vals, fractions, true), lambda pg_x: pg.percentile_at(pg_x[1], pg_x[2])) END;
-- Between two values: `place` is counted from 0, `first` is the value there, and `infinite` the number of those at the end that are not finite.
-- From what is infinite, PostgreSQL comes to NaN.
CREATE MACRO pg.place_of(n, fraction) AS (n - 1) * fraction::DOUBLE;
CREATE MACRO pg.is_from_infinity(value, place, n, infinite, sign) AS isinf(value) AND place <> floor(place) AND (sign * value < 0 OR floor(place) >= n - infinite);
CREATE MACRO pg.percentile_between(value, fraction, n, infinite, sign, first) AS CASE WHEN pg.fraction_of(fraction::DOUBLE) IS NULL THEN NULL WHEN fraction = 0 THEN first
  WHEN pg.is_from_infinity(value, pg.place_of(n, fraction), n, infinite, sign) THEN 'NaN'::DOUBLE ELSE value END;
CREATE MACRO pg.percentiles_between(vals, fractions, n, infinite, sign, first) AS CASE WHEN vals IS NOT NULL AND fractions IS NOT NULL THEN
  list_transform([{'n': n, 'k': infinite, 'f': first, 'l': list_zip(vals, fractions, true)}], lambda pg_s: list_transform(pg_s['l'],
    lambda pg_x: pg.percentile_between(pg_x[1], pg_x[2], pg_s['n'], pg_s['k'], sign, pg_s['f'])))[1] END;

-- A list of {'d': delimiter, 's': text}: the first delimiter is not written.
CREATE MACRO pg.delimited_joined(x) AS CASE WHEN len(x) > 0 THEN
  x[1].s || array_to_string(list_transform(x[2:], lambda pg_e: concat(pg_e.d, pg_e.s)), '') END;
CREATE MACRO pg.delimited(x) AS list_transform([list_filter(x, lambda pg_e: pg_e.s IS NOT NULL)], lambda pg_x: pg.delimited_joined(pg_x))[1];

CREATE MACRO pg.percent_rank_of(smaller, n) AS CASE WHEN n = 0 THEN 0::DOUBLE ELSE smaller::DOUBLE / n::DOUBLE END;
CREATE MACRO pg.cume_dist_of(not_larger, n) AS (not_larger + 1)::DOUBLE / (n + 1)::DOUBLE;

-- percentile_cont over intervals, of the sorted list of at most ten million.
CREATE MACRO pg.interval_between(low, high, p) AS CASE WHEN p = 0 THEN low ELSE low + pg.interval_mul(high - low, p) END;
CREATE MACRO pg.interval_at(x, place) AS pg.interval_between(x[floor(place)::BIGINT + 1], x[ceil(place)::BIGINT + 1], place - floor(place));
CREATE MACRO pg.list_of_bounded_length(x) AS CASE WHEN len(x) > 10000000 AND pg.raise('54000', 'an aggregate of more than 10000000 values, which are held as a list, is not supported') IS NULL THEN NULL ELSE x END;
CREATE MACRO pg.interval_percentile(x, p) AS list_transform([pg.fraction_of(p) * (len(x) - 1)], lambda pg_p: pg.interval_at(pg.list_of_bounded_length(x), pg_p))[1];
CREATE MACRO pg.interval_percentiles(x, p) AS CASE WHEN x IS NOT NULL THEN list_transform(p, lambda pg_f: pg.interval_percentile(x, pg_f)) END;

-- Of a list of pairs {'a0': y, 'a1': x}.
CREATE MACRO pg.deviations(x) AS list_transform(x, lambda pg_e: pg_e - list_avg(x));
CREATE MACRO pg.covariance_of(y, x) AS list_dot_product(pg.deviations(y), pg.deviations(x)) / len(x);
CREATE MACRO pg.y_average_of_list(l) AS list_avg(list_transform(l, lambda pg_e: pg_e['a0']));
CREATE MACRO pg.x_average_of_list(l) AS list_avg(list_transform(l, lambda pg_e: pg_e['a1']));
CREATE MACRO pg.covariance_of_list(l) AS pg.covariance_of(list_transform(l, lambda pg_e: pg_e['a0']), list_transform(l, lambda pg_e: pg_e['a1']));

-- An interval as microseconds, for its order: DuckDB's sort keys of intervals differ where they are equal. A number of 64 bits will mostly do.
CREATE MACRO pg.interval_order(i) AS CASE
  WHEN i BETWEEN INTERVAL '-9999 years' AND INTERVAL '9999 years' AND datepart('year', i) BETWEEN -9999 AND 9999 AND datepart('day', i) BETWEEN -9999999 AND 9999999 THEN epoch_us(i)::HUGEINT
  ELSE pg.interval_key(i) END;

-- DuckDB's min and max do not go by the moment, as its comparisons do. Of one moment, zones further east are less.
CREATE MACRO pg.timetz_key(t) AS (epoch_us(t) - datepart('timezone', t) * 1000000) * 200000 - datepart('timezone', t);

-- By the order of DuckDB's lists, intervals would not be sorted by their length.
CREATE MACRO pg.sorted_intervals(x) AS list_transform(
  list_sort(list_transform(x, lambda pg_e: {'k': pg.interval_order(pg_e), 'v': pg_e}), 'ASC', 'NULLS LAST'), lambda pg_e: pg_e['v']);

CREATE MACRO pg.row_count(n, clause, state) AS CASE WHEN n < 0 THEN pg.raise(state, clause || ' must not be negative')::BIGINT ELSE n END;
CREATE MACRO pg.frame_offset(n, place) AS CASE
  WHEN n IS NULL THEN pg.raise('22004', concat('frame ', place, ' offset must not be null'))::BIGINT
  WHEN n < 0 THEN pg.raise('22013', concat('frame ', place, ' offset must not be negative'))::BIGINT ELSE n END;
CREATE MACRO pg.both_of(y, x) AS CASE WHEN x IS NOT NULL THEN y END;
CREATE MACRO pg.joined_list(a, delimiter) AS list_transform([a],
  lambda pg_l: CASE WHEN list_count(pg_l) > 0 THEN array_to_string(pg_l, pg.delimiter_of(delimiter)) END)[1];
-- Of a type that holds the other, too.
CREATE MACRO pg.wide_as(x, other) AS CASE WHEN true THEN x ELSE other END;
