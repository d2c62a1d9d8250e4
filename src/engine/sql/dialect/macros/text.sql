-- Text and patterns. Loaded at start, into the schema pg.

-- Case: DuckDB's upper() differs from PostgreSQL's in one letter.
CREATE MACRO pg.upper(x) AS
  CASE WHEN contains(x, 'ß') THEN array_to_string(list_transform(string_split(x, 'ß'), lambda part: upper(part)), 'ß') ELSE upper(x) END;
CREATE MACRO pg.initcap(x) AS pg_js_initcap(x);

-- Lengths are int4.
CREATE MACRO pg.length(x) AS CAST(length(x) AS INTEGER);
CREATE MACRO pg.bpchar_length(x) AS CAST(length(rtrim(x, ' ')) AS INTEGER);
CREATE MACRO pg.octet_length(x) AS CAST(strlen(x) AS INTEGER);
CREATE MACRO pg.bit_length(x) AS CAST(strlen(x) * 8 AS INTEGER);
CREATE MACRO pg.bytea_length(x) AS CAST(octet_length(x) AS INTEGER);
CREATE MACRO pg.bytea_bit_length(x) AS CAST(octet_length(x) * 8 AS INTEGER);

-- Characters.
CREATE MACRO pg.chr(n) AS
  CASE
    WHEN n < 0 THEN pg.raise('22023', 'character number must be positive')
    WHEN n = 0 THEN pg.raise('54000', 'null character not permitted')
    WHEN n > 1114111 THEN pg.raise('54000', 'requested character too large for encoding: ' || n)
    WHEN n BETWEEN 55296 AND 57343 THEN pg.raise('54000', 'requested character not valid for encoding: ' || n)
    ELSE chr(n)
  END;
CREATE MACRO pg.int4_to_hex(n) AS lower(right(hex(n), 8));
CREATE MACRO pg.int8_to_hex(n) AS lower(hex(n));

-- Parts. DuckDB counts from the end where a start or a length is negative.
CREATE MACRO pg.substring(x, s) AS substring(x, CASE WHEN s < 1 THEN 1 ELSE s END),
  (x, s, n) AS
  CASE
    WHEN n < 0 AND x IS NOT NULL AND s IS NOT NULL THEN pg.raise('22011', 'negative substring length not allowed')
    WHEN s >= 1 THEN substring(x, s, n)
    WHEN CAST(s AS BIGINT) + n <= 1 THEN left(x, 0)
    ELSE substring(x, 1, CAST(s AS BIGINT) + n - 1)
  END;
CREATE MACRO pg.overlay(x, y, s) AS
  CASE
    WHEN s <= 0 AND x IS NOT NULL AND y IS NOT NULL THEN pg.raise('22011', 'negative substring length not allowed')
    WHEN CAST(s AS BIGINT) + length(y) > 2147483647 THEN pg.raise('22003', 'integer out of range')
    ELSE left(x, s - 1) || y || pg.substring(x, CAST(s AS BIGINT) + length(y))
  END,
  (x, y, s, n) AS
  CASE
    WHEN s <= 0 AND x IS NOT NULL AND y IS NOT NULL AND n IS NOT NULL THEN pg.raise('22011', 'negative substring length not allowed')
    WHEN CAST(s AS BIGINT) + n NOT BETWEEN -2147483648 AND 2147483647 THEN pg.raise('22003', 'integer out of range')
    ELSE left(x, s - 1) || y || pg.substring(x, CAST(s AS BIGINT) + n)
  END;
CREATE MACRO pg.strpos(x, y) AS CAST(strpos(x, y) AS INTEGER);
-- Of constants, all branches are evaluated before one is chosen. More than 64 MiB (PostgreSQL: 1 GiB) DuckDB would make outside of its bound of memory.
CREATE MACRO pg.lpad(x, n, fill) AS
  CASE
    WHEN n > 67108864 AND x IS NOT NULL AND fill IS NOT NULL THEN pg.raise('54000', 'requested length too large')
    WHEN fill = '' THEN left(x, CASE WHEN n < 0 THEN 0 ELSE n END)
    ELSE lpad(x, CASE WHEN n > 67108864 THEN 0 ELSE n END, fill)
  END,
  (x, n) AS
  CASE
    WHEN n > 67108864 AND x IS NOT NULL THEN pg.raise('54000', 'requested length too large')
    ELSE lpad(x, CASE WHEN n > 67108864 THEN 0 ELSE n END, ' ')
  END;
