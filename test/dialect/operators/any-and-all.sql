SELECT x = ANY (ARRAY[1,2,NULL]) FROM (VALUES (1),(3),(NULL)) t(x)
SELECT x, x = ANY ('{1,2}'), x <> ALL ('{1,2}'), x < ANY ('{1,2}'), x <= ALL ('{2,3}'), x > SOME ('{1}') FROM (VALUES (1),(2),(3),(NULL)) t(x)
SELECT x = ANY ('{}'::int[]), x <> ALL ('{}'), x = ALL ('{}'), x = ANY (NULL::int[]), x <> ALL (NULL) FROM (VALUES (1),(NULL)) t(x)
SELECT x = ANY (NULL) FROM (VALUES (1),(NULL)) t(x)
SELECT x < ANY ('{1,NULL}'), x > ANY ('{1,NULL}'), x >= ALL ('{1,NULL}'), x <> ANY('{1,NULL}'), x = ALL('{1,NULL}') FROM (VALUES (0),(1),(2),(NULL)) t(x)
SELECT 'abc' LIKE ANY (ARRAY['a%','b%']), 'abc' LIKE ALL (ARRAY['a%','b%']), 'abc' ILIKE ANY (ARRAY['A%']), 'abc' NOT LIKE ALL (ARRAY['x%','y%']), 'abc' NOT ILIKE ANY (ARRAY['A%', 'b'])
SELECT s LIKE ANY ('{a%,%c}'), s ~ ANY ('{^a,c$}'), s ~* ANY ('{^A}'), s !~ ALL ('{^a,c$}'), s !~* ALL ('{B}') FROM (VALUES ('abc'),('xbc'),(NULL),('q')) t(s)
SELECT 1 = ANY (ARRAY[1.5, 1.0]), 1.5 = ANY (ARRAY[1,2]), 1.0 = ANY ('{1,2}'), '1' = ANY (ARRAY[1,2]), 'a' = ANY (ARRAY['a','b']), 'x' = ANY('{x,y}')
SELECT 1::bigint = ANY (ARRAY[1,2]), 1::int2 = ANY (ARRAY[1,2]::int8[]), 1::float8 = ANY (ARRAY[1,2]), 1::float4 = ANY(ARRAY[1.0])
SELECT DATE '2024-01-01' = ANY ('{2024-01-01,2024-02-01}'), DATE '2024-01-01' < ALL ('{2024-01-02,infinity}'), TIMESTAMP '2024-01-01' = ANY (ARRAY[DATE '2024-01-01'])
SELECT interval '1 month' = ANY ('{30 days,1 day}'), interval '1 day' = ANY (ARRAY[interval '24 hours']), interval '1 mon' > ALL (ARRAY[interval '29 days', '30 days'])
SELECT '{"a": 1.0}'::jsonb = ANY (ARRAY['{"a": 1}'::jsonb, '2']), '1'::jsonb < ANY (ARRAY['2'::jsonb])
SELECT 'a '::char(3) = ANY ('{a,b}'), 'a'::char(3) = ANY (ARRAY['a   '::char(5)]), 'a '::char(2) <> ALL (ARRAY['a'::bpchar])
SELECT 'x' = ANY (ARRAY['x'::varchar, 'y']), 'x'::varchar = ANY (ARRAY['x'::text]), 'x'::varchar = ANY ('{x}')
SELECT 1 = ANY (ARRAY[[1,2],[3,4]]), 5 = ANY (ARRAY[[1,2],[3,4]]), 3 = ANY ('{{1,2},{3,4}}'::int[]), 1 < ALL ('{{1,2},{3,4}}'::int[])
SELECT true = ANY ('{t,f}'), uuid '00000000-0000-0000-0000-000000000001' = ANY ('{00000000-0000-0000-0000-000000000001}'), '\x41'::bytea = ANY (ARRAY['\x41'::bytea])
SELECT 1 = ANY (string_to_array('1,2', ',')::int[]), 'a' = ANY (string_to_array('a,b', ','))
SELECT x FROM (VALUES (1),(2),(3)) t(x) WHERE x = ANY (ARRAY[1,3]) ORDER BY x
SELECT x FROM (VALUES (1),(2),(3),(NULL)) t(x) WHERE x <> ALL (ARRAY[1,3]) ORDER BY x
SELECT x FROM (VALUES (1),(2),(3),(NULL)) t(x) WHERE NOT (x = ANY ('{1,3}')) ORDER BY x
SELECT a.x, b.y FROM (VALUES (1),(2)) a(x) LEFT JOIN (VALUES (ARRAY[1,5]), (ARRAY[2])) b(y) ON a.x = ANY (b.y) ORDER BY 1
SELECT a.x, b.y FROM (VALUES (1),(2)) a(x) LEFT JOIN (VALUES (1),(3)) b(y) ON a.x = b.y AND a.x = ANY ('{}'::int[]) ORDER BY 1
SELECT 1 = ANY (SELECT 1), 1 = ALL (SELECT x FROM (VALUES (1),(NULL)) t(x)), 1 <> ALL (SELECT 1 WHERE false), NULL::int = ANY (SELECT 1 WHERE false)
SELECT 1 = ANY (SELECT 1.0), 1.5 < ANY (SELECT 2), 'a' = ANY (SELECT 'a'), 2 > ALL (SELECT 1.5::float8), DATE '2024-01-01' = ANY (SELECT TIMESTAMP '2024-01-01')
SELECT x, x IN (SELECT y FROM (VALUES (1),(NULL)) u(y)), x NOT IN (SELECT y FROM (VALUES (1),(NULL)) u(y)) FROM (VALUES (1),(2),(NULL)) t(x)
SELECT x NOT IN (SELECT y FROM (VALUES (1)) u(y) WHERE false) FROM (VALUES (1),(NULL)) t(x)
SELECT 'abc' LIKE ANY (SELECT 'a%'), 'abc' NOT LIKE ALL (SELECT 'x%'), 'abc' ~ ANY (SELECT '^a'), 'abc' ILIKE ALL (SELECT 'A%')
SELECT (1, 2) IN (SELECT 1, 2), (1, 'a') NOT IN (SELECT 1, 'b'), (1, NULL) IN (SELECT 1, 2), (1, 2) = ANY (SELECT 1, 2), (2, NULL) IN (SELECT 1, 2)
SELECT (x, y) IN (SELECT a, b FROM (VALUES (1, 2), (3, NULL)) u(a, b)) FROM (VALUES (1, 2), (3, 4), (5, NULL), (NULL, 2)) t(x, y)
SELECT (x, y) NOT IN (SELECT a, b FROM (VALUES (1, 2), (3, NULL)) u(a, b)) FROM (VALUES (1, 2), (3, 4), (5, NULL), (NULL, 7), (NULL, 2)) t(x, y)
SELECT (1, 2) < ANY (SELECT 1, 3), (1, 2) <> ALL (SELECT 1, 3), (1,2) >= ALL (SELECT 1, 2)
SELECT interval '1 month' IN (SELECT interval '30 days'), '1'::jsonb = ANY (SELECT '1.0'::jsonb), 'a'::char(3) IN (SELECT 'a '::char(2)), interval '1 day' < ANY (SELECT interval '25 hours')
SELECT id, id = ANY (a), 3 <> ALL (a), 2 < ANY (a), 5 >= ALL (a), 'a' = ANY (ta), 'a%' LIKE ANY (ta), 'xx y' LIKE ANY (ta), 'b' > ALL (ta) FROM ops ORDER BY id
SELECT id FROM ops WHERE id = ANY (ARRAY[1,3]) ORDER BY id
SELECT id FROM ops WHERE id <> ALL ('{1,3}') ORDER BY id
SELECT id FROM ops WHERE d = ANY ('{2024-01-01,2024-02-01}') ORDER BY id
SELECT id FROM ops WHERE s LIKE ANY ('{a%,c}') ORDER BY id
SELECT id FROM ops WHERE s LIKE ANY (ARRAY['a%', 'b']) AND s NOT LIKE ALL (ARRAY['%\%%']) ORDER BY id
SELECT o.id, p.id FROM ops o JOIN ops p ON p.id = ANY (o.a) ORDER BY 1, 2
SELECT o.id, p.id FROM ops o LEFT JOIN ops p ON p.id = ANY (o.a) ORDER BY 1, 2
SELECT o.id, p.id FROM ops o LEFT JOIN ops p ON p.id = ANY ('{1,2}') AND o.id = p.id ORDER BY 1, 2
SELECT id FROM ops o WHERE EXISTS (SELECT 1 FROM ops p WHERE p.id = ANY (o.a) AND p.id = ANY ('{1,2}')) ORDER BY id
SELECT s, count(*) FROM ops GROUP BY s HAVING count(*) = ANY ('{1,2}') ORDER BY s
SELECT count(*) = ANY ('{}'::bigint[]), max(id) = ANY ('{4}'), max(id) <> ALL (ARRAY[4]) FROM ops
SELECT max(id) = ANY ('{}') FROM ops
SELECT CASE WHEN id = ANY ('{1,2}') THEN 'x' ELSE 'y' END FROM ops ORDER BY id
SELECT id FROM ops ORDER BY id = ANY ('{2}') DESC NULLS LAST, id
SELECT id FROM ops WHERE id IN (SELECT b / 10 FROM ops) ORDER BY id
SELECT id FROM ops WHERE id NOT IN (SELECT b / 10 FROM ops) ORDER BY id
SELECT id FROM ops WHERE id NOT IN (SELECT b / 10 FROM ops WHERE b IS NOT NULL) ORDER BY id
SELECT id, n IN (SELECT id FROM ops), id IN (SELECT n FROM ops WHERE n IS NOT NULL), f IN (SELECT n FROM ops) FROM ops ORDER BY id
SELECT id, n > ALL (SELECT n FROM ops p WHERE p.id < ops.id), n >= ANY (SELECT n FROM ops p WHERE p.id < ops.id), n = ALL (SELECT n FROM ops p WHERE p.id = ops.id) FROM ops ORDER BY id
SELECT id, s LIKE ANY (SELECT 'a%' UNION ALL SELECT NULL), s LIKE ALL (SELECT p.s FROM ops p WHERE p.id < ops.id), s NOT LIKE ALL (SELECT 'a%') FROM ops ORDER BY id
SELECT id, (id, s) IN (SELECT id, s FROM ops), (id, s) NOT IN (SELECT id, 'abc' FROM ops), (id, b) IN (SELECT 1, 10) FROM ops ORDER BY id
SELECT id FROM ops WHERE (id, s) IN (SELECT id, s FROM ops) ORDER BY id
SELECT id FROM ops WHERE (id, s) NOT IN (SELECT id, 'abc' FROM ops) ORDER BY id
SELECT id FROM ops WHERE (id, b) IN (SELECT id, b FROM ops WHERE b > 10) AND (n, s) IN ((2, 'b'), (1, 'x')) ORDER BY id
SELECT ARRAY(SELECT id FROM ops ORDER BY id), ARRAY(SELECT s FROM ops ORDER BY id), ARRAY(SELECT n FROM ops ORDER BY id), ARRAY(SELECT d FROM ops WHERE id = 1), (ARRAY(SELECT id FROM ops ORDER BY id))[2], 2 = ANY (ARRAY(SELECT id FROM ops))
SELECT id, j::jsonb = '{"a": [1, 2.0]}', j::jsonb IN ('[1.0]', '2'), j::jsonb = ANY ('{[1],2}'), j::jsonb IS DISTINCT FROM '[1]', j::jsonb BETWEEN '[]' AND '{}', j::jsonb < ANY (ARRAY['[2]'::jsonb]), NULLIF(j::jsonb, '[1]') FROM ops ORDER BY id
SELECT id, j::jsonb IN (SELECT p.j::jsonb FROM ops p), j::jsonb > ALL (SELECT '[0]'::jsonb), j::jsonb <> ALL (SELECT '[1.00]'::jsonb) FROM ops ORDER BY id
SELECT id, s::char(5) = 'abc', s::char(5) IN ('abc', 'b  '), s::char(5) = ANY ('{abc}'), s::char(5) = ANY (ARRAY['abc  '::char(7)]), s::char(3) IS DISTINCT FROM 'b', s::char(3) IN (SELECT p.s::char(9) FROM ops p), s::char(3) BETWEEN 'a' AND 'abc' FROM ops ORDER BY id
SELECT id, flag IS TRUE, flag IS NOT TRUE, flag IS UNKNOWN, (n > 1) IS FALSE, (s = 'b') IS NOT FALSE, (id = ANY (a)) IS UNKNOWN FROM ops ORDER BY id
SELECT id FROM ops WHERE id IN (SELECT unnest(a) FROM ops) ORDER BY id
SELECT id FROM ops WHERE 'a' = ANY (ta) OR ta[1] IS NULL ORDER BY id
SELECT id FROM ops WHERE 'abc' = ANY (SELECT s FROM ops) AND id = SOME (SELECT 1) ORDER BY id
SELECT id = ANY ('{1,2}') AS x, count(*) FROM ops GROUP BY id = ANY ('{1,2}') ORDER BY x
SELECT s LIKE ANY ('{a%}'), count(*) FROM ops GROUP BY s LIKE ANY ('{a%}') ORDER BY 1
SELECT id FROM ops WHERE id = ANY (VALUES (1), (2)) ORDER BY id
SELECT id FROM ops WHERE id IN (VALUES (1), (2)) AND id NOT IN (VALUES (2)) ORDER BY id
SELECT id FROM ops WHERE (ts - d) IN (VALUES (interval '10:00'), ('1 day')) ORDER BY id
SELECT id FROM ops WHERE id IN (WITH x AS (SELECT 1 AS y) SELECT y FROM x) ORDER BY id
SELECT id FROM ops WHERE (ts - d) IN (WITH x AS (SELECT interval '10:00' AS y) SELECT y FROM x) ORDER BY id
SELECT id FROM ops WHERE s LIKE ANY (SELECT p.s || '%' FROM ops p WHERE p.id = ops.id) ORDER BY id
SELECT id, NOT s LIKE ANY ('{a%}'), NOT (id = ANY ('{1}')), id NOT IN (SELECT 1), NOT id IN (SELECT 1), NOT (id, s) IN (SELECT 1, 'abc'), (id, s) NOT IN (SELECT 1, 'abc') FROM ops ORDER BY id
SELECT id OPERATOR(pg_catalog.=) ANY ('{1,2}'), id OPERATOR(pg_catalog.=) 1, s OPERATOR(pg_catalog.~~) 'a%', s OPERATOR(pg_catalog.~~) ANY ('{a%}'), id OPERATOR(pg_catalog.<>) ALL (SELECT 1) FROM ops ORDER BY id
SELECT ((id)) = ANY ((('{1,2}'))), ((id)) IN (((1)), (2)), (((id), (s))) = ((1), ('abc')), ((a))[(1)], (((ta)))[((1)):((1))] FROM ops ORDER BY id
SELECT '\x01'::bytea = ANY ('{"\\x01","\\x02"}'), time '10:00' = ANY ('{10:00,11:00}'), true = ALL ('{t,t}'), 'NaN'::float8 = ANY ('{NaN}'), 1::float4 = ANY ('{1.0,2}'), timestamptz '2024-01-01 00:00+00' = ANY ('{2024-01-01 01:00+01}')
SELECT '10:00+02'::timetz = ANY ('{10:00+02}'), '10:00+02'::timetz = ANY ('{08:00+00}'), '10:00+02'::timetz < ANY (ARRAY['08:00+00'::timetz]), '{10:00+02}'::timetz[] = ARRAY['08:00+00'::timetz]
SELECT m[1][1], m[2:2], m::text, m || ARRAY[[9,9]], m = '{{1,2},{3,4}}', 3 = ANY (m), 5 > ALL (m), m[1], m[1:1][2:2], m[5:6], m[:][:1] FROM (SELECT '{{1,2},{3,4}}'::int[] AS m) t
SELECT t.x, u.y FROM (VALUES (1), (2)) t(x) CROSS JOIN LATERAL (SELECT t.x = ANY ('{1}') AS y) u ORDER BY 1
SELECT (1, 2) IS DISTINCT FROM (1, 2), (1, 2) = ANY (SELECT 1, 2), ROW(1, 2) <> ALL (SELECT 3, 4), ROW(1, NULL::int) <> ALL (SELECT 1, 4), (1,2) > ALL (SELECT 1, 1 UNION SELECT 0, 5), (1,2) > ALL (SELECT 1, NULL::int)
SELECT EXISTS (SELECT 1 FROM ops WHERE id = 1), NOT EXISTS (SELECT 1 FROM ops WHERE id = ANY (a)), (SELECT max(id) FROM ops) = 4, (SELECT id FROM ops WHERE id = 1) IN (1, 2)
SELECT id IN (1), id IN (NULL), id NOT IN (NULL, 1), NULL IN (1, 2), NULL IN (SELECT 1), 'a' IN ('a'), 1.0 IN (1), TRUE IN ('t', 'f') FROM ops ORDER BY id
SELECT id FROM ops WHERE coalesce(s, 'z') <> ALL ('{abc,z}') ORDER BY id
SELECT id FROM ops WHERE b = ANY ('{10,9223372036854775807}') ORDER BY id
SELECT 1 = ANY (NULL::int[]), NULL = ANY (ARRAY[1]), 1 <> ALL (NULL), NULL::int <> ALL ('{}'), NULL::int = ANY ('{}')
SELECT id FROM ops WHERE id IN (SELECT id FROM ops WHERE s IN (SELECT s FROM ops WHERE s LIKE ANY ('{a%}'))) ORDER BY id
SELECT id FROM ops o WHERE (id, s) IN (SELECT p.id, p.s FROM ops p WHERE p.id = o.id AND (p.n, p.b) IN (SELECT q.n, q.b FROM ops q)) ORDER BY id
SELECT id, (id, n) NOT IN (SELECT p.id, p.n FROM ops p WHERE p.id <> o.id) FROM ops o ORDER BY id
SELECT id FROM ops o WHERE (id, n) NOT IN (SELECT p.id, p.n FROM ops p WHERE p.n IS NOT NULL) ORDER BY id
SELECT id FROM (SELECT id, a[1] AS first FROM ops) t WHERE first = ANY ('{1,5}') ORDER BY id
SELECT id, s ~ ANY ('{^a,b$}'), s ~* ALL ('{A,C}'), s !~ ALL (ARRAY['x']), s NOT ILIKE ANY ('{A%}'), s ILIKE ALL ('{A%,%C}'), s !~~ ALL ('{b}') FROM ops ORDER BY id
SELECT id, n + 1 = ANY ('{2.5,3}'), n = ANY (ARRAY[id, 1.5]), n = ANY (ARRAY[1, 2]), id = ANY (ARRAY[n, 1]), f = ANY (ARRAY[n, 1.5]), b = ANY (ARRAY[id]), id + 9 = ANY (ARRAY[b]) FROM ops ORDER BY id
SELECT id, d = ANY (ARRAY[ts]), ts = ANY (ARRAY[d]), tz = ANY (ARRAY[ts]), d <= ALL (ARRAY[d, '2024-01-15']), d = ANY (ARRAY['2024-01-01']::date[]) FROM ops ORDER BY id
SELECT id, id = ANY (ARRAY[1, NULL]), id <> ALL (ARRAY[1, NULL]), id = ANY (ARRAY[NULL::int]), id = ANY ('{NULL}'), s = ANY ('{NULL,"NULL"}'), id = ALL (ARRAY[1]), id <> ANY (ARRAY[1, 1]) FROM ops ORDER BY id
SELECT id IN (1, 2) = true, (id BETWEEN 1 AND 2) IS DISTINCT FROM (id = ANY (a)), ((id, s) = (1, 'abc')) = (id IN (1)), -a[1], a[1] - a[2], a[1] || 'x' FROM ops ORDER BY id
SELECT (id IN (1, 2))::int, (id = ANY (a))::text, ((id, b) < (2, 1))::text || '!', CAST(id BETWEEN SYMMETRIC 2 AND 1 AS text), (a[1:2])::text, (a[1])::float8, NULLIF(n, 2)::int, (NULLIF(s, 'b'))::varchar(2) FROM ops ORDER BY id
SELECT x, x <> ALL ('{1}') FROM unnest('{3,1,NULL}'::int[]) WITH ORDINALITY t(x, o) ORDER BY o
SELECT ARRAY(SELECT id = ANY (a) FROM ops ORDER BY id), ARRAY(SELECT (id, s) = (1, 'abc') FROM ops ORDER BY id), ARRAY(SELECT ts - d FROM ops ORDER BY id)
SELECT id, 1 = ANY (ARRAY[a[1], a[2]]), a[1] = ANY (a), ARRAY[a[1], a[2]] = a[1:2], a[1:2] || a[3:3] FROM ops ORDER BY id
SELECT id FROM ops WHERE (id, s) = ANY (SELECT p.id, p.s FROM ops p) AND (id, s) <> ALL (SELECT 2, 'b') ORDER BY id
SELECT 1 FROM ops WHERE id = ANY (NULL) OR id <> ALL (NULL) OR NULL = ANY (a)
SELECT '{1,2}' = ANY (ARRAY['{1,2}', 'x']), '{a}' = '{a}', ARRAY['x'] = '{x}' IS TRUE
SELECT id FROM ops o WHERE (id, s) IN (SELECT p.id, p.s FROM ops p WHERE p.id = o.id AND (p.n, o.b) IN (SELECT q.n, q.b FROM ops q WHERE q.d = o.d)) ORDER BY id
SELECT id, s FROM ops GROUP BY id, s HAVING (id, count(*)) IN (SELECT 1, 1)
SELECT count(*) FROM ops o WHERE (n, s) IN (SELECT p.n, p.s FROM ops p GROUP BY p.n, p.s HAVING count(*) = 1)
SELECT count(*) FROM ops o WHERE (n, s) IN (SELECT p.n, p.s FROM ops p ORDER BY n LIMIT 2)
