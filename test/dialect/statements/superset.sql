-- name: metric by day
SELECT DATE_TRUNC('day', ordered_at) AS __timestamp, sum(amount) AS "SUM(amount)" FROM public.orders WHERE ordered_at >= TO_TIMESTAMP('2023-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') AND ordered_at < TO_TIMESTAMP('2024-01-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') GROUP BY DATE_TRUNC('day', ordered_at) ORDER BY __timestamp ASC LIMIT 10000;

-- name: metric by week and series
SELECT DATE_TRUNC('week', "at") AS __timestamp, kind AS kind, count(*) AS count FROM public.events GROUP BY DATE_TRUNC('week', "at"), kind ORDER BY count DESC, __timestamp, kind LIMIT 50000;

-- name: series limited to the top three
SELECT DATE_TRUNC('month', ordered_at) AS __timestamp, product_id AS product_id, sum(amount) AS "SUM(amount)" FROM public.orders JOIN (SELECT product_id AS product_id__, sum(amount) AS mme_inner__ FROM public.orders GROUP BY product_id ORDER BY mme_inner__ DESC NULLS LAST, product_id__ LIMIT 3) AS anon_1 ON product_id = product_id__ GROUP BY DATE_TRUNC('month', ordered_at), product_id ORDER BY 1, 2 LIMIT 10000;

-- name: every grain of one moment
SELECT DATE_TRUNC('second', "at") AS s, DATE_TRUNC('minute', "at") AS m, DATE_TRUNC('hour', "at") AS h, DATE_TRUNC('day', "at") AS d, DATE_TRUNC('week', "at") AS w, DATE_TRUNC('month', "at") AS mo, DATE_TRUNC('quarter', "at") AS q, DATE_TRUNC('year', "at") AS y FROM public.events ORDER BY id LIMIT 60;

-- name: grains of a date
SELECT DATE_TRUNC('week', day) AS w, DATE_TRUNC('month', day) AS m, DATE_TRUNC('year', day) AS y, count(*) AS count FROM public.events GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;

-- name: five and thirty minutes
SELECT DATE_TRUNC('hour', "at") + INTERVAL '5 min' * FLOOR(DATE_PART('minute', "at") / 5) AS five, DATE_TRUNC('hour', "at") + INTERVAL '30 min' * FLOOR(EXTRACT(MINUTE FROM "at") / 30) AS thirty, count(*) AS count FROM public.events GROUP BY 1, 2 ORDER BY 1, 2;

-- name: epoch column as time
SELECT DATE_TRUNC('day', (timestamp 'epoch' + epoch * interval '1 second')) AS __timestamp, avg(value) AS "AVG(value)" FROM public.events WHERE epoch >= 1672531200 AND epoch < 1704067200 GROUP BY DATE_TRUNC('day', (timestamp 'epoch' + epoch * interval '1 second')) ORDER BY __timestamp;

-- name: filter by dates
SELECT day AS day, count(DISTINCT user_id) AS "COUNT_DISTINCT(user_id)" FROM public.events WHERE day >= TO_DATE('2024-01-01', 'YYYY-MM-DD') AND day < TO_DATE('2024-07-01', 'YYYY-MM-DD') GROUP BY day ORDER BY day;

-- name: table chart with totals of everything
SELECT status AS status, count(*) AS count, sum(amount) AS total, avg(amount) AS "AVG(amount)", min(amount) AS "MIN(amount)", max(amount) AS "MAX(amount)" FROM public.orders GROUP BY status ORDER BY count DESC, status LIMIT 1000;

-- name: filter box values
SELECT DISTINCT country AS country FROM public.customers ORDER BY country LIMIT 1000;

-- name: adhoc filters
SELECT count(*) AS count FROM public.orders WHERE status IN ('paid', 'open') AND quantity > 2 AND notes IS NOT NULL AND (notes LIKE '%a%') AND NOT (notes ILIKE 'Z%') AND amount != 0;

-- name: pivot of two columns
SELECT status AS status, EXTRACT(YEAR FROM ordered_at) AS year, sum(quantity) AS "SUM(quantity)", sum(amount) / sum(quantity) AS ratio FROM public.orders GROUP BY status, EXTRACT(YEAR FROM ordered_at) ORDER BY 1, 2;

-- name: virtual dataset
SELECT virtual_table.country AS country, AVG(virtual_table.orders) AS "AVG(orders)" FROM (SELECT c.country, c.id, count(o.id) AS orders FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.country, c.id) AS virtual_table GROUP BY virtual_table.country ORDER BY country LIMIT 100;

-- name: box plot by percentiles
SELECT segment, percentile_cont(0.25) WITHIN GROUP (ORDER BY credit) AS q1, percentile_disc(0.5) WITHIN GROUP (ORDER BY credit) AS median, percentile_cont(array[0.05, 0.95]) WITHIN GROUP (ORDER BY credit) AS whiskers FROM public.customers GROUP BY segment ORDER BY segment;

-- name: samples
SELECT * FROM public.customers ORDER BY id LIMIT 1000 OFFSET 10;

-- name: row count
SELECT COUNT(*) AS rowcount FROM (SELECT status AS status, count(*) AS count FROM public.orders GROUP BY status LIMIT 50000) AS rowcount_qry;

-- name: SQL Lab with a template's window
WITH daily AS (SELECT day, kind, count(*) AS n FROM events GROUP BY day, kind) SELECT day, kind, n, n - lag(n) OVER (PARTITION BY kind ORDER BY day) AS change, round(100.0 * n / sum(n) OVER (PARTITION BY day), 2) AS share FROM daily ORDER BY kind, day LIMIT 200;

-- name: calculated columns
SELECT CASE WHEN amount > 1000 THEN 'big' WHEN amount > 100 THEN 'middle' ELSE 'small' END AS size, to_char(ordered_at, 'YYYY-MM') AS month, count(*) AS count FROM public.orders GROUP BY 1, 2 ORDER BY 1, 2;
