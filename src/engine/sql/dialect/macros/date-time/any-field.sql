-- extract and date_part of a field that is no constant.
CREATE MACRO pg.date_part_of_timestamp(field, v) AS CASE field
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
  WHEN 'julian' THEN pg.date_part_julian_timestamp(v) END;
CREATE MACRO pg.date_part_any_timestamp(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN
  list_transform([x], lambda pg_v: pg.date_part_of_timestamp(pg_js_field(field, 'timestamp without time zone'), pg_v))[1] END;
CREATE MACRO pg.date_part_of_time(field, v) AS CASE field
  WHEN 'hour' THEN pg.date_part_hour_time(v)
  WHEN 'minute' THEN pg.date_part_minute_time(v)
  WHEN 'second' THEN pg.date_part_second_time(v)
  WHEN 'milliseconds' THEN pg.date_part_milliseconds_time(v)
  WHEN 'microseconds' THEN pg.date_part_microseconds_time(v)
  WHEN 'epoch' THEN pg.date_part_epoch_time(v) END;
CREATE MACRO pg.date_part_any_time(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN
  list_transform([x], lambda pg_v: pg.date_part_of_time(pg_js_field(field, 'time without time zone'), pg_v))[1] END;
CREATE MACRO pg.date_part_of_interval(field, v) AS CASE field
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
  WHEN 'epoch' THEN pg.date_part_epoch_interval(v) END;
CREATE MACRO pg.date_part_any_interval(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN
  list_transform([x], lambda pg_v: pg.date_part_of_interval(pg_js_field(field, 'interval'), pg_v))[1] END;
CREATE MACRO pg.date_part_of_timetz(field, v) AS CASE field
  WHEN 'hour' THEN pg.date_part_hour_timetz(v)
  WHEN 'minute' THEN pg.date_part_minute_timetz(v)
  WHEN 'second' THEN pg.date_part_second_timetz(v)
  WHEN 'milliseconds' THEN pg.date_part_milliseconds_timetz(v)
  WHEN 'microseconds' THEN pg.date_part_microseconds_timetz(v)
  WHEN 'epoch' THEN pg.date_part_epoch_timetz(v)
  WHEN 'timezone' THEN pg.date_part_timezone_timetz(v)
  WHEN 'timezone_hour' THEN pg.date_part_timezone_hour_timetz(v)
  WHEN 'timezone_minute' THEN pg.date_part_timezone_minute_timetz(v) END;
CREATE MACRO pg.date_part_any_timetz(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN
  list_transform([x], lambda pg_v: pg.date_part_of_timetz(pg_js_field(field, 'time with time zone'), pg_v))[1] END;
CREATE MACRO pg.date_part_any_date(field, x) AS pg.date_part_any_timestamp(field, pg.date_to_timestamp(x));
CREATE MACRO pg.date_part_of_timestamptz(field, x) AS CASE field
  WHEN 'epoch' THEN pg.date_part_epoch_timestamptz(x) WHEN 'timezone' THEN pg.date_part_timezone_timestamptz(x)
  WHEN 'timezone_hour' THEN pg.date_part_timezone_hour_timestamptz(x) WHEN 'timezone_minute' THEN pg.date_part_timezone_minute_timestamptz(x)
  ELSE pg.date_part_of_timestamp(field, pg.local_timestamp(x)) END;
CREATE MACRO pg.date_part_any_timestamptz(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN
  list_transform([x], lambda pg_v: pg.date_part_of_timestamptz(pg_js_field(field, 'timestamp with time zone'), pg_v))[1] END;

-- The digits of what extract gives depend on the field: as a value of a column, there are none.
CREATE MACRO pg.extract_any_timestamp(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN CAST(pg_js_extract_error(field, 'timestamp without time zone') AS DECIMAL(38,6)) END;
CREATE MACRO pg.extract_any_time(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN CAST(pg_js_extract_error(field, 'time without time zone') AS DECIMAL(38,6)) END;
CREATE MACRO pg.extract_any_timetz(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN CAST(pg_js_extract_error(field, 'time with time zone') AS DECIMAL(38,6)) END;
CREATE MACRO pg.extract_any_interval(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN CAST(pg_js_extract_error(field, 'interval') AS DECIMAL(38,6)) END;
CREATE MACRO pg.extract_any_date(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN CAST(pg_js_extract_error(field, 'date') AS DECIMAL(38,6)) END;
CREATE MACRO pg.extract_any_timestamptz(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN CAST(pg_js_extract_error(field, 'timestamp with time zone') AS DECIMAL(38,6)) END;
-- As a text, where it is only shown.
CREATE MACRO pg.whole_text(v) AS CASE WHEN isinf(v) THEN CASE WHEN v > 0 THEN 'Infinity' ELSE '-Infinity' END ELSE CAST(CAST(v AS BIGINT) AS VARCHAR) END;
CREATE MACRO pg.julian_text(x) AS concat(CAST(pg.julian_day(x) AS BIGINT),
  substring(pg.numeric_div_text(CAST(pg.us_of_day(epoch_us(x)) AS DECIMAL(18,0)), CAST(86400000000 AS DECIMAL(18,0))), 2));
CREATE MACRO pg.field_text_timestamp(field, x) AS CASE
  WHEN field = 'second' THEN CAST(pg.extract_second_timestamp(x) AS VARCHAR)
  WHEN field = 'milliseconds' THEN CAST(pg.extract_milliseconds_timestamp(x) AS VARCHAR)
  WHEN field = 'epoch' AND isfinite(x) THEN CAST(pg.extract_epoch_timestamp(CASE WHEN isfinite(x) THEN x END) AS VARCHAR)
  WHEN field = 'julian' AND isfinite(x) THEN pg.julian_text(x)
  ELSE pg.whole_text(pg.date_part_of_timestamp(field, x)) END;
CREATE MACRO pg.field_text_timestamptz(field, x) AS CASE
  WHEN field = 'second' THEN CAST(pg.extract_second_timestamptz(x) AS VARCHAR)
  WHEN field = 'milliseconds' THEN CAST(pg.extract_milliseconds_timestamptz(x) AS VARCHAR)
  WHEN field = 'epoch' AND isfinite(x) THEN CAST(pg.extract_epoch_timestamptz(CASE WHEN isfinite(x) THEN x END) AS VARCHAR)
  WHEN field = 'julian' AND isfinite(x) THEN pg.julian_text(pg.local_timestamp(x))
  ELSE pg.whole_text(pg.date_part_of_timestamptz(field, x)) END;
CREATE MACRO pg.field_text_time(field, x) AS CASE
  WHEN field = 'second' THEN CAST(pg.extract_second_time(x) AS VARCHAR)
  WHEN field = 'milliseconds' THEN CAST(pg.extract_milliseconds_time(x) AS VARCHAR)
  WHEN field = 'epoch' THEN CAST(pg.extract_epoch_time(x) AS VARCHAR)
  ELSE pg.whole_text(pg.date_part_of_time(field, x)) END;
CREATE MACRO pg.field_text_timetz(field, x) AS CASE
  WHEN field = 'second' THEN CAST(pg.extract_second_timetz(x) AS VARCHAR)
  WHEN field = 'milliseconds' THEN CAST(pg.extract_milliseconds_timetz(x) AS VARCHAR)
  WHEN field = 'epoch' THEN CAST(pg.extract_epoch_timetz(x) AS VARCHAR)
  ELSE pg.whole_text(pg.date_part_of_timetz(field, x)) END;
CREATE MACRO pg.field_text_interval(field, x) AS CASE
  WHEN field = 'second' THEN CAST(pg.extract_second_interval(x) AS VARCHAR)
  WHEN field = 'milliseconds' THEN CAST(pg.extract_milliseconds_interval(x) AS VARCHAR)
  WHEN field = 'epoch' THEN CAST(pg.extract_epoch_interval(x) AS VARCHAR)
  ELSE pg.whole_text(pg.date_part_of_interval(field, x)) END;
CREATE MACRO pg.field_text_date(field, x) AS coalesce(
  CAST(CASE field
    WHEN 'year' THEN pg.year_based_year_date(x) WHEN 'isoyear' THEN pg.year_based_isoyear_date(x) WHEN 'decade' THEN pg.year_based_decade_date(x)
    WHEN 'century' THEN pg.year_based_century_date(x) WHEN 'millennium' THEN pg.year_based_millennium_date(x)
    WHEN 'month' THEN month(x) WHEN 'day' THEN day(x) WHEN 'quarter' THEN quarter(x) WHEN 'week' THEN week(x)
    WHEN 'dow' THEN dayofweek(x) WHEN 'isodow' THEN isodow(x) WHEN 'doy' THEN dayofyear(x)
    WHEN 'epoch' THEN pg.days_of_date(x) * 86400 WHEN 'julian' THEN pg.days_of_date(x) + 2440588 END AS VARCHAR),
  CASE WHEN field IN ('year', 'isoyear', 'decade', 'century', 'millennium', 'epoch', 'julian') THEN CASE WHEN x > DATE '2000-01-01' THEN 'Infinity' ELSE '-Infinity' END END);
CREATE MACRO pg.extract_text_timestamp(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN
  list_transform([{'f': pg_js_field(field, 'timestamp without time zone'), 'x': x}], lambda pg_p: pg.field_text_timestamp(pg_p.f, pg_p.x))[1] END;
CREATE MACRO pg.extract_text_time(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN
  list_transform([{'f': pg_js_field(field, 'time without time zone'), 'x': x}], lambda pg_p: pg.field_text_time(pg_p.f, pg_p.x))[1] END;
CREATE MACRO pg.extract_text_timetz(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN
  list_transform([{'f': pg_js_field(field, 'time with time zone'), 'x': x}], lambda pg_p: pg.field_text_timetz(pg_p.f, pg_p.x))[1] END;
CREATE MACRO pg.extract_text_interval(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN
  list_transform([{'f': pg_js_field(field, 'interval'), 'x': x}], lambda pg_p: pg.field_text_interval(pg_p.f, pg_p.x))[1] END;
CREATE MACRO pg.extract_text_date(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN
  list_transform([{'f': pg_js_field(field, 'date'), 'x': x}], lambda pg_p: pg.field_text_date(pg_p.f, pg_p.x))[1] END;
CREATE MACRO pg.extract_text_timestamptz(field, x) AS CASE WHEN field IS NOT NULL AND x IS NOT NULL THEN
  list_transform([{'f': pg_js_field(field, 'timestamp with time zone'), 'x': x}], lambda pg_p: pg.field_text_timestamptz(pg_p.f, pg_p.x))[1] END;
