-- A macro writes its arguments out wherever it names them. Where that would be long, `list_transform([x], lambda v: ...)[1]` names a value once.
-- Intervals: their parts, comparison and arithmetic. A month counts as 30 days, and a day as 24 hours, where they are compared.
CREATE MACRO pg.interval_months(i) AS CAST(datepart('year', i) * 12 + datepart('month', i) AS INTEGER);
CREATE MACRO pg.interval_days(i) AS CAST(datepart('day', i) AS INTEGER);
CREATE MACRO pg.interval_us(i) AS datepart('hour', i) * 3600000000 + datepart('minute', i) * 60000000 + datepart('microsecond', i);
CREATE MACRO pg.interval_of(months, days, us) AS to_months(months) + to_days(days) + to_microseconds(us);
CREATE MACRO pg.interval_key(i) AS (CAST(pg.interval_months(i) AS HUGEINT) * 30 + pg.interval_days(i)) * 86400000000 + pg.interval_us(i);
CREATE MACRO pg.interval_eq(a, b) AS pg.interval_key(a) = pg.interval_key(b);
CREATE MACRO pg.interval_ne(a, b) AS pg.interval_key(a) <> pg.interval_key(b);
CREATE MACRO pg.interval_lt(a, b) AS pg.interval_key(a) < pg.interval_key(b);
CREATE MACRO pg.interval_le(a, b) AS pg.interval_key(a) <= pg.interval_key(b);
CREATE MACRO pg.interval_gt(a, b) AS pg.interval_key(a) > pg.interval_key(b);
CREATE MACRO pg.interval_ge(a, b) AS pg.interval_key(a) >= pg.interval_key(b);
CREATE MACRO pg.interval_cmp(a, b) AS CAST(sign(pg.interval_key(a) - pg.interval_key(b)) AS INTEGER);
CREATE MACRO pg.interval_larger(a, b) AS CASE WHEN pg.interval_key(a) > pg.interval_key(b) THEN a WHEN pg.interval_key(a) <= pg.interval_key(b) THEN b END;
CREATE MACRO pg.interval_smaller(a, b) AS CASE WHEN pg.interval_key(a) < pg.interval_key(b) THEN a WHEN pg.interval_key(a) >= pg.interval_key(b) THEN b END;

-- C's rint, and what PostgreSQL rounds the remains of months and days with.
CREATE MACRO pg.rint(x) AS round_even(x, 0);
CREATE MACRO pg.tsround(x) AS pg.rint(x * 1000000.0::DOUBLE) / 1000000.0::DOUBLE;
CREATE MACRO pg.days_of_month_part(months) AS pg.tsround((months - trunc(months)) * 30.0::DOUBLE);
CREATE MACRO pg.seconds_of_day_parts(days, more) AS pg.tsround((days - trunc(days) + more - trunc(more)) * 86400.0::DOUBLE);
-- interval_mul and interval_div: parts in floating point, whose fractions go down to the next.
CREATE MACRO pg.interval_from_day_parts(months, days, us, more, seconds) AS CASE
  WHEN abs(months) < 2147483648 AND abs(days) < 2147483648 AND abs(us) < 9223372036854774784.0 AND abs(days + more) < 2147483647
    THEN pg.interval_of(CAST(trunc(months) AS INTEGER), CAST(trunc(days) + trunc(seconds / 86400.0::DOUBLE) + trunc(more) AS INTEGER),
      CAST(pg.rint(us + (seconds - trunc(seconds / 86400.0::DOUBLE) * 86400.0::DOUBLE) * 1000000.0::DOUBLE) AS BIGINT))
  WHEN months IS NOT NULL THEN CAST(pg.raise('22008', 'interval out of range') AS INTERVAL) END;
CREATE MACRO pg.interval_from_parts(months, days, us) AS list_transform([{'m': months, 'd': days, 'u': us}], lambda p: pg.interval_from_day_parts(p.m, p.d, p.u,
  pg.days_of_month_part(p.m), pg.seconds_of_day_parts(p.d, pg.days_of_month_part(p.m))))[1];
CREATE MACRO pg.interval_mul(i, f) AS pg.interval_from_parts(pg.interval_months(i) * f, pg.interval_days(i) * f, pg.interval_us(i) * f);
CREATE MACRO pg.mul_d_interval(f, i) AS pg.interval_mul(i, f);
CREATE MACRO pg.interval_div(i, f) AS CASE WHEN f = 0 AND i IS NOT NULL THEN CAST(pg.raise('22012', 'division by zero') AS INTERVAL)
  ELSE pg.interval_from_parts(pg.interval_months(i) / f, pg.interval_days(i) / f, pg.interval_us(i) / f) END;

CREATE MACRO pg.justify_days(i) AS CAST(pg_js_justify_days(pg.interval_months(i), pg.interval_days(i), pg.interval_us(i)) AS INTERVAL);
CREATE MACRO pg.justify_hours(i) AS CAST(pg_js_justify_hours(pg.interval_months(i), pg.interval_days(i), pg.interval_us(i)) AS INTERVAL);
CREATE MACRO pg.justify_interval(i) AS CAST(pg_js_justify_interval(pg.interval_months(i), pg.interval_days(i), pg.interval_us(i)) AS INTERVAL);
CREATE MACRO pg.make_interval(years, months, weeks, days, hours, minutes, seconds) AS
  CAST(pg_js_make_interval(years, months, weeks, days, hours, minutes, seconds) AS INTERVAL);
CREATE MACRO pg.isfinite_interval(i) AS CASE WHEN i IS NOT NULL THEN true END;

-- CAST(... AS interval(n)) and AS interval with fields, by the last of them.
CREATE MACRO pg.us_round(us, n) AS (us + sign(us) * (CAST(pow(10, 6 - n) AS BIGINT) // 2)) // CAST(pow(10, 6 - n) AS BIGINT) * CAST(pow(10, 6 - n) AS BIGINT);
CREATE MACRO pg.interval_round(i, n) AS pg.interval_of(pg.interval_months(i), pg.interval_days(i), CAST(pg.us_round(pg.interval_us(i), n) AS BIGINT));
CREATE MACRO pg.interval_to_year(i) AS to_months(CAST(datepart('year', i) * 12 AS INTEGER));
CREATE MACRO pg.interval_to_month(i) AS to_months(pg.interval_months(i));
CREATE MACRO pg.interval_to_day(i) AS to_months(pg.interval_months(i)) + to_days(pg.interval_days(i));
CREATE MACRO pg.interval_to_hour(i) AS pg.interval_of(pg.interval_months(i), pg.interval_days(i), datepart('hour', i) * 3600000000);
CREATE MACRO pg.interval_to_minute(i) AS pg.interval_of(pg.interval_months(i), pg.interval_days(i), datepart('hour', i) * 3600000000 + datepart('minute', i) * 60000000);
CREATE MACRO pg.interval_um(i) AS -i;
