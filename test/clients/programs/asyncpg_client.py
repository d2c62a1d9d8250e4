"""asyncpg: binary parameters of each type, cursors, prepared statements, COPY, transactions, cancel, a pool."""
import asyncio, contextlib, datetime, decimal, io, os, uuid
import asyncpg
import features

dsn = os.environ["DSN_URL"]
endless = "SELECT count(*) FROM range(1000000000000) t(i) WHERE i % 7 = 3"


@contextlib.asynccontextmanager
async def connected(to=dsn):
    """A connection that has no past."""
    connection = await asyncpg.connect(to)
    try:
        yield connection
    finally:
        await connection.close()


async def comes_in():
    async with connected() as connection:
        assert await connection.fetchval("SELECT current_user") == "sluice"
    try:
        await asyncpg.connect(dsn, password="wrong")
        raise AssertionError("no error")
    except asyncpg.InvalidPasswordError:
        pass


async def comes_in_over_tls():
    async with connected(os.environ["TLS_DSN_URL"]) as connection:
        assert await connection.fetchval("SELECT tls FROM sluice.sessions WHERE pid = pg_backend_pid()") == "TLSv1.3"


async def statements():
    async with connected() as connection:
        rows = await connection.fetch("SELECT name, role FROM people_test WHERE name < $1 ORDER BY name", "B")
        assert [row["name"] for row in rows] == ["Ada Lovelace", "Alan Turing", "Annie Easley"], rows


async def parameters():
    values = [("bool", True), ("int2", -7), ("int4", 70000), ("int8", 2**40), ("float8", 1.25), ("float4", 0.5), ("numeric", decimal.Decimal("1234.5600")),
              ("text", "héllo 😀"), ("bytea", b"\x00\xff"), ("date", datetime.date(2024, 2, 29)), ("timestamp", datetime.datetime(2024, 2, 29, 12, 34, 56, 789012)),
              ("timestamptz", datetime.datetime(2024, 2, 29, 12, tzinfo=datetime.timezone.utc)), ("time", datetime.time(1, 2, 3)), ("interval", datetime.timedelta(days=2, hours=3)),
              ("uuid", uuid.UUID("550e8400-e29b-41d4-a716-446655440000"))]
    async with connected() as connection:
        for kind, value in values:
            got = await connection.fetchval(f"SELECT $1::{kind}", value)
            assert got == value, (kind, value, got)


async def nulls():
    async with connected() as connection:
        for kind in ("bool", "int8", "float8", "numeric", "text", "bytea", "timestamptz", "uuid"):
            assert await connection.fetchrow(f"SELECT $1::{kind}, $1::{kind} IS NULL", None) == (None, True), kind


async def streams():
    # Its cursor is a portal, which it also moves.
    async with connected() as connection, connection.transaction(readonly=True):
        cursor = await connection.cursor("SELECT i::int4 FROM generate_series(1, 1000) t(i)")
        assert [row[0] for row in await cursor.fetch(5)] == [1, 2, 3, 4, 5]
        assert await cursor.forward(3) == 3
        assert (await cursor.fetchrow())[0] == 9
        total = 0
        async for row in connection.cursor("SELECT i::int8 FROM generate_series(1, 5000) t(i)", prefetch=64):
            total += row[0]
        assert total == 12502500


async def prepares():
    async with connected() as connection:
        statement = await connection.prepare("SELECT count(*) AS n FROM candidates WHERE years_experience > $1")
        assert [one.name for one in statement.get_attributes()] == ["n"]
        counts = [await statement.fetchval(n) for n in range(10)]
        assert counts == sorted(counts, reverse=True) and counts[0] > 0


async def copies_out():
    async with connected() as connection:
        out = io.BytesIO()
        tag = await connection.copy_from_query("SELECT name FROM people_test WHERE name < 'B' ORDER BY 1", output=out, format="csv", header=True)
        assert tag == "COPY 3" and out.getvalue() == b"name\nAda Lovelace\nAlan Turing\nAnnie Easley\n", (tag, out.getvalue())
        out = io.BytesIO()
        assert await connection.copy_from_table("people_test", columns=["name"], output=out, format="binary") == "COPY 12"
        assert out.getvalue().startswith(b"PGCOPY\n")


async def copies_in():
    # It asks for the columns' types, and sends the rows in binary.
    async with connected() as connection:
        await connection.execute("CREATE TABLE copied_by_asyncpg (id bigint, name text, score numeric(8,2), at timestamptz, tags text[])")
        moment = datetime.datetime(2024, 2, 29, 12, 34, 56, 789012, tzinfo=datetime.timezone.utc)
        rows = [(n, None if n % 7 == 0 else f"n{n}", decimal.Decimal(n) / 4, moment, ["a", None]) for n in range(10_000)]
        assert await connection.copy_records_to_table("copied_by_asyncpg", records=rows) == "COPY 10000"
        assert [tuple(row) for row in await connection.fetch("SELECT * FROM copied_by_asyncpg ORDER BY id")] == rows


async def errors():
    async with connected() as connection:
        try:
            await connection.fetch("SELECT nothing FROM people_test")
            raise AssertionError("no error")
        except asyncpg.UndefinedColumnError as error:
            assert error.position == "8", error.position
        try:
            await connection.fetch("SELECT $1::text::int", "x")
            raise AssertionError("no error")
        except asyncpg.InvalidTextRepresentationError:
            pass
        assert await connection.fetchval("SELECT 1") == 1


async def transactions():
    async with connected() as connection:
        transaction = connection.transaction(isolation="repeatable_read")
        await transaction.start()
        try:
            async with connection.transaction():
                await connection.execute("SELECT nothing")
            raise AssertionError("no error")
        except asyncpg.UndefinedColumnError:
            # Its savepoint was gone back to.
            pass
        assert await connection.fetchval("SELECT 1") == 1
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


async def cancels():
    async with connected() as connection:
        try:
            await connection.fetchval(endless, timeout=0.5)
            raise AssertionError("no timeout")
        except asyncio.TimeoutError:
            pass
        assert await connection.fetchval("SELECT 1") == 1
        await connection.execute("SET statement_timeout = '1s'")
        try:
            await connection.fetchval(endless)
            raise AssertionError("no timeout")
        except asyncpg.QueryCanceledError:
            pass
        await connection.reset()
        assert await connection.fetchval("SELECT 1") == 1


async def pools():
    async with asyncpg.create_pool(dsn, min_size=2, max_size=8) as pool:
        sums = await asyncio.gather(*(pool.fetchval("SELECT $1::int4 + 1", n) for n in range(100)))
        assert sums == list(range(1, 101))


served = {
    "connect and authenticate": comes_in,
    "TLS": comes_in_over_tls,
    "statements": statements,
    "parameters of each type": parameters,
    "NULLs": nulls,
    "prepared statements": prepares,
    "streaming": streams,
    "cancel": cancels,
    "errors and recovery": errors,
    "transactions": transactions,
    "COPY out": copies_out,
    "COPY in": copies_in,
    "many connections": pools,
}
features.run({name: lambda _, tried=tried: asyncio.run(tried()) for name, tried in served.items()})
