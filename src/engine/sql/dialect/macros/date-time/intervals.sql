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

CREATE MACRO pg.is_interval(months, days, us) AS months BETWEEN -2147483648 AND 2147483647 AND days BETWEEN -2147483648 AND 2147483647
  AND us BETWEEN -9223372036854775808 AND 9223372036854775807;
CREATE MACRO pg.months_long(i) AS datepart('year', i) * 12 + datepart('month', i);
CREATE MACRO pg.interval_pl(a, b) AS CASE
  WHEN pg.is_interval(pg.months_long(a) + pg.months_long(b), datepart('day', a) + datepart('day', b), CAST(pg.interval_us(a) AS HUGEINT) + pg.interval_us(b)) THEN a + b
  WHEN a IS NOT NULL AND b IS NOT NULL THEN CAST(pg.raise('22008', 'interval out of range') AS INTERVAL) END;
CREATE MACRO pg.interval_mi(a, b) AS CASE
  WHEN pg.is_interval(pg.months_long(a) - pg.months_long(b), datepart('day', a) - datepart('day', b), CAST(pg.interval_us(a) AS HUGEINT) - pg.interval_us(b)) THEN a - b
  WHEN a IS NOT NULL AND b IS NOT NULL THEN CAST(pg.raise('22008', 'interval out of range') AS INTERVAL) END;

CREATE MACRO pg.rint(x) AS round_even(x, 0);
-- In JavaScript: written out, they would be planned for longer than they run.
CREATE MACRO pg.interval_mul(i, f) AS CAST(pg_js_interval_mul(pg.interval_months(i), pg.interval_days(i), pg.interval_us(i), f) AS INTERVAL);
CREATE MACRO pg.mul_d_interval(f, i) AS pg.interval_mul(i, f);
CREATE MACRO pg.interval_div(i, f) AS CAST(pg_js_interval_div(pg.interval_months(i), pg.interval_days(i), pg.interval_us(i), f) AS INTERVAL);

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
