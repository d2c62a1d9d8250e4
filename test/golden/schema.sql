-- What the golden transcripts ask for: the engine made by hand in test/unit/wire/golden.test.ts knows the same.
CREATE ROLE alice LOGIN; CREATE ROLE root SUPERUSER LOGIN;
CREATE TABLE numbers (n integer); INSERT INTO numbers SELECT generate_series(1, 5);
CREATE TABLE nothing (n integer);
CREATE TABLE people (n integer, name text); INSERT INTO people VALUES (1, 'Ada');
CREATE TABLE elders (name text, age integer); INSERT INTO elders VALUES ('Ada', 41), (NULL, 42);
CREATE VIEW broken AS SELECT 1 / 0 AS n;
CREATE VIEW broken_later AS SELECT 1 / (g - 1) AS n FROM generate_series(1, 1) g;
CREATE FUNCTION warn() RETURNS integer LANGUAGE plpgsql AS
  $$ BEGIN RAISE WARNING USING MESSAGE = 'mind the gap', HINT = 'Step over it.'; RETURN 1; END $$;
CREATE VIEW warned AS SELECT warn() AS n;
CREATE PROCEDURE change() LANGUAGE sql AS '';
CREATE PROCEDURE report(INOUT n integer DEFAULT NULL) LANGUAGE sql AS 'SELECT 1';
GRANT SELECT ON ALL TABLES IN SCHEMA public TO alice;
