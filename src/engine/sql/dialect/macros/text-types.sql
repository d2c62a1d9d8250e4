-- The types of text, and values of other types as text and back. Loaded at start, into the schema pg.

-- Casts between the types of text. `coerce`: n is without the header, and what is too long is an error, except blanks.
CREATE MACRO pg.varchar_cast(x, n) AS left(x, n);
CREATE MACRO pg.bpchar_cast(x, n) AS pg.rpad(left(x, n), n);
CREATE MACRO pg.bpchar_text(x) AS rtrim(x, ' ');
CREATE MACRO pg.name_cast(x) AS CASE WHEN strlen(x) < 64 THEN x ELSE pg_js_clip(x, 63) END;
CREATE MACRO pg.bpchar_name(x) AS rtrim(pg.name_cast(x), ' ');
CREATE MACRO pg.varchar_coerce(x, n, explicit) AS
  CASE
    WHEN explicit OR length(rtrim(x, ' ')) <= n THEN left(x, n)
    ELSE pg.raise('22001', 'value too long for type character varying(' || n || ')')
  END;
CREATE MACRO pg.bpchar_coerce(x, n, explicit) AS
  CASE
    WHEN explicit OR length(rtrim(x, ' ')) <= n THEN pg.bpchar_cast(x, n)
    ELSE pg.raise('22001', 'value too long for type character(' || n || ')')
  END;
-- "char" is a byte. Those that are no character of ASCII have no text here.
CREATE MACRO pg.text_char(x) AS
  CASE
    WHEN unicode(x) > 127 THEN pg.raise('0A000', 'values of type "char" beyond ASCII are not supported')
    WHEN regexp_full_match(x, '\\[0-3][0-7][0-7]') THEN pg.char_of_int4(CAST(x[2] AS INTEGER) * 64 + CAST(x[3] AS INTEGER) * 8 + CAST(x[4] AS INTEGER))
    ELSE left(x, 1)
  END;
CREATE MACRO pg.char_of_int4(n) AS
  CASE
    WHEN n NOT BETWEEN -128 AND 127 THEN pg.raise('22003', '"char" out of range')
    WHEN n < 0 THEN pg.raise('0A000', 'values of type "char" beyond ASCII are not supported')
    WHEN n = 0 THEN ''
    ELSE chr(n)
  END;
CREATE MACRO pg.int4_of_char(x) AS ascii(x);
CREATE MACRO pg.char_bpchar(x) AS x;
-- PostgreSQL makes the character of code 0 of it, which texts here do not have.
CREATE MACRO pg.char_to_bpchar(x) AS CASE WHEN x = '' THEN pg.raise('0A000', 'the "char" of code 0 as character is not supported') ELSE x END;

-- bpchar: trailing blanks do not count.
CREATE MACRO pg.bpchar_eq(x, y) AS rtrim(x, ' ') = rtrim(y, ' ');
CREATE MACRO pg.bpchar_ne(x, y) AS rtrim(x, ' ') <> rtrim(y, ' ');
CREATE MACRO pg.bpchar_lt(x, y) AS rtrim(x, ' ') < rtrim(y, ' ');
CREATE MACRO pg.bpchar_le(x, y) AS rtrim(x, ' ') <= rtrim(y, ' ');
CREATE MACRO pg.bpchar_gt(x, y) AS rtrim(x, ' ') > rtrim(y, ' ');
CREATE MACRO pg.bpchar_ge(x, y) AS rtrim(x, ' ') >= rtrim(y, ' ');

