"""asyncpg's type introspection: types that it does not know by their OIDs, it asks the system catalog for. Prints what it made of each."""
import asyncio, json, os
import asyncpg


def plain(value):
    if isinstance(value, asyncpg.Record):
        return dict(value.items())
    if isinstance(value, asyncpg.Range):
        return [value.lower, value.upper]
    return str(value)


async def main():
    connection = await asyncpg.connect(os.environ["DSN_URL"])
    told = {}
    # Arrays of most types are asked for, those of the lake's columns too.
    sql = "SELECT order_id, line, weight, codes FROM shipments WHERE codes IS NOT NULL"
    statement = await connection.prepare(sql)
    told["columns"] = [[one.name, one.type.name, one.type.kind] for one in statement.get_attributes()]
    told["rows"] = [list(row) for row in await statement.fetch()]
    told["skills"] = await connection.fetchval("SELECT skills IS NOT NULL FROM candidates_safe LIMIT 1")
    told["arrays"] = [await connection.fetchval(f"SELECT $1::{kind}[]", value) == value for kind, value in (("int8", [1, None, 2**40]), ("float8", [0.5]), ("bool", [True]))]
    # Domains, a composite type with its array, and a range.
    domains = "SELECT table_name, ordinal_position FROM information_schema.columns WHERE table_schema = $1 AND column_name = $2 ORDER BY 1"
    statement = await connection.prepare(domains)
    told["domains"] = [[one.name, one.type.name, one.type.kind, one.type.schema] for one in statement.get_attributes()]
    told["parameters"] = [[one.name, one.kind] for one in statement.get_parameters()]
    told["ids"] = [list(row) for row in await statement.fetch("public", "order_id")]
    remarks = "FROM pg_description d WHERE objoid = 'animals'::regclass AND classoid = 'pg_class'::regclass"
    told["composite"] = (await connection.fetchval(f"SELECT d {remarks}"))["description"]
    told["composites"] = [row["description"] for row in await connection.fetchval(f"SELECT array_agg(d) {remarks}")]
    row = (await connection.prepare("SELECT NULL::animals FROM pg_am LIMIT 1")).get_attributes()[0].type
    told["row of a dataset"] = [row.name, row.kind, row.schema]
    told["range"] = await connection.fetchval("SELECT int8range(1, 3) FROM pg_am LIMIT 1")
    told["names"] = await connection.fetchval("SELECT array_agg(relname ORDER BY relname) FROM pg_class WHERE relkind = ANY($1) AND relnamespace = 'public'::regnamespace", [b"r", b"v"])
    # A codec of one's own is looked up by the type's name; the one that was known before is forgotten.
    await connection.set_type_codec("json", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)
    told["codec"] = await connection.fetchval("""SELECT '{"a": [1]}'::json""")
    await connection.reset_type_codec("json", schema="pg_catalog")
    told["no codec"] = await connection.fetchval("""SELECT '{"a": [1]}'::json""")
    await connection.reload_schema_state()
    told["again"] = [list(row) for row in await connection.fetch(sql)]
    try:
        await connection.set_type_codec("nobody", encoder=str, decoder=str)
    except ValueError as error:
        told["unknown type"] = str(error)
    await connection.close()
    print(json.dumps(told, default=plain))


asyncio.run(main())
