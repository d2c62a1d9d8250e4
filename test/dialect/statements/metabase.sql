-- name: rows of a table, the first 2000
SELECT "public"."orders"."id" AS "id", "public"."orders"."customer_id" AS "customer_id", "public"."orders"."status" AS "status", "public"."orders"."amount" AS "amount", "public"."orders"."ordered_at" AS "ordered_at" FROM "public"."orders" ORDER BY "public"."orders"."id" ASC LIMIT 2000;

-- name: count by month
SELECT DATE_TRUNC('month', "public"."orders"."ordered_at") AS "ordered_at", COUNT(*) AS "count" FROM "public"."orders" GROUP BY DATE_TRUNC('month', "public"."orders"."ordered_at") ORDER BY DATE_TRUNC('month', "public"."orders"."ordered_at") ASC;

-- name: count by week that starts on Sunday
SELECT (DATE_TRUNC('week', ("public"."orders"."ordered_at" + INTERVAL '1 day')) + INTERVAL '-1 day') AS "ordered_at", COUNT(*) AS "count" FROM "public"."orders" GROUP BY (DATE_TRUNC('week', ("public"."orders"."ordered_at" + INTERVAL '1 day')) + INTERVAL '-1 day') ORDER BY (DATE_TRUNC('week', ("public"."orders"."ordered_at" + INTERVAL '1 day')) + INTERVAL '-1 day') ASC;

-- name: count by day in the report's zone
SELECT CAST(DATE_TRUNC('day', "public"."events"."at" AT TIME ZONE 'Europe/Berlin') AS date) AS "at", COUNT(*) AS "count" FROM "public"."events" GROUP BY CAST(DATE_TRUNC('day', "public"."events"."at" AT TIME ZONE 'Europe/Berlin') AS date) ORDER BY CAST(DATE_TRUNC('day', "public"."events"."at" AT TIME ZONE 'Europe/Berlin') AS date) ASC;

-- name: count by day of the week, Sunday first
SELECT CASE WHEN (CAST(EXTRACT(dow FROM "public"."orders"."ordered_at") AS integer) + 1) % 7 = 0 THEN 7 ELSE (CAST(EXTRACT(dow FROM "public"."orders"."ordered_at") AS integer) + 1) % 7 END AS "ordered_at", COUNT(*) AS "count" FROM "public"."orders" GROUP BY CASE WHEN (CAST(EXTRACT(dow FROM "public"."orders"."ordered_at") AS integer) + 1) % 7 = 0 THEN 7 ELSE (CAST(EXTRACT(dow FROM "public"."orders"."ordered_at") AS integer) + 1) % 7 END ORDER BY 1 ASC;

-- name: binned amounts of width 250
SELECT FLOOR((("public"."orders"."amount" - -1500.0) / 250.0)) * 250.0 + -1500.0 AS "amount", COUNT(*) AS "count" FROM "public"."orders" GROUP BY FLOOR((("public"."orders"."amount" - -1500.0) / 250.0)) * 250.0 + -1500.0 ORDER BY 1 ASC;

-- name: sum, average and distinct values by a joined column
SELECT "Customers"."country" AS "Customers__country", SUM("public"."orders"."amount") AS "sum", AVG("public"."orders"."quantity") AS "avg", COUNT(DISTINCT "public"."orders"."product_id") AS "count" FROM "public"."orders" LEFT JOIN "public"."customers" AS "Customers" ON "public"."orders"."customer_id" = "Customers"."id" GROUP BY "Customers"."country" ORDER BY "Customers"."country" ASC;

-- name: share of the paid ones
SELECT "public"."orders"."product_id" AS "product_id", CAST(SUM(CASE WHEN "public"."orders"."status" = 'paid' THEN 1 ELSE 0.0 END) AS float) / CASE WHEN COUNT(*) = 0 THEN NULL ELSE COUNT(*) END AS "share" FROM "public"."orders" GROUP BY "public"."orders"."product_id" ORDER BY "share" DESC NULLS LAST, "product_id" ASC;

-- name: median and 90th percentile
SELECT PERCENTILE_CONT(0.5) within group (order by "public"."orders"."amount") AS "median", PERCENTILE_CONT(0.9) within group (order by "public"."orders"."amount") AS "percentile", STDDEV_POP("public"."orders"."discount") AS "stddev", VAR_POP("public"."orders"."quantity") AS "var" FROM "public"."orders";