CREATE MACRO pg.rpad(x, n, fill) AS
  CASE
    WHEN n > 67108864 AND x IS NOT NULL AND fill IS NOT NULL THEN pg.raise('54000', 'requested length too large')
    WHEN fill = '' THEN left(x, CASE WHEN n < 0 THEN 0 ELSE n END)
    ELSE rpad(x, CASE WHEN n > 67108864 THEN 0 ELSE n END, fill)
  END,
  (x, n) AS
  CASE
    WHEN n > 67108864 AND x IS NOT NULL THEN pg.raise('54000', 'requested length too large')
    ELSE rpad(x, CASE WHEN n > 67108864 THEN 0 ELSE n END, ' ')
  END;
CREATE MACRO pg.repeat(x, n) AS repeat(x, CASE
  WHEN CAST(n AS BIGINT) * strlen(x) > 67108864 THEN CAST(pg.raise('54000', 'requested length too large') AS BIGINT) ELSE n END);
CREATE MACRO pg.right(x, n) AS CASE WHEN n = -2147483648 THEN x ELSE right(x, n) END;
CREATE MACRO pg.characters(x) AS
  CASE WHEN strlen(x) = length(x) THEN string_split(x, '') ELSE regexp_extract_all(x, '(?s).') END;
-- DuckDB keeps together what is seen as one character.
CREATE MACRO pg.reverse(x) AS
  CASE WHEN strlen(x) = length(x) THEN reverse(x) ELSE array_to_string(list_reverse(pg.characters(x)), '') END;
CREATE MACRO pg.split_part(x, y, n) AS
  CASE
    WHEN n = 0 AND x IS NOT NULL AND y IS NOT NULL THEN pg.raise('22023', 'field position must not be zero')
    WHEN y = '' THEN CASE WHEN n IN (1, -1) THEN x ELSE left(x, CAST(n * 0 AS INTEGER)) END
    ELSE split_part(x, y, n)
  END;
CREATE MACRO pg.split(x, y) AS
  CASE
    WHEN x = '' THEN CAST([] AS VARCHAR[])
    WHEN y = '' THEN CASE WHEN x IS NOT NULL THEN [x] END
    WHEN y IS NULL THEN pg.characters(x)
    ELSE string_split(x, y)
  END;
CREATE MACRO pg.string_to_array(x, y) AS pg.split(x, y),
  (x, y, n) AS
  CASE
    WHEN n IS NULL THEN pg.split(x, y)
    ELSE list_transform(pg.split(x, y), lambda part: CASE WHEN part = n THEN NULL ELSE part END)
  END;
CREATE MACRO pg.string_to_table(x, y) AS unnest(pg.string_to_array(x, y)),
  (x, y, n) AS unnest(pg.string_to_array(x, y, n));
-- Blanks only, and none of the other white space.
CREATE MACRO pg.btrim(x) AS trim(x, ' '), (x, y) AS trim(x, y);
CREATE MACRO pg.ltrim(x) AS ltrim(x, ' '), (x, y) AS ltrim(x, y);
CREATE MACRO pg.rtrim(x) AS rtrim(x, ' '), (x, y) AS rtrim(x, y);

