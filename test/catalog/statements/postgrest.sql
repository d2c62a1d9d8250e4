-- postgrest

-- name: empty search path
-- seen: PostgREST/postgrest src/PostgREST/SchemaCache.hs (facts only; own statement)
set local schema '';

-- name: version
-- seen: PostgREST/postgrest src/PostgREST/Config/Database.hs (facts only; own statement)
select version(), current_setting('server_version'), current_setting('server_version_num')::integer as num;

-- name: time zones
-- seen: PostgREST/postgrest src/PostgREST/SchemaCache.hs (facts only; own statement)
select name from pg_timezone_names order by name;

-- name: settings of the role
-- seen: PostgREST/postgrest src/PostgREST/Config/Database.hs (facts only; own statement)
-- parameters: ["{pgrst.db_schemas,pgrst.db_anon_role}"]
with pairs as (
  select s.setdatabase, split_part(item, '=', 1) as k, substr(item, strpos(item, '=') + 1) as v
  from pg_catalog.pg_db_role_setting s, unnest(s.setconfig) as item
  where s.setrole = current_user::regrole::oid
    and (s.setdatabase = 0 or s.setdatabase = (select d.oid from pg_catalog.pg_database d where d.datname = current_catalog))
)
select distinct on (k) replace(k, 'pgrst.', '') as key, v as value
from pairs
where k = any($1)
order by k, setdatabase desc nulls last;

-- name: settings of the roles that it may become
-- seen: PostgREST/postgrest src/PostgREST/Config/Database.hs (facts only; own statement)
select r.rolname,
       max(lower(split_part(item, '=', 2))) filter (where split_part(item, '=', 1) = 'default_transaction_isolation') as iso_lvl,
       coalesce(array_agg(row(split_part(item, '=', 1), lower(split_part(item, '=', 2)))) filter (where item not like 'default_transaction_isolation=%'), '{}') as role_settings
from pg_auth_members m
join pg_roles r on r.oid = m.roleid
cross join lateral unnest(r.rolconfig) as item
join pg_settings s on s.name = split_part(item, '=', 1)
where m.member = current_user::regrole::oid
  and (s.context = 'user' or has_parameter_privilege(current_user::regrole::oid, s.name, 'set'))
group by r.rolname;

-- name: columns of the exposed schemas
-- seen: PostgREST/postgrest src/PostgREST/SchemaCache.hs (facts only; own statement)
-- parameters: ["{public}"]
select n.nspname::name as table_schema, c.relname::name as table_name,
       array_agg(row(
         a.attname::name,
         (select d.description from pg_description d where d.objoid = c.oid and d.objsubid = a.attnum),
         not (a.attnotnull or (ty.typtype = 'd' and ty.typnotnull)),
         case ty.typtype when 'd' then format_type(ty.typbasetype, null::integer) else format_type(a.atttypid, null::integer) end::text,
         format_type(a.atttypid, a.atttypmod)::text,
         information_schema._pg_char_max_length(information_schema._pg_truetypid(a.*, ty.*), information_schema._pg_truetypmod(a.*, ty.*))::integer,
         case when a.attidentity = 'd' then format('nextval(%L)', seq.objid::regclass) when a.attgenerated = '' then pg_get_expr(v.adbin, v.adrelid) end,
         coalesce((select array_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = ty.oid), '{}')
       ) order by a.attnum) as columns
from pg_attribute a
join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p', 'v', 'm', 'f')
join pg_namespace n on n.oid = c.relnamespace
join pg_type ty on ty.oid = a.atttypid
left join pg_attrdef v on v.adrelid = c.oid and v.adnum = a.attnum
left join pg_depend seq on seq.refobjid = c.oid and seq.refobjsubid = a.attnum and seq.deptype = 'i'
where a.attnum > 0 and not a.attisdropped and not pg_is_other_temp_schema(n.oid) and n.nspname = any($1)
group by 1, 2;

-- name: primary keys of tables
-- seen: PostgREST/postgrest src/PostgREST/SchemaCache.hs (facts only; own statement)
select u.conrelid::regclass as rel, array_agg(a.attname order by (u.x).n) as pk_cols
from (select conrelid, information_schema._pg_expandarray(conkey) as x from pg_constraint where contype = 'p') u
join pg_attribute a on a.attrelid = u.conrelid and a.attnum = (u.x).x
join pg_class c on c.oid = u.conrelid and c.relkind in ('r', 'p')
where pg_has_role(c.relowner, 'USAGE') or has_column_privilege(c.oid, a.attnum, 'SELECT, INSERT, UPDATE, REFERENCES')
group by 1;

