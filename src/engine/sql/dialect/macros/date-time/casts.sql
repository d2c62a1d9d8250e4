-- Casts between these types, and the local time of a moment.
-- PERF: DuckDB asks ICU about each value, which takes 200 ns and more; in UTC there is nothing to ask.
CREATE MACRO pg.local_timestamp(x) AS coalesce(
  CASE WHEN current_setting('TimeZone') = 'UTC' THEN make_timestamp(epoch_us(x)) END, CAST(x AS TIMESTAMP));
CREATE MACRO pg.timestamp_of_local(x) AS coalesce(
  CASE WHEN current_setting('TimeZone') = 'UTC' THEN make_timestamptz(epoch_us(x)) END, CAST(x AS TIMESTAMPTZ));
-- PostgreSQL's first moment is DuckDB's in the year 4714 BC; the last one is DuckDB's own.
CREATE MACRO pg.checked_us(us) AS CASE WHEN us >= -210866803200000000 THEN us
  WHEN us IS NOT NULL THEN CAST(pg.raise('22008', 'timestamp out of range') AS BIGINT) END;

CREATE MACRO pg.date_to_timestamp(x) AS CASE WHEN x < DATE '294247-01-01' OR NOT isfinite(x) THEN CAST(x AS TIMESTAMP)
  WHEN x IS NOT NULL THEN CAST(pg.raise('22008', 'date out of range for timestamp') AS TIMESTAMP) END;
CREATE MACRO pg.date_to_timestamptz(x) AS pg.timestamp_of_local(pg.date_to_timestamp(x));
-- A local time just after PostgreSQL's first moment may be one before it.
CREATE MACRO pg.timestamptz_checked(x) AS CASE WHEN x >= TIMESTAMPTZ '4714-11-24 (BC) 00:00:00+00' OR NOT isfinite(x) THEN x
  WHEN x IS NOT NULL THEN CAST(pg.raise('22008', 'timestamp out of range') AS TIMESTAMPTZ) END;
CREATE MACRO pg.timestamp_to_timestamptz(x) AS CASE WHEN x >= TIMESTAMP '4714-11-27 (BC) 00:00:00' THEN pg.timestamp_of_local(x)
  ELSE pg.timestamptz_checked(pg.timestamp_of_local(x)) END;
CREATE MACRO pg.timestamp_to_date(x) AS CAST(x AS DATE);
CREATE MACRO pg.timestamptz_to_date(x) AS CAST(pg.local_timestamp(x) AS DATE);
CREATE MACRO pg.timestamp_to_time(x) AS CASE WHEN isfinite(x) THEN CAST(x AS TIME) END;
CREATE MACRO pg.timestamptz_to_time(x) AS CASE WHEN isfinite(x) THEN CAST(pg.local_timestamp(x) AS TIME) END;
CREATE MACRO pg.timestamptz_to_timetz(x) AS CAST(CASE WHEN isfinite(x) THEN x END AS TIMETZ);
CREATE MACRO pg.time_of_us(us) AS TIME '00:00:00' + to_microseconds(us);
CREATE MACRO pg.time_to_interval(x) AS to_microseconds(epoch_us(x));
CREATE MACRO pg.interval_to_time(x) AS pg.time_of_us(pg.interval_us(x));

-- Casts to a precision: half goes away from PostgreSQL's epoch, 2000-01-01.
CREATE MACRO pg.us_round_from_2000(us, n) AS CAST(pg.us_round(us - 946684800000000, n) AS BIGINT) + 946684800000000;
CREATE MACRO pg.timestamp_round(x, n) AS CASE WHEN isfinite(x) THEN make_timestamp(pg.us_round_from_2000(epoch_us(x), n)) ELSE x END;
CREATE MACRO pg.timestamptz_round(x, n) AS CASE WHEN isfinite(x) THEN make_timestamptz(pg.us_round_from_2000(epoch_us(x), n)) ELSE x END;
CREATE MACRO pg.time_round(x, n) AS CASE WHEN pg.us_round(epoch_us(x), n) = 86400000000 THEN TIME '24:00:00'
  ELSE pg.time_of_us(CAST(pg.us_round(epoch_us(x), n) AS BIGINT)) END;
CREATE MACRO pg.timetz_to_time(x) AS CAST(x AS TIME);
-- DuckDB's now() is the statement's own.
CREATE MACRO pg.statement_timestamp() AS now();