-- name: contains, without regard to case
SELECT "public"."customers"."id" AS "id", "public"."customers"."name" AS "name" FROM "public"."customers" WHERE (LOWER("public"."customers"."name") LIKE '%smith%') ORDER BY "public"."customers"."id" ASC;

-- name: the last 12 months before a day
SELECT COUNT(*) AS "count" FROM "public"."orders" WHERE ("public"."orders"."ordered_at" >= DATE_TRUNC('month', (CAST('2024-06-15' AS timestamp) + INTERVAL '-12 month'))) AND ("public"."orders"."ordered_at" < DATE_TRUNC('month', CAST('2024-06-15' AS timestamp)));

-- name: a text that a regular expression takes out
SELECT SUBSTRING("public"."customers"."email" FROM '@(.+)\.') AS "Host", COUNT(*) AS "count" FROM "public"."customers" GROUP BY SUBSTRING("public"."customers"."email" FROM '@(.+)\.') ORDER BY "count" DESC, "Host" ASC;

-- name: concatenation, length and trimming in custom columns
SELECT CONCAT("public"."products"."category", ' / ', "public"."products"."sku") AS "Label", LENGTH("public"."products"."title") AS "Length", UPPER(TRIM("public"."products"."title")) AS "Upper", SUBSTRING("public"."products"."sku", 1, 2) AS "Prefix", REPLACE("public"."products"."sku", '-', '') AS "Plain" FROM "public"."products" ORDER BY "public"."products"."id" ASC;

-- name: ratio of sums with a guard
SELECT "source"."status" AS "status", "source"."sum" AS "sum", CAST("source"."sum" AS float) / NULLIF("source"."quantity", 0) AS "Price" FROM (SELECT "public"."orders"."status" AS "status", SUM("public"."orders"."amount") AS "sum", SUM("public"."orders"."quantity") AS "quantity" FROM "public"."orders" GROUP BY "public"."orders"."status") AS "source" ORDER BY "source"."status" ASC;

-- name: cumulative count by month
SELECT DATE_TRUNC('month', "public"."orders"."ordered_at") AS "ordered_at", SUM(COUNT(*)) OVER (ORDER BY DATE_TRUNC('month', "public"."orders"."ordered_at") ASC ROWS UNBOUNDED PRECEDING) AS "count" FROM "public"."orders" GROUP BY DATE_TRUNC('month', "public"."orders"."ordered_at") ORDER BY DATE_TRUNC('month', "public"."orders"."ordered_at") ASC;

-- name: an unfolded field of JSON
SELECT ("public"."customers"."profile"#>> array['plan']::text[])::text AS "profile → plan", COUNT(*) AS "count" FROM "public"."customers" GROUP BY "profile → plan" ORDER BY "profile → plan" ASC;

-- name: a field filter by parameters
-- parameters: ["paid", "2023-01-01", "2024-01-01"]
SELECT COUNT(*) AS "count", MIN("ordered_at") AS "min", MAX("ordered_at") AS "max" FROM "public"."orders" WHERE "public"."orders"."status" = $1 AND "public"."orders"."ordered_at" BETWEEN CAST($2 AS timestamp) AND CAST($3 AS timestamp);

-- name: difference of days and hours of the day
SELECT "public"."orders"."id" AS "id", CAST("public"."orders"."shipped_at" AS date) - CAST("public"."orders"."ordered_at" AS date) AS "days", CAST(EXTRACT(hour FROM "public"."orders"."ordered_at") AS integer) AS "hour", CAST(EXTRACT(quarter FROM "public"."orders"."ordered_at") AS integer) AS "quarter" FROM "public"."orders" WHERE "public"."orders"."shipped_at" IS NOT NULL ORDER BY "public"."orders"."id" ASC LIMIT 50;

-- name: fingerprint sample
SELECT SUBSTRING("public"."orders"."notes", 1, 1234) AS "substring1", "public"."orders"."discount" AS "discount", "public"."orders"."shipped_at" AS "shipped_at" FROM "public"."orders" ORDER BY "public"."orders"."id" LIMIT 10000;

-- name: seconds since the epoch as moments
SELECT CAST(TO_TIMESTAMP("public"."events"."epoch") AS timestamp) AS "epoch", DATE_TRUNC('quarter', TO_TIMESTAMP("public"."events"."epoch")) AS "quarter" FROM "public"."events" ORDER BY "public"."events"."id" LIMIT 40;
