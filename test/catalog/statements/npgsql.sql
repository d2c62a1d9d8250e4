-- npgsql

-- name: load types: version
-- seen: npgsql/npgsql src/Npgsql/PostgresDatabaseInfo.cs (facts only; own statement)
select version();

-- name: load types: all supported types
-- seen: npgsql/npgsql src/Npgsql/PostgresDatabaseInfo.cs (facts only; own statement)
with known as (
  select ty.oid, ty.typnamespace, ty.typname, ty.typnotnull, ty.typrelid,
         case pr.proname when 'array_recv' then 'a' else ty.typtype end as kind, -- an array is told by its receive function
         case when pr.proname = 'array_recv' then ty.typelem
              when ty.typtype = 'd' then ty.typbasetype
              when ty.typtype = 'r' then (select rngsubtype from pg_range where rngtypid = ty.oid)
              when ty.typtype = 'm' then (select rngtypid from pg_range where rngmultitypid = ty.oid)
         end as inner_oid
  from pg_type ty left join pg_proc pr on pr.oid = ty.typreceive
), usable as (
  select known.* from known left join pg_class cl on cl.oid = known.typrelid left join pg_namespace ns on ns.oid = known.typnamespace
  where kind in ('b', 'd', 'e', 'm', 'r') or (kind = 'p' and typname in ('record', 'void')) or (kind = 'c' and cl.relkind = 'c')
)
select ns.nspname, u.oid, u.typname, u.kind as typtype, u.typnotnull, u.inner_oid as elemtypoid
from (table usable union all select a.* from known a join usable e on e.oid = a.inner_oid where a.kind = 'a') u
join pg_namespace ns on ns.oid = u.typnamespace
order by case u.kind when 'r' then 1 when 'm' then 2 when 'c' then 3 when 'd' then 4 when 'a' then 5 else 0 end;

-- name: load types: with the row types of tables
-- seen: npgsql/npgsql src/Npgsql/PostgresDatabaseInfo.cs (facts only; own statement)
with known as (
  select ty.oid, ty.typnamespace, ty.typname, ty.typnotnull, ty.typrelid,
         case pr.proname when 'array_recv' then 'a' else ty.typtype end as kind, -- an array is told by its receive function
         case when pr.proname = 'array_recv' then ty.typelem
              when ty.typtype = 'd' then ty.typbasetype
              when ty.typtype = 'r' then (select rngsubtype from pg_range where rngtypid = ty.oid)
              when ty.typtype = 'm' then (select rngtypid from pg_range where rngmultitypid = ty.oid)
         end as inner_oid
  from pg_type ty left join pg_proc pr on pr.oid = ty.typreceive
), usable as (
  select known.* from known left join pg_class cl on cl.oid = known.typrelid left join pg_namespace ns on ns.oid = known.typnamespace
  where kind in ('b', 'd', 'e', 'm', 'r') or (kind = 'p' and typname in ('record', 'void')) or (kind = 'c' and ns.nspname not in ('pg_catalog', 'information_schema', 'pg_toast'))
)
select ns.nspname, u.oid, u.typname, u.kind as typtype, u.typnotnull, u.inner_oid as elemtypoid
from (table usable union all select a.* from known a join usable e on e.oid = a.inner_oid where a.kind = 'a') u
join pg_namespace ns on ns.oid = u.typnamespace
order by case u.kind when 'r' then 1 when 'm' then 2 when 'c' then 3 when 'd' then 4 when 'a' then 5 else 0 end;

-- name: load types: fields of composite types
-- seen: npgsql/npgsql src/Npgsql/PostgresDatabaseInfo.cs (facts only; own statement)
select ty.oid, at.attname, at.atttypid
from pg_class cl
join pg_type ty on ty.typrelid = cl.oid and ty.typtype = 'c'
join pg_attribute at on at.attrelid = cl.oid and at.attnum > 0 and not at.attisdropped
where cl.relkind = 'c'
order by ty.oid, at.attnum;

