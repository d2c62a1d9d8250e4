SELECT ARRAY(SELECT 1), ARRAY(SELECT x FROM (VALUES (1),(NULL)) t(x) ORDER BY x), ARRAY(SELECT 'a'), ARRAY(SELECT 1.5), ARRAY(SELECT 1 WHERE false), ARRAY(SELECT ARRAY[1,2])
SELECT ARRAY[1,2] < ARRAY[1,3], ARRAY[1,2] = ARRAY[1,2], ARRAY[1,NULL] < ARRAY[1,3], ARRAY[1,NULL] > ARRAY[1,3], ARRAY[1,NULL] = ARRAY[1,NULL], ARRAY[1] < ARRAY[1,2], ARRAY[]::int[] < ARRAY[1], ARRAY[2] > ARRAY[1,5]
SELECT ARRAY[1,2] = '{1,2}', '{1,2}' = ARRAY[1,2], ARRAY[1,2] <> '{1,3}', ARRAY['a','b'] = '{a,b}', ARRAY[1,2] IS DISTINCT FROM '{1,2}', ARRAY[1,2] IS NOT DISTINCT FROM NULL, ARRAY[1.0] = ARRAY[1.00]
SELECT ARRAY[[1,2],[3,4]] @> ARRAY[1,3]
SELECT ARRAY[1,2,3] && '{3,4}', ARRAY[1,2,3] @> '{3}', '{3}' <@ ARRAY[1,2,3]
SELECT ARRAY[interval '1 month'] = ARRAY[interval '30 days'], ARRAY[interval '1 day'] < ARRAY[interval '25 hours']
SELECT ARRAY['1'::jsonb] = ARRAY['1.0'::jsonb]
SELECT ARRAY['a'::char(2)] = ARRAY['a '::char(3)], ARRAY['a '::char(2)] < ARRAY['a'::bpchar]
SELECT ARRAY[interval '1 month'] @> ARRAY[interval '30 days']
SELECT NULLIF('1', 1), NULLIF(DATE '2024-01-01', '2024-01-01'), NULLIF(ARRAY[1], '{1}'), NULLIF('a'::varchar, 'b'), NULLIF('a'::char(3), 'a'), NULLIF(1::int2, 1::int8), NULLIF(1::int8, 2)
SELECT i, j, i = j, i < j, i <= j, i > j, i >= j, i <> j FROM (VALUES ('1'::jsonb, '1.0'::jsonb), ('"a"', '"b"'), ('{"a":1}', '{"a":2}'), ('[1,2]', '[1]'), ('null', '1'), (NULL, '1'), ('true', 'false'), ('{}', '[]'), ('[]', '1')) t(i, j)
SELECT a[0], a[1], a[-1], a[3], a[4], a[NULL] FROM (VALUES (ARRAY[10,20,30]), (NULL), ('{}')) t(a)
SELECT a[i] FROM (VALUES (ARRAY[10,20,30], 0), (ARRAY[1], -1), (ARRAY[1,2], 2), (NULL, 1), ('{5}', NULL)) t(a, i)
SELECT a[2:3], a[:2], a[2:], a[:], a[0:1], a[-5:2], a[3:2], a[5:9], a[NULL:2], a[1:NULL], a[:0] FROM (VALUES (ARRAY[10,20,30]), (NULL), ('{}')) t(a)
SELECT a[i:j] FROM (VALUES (ARRAY[10,20,30], 0, 1), (ARRAY[1], -1, 5), (ARRAY[1,2], 2, 2), (NULL, 1, 2), ('{5}', NULL, 2)) t(a, i, j)
SELECT m[1][2], m[2][1], m[1], m[3][1], m[1][3], m[0][1], m[1][-1] FROM (VALUES (ARRAY[[1,2],[3,4]])) t(m)
SELECT m[1:1], m[1:2][1:1], m[2:2][2:2], m[:1][2:], m[1:2][5:6], m[1:1][1], m[2][1:2] FROM (VALUES (ARRAY[[1,2],[3,4]])) t(m)
SELECT (ARRAY[[1,2],[3,4]])[1][2], (ARRAY[[1,2],[3,4]])[1], (ARRAY[[1,2],[3,4]])[2:2], ('{{1,2},{3,4}}'::int[])[2][1], ('{{1,2},{3,4}}'::int[])[1]
SELECT (array_agg(x ORDER BY x))[1], (array_agg(x ORDER BY x))[-1], (array_agg(x ORDER BY x))[2:3], (array_agg(x))[0] FROM (VALUES (1),(2),(3)) t(x)
SELECT (string_to_array('a,b,c', ','))[2], (string_to_array('a,b,c', ','))[4], (regexp_match('abc', 'b(c)'))[1], (string_to_array('a,b,c', ','))[2:]
SELECT j['a'], j['b'][0], j['b'][-1], j['x'], j['b']['0'], j['c']['d'] FROM (VALUES ('{"a": 1, "b": [10, 20], "c": {"d": null}}'::jsonb), (NULL), ('[1]')) t(j)
SELECT ('{"a": {"b": 2}}'::jsonb)['a']['b'], ('[1,2]'::jsonb)[0], ('[1,2]'::jsonb)[1]::int + 1
SELECT j[k] FROM (VALUES ('{"a": 1}'::jsonb, 'a'), ('{"a": 1}', 'b')) t(j, k)
SELECT (ARRAY[1,2,3])['2'], (ARRAY[1,2,3])[1.4], (ARRAY[1,2,3])[2::bigint]
SELECT (ARRAY[1,2])[1][1], (ARRAY[1,2])[1:2][1:1]
SELECT ARRAY[x, '7'] FROM (VALUES (1), (2)) t(x)
SELECT ARRAY[s, 'b'], ARRAY['b', s], ARRAY[s::varchar, 'b'] FROM (VALUES ('x'), (NULL)) t(s)
SELECT ARRAY[1,2]::text[], ARRAY['1','2']::int[], ARRAY[1.6, 2.4]::int[], ARRAY[[1,2],[3,4]]::text[], ARRAY[]::text[], (ARRAY[])::int[]
SELECT ARRAY[['1','2'],['3','4']]::int[], ARRAY[['a','b']]::varchar[], ARRAY[1, NULL]::float8[]
SELECT ARRAY['2024-01-01', '2024-02-01']::date[], ARRAY['1 day', '1 mon']::interval[], ARRAY['{"b":1,"a":2}']::jsonb[], ARRAY['t','no']::bool[]
SELECT array_length(ARRAY[[1,2],[3,4]], 2), array_ndims(ARRAY[[1,2]]), cardinality(ARRAY[[1,2],[3,4]]), array_dims(ARRAY[[1,2],[3,4]])
SELECT a[1] + a[2], a[1]::text || 'x', -a[1], a[a[1]] FROM (VALUES (ARRAY[2,3])) t(a)
SELECT t.a[1], t.a[1:1] FROM (VALUES (ARRAY[2,3])) t(a)
SELECT (t.a)[1] FROM (VALUES (ARRAY[2,3])) t(a) WHERE (t.a)[2] = 3 ORDER BY t.a[1]
SELECT a[1] FROM (VALUES (ARRAY[2,3]), (ARRAY[2,4]), (ARRAY[1,4])) t(a) GROUP BY a[1] ORDER BY a[1]
SELECT a[1], count(*) FROM (VALUES (ARRAY[2,3]), (ARRAY[2,4]), (ARRAY[1,4])) t(a) GROUP BY 1 ORDER BY 1
SELECT id, a[1], a[-1], a[0], a[2:3], ta[1], ta[2], ta[-1], ta[1:1] FROM ops ORDER BY id
SELECT id, NULLIF(n, 2), NULLIF(s, 'b'), NULLIF(b, 10), NULLIF(id, n), NULLIF(d, '2024-01-01'), NULLIF(a, '{}'), NULLIF(f, 'NaN'), NULLIF(n, 1.5) + 1, NULLIF(flag, true), NULLIF(s, NULL) FROM ops ORDER BY id
SELECT id, a = '{1,2,3}', a <> '{}', a < '{2}', a >= ARRAY[1], ta = '{a,b}', ta = ARRAY['a','b'], a @> '{1}', a <@ ARRAY[1,2,3,4], a && ARRAY[5,NULL], a || 4, 0 || a, a || '{9}', a || a, a || NULL, ta || 'z'::text, ta || '{z}' FROM ops ORDER BY id
SELECT id, (string_to_array(s, 'b'))[1], (ARRAY[id, b])[2], (array_agg(id) OVER (ORDER BY id))[1], (CASE WHEN id = 1 THEN a END)[2], (coalesce(a, '{8}'))[1], (SELECT p.a FROM ops p WHERE p.id = 1)[3] FROM ops ORDER BY id
SELECT a[1.6], a['1'], a[b], a[1:'2'] FROM ops WHERE id = 1
SELECT a[n] FROM ops WHERE id = 1
SELECT a[1], count(*) FROM ops GROUP BY a[1] ORDER BY a[1]
SELECT DISTINCT a[1] FROM ops ORDER BY 1
SELECT CASE j::jsonb WHEN '[1.0]' THEN 'one' WHEN '{"b": 1}' THEN 'b' ELSE 'other' END FROM ops ORDER BY id
SELECT CASE id WHEN 1.0 THEN 'a' WHEN 2 THEN 'b' ELSE 'c' END, CASE s WHEN 'b' THEN 1 ELSE 2 END, CASE d WHEN '2024-01-01' THEN 1 WHEN ts THEN 2 END, CASE a WHEN '{}' THEN 0 END FROM ops ORDER BY id
SELECT ARRAY[1,2]::bigint[], ARRAY['a']::text[] || 'b'::text, ARRAY[1,2]::numeric[], ARRAY[1,2]::numeric(10,2)[], ARRAY['a','bcd']::varchar(2)[], ARRAY[[1,2]]::text, '{1,2}'::int[]::text, '{{1,2}}'::int[]::text, ARRAY[true]::text[]
SELECT '{2024-01-01,infinity}'::date[], '{1 day,"1 mon 2 days"}'::interval[], '{t,no}'::bool[], '{1e3,NaN}'::float8[], '{"{\"a\": 1}"}'::jsonb[], '{10:00:00}'::time[], '{2024-01-01 10:00}'::timestamp[]
SELECT id, a || '{4,5}'::int[], '{0}' || a, a || ARRAY[NULL]::int[], array_append(a, 1), array_cat(a, '{1}'), array_position(a, 2), array_remove(a, 5), array_length(a, 1), cardinality(a), array_to_string(ta, ',', '*') FROM ops ORDER BY id
SELECT (ARRAY[[1,2],[3,4]] || ARRAY[[5,6]])[3][1], (ARRAY[[1,2]] || ARRAY[3,4])[2][2], (ARRAY[1,2] || ARRAY[[3,4]])[1][1], ARRAY[[1,2],[3,4]] @> ARRAY[1,3], ARRAY[1] <@ ARRAY[[1,2]], ARRAY[[1,2]] && ARRAY[[2,3]]
SELECT (ARRAY[[[1,2],[3,4]],[[5,6],[7,8]]])[2][1][2], (ARRAY[[[1,2],[3,4]],[[5,6],[7,8]]])[2][1], array_ndims(ARRAY[[[1]]])
SELECT x.a[1], (x.a)[2], (SELECT y.a[1] FROM ops y WHERE y.id = x.id) FROM ops x ORDER BY x.id
WITH q AS (SELECT id, a FROM ops) SELECT q.a[1] FROM q WHERE q.a[1] = 1
SELECT sum(a[1]), max(ta[1]), count(a[2]), array_agg(a[1] ORDER BY id) FROM ops
SELECT id, lag(a[1]) OVER (ORDER BY id), sum(a[1]) OVER (PARTITION BY id IN (1, 2) ORDER BY id) FROM ops ORDER BY id
SELECT id FROM ops WHERE a[1] = 1 OR a[1:2] = '{5,NULL}' ORDER BY id
SELECT id, (j::jsonb, s) = ('[1.0]', 'a%c'), (ts - d, id) < ('10:00:01', 0), (s::char(9), 1) = ('abc', 1) FROM ops ORDER BY id
SELECT ARRAY[1, 2] || NULL, NULL || ARRAY[1], ARRAY[1] || NULL::int, ARRAY[NULL, NULL], ARRAY[NULL::int]
SELECT x[1], x[2] FROM (SELECT regexp_matches('ab', '(a)(b)') AS x) t
SELECT (regexp_split_to_array('a,b', ','))[2], (SELECT array_agg(id ORDER BY id) FROM ops)[2:3]
SELECT (a || 9)[1], (ta || ARRAY['z'])[2], (SELECT ARRAY[1,2])[2] FROM ops ORDER BY id
SELECT id, ta = ARRAY[NULL, 'x y'], ta @> ARRAY['a'], ta && '{b,c}', ta <> '{a,b}', ta < '{b}', ta IS DISTINCT FROM '{a,b}', ta IN ('{a,b}', '{}'), array_position(ta, 'b'), ta[1:1] = '{a}' FROM ops ORDER BY id
SELECT id, GREATEST(j::jsonb, '[1, 2]'), LEAST(j::jsonb, '{}', '1'), GREATEST(s::char(3), 'abb'), LEAST(NULL::jsonb, NULL) FROM ops ORDER BY id
SELECT x[1], y[2] FROM (VALUES (ARRAY[1,2], ARRAY['a','b']), (NULL, '{c}'), ('{}', NULL)) t(x, y)
SELECT (ARRAY['a','b','c'])[2:], (ARRAY['abc','def'])[1][1], (ARRAY['abc','def'])[1:1][1:1], ('{abc}'::text[])[1][2]
SELECT t[1][1], t[1:1][1:1], t[1] FROM (SELECT string_to_array('abc,def', ',') AS t) x
SELECT (xpath)[1] FROM (SELECT ARRAY['p'] AS xpath) t
SELECT ARRAY[ARRAY[]::int[]], ARRAY[ARRAY[1]]::text[], ARRAY[id, NULL]::text[], ARRAY[s]::varchar(2)[], ARRAY['1', id::text]::int[] FROM ops WHERE id = 1
SELECT ARRAY[1,2,3] = ARRAY(SELECT id FROM ops WHERE id < 4 ORDER BY id), ARRAY(SELECT id FROM ops WHERE id > 9) = '{}', ARRAY(SELECT s FROM ops ORDER BY id)::text, ARRAY(SELECT ARRAY[id, 0] FROM ops ORDER BY id)
SELECT (ARRAY[interval '1 mon', '1 day'])[1] = '30 days', (ARRAY['[1.0]'::jsonb])[1] = '[1]', (ARRAY['a '::char(2)])[1] = 'a', (ARRAY[1.5, 2])[1] = 1.5, (ARRAY[DATE '2024-01-01'])[1] = '2024-01-01'
SELECT ARRAY[interval '1 mon'] IS DISTINCT FROM '{30 days}', ARRAY[interval '1 mon'] IN ('{30 days}', '{1 day}'), NULLIF(ARRAY[interval '1 mon'], '{30 days}'), ARRAY['1'::jsonb] <> '{1.0}', ARRAY[interval '1 day'] && '{24:00}', ARRAY['a'::char(2)] @> '{a}', ARRAY[interval '1 day'] >= '{23:00}'
