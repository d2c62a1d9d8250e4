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
    ELSE pg.bytea_substring(x, 1, s - 1) || y || pg.bytea_substring(x, CAST(s AS BIGINT) + n)
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
    WHEN v IN (0, 1) THEN pg.set_byte(x, n // 8, (pg.get_byte(x, n // 8) & ~(1 << (n % 8))) | (v << (n % 8)))
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
CREATE MACRO pg.decode(x, format) AS unhex(pg_js_decode(x, format));
CREATE MACRO pg.convert_from(x, encoding) AS pg_js_convert_from(hex(x), encoding);
CREATE MACRO pg.convert_to(x, encoding) AS unhex(pg_js_convert_to(x, encoding));
CREATE MACRO pg.convert(x, source, destination) AS unhex(pg_js_convert(hex(x), source, destination));
CREATE MACRO pg.bytea_length_in(x, encoding) AS pg_js_length_in(hex(x), encoding);

-- bit and varbit, through their digits. DuckDB has no bit string without bits.
CREATE MACRO pg.bits(digits) AS
  CASE
    WHEN digits = '' THEN CAST(pg.raise('0A000', 'bit strings without bits are not supported') AS BIT)
    ELSE CAST(digits AS BIT)
  END;
CREATE MACRO pg.bit_length_of(x) AS CAST(length(x) AS INTEGER);
CREATE MACRO pg.bit_octet_length(x) AS CAST((length(x) + 7) // 8 AS INTEGER);
CREATE MACRO pg.bit_eq(x, y) AS CAST(x AS VARCHAR) = CAST(y AS VARCHAR);
CREATE MACRO pg.bit_ne(x, y) AS CAST(x AS VARCHAR) <> CAST(y AS VARCHAR);
CREATE MACRO pg.bit_lt(x, y) AS CAST(x AS VARCHAR) < CAST(y AS VARCHAR);
CREATE MACRO pg.bit_le(x, y) AS CAST(x AS VARCHAR) <= CAST(y AS VARCHAR);
CREATE MACRO pg.bit_gt(x, y) AS CAST(x AS VARCHAR) > CAST(y AS VARCHAR);
CREATE MACRO pg.bit_ge(x, y) AS CAST(x AS VARCHAR) >= CAST(y AS VARCHAR);
CREATE MACRO pg.varbit_cat(x, y) AS pg.bits(CAST(x AS VARCHAR) || CAST(y AS VARCHAR));
CREATE MACRO pg.bit_and(x, y) AS
  CASE WHEN length(x) <> length(y) THEN CAST(pg.raise('22026', 'cannot AND bit strings of different sizes') AS BIT) ELSE x & y END;
CREATE MACRO pg.bit_or(x, y) AS
  CASE WHEN length(x) <> length(y) THEN CAST(pg.raise('22026', 'cannot OR bit strings of different sizes') AS BIT) ELSE x | y END;
CREATE MACRO pg.bit_xor(x, y) AS
  CASE WHEN length(x) <> length(y) THEN CAST(pg.raise('22026', 'cannot XOR bit strings of different sizes') AS BIT) ELSE xor(x, y) END;
CREATE MACRO pg.bit_shift(x, n) AS
  pg.bits(CASE
    WHEN n >= 0 THEN rpad(substring(CAST(x AS VARCHAR), CAST(n AS BIGINT) + 1), CAST(length(x) AS INTEGER), '0')
    WHEN n IS NOT NULL THEN left(lpad('', CAST(least(-CAST(n AS BIGINT), length(x)) AS INTEGER), '0') || CAST(x AS VARCHAR), CAST(length(x) AS INTEGER))
  END);
CREATE MACRO pg.bit_shift_left(x, n) AS pg.bit_shift(x, n);
CREATE MACRO pg.bit_shift_right(x, n) AS pg.bit_shift(x, -CAST(n AS BIGINT));
CREATE MACRO pg.bit_substring(x, s) AS pg.bits(pg.substring(CAST(x AS VARCHAR), s)),
  (x, s, n) AS pg.bits(pg.substring(CAST(x AS VARCHAR), s, n));
CREATE MACRO pg.bit_overlay(x, y, s) AS pg.bits(pg.overlay(CAST(x AS VARCHAR), CAST(y AS VARCHAR), s)),
  (x, y, s, n) AS pg.bits(pg.overlay(CAST(x AS VARCHAR), CAST(y AS VARCHAR), s, n));
CREATE MACRO pg.bit_position(x, y) AS CAST(strpos(CAST(x AS VARCHAR), CAST(y AS VARCHAR)) AS INTEGER);
CREATE MACRO pg.get_bit(x, n) AS
  CASE
    WHEN n < 0 OR n >= length(x) THEN pg.raise('2202E', 'bit index ' || n || ' out of valid range (0..' || (length(x) - 1) || ')')
    ELSE get_bit(x, n)
  END;
CREATE MACRO pg.set_bit(x, n, v) AS
  CASE
    WHEN (n < 0 OR n >= length(x)) AND v IS NOT NULL
      THEN CAST(pg.raise('2202E', 'bit index ' || n || ' out of valid range (0..' || (length(x) - 1) || ')') AS BIT)
    WHEN v NOT IN (0, 1) AND x IS NOT NULL AND n IS NOT NULL THEN CAST(pg.raise('22023', 'new bit must be 0 or 1') AS BIT)
    ELSE set_bit(x, n, v)
  END;
-- bit(n) of an integer: its last n bits; the sign goes on to the left.
CREATE MACRO pg.bit_of_int4(v, n) AS
  pg.bits(CASE WHEN n BETWEEN 33 AND 2147483640 THEN pg.lpad('', n - 32, CASE WHEN v < 0 THEN '1' ELSE '0' END) ELSE '' END
    || right(CAST(CAST(v AS BIT) AS VARCHAR), CASE WHEN n NOT BETWEEN 1 AND 2147483640 THEN 1 ELSE n END));
CREATE MACRO pg.bit_of_int8(v, n) AS
  pg.bits(CASE WHEN n BETWEEN 65 AND 2147483640 THEN pg.lpad('', n - 64, CASE WHEN v < 0 THEN '1' ELSE '0' END) ELSE '' END
    || right(CAST(CAST(v AS BIT) AS VARCHAR), CASE WHEN n NOT BETWEEN 1 AND 2147483640 THEN 1 ELSE n END));
CREATE MACRO pg.int4_of_bit(x) AS
  CASE
    WHEN length(x) > 32 THEN pg.raise('22003', 'integer out of range')
    ELSE CAST(CAST(lpad(CAST(x AS VARCHAR), 32, '0') AS BIT) AS INTEGER)
  END;
CREATE MACRO pg.int8_of_bit(x) AS
  CASE
    WHEN length(x) > 64 THEN pg.raise('22003', 'bigint out of range')
    ELSE CAST(CAST(lpad(CAST(x AS VARCHAR), 64, '0') AS BIT) AS BIGINT)
  END;
CREATE MACRO pg.bit_cast(x, n) AS
  CASE WHEN n BETWEEN 1 AND 2147483640 THEN pg.bits(pg.rpad(CAST(x AS VARCHAR), n, '0')) ELSE x END;
CREATE MACRO pg.bit_coerce(x, n, explicit) AS
  CASE
    WHEN explicit OR length(x) = n OR n NOT BETWEEN 1 AND 2147483640 THEN pg.bit_cast(x, n)
    ELSE CAST(pg.raise('22026', 'bit string length ' || length(x) || ' does not match type bit(' || n || ')') AS BIT)
  END;
CREATE MACRO pg.varbit_cast(x, n) AS pg.bits(left(CAST(x AS VARCHAR), n));
CREATE MACRO pg.varbit_coerce(x, n, explicit) AS
  CASE
    WHEN explicit OR length(x) <= n THEN pg.varbit_cast(x, n)
    ELSE CAST(pg.raise('22001', 'bit string too long for type bit varying(' || n || ')') AS BIT)
  END;
