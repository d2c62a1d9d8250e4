"""psycopg 3, in text and in binary: parameters of each type, NULLs, cursors of the server, pipelines, COPY, cancel, errors and recovery."""
import datetime, decimal, os, threading, uuid
import psycopg
from psycopg import errors as failures
import features

dsn = os.environ["DSN"]
endless = "SELECT count(*) FROM range(1000000000000) t(i) WHERE i % 7 = 3"


def connect(**options):
    return psycopg.connect(dsn, autocommit=True, **options)


def mark(mode):
    return "%b" if mode == "binary" else "%s"


def comes_in(_):
    with connect() as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("sluice",)
    try:
        connect(password="wrong")
        raise AssertionError("no error")
    except psycopg.OperationalError as error:
        assert 'password authentication failed for user "sluice"' in str(error), error


def comes_in_over_tls(_):
    with psycopg.connect(os.environ["TLS_DSN"], channel_binding="require") as connection:
        assert connection.execute("SELECT tls FROM sluice.sessions WHERE pid = pg_backend_pid()").fetchone() == ("TLSv1.3",)


def statements(mode):
    with connect() as connection, connection.cursor(binary=mode == "binary") as cursor:
        cursor.execute("SELECT name, role FROM people_test WHERE name = %s", ["Ada Lovelace"])
        assert cursor.fetchall() == [("Ada Lovelace", "analyst")]
        cursor.execute("SELECT candidate_id, skills, salary, last_contacted, created_at FROM candidates ORDER BY candidate_id LIMIT 3")
        rows = cursor.fetchall()
        assert [row[0] for row in rows] == ["CAND-000001", "CAND-000002", "CAND-000003"], rows
        assert isinstance(rows[0][1], list) and isinstance(rows[0][2], decimal.Decimal) and isinstance(rows[0][4], datetime.datetime), rows[0]


def parameters(mode):
    values = [True, 7, 70000, 2**40, 1.25, decimal.Decimal("1234.5600"), "h\u00e9llo \U0001F600", b"\x00\xff", datetime.date(2024, 2, 29),
              datetime.datetime(2024, 2, 29, 12, 34, 56, 789012), datetime.datetime(2024, 2, 29, 12, 0, tzinfo=datetime.timezone.utc),
              uuid.UUID("550e8400-e29b-41d4-a716-446655440000"), ["a", None, 'q"\\'], [1, 2]]
    with connect() as connection, connection.cursor(binary=mode == "binary") as cursor:
        for value in values:
            kind = "" if not isinstance(value, list) else "::text[]" if isinstance(value[0], str) else "::bigint[]"
            cursor.execute(f"SELECT {mark(mode)}{kind}", [value])
            got = cursor.fetchone()[0]
            # Text without a type of its own comes back as text; numbers keep their value.
            assert got == value or str(got) == str(value), (value, got)


def nulls(mode):
    with connect() as connection, connection.cursor(binary=mode == "binary") as cursor:
        for kind in ("", "::bool", "::int8", "::numeric", "::text", "::bytea", "::timestamptz", "::uuid", "::text[]"):
            cursor.execute(f"SELECT {mark(mode)}{kind}", [None])
            assert cursor.fetchone() == (None,), kind


def prepares(mode):
    # From the sixth time on it has a name.
    with connect() as connection, connection.cursor(binary=mode == "binary") as cursor:
        counts = [cursor.execute(f"SELECT count(*) FROM candidates WHERE years_experience > {mark(mode)}", [5]).fetchone()[0] for _ in range(8)]
        assert counts[0] > 0 and len(set(counts)) == 1, counts
        cursor.execute("SELECT count(*) FROM people_test WHERE name < %s", ["B"], prepare=True)
        assert cursor.fetchone() == (3,)


def streams(mode):
    with psycopg.connect(dsn) as connection:
        with connection.cursor("streamed", binary=mode == "binary") as named:
            named.itersize = 700
            named.execute("SELECT i::int8 FROM generate_series(1, 5000) t(i)")
            assert sum(row[0] for row in named) == 12502500
        with connection.cursor("held", scrollable=True, withhold=True) as held:
            held.execute("SELECT candidate_id FROM candidates ORDER BY 1")
            first = held.fetchmany(3)
            connection.commit()
            held.scroll(-2)
            assert held.fetchone() == first[1], first
    with connect() as connection, connection.cursor(binary=mode == "binary") as cursor:
        # Row by row, and given up on the way.
        for (number,) in cursor.stream("SELECT i::int4 FROM generate_series(1, 5000) t(i)"):
            if number == 25:
                break
        assert connection.execute("SELECT 1").fetchone() == (1,)


