-- name: list of objects
SELECT coalesce(json_agg("root"), '[]') AS "root" FROM (SELECT row_to_json((SELECT "_e" FROM (SELECT "_root.base"."id" AS "id", "_root.base"."name" AS "name") AS "_e")) AS "root" FROM (SELECT * FROM "public"."customers" WHERE ('true') ORDER BY "id" ASC LIMIT 5) AS "_root.base" ORDER BY "id" ASC) AS "_root";

-- name: object relationship
SELECT coalesce(json_agg("root" ORDER BY "root.pg.id" ASC NULLS LAST), '[]') AS "root" FROM (SELECT row_to_json((SELECT "_e" FROM (SELECT "_root.base"."id" AS "id", "_root.or.customer"."customer" AS "customer") AS "_e")) AS "root", "_root.base"."id" AS "root.pg.id" FROM (SELECT * FROM "public"."orders" WHERE (("public"."orders"."status") = (('open')::text)) ORDER BY "id" ASC NULLS LAST LIMIT 10) AS "_root.base" LEFT OUTER JOIN LATERAL (SELECT row_to_json((SELECT "_e" FROM (SELECT "_root.or.customer.base"."id" AS "id", "_root.or.customer.base"."country" AS "country") AS "_e")) AS "customer" FROM (SELECT * FROM "public"."customers" WHERE (("_root.base"."customer_id") = ("id")) LIMIT 1) AS "_root.or.customer.base") AS "_root.or.customer" ON ('true') ORDER BY "root.pg.id" ASC NULLS LAST) AS "_root";

-- name: array relationship
SELECT coalesce(json_agg("root" ORDER BY "root.pg.id" ASC NULLS LAST), '[]') AS "root" FROM (SELECT row_to_json((SELECT "_e" FROM (SELECT "_root.base"."id" AS "id", "_root.ar.root.orders"."orders" AS "orders") AS "_e")) AS "root", "_root.base"."id" AS "root.pg.id" FROM (SELECT * FROM "public"."customers" ORDER BY "id" ASC NULLS LAST LIMIT 4) AS "_root.base" LEFT OUTER JOIN LATERAL (SELECT coalesce(json_agg("orders" ORDER BY "root.ar.root.orders.pg.id" ASC NULLS LAST), '[]') AS "orders" FROM (SELECT row_to_json((SELECT "_e" FROM (SELECT "_root.ar.root.orders.base"."id" AS "id", "_root.ar.root.orders.base"."amount" AS "amount") AS "_e")) AS "orders", "_root.ar.root.orders.base"."id" AS "root.ar.root.orders.pg.id" FROM (SELECT * FROM "public"."orders" WHERE (("_root.base"."id") = ("customer_id")) ORDER BY "id" ASC NULLS LAST) AS "_root.ar.root.orders.base" ORDER BY "root.ar.root.orders.pg.id" ASC NULLS LAST) AS "_root.ar.root.orders") AS "_root.ar.root.orders" ON ('true') ORDER BY "root.pg.id" ASC NULLS LAST) AS "_root";

-- name: one object by its key
SELECT coalesce((json_agg("root") -> 0), 'null') AS "root" FROM (SELECT row_to_json((SELECT "_e" FROM (SELECT "_root.base"."id" AS "id", "_root.base"."title" AS "title", "_root.base"."price" AS "price") AS "_e")) AS "root" FROM (SELECT * FROM "public"."products" WHERE (("public"."products"."id") = (('7')::integer))) AS "_root.base") AS "_root";

-- name: aggregates with nodes
SELECT json_build_object('aggregate', json_build_object('count', COUNT(*), 'sum', json_build_object('quantity', sum("root.pg.quantity")), 'max', json_build_object('amount', max("root.pg.amount")))) AS "root" FROM (SELECT "_root.base"."quantity" AS "root.pg.quantity", "_root.base"."amount" AS "root.pg.amount" FROM (SELECT * FROM "public"."orders" WHERE ((("public"."orders"."amount") > (('0')::numeric)))) AS "_root.base") AS "_root";

-- name: average of an aggregate
SELECT json_build_object('avg', avg("quantity"), 'stddev', stddev("quantity") IS NOT NULL, 'min', min("ordered_at"), 'distinct', count(DISTINCT "status")) AS "root" FROM "public"."orders";

