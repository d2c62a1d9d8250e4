-- Values made of their parts, and moments of seconds.
CREATE MACRO pg.days_in_month(year, month) AS CASE WHEN month = 2 THEN CASE WHEN year % 4 = 0 AND (year % 100 <> 0 OR year % 400 = 0) THEN 29 ELSE 28 END
  WHEN month IN (4, 6, 9, 11) THEN 30 ELSE 31 END;
-- There is no year 0; -1 is 1 BC.
CREATE MACRO pg.year_in_calendar(year) AS CASE WHEN year < 0 THEN year + 1 ELSE year END;
CREATE MACRO pg.raise_date(message, y, m, d) AS CAST(pg.raise('22008', printf(message, y, m, d)) AS DATE);
CREATE MACRO pg.make_date(y, m, d) AS CASE
  WHEN y <> 0 AND m BETWEEN 1 AND 12 AND d BETWEEN 1 AND pg.days_in_month(pg.year_in_calendar(y), m) THEN
    CASE WHEN y BETWEEN -4712 AND 5874897 OR (y = -4713 OR y = -4714 AND (m = 12 OR m = 11 AND d >= 24)) THEN make_date(pg.year_in_calendar(y), m, d)
    ELSE pg.raise_date('date out of range: %d-%02d-%02d', y, m, d) END
  WHEN y IS NOT NULL AND m IS NOT NULL AND d IS NOT NULL THEN pg.raise_date('date field value out of range: %d-%02d-%02d', y, m, d) END;
CREATE MACRO pg.us_of_seconds(seconds) AS pg.rint(seconds * 1000000.0::DOUBLE);
CREATE MACRO pg.is_time(h, m, s) AS h BETWEEN 0 AND 24 AND m BETWEEN 0 AND 59 AND pg.us_of_seconds(s) BETWEEN 0 AND 60000000
  AND (h::BIGINT * 60 + m) * 60000000::BIGINT + pg.us_of_seconds(s) <= 86400000000;
CREATE MACRO pg.raise_time(h, m, s) AS pg.raise('22008', pg_js_time_field_message(h, m, s));
CREATE MACRO pg.us_of_time(h, m, s) AS CASE
  WHEN pg.is_time(h, m, s) THEN (h::BIGINT * 60 + m) * 60000000::BIGINT + CAST(pg.us_of_seconds(s) AS BIGINT)
  WHEN h IS NOT NULL AND m IS NOT NULL AND s IS NOT NULL THEN CAST(pg.raise_time(h, m, s) AS BIGINT) END;
CREATE MACRO pg.time_with_end(us) AS CASE WHEN us = 86400000000 THEN TIME '24:00:00' ELSE pg.time_of_us(us) END;
CREATE MACRO pg.make_time(h, m, s) AS pg.time_with_end(pg.us_of_time(h, m, s));
CREATE MACRO pg.make_timestamp(y, mo, d, h, m, s) AS CASE WHEN y IS NOT NULL AND mo IS NOT NULL AND d IS NOT NULL AND h IS NOT NULL AND m IS NOT NULL AND s IS NOT NULL THEN list_transform([{'d': pg.date_to_timestamp(pg.make_date(y, mo, d)), 'u': pg.us_of_time(h, m, s)}],
  lambda pg_p: pg.timestamp_pl_interval(pg_p.d, to_microseconds(pg_p.u)))[1] END;
CREATE MACRO pg.make_timestamptz(y, mo, d, h, m, s) AS pg.timestamp_of_local(pg.make_timestamp(y, mo, d, h, m, s));
-- Here a sign and hours count eastwards, unlike in AT TIME ZONE.
CREATE MACRO pg.make_timestamptz_at(zone, x) AS list_transform([epoch_us(x)], lambda u: make_timestamptz(pg.checked_us(u - 1000000 * pg_js_numeric_or_named_offset(zone, u))))[1];
CREATE MACRO pg.make_timestamptz_at_timezone(y, mo, d, h, m, s, zone) AS
  CASE WHEN zone IS NOT NULL THEN pg.make_timestamptz_at(zone, pg.make_timestamp(y, mo, d, h, m, s)) END;
CREATE MACRO pg.to_timestamp(seconds) AS CASE
  WHEN seconds >= -210866803200.0 AND seconds < 9223372036854.0 THEN make_timestamptz(CAST(pg.rint((seconds - 946684800.0::DOUBLE) * 1000000.0::DOUBLE) AS BIGINT) + 946684800000000)
  WHEN seconds = 'Infinity'::DOUBLE THEN 'infinity'::TIMESTAMPTZ WHEN seconds = '-Infinity'::DOUBLE THEN '-infinity'::TIMESTAMPTZ
  WHEN isnan(seconds) THEN CAST(pg.raise('22008', 'timestamp cannot be NaN') AS TIMESTAMPTZ)
  WHEN seconds IS NOT NULL THEN CAST(pg.raise('22008', pg_js_timestamp_range_message(seconds)) AS TIMESTAMPTZ) END;
