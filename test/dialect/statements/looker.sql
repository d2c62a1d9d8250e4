-- name: dates in the user's zone
SELECT (DATE(events."at" AT TIME ZONE 'UTC' AT TIME ZONE 'America/New_York')) AS "events.at_date", COUNT(*) AS "events.count" FROM public.events AS events GROUP BY 1 ORDER BY 1 DESC FETCH NEXT 500 ROWS ONLY;

-- name: months as text
SELECT (TO_CHAR(DATE_TRUNC('month', orders.ordered_at ), 'YYYY-MM')) AS "orders.ordered_month", COALESCE(SUM(orders.amount), 0) AS "orders.total" FROM public.orders AS orders GROUP BY (DATE_TRUNC('month', orders.ordered_at )) ORDER BY 1 DESC FETCH NEXT 500 ROWS ONLY;

-- name: hours of the day and days of the week
SELECT (CAST(EXTRACT(HOUR FROM orders.ordered_at ) AS INT)) AS "orders.hour", (TO_CHAR(orders.ordered_at , 'FMDay')) AS "orders.day_of_week", (MOD(EXTRACT(DOW FROM orders.ordered_at )::integer - 1 + 7, 7)) AS "orders.day_index", COUNT(*) AS "orders.count" FROM public.orders AS orders GROUP BY 1, 2, 3 ORDER BY 3, 1 FETCH NEXT 500 ROWS ONLY;

-- name: symmetric sum over a fan-out
SELECT customers.country AS "customers.country", COALESCE(COALESCE(CAST( ( SUM(DISTINCT (CAST(FLOOR(COALESCE(customers.credit ,0)*(1000000*1.0)) AS DECIMAL(38,0))) + CAST(('x' || SUBSTR(MD5(customers.id ::varchar),1,15))::bit(60)::bigint AS DECIMAL) ) - SUM(DISTINCT CAST(('x' || SUBSTR(MD5(customers.id ::varchar),1,15))::bit(60)::bigint AS DECIMAL)) ) AS DOUBLE PRECISION) / CAST((1000000*1.0) AS DOUBLE PRECISION), 0), 0) AS "customers.credit_total" FROM public.orders AS orders LEFT JOIN public.customers AS customers ON orders.customer_id = customers.id GROUP BY 1 ORDER BY 1;

-- name: distinct count over a join
SELECT products.category AS "products.category", COUNT(DISTINCT orders.id ) AS "orders.count", AVG(orders.quantity ) AS "orders.average_quantity" FROM public.orders AS orders LEFT JOIN public.products AS products ON orders.product_id = products.id GROUP BY 1 HAVING COUNT(DISTINCT orders.id) > 5 ORDER BY 2 DESC, 1 FETCH NEXT 500 ROWS ONLY;

-- name: tiers
SELECT CASE WHEN orders.amount < 0 THEN 'Below 0' WHEN orders.amount >= 0 AND orders.amount < 100 THEN '0 to 99' WHEN orders.amount >= 100 AND orders.amount < 500 THEN '100 to 499' WHEN orders.amount >= 500 THEN '500 or Above' ELSE 'Undefined' END AS "orders.tier", COUNT(*) AS "orders.count" FROM public.orders AS orders GROUP BY 1 ORDER BY 1;

-- name: filtered measures
SELECT COUNT(CASE WHEN (orders.status = 'paid') THEN 1 ELSE NULL END) AS "orders.paid", COUNT(CASE WHEN (orders.status <> 'paid' OR orders.status IS NULL) THEN 1 ELSE NULL END) AS "orders.unpaid", 1.0 * COUNT(CASE WHEN orders.status = 'paid' THEN 1 END) / NULLIF(COUNT(*), 0) AS "orders.rate" FROM public.orders AS orders;

-- name: percentiles
SELECT orders.status AS "orders.status", PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY orders.amount ) AS "orders.median", PERCENTILE_CONT(0.25) WITHIN GROUP (ORDER BY orders.discount) AS "orders.p25" FROM public.orders AS orders GROUP BY 1 ORDER BY 1;

