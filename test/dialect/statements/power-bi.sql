-- name: import of a table
select "$Table"."id" as "id", "$Table"."name" as "name", "$Table"."country" as "country", "$Table"."credit" as "credit" from "public"."customers" "$Table" order by "$Table"."id";

-- name: preview of a thousand rows
select "$Table".* from "public"."products" "$Table" order by "$Table"."id" limit 1000;

-- name: DirectQuery, one sum
select sum("rows"."amount") as "a0" from "public"."orders" "rows";

-- name: DirectQuery, groups
select "_"."status" as "c4", "_"."a0" as "a0" from (select "rows"."status" as "status", sum("rows"."amount") as "a0" from (select "status", "amount" from "public"."orders" "$Table") "rows" group by "status") "_" where not "_"."a0" is null order by "_"."status" limit 1000001 offset 0;

-- name: DirectQuery over a join
select "rows"."country" as "c12", count(distinct("rows"."id")) as "a0", sum(cast("rows"."quantity" as decimal)) as "a1" from (select "$Outer"."id", "$Outer"."quantity", "$Inner"."country" from "public"."orders" "$Outer" left outer join "public"."customers" "$Inner" on ("$Outer"."customer_id" = "$Inner"."id")) "rows" group by "country" order by "c12" limit 1000001 offset 0;

-- name: count of rows and of distinct values
select count(1) as "a0", count(distinct "rows"."product_id") + max(case when "rows"."product_id" is null then 1 else 0 end) as "a1" from "public"."orders" "rows";

-- name: range of dates
select "_"."id", "_"."ordered_at" from "public"."orders" "_" where "_"."ordered_at" >= timestamp '2024-01-01 00:00:00' and "_"."ordered_at" < timestamp '2024-04-01 00:00:00' order by "_"."ordered_at" desc, "_"."id";

-- name: incremental refresh
select "_"."id", "_"."shipped_at" from "public"."orders" "_" where ("_"."shipped_at" >= timestamptz '2023-06-01 00:00:00+00' and "_"."shipped_at" < timestamptz '2023-07-01 00:00:00+00') order by 1;

-- name: parts of dates
select extract(year from "_"."ordered_at") as "t0_0", date_part('month', "_"."ordered_at") as "t1_0", cast(date_trunc('day', "_"."ordered_at") as date) as "Day", count(*) as n from "public"."orders" "_" group by 1, 2, 3 order by 1, 2, 3;

-- name: column statistics
select count("t"."amount") as "c", min("t"."amount") as "mn", max("t"."amount") as "mx", avg("t"."amount") as "av", stddev("t"."amount") as "sd", count(distinct "t"."amount") as "cd" from "public"."orders" "t";

-- name: text filters
select "_"."id" from "public"."customers" "_" where "_"."name" like '%s%' and "_"."email" is not null and strpos("_"."email", '@') > 0 and position('user' in "_"."email") = 1 order by 1;

-- name: replaced and merged columns
select "_"."id" as "id", case when "_"."country" is null then 'unknown' else "_"."country" end as "Country", (coalesce("_"."segment", '') || '-') || cast("_"."id" as text) as "Merged", cast("_"."credit" as double precision) as "credit" from "public"."customers" "_" order by 1;

-- name: unpivot
select "_"."id", "_"."Attribute", "_"."Value" from (select "id", 'quantity' as "Attribute", cast("quantity" as numeric) as "Value" from "public"."orders" union all select "id", 'amount', "amount" from "public"."orders") "_" where "_"."Value" is not null order by 1, 2 limit 100;

-- name: group by with several aggregates and a filter on them
select "product_id", "n", "total" from (select "product_id", count(1) as "n", sum("amount") as "total" from "public"."orders" group by "product_id") "_" where "n" >= 10 and "total" > 0 order by "total" desc, "product_id";

-- name: distinct rows
select distinct "Region", "Fiscal Year" from "public"."Sales Targets" order by 1, 2;

-- name: top rows of a measure
select "_"."c1" as "c1", "_"."a0" as "a0" from (select "rows"."category" as "c1", max("rows"."price") as "a0" from "public"."products" "rows" group by "rows"."category") "_" order by "_"."a0" desc nulls last, "_"."c1" limit 101;

-- name: slicer with blanks
select "t0"."country" from ((select "country" from "public"."customers" group by "country")) as "t0" where not ("t0"."country" = 'DE') or "t0"."country" is null order by 1;

-- name: year to date
select sum("amount") filter (where "ordered_at" >= date_trunc('year', timestamp '2024-05-05')) as "ytd", sum(case when "ordered_at" < date_trunc('year', timestamp '2024-05-05') and "ordered_at" >= date_trunc('year', timestamp '2024-05-05') - interval '1 year' then "amount" end) as "py" from "public"."orders";