-- name: distinct on
SELECT coalesce(json_agg("root" ORDER BY "root.pg.kind" ASC NULLS LAST), '[]') AS "root" FROM (SELECT DISTINCT ON ("root.pg.kind") row_to_json((SELECT "_e" FROM (SELECT "_root.base"."kind" AS "kind", "_root.base"."id" AS "id") AS "_e")) AS "root", "_root.base"."kind" AS "root.pg.kind", "_root.base"."id" AS "root.pg.id" FROM (SELECT * FROM "public"."events") AS "_root.base" ORDER BY "root.pg.kind" ASC NULLS LAST, "root.pg.id" DESC NULLS FIRST) AS "_root";

-- name: permission filter
SELECT coalesce(json_agg("root" ORDER BY "root.pg.id"), '[]') AS "root" FROM (SELECT row_to_json((SELECT "_e" FROM (SELECT "_root.base"."id" AS "id") AS "_e")) AS "root", "_root.base"."id" AS "root.pg.id" FROM (SELECT * FROM "public"."orders" WHERE (EXISTS (SELECT 1 FROM "public"."customers" AS "__be_0_public_customers" WHERE (((("__be_0_public_customers"."id") = ("public"."orders"."customer_id")) AND ('true')) AND (((("__be_0_public_customers"."country") = (('FR')::text)) AND ('true')) AND ('true')))))) AS "_root.base") AS "_root";

-- name: comparisons of every kind
SELECT count(*) FROM "public"."customers" WHERE ((("name") ILIKE (('%m%')::text)) AND (("segment") = ANY (('{small,mid,large}')::text[])) AND (("country") <> ALL (('{JP}')::text[])) AND (("credit") IS NOT NULL) AND NOT (("email") SIMILAR TO (('%mail%')::text)));

-- name: JSON contains
SELECT "id" FROM "public"."customers" WHERE (("profile"::jsonb) @> (('{"plan": "pro"}')::jsonb)) ORDER BY "id";

-- name: JSON has key
SELECT "id", ("profile"::jsonb) ? 'utm' AS "has", jsonb_typeof("profile"::jsonb) AS "type" FROM "public"."customers" ORDER BY "id";

-- name: a path in a JSON column
SELECT coalesce(json_agg("root" ORDER BY "id"), '[]') AS "root" FROM (SELECT "id", json_build_object('id', "id", 'source', ("attributes")#>>'{utm,source}', 'first', ("attributes")#>'{b,0}') AS "root" FROM "public"."products") AS "_root";

-- name: multiplexed subscription
SELECT "__subs"."result_id", "__fld_resp"."root" AS "result" FROM UNNEST((('{00000000-0000-0000-0000-000000000001,00000000-0000-0000-0000-000000000002}')::uuid[]), (('{"{\"id\": 1}","{\"id\": 2}"}')::json[])) AS "__subs"("result_id", "result_vars") LEFT OUTER JOIN LATERAL (SELECT json_build_object('orders', "root") AS "root" FROM (SELECT coalesce(json_agg("o"."id" ORDER BY "o"."id"), '[]') AS "root" FROM "public"."orders" AS "o" WHERE "o"."customer_id" = ((("__subs"."result_vars"#>>ARRAY['id']))::integer)) AS "_r") AS "__fld_resp" ON ('true') ORDER BY 1;

-- name: bigint and numeric as text
SELECT json_build_object('id', ("id")::text, 'amount', ("amount")::text, 'at', "ordered_at", 'shipped', "shipped_at") AS "root" FROM "public"."orders" ORDER BY "id" LIMIT 30;

-- name: whole rows as JSON
SELECT row_to_json("c") AS "root" FROM "public"."customers" AS "c" ORDER BY "c"."id" LIMIT 20;

-- name: whole wide rows as JSON
SELECT to_json("w") AS "root" FROM "public"."wide" AS "w" WHERE "c_float4" < 1000 AND "c_float8" BETWEEN -1000 AND 1000 ORDER BY "w"."id";

-- name: grouped objects
SELECT json_object_agg("status", "n" ORDER BY "status") AS "root" FROM (SELECT "status", count(*) AS "n" FROM "public"."orders" GROUP BY "status") AS "_g";

-- name: paging in both directions
SELECT coalesce(json_agg("root" ORDER BY "root.pg.amount" DESC NULLS FIRST, "root.pg.id"), '[]') AS "root" FROM (SELECT "_root.base"."id" AS "root", "_root.base"."amount" AS "root.pg.amount", "_root.base"."id" AS "root.pg.id" FROM (SELECT * FROM "public"."orders" ORDER BY "amount" DESC NULLS FIRST, "id" LIMIT 10 OFFSET 20) AS "_root.base") AS "_root";
