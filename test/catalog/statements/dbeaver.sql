-- dbeaver

-- name: current schema and user
-- seen: datafusion-contrib/datafusion-postgres issue 135 (facts only; own statement)
select session_user, current_schema();

-- name: search path
-- seen: datafusion-contrib/datafusion-postgres issue 135 (facts only; own statement)
show search_path;

-- name: database
-- seen: datafusion-contrib/datafusion-postgres issue 135 (facts only; own statement)
-- parameters: ["postgres"]
select d.*, d.oid as id from pg_catalog.pg_database as d where d.datname = $1;

-- name: a setting
-- seen: datafusion-contrib/datafusion-postgres issue 135 (facts only; own statement)
select s.* from pg_catalog.pg_settings as s where s.name = 'standard_conforming_strings';

-- name: schemas with comments
-- seen: datafusion-contrib/datafusion-postgres issue 135 (facts only; own statement)
select ns.*, ns.oid, c.description
from pg_catalog.pg_namespace as ns
left join pg_catalog.pg_description as c on (c.classoid, c.objoid, c.objsubid) = ('pg_namespace'::regclass, ns.oid, 0)
order by ns.nspname;

-- name: labels of an enum
-- seen: dbeaver/dbeaver plugins/org.jkiss.dbeaver.ext.postgresql/src/org/jkiss/dbeaver/ext/postgresql/model/PostgreDataType.java (facts only; own statement)
-- parameters: ["16384"]
select enumlabel from pg_catalog.pg_enum where enumtypid = $1 order by enumsortorder asc;

-- name: constraint of a domain
-- seen: dbeaver/dbeaver plugins/org.jkiss.dbeaver.ext.postgresql/src/org/jkiss/dbeaver/ext/postgresql/model/PostgreDataType.java (facts only; own statement)
-- parameters: ["16384"]
select pg_catalog.pg_get_constraintdef(k.oid, true) from pg_catalog.pg_constraint k where k.contypid = $1;

-- name: columns of a table
-- seen: dbeaver/dbeaver issue 35810 (facts only; own statement)
-- parameters: ["16384"]
select a.*, c.relname, x.description, p.objid,
       (select pg_catalog.pg_get_expr(e.adbin, e.adrelid, true) from pg_catalog.pg_attrdef e where e.adrelid = a.attrelid and e.adnum = a.attnum) as def_value
from pg_catalog.pg_class c
join pg_catalog.pg_attribute a on a.attrelid = c.oid and not a.attisdropped
left join pg_catalog.pg_description x on x.objoid = c.oid and x.objsubid = a.attnum
left join pg_depend p on p.refobjid = c.oid and p.refobjsubid = a.attnum and p.classid = p.refclassid and p.deptype = 'i'
where c.relkind <> all ('{i,I,c}') and c.oid = $1
order by a.attnum;

-- name: columns of a schema
-- seen: dbeaver/dbeaver plugins/org.jkiss.dbeaver.ext.postgresql/src/org/jkiss/dbeaver/ext/postgresql/model/PostgreSchema.java (facts only; own statement)
-- parameters: ["2200"]
select a.*, c.relname, x.description, p.objid,
       (select pg_catalog.pg_get_expr(e.adbin, e.adrelid, true) from pg_catalog.pg_attrdef e where e.adrelid = a.attrelid and e.adnum = a.attnum) as def_value
from pg_catalog.pg_class c
join pg_catalog.pg_attribute a on a.attrelid = c.oid and not a.attisdropped
left join pg_catalog.pg_description x on x.objoid = c.oid and x.objsubid = a.attnum
left join pg_depend p on p.refobjid = c.oid and p.refobjsubid = a.attnum and p.classid = p.refclassid and p.deptype = 'i'
where c.relkind <> all ('{i,I,c}') and c.relnamespace = $1
order by a.attnum;

-- name: constraints of a schema
-- seen: dbeaver/dbeaver plugins/org.jkiss.dbeaver.ext.postgresql/src/org/jkiss/dbeaver/ext/postgresql/model/PostgreSchema.java (facts only; own statement)
-- parameters: ["2200"]
select k.*, k.oid, k.conrelid::regclass::text as on_table, (select r.relnamespace from pg_catalog.pg_class r where r.oid = k.confrelid) as refnamespace
from pg_catalog.pg_constraint k
where k.conrelid in (select c.oid from pg_catalog.pg_class c where c.relnamespace = $1)
order by k.oid;

-- name: indexes of a table
-- seen: dbeaver/dbeaver plugins/org.jkiss.dbeaver.ext.postgresql/src/org/jkiss/dbeaver/ext/postgresql/model/PostgreSchema.java (facts only; own statement)
-- parameters: ["16384"]
select x.*, x.indkey as keys, ci.relam, ci.relname, ci.relnamespace, d.description, pg_catalog.pg_get_expr(x.indexprs, x.indrelid, true) as expr
from pg_catalog.pg_class ci
join pg_catalog.pg_index x on x.indexrelid = ci.oid and x.indrelid = $1
left join pg_catalog.pg_description d on d.objoid = ci.oid
order by ci.relname;

-- name: definition of an index column
-- seen: dbeaver/dbeaver plugins/org.jkiss.dbeaver.ext.postgresql/src/org/jkiss/dbeaver/ext/postgresql/model/PostgreSchema.java (facts only; own statement)
-- parameters: ["1"]
select pg_catalog.pg_get_indexdef('public.people_pkey'::regclass, $1, true) as part;

-- name: procedures of a schema
-- seen: dbeaver/dbeaver plugins/org.jkiss.dbeaver.ext.postgresql/src/org/jkiss/dbeaver/ext/postgresql/model/PostgreSchema.java (facts only; own statement)
-- parameters: ["2200"]
select f.*, f.oid, d.description
from pg_catalog.pg_proc f left join pg_catalog.pg_description d on f.oid = d.objoid
where f.pronamespace = $1
order by f.proname;

-- name: parents of a table
-- seen: dbeaver, copies of PostgreTable.java (facts only; own statement)
-- parameters: ["16384"]
select i.*, (select p.relnamespace from pg_catalog.pg_class p where p.oid = i.inhparent)
from pg_catalog.pg_inherits i
where i.inhrelid = $1
order by i.inhseqno;

-- name: comment of the database
-- seen: dbeaver/dbeaver issue 35810 (facts only; own statement)
-- parameters: ["postgres"]
select c.description from pg_database d join pg_shdescription c on c.objoid = d.oid and d.datname = $1;
