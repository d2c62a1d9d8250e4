-- powerbi

-- name: reset a pooled connection
-- seen: datafusion-contrib/datafusion-postgres issue 218 (facts only; own statement)
discard all;

-- name: load types, in the manner of Npgsql 4.0
-- seen: datafusion-contrib/datafusion-postgres issue 218 (facts only; own statement)
/*** types that can be read ***/
with typed as (
  select ty.*, pr.proname from pg_type as ty join pg_proc as pr on (pr.oid = ty.typreceive)
)
select ns.nspname, typed.typname, typed.oid, typed.typrelid, typed.typbasetype,
  case when typed.proname = 'array_recv' then 'a' else typed.typtype end as type,
  coalesce(pg_range.rngsubtype, nullif(typed.typelem, 0), 0) as elemoid,
  case /* arrays last */ typed.proname when 'array_recv' then 3 when 'oidvectorrecv' then 3 else case typed.typtype when 'r' then 2 when 'd' then 1 else 0 end end as ord
from typed
join pg_namespace as ns on (ns.oid = typed.typnamespace)
left outer join pg_range on (pg_range.rngtypid = typed.oid)
left outer join pg_class as rel on (rel.oid = typed.typrelid)
where typed.typtype in ('b', 'd', 'e', 'r') or (typed.typtype = 'c' and rel.relkind = 'c') or typed.typname in ('record', 'void', 'unknown')
order by ord;

-- name: character set
-- seen: public Power BI compatibility tests (facts only; own statement)
select max(character_set_name) from INFORMATION_SCHEMA.character_sets;

-- name: tables
-- seen: public Power BI compatibility tests (facts only; own statement)
select TABLE_TYPE, TABLE_NAME, TABLE_SCHEMA from INFORMATION_SCHEMA.tables
where not (TABLE_SCHEMA = 'pg_catalog' or TABLE_SCHEMA = 'information_schema') order by TABLE_NAME, TABLE_SCHEMA;

-- name: columns of a table
-- seen: public Power BI compatibility tests (facts only; own statement)
select ORDINAL_POSITION, COLUMN_NAME, case when data_type not like '%unsigned%' then DATA_TYPE else DATA_TYPE || ' unsigned' end as DATA_TYPE, IS_NULLABLE
from INFORMATION_SCHEMA.columns where TABLE_NAME = 'people' and TABLE_SCHEMA = 'public' order by ORDINAL_POSITION;

-- name: tables that refer to a table
-- seen: datafusion-contrib/datafusion-postgres issue 218 (facts only; own statement)
select link.CONSTRAINT_SCHEMA || '_' || child.TABLE_NAME || '_' || link.CONSTRAINT_NAME as FK_NAME, child.TABLE_SCHEMA, child.TABLE_NAME, child.COLUMN_NAME as FK_COLUMN_NAME, parent.COLUMN_NAME as PK_COLUMN_NAME
from INFORMATION_SCHEMA.KEY_COLUMN_USAGE child, INFORMATION_SCHEMA.KEY_COLUMN_USAGE parent,
  (select distinct constraint_schema, constraint_name, unique_constraint_schema, unique_constraint_name from INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS) link
where (child.CONSTRAINT_SCHEMA, child.CONSTRAINT_NAME) = (link.CONSTRAINT_SCHEMA, link.CONSTRAINT_NAME)
  and (parent.CONSTRAINT_SCHEMA, parent.CONSTRAINT_NAME) = (link.UNIQUE_CONSTRAINT_SCHEMA, link.UNIQUE_CONSTRAINT_NAME)
  and child.ORDINAL_POSITION = parent.ORDINAL_POSITION
  and parent.TABLE_NAME = 'people' and parent.TABLE_SCHEMA = 'public'
order by 1, child.ORDINAL_POSITION;

-- name: tables that a table refers to
-- seen: datafusion-contrib/datafusion-postgres issue 218 (facts only; own statement)
select link.CONSTRAINT_SCHEMA || '_' || parent.TABLE_NAME || '_' || link.CONSTRAINT_NAME as FK_NAME, parent.TABLE_SCHEMA, parent.TABLE_NAME, parent.COLUMN_NAME as PK_COLUMN_NAME, child.COLUMN_NAME as FK_COLUMN_NAME
from INFORMATION_SCHEMA.KEY_COLUMN_USAGE child, INFORMATION_SCHEMA.KEY_COLUMN_USAGE parent,
  (select distinct constraint_schema, constraint_name, unique_constraint_schema, unique_constraint_name from INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS) link
where (child.CONSTRAINT_SCHEMA, child.CONSTRAINT_NAME) = (link.CONSTRAINT_SCHEMA, link.CONSTRAINT_NAME)
  and (parent.CONSTRAINT_SCHEMA, parent.CONSTRAINT_NAME) = (link.UNIQUE_CONSTRAINT_SCHEMA, link.UNIQUE_CONSTRAINT_NAME)
  and child.ORDINAL_POSITION = parent.ORDINAL_POSITION
  and child.TABLE_NAME = 'people' and child.TABLE_SCHEMA = 'public'
order by 1, child.ORDINAL_POSITION;

-- name: keys of a table
-- seen: MaterializeInc/materialize pull 21410 (facts only; own statement)
select CONSTRAINT_NAME as INDEX_NAME, COLUMN_NAME, ORDINAL_POSITION, case CONSTRAINT_TYPE when 'PRIMARY KEY' then 'Y' else 'N' end as PRIMARY_KEY
from INFORMATION_SCHEMA.key_column_usage natural join INFORMATION_SCHEMA.table_constraints
where CONSTRAINT_TYPE in ('PRIMARY KEY', 'UNIQUE') and TABLE_NAME = 'people' and TABLE_SCHEMA = 'public';
