SELECT (1, (2, 3)) = (1, (2, 3))
SELECT x BETWEEN 1 AND 3, x NOT BETWEEN 3 AND 1, x BETWEEN SYMMETRIC 3 AND 1, x NOT BETWEEN SYMMETRIC 3 AND 1 FROM (VALUES (0), (1), (2), (3), (4), (NULL)) t(x)
SELECT x BETWEEN SYMMETRIC 3 AND NULL, x BETWEEN SYMMETRIC NULL AND 1, x NOT BETWEEN SYMMETRIC 1 AND NULL, x BETWEEN NULL AND 1, x NOT BETWEEN 2 AND NULL, x BETWEEN ASYMMETRIC 1 AND 2 FROM (VALUES (0), (1), (2), (3), (4), (NULL)) t(x)
SELECT 1.5 BETWEEN 1 AND 2, 1 BETWEEN 0.5 AND 1.5, DATE '2024-01-05' BETWEEN '2024-01-01' AND '2024-02-01', TIMESTAMP '2024-01-01 10:00' BETWEEN DATE '2024-01-01' AND DATE '2024-01-02', 'b' BETWEEN 'a' AND 'c'
SELECT interval '1 month' BETWEEN interval '30 days' AND '30 days', interval '30 days' BETWEEN SYMMETRIC interval '2 months' AND '1 month', interval '1 day' NOT BETWEEN '23 hours' AND '25 hours'
SELECT '2'::jsonb BETWEEN '1' AND '10', 'a '::char(2) BETWEEN 'a' AND 'a', 'b'::char(3) NOT BETWEEN 'a' AND 'c'
SELECT NULLIF(1, 1), NULLIF(1, 2), NULLIF('a', 'b'), NULLIF(NULL, 1), NULLIF(1, NULL), NULLIF(1, 1.0), NULLIF(1.5, 1)
SELECT NULLIF(interval '1 month', '30 days'), NULLIF('1.0'::jsonb, '1'), NULLIF(interval '1 day', '2 days')
SELECT b IS TRUE, b IS FALSE, b IS UNKNOWN, b IS NOT TRUE, b IS NOT FALSE, b IS NOT UNKNOWN FROM (VALUES (true), (false), (NULL)) t(b)
SELECT (x > 1) IS TRUE, (x > 1) IS NOT UNKNOWN, NULL IS UNKNOWN, NULL IS TRUE, 't' IS TRUE FROM (VALUES (1), (2), (NULL)) t(x)
SELECT x IS DISTINCT FROM 1, x IS NOT DISTINCT FROM NULL, x IS DISTINCT FROM NULL FROM (VALUES (1), (NULL)) t(x)
SELECT 1 IS DISTINCT FROM 1.0, '1' IS DISTINCT FROM 1, 'a' IS DISTINCT FROM 'a ', NULL IS DISTINCT FROM NULL, NULL IS DISTINCT FROM 'a', interval '1 mon' IS DISTINCT FROM '30 days', '1.0'::jsonb IS DISTINCT FROM '1', 'a'::char(2) IS DISTINCT FROM 'a'
SELECT interval '1 mon' IS NOT DISTINCT FROM '30 days', '1.0'::jsonb IS NOT DISTINCT FROM '1', NULL::interval IS NOT DISTINCT FROM NULL, NULL::jsonb IS DISTINCT FROM '1', NULL::jsonb IS NOT DISTINCT FROM NULL::jsonb
SELECT x IN (1, 2, NULL), x NOT IN (1, 2), x NOT IN (1, NULL), x IN (NULL) FROM (VALUES (1), (3), (NULL)) t(x)
SELECT 1 IN (1.0, 2), 1.5 IN (1, 2), '1' IN (1, 2), 1 IN ('1', '2'), 'a' IN ('a', 'b'), DATE '2024-01-01' IN ('2024-01-01'), DATE '2024-01-01' IN (TIMESTAMP '2024-01-01')
SELECT interval '1 month' IN ('30 days', '2 days'), interval '1 month' NOT IN (interval '30 days'), '1.0'::jsonb IN ('1', '2'), '1.0'::jsonb NOT IN ('2'), 'a'::char(3) IN ('a', 'b'), 'a'::char(3) IN ('a  '::char(4))
SELECT i IN ('30 days', '24:00:00'), i NOT IN ('30 days'), i = '1 day', i BETWEEN '1 day' AND '30 days' FROM (VALUES (interval '1 mon'), ('1 day'), (NULL), ('720 hours')) t(i)
SELECT i, j, i = j, i < j, i <= j, i > j, i >= j, i <> j FROM (VALUES (interval '1 mon', interval '30 days'), ('1 day', '24:00:00'), ('1 day', '24:00:01'), (NULL, '1 day'), ('-1 mon', '-31 days'), ('1 mon -30 days', '0')) t(i, j)
SELECT i, j, i = j, i < j, i <= j, i > j, i >= j, i <> j FROM (VALUES ('10:00+02'::timetz, '08:00+00'::timetz), ('10:00+02', '10:00+02'), ('10:00+02', '10:00+01'), (NULL, '10:00+00'), ('24:00+00', '00:00+00')) t(i, j)
SELECT t = '10:00+02', t IN ('08:00+00', '10:00+02'), t BETWEEN '08:00+00' AND '10:00+02', t IS DISTINCT FROM '08:00+00', NULLIF(t, '08:00+00') FROM (VALUES ('10:00+02'::timetz), ('08:00+00'), (NULL)) t(t)
SELECT i, j, i = j, i < j, i <= j, i > j, i >= j, i <> j FROM (VALUES ('a'::char(3), 'a '::char(5)), ('a', 'b'), ('', ' '), (NULL, 'a'), (E'a\t', 'a')) t(i, j)
SELECT c = 'a', c = 'a  ', c = 'a'::text, c = 'a '::varchar, c < 'b', c LIKE 'a', c LIKE 'a  ', c IN ('a', 'b'), c || 'x' FROM (VALUES ('a'::char(3)), ('b'), (NULL)) t(c)
SELECT id IN (1, 2), id NOT IN (1, NULL), n IN (1.5, 2), n IN (1, 2), s IN ('abc', 'b'), d IN ('2024-01-01'), f IN (1.5, 'NaN'), b IN (10, 20), b IN (10.5, 10), id IN (b, 2) FROM ops ORDER BY id
SELECT id, n BETWEEN 1 AND 2, n BETWEEN 1.5 AND 2, n BETWEEN SYMMETRIC 2 AND 1.5, id BETWEEN 1.5 AND 3, id NOT BETWEEN 1.5 AND 3, b BETWEEN id AND n * 10, d BETWEEN '2024-01-01' AND '2024-01-31', ts BETWEEN '2024-01-01' AND d, f BETWEEN 0 AND 'NaN' FROM ops ORDER BY id
SELECT id IN (1, 2), count(*) FROM ops GROUP BY id IN (1, 2) ORDER BY 1
SELECT n BETWEEN SYMMETRIC 2 AND 1, count(*) FROM ops GROUP BY n BETWEEN SYMMETRIC 2 AND 1 ORDER BY 1
SELECT NULLIF(s, 'b'), count(*) FROM ops GROUP BY NULLIF(s, 'b') ORDER BY 1
SELECT CASE ts - d WHEN '10:00' THEN 1 WHEN '0 s' THEN 2 END, CASE interval '1 mon' WHEN '30 days' THEN 'same' END, CASE 'a'::char(3) WHEN 'a ' THEN 'same' WHEN 'b' THEN 'x' END FROM ops ORDER BY id
SELECT GREATEST('1'::jsonb, '10', '9'), LEAST('"a"'::jsonb, '1')
SELECT id /* a */ IN /* b */ ( /* c */ 1 , 2 /* d */ ) FROM ops ORDER BY id
SELECT 5 BETWEEN SYMMETRIC 10 AND 1, 'b' BETWEEN SYMMETRIC 'c' AND 'a', NULL BETWEEN 1 AND 2, 1 BETWEEN NULL AND 0, date '2024-01-01' BETWEEN SYMMETRIC '2024-02-01' AND '2023-01-01', 5 NOT BETWEEN SYMMETRIC 1 AND 4, interval '1 day' BETWEEN '23:00' AND '1 mon'
SELECT i, count(*) FROM (VALUES (interval '1 mon'), ('30 days')) t(i) GROUP BY i
SELECT o.id, p.id FROM ops o JOIN ops p ON (o.id, o.s) = (p.id, p.s) ORDER BY 1
SELECT o.id, p.id FROM ops o LEFT JOIN ops p ON (o.id, o.n) < (p.id, p.n) AND p.id IN (2, 3) ORDER BY 1, 2
SELECT o.id FROM ops o JOIN ops p ON (o.ts - o.d) = (p.ts - p.d) AND o.id <> p.id ORDER BY 1
SELECT o.id FROM ops o JOIN ops p ON o.s::char(5) = p.s::char(9) ORDER BY 1
SELECT o.id FROM ops o JOIN ops p ON o.j::jsonb = p.j::jsonb ORDER BY 1
SELECT id, ts - d BETWEEN interval '1 hour' AND '1 day', NOT (ts - d) IN ('10:00'), NULLIF(ts - d, '10:00'), CASE ts - d WHEN '600 min' THEN 'x' END, GREATEST(ts - d, '1 hour'), LEAST(ts - d, NULL, '9:00') FROM ops ORDER BY id
SELECT GREATEST(interval '1 mon', '30 days'), LEAST(interval '30 days', '1 mon'), GREATEST('a'::char(3), 'a'::char(5)), LEAST('1.0'::jsonb, '1')
SELECT id, id BETWEEN 1 AND 2 AND n BETWEEN 1 AND 2 OR s IN ('b') AND NOT flag IS TRUE FROM ops ORDER BY id
