-- name: the fields of a sheet
SELECT "orders"."status" AS "status", SUM("orders"."amount") AS "sum:amount:ok" FROM "public"."orders" "orders" GROUP BY 1 ORDER BY 1;

-- name: number of records
SELECT SUM(1) AS "sum:Number of Records:ok", COUNT(DISTINCT "orders"."customer_id") AS "ctd:customer_id:ok" FROM "public"."orders" "orders" HAVING (COUNT(1) > 0);

-- name: a month as date part
SELECT CAST(EXTRACT(YEAR FROM "orders"."ordered_at") AS INTEGER) AS "yr:ordered_at:ok", CAST(EXTRACT(MONTH FROM "orders"."ordered_at") AS INTEGER) AS "mn:ordered_at:ok", AVG(CAST("orders"."amount" AS DOUBLE PRECISION)) AS "avg:amount:ok" FROM "public"."orders" "orders" GROUP BY 1, 2 ORDER BY 1, 2;

-- name: truncated dates
SELECT CAST(DATE_TRUNC( 'QUARTER', CAST("orders"."ordered_at" AS TIMESTAMP) ) AS TIMESTAMP) AS "tqr:ordered_at:ok", COUNT("orders"."id") AS "cnt:id:ok" FROM "public"."orders" "orders" GROUP BY 1 ORDER BY 1;

-- name: a week that starts on Sunday
SELECT (CAST(DATE_TRUNC('DAY', CAST("orders"."ordered_at" AS TIMESTAMP)) AS TIMESTAMP) + (- CAST(EXTRACT(DOW FROM "orders"."ordered_at") AS INTEGER)) * INTERVAL '1 DAY') AS "twk:ordered_at:ok", COUNT(*) AS n FROM "public"."orders" "orders" GROUP BY 1 ORDER BY 1;

-- name: days of the week by name
SELECT TRIM(TO_CHAR("orders"."ordered_at", 'Day')) AS "wd", TO_CHAR("orders"."ordered_at", 'D') AS "d", TO_CHAR("orders"."ordered_at", 'Mon') AS "mon", COUNT(*) AS n FROM "public"."orders" "orders" GROUP BY 1, 2, 3 ORDER BY 2, 3, 1;

-- name: context filter by a subquery
SELECT "orders"."product_id" AS "product_id", SUM("orders"."amount") AS "sum" FROM "public"."orders" "orders" INNER JOIN (SELECT "orders"."product_id" AS "product_id", SUM("orders"."amount") AS "$__alias__0" FROM "public"."orders" "orders" GROUP BY 1 HAVING (SUM("orders"."amount") IS NOT NULL) ORDER BY 2 DESC, 1 ASC LIMIT 10) "t0" ON ("orders"."product_id" = "t0"."product_id") GROUP BY 1 ORDER BY 1;

-- name: level of detail, fixed
SELECT "t0"."country" AS "country", AVG("t1"."__measure__0") AS "avg" FROM (SELECT "customers"."country" AS "country", "customers"."id" AS "id" FROM "public"."customers" "customers" GROUP BY 1, 2) "t0" INNER JOIN (SELECT "orders"."customer_id" AS "id", MIN("orders"."amount") AS "__measure__0" FROM "public"."orders" "orders" GROUP BY 1) "t1" ON (("t0"."id" = "t1"."id") OR (("t0"."id" IS NULL) AND ("t1"."id" IS NULL))) GROUP BY 1 ORDER BY 1;

-- name: histogram bins
SELECT FLOOR("orders"."amount" / 200) AS "Amount (bin)", COUNT(*) FROM "public"."orders" "orders" GROUP BY 1 ORDER BY 1;

-- name: calculated fields with conditions
SELECT (CASE WHEN ("orders"."discount" > 0.5) THEN 'High' WHEN NOT ("orders"."discount" > 0.5) THEN 'Low' ELSE NULL END) AS "Calculation_1", COUNT(*) AS "n" FROM "public"."orders" "orders" GROUP BY 1 ORDER BY 1;