-- Values as text: casts to text, and what output functions print.
CREATE MACRO pg.bool_text(x) AS CAST(x AS VARCHAR);
CREATE MACRO pg.bool_out(x) AS CASE WHEN x THEN 't' WHEN NOT x THEN 'f' END;
CREATE MACRO pg.int2_text(x) AS CAST(x AS VARCHAR);
CREATE MACRO pg.int4_text(x) AS CAST(x AS VARCHAR);
CREATE MACRO pg.int8_text(x) AS CAST(x AS VARCHAR);
CREATE MACRO pg.oid_text(x) AS CAST(x AS VARCHAR);
CREATE MACRO pg.numeric_text(x) AS pg.numeric_digits_of(x, pg.scale_of(x));
-- DuckDB begins to write exponents later than PostgreSQL, ends whole numbers in `.0`, and has more digits than it needs for some.
CREATE MACRO pg.before_christ(t) AS CASE WHEN contains(t, ' (BC)') THEN replace(t, ' (BC)', '') || ' BC' ELSE t END;
CREATE MACRO pg.date_text(x) AS pg.before_christ(CAST(x AS VARCHAR));
CREATE MACRO pg.timestamp_text(x) AS pg.before_christ(CAST(x AS VARCHAR));
-- DuckDB leaves out the seconds that zones had in old times.
CREATE MACRO pg.zone_seconds(x) AS abs((epoch_us(CAST(x AS TIMESTAMP)) - epoch_us(x)) // 1000000) % 60;
CREATE MACRO pg.with_zone_seconds(t, x) AS CASE
  WHEN x < TIMESTAMPTZ '1973-01-01 00:00:00+00' AND isfinite(x) AND pg.zone_seconds(x) <> 0
    THEN regexp_replace(t, '([-+]\d\d)(:\d\d)?( \(BC\))?$', '\1' || CASE WHEN regexp_matches(t, '[-+]\d\d( \(BC\))?$') THEN ':00' ELSE '\2' END || ':' || lpad(CAST(pg.zone_seconds(x) AS VARCHAR), 2, '0') || '\3')
  ELSE t END;
CREATE MACRO pg.timestamptz_text(x) AS list_transform([pg.with_zone_seconds(CAST(x AS VARCHAR), x)], lambda pg_t: pg.before_christ(pg_t))[1];
CREATE MACRO pg.time_text(x) AS CAST(x AS VARCHAR);
CREATE MACRO pg.timetz_text(x) AS CAST(x AS VARCHAR);
CREATE MACRO pg.interval_part(n, before, unit) AS
  CASE WHEN n = 0 THEN '' ELSE CASE WHEN before AND n > 0 THEN '+' ELSE '' END || n || ' ' || unit || CASE WHEN n = 1 THEN ' ' ELSE 's ' END END;
CREATE MACRO pg.interval_time(micros, before) AS
  CASE WHEN micros < 0 THEN '-' WHEN before THEN '+' ELSE '' END
  || CASE WHEN abs(micros) < 360000000000 THEN lpad(CAST(abs(micros) // 3600000000 AS VARCHAR), 2, '0') ELSE CAST(abs(micros) // 3600000000 AS VARCHAR) END
  || ':' || lpad(CAST(abs(micros) // 60000000 % 60 AS VARCHAR), 2, '0') || ':' || lpad(CAST(abs(micros) // 1000000 % 60 AS VARCHAR), 2, '0')
  || CASE WHEN micros % 1000000 = 0 THEN '' ELSE '.' || rtrim(lpad(CAST(abs(micros) % 1000000 AS VARCHAR), 6, '0'), '0') END;
CREATE MACRO pg.interval_parts_text(years, months, days, micros) AS
  CASE
    WHEN micros = 0 AND (years <> 0 OR months <> 0 OR days <> 0)
      THEN rtrim(pg.interval_part(years, false, 'year') || pg.interval_part(months, years < 0, 'mon')
        || pg.interval_part(days, months < 0 OR (months = 0 AND years < 0), 'day'), ' ')
    ELSE pg.interval_part(years, false, 'year') || pg.interval_part(months, years < 0, 'mon')
      || pg.interval_part(days, months < 0 OR (months = 0 AND years < 0), 'day')
      || pg.interval_time(micros, days < 0 OR (days = 0 AND (months < 0 OR (months = 0 AND years < 0))))
  END;
CREATE MACRO pg.interval_text(x) AS
  pg.interval_parts_text(datepart('year', x), datepart('month', x), datepart('day', x),
    datepart('hour', x) * 3600000000 + datepart('minute', x) * 60000000 + datepart('microsecond', x));
CREATE MACRO pg.bytea_text(x) AS '\x' || lower(hex(x));
CREATE MACRO pg.uuid_text(x) AS CAST(x AS VARCHAR);
CREATE MACRO pg.bit_text(x) AS CAST(x AS VARCHAR);
CREATE MACRO pg.varbit_text(x) AS CAST(x AS VARCHAR);
CREATE MACRO pg.json_text(x) AS CAST(x AS VARCHAR);
CREATE MACRO pg.jsonb_text(x) AS CAST(x AS VARCHAR);
-- An array of texts: elements of other types are made text before, by what their output functions print.
CREATE MACRO pg.array_element_text(x) AS
  CASE
    WHEN x IS NULL THEN 'NULL'
    WHEN x = '' OR regexp_matches(x, '[{},"\\ \t\n\v\f\r]') OR lower(x) = 'null'
      THEN '"' || replace(replace(x, '\', '\\'), '"', '\"') || '"'
    ELSE x
  END;
CREATE MACRO pg.array_text_1(x) AS '{' || array_to_string(list_transform(x, lambda e: pg.array_element_text(e)), ',') || '}';
CREATE MACRO pg.array_text_2(x) AS
  CASE
    WHEN len(x) = 0 THEN '{}'
    ELSE '{' || array_to_string(list_transform(x, lambda y:
      '{' || array_to_string(list_transform(y, lambda e: pg.array_element_text(e)), ',') || '}'), ',') || '}'
  END;
CREATE MACRO pg.array_text(x VARCHAR[]) AS pg.array_text_1(x), (x VARCHAR[][]) AS pg.array_text_2(x);

-- Text as values of other types.
CREATE MACRO pg.is_blank_framed(x, pattern) AS regexp_full_match(x, '[ \t\n\v\f\r]*' || pattern || '[ \t\n\v\f\r]*');
CREATE MACRO pg.trim_blanks(x) AS trim(x, E' \t\n\v\f\r');
CREATE MACRO pg.invalid_input(x, type_name) AS pg.raise('22P02', 'invalid input syntax for type ' || type_name || ': "' || x || '"');
-- Negative ones count down from 2^32.
CREATE MACRO pg.text_oid(x) AS
  CASE
    WHEN x IS NULL THEN NULL
    WHEN NOT pg.is_blank_framed(x, '[+-]?[0-9]+') THEN CAST(pg.invalid_input(x, 'oid') AS UINTEGER)
    WHEN coalesce(TRY_CAST(x AS BIGINT) NOT BETWEEN -2147483648 AND 4294967295, true)
      THEN CAST(pg.raise('22003', 'value "' || x || '" is out of range for type oid') AS UINTEGER)
    ELSE CAST((TRY_CAST(x AS BIGINT) + 4294967296) % 4294967296 AS UINTEGER)
  END;
CREATE MACRO pg.text_bytea(x) AS unhex(pg_js_text_bytea(pg.row_by_row(x)));
CREATE MACRO pg.text_uuid(x) AS
  CASE
    WHEN x IS NULL THEN NULL
    WHEN regexp_full_match(x, '([0-9a-fA-F]{4}-?){7}[0-9a-fA-F]{4}|\{([0-9a-fA-F]{4}-?){7}[0-9a-fA-F]{4}\}')
      THEN TRY_CAST(translate(x, '-{}', '') AS UUID)
    ELSE CAST(pg.invalid_input(x, 'uuid') AS UUID)
  END;
CREATE MACRO pg.text_varbit(x) AS pg_js_text_bits(pg.row_by_row(x));
CREATE MACRO pg.text_bit(x) AS pg_js_text_bits(pg.row_by_row(x));
-- Of one dimension, and of two. Elements are text still, or NULL.
CREATE MACRO pg.text_to_array(x) AS CAST(CAST(pg_js_text_array(x, 1) AS JSON) AS VARCHAR[]);
CREATE MACRO pg.text_to_array2(x) AS CAST(CAST(pg_js_text_array(x, 2) AS JSON) AS VARCHAR[][]);
