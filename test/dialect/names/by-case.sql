SELECT "A" FROM (SELECT 1 AS a, 2 AS "A") t
SELECT a FROM (SELECT 1 AS "A", 2 AS a) t
SELECT t."A", a FROM (SELECT 1 AS a, 2 AS "A") t
SELECT * FROM (SELECT 1 AS a, 2 AS "A") t
SELECT u."A" FROM (SELECT * FROM (SELECT 1 AS a, 2 AS "A") t) u
SELECT "A" FROM (VALUES (1, 2)) t(a, "A")
SELECT "A" FROM (VALUES (1, 2)) t(a, "A") WHERE "A" > 1 ORDER BY "A"
WITH "Q" AS (SELECT 1 AS x) SELECT * FROM q
WITH "Q" AS (SELECT 1 AS x) SELECT * FROM "Q"
WITH "Q" AS (SELECT 1 AS x) SELECT "Q".x FROM "Q" WHERE "Q".x = 1
WITH "Q" AS (SELECT 1 AS x) SELECT z.x FROM "Q" z
WITH "Q" AS (SELECT 1 AS x), q AS (SELECT 2 AS x) SELECT q.x, "Q".x FROM q, "Q"
WITH "Q" AS (SELECT 1 AS x), q AS (SELECT 2 AS x) SELECT a.x, b.x FROM q a, "Q" b
WITH q AS (SELECT 1 AS x) SELECT (WITH "Q" AS (SELECT 2 AS x) SELECT x FROM q)
WITH q AS (SELECT 1 AS x) SELECT * FROM (WITH "Q" AS (SELECT 2 AS x) SELECT q.x AS y, "Q".x FROM q CROSS JOIN "Q") t
WITH "Q"(y) AS (SELECT 1 AS x) SELECT y FROM "Q"
WITH RECURSIVE "R" AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM "R" WHERE n < 3) SELECT * FROM "R"
WITH RECURSIVE r(a, "A") AS (SELECT 1, 10 UNION ALL SELECT a + 1, "A" + 10 FROM r WHERE a < 3) SELECT "A", a FROM r
WITH r(a, "A") AS (SELECT 1, 10) SELECT "A", a FROM r
SELECT t.x, "T".x FROM (SELECT 1 AS x) t, (SELECT 2 AS x) "T"
SELECT t.x FROM (SELECT 1 AS x) "T"
SELECT (SELECT t.x FROM (SELECT 2 AS x) "T") FROM (SELECT 1 x) t
SELECT (SELECT a FROM (SELECT 2 AS "A") u) FROM (SELECT 1 AS a) t
SELECT "A" FROM (SELECT 1 AS a) t JOIN (SELECT 2 AS "A") u ON true
SELECT * FROM (SELECT 1 AS a, 7 AS k) t NATURAL JOIN (SELECT 2 AS "A", 7 AS k) u
SELECT * FROM (SELECT 1 AS a) t JOIN (SELECT 1 AS "A", 1 AS a) u USING (a)
SELECT * FROM (SELECT 1 AS a, 2 AS "A") t JOIN (SELECT 1 AS "A", 1 AS a) u USING (a)
SELECT * FROM (SELECT 1 AS a, 2 AS "A") t JOIN (SELECT 2 AS "A", 1 AS a) u USING (a, "A")
SELECT sum(x) OVER w, count(*) OVER "W" FROM (VALUES (1), (2)) t(x) WINDOW w AS (ORDER BY x), "W" AS ()
SELECT sum(x) OVER "W" FROM (VALUES (1), (2)) t(x) WINDOW w AS (ORDER BY x)
SELECT x AS a, -x AS "A" FROM (VALUES (1), (2), (3)) t(x) ORDER BY "A"
SELECT x AS a, -x AS "A" FROM (VALUES (1), (2), (3)) t(x) ORDER BY a
SELECT x AS "A" FROM (VALUES (1), (2), (3)) t(x) ORDER BY a
SELECT x % 2 AS a, x % 3 AS "A" FROM (VALUES (1), (2), (3)) t(x) GROUP BY "A", a ORDER BY 1, 2
SELECT a AS "A", "A" AS a FROM (VALUES (1, 4), (2, 3)) t(a, "A") ORDER BY a
SELECT a AS "A", "A" AS a FROM (VALUES (1, 4), (2, 3)) t(a, "A") ORDER BY "A" + 0
SELECT row_to_json(t) FROM (SELECT 1 AS a, 2 AS "A") t
SELECT "A", a FROM json_to_record('{"a":1,"A":2}') AS t(a int, "A" int)
SELECT count(DISTINCT "A") FROM (VALUES (1, 4), (1, 3)) t(a, "A")
SELECT max("A") FROM (VALUES (1, 4), (1, 3)) t(a, "A") GROUP BY a HAVING min("A") > 1
SELECT x."A" FROM ((SELECT 1 AS a) t CROSS JOIN (SELECT 2 AS "A") u) AS x
SELECT "A" FROM (SELECT 1 AS a UNION SELECT 2) t
SELECT "A" FROM (SELECT 1 AS a, 2 AS "A" UNION ALL SELECT 3, 4) t ORDER BY 1
SELECT 1 AS a, 2 AS "A" UNION ALL SELECT 3, 1 ORDER BY "A"
SELECT a FROM (SELECT 1 AS "A") t
SELECT t."X" FROM (SELECT 1 AS x) AS t
SELECT * FROM (SELECT 1 AS a, 2 AS "A") t WHERE EXISTS (SELECT 1 FROM (SELECT 2 AS y) u WHERE y = t."A")
SELECT "É" FROM (SELECT 1 AS "é", 2 AS "É") t
SELECT t.*, u.* FROM (SELECT 1 AS a, 2 AS "A") t, (SELECT 3 AS a, 4 AS "A") u
SELECT "A" FROM generate_series(1, 2) AS t(a)
SELECT g."G" FROM generate_series(1, 2) AS g
SELECT (t).a, (t)."A" FROM (SELECT 1 AS a, 2 AS "A") t
SELECT t2.* FROM (SELECT 1 AS a, 2 AS "A") t, LATERAL (SELECT t."A" AS b, t.a AS "B", 5 AS a) t2
SELECT DISTINCT ON ("A") x AS a, -x AS "A" FROM (VALUES (1), (2), (3)) t(x) ORDER BY "A"
SELECT max("userId") AS userid FROM mixed_one
SELECT a AS userid FROM mixed_one ORDER BY userid
SELECT a AS userid FROM mixed_one ORDER BY "userId" DESC
SELECT a % 2 AS userid, count(*) FROM mixed_one GROUP BY userid ORDER BY 1
SELECT a % 2 AS userid, sum("userId") FROM mixed_one GROUP BY a % 2, "userId" ORDER BY userid, "userId"
WITH userid AS (SELECT 1 AS x) SELECT "userId", x FROM mixed_one, userid ORDER BY 1
WITH "MIXED_ONE" AS (SELECT 1 AS x) SELECT * FROM mixed_one ORDER BY 1
WITH "MIXED_ONE" AS (SELECT 1 AS x) SELECT * FROM "MIXED_ONE"
WITH "Q" AS (SELECT 1 AS x) SELECT q.x FROM "Q"
SELECT "Count" AS count, a FROM mixed_one ORDER BY count
SELECT count("Count"), sum("Count") FROM mixed_one
SELECT o."userId", t."USERID" FROM mixed_one o JOIN mixed_three t ON t."USERID" = o."userId" ORDER BY 1
SELECT * FROM mixed_one o, mixed_three t WHERE t."USERID" = o."userId" ORDER BY 1
SELECT (SELECT max("K") FROM mixed_three m WHERE m."USERID" = o."userId") FROM mixed_one o ORDER BY o."userId"
SELECT userid FROM mixed_one
SELECT "USERID" FROM mixed_one
SELECT row_to_json(t) FROM (SELECT "userId", a AS userid FROM mixed_one ORDER BY 1) t
SELECT json_build_object('A', "A", 'a', a) FROM (VALUES (1, 2)) t(a, "A")
SELECT "A" AS x, a / 0 FROM (VALUES (1, 2)) t(a, "A")
SELECT "B" FROM (VALUES (1, 2)) t(a, "A")
SELECT U&"\0041", a FROM (VALUES (1, 2)) t(a, "A")
SELECT date '2020-01-01' AS "Date", 1 AS date
SELECT extract(year FROM "Year"), year FROM (SELECT date '2020-01-01' AS "Year", 5 AS year) t
SELECT "Year" + interval '1' YEAR, year FROM (SELECT timestamp '2020-01-01' AS "Year", 5 AS year) t
SELECT 'A' AS a, "A" FROM (SELECT 'a' AS "A") t WHERE "A" = 'a'
SELECT * FROM mixed_one o JOIN mixed_three t ON t."USERID" = o."userId" JOIN (SELECT 10 AS a) u USING (a) ORDER BY 1
