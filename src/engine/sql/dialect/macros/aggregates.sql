-- Aggregates and window functions: what is written around DuckDB's. Loaded at start, into the schema pg.

CREATE MACRO pg.bigint_sum(total) AS total::BIGINT;
CREATE MACRO pg.numeric_sum(total) AS total::DECIMAL(38, 0);
CREATE MACRO pg.integer_of(n) AS n::INTEGER;
-- Infinite, and no value was.
CREATE MACRO pg.float8_sum(total, any_infinite) AS CASE WHEN isinf(total) AND NOT any_infinite THEN pg.overflow() ELSE total END;
CREATE MACRO pg.float4_sum(total, any_infinite) AS pg.float8_sum(total, any_infinite)::FLOAT;

CREATE MACRO pg.int_avg(total, n) AS pg.numeric_div(total::DECIMAL(38, 0), n::DECIMAL(19, 0));
-- An average of bigints may have 18 digits before its point.
CREATE MACRO pg.int8_avg(total, n) AS pg_js_numeric_div(total::VARCHAR, n::VARCHAR, 20)::DECIMAL(38, 20);
CREATE MACRO pg.numeric_avg(total, n) AS pg.numeric_div(total, n::DECIMAL(19, 0));
CREATE MACRO pg.numeric_avg_text(total, n) AS pg_js_numeric_div(total::VARCHAR, n::VARCHAR, -1);

CREATE MACRO pg.square(x) AS x * x;
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
CREATE MACRO pg.interval_avg_of(months, days, micros, n, rest_days, rest_seconds) AS
  to_months(trunc(months / n)::INTEGER)
  + to_days((trunc(days / n) + trunc(rest_days) + CASE WHEN abs(rest_seconds) >= 86400 THEN trunc(rest_seconds / 86400::DOUBLE) ELSE 0 END)::INTEGER)
  + to_microseconds(pg.float8_rint(micros / n + (CASE WHEN abs(rest_seconds) >= 86400 THEN rest_seconds - trunc(rest_seconds / 86400::DOUBLE) * 86400::DOUBLE ELSE rest_seconds END) * 1000000::DOUBLE)::BIGINT);
CREATE MACRO pg.interval_rest_days(months, n) AS pg.seconds_rounded((months / n - trunc(months / n)) * 30::DOUBLE);
CREATE MACRO pg.interval_rest_seconds(days, n, rest_days) AS pg.seconds_rounded((days / n - trunc(days / n) + rest_days - trunc(rest_days)) * 86400::DOUBLE);
CREATE MACRO pg.interval_avg(months, days, micros, n) AS CASE WHEN n > 0 THEN
  pg.interval_avg_of(months::DOUBLE, days::DOUBLE, micros::DOUBLE, n::DOUBLE, pg.interval_rest_days(months::DOUBLE, n::DOUBLE),
    pg.interval_rest_seconds(days::DOUBLE, n::DOUBLE, pg.interval_rest_days(months::DOUBLE, n::DOUBLE))) END;

CREATE MACRO pg.nth_of(n) AS CASE WHEN n <= 0 THEN pg.raise('22016', 'argument of nth_value must be greater than zero') ELSE n END;
