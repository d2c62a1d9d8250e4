"""psycopg2: parameters of each type, NULLs, named cursors (held, scrollable), COPY, cancel, errors and recovery."""
import contextlib, datetime, decimal, io, os, threading, time, uuid
import psycopg2, psycopg2.extras, psycopg2.extensions, psycopg2.pool
import features

psycopg2.extras.register_uuid()
endless = "SELECT count(*) FROM range(1000000000000) t(i) WHERE i %% 7 = 3"


@contextlib.contextmanager
def cursor_of():
    """Of a connection that has no past."""
    with contextlib.closing(psycopg2.connect(os.environ["DSN"])) as connection, connection.cursor() as cursor:
        yield cursor


def comes_in(_):
    with cursor_of() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("sluice",)
        cursor.execute("SHOW server_version")
        assert cursor.fetchone()[0].startswith("15")
    try:
        psycopg2.connect(os.environ["DSN"], password="wrong")
        raise AssertionError("no error")
    except psycopg2.OperationalError as error:
        assert 'password authentication failed for user "sluice"' in str(error), error


def comes_in_over_tls(_):
    with contextlib.closing(psycopg2.connect(os.environ["TLS_DSN"], channel_binding="require")) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT tls FROM sluice.sessions WHERE pid = pg_backend_pid()")
        assert cursor.fetchone() == ("TLSv1.3",)


def statements(_):
    with cursor_of() as cursor:
        cursor.execute("SELECT name FROM people_test WHERE name < %s ORDER BY name", ("B",))
        assert cursor.fetchall() == [("Ada Lovelace",), ("Alan Turing",), ("Annie Easley",)]
        cursor.connection.rollback()
        cursor.connection.set_session(readonly=True, autocommit=True)
        psycopg2.extras.execute_values(cursor, "SELECT * FROM (VALUES %s) v(a, b)", [(1, "x"), (2, "y")])
        assert cursor.fetchall() == [(1, "x"), (2, "y")]


def parameters(_):
    values = [True, 7, 2**40, 1.25, decimal.Decimal("1234.5600"), "héllo 😀 'x' \\", datetime.date(2024, 2, 29),
              datetime.datetime(2024, 2, 29, 12, 34, 56, 789012), datetime.time(1, 2, 3), datetime.timedelta(days=2, hours=3), ["a,b", 'c"d']]
    with cursor_of() as cursor:
        for value in values:
            cursor.execute("SELECT %s", (value,))
            got = cursor.fetchone()[0]
            assert got == value, (value, got)
        cursor.execute("SELECT %(id)s::uuid, %(id)s::text", {"id": uuid.UUID("550e8400-e29b-41d4-a716-446655440000")})
        assert cursor.fetchone() == (uuid.UUID("550e8400-e29b-41d4-a716-446655440000"), "550e8400-e29b-41d4-a716-446655440000")


def nulls(_):
    with cursor_of() as cursor:
        cursor.execute("SELECT %s, %s::int, %s", (None, None, [1, 2, None]))
        assert cursor.fetchone() == (None, None, [1, 2, None])


def streams(_):
    # A named cursor streams; iteration fetches 2,000 rows at a time.
    with cursor_of() as cursor:
        connection = cursor.connection
        with connection.cursor("streamed") as named:
            named.itersize = 700
            named.execute("SELECT i FROM generate_series(1, 5000) t(i)")
            assert sum(row[0] for row in named) == 12502500
        # Scrollable and held: it goes on after COMMIT.
        held = connection.cursor("held", scrollable=True, withhold=True)
        held.execute("SELECT candidate_id FROM candidates ORDER BY 1")
        first = held.fetchmany(3)
        connection.commit()
        held.scroll(-2)
        assert held.fetchone() == first[1], first
        held.scroll(0, mode="absolute")
        assert held.fetchone() == first[0]
        held.close()


def copies_out(_):
    with cursor_of() as cursor:
        out = io.StringIO()
        cursor.copy_expert("COPY (SELECT name, role FROM people_test ORDER BY name) TO STDOUT WITH (FORMAT csv, HEADER)", out)
        lines = out.getvalue().splitlines()
        assert lines[0] == "name,role" and lines[1] == "Ada Lovelace,analyst" and len(lines) == 13, lines[:2]


def copies_in(_):
    with cursor_of() as cursor:
        cursor.connection.autocommit = True
        cursor.execute("CREATE TABLE copied_by_psycopg2 (id bigint, name text)")
        cursor.copy_expert("COPY copied_by_psycopg2 FROM STDIN (FORMAT csv, HEADER)", io.StringIO('id,name\n1,"a\nb"\n2,\n'))
        assert cursor.rowcount == 2
        cursor.copy_from(io.StringIO("3\té\n4\t\\N\n"), "copied_by_psycopg2")
        cursor.execute("SELECT id, name FROM copied_by_psycopg2 ORDER BY id")
        assert cursor.fetchall() == [(1, "a\nb"), (2, None), (3, "é"), (4, None)]


def errors(_):
    with cursor_of() as cursor:
        try:
            cursor.execute("SELECT nothing FROM people_test")
            raise AssertionError("no error")
        except psycopg2.errors.UndefinedColumn as error:
            assert error.pgcode == "42703" and error.diag.statement_position == "8", error.diag.statement_position
        cursor.connection.rollback()
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def transactions(_):
    # An error ends the transaction, a savepoint saves it.
    with cursor_of() as cursor:
        connection = cursor.connection
        cursor.execute("SAVEPOINT before")
        try:
            cursor.execute("SELECT nothing FROM people_test")
            raise AssertionError("no error")
        except psycopg2.errors.UndefinedColumn:
            pass
        assert connection.info.transaction_status == psycopg2.extensions.TRANSACTION_STATUS_INERROR
        try:
            cursor.execute("SELECT 1")
            raise AssertionError("no error")
        except psycopg2.errors.InFailedSqlTransaction:
            pass
        cursor.execute("ROLLBACK TO SAVEPOINT before")
        cursor.execute("SELECT 1")
        connection.commit()


def cancels(_):
    # From another thread.
    with cursor_of() as cursor:
        threading.Timer(0.3, cursor.connection.cancel).start()
        began = time.time()
        try:
            cursor.execute(endless, ())
            raise AssertionError("it was not cancelled")
        except psycopg2.errors.QueryCanceled:
            assert time.time() - began < 5
        cursor.connection.rollback()
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def pools(_):
    pool = psycopg2.pool.ThreadedConnectionPool(2, 8, os.environ["DSN"])
    connections = [pool.getconn() for _ in range(8)]
    sums = []

    def add(number, connection):
        with connection.cursor() as cursor:
            for turn in range(10):
                cursor.execute("SELECT %s + 1", (number,))
                sums.append(cursor.fetchone()[0])

    threads = [threading.Thread(target=add, args=one) for one in enumerate(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sums) == sorted(list(range(1, 9)) * 10), sums
    pool.closeall()


features.run({
    "connect and authenticate": comes_in,
    "TLS": comes_in_over_tls,
    "statements": statements,
    "parameters of each type": parameters,
    "NULLs": nulls,
    "streaming": streams,
    "cancel": cancels,
    "errors and recovery": errors,
    "transactions": transactions,
    "COPY out": copies_out,
    "COPY in": copies_in,
    "many connections": pools,
})
