-- extract (numeric, with the digits that PostgreSQL gives each field) and date_part (float8), a macro for each field and type.
-- A field that only grows is infinite where the value is; every other one is then null. DuckDB's parts of what is infinite are null.
CREATE MACRO pg.extract_infinite(x) AS CASE WHEN x IS NOT NULL THEN CAST(pg.raise('0A000', 'infinity as numeric is not supported') AS BIGINT) END;
CREATE MACRO pg.part_infinite(x, beginning) AS CASE WHEN x > beginning THEN 'Infinity'::DOUBLE WHEN x IS NOT NULL THEN '-Infinity'::DOUBLE END;


-- timestamp
CREATE MACRO pg.year_based_year_timestamp(x) AS CASE WHEN x >= TIMESTAMP '0001-01-01 00:00:00' AND isfinite(x) THEN year(x) WHEN isfinite(x) THEN year(x) - 1 END;
CREATE MACRO pg.extract_year_timestamp(x) AS CAST(coalesce(pg.year_based_year_timestamp(x), pg.extract_infinite(x)) AS DECIMAL(18,0));
CREATE MACRO pg.date_part_year_timestamp(x) AS coalesce(CAST(pg.year_based_year_timestamp(x) AS DOUBLE), pg.part_infinite(x, TIMESTAMP '0001-01-01 00:00:00'));
CREATE MACRO pg.year_based_isoyear_timestamp(x) AS CASE WHEN x >= TIMESTAMP '0001-01-01 00:00:00' AND isfinite(x) THEN isoyear(x) WHEN isfinite(x) THEN CASE WHEN isoyear(x) > 0 THEN isoyear(x) ELSE isoyear(x) - 1 END END;
CREATE MACRO pg.extract_isoyear_timestamp(x) AS CAST(coalesce(pg.year_based_isoyear_timestamp(x), pg.extract_infinite(x)) AS DECIMAL(18,0));
CREATE MACRO pg.date_part_isoyear_timestamp(x) AS coalesce(CAST(pg.year_based_isoyear_timestamp(x) AS DOUBLE), pg.part_infinite(x, TIMESTAMP '0001-01-01 00:00:00'));
CREATE MACRO pg.year_based_decade_timestamp(x) AS CASE WHEN x >= TIMESTAMP '0001-01-01 00:00:00' AND isfinite(x) THEN year(x) // 10 WHEN isfinite(x) THEN CASE WHEN year(x) = 0 THEN 0 ELSE -((8 - (year(x) - 1)) // 10) END END;
CREATE MACRO pg.extract_decade_timestamp(x) AS CAST(coalesce(pg.year_based_decade_timestamp(x), pg.extract_infinite(x)) AS DECIMAL(18,0));
CREATE MACRO pg.date_part_decade_timestamp(x) AS coalesce(CAST(pg.year_based_decade_timestamp(x) AS DOUBLE), pg.part_infinite(x, TIMESTAMP '0001-01-01 00:00:00'));
CREATE MACRO pg.year_based_century_timestamp(x) AS CASE WHEN x >= TIMESTAMP '0001-01-01 00:00:00' AND isfinite(x) THEN (year(x) + 99) // 100 WHEN isfinite(x) THEN -((99 - (year(x) - 1)) // 100) END;
CREATE MACRO pg.extract_century_timestamp(x) AS CAST(coalesce(pg.year_based_century_timestamp(x), pg.extract_infinite(x)) AS DECIMAL(18,0));
CREATE MACRO pg.date_part_century_timestamp(x) AS coalesce(CAST(pg.year_based_century_timestamp(x) AS DOUBLE), pg.part_infinite(x, TIMESTAMP '0001-01-01 00:00:00'));
CREATE MACRO pg.year_based_millennium_timestamp(x) AS CASE WHEN x >= TIMESTAMP '0001-01-01 00:00:00' AND isfinite(x) THEN (year(x) + 999) // 1000 WHEN isfinite(x) THEN -((999 - (year(x) - 1)) // 1000) END;
CREATE MACRO pg.extract_millennium_timestamp(x) AS CAST(coalesce(pg.year_based_millennium_timestamp(x), pg.extract_infinite(x)) AS DECIMAL(18,0));
CREATE MACRO pg.date_part_millennium_timestamp(x) AS coalesce(CAST(pg.year_based_millennium_timestamp(x) AS DOUBLE), pg.part_infinite(x, TIMESTAMP '0001-01-01 00:00:00'));
CREATE MACRO pg.extract_month_timestamp(x) AS CAST(month(x) AS DECIMAL(18,0));
CREATE MACRO pg.date_part_month_timestamp(x) AS CAST(month(x) AS DOUBLE);
CREATE MACRO pg.extract_day_timestamp(x) AS CAST(day(x) AS DECIMAL(18,0));
CREATE MACRO pg.date_part_day_timestamp(x) AS CAST(day(x) AS DOUBLE);
CREATE MACRO pg.extract_quarter_timestamp(x) AS CAST(quarter(x) AS DECIMAL(18,0));
CREATE MACRO pg.date_part_quarter_timestamp(x) AS CAST(quarter(x) AS DOUBLE);
CREATE MACRO pg.extract_week_timestamp(x) AS CAST(week(x) AS DECIMAL(18,0));
CREATE MACRO pg.date_part_week_timestamp(x) AS CAST(week(x) AS DOUBLE);
CREATE MACRO pg.extract_dow_timestamp(x) AS CAST(dayofweek(x) AS DECIMAL(18,0));
CREATE MACRO pg.date_part_dow_timestamp(x) AS CAST(dayofweek(x) AS DOUBLE);
CREATE MACRO pg.extract_isodow_timestamp(x) AS CAST(isodow(x) AS DECIMAL(18,0));
CREATE MACRO pg.date_part_isodow_timestamp(x) AS CAST(isodow(x) AS DOUBLE);
CREATE MACRO pg.extract_doy_timestamp(x) AS CAST(dayofyear(x) AS DECIMAL(18,0));
CREATE MACRO pg.date_part_doy_timestamp(x) AS CAST(dayofyear(x) AS DOUBLE);
CREATE MACRO pg.extract_hour_timestamp(x) AS CAST(hour(x) AS DECIMAL(18,0));
CREATE MACRO pg.date_part_hour_timestamp(x) AS CAST(hour(x) AS DOUBLE);
CREATE MACRO pg.extract_minute_timestamp(x) AS CAST(minute(x) AS DECIMAL(18,0));
CREATE MACRO pg.date_part_minute_timestamp(x) AS CAST(minute(x) AS DOUBLE);
CREATE MACRO pg.extract_second_timestamp(x) AS CAST(microsecond(x) AS DECIMAL(9,0)) * 0.000001::DECIMAL(7,6);
CREATE MACRO pg.date_part_second_timestamp(x) AS CAST(microsecond(x) AS DOUBLE) / 1000000.0::DOUBLE;
CREATE MACRO pg.extract_milliseconds_timestamp(x) AS CAST(microsecond(x) AS DECIMAL(9,0)) * 0.001::DECIMAL(4,3);
CREATE MACRO pg.date_part_milliseconds_timestamp(x) AS CAST(microsecond(x) AS DOUBLE) / 1000.0::DOUBLE;
CREATE MACRO pg.extract_microseconds_timestamp(x) AS CAST(microsecond(x) AS DECIMAL(18,0));
CREATE MACRO pg.date_part_microseconds_timestamp(x) AS CAST(microsecond(x) AS DOUBLE);
CREATE MACRO pg.extract_epoch_timestamp(x) AS CAST(coalesce(epoch_us(x), pg.extract_infinite(x)) AS DECIMAL(19,0)) * 0.000001::DECIMAL(7,6);
CREATE MACRO pg.date_part_epoch_timestamp(x) AS coalesce(CAST(epoch_us(x) AS DOUBLE) / 1000000.0::DOUBLE, pg.part_infinite(x, TIMESTAMP '2000-01-01'));
CREATE MACRO pg.julian_day(x) AS CAST(CAST(x AS DATE) - DATE '1970-01-01' + 2440588 AS DOUBLE);
CREATE MACRO pg.us_of_day(us) AS (us % 86400000000 + 86400000000) % 86400000000;
CREATE MACRO pg.seconds_of_day(us) AS CAST(us // 1000000 AS DOUBLE) + (us % 1000000) / 1000000.0::DOUBLE;
CREATE MACRO pg.date_part_julian_timestamp(x) AS CASE WHEN isfinite(x) THEN pg.julian_day(x) + pg.seconds_of_day(pg.us_of_day(epoch_us(x))) / 86400.0::DOUBLE
  ELSE pg.part_infinite(x, TIMESTAMP '2000-01-01') END;

-- date
CREATE MACRO pg.year_based_year_date(x) AS CASE WHEN x >= DATE '0001-01-01' AND isfinite(x) THEN year(x) WHEN isfinite(x) THEN year(x) - 1 END;
CREATE MACRO pg.extract_year_date(x) AS CAST(coalesce(pg.year_based_year_date(x), pg.extract_infinite(x)) AS DECIMAL(18,0));
CREATE MACRO pg.year_based_isoyear_date(x) AS CASE WHEN x >= DATE '0001-01-01' AND isfinite(x) THEN isoyear(x) WHEN isfinite(x) THEN CASE WHEN isoyear(x) > 0 THEN isoyear(x) ELSE isoyear(x) - 1 END END;
CREATE MACRO pg.extract_isoyear_date(x) AS CAST(coalesce(pg.year_based_isoyear_date(x), pg.extract_infinite(x)) AS DECIMAL(18,0));
CREATE MACRO pg.year_based_decade_date(x) AS CASE WHEN x >= DATE '0001-01-01' AND isfinite(x) THEN year(x) // 10 WHEN isfinite(x) THEN CASE WHEN year(x) = 0 THEN 0 ELSE -((8 - (year(x) - 1)) // 10) END END;
CREATE MACRO pg.extract_decade_date(x) AS CAST(coalesce(pg.year_based_decade_date(x), pg.extract_infinite(x)) AS DECIMAL(18,0));
CREATE MACRO pg.year_based_century_date(x) AS CASE WHEN x >= DATE '0001-01-01' AND isfinite(x) THEN (year(x) + 99) // 100 WHEN isfinite(x) THEN -((99 - (year(x) - 1)) // 100) END;
CREATE MACRO pg.extract_century_date(x) AS CAST(coalesce(pg.year_based_century_date(x), pg.extract_infinite(x)) AS DECIMAL(18,0));
CREATE MACRO pg.year_based_millennium_date(x) AS CASE WHEN x >= DATE '0001-01-01' AND isfinite(x) THEN (year(x) + 999) // 1000 WHEN isfinite(x) THEN -((999 - (year(x) - 1)) // 1000) END;
CREATE MACRO pg.extract_millennium_date(x) AS CAST(coalesce(pg.year_based_millennium_date(x), pg.extract_infinite(x)) AS DECIMAL(18,0));
CREATE MACRO pg.extract_month_date(x) AS CAST(month(x) AS DECIMAL(18,0));
CREATE MACRO pg.extract_day_date(x) AS CAST(day(x) AS DECIMAL(18,0));
CREATE MACRO pg.extract_quarter_date(x) AS CAST(quarter(x) AS DECIMAL(18,0));
CREATE MACRO pg.extract_week_date(x) AS CAST(week(x) AS DECIMAL(18,0));
CREATE MACRO pg.extract_dow_date(x) AS CAST(dayofweek(x) AS DECIMAL(18,0));
CREATE MACRO pg.extract_isodow_date(x) AS CAST(isodow(x) AS DECIMAL(18,0));
CREATE MACRO pg.extract_doy_date(x) AS CAST(dayofyear(x) AS DECIMAL(18,0));
CREATE MACRO pg.days_of_date(x) AS CASE WHEN isfinite(x) THEN x - DATE '1970-01-01' END;
CREATE MACRO pg.extract_epoch_date(x) AS CAST(coalesce(pg.days_of_date(x) * 86400, pg.extract_infinite(x)) AS DECIMAL(18,0));
CREATE MACRO pg.extract_julian_date(x) AS CAST(coalesce(pg.days_of_date(x) + 2440588, pg.extract_infinite(x)) AS DECIMAL(18,0));

-- date, by its midnight
CREATE MACRO pg.date_part_year_date(x) AS pg.date_part_year_timestamp(pg.date_to_timestamp(x));
CREATE MACRO pg.date_part_isoyear_date(x) AS pg.date_part_isoyear_timestamp(pg.date_to_timestamp(x));
CREATE MACRO pg.date_part_decade_date(x) AS pg.date_part_decade_timestamp(pg.date_to_timestamp(x));
CREATE MACRO pg.date_part_century_date(x) AS pg.date_part_century_timestamp(pg.date_to_timestamp(x));
CREATE MACRO pg.date_part_millennium_date(x) AS pg.date_part_millennium_timestamp(pg.date_to_timestamp(x));
CREATE MACRO pg.date_part_month_date(x) AS pg.date_part_month_timestamp(pg.date_to_timestamp(x));
CREATE MACRO pg.date_part_day_date(x) AS pg.date_part_day_timestamp(pg.date_to_timestamp(x));
CREATE MACRO pg.date_part_quarter_date(x) AS pg.date_part_quarter_timestamp(pg.date_to_timestamp(x));
CREATE MACRO pg.date_part_week_date(x) AS pg.date_part_week_timestamp(pg.date_to_timestamp(x));
CREATE MACRO pg.date_part_dow_date(x) AS pg.date_part_dow_timestamp(pg.date_to_timestamp(x));
CREATE MACRO pg.date_part_isodow_date(x) AS pg.date_part_isodow_timestamp(pg.date_to_timestamp(x));
CREATE MACRO pg.date_part_doy_date(x) AS pg.date_part_doy_timestamp(pg.date_to_timestamp(x));
CREATE MACRO pg.date_part_hour_date(x) AS pg.date_part_hour_timestamp(pg.date_to_timestamp(x));
CREATE MACRO pg.date_part_minute_date(x) AS pg.date_part_minute_timestamp(pg.date_to_timestamp(x));
CREATE MACRO pg.date_part_second_date(x) AS pg.date_part_second_timestamp(pg.date_to_timestamp(x));
CREATE MACRO pg.date_part_milliseconds_date(x) AS pg.date_part_milliseconds_timestamp(pg.date_to_timestamp(x));
CREATE MACRO pg.date_part_microseconds_date(x) AS pg.date_part_microseconds_timestamp(pg.date_to_timestamp(x));
CREATE MACRO pg.date_part_epoch_date(x) AS pg.date_part_epoch_timestamp(pg.date_to_timestamp(x));
CREATE MACRO pg.date_part_julian_date(x) AS pg.date_part_julian_timestamp(pg.date_to_timestamp(x));

-- timestamptz, by the clock of the session's time zone
CREATE MACRO pg.extract_year_timestamptz(x) AS pg.extract_year_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.date_part_year_timestamptz(x) AS pg.date_part_year_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.extract_isoyear_timestamptz(x) AS pg.extract_isoyear_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.date_part_isoyear_timestamptz(x) AS pg.date_part_isoyear_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.extract_decade_timestamptz(x) AS pg.extract_decade_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.date_part_decade_timestamptz(x) AS pg.date_part_decade_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.extract_century_timestamptz(x) AS pg.extract_century_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.date_part_century_timestamptz(x) AS pg.date_part_century_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.extract_millennium_timestamptz(x) AS pg.extract_millennium_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.date_part_millennium_timestamptz(x) AS pg.date_part_millennium_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.extract_month_timestamptz(x) AS pg.extract_month_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.date_part_month_timestamptz(x) AS pg.date_part_month_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.extract_day_timestamptz(x) AS pg.extract_day_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.date_part_day_timestamptz(x) AS pg.date_part_day_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.extract_quarter_timestamptz(x) AS pg.extract_quarter_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.date_part_quarter_timestamptz(x) AS pg.date_part_quarter_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.extract_week_timestamptz(x) AS pg.extract_week_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.date_part_week_timestamptz(x) AS pg.date_part_week_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.extract_dow_timestamptz(x) AS pg.extract_dow_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.date_part_dow_timestamptz(x) AS pg.date_part_dow_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.extract_isodow_timestamptz(x) AS pg.extract_isodow_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.date_part_isodow_timestamptz(x) AS pg.date_part_isodow_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.extract_doy_timestamptz(x) AS pg.extract_doy_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.date_part_doy_timestamptz(x) AS pg.date_part_doy_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.extract_hour_timestamptz(x) AS pg.extract_hour_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.date_part_hour_timestamptz(x) AS pg.date_part_hour_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.extract_minute_timestamptz(x) AS pg.extract_minute_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.date_part_minute_timestamptz(x) AS pg.date_part_minute_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.extract_second_timestamptz(x) AS pg.extract_second_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.date_part_second_timestamptz(x) AS pg.date_part_second_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.extract_milliseconds_timestamptz(x) AS pg.extract_milliseconds_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.date_part_milliseconds_timestamptz(x) AS pg.date_part_milliseconds_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.extract_microseconds_timestamptz(x) AS pg.extract_microseconds_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.date_part_microseconds_timestamptz(x) AS pg.date_part_microseconds_timestamp(pg.local_timestamp(x));
CREATE MACRO pg.extract_epoch_timestamptz(x) AS CAST(coalesce(epoch_us(x), pg.extract_infinite(x)) AS DECIMAL(19,0)) * 0.000001::DECIMAL(7,6);
CREATE MACRO pg.date_part_epoch_timestamptz(x) AS coalesce(CAST(epoch_us(x) AS DOUBLE) / 1000000.0::DOUBLE, pg.part_infinite(x, TIMESTAMPTZ '2000-01-01 00:00:00+00'));
CREATE MACRO pg.date_part_julian_timestamptz(x) AS list_transform([pg.local_timestamp(x)], lambda v: pg.date_part_julian_timestamp(v))[1];
CREATE MACRO pg.offset_at(x) AS (epoch_us(pg.local_timestamp(x)) - epoch_us(x)) // 1000000;
CREATE MACRO pg.extract_timezone_timestamptz(x) AS CAST(pg.offset_at(x) AS DECIMAL(18,0));
CREATE MACRO pg.date_part_timezone_timestamptz(x) AS CAST(pg.offset_at(x) AS DOUBLE);
CREATE MACRO pg.extract_timezone_hour_timestamptz(x) AS CAST(pg.offset_at(x) // 3600 AS DECIMAL(18,0));
CREATE MACRO pg.date_part_timezone_hour_timestamptz(x) AS CAST(pg.offset_at(x) // 3600 AS DOUBLE);
CREATE MACRO pg.extract_timezone_minute_timestamptz(x) AS CAST(pg.offset_at(x) % 3600 // 60 AS DECIMAL(18,0));
CREATE MACRO pg.date_part_timezone_minute_timestamptz(x) AS CAST(pg.offset_at(x) % 3600 // 60 AS DOUBLE);

-- time and timetz
CREATE MACRO pg.extract_hour_time(x) AS CAST(epoch_us(x) // 3600000000 AS DECIMAL(18,0));
CREATE MACRO pg.date_part_hour_time(x) AS CAST(epoch_us(x) // 3600000000 AS DOUBLE);
CREATE MACRO pg.extract_minute_time(x) AS CAST(epoch_us(x) // 60000000 % 60 AS DECIMAL(18,0));
CREATE MACRO pg.date_part_minute_time(x) AS CAST(epoch_us(x) // 60000000 % 60 AS DOUBLE);
CREATE MACRO pg.extract_second_time(x) AS CAST((epoch_us(x) % 60000000) AS DECIMAL(9,0)) * 0.000001::DECIMAL(7,6);
CREATE MACRO pg.date_part_second_time(x) AS CAST((epoch_us(x) % 60000000) AS DOUBLE) / 1000000.0::DOUBLE;
CREATE MACRO pg.extract_milliseconds_time(x) AS CAST((epoch_us(x) % 60000000) AS DECIMAL(9,0)) * 0.001::DECIMAL(4,3);
CREATE MACRO pg.date_part_milliseconds_time(x) AS CAST((epoch_us(x) % 60000000) AS DOUBLE) / 1000.0::DOUBLE;
CREATE MACRO pg.extract_microseconds_time(x) AS CAST((epoch_us(x) % 60000000) AS DECIMAL(18,0));
CREATE MACRO pg.date_part_microseconds_time(x) AS CAST((epoch_us(x) % 60000000) AS DOUBLE);
CREATE MACRO pg.extract_epoch_time(x) AS CAST(epoch_us(x) AS DECIMAL(12,0)) * 0.000001::DECIMAL(6,6);
CREATE MACRO pg.date_part_epoch_time(x) AS CAST(epoch_us(x) AS DOUBLE) / 1000000.0::DOUBLE;
CREATE MACRO pg.extract_hour_timetz(x) AS CAST(epoch_us(x) // 3600000000 AS DECIMAL(18,0));
CREATE MACRO pg.date_part_hour_timetz(x) AS CAST(epoch_us(x) // 3600000000 AS DOUBLE);
CREATE MACRO pg.extract_minute_timetz(x) AS CAST(epoch_us(x) // 60000000 % 60 AS DECIMAL(18,0));
CREATE MACRO pg.date_part_minute_timetz(x) AS CAST(epoch_us(x) // 60000000 % 60 AS DOUBLE);
CREATE MACRO pg.extract_second_timetz(x) AS CAST((epoch_us(x) % 60000000) AS DECIMAL(9,0)) * 0.000001::DECIMAL(7,6);
CREATE MACRO pg.date_part_second_timetz(x) AS CAST((epoch_us(x) % 60000000) AS DOUBLE) / 1000000.0::DOUBLE;
CREATE MACRO pg.extract_milliseconds_timetz(x) AS CAST((epoch_us(x) % 60000000) AS DECIMAL(9,0)) * 0.001::DECIMAL(4,3);
CREATE MACRO pg.date_part_milliseconds_timetz(x) AS CAST((epoch_us(x) % 60000000) AS DOUBLE) / 1000.0::DOUBLE;
CREATE MACRO pg.extract_microseconds_timetz(x) AS CAST((epoch_us(x) % 60000000) AS DECIMAL(18,0));
CREATE MACRO pg.date_part_microseconds_timetz(x) AS CAST((epoch_us(x) % 60000000) AS DOUBLE);
CREATE MACRO pg.extract_epoch_timetz(x) AS CAST(pg.timetz_utc_us(x) AS DECIMAL(12,0)) * 0.000001::DECIMAL(6,6);
CREATE MACRO pg.date_part_epoch_timetz(x) AS CAST(pg.timetz_utc_us(x) AS DOUBLE) / 1000000.0::DOUBLE;
CREATE MACRO pg.extract_timezone_timetz(x) AS CAST(datepart('timezone', x) AS DECIMAL(18,0));
CREATE MACRO pg.date_part_timezone_timetz(x) AS CAST(datepart('timezone', x) AS DOUBLE);
CREATE MACRO pg.extract_timezone_hour_timetz(x) AS CAST(datepart('timezone', x) // 3600 AS DECIMAL(18,0));
CREATE MACRO pg.date_part_timezone_hour_timetz(x) AS CAST(datepart('timezone', x) // 3600 AS DOUBLE);
CREATE MACRO pg.extract_timezone_minute_timetz(x) AS CAST(datepart('timezone', x) % 3600 // 60 AS DECIMAL(18,0));
CREATE MACRO pg.date_part_timezone_minute_timetz(x) AS CAST(datepart('timezone', x) % 3600 // 60 AS DOUBLE);

-- interval
CREATE MACRO pg.extract_year_interval(x) AS CAST(pg.interval_months(x) // 12 AS DECIMAL(18,0));
CREATE MACRO pg.date_part_year_interval(x) AS CAST(pg.interval_months(x) // 12 AS DOUBLE);
CREATE MACRO pg.extract_month_interval(x) AS CAST(pg.interval_months(x) % 12 AS DECIMAL(18,0));
CREATE MACRO pg.date_part_month_interval(x) AS CAST(pg.interval_months(x) % 12 AS DOUBLE);
CREATE MACRO pg.extract_quarter_interval(x) AS CAST(pg.interval_months(x) % 12 // 3 + 1 AS DECIMAL(18,0));
CREATE MACRO pg.date_part_quarter_interval(x) AS CAST(pg.interval_months(x) % 12 // 3 + 1 AS DOUBLE);
CREATE MACRO pg.extract_day_interval(x) AS CAST(pg.interval_days(x) AS DECIMAL(18,0));
CREATE MACRO pg.date_part_day_interval(x) AS CAST(pg.interval_days(x) AS DOUBLE);
CREATE MACRO pg.extract_decade_interval(x) AS CAST(pg.interval_months(x) // 120 AS DECIMAL(18,0));
CREATE MACRO pg.date_part_decade_interval(x) AS CAST(pg.interval_months(x) // 120 AS DOUBLE);
CREATE MACRO pg.extract_century_interval(x) AS CAST(pg.interval_months(x) // 1200 AS DECIMAL(18,0));
CREATE MACRO pg.date_part_century_interval(x) AS CAST(pg.interval_months(x) // 1200 AS DOUBLE);
CREATE MACRO pg.extract_millennium_interval(x) AS CAST(pg.interval_months(x) // 12000 AS DECIMAL(18,0));
CREATE MACRO pg.date_part_millennium_interval(x) AS CAST(pg.interval_months(x) // 12000 AS DOUBLE);
CREATE MACRO pg.extract_hour_interval(x) AS CAST(datepart('hour', x) AS DECIMAL(18,0));
CREATE MACRO pg.date_part_hour_interval(x) AS CAST(datepart('hour', x) AS DOUBLE);
CREATE MACRO pg.extract_minute_interval(x) AS CAST(datepart('minute', x) AS DECIMAL(18,0));
CREATE MACRO pg.date_part_minute_interval(x) AS CAST(datepart('minute', x) AS DOUBLE);
CREATE MACRO pg.extract_microseconds_interval(x) AS CAST(datepart('microsecond', x) AS DECIMAL(18,0));
CREATE MACRO pg.date_part_microseconds_interval(x) AS CAST(datepart('microsecond', x) AS DOUBLE);
CREATE MACRO pg.extract_second_interval(x) AS CAST(datepart('microsecond', x) AS DECIMAL(9,0)) * 0.000001::DECIMAL(7,6);
CREATE MACRO pg.date_part_second_interval(x) AS CAST(datepart('microsecond', x) AS DOUBLE) / 1000000.0::DOUBLE;
CREATE MACRO pg.extract_milliseconds_interval(x) AS CAST(datepart('microsecond', x) AS DECIMAL(9,0)) * 0.001::DECIMAL(4,3);
CREATE MACRO pg.date_part_milliseconds_interval(x) AS CAST(datepart('microsecond', x) AS DOUBLE) / 1000.0::DOUBLE;
CREATE MACRO pg.epoch_us_of_interval(x) AS CAST((pg.interval_months(x) // 12 * 1461::BIGINT + pg.interval_months(x) % 12 * 120 + pg.interval_days(x) * 4::BIGINT) * 21600 AS HUGEINT) * 1000000 + pg.interval_us(x);
CREATE MACRO pg.extract_epoch_interval(x) AS CAST(pg.epoch_us_of_interval(x) AS DECIMAL(30,0)) * 0.000001::DECIMAL(7,6);
CREATE MACRO pg.date_part_epoch_interval(x) AS CAST(pg.interval_us(x) AS DOUBLE) / 1000000.0::DOUBLE + 31557600.0::DOUBLE * (pg.interval_months(x) // 12)
  + 2592000.0::DOUBLE * (pg.interval_months(x) % 12) + 86400.0::DOUBLE * pg.interval_days(x);

-- A field that is no constant, or no field: date_part finds it, and extract, whose digits depend on it, does not.
CREATE MACRO pg.date_part_any_timestamp(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN list_transform([x], lambda v: CASE pg_js_field(field, 'timestamp without time zone')
  WHEN 'year' THEN pg.date_part_year_timestamp(v)
  WHEN 'isoyear' THEN pg.date_part_isoyear_timestamp(v)
  WHEN 'decade' THEN pg.date_part_decade_timestamp(v)
  WHEN 'century' THEN pg.date_part_century_timestamp(v)
  WHEN 'millennium' THEN pg.date_part_millennium_timestamp(v)
  WHEN 'month' THEN pg.date_part_month_timestamp(v)
  WHEN 'day' THEN pg.date_part_day_timestamp(v)
  WHEN 'quarter' THEN pg.date_part_quarter_timestamp(v)
  WHEN 'week' THEN pg.date_part_week_timestamp(v)
  WHEN 'dow' THEN pg.date_part_dow_timestamp(v)
  WHEN 'isodow' THEN pg.date_part_isodow_timestamp(v)
  WHEN 'doy' THEN pg.date_part_doy_timestamp(v)
  WHEN 'hour' THEN pg.date_part_hour_timestamp(v)
  WHEN 'minute' THEN pg.date_part_minute_timestamp(v)
  WHEN 'second' THEN pg.date_part_second_timestamp(v)
  WHEN 'milliseconds' THEN pg.date_part_milliseconds_timestamp(v)
  WHEN 'microseconds' THEN pg.date_part_microseconds_timestamp(v)
  WHEN 'epoch' THEN pg.date_part_epoch_timestamp(v)
  WHEN 'julian' THEN pg.date_part_julian_timestamp(v) END)[1] END;
CREATE MACRO pg.extract_any_timestamp(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN CAST(pg_js_extract_error(field, 'timestamp without time zone') AS DECIMAL(38,6)) END;
CREATE MACRO pg.date_part_any_date(field, x) AS pg.date_part_any_timestamp(field, pg.date_to_timestamp(x));
CREATE MACRO pg.extract_any_date(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN CAST(pg_js_extract_error(field, 'date') AS DECIMAL(38,6)) END;
CREATE MACRO pg.date_part_any_timestamptz(field, x) AS CASE WHEN field IS NULL OR x IS NULL THEN NULL ELSE CASE pg_js_field(field, 'timestamp with time zone')
  WHEN 'epoch' THEN pg.date_part_epoch_timestamptz(x) WHEN 'timezone' THEN pg.date_part_timezone_timestamptz(x)
  WHEN 'timezone_hour' THEN pg.date_part_timezone_hour_timestamptz(x) WHEN 'timezone_minute' THEN pg.date_part_timezone_minute_timestamptz(x)
  ELSE pg.date_part_any_timestamp(field, pg.local_timestamp(x)) END END;
CREATE MACRO pg.extract_any_timestamptz(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN CAST(pg_js_extract_error(field, 'timestamp with time zone') AS DECIMAL(38,6)) END;
CREATE MACRO pg.date_part_any_time(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN list_transform([x], lambda v: CASE pg_js_field(field, 'time without time zone')
  WHEN 'hour' THEN pg.date_part_hour_time(v)
  WHEN 'minute' THEN pg.date_part_minute_time(v)
  WHEN 'second' THEN pg.date_part_second_time(v)
  WHEN 'milliseconds' THEN pg.date_part_milliseconds_time(v)
  WHEN 'microseconds' THEN pg.date_part_microseconds_time(v)
  WHEN 'epoch' THEN pg.date_part_epoch_time(v) END)[1] END;
CREATE MACRO pg.extract_any_time(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN CAST(pg_js_extract_error(field, 'time without time zone') AS DECIMAL(38,6)) END;
CREATE MACRO pg.date_part_any_interval(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN list_transform([x], lambda v: CASE pg_js_field(field, 'interval')
  WHEN 'year' THEN pg.date_part_year_interval(v)
  WHEN 'month' THEN pg.date_part_month_interval(v)
  WHEN 'quarter' THEN pg.date_part_quarter_interval(v)
  WHEN 'day' THEN pg.date_part_day_interval(v)
  WHEN 'decade' THEN pg.date_part_decade_interval(v)
  WHEN 'century' THEN pg.date_part_century_interval(v)
  WHEN 'millennium' THEN pg.date_part_millennium_interval(v)
  WHEN 'hour' THEN pg.date_part_hour_interval(v)
  WHEN 'minute' THEN pg.date_part_minute_interval(v)
  WHEN 'second' THEN pg.date_part_second_interval(v)
  WHEN 'milliseconds' THEN pg.date_part_milliseconds_interval(v)
  WHEN 'microseconds' THEN pg.date_part_microseconds_interval(v)
  WHEN 'epoch' THEN pg.date_part_epoch_interval(v) END)[1] END;
CREATE MACRO pg.extract_any_interval(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN CAST(pg_js_extract_error(field, 'interval') AS DECIMAL(38,6)) END;
CREATE MACRO pg.date_part_any_timetz(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN list_transform([x], lambda v: CASE pg_js_field(field, 'time with time zone')
  WHEN 'hour' THEN pg.date_part_hour_timetz(v)
  WHEN 'minute' THEN pg.date_part_minute_timetz(v)
  WHEN 'second' THEN pg.date_part_second_timetz(v)
  WHEN 'milliseconds' THEN pg.date_part_milliseconds_timetz(v)
  WHEN 'microseconds' THEN pg.date_part_microseconds_timetz(v)
  WHEN 'epoch' THEN pg.date_part_epoch_timetz(v)
  WHEN 'timezone' THEN pg.date_part_timezone_timetz(v)
  WHEN 'timezone_hour' THEN pg.date_part_timezone_hour_timetz(v)
  WHEN 'timezone_minute' THEN pg.date_part_timezone_minute_timetz(v) END)[1] END;
CREATE MACRO pg.extract_any_timetz(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN CAST(pg_js_extract_error(field, 'time with time zone') AS DECIMAL(38,6)) END;
