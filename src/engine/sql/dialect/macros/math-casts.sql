-- Casts between numbers, and of text to them and back, where DuckDB's differ.

CREATE MACRO pg.float8_float4(x) AS CASE WHEN x::FLOAT = 0 AND x <> 0 THEN pg.underflow() ELSE x::FLOAT END;
-- DuckDB divides a DECIMAL's digits by a power of ten, which is exact as long as both are.
CREATE MACRO pg.numeric_float8(x) AS CASE WHEN regexp_matches(typeof(x), '\(([0-9]|1[0-5]),') THEN x::DOUBLE ELSE x::VARCHAR::DOUBLE END;
CREATE MACRO pg.numeric_float4(x) AS x::VARCHAR::FLOAT;
-- PostgreSQL takes 15 significant digits of a float8, and 6 of a float4. The text can be cast on to any DECIMAL, and is rounded but once.
CREATE MACRO pg.finite_text(x, digits) AS
  CASE WHEN isfinite(x) THEN digits WHEN x IS NOT NULL THEN pg.raise('0A000', 'numeric NaN and Infinity are not supported') END;
CREATE MACRO pg.float8_digits(x) AS pg.finite_text(x, format('{:.15g}', x));
CREATE MACRO pg.float4_digits(x) AS pg.finite_text(x, format('{:.6g}', x::DOUBLE));
-- To a numeric of so many digits, in which infinity has no room.
CREATE MACRO pg.float8_digits_within(x) AS CASE WHEN isinf(x) THEN pg.raise('22003', 'numeric field overflow') ELSE pg.float8_digits(x) END;
CREATE MACRO pg.float4_digits_within(x) AS CASE WHEN isinf(x) THEN pg.raise('22003', 'numeric field overflow') ELSE pg.float4_digits(x) END;
CREATE MACRO pg.digits_numeric(x, least_exact, digits) AS
  CASE WHEN abs(x) < 1e17 AND (abs(x) >= least_exact OR x = 0) THEN digits::DECIMAL(38, 20) ELSE pg_js_numeric_in(digits, 20)::DECIMAL(38, 20) END;
CREATE MACRO pg.float8_numeric(x) AS pg.digits_numeric(x, 1e-5::DOUBLE, pg.float8_digits(x));
CREATE MACRO pg.float4_numeric(x) AS pg.digits_numeric(x, 1e-14::DOUBLE, pg.float4_digits(x));

-- An oid is an unsigned integer of 32 bits.
CREATE MACRO pg.int4_oid(x) AS (x::BIGINT & 4294967295)::UINTEGER;
CREATE MACRO pg.oid_int4(x) AS (xor(x::BIGINT, 2147483648) - 2147483648)::INTEGER;
CREATE MACRO pg.int8_oid(x) AS CASE WHEN x < 0 OR x > 4294967295 THEN pg.raise('22003', 'OID out of range') ELSE x::UINTEGER END;

CREATE MACRO pg.trimmed(x) AS trim(x, E' \t\n\r\v\f');
CREATE MACRO pg.invalid_number(type_name, x) AS pg.raise('22P02', 'invalid input syntax for type ' || type_name || ': "' || x || '"');
CREATE MACRO pg.value_out_of_range(type_name, x) AS pg.raise('22003', 'value "' || x || '" is out of range for type ' || type_name);
CREATE MACRO pg.is_whole_text(x) AS regexp_full_match(x, '[ \t\n\r\v\f]*[+-]?[0-9]+[ \t\n\r\v\f]*');
CREATE MACRO pg.whole_checked(type_name, x, value) AS
  CASE WHEN value IS NOT NULL OR x IS NULL THEN value WHEN pg.is_whole_text(x) THEN pg.value_out_of_range(type_name, x) ELSE pg.invalid_number(type_name, x) END;
CREATE MACRO pg.text_int2(x) AS pg.whole_checked('smallint', x, CASE WHEN pg.is_whole_text(x) THEN TRY_CAST(pg.trimmed(x) AS SMALLINT) END);
CREATE MACRO pg.text_int4(x) AS pg.whole_checked('integer', x, CASE WHEN pg.is_whole_text(x) THEN TRY_CAST(pg.trimmed(x) AS INTEGER) END);
CREATE MACRO pg.text_int8(x) AS pg.whole_checked('bigint', x, CASE WHEN pg.is_whole_text(x) THEN TRY_CAST(pg.trimmed(x) AS BIGINT) END);
CREATE MACRO pg.is_float_text(x) AS
  regexp_full_match(x, '[ \t\n\r\v\f]*[+-]?(([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|(?i:nan|inf|infinity))[ \t\n\r\v\f]*');
CREATE MACRO pg.float_out_of_range(type_name, x) AS pg.raise('22003', '"' || pg.trimmed(x) || '" is out of range for type ' || type_name);
CREATE MACRO pg.float_checked(type_name, x, value) AS
  CASE WHEN value IS NULL AND x IS NOT NULL THEN pg.invalid_number(type_name, x)
    WHEN (isinf(value) AND NOT regexp_matches(x, '(?i)inf')) OR (value = 0 AND regexp_matches(x, '^[^eE]*[1-9]')) THEN pg.float_out_of_range(type_name, x) ELSE value END;
-- In hexadecimal digits, with an x among them, which no other number has.
CREATE MACRO pg.has_x(x) AS contains(x, 'x') OR contains(x, 'X');
CREATE MACRO pg.text_float8(x) AS CASE WHEN pg.has_x(x) THEN pg_js_hexadecimal_float(pg.row_by_row(x), 'float8')
  ELSE pg.float_checked('double precision', x, CASE WHEN pg.is_float_text(x) THEN TRY_CAST(pg.trimmed(x) AS DOUBLE) END) END;
CREATE MACRO pg.text_float4(x) AS CASE WHEN pg.has_x(x) THEN CAST(pg_js_hexadecimal_float(pg.row_by_row(x), 'float4') AS FLOAT)
  ELSE pg.float_checked('real', x, CASE WHEN pg.is_float_text(x) THEN TRY_CAST(pg.trimmed(x) AS FLOAT) END) END;
CREATE MACRO pg.text_numeric(x) AS
  CASE WHEN regexp_full_match(x, '-?[0-9]{1,18}(\.[0-9]{1,20})?') THEN x::DECIMAL(38, 20) ELSE pg_js_numeric_in(pg.row_by_row(x), 20)::DECIMAL(38, 20) END;
-- The text checked, to be cast on to a DECIMAL of another scale.
CREATE MACRO pg.numeric_digits(x) AS
  CASE WHEN regexp_full_match(x, '-?[0-9]{1,38}(\.[0-9]{1,38})?') THEN x ELSE pg_js_numeric_in(pg.row_by_row(x), -1) END;
CREATE MACRO pg.text_bool(x) AS CASE
  WHEN regexp_full_match(x, '(?i)[ \t\n\r\v\f]*(t|tr|tru|true|y|ye|yes|on|1)[ \t\n\r\v\f]*') THEN true
  WHEN regexp_full_match(x, '(?i)[ \t\n\r\v\f]*(f|fa|fal|fals|false|n|no|of|off|0)[ \t\n\r\v\f]*') THEN false
  WHEN x IS NOT NULL THEN pg.invalid_number('boolean', x) END;

-- As PostgreSQL prints them. DuckDB's own texts are not always the shortest that say the value.
CREATE MACRO pg.float8_text(x) AS pg_js_float8_text(x);
CREATE MACRO pg.float4_text(x) AS pg_js_float4_text(x::DOUBLE);
