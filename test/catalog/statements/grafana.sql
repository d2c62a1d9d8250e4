-- grafana

-- name: server version
-- seen: grafana/grafana public/app/plugins/datasource/grafana-postgresql-datasource/postgresMetaQuery.ts (facts only; own statement)
select (current_setting('server_version_num')::int / 100)::int as version;

-- name: TimescaleDB version
-- seen: grafana/grafana public/app/plugins/datasource/grafana-postgresql-datasource/postgresMetaQuery.ts (facts only; own statement)
select max(extversion) from pg_extension where extname = 'timescaledb';

-- name: schemas
-- seen: grafana/grafana public/app/plugins/datasource/grafana-postgresql-datasource/postgresMetaQuery.ts (facts only; own statement)
select schema_name as "name" from information_schema.schemata
where schema_name not in ('pg_catalog', 'pg_toast', 'information_schema') and schema_name not like '%timescaledb%' order by 1;

-- name: tables of a schema
-- seen: grafana/grafana public/app/plugins/datasource/grafana-postgresql-datasource/postgresMetaQuery.ts (facts only; own statement)
select quote_ident(table_name) as "table" from information_schema.tables where 'public' = quote_ident(table_schema) order by table_name;

-- name: tables, those of the search path first
-- seen: grafana/grafana public/app/plugins/datasource/grafana-postgresql-datasource/postgresMetaQuery.ts (facts only; own statement)
with entries as (
  select trim(list[n]) as entry
  from (select string_to_array(current_setting('search_path'), ',') as list) s,
       generate_series(array_lower(list, 1), array_upper(list, 1)) as n
), path as (
  select case entry when '"$user"' then user else entry end as schema from entries
)
select case when found.schema is null then quote_ident(table_schema) || '.' || quote_ident(table_name) else quote_ident(table_name) end as "table"
from information_schema.tables
left join path as found on found.schema = quote_ident(table_schema)
where quote_ident(table_schema) not in ('pg_catalog', 'information_schema')
order by found.schema is null, 1;

-- name: columns of a table by name
-- seen: grafana/grafana public/app/plugins/datasource/grafana-postgresql-datasource/postgresMetaQuery.ts (facts only; own statement)
with entries as (
  select trim(list[n]) as entry
  from (select string_to_array(current_setting('search_path'), ',') as list) s,
       generate_series(array_lower(list, 1), array_upper(list, 1)) as n
), path as (
  select case entry when '"$user"' then user else entry end as schema from entries
)
select quote_ident(column_name) as "column", data_type as "type"
from information_schema.columns, (select parse_ident('people') as parts) given
where quote_ident(table_name) = parts[array_length(parts, 1)]
  and case array_length(parts, 1) when 2 then quote_ident(table_schema) = parts[1] else quote_ident(table_schema) in (select schema from path) end;

-- name: columns of a table by schema and name
-- seen: grafana/grafana public/app/plugins/datasource/grafana-postgresql-datasource/postgresMetaQuery.ts (facts only; own statement)
with entries as (
  select trim(list[n]) as entry
  from (select string_to_array(current_setting('search_path'), ',') as list) s,
       generate_series(array_lower(list, 1), array_upper(list, 1)) as n
), path as (
  select case entry when '"$user"' then user else entry end as schema from entries
)
select quote_ident(column_name) as "column", data_type as "type"
from information_schema.columns, (select parse_ident('public.people') as parts) given
where quote_ident(table_name) = parts[array_length(parts, 1)]
  and case array_length(parts, 1) when 2 then quote_ident(table_schema) = parts[1] else quote_ident(table_schema) in (select schema from path) end;
