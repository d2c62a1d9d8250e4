SELECT 1 = ANY (2)
SELECT 1 = ANY (ARRAY['a','b'])
SELECT 'a' = ANY (ARRAY[1])
SELECT 1 + ANY (ARRAY[1])
SELECT '1' IN (SELECT 1), 1 IN (SELECT '1')
SELECT 'a' IN (SELECT 1)
SELECT (1, 2) IN (SELECT 1)
SELECT 1 IN (SELECT 1, 2)
SELECT (1, 2) = (1, 2, 3)
SELECT (1, 2) < (1, 'a')
SELECT ROW() = ROW()
SELECT 1 BETWEEN '0' AND 'x'
SELECT 1 BETWEEN 'a'::text AND 2
SELECT ARRAY[1,2] = ARRAY[1.0,2.0]
SELECT ARRAY[1,2] = ARRAY[1,2]::int8[]
SELECT NULLIF(1, 'a'::text)
SELECT 1 IS TRUE
SELECT 1 IS DISTINCT FROM 'a'::text
SELECT ('{"a": 1}'::json)['a']
SELECT ('[1,2]'::jsonb)[0:1]
SELECT (1)[1]
SELECT ('abc'::text)[1]
SELECT (ARRAY[1,2,3])['x']
SELECT (ARRAY[1,2,3])[true]
SELECT ARRAY[]
SELECT ARRAY[1, 'a']
SELECT ARRAY[1, 'a'::text]
SELECT ARRAY[1, true]
SELECT ARRAY[[1,2],[3]]
SELECT id FROM ops WHERE ts = ANY ('{2024-01-01 10:00}'), tz = ANY ($1) ORDER BY id
SELECT id FROM ops WHERE (id, s) = (SELECT id, s FROM ops) ORDER BY id
SELECT id, ARRAY[id, b], ARRAY[s, 'x'], ARRAY[d, '2024-01-01'], ARRAY[id, 1.5], ARRAY[f, 1], ARRAY[a, '{7,8,9}'], ARRAY[NULL, s], ARRAY[ts, d], ARRAY[flag, 'f'] FROM ops WHERE id < 3 AND id > 1 OR id = 1 ORDER BY id
SELECT id, j::jsonb['a'], (j::jsonb)['a'], (j::jsonb)['a'][0], (j::jsonb)[0], (j::jsonb)[s] FROM ops ORDER BY id
SELECT count(*) LIKE ANY (SELECT '4') FROM ops
SELECT id FROM ops WHERE (id, s) IN (SELECT 1, 2)
SELECT id FROM ops WHERE id IN ('x')
SELECT id FROM ops WHERE id IN (1, 'x')
SELECT id FROM ops WHERE s IN (1, 2)
SELECT id FROM ops WHERE id IN (1, '2'::text)
SELECT id FROM ops WHERE id = ANY ('{1,x}')
SELECT id FROM ops WHERE id = ANY ('{1,2')
SELECT id FROM ops WHERE id = ANY ('1,2')
SELECT id FROM ops WHERE s = ANY (ARRAY[1,2])
SELECT id FROM ops WHERE a = ANY (ARRAY[1,2])
SELECT id FROM ops WHERE d BETWEEN 1 AND 2
SELECT id FROM ops WHERE s BETWEEN 1 AND 2
SELECT NULLIF(id, s) FROM ops
SELECT id IS DISTINCT FROM s FROM ops
SELECT (id, s) = (s, id) FROM ops
SELECT (id, s) = 1 FROM ops
SELECT s[1] FROM ops
SELECT a['x'] FROM ops
SELECT a[s] FROM ops
SELECT j['a'] FROM ops
SELECT (j::jsonb)[1.5], (j::jsonb)[d] FROM ops
SELECT json '{}' = json '{}'
SELECT j IN ('{}') FROM ops
SELECT NULLIF(j, '{}') FROM ops
SELECT ARRAY[id, s] FROM ops
SELECT ARRAY[id, 'x'] FROM ops
SELECT ARRAY[a, s] FROM ops
SELECT $1 + $2 -- ["1", "2"]
SELECT -$1 -- ["1"]
SELECT CASE id WHEN 'x'::text THEN 1 END FROM ops
SELECT '{{1,2},{3,4}}'::int[], '{{a,"b c"},{NULL,"NULL"}}'::text[], '{}'::text[], '{""}'::text[], '{ 1 , 2 }'::int[], E'{"a\\"b","c\\\\d"}'::text[], '{{}}'::int[]
SELECT '{1,2'::int[]
SELECT '{1,a}'::int[]
SELECT '{{1},{2,3}}'::int[]
SELECT '{1,{2}}'::int[]
SELECT '1,2'::int[]
SELECT ''::int[]
SELECT '{1,,2}'::int[]
SELECT '{99999999999}'::int[]
SELECT '{1} x'::int[]
SELECT '{2024-01-01,infinity}'::date[], '{1 day,"1 mon 2 days"}'::interval[], '{t,no}'::bool[], '{1.5,-2}'::numeric[], '{1e3,NaN}'::float8[], '{"{\"a\": 1}"}'::jsonb[], '{2024-02-30}'::date[]
SELECT m[1][1], m[2:2], m::text, m || ARRAY[[9,9]], m = '{{1,2},{3,4}}', m = ANY (ARRAY[1]) FROM (SELECT '{{1,2},{3,4}}'::int[] AS m) t
SELECT ARRAY['a', 'b'] = ARRAY['a', 'b']::varchar[], ARRAY['a']::varchar[] || 'b', 'a' = ANY (ARRAY['a']::varchar[]), ARRAY['a'::varchar, 'b'::text]
SELECT ($1)[1], $1::text[] -- ["{a}"]
