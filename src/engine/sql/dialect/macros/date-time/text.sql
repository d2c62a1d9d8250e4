-- Texts to values, as PostgreSQL's input functions read them.
-- PERF: what has the plain ISO form goes to DuckDB's own cast. Its shape is looked at first, since that cast reads other forms as well, and otherwise.
CREATE MACRO pg.js_date_time(type, x) AS pg_js_date_time(type, pg.row_by_row(x), current_setting('TimeZone'), epoch_us(now()));
CREATE MACRO pg.text_date(x) AS CASE
  WHEN x LIKE '____-__-__' AND x >= '0001' AND x < ':' THEN coalesce(TRY_CAST(x AS DATE), CAST(pg.js_date_time('date', x) AS DATE))
  ELSE CAST(pg.js_date_time('date', x) AS DATE) END;
CREATE MACRO pg.text_timestamp(x) AS CASE
  WHEN x LIKE '____-__-__ __:__:__' AND x >= '0001' AND x < ':' THEN coalesce(TRY_CAST(x AS TIMESTAMP), CAST(pg.js_date_time('timestamp', x) AS TIMESTAMP))
  WHEN regexp_full_match(x, '[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?') AND x >= '0001'
  THEN coalesce(TRY_CAST(x AS TIMESTAMP), CAST(pg.js_date_time('timestamp', x) AS TIMESTAMP))
  ELSE CAST(pg.js_date_time('timestamp', x) AS TIMESTAMP) END;
-- Only with an offset: a local time that clocks skip or repeat is for JavaScript to read.
CREATE MACRO pg.text_timestamptz(x) AS CASE
  WHEN regexp_full_match(x, '[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-4])(:[0-5][0-9])?)') AND x >= '0001'
  THEN coalesce(TRY_CAST(x AS TIMESTAMPTZ), CAST(pg.js_date_time('timestamptz', x) AS TIMESTAMPTZ))
  ELSE CAST(pg.js_date_time('timestamptz', x) AS TIMESTAMPTZ) END;
CREATE MACRO pg.text_time(x) AS CASE
  WHEN x LIKE '__:__:__' AND x >= '0' AND x < '24' THEN coalesce(TRY_CAST(x AS TIME), CAST(pg.js_date_time('time', x) AS TIME))
  ELSE CAST(pg.js_date_time('time', x) AS TIME) END;
CREATE MACRO pg.text_timetz(x) AS CAST(pg.js_date_time('timetz', x) AS TIMETZ);
CREATE MACRO pg.text_interval(x) AS CAST(pg.js_date_time('interval', x) AS INTERVAL);
