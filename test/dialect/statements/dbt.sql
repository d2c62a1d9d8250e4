-- name: staging model
with source as (select * from "lake"."public"."orders"), renamed as (select id as order_id, customer_id, lower(trim(status)) as status, coalesce(amount, 0)::numeric(16,2) as amount_usd, ordered_at::date as ordered_date from source) select * from renamed order by order_id limit 100;

-- name: surrogate key
select md5(cast(coalesce(cast(customer_id as TEXT), '_dbt_utils_surrogate_key_null_') || '-' || coalesce(cast(product_id as TEXT), '_dbt_utils_surrogate_key_null_') as TEXT)) as order_key, id from "public"."orders" order by id limit 40;

-- name: date spine
with rawdata as (with p as (select 0 as generated_number union all select 1), unioned as (select p0.generated_number * power(2, 0) + p1.generated_number * power(2, 1) + p2.generated_number * power(2, 2) + p3.generated_number * power(2, 3) + p4.generated_number * power(2, 4) + 1 as generated_number from p as p0 cross join p as p1 cross join p as p2 cross join p as p3 cross join p as p4) select * from unioned where generated_number <= 31 order by generated_number), all_periods as (select (cast('2024-02-15' as date) + ((interval '1 day') * (row_number() over (order by 1) - 1))) as date_day from rawdata), filtered as (select * from all_periods where date_day <= cast('2024-03-16' as date)) select * from filtered order by date_day;

-- name: test not_null
select count(*) as failures, count(*) != 0 as should_warn, count(*) != 0 as should_error from (select customer_id from "public"."orders" where customer_id is null) dbt_internal_test;

-- name: test unique
select count(*) as failures, count(*) != 0 as should_warn from (select id as unique_field, count(*) as n_records from "public"."orders" where id is not null group by id having count(*) > 1) dbt_internal_test;

-- name: test accepted_values
with all_values as (select status as value_field, count(*) as n_records from "public"."orders" group by status) select * from all_values where value_field not in ('paid','open') order by 1;

-- name: test relationships
with child as (select customer_id as from_field from "public"."orders" where customer_id is not null), parent as (select id as to_field from "public"."customers") select from_field from child left join parent on child.from_field = parent.to_field where parent.to_field is null order by 1;

-- name: incremental filter
select * from "public"."events" where "at" > (select coalesce(max("at"), '1900-01-01'::timestamp) from "public"."events" where kind = 'buy') order by id;

-- name: snapshot hash
select id, md5(coalesce(cast(id as varchar ), '') || '|' || coalesce(cast(signed_up as varchar ), '')) as dbt_scd_id, signed_up as dbt_valid_from, nullif(signed_up, signed_up) as dbt_valid_to from "public"."customers" order by id;

-- name: pivot
select product_id, sum(case when status = 'paid' then 1 else 0 end) as "paid", sum(case when status = 'open' then 1 else 0 end) as "open", sum(case when status = 'returned' then 1 else 0 end) as "returned" from "public"."orders" group by product_id order by product_id;

-- name: unpivot by union
with relation as (select id, c_int2, c_int4 from "public"."wide") (select id, cast('c_int2' as TEXT) as field_name, cast(c_int2 as numeric) as value from relation) union all (select id, cast('c_int4' as TEXT), cast(c_int4 as numeric) from relation) order by 1, 2;

-- name: union_relations
(select cast('customers' as TEXT) as _dbt_source_relation, cast("name" as text) as "title", cast(null as numeric) as "price" from "public"."customers") union all (select cast('products' as TEXT), cast("title" as text), cast("price" as numeric) from "public"."products") order by 1, 2, 3;

-- name: deduplicate
select distinct on (customer_id) * from "public"."orders" where customer_id is not null order by customer_id, ordered_at desc, id;

-- name: funnel of sessions
with ordered as (select user_id, kind, "at", case when "at" - lag("at") over (partition by user_id order by "at", id) > interval '30 days' then 1 else 0 end as is_new, id from "public"."events" where user_id is not null), sessions as (select *, sum(is_new) over (partition by user_id order by "at", id rows between unbounded preceding and current row) as session_number from ordered) select user_id, session_number, count(*) as n, min("at") as started, max("at") as ended from sessions group by 1, 2 order by 1, 2;

-- name: cohort retention
with first_orders as (select customer_id, date_trunc('month', min(ordered_at))::date as cohort from "public"."orders" group by 1) select f.cohort, (extract(year from age(date_trunc('month', o.ordered_at), f.cohort)) * 12 + extract(month from age(date_trunc('month', o.ordered_at), f.cohort)))::int as period, count(distinct o.customer_id) as customers from "public"."orders" o join first_orders f using (customer_id) group by 1, 2 order by 1, 2;

-- name: compare with except
select a.id from "public"."customers" a except select customer_id from "public"."orders" order by 1;

-- name: safe division and rounding
select status, round(sum(amount) / nullif(sum(quantity), 0), 4) as unit_price, round(avg(discount)::numeric, 3) as avg_discount, cast(sum(quantity) as numeric(28,6)) as quantity from "public"."orders" group by 1 order by 1;

-- name: width_bucket and ntile
select id, width_bucket(amount, 0, 1500, 5) as bucket, ntile(4) over (order by amount nulls first, id) as quartile, percent_rank() over (order by amount nulls first) as pr, cume_dist() over (order by amount nulls first) as cd from "public"."orders" order by id limit 100;

-- name: source freshness
select max("at") as max_loaded_at, timestamp '2025-01-01 00:00:00' as snapshotted_at from "public"."events";

-- name: split and array
select id, split_part(sku, '-', 2)::int as number, string_to_array(sku, '-') as parts, array_length(string_to_array(sku, '-'), 1) as n from "public"."products" order by id;
