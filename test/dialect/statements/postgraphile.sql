-- name: a connection of nodes
with __local_0__ as ( select to_json( ( json_build_object( '__identifiers'::text, json_build_array(__local_1__."id"), 'id'::text, (__local_1__."id"), 'name'::text, (__local_1__."name") ) ) ) as "@nodes" from ( select __local_1__.* from "public"."customers" as __local_1__ where (TRUE) and (TRUE) order by __local_1__."id" ASC limit 5 ) __local_1__ ), __local_2__ as ( select json_agg( to_json(__local_0__) ) as data from __local_0__ ) select coalesce( ( select __local_2__.data from __local_2__ ), '[]'::json ) as "data";

-- name: total count
select json_build_object('totalCount'::text, count(1)) as "aggregates" from "public"."orders" as __local_0__ where 1 = 1;

-- name: edges with cursors
select to_json( json_build_array( 'primary_key_asc', json_build_array( __local_0__."id" ) ) ) as "__cursor", to_json( ( json_build_object( 'id'::text, __local_0__."id", 'amount'::text, ((__local_0__."amount"))::text ) ) ) as "@edges" from "public"."orders" as __local_0__ where (__local_0__."customer_id" = '4'::int4) order by __local_0__."id" ASC;

-- name: nested one to many
select to_json(__local_0__."id") as "id", to_json( ( with __local_2__ as ( select to_json( ( json_build_object( 'id'::text, (__local_3__."id"), 'status'::text, (__local_3__."status") ) ) ) as "@nodes" from ( select __local_3__.* from "public"."orders" as __local_3__ where (__local_3__."customer_id" = __local_0__."id") order by __local_3__."id" ASC ) __local_3__ ) select json_build_object( 'data'::text, coalesce( ( select json_agg( to_json(__local_2__) ) from __local_2__ ), '[]'::json ) ) ) ) as "@orders" from "public"."customers" as __local_0__ order by __local_0__."id" limit 6;

-- name: nested many to one
select __local_0__."id"::text as "0", (select json_build_object('id', __local_1__."id", 'sku', __local_1__."sku") from "public"."products" as __local_1__ where (__local_0__."product_id" = __local_1__."id") and (TRUE)) as "@product" from "public"."orders" as __local_0__ order by __local_0__."id" limit 20;

-- name: keyset cursor forwards
-- parameters: ["paid", "50000000"]
select __orders__."id"::text as "0", __orders__."status" as "1" from "public"."orders" as __orders__ where ((__orders__."status" > $1::"text") or (__orders__."status" = $1::"text" and __orders__."id" > $2::"int8")) order by __orders__."status" asc, __orders__."id" asc limit 11;

-- name: keyset cursor backwards
select * from (select __orders__."id"::text as "0", __orders__."ordered_at"::text as "1", (row_number() over (partition by 1))::text as "2" from "public"."orders" as __orders__ where (__orders__."ordered_at", __orders__."id") < ('2024-01-01'::timestamp, 0::int8) order by __orders__."ordered_at" desc, __orders__."id" desc limit 4) t order by "1", "0";

-- name: identifiers joined by lateral
-- parameters: ["[[1],[2],[5]]"]
select __result__.* from (select ids.ordinality - 1 as idx, (ids.value->>0)::"int4" as "id0" from json_array_elements($1::json) with ordinality as ids) as __ids__, lateral (select __c__."name" as "0", __c__."country" as "1", __ids__.idx as "2" from "public"."customers" as __c__ where (__c__."id" = __ids__."id0") order by __c__."id" asc) as __result__ order by "2";

-- name: dates as text
select to_char(__local_0__."ordered_at", 'YYYY-MM-DD"T"HH24:MI:SS.US'::text) as "0", to_char(__local_0__."shipped_at", 'YYYY-MM-DD"T"HH24:MI:SS.USTZH:TZM'::text) as "1", __local_0__."ordered_at"::date::text as "2" from "public"."orders" as __local_0__ order by __local_0__."id" limit 50;

-- name: array of a column
select array_to_json(array(select __o__."id" from "public"."orders" as __o__ where __o__."customer_id" = __c__."id" order by __o__."id")) as "ids", array(select __o__."status" from "public"."orders" as __o__ where __o__."customer_id" = __c__."id" order by __o__."id") as "statuses" from "public"."customers" as __c__ order by __c__."id" limit 10;

-- name: aggregates by group
select json_build_object('keys', json_build_array(__local_0__."status"), 'sum', json_build_object('quantity', sum(__local_0__."quantity")), 'distinctCount', json_build_object('product', count(distinct __local_0__."product_id")))::text as "0" from "public"."orders" as __local_0__ group by __local_0__."status" order by __local_0__."status";

-- name: truncated group keys
select json_build_array(date_trunc('month', __local_0__."ordered_at"))::text as "k", sum(__local_0__."amount")::text as "s" from "public"."orders" as __local_0__ group by date_trunc('month', __local_0__."ordered_at") having count(*) > 3 order by date_trunc('month', __local_0__."ordered_at");

-- name: condition by a row
select __w__."id" from "public"."wide" as __w__ where not (__w__ is null) and (__w__."c_bool" is not distinct from true) order by 1;

-- name: has next page
select exists(select 1 from "public"."customers" as __c__ where __c__."id" > 59 offset 0) as "hasNext", exists(select 1 from "public"."customers" as __c__ where __c__."id" > 60) as "hasNotNext";

-- name: JSON elements as rows
select __c__."id", e.key, e.value from "public"."customers" as __c__, lateral json_each(case when json_typeof(__c__."profile") = 'object' then __c__."profile" else '{}' end) as e order by 1, 2, e.value::text;

-- name: tags as rows
select __c__."id", t.tag, t.n from "public"."customers" as __c__ cross join lateral unnest(__c__."tags") with ordinality as t(tag, n) order by 1, 3;

-- name: filters of connection-filter
select __p__."id" from "public"."products" as __p__ where (((__p__."title" ILIKE ('%' || 'A' || '%'))) and ((__p__."price" between 10 and 400)) and (not (__p__."category" in ('light'))) and ((__p__."sku" similar to '(AB|ab)-%'))) order by 1;

-- name: composite as JSON array
select json_build_array(__w__."c_int8"::text, __w__."c_numeric"::text, __w__."c_timestamptz", __w__."c_date", __w__."c_uuid", __w__."c_bool", __w__."c_texts") as "0" from "public"."wide" as __w__ order by __w__."id";
