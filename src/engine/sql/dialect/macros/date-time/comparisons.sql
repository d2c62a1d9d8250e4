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

-- A date is compared with a timestamp's day, of which DuckDB knows the least and the greatest in a file: a date itself has no cast, and may lie beyond
-- the last timestamp. None is equal to a timestamp within a day: such a day is before PostgreSQL's first one.
-- NULL for an infinity, which has no clock. PERF: each names its argument twice only, or the comparison would stand below a lambda.
CREATE MACRO pg.is_midnight(t) AS epoch_us(t) % 86400000000 = 0;
CREATE MACRO pg.day_from(t) AS CAST(t AS DATE) + coalesce(CAST(NOT pg.is_midnight(t) AS INTEGER), 0);
CREATE MACRO pg.day_at(t) AS CASE WHEN coalesce(pg.is_midnight(t), true) THEN CAST(t AS DATE) ELSE DATE '4714-01-01 (BC)' END;
CREATE MACRO pg.date_eq_timestamp(a, b) AS a = pg.day_at(b);
CREATE MACRO pg.date_ne_timestamp(a, b) AS a <> pg.day_at(b);
CREATE MACRO pg.date_lt_timestamp(a, b) AS a < pg.day_from(b);
CREATE MACRO pg.date_le_timestamp(a, b) AS a <= CAST(b AS DATE);
CREATE MACRO pg.date_gt_timestamp(a, b) AS a > CAST(b AS DATE);
CREATE MACRO pg.date_ge_timestamp(a, b) AS a >= pg.day_from(b);
CREATE MACRO pg.timestamp_eq_date(a, b) AS pg.day_at(a) = b;
CREATE MACRO pg.timestamp_ne_date(a, b) AS pg.day_at(a) <> b;
CREATE MACRO pg.timestamp_lt_date(a, b) AS CAST(a AS DATE) < b;
CREATE MACRO pg.timestamp_le_date(a, b) AS pg.day_from(a) <= b;
CREATE MACRO pg.timestamp_gt_date(a, b) AS pg.day_from(a) > b;
CREATE MACRO pg.timestamp_ge_date(a, b) AS CAST(a AS DATE) >= b;
CREATE MACRO pg.date_cmp_timestamp(a, b) AS CASE WHEN pg.date_lt_timestamp(a, b) THEN -1 WHEN pg.date_eq_timestamp(a, b) THEN 0 WHEN a IS NOT NULL AND b IS NOT NULL THEN 1 END;
CREATE MACRO pg.timestamp_cmp_date(a, b) AS -pg.date_cmp_timestamp(b, a);
-- With a time zone, a day may begin at one o'clock, or twice. What DuckDB knows of a file leaves a day more.
CREATE MACRO pg.local_midnight_or(d, beyond) AS CASE WHEN d < DATE '294247-01-10' OR NOT isfinite(d) THEN pg.timestamp_of_local(CAST(d AS TIMESTAMP))
  WHEN d IS NOT NULL THEN beyond END;
CREATE MACRO pg.day_after(t) AS CAST(pg.local_timestamp(t) AS DATE) + 1;
CREATE MACRO pg.day_before(t) AS CAST(pg.local_timestamp(t) AS DATE) - 1;
CREATE MACRO pg.date_eq_timestamptz(a, b) AS a <= pg.day_after(b) AND a >= pg.day_before(b) AND pg.local_midnight_or(a, TIMESTAMPTZ '4714-01-01 (BC) 00:00:00+00') = b;
CREATE MACRO pg.date_ne_timestamptz(a, b) AS pg.local_midnight_or(a, TIMESTAMPTZ '4714-01-01 (BC) 00:00:00+00') <> b;
CREATE MACRO pg.date_lt_timestamptz(a, b) AS a <= pg.day_after(b) AND pg.local_midnight_or(a, TIMESTAMPTZ '294247-01-10 04:00:54.775806+00') < b;
CREATE MACRO pg.date_le_timestamptz(a, b) AS a <= pg.day_after(b) AND pg.local_midnight_or(a, 'infinity'::TIMESTAMPTZ) <= b;
CREATE MACRO pg.date_gt_timestamptz(a, b) AS a >= pg.day_before(b) AND pg.local_midnight_or(a, 'infinity'::TIMESTAMPTZ) > b;
CREATE MACRO pg.date_ge_timestamptz(a, b) AS a >= pg.day_before(b) AND pg.local_midnight_or(a, TIMESTAMPTZ '294247-01-10 04:00:54.775806+00') >= b;
CREATE MACRO pg.timestamptz_eq_date(a, b) AS b <= pg.day_after(a) AND b >= pg.day_before(a) AND a = pg.local_midnight_or(b, TIMESTAMPTZ '4714-01-01 (BC) 00:00:00+00');
CREATE MACRO pg.timestamptz_ne_date(a, b) AS a <> pg.local_midnight_or(b, TIMESTAMPTZ '4714-01-01 (BC) 00:00:00+00');
CREATE MACRO pg.timestamptz_lt_date(a, b) AS b >= pg.day_before(a) AND a < pg.local_midnight_or(b, 'infinity'::TIMESTAMPTZ);
CREATE MACRO pg.timestamptz_le_date(a, b) AS b >= pg.day_before(a) AND a <= pg.local_midnight_or(b, TIMESTAMPTZ '294247-01-10 04:00:54.775806+00');
CREATE MACRO pg.timestamptz_gt_date(a, b) AS b <= pg.day_after(a) AND a > pg.local_midnight_or(b, TIMESTAMPTZ '294247-01-10 04:00:54.775806+00');
CREATE MACRO pg.timestamptz_ge_date(a, b) AS b <= pg.day_after(a) AND a >= pg.local_midnight_or(b, 'infinity'::TIMESTAMPTZ);
CREATE MACRO pg.date_cmp_timestamptz(a, b) AS CASE WHEN pg.date_lt_timestamptz(a, b) THEN -1 WHEN pg.date_eq_timestamptz(a, b) THEN 0 WHEN a IS NOT NULL AND b IS NOT NULL THEN 1 END;
CREATE MACRO pg.timestamptz_cmp_date(a, b) AS -pg.date_cmp_timestamptz(b, a);
