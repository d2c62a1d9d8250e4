-- bytea and bit strings. Loaded at start, into the schema pg.

-- bytea. Functions in JavaScript take and give hexadecimal digits.
CREATE MACRO pg.bytea_substring(x, s) AS array_slice(x, CASE WHEN s < 1 THEN 1 ELSE s END, 2147483647),
  (x, s, n) AS
  CASE
    WHEN n < 0 AND x IS NOT NULL AND s IS NOT NULL THEN pg.raise('22011', 'negative substring length not allowed')
    WHEN CAST(s AS BIGINT) + n <= 1 OR n = 0 THEN array_slice(x, 1, 0)
    ELSE array_slice(x, CASE WHEN s < 1 THEN 1 ELSE s END, CAST(s AS BIGINT) + n - 1)
  END;
CREATE MACRO pg.bytea_overlay_of(x, y, s, n) AS
  CASE
    WHEN s <= 0 AND x IS NOT NULL AND y IS NOT NULL AND n IS NOT NULL THEN pg.raise('22011', 'negative substring length not allowed')
    WHEN CAST(s AS BIGINT) + n NOT BETWEEN -2147483648 AND 2147483647 THEN pg.raise('22003', 'integer out of range')
    ELSE pg.bytea_substring(x, 1, greatest(CAST(s AS BIGINT) - 1, 0)) || y || pg.bytea_substring(x, CAST(s AS BIGINT) + n)
  END;
CREATE MACRO pg.bytea_overlay(x, y, s, n) AS pg.bytea_overlay_of(x, y, s, n),
  (x, y, s) AS pg.bytea_overlay_of(x, y, s, octet_length(y));
CREATE MACRO pg.bytea_position(x, y) AS pg_js_bytea_position(hex(x), hex(y));
CREATE MACRO pg.bytea_btrim(x, y) AS unhex(pg_js_bytea_trim(hex(x), hex(y), 3));
CREATE MACRO pg.bytea_ltrim(x, y) AS unhex(pg_js_bytea_trim(hex(x), hex(y), 1));
CREATE MACRO pg.bytea_rtrim(x, y) AS unhex(pg_js_bytea_trim(hex(x), hex(y), 2));
CREATE MACRO pg.get_byte(x, n) AS
  CASE
    WHEN n < 0 OR n >= octet_length(x)
      THEN pg.raise('2202E', 'index ' || n || ' out of valid range, 0..' || (octet_length(x) - 1))
    ELSE CAST('0x' || hex(array_slice(x, CAST(n AS BIGINT) + 1, CAST(n AS BIGINT) + 1)) AS INTEGER)
  END;
CREATE MACRO pg.set_byte(x, n, v) AS
  CASE
    WHEN n < 0 OR n >= octet_length(x) AND v IS NOT NULL
      THEN pg.raise('2202E', 'index ' || n || ' out of valid range, 0..' || (octet_length(x) - 1))
    ELSE array_slice(x, 1, n) || unhex(right('0' || hex(v & 255), 2)) || array_slice(x, CAST(n AS BIGINT) + 2, 2147483647)
  END;
