-- What PostgreSQL says of sizes, encodings, types and the time. Loaded when it is first called, into the schema pg.

-- pg_size_pretty, src/backend/utils/adt/dbsize.c: from kilobytes on, in halves that are rounded at the end.
CREATE MACRO pg.half_rounded(n) AS ((n + CASE WHEN n < 0 THEN -1 ELSE 1 END) // 2)::VARCHAR;
CREATE MACRO pg.size_in_halves(n) AS CASE
  WHEN abs(n) < 20479 THEN pg.half_rounded(n) || ' kB'
  WHEN abs(n // 1024) < 20479 THEN pg.half_rounded(n // 1024) || ' MB'
  WHEN abs(n // 1048576) < 20479 THEN pg.half_rounded(n // 1048576) || ' GB'
  WHEN abs(n // 1073741824) < 20479 THEN pg.half_rounded(n // 1073741824) || ' TB'
  ELSE pg.half_rounded(n // 1099511627776) || ' PB' END;
CREATE MACRO pg.size_pretty(n) AS CASE
  WHEN abs(n::HUGEINT) < 10240 THEN n::VARCHAR || ' bytes'
  ELSE list_transform([n::HUGEINT // 512], lambda pg_n: pg.size_in_halves(pg_n))[1] END;
CREATE MACRO pg.size_pretty_numeric(n) AS CASE
  WHEN abs(n) < 10240 THEN n::VARCHAR || ' bytes'
  ELSE list_transform([trunc(n)::HUGEINT // 512], lambda pg_n: pg.size_in_halves(pg_n))[1] END;
CREATE MACRO pg.size_bytes(x) AS pg_js_size_bytes(pg.row_by_row(x));

CREATE MACRO pg.database_encoding() AS 'UTF8';
CREATE MACRO pg.char_to_encoding(x) AS pg_js_encoding_number(x);
CREATE MACRO pg.encoding_to_char(n) AS pg_js_encoding_name(n);
CREATE MACRO pg.to_ascii(x) AS pg_js_to_ascii(x, 6), (x, encoding) AS pg_js_to_ascii(x, encoding);
CREATE MACRO pg.to_ascii_named(x, encoding) AS pg_js_to_ascii_named(x, encoding);

-- The type's name, once the value has been found.
CREATE MACRO pg.type_name_of(x, name) AS CASE WHEN x IS NULL THEN name ELSE name END;
-- Its type is void, whose only value has an empty text.
CREATE MACRO pg.sleep(seconds) AS CASE WHEN seconds > 0 AND NOT isnan(seconds) THEN coalesce(CAST(pg_sleep(least(seconds, 1e9)) AS VARCHAR), '')
  WHEN seconds IS NOT NULL THEN '' END;
CREATE MACRO pg.clock_timestamp() AS make_timestamptz(pg_js_clock_us());
CREATE MACRO pg.timeofday() AS pg_js_time_of_day(current_setting('TimeZone'));