-- name: string functions
SELECT (CASE WHEN 3 >= 0 THEN LEFT("customers"."name", 3) ELSE NULL END) AS "left", RIGHT("customers"."name", 2) AS "right", STRPOS("customers"."name", 'i') AS "find", LENGTH("customers"."name") AS "len", REPLACE("customers"."name", ' ', '_') AS "rep", SPLIT_PART("customers"."name", ' ', 1) AS "split", INITCAP("customers"."name") AS "proper", ASCII("customers"."name") AS "ascii" FROM "public"."customers" "customers" ORDER BY "customers"."id";

-- name: number functions
SELECT ABS("wide"."c_int4"::bigint) AS "abs", CEIL("wide"."c_numeric") AS "ceil", FLOOR("wide"."c_numeric") AS "floor", ROUND("wide"."c_numeric", 1) AS "round", SIGN("wide"."c_numeric") AS "sign", POWER("wide"."c_int2", 2) AS "power", SQRT(ABS("wide"."c_int2")) AS "sqrt", "wide"."c_int2" % 7 AS "mod", "wide"."c_int2" / 7 AS "div", LN(1 + ABS("wide"."c_int2")) AS "ln" FROM "public"."wide" "wide" WHERE "wide"."c_int2" > -32768 ORDER BY "wide"."id";

-- name: date arithmetic
SELECT CAST("orders"."ordered_at" AS DATE) + 7 AS "dateadd", "orders"."ordered_at" + 3 * INTERVAL '1 MONTH' AS "months", (CAST("orders"."shipped_at" AS DATE) - CAST("orders"."ordered_at" AS DATE)) AS "datediff", AGE("orders"."ordered_at", TIMESTAMP '2020-02-29 00:00:00') AS "age" FROM "public"."orders" "orders" ORDER BY "orders"."id" LIMIT 60;

-- name: range of a quick filter
SELECT MIN("orders"."ordered_at") AS "TEMP(TC_)(1)", MAX("orders"."ordered_at") AS "TEMP(TC_)(2)", COUNT("orders"."ordered_at") AS "TEMP(TC_)(3)" FROM "public"."orders" "orders";

-- name: a set of members with NULL
SELECT "customers"."country" AS "country", COUNT(*) FROM "public"."customers" "customers" WHERE (("customers"."country" IN ('DE', 'US')) OR ("customers"."country" IS NULL)) GROUP BY 1 ORDER BY 1 NULLS FIRST;

-- name: date literals
SELECT COUNT(*) AS "n" FROM "public"."orders" "orders" WHERE (("orders"."ordered_at" >= (TIMESTAMP '2024-02-28 00:00:00.000')) AND ("orders"."ordered_at" < (TIMESTAMP '2024-03-02 00:00:00.000'))) OR CAST("orders"."ordered_at" AS DATE) = (DATE '2000-02-29');

-- name: custom SQL
SELECT "Custom SQL Query"."Region" AS "Region", SUM("Custom SQL Query"."Target Amount") AS "sum:Target Amount:ok" FROM (SELECT * FROM "Sales Targets") "Custom SQL Query" GROUP BY 1 ORDER BY 1;

-- name: corr and regression
SELECT CORR("orders"."quantity", "orders"."discount") IS NOT NULL AS "c", REGR_COUNT("orders"."quantity", "orders"."discount") AS "n", ROUND(CAST(COVAR_POP("orders"."quantity", "orders"."discount") AS NUMERIC), 6) AS "cov" FROM "public"."orders" "orders";

-- name: a cursor over a result
SELECT "customers"."name" AS "name", "customers"."credit" AS "credit" FROM "public"."customers" "customers" ORDER BY "customers"."credit" DESC NULLS LAST, "customers"."id" FETCH FIRST 10 ROWS ONLY;
