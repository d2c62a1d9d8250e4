SELECT (1, 2) = (SELECT 1, 2), (1, 2) < (SELECT 1, 3), ROW(1, NULL) = (SELECT 1, 2)
SELECT (1, 2) = (1, 2), (1, 2) <> (1, 3), (1, 2) < (1, 3), (1, 2) <= (1, 2), (2, 1) > (1, 9), (1, 2) >= (1, 3)
SELECT (1, NULL) = (1, 2), (2, NULL) = (1, 2), (1, NULL) <> (2, 2), (1, NULL) < (2, 1), (1, NULL) < (1, 2), (NULL, 1) < (2, 1), (1, NULL) >= (0, 1)
SELECT (a, b) = (c, d), (a, b) < (c, d), (a, b) <= (c, d), (a, b) > (c, d), (a, b) >= (c, d), (a, b) <> (c, d) FROM (VALUES (1, 2, 1, 2), (1, 2, 1, 3), (1, NULL, 1, 3), (NULL, 1, 2, 3), (1, 2, 0, NULL), (1, NULL, 2, NULL)) t(a, b, c, d)
SELECT ROW(1, 2.5) = ROW(1.0, 2.5), ROW(1, 'a') = ROW(1, 'a'), ROW(1) < ROW(2), ROW('a', 1) > ROW('a', 0.5)
SELECT (x, s) IN ((1, 'a'), (2, 'b')), (x, s) NOT IN ((1, 'a'), (2, 'b')) FROM (VALUES (1, 'a'), (2, 'a'), (NULL, 'a'), (2, NULL), (3, NULL)) t(x, s)
SELECT ROW(1, NULL) IS NULL, ROW(1, NULL) IS NOT NULL, ROW(NULL, NULL) IS NULL, ROW(NULL, NULL) IS NOT NULL, ROW(1, 2) IS NOT NULL, (1, 2) IS NULL
SELECT (a, b) IS NULL, (a, b) IS NOT NULL, NOT ((a, b) IS NULL) FROM (VALUES (1, 2), (1, NULL), (NULL, NULL)) t(a, b)
SELECT (1, NULL) IS DISTINCT FROM (1, NULL), (1, 2) IS DISTINCT FROM (1, NULL), (1, 2) IS NOT DISTINCT FROM (1, 2.0), ROW(NULL) IS NOT DISTINCT FROM ROW(NULL)
SELECT (a, b) IS DISTINCT FROM (c, d), (a, b) IS NOT DISTINCT FROM (c, d) FROM (VALUES (1, 2, 1, 2), (1, 2, 1, NULL), (NULL, NULL, NULL, NULL)) t(a, b, c, d)
SELECT (TIMESTAMP '2024-01-01', TIMESTAMP '2024-02-01') OVERLAPS (TIMESTAMP '2024-02-01', interval '1 day'), (NULL::date, DATE '2024-01-01') OVERLAPS (DATE '2023-01-01', DATE '2024-06-01')
SELECT ARRAY[ROW(1,2)] = ARRAY[ROW(1,2)]
SELECT id FROM ops WHERE (id, s) = (SELECT id, s FROM ops WHERE id = 2) ORDER BY id
SELECT id, (id, b) > (SELECT 2, 5), (n, s) < (SELECT 2, 'c') FROM ops ORDER BY id
SELECT id, (id, b) = (1, 10), (id, n) < (2, 2.0), (s, b) >= ('b', 20), (id, s, n) <= (2, 'b', 1.99), (d, ts) = ('2024-01-01', '2024-01-01 10:00') FROM ops ORDER BY id
SELECT id, (id, s) IN ((1, 'abc'), (2, NULL)), (id, d) IN ((1, '2024-01-01')), (n, b) NOT IN ((1.5, 10), (2, 21)), (id, s) IS NULL, (id, s) IS NOT NULL, (b, s) IS NULL FROM ops ORDER BY id
SELECT (id, s) BETWEEN (1, 'b') AND (2, 'b'), (id, n) NOT BETWEEN (1, 2) AND (2, 1) FROM ops ORDER BY id
SELECT id, n IS DISTINCT FROM 2, s IS NOT DISTINCT FROM NULL, a IS DISTINCT FROM '{}', d IS DISTINCT FROM '2024-01-01', b IS DISTINCT FROM n, f IS DISTINCT FROM 'NaN', (id, s) IS DISTINCT FROM (1, 'abc'), flag IS DISTINCT FROM true FROM ops ORDER BY id
SELECT count(*) FROM ops WHERE flag IS NOT TRUE AND (id, s) IS DISTINCT FROM (1, 'abc')
SELECT (id, n) = (1, 1.5), count(*) FROM ops GROUP BY (id, n) = (1, 1.5) ORDER BY 1
SELECT id FROM ops WHERE (n, b) IS DISTINCT FROM (1.5, 10) AND (n, b) IS NOT NULL ORDER BY id
SELECT id, (n, s) <= (1.5, 'abc'), ROW(n, s, d) > ROW(1, 'x', '2020-01-01'), (id, NULL) < (2, 1), (NULL, id) = (1, 1) FROM ops ORDER BY id
SELECT id, CASE WHEN (id, s) = (1, 'abc') THEN a[1] ELSE a[2] END, coalesce(a[5], -1), a[1] IN (1, 5), a[1] BETWEEN 1 AND 2 FROM ops ORDER BY id
WITH x AS (SELECT id, (id, s) IN ((1, 'abc')) AS hit, ARRAY[id, 0] AS pair FROM ops) SELECT id, hit, pair[1], pair[2] FROM x WHERE hit OR pair[1] = 2 ORDER BY id
SELECT 'x' IN ('x ', 'x'), 'x' BETWEEN 'w' AND 'y', 'a' IS DISTINCT FROM 'b', NULLIF('a', 'a'), CASE 'a' WHEN 'a' THEN 1 END, ('a', 1) = ('a', '1'), ROW('a') IN (ROW('b'), ROW('a'))
