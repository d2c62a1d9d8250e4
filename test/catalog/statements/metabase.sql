-- metabase

-- name: getSchemas, as its JDBC driver sends it
-- seen: wire, org.postgresql:postgresql 42.7.14
SELECT nspname AS "TABLE_SCHEM", current_database() AS "TABLE_CATALOG" FROM pg_catalog.pg_namespace  WHERE nspname <> 'pg_toast' AND (nspname !~ '^pg_temp_'  OR nspname = (pg_catalog.current_schemas(true))[1]) AND (nspname !~ '^pg_toast_temp_'  OR nspname = replace((pg_catalog.current_schemas(true))[1], 'pg_temp_', 'pg_toast_temp_'))  ORDER BY "TABLE_SCHEM";

-- name: time zone
-- seen: metabase/metabase src/metabase/driver/postgres.clj (facts only; own statement)
show timezone;

-- name: enum types
-- seen: metabase/metabase src/metabase/driver/postgres.clj (facts only; own statement)
select format('%I.%I', s.nspname, e.typname) as enum_type
from pg_namespace s, pg_type e
where s.oid = e.typnamespace and exists (select from pg_enum l where l.enumtypid = e.oid);

-- name: tables with estimated row counts
-- seen: metabase/metabase src/metabase/driver/postgres.clj (facts only; own statement)
-- parameters: ["public"]
with kinds(relkind, label) as (
  values ('r'::"char", 'TABLE'), ('p', 'PARTITIONED TABLE'), ('v', 'VIEW'), ('f', 'FOREIGN TABLE'), ('m', 'MATERIALIZED VIEW')
)
select "c"."oid"::regclass::text as "name", "kinds"."label" as "type",
       (select "description" from "pg_catalog"."pg_description" where "objoid" = "c"."oid" and "objsubid" = 0 and "classoid" = 'pg_class'::regclass) as "description",
       "s"."n_live_tup" as "estimated_row_count"
from "kinds"
join "pg_catalog"."pg_class" as "c" using ("relkind")
join "pg_catalog"."pg_namespace" as "n" on "n"."oid" = "c"."relnamespace" and "n"."nspname" !~ '^(pg_|information_schema$)'
left join "pg_stat_user_tables" as "s" on "s"."relid" = "c"."oid"
where "n"."nspname" in ($1)
order by "type", "name";

-- name: fields with keys and comments
-- seen: metabase/metabase src/metabase/driver/postgres.clj (facts only; own statement)
-- parameters: ["public", "people"]
with keys as (
  select table_schema, table_name, column_name
  from information_schema.key_column_usage
  join information_schema.table_constraints using (constraint_name, table_schema, table_name)
  where constraint_type = 'PRIMARY KEY'
)
select f.column_name as "name", f.ordinal_position - 1 as "database-position",
       case f.udt_schema when 'pg_catalog' then f.udt_name::text when 'public' then f.udt_name::text else format('"%s"."%s"', f.udt_schema, f.udt_name) end as "database-type",
       exists (select from keys k where (k.table_schema, k.table_name, k.column_name) = (f.table_schema, f.table_name, f.column_name)) as "pk?",
       col_description(format('%I.%I', f.table_schema, f.table_name)::regclass::oid, f.ordinal_position) as "field-comment",
       f.is_identity <> 'NO' or coalesce(f.column_default like '%nextval(%', false) as "database-is-auto-increment",
       f.is_nullable = 'NO' and lower(coalesce(f.column_default, 'null')) = 'null' as "database-required"
from information_schema.columns f
where f.table_schema !~ '^(information_schema|pg_)' and f.table_schema in ($1) and f.table_name in ($2)
order by f.table_schema, f.table_name, f.ordinal_position;

-- name: fields of materialized views
-- seen: metabase/metabase src/metabase/driver/postgres.clj (facts only; own statement)
-- parameters: ["public"]
select a.attname, a.attnum - 1 as place, n.nspname, c.relname,
       case when tn.nspname in ('public', 'pg_catalog') then format('%s', ty.typname) else format('"%s"."%s"', tn.nspname, ty.typname) end as database_type
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid and c.relkind = 'm'
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join (pg_catalog.pg_type ty join pg_catalog.pg_namespace tn on tn.oid = ty.typnamespace) on ty.oid = a.atttypid
where a.attnum > 0 and n.nspname = $1
order by 3, 4, 2;

-- name: foreign keys
-- seen: metabase/metabase src/metabase/driver/postgres.clj (facts only; own statement)
-- parameters: ["public"]
select fn.nspname as "fk-table-schema", con.conrelid::regclass::text as "fk-table-name", child.attname as "fk-column-name",
       con.confrelid::regclass::text as "pk-table-name", parent.attname as "pk-column-name"
from pg_constraint con
join pg_namespace fn on fn.oid = con.connamespace
join pg_attribute child on child.attrelid = con.conrelid and child.attnum = any(con.conkey)
join pg_attribute parent on parent.attrelid = con.confrelid and parent.attnum = any(con.confkey)
where con.contype = 'f'::char and fn.nspname in ($1)
order by 1, 2;

-- name: first columns of indexes
-- seen: metabase/metabase src/metabase/driver/postgres.clj (facts only; own statement)
select i.indrelid::regclass as indexed,
       trim(both '"' from pg_catalog.pg_get_indexdef(i.indexrelid, (i.part).n, false)) as "field-name"
from (
  select indrelid, indexrelid, information_schema._pg_expandarray(indkey) as part
  from pg_catalog.pg_index
  where pg_catalog.pg_get_expr(indpred, indrelid) is null
) i
join pg_catalog.pg_class c on c.oid = i.indrelid
where (i.part).n = 1 and c.relnamespace = 'public'::regnamespace;

-- name: privileges of the current user
-- seen: metabase/metabase pull 33415; cube-js/cube issue 8105 (facts only; own statement)
with named(schema, "table") as (
  select schemaname, tablename from pg_catalog.pg_tables
  union select schemaname, viewname from pg_catalog.pg_views
  union select schemaname, matviewname from pg_catalog.pg_matviews
), quoted as (
  select *, '"' || replace(schema, '"', '""') || '"."' || replace("table", '"', '""') || '"' as path
  from named
  where schema !~ '^pg_' and schema <> 'information_schema' and pg_catalog.has_schema_privilege(current_user, schema, 'usage')
)
select null as role, schema, "table",
       pg_catalog.has_any_column_privilege(current_user, path, 'select') as "select",
       pg_catalog.has_any_column_privilege(current_user, path, 'insert') as "insert",
       pg_catalog.has_any_column_privilege(current_user, path, 'update') as "update",
       pg_catalog.has_table_privilege(current_user, path, 'delete') as "delete"
from quoted;

-- name: may a table be read
-- seen: metabase/metabase issue 16692 (facts only; own statement)
select true from "public"."people" where false limit 0;