-- name: lists
SELECT customers.country AS "customers.country", STRING_AGG(DISTINCT customers.segment, '|RECORD|' ORDER BY customers.segment) AS "customers.segments" FROM public.customers AS customers GROUP BY 1 ORDER BY 1;

-- name: yes and no
SELECT (CASE WHEN customers.is_active THEN 'Yes' ELSE 'No' END) AS "customers.is_active", COUNT(*) AS "customers.count" FROM public.customers AS customers WHERE NOT COALESCE(customers.credit < 0 , FALSE) GROUP BY 1 ORDER BY 1;

-- name: filters of text
SELECT COUNT(*) AS "n" FROM public.customers AS customers WHERE (((UPPER(customers.name) LIKE UPPER('%smith%')) OR (customers.name LIKE 'Zo_ %')) AND (customers.email <> '' AND LENGTH(customers.email) <> 0));

-- name: relative dates
SELECT COUNT(*) AS n FROM public.orders AS orders WHERE ((( orders.ordered_at ) >= ((DATE_TRUNC('month', DATE_TRUNC('day', TIMESTAMP '2024-03-31 10:00:00')) + (-5 || ' month')::INTERVAL)) AND ( orders.ordered_at ) < ((DATE_TRUNC('month', DATE_TRUNC('day', TIMESTAMP '2024-03-31 10:00:00')) + (1 || ' month')::INTERVAL))));

-- name: pivoted query with ranks
WITH ranked AS (SELECT orders.status AS pivot, DATE_TRUNC('year', orders.ordered_at) AS y, COALESCE(SUM(orders.amount), 0) AS total FROM public.orders AS orders GROUP BY 1, 2) SELECT *, DENSE_RANK() OVER (ORDER BY z.pivot) AS z___pivot_row_rank, RANK() OVER (PARTITION BY z.pivot ORDER BY z.total DESC, z.y) AS z__rank, MIN(z.total) OVER (PARTITION BY z.y) AS z__min FROM ranked z ORDER BY z.pivot, z.y;

-- name: totals
SELECT COALESCE(SUM(orders.amount), 0) AS "orders.total", MIN(orders.ordered_at) AS "first", TO_CHAR(MAX(orders.ordered_at), 'YYYY-MM-DD HH24:MI:SS') AS "last" FROM public.orders AS orders FETCH NEXT 1 ROWS ONLY;

-- name: derived table
WITH order_facts AS (SELECT customer_id, COUNT(*) AS lifetime_orders, SUM(amount) AS lifetime_revenue, MIN(ordered_at) AS first_order, ROW_NUMBER() OVER (ORDER BY SUM(amount) DESC NULLS LAST, customer_id) AS rank FROM public.orders GROUP BY customer_id) SELECT customers.id AS "customers.id", order_facts.lifetime_orders AS "lifetime_orders", order_facts.lifetime_revenue AS "lifetime_revenue", order_facts.rank AS "rank", order_facts.first_order::date AS "first_order" FROM public.customers AS customers INNER JOIN order_facts ON customers.id = order_facts.customer_id ORDER BY order_facts.rank FETCH NEXT 20 ROWS ONLY;

-- name: durations
SELECT (CAST(FLOOR((EXTRACT(EPOCH FROM orders.shipped_at) - EXTRACT(EPOCH FROM orders.ordered_at)) / (60*60*24)) AS BIGINT)) AS "orders.days_to_ship", COUNT(*) AS n FROM public.orders AS orders GROUP BY 1 ORDER BY 1 NULLS FIRST LIMIT 30;

-- name: suggestions
SELECT DISTINCT customers.segment AS "customers.segment" FROM public.customers AS customers WHERE customers.segment LIKE '%' ORDER BY 1 LIMIT 1000;

-- name: fiscal quarters
SELECT (TO_CHAR(DATE_TRUNC('month', CAST(DATE_TRUNC('quarter', orders.ordered_at + INTERVAL '-1 month') AS DATE)), 'YYYY-MM')) AS "q", ('Q' || CAST(CEIL(CAST(EXTRACT(MONTH FROM orders.ordered_at) AS INT) / 3.0) AS INT)) AS "quarter", COUNT(*) AS n FROM public.orders AS orders GROUP BY 1, 2 ORDER BY 1, 2;