def cancels(_):
    with connect() as connection:
        threading.Timer(0.3, connection.cancel_safe).start()
        try:
            connection.execute(endless)
            raise AssertionError("it was not cancelled")
        except failures.QueryCanceled:
            pass
        assert connection.execute("SELECT 1").fetchone() == (1,)


def errors(mode):
    with connect() as connection, connection.cursor(binary=mode == "binary") as cursor:
        try:
            cursor.execute("SELECT nope")
            raise AssertionError("no error")
        except failures.UndefinedColumn as error:
            assert error.sqlstate == "42703" and error.diag.statement_position == "8", error.diag.statement_position
        assert cursor.execute("SELECT 1").fetchone() == (1,)


def transactions(_):
    with psycopg.connect(dsn) as connection:
        with connection.transaction():
            assert connection.execute("SELECT count(*) FROM animals").fetchone()[0] > 0
            try:
                # A savepoint.
                with connection.transaction():
                    connection.execute("SELECT nope")
                raise AssertionError("no error")
            except failures.UndefinedColumn:
                pass
            assert connection.execute("SELECT 1").fetchone() == (1,)
        try:
            connection.execute("SELECT 1/")
            raise AssertionError("no error")
        except failures.SyntaxError:
            connection.rollback()
        assert connection.execute("SELECT 1").fetchone() == (1,)


def pipelines(_):
    with connect() as connection:
        with connection.pipeline():
            cursors = [connection.execute("SELECT %s::int", [n]) for n in range(20)]
            assert [cursor.fetchone()[0] for cursor in cursors] == list(range(20))
        try:
            with connection.pipeline():
                connection.execute("SELECT nope")
                connection.execute("SELECT 1")
            raise AssertionError("no error")
        except failures.UndefinedColumn:
            pass
        assert connection.execute("SELECT 1").fetchone() == (1,)


def copies_out(_):
    with connect() as connection, connection.cursor() as cursor:
        with cursor.copy("COPY (SELECT name, role FROM people_test ORDER BY name) TO STDOUT") as copy:
            rows = list(copy.rows())
        assert rows[0] == ("Ada Lovelace", "analyst") and len(rows) == 12, rows


def copies_in(mode):
    table = f"copied_{mode}"
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {table} (id bigint, name text, at timestamp, ratio numeric(6,3), tags text[], raw bytea)")
        rows = [(n, None if n % 5 == 0 else f"n\u00e9 {n}\t\\", datetime.datetime(2024, 2, 29, 1, 2, 3, n), decimal.Decimal(n) / 8, ["a", None, 'q"'], b"\x00\xff")
                for n in range(2000)]
        with cursor.copy(f"COPY {table} FROM STDIN" + (" (FORMAT binary)" if mode == "binary" else "")) as copy:
            if mode == "binary":
                copy.set_types(["int8", "text", "timestamp", "numeric", "text[]", "bytea"])
            for row in rows:
                copy.write_row(row)
        assert cursor.rowcount == 2000, cursor.rowcount
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        assert cursor.fetchall() == rows
        try:
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                copy.write_row(rows[0])
                raise RuntimeError("changed my mind")
        except RuntimeError:
            pass
        assert cursor.execute(f"SELECT count(*) FROM {table}").fetchone() == (2000,)


def connects_often(mode):
    sums = []

    def add(number):
        with connect() as connection, connection.cursor(binary=mode == "binary") as cursor:
            for _ in range(10):
                sums.append(cursor.execute(f"SELECT {mark(mode)}::int + 1", [number]).fetchone()[0])

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sums) == sorted(list(range(1, 9)) * 10), sums


features.run({
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
    "pipeline": pipelines,
    "COPY out": copies_out,
    "COPY in": copies_in,
    "many connections": connects_often,
}, ("text", "binary"))
