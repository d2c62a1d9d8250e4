-- What stands behind the operators, by name.
CREATE MACRO pg.eq(a, b) AS a = b;
CREATE MACRO pg.ne(a, b) AS a <> b;
CREATE MACRO pg.lt(a, b) AS a < b;
CREATE MACRO pg.le(a, b) AS a <= b;
CREATE MACRO pg.gt(a, b) AS a > b;
CREATE MACRO pg.ge(a, b) AS a >= b;
CREATE MACRO pg.cmp(a, b) AS CASE WHEN a < b THEN -1 WHEN a > b THEN 1 WHEN a = b THEN 0 END;
CREATE MACRO pg.larger(a, b) AS CASE WHEN a > b THEN a WHEN a <= b THEN b END;
CREATE MACRO pg.smaller(a, b) AS CASE WHEN a < b THEN a WHEN a >= b THEN b END;

-- Dates go on after the last timestamp. Such a date is compared as `beyond`, which PostgreSQL would compare alike; every other one as its midnight.
-- DuckDB makes `x::DATE < DATE 'y'` a comparison of timestamps, for which infinity and the day after the last one are too late.
CREATE MACRO pg.midnight_or(d, beyond) AS CASE WHEN d < DATE '294247-01-10' OR NOT isfinite(d) THEN CAST(d AS TIMESTAMP)
  WHEN d - DATE '294247-01-09' = 1 THEN TIMESTAMP '294247-01-10 00:00:00'
  WHEN d IS NOT NULL THEN beyond END;
CREATE MACRO pg.local_midnight_or(d, beyond) AS CASE WHEN d < DATE '294247-01-10' OR NOT isfinite(d) THEN pg.timestamp_of_local(CAST(d AS TIMESTAMP))
  WHEN d IS NOT NULL THEN beyond END;
CREATE MACRO pg.date_eq_timestamp(a, b) AS pg.midnight_or(a, TIMESTAMP '4714-01-01 (BC) 00:00:00') = b;
CREATE MACRO pg.date_ne_timestamp(a, b) AS pg.midnight_or(a, TIMESTAMP '4714-01-01 (BC) 00:00:00') <> b;
CREATE MACRO pg.date_lt_timestamp(a, b) AS pg.midnight_or(a, TIMESTAMP '294247-01-10 04:00:54.775806') < b;
CREATE MACRO pg.date_le_timestamp(a, b) AS pg.midnight_or(a, 'infinity'::TIMESTAMP) <= b;
CREATE MACRO pg.date_gt_timestamp(a, b) AS pg.midnight_or(a, 'infinity'::TIMESTAMP) > b;
CREATE MACRO pg.date_ge_timestamp(a, b) AS pg.midnight_or(a, TIMESTAMP '294247-01-10 04:00:54.775806') >= b;
CREATE MACRO pg.timestamp_eq_date(a, b) AS a = pg.midnight_or(b, TIMESTAMP '4714-01-01 (BC) 00:00:00');
CREATE MACRO pg.timestamp_ne_date(a, b) AS a <> pg.midnight_or(b, TIMESTAMP '4714-01-01 (BC) 00:00:00');
CREATE MACRO pg.timestamp_lt_date(a, b) AS a < pg.midnight_or(b, 'infinity'::TIMESTAMP);
CREATE MACRO pg.timestamp_le_date(a, b) AS a <= pg.midnight_or(b, TIMESTAMP '294247-01-10 04:00:54.775806');
CREATE MACRO pg.timestamp_gt_date(a, b) AS a > pg.midnight_or(b, TIMESTAMP '294247-01-10 04:00:54.775806');
CREATE MACRO pg.timestamp_ge_date(a, b) AS a >= pg.midnight_or(b, 'infinity'::TIMESTAMP);
CREATE MACRO pg.date_cmp_timestamp(a, b) AS CASE WHEN pg.date_lt_timestamp(a, b) THEN -1 WHEN pg.date_eq_timestamp(a, b) THEN 0 WHEN a IS NOT NULL AND b IS NOT NULL THEN 1 END;
CREATE MACRO pg.timestamp_cmp_date(a, b) AS -pg.date_cmp_timestamp(b, a);
CREATE MACRO pg.date_eq_timestamptz(a, b) AS pg.local_midnight_or(a, TIMESTAMPTZ '4714-01-01 (BC) 00:00:00+00') = b;
CREATE MACRO pg.date_ne_timestamptz(a, b) AS pg.local_midnight_or(a, TIMESTAMPTZ '4714-01-01 (BC) 00:00:00+00') <> b;
CREATE MACRO pg.date_lt_timestamptz(a, b) AS pg.local_midnight_or(a, TIMESTAMPTZ '294247-01-10 04:00:54.775806+00') < b;
CREATE MACRO pg.date_le_timestamptz(a, b) AS pg.local_midnight_or(a, 'infinity'::TIMESTAMPTZ) <= b;
CREATE MACRO pg.date_gt_timestamptz(a, b) AS pg.local_midnight_or(a, 'infinity'::TIMESTAMPTZ) > b;
CREATE MACRO pg.date_ge_timestamptz(a, b) AS pg.local_midnight_or(a, TIMESTAMPTZ '294247-01-10 04:00:54.775806+00') >= b;
CREATE MACRO pg.timestamptz_eq_date(a, b) AS a = pg.local_midnight_or(b, TIMESTAMPTZ '4714-01-01 (BC) 00:00:00+00');
CREATE MACRO pg.timestamptz_ne_date(a, b) AS a <> pg.local_midnight_or(b, TIMESTAMPTZ '4714-01-01 (BC) 00:00:00+00');
CREATE MACRO pg.timestamptz_lt_date(a, b) AS a < pg.local_midnight_or(b, 'infinity'::TIMESTAMPTZ);
CREATE MACRO pg.timestamptz_le_date(a, b) AS a <= pg.local_midnight_or(b, TIMESTAMPTZ '294247-01-10 04:00:54.775806+00');
CREATE MACRO pg.timestamptz_gt_date(a, b) AS a > pg.local_midnight_or(b, TIMESTAMPTZ '294247-01-10 04:00:54.775806+00');
CREATE MACRO pg.timestamptz_ge_date(a, b) AS a >= pg.local_midnight_or(b, 'infinity'::TIMESTAMPTZ);
CREATE MACRO pg.date_cmp_timestamptz(a, b) AS CASE WHEN pg.date_lt_timestamptz(a, b) THEN -1 WHEN pg.date_eq_timestamptz(a, b) THEN 0 WHEN a IS NOT NULL AND b IS NOT NULL THEN 1 END;
CREATE MACRO pg.timestamptz_cmp_date(a, b) AS -pg.date_cmp_timestamptz(b, a);
