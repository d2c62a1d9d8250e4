-- Aggregates and window functions: what is written around DuckDB's. Loaded at start, into the schema pg.

CREATE MACRO pg.bigint_sum(total) AS total::BIGINT;
CREATE MACRO pg.numeric_sum(total) AS total::DECIMAL(38, 0);
CREATE MACRO pg.integer_of(n) AS n::INTEGER;
CREATE MACRO pg.times_zero(x) AS x * 0::FLOAT;
-- Infinite, and no value was: they times zero are not NaN.
CREATE MACRO pg.float8_sum(total, zeros) AS CASE WHEN isinf(total) AND zeros = 0 THEN pg.overflow() ELSE total END;
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
CREATE MACRO pg.int8_square(x) AS x::HUGEINT * x::HUGEINT;
CREATE MACRO pg.numeric_var_samp(n, total, squares) AS pg_js_var_samp(n, total::VARCHAR, squares::VARCHAR, 20)::DECIMAL(38, 20);
CREATE MACRO pg.numeric_var_samp_text(n, total, squares) AS pg_js_var_samp(n, total::VARCHAR, squares::VARCHAR, -1);
CREATE MACRO pg.numeric_var_pop(n, total, squares) AS pg_js_var_pop(n, total::VARCHAR, squares::VARCHAR, 20)::DECIMAL(38, 20);
CREATE MACRO pg.numeric_var_pop_text(n, total, squares) AS pg_js_var_pop(n, total::VARCHAR, squares::VARCHAR, -1);
CREATE MACRO pg.numeric_stddev_samp(n, total, squares) AS pg_js_stddev_samp(n, total::VARCHAR, squares::VARCHAR, 20)::DECIMAL(38, 20);
CREATE MACRO pg.numeric_stddev_samp_text(n, total, squares) AS pg_js_stddev_samp(n, total::VARCHAR, squares::VARCHAR, -1);
CREATE MACRO pg.numeric_stddev_pop(n, total, squares) AS pg_js_stddev_pop(n, total::VARCHAR, squares::VARCHAR, 20)::DECIMAL(38, 20);
CREATE MACRO pg.numeric_stddev_pop_text(n, total, squares) AS pg_js_stddev_pop(n, total::VARCHAR, squares::VARCHAR, -1);

CREATE MACRO pg.finite_or_null(x) AS CASE WHEN isfinite(x) THEN x END;
CREATE MACRO pg.float_pop(value, all_finite, n) AS CASE WHEN NOT all_finite THEN 'NaN'::DOUBLE ELSE value END;
CREATE MACRO pg.float_samp(value, all_finite, n) AS CASE WHEN n > 1 AND NOT all_finite THEN 'NaN'::DOUBLE ELSE value END;
CREATE MACRO pg.corr_of(value, sxx, syy) AS CASE WHEN sxx = 0 OR syy = 0 THEN NULL ELSE value END;
CREATE MACRO pg.slope_of(value, sxx, syy) AS CASE WHEN sxx = 0 THEN NULL ELSE value END;
CREATE MACRO pg.r2_of(value, sxx, syy) AS CASE WHEN sxx = 0 THEN NULL WHEN syy = 0 THEN 1::DOUBLE ELSE value END;

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
-- No delimiter, as PostgreSQL takes NULL.
CREATE MACRO pg.delimiter_of(delimiter) AS coalesce(delimiter, '');
-- With DESC, DuckDB takes 0 for the other end. The least that is not 0 is the same place.
CREATE MACRO pg.percentile_of(fraction) AS CASE WHEN fraction = 0 THEN 1e-300::DOUBLE ELSE fraction::DOUBLE END;
CREATE MACRO pg.percentiles_of(fractions) AS list_transform(fractions, lambda pg_x: pg.percentile_of(pg_x));

-- A list of {'d': delimiter, 's': text}: the first delimiter is not written.
CREATE MACRO pg.delimited_joined(x) AS CASE WHEN len(x) > 0 THEN
  x[1].s || array_to_string(list_transform(x[2:], lambda pg_e: concat(pg_e.d, pg_e.s)), '') END;
CREATE MACRO pg.delimited(x) AS list_transform([list_filter(x, lambda pg_e: pg_e.s IS NOT NULL)], lambda pg_x: pg.delimited_joined(pg_x))[1];

CREATE MACRO pg.percent_rank_of(smaller, n) AS CASE WHEN n = 0 THEN 0::DOUBLE ELSE smaller::DOUBLE / n::DOUBLE END;
CREATE MACRO pg.cume_dist_of(not_larger, n) AS (not_larger + 1)::DOUBLE / (n + 1)::DOUBLE;

-- percentile_cont over intervals, of the sorted list of at most ten million.
CREATE MACRO pg.fraction_of(p) AS CASE WHEN p < 0 OR p > 1 OR isnan(p) THEN
  pg.raise('22003', concat('percentile value ', pg.float8_text(p), ' is not between 0 and 1'))::DOUBLE ELSE p END;
CREATE MACRO pg.interval_between(low, high, p) AS CASE WHEN p = 0 THEN low ELSE low + pg.interval_mul(high - low, p) END;
CREATE MACRO pg.interval_at(x, place) AS pg.interval_between(x[floor(place)::BIGINT + 1], x[ceil(place)::BIGINT + 1], place - floor(place));
CREATE MACRO pg.list_of_bounded_length(x) AS CASE WHEN len(x) > 10000000 AND pg.raise('54000', 'percentile_cont() over more than 10000000 intervals is not supported') IS NULL THEN NULL ELSE x END;
CREATE MACRO pg.interval_percentile(x, p) AS list_transform([pg.fraction_of(p) * (len(x) - 1)], lambda pg_p: pg.interval_at(pg.list_of_bounded_length(x), pg_p))[1];
CREATE MACRO pg.interval_percentiles(x, p) AS CASE WHEN x IS NOT NULL THEN list_transform(p, lambda pg_f: pg.interval_percentile(x, pg_f)) END;

-- DuckDB's min and max do not go by the moment, as its comparisons do. Of one moment, zones further east are less.
CREATE MACRO pg.timetz_key(t) AS (epoch_us(t) - datepart('timezone', t) * 1000000) * 200000 - datepart('timezone', t);

CREATE MACRO pg.row_count(n, clause, state) AS CASE WHEN n < 0 THEN pg.raise(state, clause || ' must not be negative')::BIGINT ELSE n END;
CREATE MACRO pg.frame_offset(n, place) AS CASE
  WHEN n IS NULL THEN pg.raise('22004', concat('frame ', place, ' offset must not be null'))::BIGINT
  WHEN n < 0 THEN pg.raise('22013', concat('frame ', place, ' offset must not be negative'))::BIGINT ELSE n END;
-- Of a type that holds the other, too.
CREATE MACRO pg.wide_as(x, other) AS CASE WHEN true THEN x ELSE other END;