-- name: what may be written to
-- seen: PostgREST/postgrest src/PostgREST/SchemaCache.hs (facts only; own statement)
select n.nspname as table_schema, c.relname as table_name, c.relkind in ('v', 'm') as is_view,
       c.relkind in ('r', 'p') or e.events & 8 = 8 as insertable, c.relkind in ('r', 'p') or e.events & 4 = 4 as updatable, c.relkind in ('r', 'p') or e.events & 16 = 16 as deletable
from pg_namespace n
join pg_class c on c.relnamespace = n.oid
cross join lateral (select case when c.relkind in ('v', 'f') then pg_relation_is_updatable(c.oid::regclass, true) else 0 end as events) e
where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition and n.nspname not in ('information_schema', 'pg_catalog')
order by table_schema, table_name;

-- name: relationships between tables
-- seen: PostgREST/postgrest src/PostgREST/SchemaCache.hs (facts only; own statement)
select con.conname, con.conrelid::regclass, con.confrelid::regclass, con.conrelid = con.confrelid as is_self,
       (select array_agg(row(l.attname, r.attname) order by ord)
        from unnest(con.conkey, con.confkey) with ordinality as u(l_num, r_num, ord)
        join pg_attribute l on l.attrelid = con.conrelid and l.attnum = l_num
        join pg_attribute r on r.attrelid = con.confrelid and r.attnum = r_num) as cols_and_fcols,
       exists (select from pg_constraint uq where uq.conrelid = con.conrelid and uq.contype in ('p', 'u') and uq.conkey @> con.conkey and uq.conkey <@ con.conkey) as one_to_one
from pg_constraint con
where con.contype = 'f' and con.conparentid = 0
order by con.conrelid, con.conname;

-- name: functions with arguments and results
-- seen: PostgREST/postgrest src/PostgREST/SchemaCache.hs (facts only; own statement)
-- parameters: ["{public}"]
with recursive bases(oid, base) as (
  select oid, oid from pg_type where typbasetype = 0
  union all
  select d.oid, b.base from pg_type d join bases b on d.typbasetype = b.oid
)
select f.oid::regprocedure as proc, f.proretset, f.provolatile, f.provariadic > 0 as hasvariadic,
       ret.typname, ret.typtype = 'c' or coalesce(f.proargmodes::text[] && '{t,b,o}', false) as is_composite, b.base <> b.oid as is_alias,
       (select array_agg(row(coalesce(arg.name, ''), arg.type::regtype::text, arg.idx <= f.pronargs - f.pronargdefaults, coalesce(arg.mode = 'v', false)) order by arg.idx)
        from unnest(f.proargnames, f.proargtypes, f.proargmodes) with ordinality as arg(name, type, mode, idx)
        where arg.type is not null) as args,
       (select lower((regexp_split_to_array(item, '='))[2]) from unnest(f.proconfig) item where item like 'default_transaction_isolation%') as isolation
from pg_proc f
join bases b on b.oid = f.prorettype
join pg_type ret on ret.oid = b.base
where f.prokind = 'f' and ret.oid <> 'trigger'::regtype and f.pronamespace in (select n.oid from pg_namespace n where n.nspname = any($1));

-- name: casts of domains
-- seen: PostgREST/postgrest src/PostgREST/SchemaCache.hs (facts only; own statement)
select k.castfunc::regproc::text as via, k.castsource::regtype::text as source, k.casttarget::regtype::text as target
from pg_catalog.pg_cast k
where k.castmethod = 'f' and k.castcontext = 'i' and has_function_privilege(k.castfunc, 'execute')
  and (select count(*) from pg_catalog.pg_type d where d.typtype = 'd' and d.oid in (k.castsource, k.casttarget)) > 0
  and (k.castsource in ('json'::regtype, 'text'::regtype) or k.casttarget in ('json'::regtype, 'text'::regtype));

-- name: tables that the role may use
-- seen: PostgREST/postgrest src/PostgREST/SchemaCache.hs (facts only; own statement)
-- parameters: ["{public}"]
select c.relnamespace::regnamespace::text as table_schema, c.relname as table_name
from pg_class c
where c.relkind = any ('{r,p,v,m,f}') and not c.relispartition and c.relnamespace = any (select n.oid from pg_namespace n where n.nspname = any($1))
  and (has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
    or has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
    or pg_has_role(c.relowner, 'USAGE'));

-- name: comment of a schema
-- seen: PostgREST/postgrest src/PostgREST/SchemaCache.hs (facts only; own statement)
-- parameters: ["public"]
select d.description from pg_description d right join pg_namespace n on n.oid = d.objoid where n.nspname = $1;
