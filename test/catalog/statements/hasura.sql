-- hasura

-- name: tracked tables: columns as JSON
-- seen: hasura/graphql-engine server/src-rsr/pg_table_metadata.sql (facts only; own statement)
-- parameters: ["[{\"schema\": \"public\", \"name\": \"people\"}]"]
select n.nspname, c.relname, jsonb_agg(jsonb_build_object(
    'name', a.attname, 'position', a.attnum, 'is_nullable', not a.attnotnull,
    'type', json_build_object('name', coalesce(b.typname, ty.typname), 'type', ty.typtype),
    'description', pg_catalog.col_description(c.oid, a.attnum)) order by a.attnum) as info
from jsonb_to_recordset($1::jsonb) as asked("schema" text, "name" text)
join pg_catalog.pg_namespace n on n.nspname = asked."schema"
join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = asked."name"
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_catalog.pg_type ty on ty.oid = a.atttypid
left join pg_catalog.pg_type b on b.oid = ty.typbasetype and ty.typtype = 'd'
where c.relkind in ('r', 't', 'v', 'm', 'f', 'p')
group by n.nspname, c.relname;

-- name: tracked tables: a column that an older catalog lacks
-- seen: hasura/graphql-engine server/src-rsr/pg_table_metadata.sql (facts only; own statement)
select a.attrelid::regclass, a.attname, case when newer.attidentity then 'has it' else '' end as attidentity
from pg_catalog.pg_attribute a
cross join (select current_setting('server_version_num')::int >= 100000) as newer(attidentity)
where a.attrelid = 'public.people'::regclass;

-- name: tracked tables: primary key and unique constraints
-- seen: hasura/graphql-engine server/src-rsr/pg_table_metadata.sql (facts only; own statement)
select c.oid::integer, c.relname, keys.info, uniques.info
from pg_catalog.pg_class c
left join lateral (
  select jsonb_build_object('constraint', jsonb_build_object('name', i.indexrelid::regclass::text, 'oid', i.indexrelid::integer),
           'columns', (select coalesce(jsonb_agg(a.attname), '[]') from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum = any (i.indkey))) as info
  from pg_catalog.pg_index i where i.indrelid = c.oid and i.indisprimary
) keys on true
left join lateral (
  select jsonb_agg(i.indexrelid::regclass::text) as info from pg_catalog.pg_index i where i.indrelid = c.oid and i.indisunique and not i.indisprimary
) uniques on true
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p');

-- name: tracked tables: foreign keys
-- seen: hasura/graphql-engine server/src-rsr/pg_table_metadata.sql (facts only; own statement)
with pairs as (
  select oid, conname, conrelid, confrelid, unnest(conkey) as here, unnest(confkey) as there from pg_catalog.pg_constraint where contype = 'f'
)
select conrelid::regclass::text as "table", jsonb_agg(jsonb_build_object('name', conname, 'oid', pairs.oid::integer, 'foreign_table', confrelid::regclass::text,
         'columns', (select json_agg(attname) from pg_catalog.pg_attribute where attrelid = conrelid and attnum = here),
         'foreign_columns', (select json_agg(attname) from pg_catalog.pg_attribute where attrelid = confrelid and attnum = there))) as info
from pg_catalog.pg_class c, pairs
where c.oid = pairs.conrelid
group by 1;

-- name: tracked views: what may be changed
-- seen: hasura/graphql-engine server/src-rsr/pg_table_metadata.sql (facts only; own statement)
select c.oid::regclass, jsonb_build_object('is_updatable', bits & 4 = 4, 'is_insertable', bits & 8 = 8, 'is_deletable', bits & 16 = 16)::json as view_info
from pg_catalog.pg_class c, lateral (select pg_catalog.pg_relation_is_updatable(c.oid, true) as bits) b
where c.relkind in ('v', 'm') and c.relnamespace::regnamespace::text not in ('hdb_catalog', 'hdb_lib', 'information_schema') and c.relnamespace::regnamespace::text not like 'pg_%';

-- name: tracked tables: comments
-- seen: hasura/graphql-engine server/src-rsr/pg_table_metadata.sql (facts only; own statement)
-- parameters: ["public.people"]
select d.description from pg_catalog.pg_description d
where d.classoid = 'pg_catalog.pg_class'::regclass and d.objsubid = 0 and d.objoid = $1::regclass;

-- name: tracked functions: kinds and results
-- seen: hasura/graphql-engine server/src-rsr/pg_function_metadata.sql (facts only; own statement)
-- parameters: ["[{\"schema\": \"pg_catalog\", \"name\": \"lower\"}]"]
select f.oid::integer, f.proname::text, f.proretset, f.provariadic <> 0::oid as has_variadic,
       ('{"i": "IMMUTABLE", "s": "STABLE", "v": "VOLATILE"}'::json) ->> (f.provolatile)::text as function_type,
       ret.typname::text, ret.typtype::text, to_json(coalesce(f.proargnames, array[]::text[])) as input_arg_names, f.pronargdefaults,
       exists (select from information_schema.tables v where v.table_name = ret.typname::text and v.table_schema = ret.typnamespace::regnamespace::text) as returns_table
from json_to_recordset($1) as asked(schema text, name text)
join pg_namespace n on n.nspname = asked.schema
join pg_proc f on f.pronamespace = n.oid and f.proname = asked.name
join pg_type ret on ret.oid = f.prorettype
where not exists (select from pg_aggregate g where g.aggfnoid::oid = f.oid);

-- name: tracked functions: types of arguments
-- seen: hasura/graphql-engine server/src-rsr/pg_function_metadata.sql (facts only; own statement)
-- parameters: ["lower"]
select f.oid::regprocedure, coalesce(json_agg(json_build_object('name', ty.typname, 'schema', ty.typnamespace::regnamespace::text, 'type', ty.typtype) order by arg.ordinality), '[]')
from pg_proc f
cross join lateral unnest(coalesce(f.proallargtypes, (f.proargtypes)::oid[])) with ordinality as arg(oid, ordinality)
left join pg_type ty on ty.oid = arg.oid
where f.proname = $1
group by f.oid;

-- name: tracked functions: definition
-- seen: hasura/graphql-engine server/src-rsr/pg_function_metadata.sql (facts only; own statement)
-- parameters: ["pg_catalog.ts_debug(text)"]
select pg_get_functiondef(f.oid) from pg_proc f where f.oid = $1::regprocedure;
