-- name: entities by a parameter
-- parameters: ["DE", "20"]
SELECT customers.id AS customers_id, customers.name AS customers_name, customers.tags AS customers_tags FROM customers WHERE customers.country = $1::VARCHAR ORDER BY customers.id LIMIT $2::INTEGER;

-- name: eager load by a subquery
-- parameters: ["5"]
SELECT anon_1.customers_id, anon_1.customers_name, orders_1.id AS id_1, orders_1.amount FROM (SELECT customers.id AS customers_id, customers.name AS customers_name FROM customers ORDER BY customers.id LIMIT $1::INTEGER) AS anon_1 LEFT OUTER JOIN orders AS orders_1 ON anon_1.customers_id = orders_1.customer_id ORDER BY anon_1.customers_id, orders_1.id;

-- name: select in load
SELECT orders.customer_id AS orders_customer_id, orders.id AS orders_id FROM orders WHERE orders.customer_id IN (1, 2, 3, 5, 8) ORDER BY orders.customer_id, orders.id;

-- name: any of an array parameter
-- parameters: ["{1,3,5,7}"]
SELECT products.id, products.sku FROM products WHERE products.id = ANY ($1::INTEGER[]) ORDER BY products.id;

-- name: exists and not exists
SELECT customers.id FROM customers WHERE (EXISTS (SELECT 1 FROM orders WHERE customers.id = orders.customer_id AND orders.status = 'returned')) AND NOT (EXISTS (SELECT * FROM events WHERE events.user_id = customers.id AND events.kind = 'buy')) ORDER BY customers.id;

-- name: not in with NULLs
SELECT count(*) AS count_1 FROM customers WHERE (customers.id NOT IN (SELECT orders.customer_id FROM orders));

-- name: count of a subquery
SELECT count(*) AS count_1 FROM (SELECT customers.id AS customers_id FROM customers WHERE customers.is_active IS true) AS anon_1;

-- name: keyset page
-- parameters: ["2023-06-01 00:00:00", "100000300"]
SELECT orders.ordered_at, orders.id FROM orders WHERE (orders.ordered_at, orders.id) > ($1::TIMESTAMP WITHOUT TIME ZONE, $2::BIGINT) ORDER BY orders.ordered_at, orders.id LIMIT 20;

-- name: offset page
-- parameters: ["10", "40"]
SELECT orders.id, orders.status FROM orders ORDER BY orders.id LIMIT $1 OFFSET $2;

-- name: aggregates with filters
SELECT orders.status, count(orders.id) AS count_1, count(*) FILTER (WHERE (orders.amount > 100)) AS anon_1, max(orders.ordered_at) - min(orders.ordered_at) AS anon_2 FROM orders GROUP BY orders.status ORDER BY orders.status;

-- name: array operators
SELECT customers.id, customers.tags[1] AS first, array_length(customers.tags, 1) AS n, customers.tags @> ARRAY['vip'] AS has_vip, 'new' = ANY (customers.tags) AS is_new, customers.tags || ARRAY['x'] AS more, cardinality(customers.tags) AS c FROM customers ORDER BY customers.id;

-- name: JSON operators
SELECT customers.id, customers.profile -> 'utm' AS utm, customers.profile ->> 'plan' AS plan, CAST((customers.profile ->> 'seats') AS INTEGER) AS seats, (customers.profile #>> '{utm, source}') AS source FROM customers ORDER BY customers.id;

-- name: recursive tree
WITH RECURSIVE tree(id, depth, path) AS (SELECT customers.id AS id, 0 AS depth, ARRAY[customers.id] AS path FROM customers WHERE customers.referrer_id IS NULL UNION ALL SELECT customers.id, tree.depth + 1, tree.path || customers.id FROM customers JOIN tree ON customers.referrer_id = tree.id WHERE NOT customers.id = ANY (tree.path)) SELECT tree.id, tree.depth, tree.path FROM tree ORDER BY tree.path;

-- name: values joined
SELECT v.code, v.label, count(c.id) AS n FROM (VALUES ('DE', 'Germany'), ('US', 'USA'), ('XX', NULL)) AS v (code, label) LEFT OUTER JOIN customers c ON c.country = v.code GROUP BY v.code, v.label ORDER BY v.code;

-- name: case, cast and coalesce
SELECT orders.id, CASE orders.status WHEN 'paid' THEN 1 WHEN 'open' THEN 2 ELSE NULL END AS code, CAST(orders.amount AS VARCHAR) AS amount, coalesce(orders.notes, orders.status, 'none') AS note, nullif(orders.quantity, 0) AS quantity, CAST(orders.quantity AS FLOAT) / 4 AS quarter FROM orders ORDER BY orders.id LIMIT 80;

-- name: lateral top orders
SELECT customers.id, anon_1.id AS order_id, anon_1.amount FROM customers JOIN LATERAL (SELECT orders.id AS id, orders.amount AS amount FROM orders WHERE orders.customer_id = customers.id ORDER BY orders.amount DESC NULLS LAST, orders.id LIMIT 2) AS anon_1 ON true ORDER BY customers.id, anon_1.id;

-- name: unions of entities
SELECT anon_1.id, anon_1.label FROM (SELECT customers.id AS id, customers.segment AS label FROM customers UNION SELECT products.id AS id, products.category AS label FROM products) AS anon_1 ORDER BY anon_1.id, anon_1.label;

-- name: ilike with an escape
-- parameters: ["%b\\_c%"]
SELECT customers.id FROM customers WHERE customers.name ILIKE $1::VARCHAR ESCAPE '\' ORDER BY customers.id;

-- name: is distinct from
SELECT orders.id FROM orders WHERE orders.quantity IS DISTINCT FROM 1 AND orders.discount IS NOT DISTINCT FROM NULL ORDER BY orders.id LIMIT 30;

-- name: tuple in
SELECT orders.id FROM orders WHERE (orders.customer_id, orders.status) IN ((1, 'paid'), (2, 'open'), (3, 'paid')) ORDER BY orders.id;

-- name: dates by parameters
-- parameters: ["2024-02-29", "3 days"]
SELECT events.id, events.day, events.day + $2::INTERVAL AS later FROM events WHERE events.day >= $1::DATE AND events.day < $1::DATE + $2::INTERVAL ORDER BY events.id;
