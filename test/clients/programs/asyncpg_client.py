"""asyncpg: binary parameters of each type, cursors, prepared statements, COPY, transactions, cancel, a pool."""
import asyncio, datetime, decimal, io, os, uuid
import asyncpg


async def main():
    dsn = os.environ["DSN_URL"]
    connection = await asyncpg.connect(dsn)
    values = [("bool", True), ("int2", -7), ("int4", 70000), ("int8", 2**40), ("float8", 1.25), ("float4", 0.5), ("numeric", decimal.Decimal("1234.5600")),
              ("text", "héllo 😀"), ("bytea", b"\x00\xff"), ("date", datetime.date(2024, 2, 29)), ("timestamp", datetime.datetime(2024, 2, 29, 12, 34, 56, 789012)),
              ("timestamptz", datetime.datetime(2024, 2, 29, 12, tzinfo=datetime.timezone.utc)), ("time", datetime.time(1, 2, 3)), ("interval", datetime.timedelta(days=2, hours=3)),
              ("uuid", uuid.UUID("550e8400-e29b-41d4-a716-446655440000")), ("text", None)]
    for kind, value in values:
        got = await connection.fetchval(f"SELECT $1::{kind}", value)
        assert got == value, (kind, value, got)
    rows = await connection.fetch("SELECT name, role FROM people_test WHERE name < $1 ORDER BY name", "B")
    assert [row["name"] for row in rows] == ["Ada Lovelace", "Alan Turing", "Annie Easley"], rows

    # Its cursor is a portal, which it also moves.
    async with connection.transaction(readonly=True):
        cursor = await connection.cursor("SELECT i::int4 FROM generate_series(1, 1000) t(i)")
        assert [row[0] for row in await cursor.fetch(5)] == [1, 2, 3, 4, 5]
        assert await cursor.forward(3) == 3
        assert (await cursor.fetchrow())[0] == 9
        total = 0
        async for row in connection.cursor("SELECT i::int8 FROM generate_series(1, 5000) t(i)", prefetch=64):
            total += row[0]
        assert total == 12502500

    statement = await connection.prepare("SELECT count(*) FROM candidates WHERE years_experience > $1")
    assert [a.name for a in statement.get_attributes()] == ["count"] or len(statement.get_attributes()) == 1
    counts = [await statement.fetchval(n) for n in range(10)]
    assert counts == sorted(counts, reverse=True) and counts[0] > 0

    out = io.BytesIO()
    tag = await connection.copy_from_query("SELECT name FROM people_test WHERE name < 'B' ORDER BY 1", output=out, format="csv", header=True)
    assert tag == "COPY 3" and out.getvalue() == b"name\nAda Lovelace\nAlan Turing\nAnnie Easley\n", (tag, out.getvalue())
    out = io.BytesIO()
    assert await connection.copy_from_table("people_test", columns=["name"], output=out, format="binary") == "COPY 12"
    assert out.getvalue().startswith(b"PGCOPY\n")

    transaction = connection.transaction(isolation="repeatable_read")
    await transaction.start()
    try:
        await connection.execute("SELECT nothing")
        raise AssertionError("no error")
    except asyncpg.UndefinedColumnError:
        pass
    try:
        await connection.execute("SELECT 1")
        raise AssertionError("no error")
    except asyncpg.InFailedSQLTransactionError:
        pass
    await transaction.rollback()

    try:
        await connection.fetchval("SELECT count(*) FROM range(1000000000000) t(i) WHERE i % 7 = 3", timeout=0.5)
        raise AssertionError("no timeout")
    except asyncio.TimeoutError:
        pass
    assert await connection.fetchval("SELECT 1") == 1
    await connection.execute("SET statement_timeout = '200ms'")
    try:
        await connection.fetchval("SELECT count(*) FROM range(1000000000000) t(i) WHERE i % 7 = 3")
        raise AssertionError("no timeout")
    except asyncpg.QueryCanceledError:
        pass
    await connection.reset()

    # It asks for the columns' types, and sends the rows in binary.
    await connection.execute("CREATE TABLE copied_by_asyncpg (id bigint, name text, score numeric(8,2), at timestamptz, tags text[])")
    moment = datetime.datetime(2024, 2, 29, 12, 34, 56, 789012, tzinfo=datetime.timezone.utc)
    rows = [(n, None if n % 7 == 0 else f"n{n}", decimal.Decimal(n) / 4, moment, ["a", None]) for n in range(10_000)]
    assert await connection.copy_records_to_table("copied_by_asyncpg", records=rows) == "COPY 10000"
    assert [tuple(row) for row in await connection.fetch("SELECT * FROM copied_by_asyncpg ORDER BY id")] == rows
    await connection.close()

    async with asyncpg.create_pool(dsn, min_size=2, max_size=8) as pool:
        sums = await asyncio.gather(*(pool.fetchval("SELECT $1::int4 + 1", n) for n in range(100)))
        assert sums == list(range(1, 101))
    print("ok")


asyncio.run(main())