-- LIKE. A pattern that ends in its escape is an error only where matching comes so far.
CREATE MACRO pg.like(x, p) AS
  CASE
    WHEN NOT contains(p, '\') THEN x LIKE p
    WHEN suffix(p, '\') THEN pg_js_like(x, p)
    ELSE x LIKE p ESCAPE '\'
  END;
CREATE MACRO pg.not_like(x, p) AS NOT pg.like(x, p);
CREATE MACRO pg.ilike(x, p) AS pg.like(lower(x), lower(p));
CREATE MACRO pg.not_ilike(x, p) AS NOT pg.like(lower(x), lower(p));
CREATE MACRO pg.like_escape(p, e) AS CASE WHEN e = '\' THEN p ELSE pg_js_like_escape(p, e) END;
CREATE MACRO pg.bytea_like(x, p) AS pg_js_bytea_like(hex(x), hex(p));
CREATE MACRO pg.bytea_not_like(x, p) AS NOT pg_js_bytea_like(hex(x), hex(p));
CREATE MACRO pg.bytea_like_escape(p, e) AS unhex(pg_js_bytea_like_escape(hex(p), hex(e)));

-- Quoting.
CREATE MACRO pg.quote_ident(x) AS pg_js_quote_ident(x);
CREATE MACRO pg.quote_literal(x) AS
  CASE
    WHEN contains(x, '\') THEN 'E''' || replace(replace(x, '''', ''''''), '\', '\\') || ''''
    ELSE '''' || replace(x, '''', '''''') || ''''
  END;
CREATE MACRO pg.quote_nullable(x) AS coalesce(pg.quote_literal(x), 'NULL');
CREATE MACRO pg.parse_ident(x) AS CAST(CAST(pg_js_parse_ident(x, true) AS JSON) AS VARCHAR[]),
  (x, strict) AS CAST(CAST(pg_js_parse_ident(x, strict) AS JSON) AS VARCHAR[]);

-- Unicode.
CREATE MACRO pg.normalize(x, form) AS CASE WHEN strlen(x) = length(x) AND form = 'NFC' THEN x ELSE pg_js_normalize(x, form) END,
  (x) AS CASE WHEN strlen(x) = length(x) THEN x ELSE pg_js_normalize(x, 'NFC') END;
CREATE MACRO pg.is_normalized(x, form) AS pg_js_is_normalized(x, form), (x) AS pg_js_is_normalized(x, 'NFC');
CREATE MACRO pg.unistr(x) AS CASE WHEN contains(x, '\') THEN pg_js_unistr(x) ELSE x END;

-- format(): text and as many arguments as it takes, each text by now.
CREATE MACRO pg.format(f) AS pg_js_format(f, '[]'),
  (f, a1) AS pg_js_format(f, CAST(to_json([a1]) AS VARCHAR)),
  (f, a1, a2) AS pg_js_format(f, CAST(to_json([a1, a2]) AS VARCHAR)),
  (f, a1, a2, a3) AS pg_js_format(f, CAST(to_json([a1, a2, a3]) AS VARCHAR)),
  (f, a1, a2, a3, a4) AS pg_js_format(f, CAST(to_json([a1, a2, a3, a4]) AS VARCHAR)),
  (f, a1, a2, a3, a4, a5) AS pg_js_format(f, CAST(to_json([a1, a2, a3, a4, a5]) AS VARCHAR)),
  (f, a1, a2, a3, a4, a5, a6) AS pg_js_format(f, CAST(to_json([a1, a2, a3, a4, a5, a6]) AS VARCHAR)),
  (f, a1, a2, a3, a4, a5, a6, a7) AS pg_js_format(f, CAST(to_json([a1, a2, a3, a4, a5, a6, a7]) AS VARCHAR)),
  (f, a1, a2, a3, a4, a5, a6, a7, a8) AS pg_js_format(f, CAST(to_json([a1, a2, a3, a4, a5, a6, a7, a8]) AS VARCHAR)),
  (f, a1, a2, a3, a4, a5, a6, a7, a8, a9) AS pg_js_format(f, CAST(to_json([a1, a2, a3, a4, a5, a6, a7, a8, a9]) AS VARCHAR)),
  (f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10) AS pg_js_format(f, CAST(to_json([a1, a2, a3, a4, a5, a6, a7, a8, a9, a10]) AS VARCHAR)),
  (f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11) AS pg_js_format(f, CAST(to_json([a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11]) AS VARCHAR)),
  (f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12) AS pg_js_format(f, CAST(to_json([a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12]) AS VARCHAR)),
  (f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13) AS pg_js_format(f, CAST(to_json([a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13]) AS VARCHAR)),
  (f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14) AS pg_js_format(f, CAST(to_json([a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14]) AS VARCHAR)),
  (f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15) AS pg_js_format(f, CAST(to_json([a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15]) AS VARCHAR)),
  (f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16) AS pg_js_format(f, CAST(to_json([a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16]) AS VARCHAR)),
  (f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17) AS pg_js_format(f, CAST(to_json([a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17]) AS VARCHAR)),
  (f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18) AS pg_js_format(f, CAST(to_json([a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18]) AS VARCHAR)),
  (f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19) AS pg_js_format(f, CAST(to_json([a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19]) AS VARCHAR)),
  (f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20) AS pg_js_format(f, CAST(to_json([a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20]) AS VARCHAR)),
  (f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21) AS pg_js_format(f, CAST(to_json([a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21]) AS VARCHAR)),
  (f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22) AS pg_js_format(f, CAST(to_json([a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22]) AS VARCHAR)),
  (f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23) AS pg_js_format(f, CAST(to_json([a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23]) AS VARCHAR)),
  (f, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23, a24) AS pg_js_format(f, CAST(to_json([a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, a21, a22, a23, a24]) AS VARCHAR));
