SELECT * FROM mixed_one NATURAL JOIN mixed_three
SELECT "userId" FROM mixed_one, mixed_three
SELECT (SELECT max("userId") FROM mixed_three) FROM mixed_one
SELECT count(*) FROM mixed_one GROUP BY "Count" ORDER BY "Count"
