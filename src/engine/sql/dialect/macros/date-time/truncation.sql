-- date_trunc and date_bin. A constant unit leaves one branch of each CASE when the statement is planned.
CREATE MACRO pg.year_start(year) AS CAST(make_date(year, 1, 1) AS TIMESTAMP);
-- PERF: from the year 1 on, these are DuckDB's own.
CREATE MACRO pg.trunc_ad(unit, x) AS CASE unit
  WHEN 'day' THEN date_trunc('day', x) WHEN 'month' THEN date_trunc('month', x) WHEN 'hour' THEN date_trunc('hour', x)
  WHEN 'week' THEN date_trunc('week', x) WHEN 'quarter' THEN date_trunc('quarter', x) WHEN 'year' THEN date_trunc('year', x)
  WHEN 'minute' THEN date_trunc('minute', x) WHEN 'second' THEN date_trunc('second', x)
  WHEN 'milliseconds' THEN date_trunc('millisecond', x) WHEN 'microseconds' THEN x
  WHEN 'decade' THEN pg.year_start(year(x) // 10 * 10) WHEN 'century' THEN pg.year_start((year(x) + 99) // 100 * 100 - 99)
  WHEN 'millennium' THEN pg.year_start((year(x) + 999) // 1000 * 1000 - 999) END;
CREATE MACRO pg.trunc_bc(unit, x) AS CASE unit
  WHEN 'decade' THEN pg.year_start(-((8 - (year(x) - 1)) // 10) * 10) WHEN 'century' THEN pg.year_start(-((99 - (year(x) - 1)) // 100) * 100 + 1)
  WHEN 'millennium' THEN pg.year_start(-((999 - (year(x) - 1)) // 1000) * 1000 + 1)
  ELSE pg.trunc_ad(unit, x) END;
CREATE MACRO pg.trunc_timestamp(unit, x) AS CASE
  WHEN x >= TIMESTAMP '0001-01-01 00:00:00' AND x < 'infinity'::TIMESTAMP THEN pg.trunc_ad(unit, x)
  WHEN isfinite(x) THEN pg.timestamp_checked(pg.trunc_bc(unit, x)) ELSE x END;
-- The unit's plain name; what is none is an error that names it.
CREATE MACRO pg.trunc_unit(unit, type) AS CASE lower(unit)
  WHEN 'day' THEN 'day' WHEN 'month' THEN 'month' WHEN 'hour' THEN 'hour' WHEN 'week' THEN 'week' WHEN 'quarter' THEN 'quarter' WHEN 'year' THEN 'year'
  WHEN 'minute' THEN 'minute' WHEN 'second' THEN 'second' ELSE pg_js_trunc_unit(unit, type) END;
CREATE MACRO pg.date_trunc_timestamp(unit, x) AS CASE WHEN unit IS NOT NULL THEN CASE WHEN isfinite(x)
  THEN pg.trunc_timestamp(pg.trunc_unit(unit, 'timestamp without time zone'), x) ELSE x END END;
-- Below a day, a moment keeps its offset; from a day on, the offset is that of the beginning.
CREATE MACRO pg.is_clock_unit(unit) AS unit IN ('hour', 'minute', 'second', 'milliseconds', 'microseconds');
CREATE MACRO pg.trunc_clock(unit, x, local) AS make_timestamptz(epoch_us(x) - (epoch_us(local) - epoch_us(pg.trunc_ad(unit, local))));
CREATE MACRO pg.trunc_timestamptz(unit, x, local) AS CASE WHEN pg.is_clock_unit(unit) THEN pg.trunc_clock(unit, x, local)
  ELSE list_transform([pg.trunc_timestamp(unit, local)], lambda w: pg.timestamp_of_local(w))[1] END;
CREATE MACRO pg.date_trunc_timestamptz(unit, x) AS CASE WHEN unit IS NOT NULL THEN list_transform([{'x': x, 'l': pg.local_timestamp(x)}], lambda p: CASE WHEN isfinite(p.x)
  THEN pg.trunc_timestamptz(pg.trunc_unit(unit, 'timestamp with time zone'), p.x, p.l) ELSE p.x END)[1] END;
CREATE MACRO pg.trunc_timestamptz_zone(unit, x, local, zone) AS CASE WHEN pg.is_clock_unit(unit) THEN pg.trunc_clock(unit, x, local)
  ELSE list_transform([pg.trunc_timestamp(unit, local)], lambda w: pg.timezone_timestamp(zone, w))[1] END;
CREATE MACRO pg.date_trunc_timestamptz_zone(unit, x, zone) AS CASE WHEN unit IS NOT NULL AND zone IS NOT NULL THEN
  list_transform([{'x': x, 'l': pg.timezone_timestamptz(zone, x), 'z': zone}], lambda p: CASE WHEN isfinite(p.x)
  THEN pg.trunc_timestamptz_zone(pg.trunc_unit(unit, 'timestamp with time zone'), p.x, p.l, p.z) ELSE p.x END)[1] END;
CREATE MACRO pg.trunc_interval(unit, i) AS CASE unit
  WHEN 'week' THEN CAST(pg_js_trunc_unit(unit, 'interval') AS INTERVAL)
  WHEN 'day' THEN pg.interval_to_day(i) WHEN 'month' THEN pg.interval_to_month(i) WHEN 'year' THEN pg.interval_to_year(i)
  WHEN 'hour' THEN pg.interval_to_hour(i) WHEN 'minute' THEN pg.interval_to_minute(i)
  WHEN 'second' THEN pg.interval_of(pg.interval_months(i), pg.interval_days(i), pg.interval_us(i) // 1000000 * 1000000)
  WHEN 'milliseconds' THEN pg.interval_of(pg.interval_months(i), pg.interval_days(i), pg.interval_us(i) // 1000 * 1000)
  WHEN 'microseconds' THEN i WHEN 'quarter' THEN to_months(CAST(pg.interval_months(i) // 3 * 3 AS INTEGER))
  WHEN 'decade' THEN to_months(CAST(pg.interval_months(i) // 120 * 120 AS INTEGER))
  WHEN 'century' THEN to_months(CAST(pg.interval_months(i) // 1200 * 1200 AS INTEGER))
  WHEN 'millennium' THEN to_months(CAST(pg.interval_months(i) // 12000 * 12000 AS INTEGER)) END;
CREATE MACRO pg.date_trunc_interval(unit, i) AS CASE WHEN unit IS NOT NULL AND i IS NOT NULL THEN pg.trunc_interval(pg.trunc_unit(unit, 'interval'), i) END;

CREATE MACRO pg.bin_us(stride, us, origin) AS us - ((us - origin) % stride + stride) % stride;
CREATE MACRO pg.day_time_us(i) AS CAST(pg.interval_days(i) AS HUGEINT) * 86400000000 + pg.interval_us(i);
CREATE MACRO pg.stride_us(i) AS CASE
  WHEN pg.interval_months(i) <> 0 THEN CAST(pg.raise('0A000', 'timestamps cannot be binned into intervals containing months or years') AS BIGINT)
  WHEN pg.day_time_us(i) > 9223372036854775807 OR pg.day_time_us(i) < -9223372036854775808 THEN CAST(pg.raise('22008', 'interval out of range') AS BIGINT)
  WHEN pg.day_time_us(i) > 0 THEN CAST(pg.day_time_us(i) AS BIGINT)
  WHEN i IS NOT NULL THEN CAST(pg.raise('22008', 'stride must be greater than zero') AS BIGINT) END;
CREATE MACRO pg.date_bin_timestamp(i, x, origin) AS CASE
  WHEN isfinite(x) AND isfinite(origin) THEN make_timestamp(pg.checked_us(pg.bin_us(pg.stride_us(i), epoch_us(x), epoch_us(origin))))
  WHEN i IS NULL OR origin IS NULL THEN NULL WHEN isfinite(x) THEN CAST(pg.raise('22008', 'origin out of range') AS TIMESTAMP) ELSE x END;
CREATE MACRO pg.date_bin_timestamptz(i, x, origin) AS CASE
  WHEN isfinite(x) AND isfinite(origin) THEN make_timestamptz(pg.checked_us(pg.bin_us(pg.stride_us(i), epoch_us(x), epoch_us(origin))))
  WHEN i IS NULL OR origin IS NULL THEN NULL WHEN isfinite(x) THEN CAST(pg.raise('22008', 'origin out of range') AS TIMESTAMPTZ) ELSE x END;

-- One for each unit, for a unit written as a constant.
-- DuckDB's own truncates before the year 1, too; it may end before PostgreSQL's first moment.
CREATE MACRO pg.trunc_plain(unit, x) AS CASE WHEN x >= TIMESTAMP '0001-01-01 00:00:00' THEN date_trunc(unit, x)
  WHEN isfinite(x) THEN pg.timestamp_checked(date_trunc(unit, x)) ELSE x END;
CREATE MACRO pg.trunc_plain_clock(unit, x) AS CASE WHEN isfinite(x) THEN list_transform([pg.local_timestamp(x)],
  lambda pg_l: make_timestamptz(epoch_us(x) - (epoch_us(pg_l) - epoch_us(date_trunc(unit, pg_l)))))[1] ELSE x END;
CREATE MACRO pg.trunc_plain_local(unit, x) AS list_transform(list_transform([pg.local_timestamp(x)], lambda pg_l: pg.trunc_plain(unit, pg_l)),
  lambda pg_w: pg.timestamp_of_local(pg_w))[1];
CREATE MACRO pg.date_trunc_microseconds_timestamp(x) AS x;
CREATE MACRO pg.date_trunc_milliseconds_timestamp(x) AS pg.trunc_plain('millisecond', x);
CREATE MACRO pg.date_trunc_second_timestamp(x) AS pg.trunc_plain('second', x);
CREATE MACRO pg.date_trunc_minute_timestamp(x) AS pg.trunc_plain('minute', x);
CREATE MACRO pg.date_trunc_hour_timestamp(x) AS pg.trunc_plain('hour', x);
CREATE MACRO pg.date_trunc_day_timestamp(x) AS pg.trunc_plain('day', x);
CREATE MACRO pg.date_trunc_week_timestamp(x) AS pg.trunc_plain('week', x);
CREATE MACRO pg.date_trunc_month_timestamp(x) AS pg.trunc_plain('month', x);
CREATE MACRO pg.date_trunc_quarter_timestamp(x) AS pg.trunc_plain('quarter', x);
CREATE MACRO pg.date_trunc_year_timestamp(x) AS pg.trunc_plain('year', x);
CREATE MACRO pg.date_trunc_decade_timestamp(x) AS pg.trunc_timestamp('decade', x);
CREATE MACRO pg.date_trunc_century_timestamp(x) AS pg.trunc_timestamp('century', x);
CREATE MACRO pg.date_trunc_millennium_timestamp(x) AS pg.trunc_timestamp('millennium', x);
CREATE MACRO pg.date_trunc_microseconds_timestamptz(x) AS x;
CREATE MACRO pg.date_trunc_milliseconds_timestamptz(x) AS pg.trunc_plain_clock('millisecond', x);
CREATE MACRO pg.date_trunc_second_timestamptz(x) AS pg.trunc_plain_clock('second', x);
CREATE MACRO pg.date_trunc_minute_timestamptz(x) AS pg.trunc_plain_clock('minute', x);
CREATE MACRO pg.date_trunc_hour_timestamptz(x) AS pg.trunc_plain_clock('hour', x);
CREATE MACRO pg.date_trunc_day_timestamptz(x) AS pg.trunc_plain_local('day', x);
CREATE MACRO pg.date_trunc_week_timestamptz(x) AS pg.trunc_plain_local('week', x);
CREATE MACRO pg.date_trunc_month_timestamptz(x) AS pg.trunc_plain_local('month', x);
CREATE MACRO pg.date_trunc_quarter_timestamptz(x) AS pg.trunc_plain_local('quarter', x);
CREATE MACRO pg.date_trunc_year_timestamptz(x) AS pg.trunc_plain_local('year', x);
CREATE MACRO pg.date_trunc_decade_timestamptz(x) AS list_transform(list_transform([pg.local_timestamp(x)],
  lambda pg_l: pg.trunc_timestamp('decade', pg_l)), lambda pg_w: pg.timestamp_of_local(pg_w))[1];
CREATE MACRO pg.date_trunc_century_timestamptz(x) AS list_transform(list_transform([pg.local_timestamp(x)],
  lambda pg_l: pg.trunc_timestamp('century', pg_l)), lambda pg_w: pg.timestamp_of_local(pg_w))[1];
CREATE MACRO pg.date_trunc_millennium_timestamptz(x) AS list_transform(list_transform([pg.local_timestamp(x)],
  lambda pg_l: pg.trunc_timestamp('millennium', pg_l)), lambda pg_w: pg.timestamp_of_local(pg_w))[1];
CREATE MACRO pg.date_trunc_microseconds_interval(x) AS pg.trunc_interval('microseconds', x);
CREATE MACRO pg.date_trunc_milliseconds_interval(x) AS pg.trunc_interval('milliseconds', x);
CREATE MACRO pg.date_trunc_second_interval(x) AS pg.trunc_interval('second', x);
CREATE MACRO pg.date_trunc_minute_interval(x) AS pg.trunc_interval('minute', x);
CREATE MACRO pg.date_trunc_hour_interval(x) AS pg.trunc_interval('hour', x);
CREATE MACRO pg.date_trunc_day_interval(x) AS pg.trunc_interval('day', x);
CREATE MACRO pg.date_trunc_month_interval(x) AS pg.trunc_interval('month', x);
CREATE MACRO pg.date_trunc_quarter_interval(x) AS pg.trunc_interval('quarter', x);
CREATE MACRO pg.date_trunc_year_interval(x) AS pg.trunc_interval('year', x);
CREATE MACRO pg.date_trunc_decade_interval(x) AS pg.trunc_interval('decade', x);
CREATE MACRO pg.date_trunc_century_interval(x) AS pg.trunc_interval('century', x);
CREATE MACRO pg.date_trunc_millennium_interval(x) AS pg.trunc_interval('millennium', x);
