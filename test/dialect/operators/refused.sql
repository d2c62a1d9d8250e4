SELECT ARRAY[[1,2],[3,4]] = ARRAY[[1,2],[3,4]], ARRAY[[1,2],[3,4]] = ARRAY[1,2,3,4], ARRAY[[1,2]] <> ARRAY[[1],[2]]
SELECT ARRAY[[1,2],[3,4]] < ARRAY[[1,2],[3,5]]
SELECT array_position(ARRAY[interval '1 day'], interval '24 hours')
SELECT array_remove(ARRAY[[1,2],[3,4]], 1)
SELECT array_position(ARRAY[[1,2],[3,4]], 1)
SELECT array_to_string(ARRAY[[1,2],[3,4]], ',')
SELECT array_to_string('{{1,2},{3,4}}'::int[], ',')
SELECT unnest(ARRAY[[1,2],[3,4]])
SELECT * FROM unnest(ARRAY[[1,2],[3,4]])
SELECT count(*)::text LIKE ANY (SELECT '4') FROM ops
SELECT (count(*), max(id)) = (SELECT 4, 4) FROM ops
SELECT (count(*), max(id)) IN ((4, 4), (1, 2)), (count(*), max(id)) IN (SELECT 4, 4) FROM ops
SELECT id FROM ops WHERE id = ANY ('[0:1]={1,2}')
SELECT $1::text[] = '{a}', $1 @> ARRAY['a'], ($1)[1], cardinality($1), $1 || 'b'::text -- ["{a}"]
