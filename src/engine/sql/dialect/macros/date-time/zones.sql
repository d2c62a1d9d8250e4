-- AT TIME ZONE. Names with a slash are IANA's and ICU knows them; all else is read as PostgreSQL does: abbreviations and POSIX zones.
CREATE MACRO pg.is_iana_name(zone) AS contains(zone, '/') AND NOT starts_with(zone, '/') AND NOT contains(zone, ',');
CREATE MACRO pg.timezone_timestamptz(zone, x) AS CASE
  WHEN NOT isfinite(x) AND zone IS NOT NULL THEN CAST(x AS TIMESTAMP)
  WHEN upper(zone) = 'UTC' THEN make_timestamp(epoch_us(x))
  WHEN pg.is_iana_name(zone) THEN timezone(zone, x)
  ELSE make_timestamp(pg.checked_us(epoch_us(x) + 1000000 * pg_js_zone_offset_at(zone, epoch_us(x)))) END;
CREATE MACRO pg.timezone_timestamp(zone, x) AS CASE
  WHEN NOT isfinite(x) AND zone IS NOT NULL THEN pg.timestamptz_of(x)
  WHEN upper(zone) = 'UTC' THEN make_timestamptz(epoch_us(x))
  WHEN pg.is_iana_name(zone) THEN timezone(zone, x)
  ELSE make_timestamptz(pg.checked_us(epoch_us(x) - 1000000 * pg_js_zone_offset_of_local(zone, epoch_us(x)))) END;
CREATE MACRO pg.zone_us(i) AS CASE WHEN pg.interval_months(i) = 0 AND pg.interval_days(i) = 0 THEN pg.interval_us(i) // 1000000 * 1000000
  WHEN i IS NOT NULL THEN CAST(pg.raise('22023', pg_js_zone_interval_message(pg.interval_months(i), pg.interval_days(i), pg.interval_us(i))) AS BIGINT) END;
CREATE MACRO pg.timezone_interval_timestamptz(zone, x) AS CASE WHEN isfinite(x) THEN make_timestamp(pg.checked_us(epoch_us(x) + pg.zone_us(zone))) WHEN zone IS NOT NULL THEN CAST(x AS TIMESTAMP) END;
CREATE MACRO pg.timezone_interval_timestamp(zone, x) AS CASE WHEN isfinite(x) THEN make_timestamptz(pg.checked_us(epoch_us(x) - pg.zone_us(zone))) WHEN zone IS NOT NULL THEN pg.timestamptz_of(x) END;
CREATE MACRO pg.timetz_at_offset(x, seconds) AS CAST(pg_js_timetz_text(pg.timetz_utc_us(x) + 1000000 * seconds, seconds) AS TIMETZ);
CREATE MACRO pg.timezone_timetz(zone, x) AS CASE WHEN x IS NOT NULL THEN pg.timetz_at_offset(x, pg_js_zone_offset_at(zone, epoch_us(now()))) END;
CREATE MACRO pg.timezone_interval_timetz(zone, x) AS CASE WHEN x IS NOT NULL THEN pg.timetz_at_offset(x, pg.zone_us(zone) // 1000000) END;
CREATE MACRO pg.time_to_timetz(x) AS CAST(pg_js_timetz_text(epoch_us(x), pg_js_zone_offset_at(current_setting('TimeZone'), epoch_us(now()))) AS TIMETZ);
CREATE MACRO pg.timetz_round(x, n) AS CAST(pg_js_timetz_text(CAST(pg.us_round(epoch_us(x), n) AS BIGINT), datepart('timezone', x)) AS TIMETZ);