-- name: load types: labels of enums
-- seen: npgsql/npgsql src/Npgsql/PostgresDatabaseInfo.cs (facts only; own statement)
select en.enumtypid as oid, en.enumlabel from pg_enum as en inner join pg_type as ty on (en.enumtypid = ty.oid) order by 1, en.enumsortorder;

-- name: GetSchema Databases
-- seen: npgsql/npgsql src/Npgsql/NpgsqlSchema.cs (facts only; own statement)
-- parameters: ["postgres"]
select db.datname as database_name, pg_catalog.pg_encoding_to_char(db.encoding) as encoding, (select usename from pg_catalog.pg_user where usesysid = db.datdba) as owner from pg_catalog.pg_database as db where db.datname = $1;

-- name: GetSchema Tables
-- seen: npgsql/npgsql src/Npgsql/NpgsqlSchema.cs (facts only; own statement)
-- parameters: ["postgres", "public", "people"]
select table_type, table_catalog, table_schema, table_name from information_schema.tables where table_catalog = $1 and table_schema = $2 and table_name = $3;

-- name: GetSchema Columns
-- seen: npgsql/npgsql src/Npgsql/NpgsqlSchema.cs (facts only; own statement)
-- parameters: ["public", "people"]
select table_schema, table_name, column_name, udt_name as data_type, ordinal_position, is_nullable, column_default,
  numeric_precision, numeric_precision_radix, numeric_scale, datetime_precision, character_maximum_length, character_octet_length,
  table_catalog, collation_catalog, character_set_catalog, character_set_schema, character_set_name
from information_schema.columns
where table_name = $2 and table_schema = $1;

-- name: GetSchema Views
-- seen: npgsql/npgsql src/Npgsql/NpgsqlSchema.cs (facts only; own statement)
-- parameters: ["public"]
select is_updatable, check_option, table_catalog, table_schema, table_name from information_schema.views where table_schema = $1;

-- name: GetSchema Users
-- seen: npgsql/npgsql src/Npgsql/NpgsqlSchema.cs (facts only; own statement)
-- parameters: ["postgres"]
select usesysid as user_sysid, usename as user_name from pg_catalog.pg_user where usename = $1;

-- name: GetSchema Indexes and IndexColumns
-- seen: npgsql/npgsql src/Npgsql/NpgsqlSchema.cs (facts only; own statement)
-- parameters: ["public"]
select current_database() as table_catalog, ns.nspname as table_schema, ix.indrelid::regclass::text as table_name, ci.relname as index_name, at.attname as column_name
from pg_index ix
inner join pg_class ci on ci.oid = ix.indexrelid and ci.relkind = 'i'
inner join pg_namespace ns on ns.oid = ci.relnamespace
inner join pg_attribute at on at.attrelid = ix.indrelid and at.attnum = any(ix.indkey)
left join pg_catalog.pg_user ow on ow.usesysid = ci.relowner
where pg_catalog.pg_table_is_visible(ci.oid) and ns.nspname not in ('pg_toast', 'pg_catalog') and ns.nspname = $1;

-- name: GetSchema ForeignKeys
-- seen: npgsql/npgsql src/Npgsql/NpgsqlSchema.cs (facts only; own statement)
-- parameters: ["people"]
select con.conname as "CONSTRAINT_NAME", current_database() as "CONSTRAINT_CATALOG", con.connamespace::regnamespace::text as "CONSTRAINT_SCHEMA",
       rel.relname as "TABLE_NAME", rel.relnamespace::regnamespace::text as "TABLE_SCHEMA", con.condeferrable as "IS_DEFERRABLE", con.condeferred as "INITIALLY_DEFERRED"
from pg_catalog.pg_class rel join pg_catalog.pg_constraint con on con.conrelid = rel.oid
where con.contype = 'f' and rel.relname = $1;
