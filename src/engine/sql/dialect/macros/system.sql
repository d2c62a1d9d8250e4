-- What PostgreSQL says of sizes and of NULLs. Loaded when it is first called, into the schema pg.

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
