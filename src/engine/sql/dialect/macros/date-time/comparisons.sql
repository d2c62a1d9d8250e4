-- What stands behind the operators, by name.
CREATE MACRO pg.eq(a, b) AS a = b;
CREATE MACRO pg.ne(a, b) AS a <> b;
CREATE MACRO pg.lt(a, b) AS a < b;
CREATE MACRO pg.le(a, b) AS a <= b;
CREATE MACRO pg.gt(a, b) AS a > b;
CREATE MACRO pg.ge(a, b) AS a >= b;
CREATE MACRO pg.cmp(a, b) AS CASE WHEN a < b THEN -1 WHEN a > b THEN 1 WHEN a = b THEN 0 END;
CREATE MACRO pg.larger(a, b) AS CASE WHEN a > b THEN a WHEN a <= b THEN b END;
CREATE MACRO pg.smaller(a, b) AS CASE WHEN a < b THEN a WHEN a >= b THEN b END;
