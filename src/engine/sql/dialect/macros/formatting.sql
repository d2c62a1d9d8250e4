-- Formatting: to_char and its kin. Loaded at start, into the schema pg.
-- A format of no characters gives NULL, and so do timestamps that are infinite.

CREATE MACRO pg.to_char_timestamp(x, format) AS
  CASE WHEN format <> '' AND isfinite(x) THEN pg_js_to_char_timestamp(epoch_us(CASE WHEN isfinite(x) THEN x END), format) END;
CREATE MACRO pg.to_char_timestamptz(x, format) AS
  CASE
    WHEN format <> '' AND isfinite(x) THEN
      pg_js_to_char_timestamptz(epoch_us(timezone(current_setting('TimeZone'), CASE WHEN isfinite(x) THEN x END)),
        epoch_us(CASE WHEN isfinite(x) THEN x END), current_setting('TimeZone'), format)
  END;
CREATE MACRO pg.to_char_interval(x, format) AS
  CASE
    WHEN format <> '' THEN
      pg_js_to_char_interval(CAST(datepart('year', x) * 12 + datepart('month', x) AS INTEGER), CAST(datepart('day', x) AS INTEGER),
        datepart('hour', x) * 3600000000 + datepart('minute', x) * 60000000 + datepart('microsecond', x), format)
  END;
CREATE MACRO pg.to_char_decimal(x, format) AS pg_js_to_char_decimal(CAST(x AS VARCHAR), format);
CREATE MACRO pg.to_char_int4(x, format) AS
  CASE
    WHEN contains(lower(format), 'eeee') THEN pg_js_to_char_float(CAST(x AS DOUBLE), format, 15)
    ELSE pg_js_to_char_decimal(CAST(x AS VARCHAR), format)
  END;
CREATE MACRO pg.to_char_float4(x, format) AS pg_js_to_char_float(CAST(x AS DOUBLE), format, 6);
CREATE MACRO pg.to_char_float8(x, format) AS pg_js_to_char_float(x, format, 15);
-- `written`: the format as strftime() has it, where it says the same from the year 1 on.
CREATE MACRO pg.to_char_written(x, format, written) AS
  CASE WHEN x >= TIMESTAMP '0001-01-01' AND x < TIMESTAMP '10000-01-01' THEN strftime(x, written) ELSE pg.to_char_timestamp(x, format) END;

CREATE MACRO pg.to_date(x, format) AS DATE '1970-01-01' + pg_js_to_date(pg.row_by_row(x), format);
CREATE MACRO pg.timestamptz_read(x) AS
  CASE
    WHEN prefix(x, 'G') THEN make_timestamptz(CAST(substring(x, 2) AS BIGINT))
    ELSE timezone(current_setting('TimeZone'), make_timestamp(CAST(substring(x, 2) AS BIGINT)))
  END;
CREATE MACRO pg.to_timestamp_text(x, format) AS pg.timestamptz_read(pg_js_to_timestamp(pg.row_by_row(x), format));
-- As a text: each number has as many decimals as were read. `whole`: a format without decimals.
CREATE MACRO pg.to_number_text(x, format) AS pg_js_to_number(pg.row_by_row(x), format);
CREATE MACRO pg.to_number_whole(x, format) AS CAST(pg_js_to_number(pg.row_by_row(x), format) AS DECIMAL(38,0));