CREATE MACRO pg.bytea_get_bit(x, n) AS
  CASE
    WHEN n < 0 OR n >= octet_length(x) * 8
      THEN pg.raise('2202E', 'index ' || n || ' out of valid range, 0..' || (octet_length(x) * 8 - 1))
    ELSE CAST((pg.get_byte(x, n // 8) >> (n % 8)) & 1 AS INTEGER)
  END;
CREATE MACRO pg.bytea_set_bit(x, n, v) AS
  CASE
    WHEN (n < 0 OR n >= octet_length(x) * 8) AND v IS NOT NULL
      THEN pg.raise('2202E', 'index ' || n || ' out of valid range, 0..' || (octet_length(x) * 8 - 1))
    WHEN v NOT IN (0, 1) AND x IS NOT NULL AND n IS NOT NULL THEN pg.raise('22023', 'new bit must be 0 or 1')
    ELSE pg.set_byte(x, n // 8, (pg.get_byte(x, n // 8) & ~(1 << (n % 8))) | ((v & 1) << (n % 8)))
  END;
CREATE MACRO pg.bytea_bit_count(x) AS CASE WHEN octet_length(x) = 0 THEN CAST(0 AS BIGINT) ELSE bit_count(CAST(x AS BIT)) END;
CREATE MACRO pg.sha224(x) AS unhex(pg_js_digest(hex(x), 'sha224'));
CREATE MACRO pg.sha256(x) AS unhex(sha256(x));
CREATE MACRO pg.sha384(x) AS unhex(pg_js_digest(hex(x), 'sha384'));
CREATE MACRO pg.sha512(x) AS unhex(pg_js_digest(hex(x), 'sha512'));
CREATE MACRO pg.encode(x, format) AS
  CASE lower(format)
    WHEN 'hex' THEN lower(hex(x))
    WHEN 'base64' THEN regexp_replace(base64(x), '[^=]{76}', E'\\0\n', 'g')
    WHEN 'escape' THEN pg_js_encode_escape(hex(x))
    ELSE CASE WHEN x IS NOT NULL AND format IS NOT NULL THEN pg.raise('22023', 'unrecognized encoding: "' || format || '"') END
  END;
CREATE MACRO pg.decode(x, format) AS unhex(pg_js_decode(pg.row_by_row(x), format));
CREATE MACRO pg.convert_from(x, encoding) AS pg_js_convert_from(pg.row_by_row(hex(x)), encoding);
CREATE MACRO pg.convert_to(x, encoding) AS unhex(pg_js_convert_to(x, encoding));
CREATE MACRO pg.convert(x, source, destination) AS unhex(pg_js_convert(hex(x), source, destination));
-- With a NULL that is written, DuckDB forgets the type.
CREATE MACRO pg.byteacat(a, b) AS CAST(a || b AS BLOB);
CREATE MACRO pg.bytea_length_in(x, encoding) AS pg_js_length_in(hex(x), encoding);

-- bit and varbit are the texts of their digits: DuckDB's own has none without bits. They sort as such. A NULL of a constant would be an integer
-- without a cast.
CREATE MACRO pg.bits(x) AS CAST(CASE WHEN x = '' THEN '0' ELSE x END AS BIT);
CREATE MACRO pg.bits_of_aggregate(x) AS
  CASE WHEN x = '' THEN CAST(pg.raise('0A000', 'aggregates over bit strings without bits are not supported') AS BIT) ELSE pg.bits(x) END;
CREATE MACRO pg.bit_digits(x) AS CAST(x AS VARCHAR);
CREATE MACRO pg.bit_length_of(x) AS CAST(length(x) AS INTEGER);
CREATE MACRO pg.bit_octet_length(x) AS CAST((length(x) + 7) // 8 AS INTEGER);
CREATE MACRO pg.bit_count_of(x) AS length(replace(x, '0', ''));
CREATE MACRO pg.bit_and(x, y) AS
  CAST(CASE WHEN length(x) <> length(y) THEN pg.raise('22026', 'cannot AND bit strings of different sizes')
    WHEN x = '' THEN '' ELSE CAST(pg.bits(x) & pg.bits(CASE WHEN length(x) <> length(y) THEN x ELSE y END) AS VARCHAR) END AS VARCHAR);
CREATE MACRO pg.bit_or(x, y) AS
  CAST(CASE WHEN length(x) <> length(y) THEN pg.raise('22026', 'cannot OR bit strings of different sizes')
    WHEN x = '' THEN '' ELSE CAST(pg.bits(x) | pg.bits(CASE WHEN length(x) <> length(y) THEN x ELSE y END) AS VARCHAR) END AS VARCHAR);
CREATE MACRO pg.bit_xor(x, y) AS
  CAST(CASE WHEN length(x) <> length(y) THEN pg.raise('22026', 'cannot XOR bit strings of different sizes')
    WHEN x = '' THEN '' ELSE CAST(xor(pg.bits(x), pg.bits(CASE WHEN length(x) <> length(y) THEN x ELSE y END)) AS VARCHAR) END AS VARCHAR);
CREATE MACRO pg.bit_not(x) AS translate(x, '01', '10');
CREATE MACRO pg.bit_shift(x, n) AS
  CAST(CASE
    WHEN n >= 0 THEN rpad(substring(x, CAST(n AS BIGINT) + 1), CAST(length(x) AS INTEGER), '0')
    WHEN n IS NOT NULL THEN left(lpad('', CAST(least(-CAST(n AS BIGINT), length(x)) AS INTEGER), '0') || x, CAST(length(x) AS INTEGER))
  END AS VARCHAR);
CREATE MACRO pg.bit_shift_left(x, n) AS pg.bit_shift(x, n);
CREATE MACRO pg.bit_shift_right(x, n) AS pg.bit_shift(x, -CAST(n AS BIGINT));
CREATE MACRO pg.bit_position(x, y) AS CASE WHEN x = '' AND y IS NOT NULL THEN 0 ELSE CAST(strpos(x, y) AS INTEGER) END;
CREATE MACRO pg.get_bit(x, n) AS
  CASE
    WHEN n < 0 OR n >= length(x) THEN pg.raise('2202E', 'bit index ' || n || ' out of valid range (0..' || (length(x) - 1) || ')')
    WHEN x IS NOT NULL AND n IS NOT NULL THEN CASE WHEN substring(x, CAST(n AS BIGINT) + 1, 1) = '1' THEN 1 ELSE 0 END
  END;
CREATE MACRO pg.set_bit(x, n, v) AS
  CAST(CASE
    WHEN (n < 0 OR n >= length(x)) AND v IS NOT NULL
      THEN pg.raise('2202E', 'bit index ' || n || ' out of valid range (0..' || (length(x) - 1) || ')')
    WHEN v NOT IN (0, 1) AND x IS NOT NULL AND n IS NOT NULL THEN pg.raise('22023', 'new bit must be 0 or 1')
    ELSE left(x, CAST(n AS BIGINT)) || v || substring(x, CAST(n AS BIGINT) + 2)
  END AS VARCHAR);
-- bit(n) of an integer: its last n bits; the sign goes on to the left.
CREATE MACRO pg.bit_of_int4(v, n) AS
  CASE WHEN n BETWEEN 33 AND 2147483640 THEN pg.lpad('', n - 32, CASE WHEN v < 0 THEN '1' ELSE '0' END) ELSE '' END
    || right(CAST(CAST(v AS BIT) AS VARCHAR), CASE WHEN n NOT BETWEEN 1 AND 2147483640 THEN 1 ELSE n END);
CREATE MACRO pg.bit_of_int8(v, n) AS
  CASE WHEN n BETWEEN 65 AND 2147483640 THEN pg.lpad('', n - 64, CASE WHEN v < 0 THEN '1' ELSE '0' END) ELSE '' END
    || right(CAST(CAST(v AS BIT) AS VARCHAR), CASE WHEN n NOT BETWEEN 1 AND 2147483640 THEN 1 ELSE n END);
CREATE MACRO pg.int4_of_bit(x) AS
  CASE
    WHEN length(x) > 32 THEN pg.raise('22003', 'integer out of range')
    ELSE CAST(CAST(lpad(x, 32, '0') AS BIT) AS INTEGER)
  END;
CREATE MACRO pg.int8_of_bit(x) AS
  CASE
    WHEN length(x) > 64 THEN pg.raise('22003', 'bigint out of range')
    ELSE CAST(CAST(lpad(x, 64, '0') AS BIT) AS BIGINT)
  END;
CREATE MACRO pg.bit_cast(x, n) AS
  CAST(CASE WHEN n BETWEEN 1 AND 2147483640 THEN pg.rpad(x, n, '0') ELSE x END AS VARCHAR);
CREATE MACRO pg.bit_coerce(x, n, explicit) AS
  CAST(CASE
    WHEN explicit OR length(x) = n OR n NOT BETWEEN 1 AND 2147483640 THEN pg.bit_cast(x, n)
    ELSE pg.raise('22026', 'bit string length ' || length(x) || ' does not match type bit(' || n || ')')
  END AS VARCHAR);
CREATE MACRO pg.varbit_cast(x, n) AS left(x, n);
CREATE MACRO pg.varbit_coerce(x, n, explicit) AS
  CAST(CASE
    WHEN explicit OR length(x) <= n THEN pg.varbit_cast(x, n)
    ELSE pg.raise('22001', 'bit string too long for type bit varying(' || n || ')')
  END AS VARCHAR);
