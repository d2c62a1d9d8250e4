"""psycopg2: parameters of each type, NULLs, named cursors (held, scrollable), COPY, cancel, errors and recovery."""
import datetime, decimal, io, os, sys, threading, time, uuid
import psycopg2, psycopg2.extras, psycopg2.extensions

psycopg2.extras.register_uuid()
connection = psycopg2.connect(os.environ["DSN"])
cursor = connection.cursor()

values = [True, 7, 2**40, 1.25, decimal.Decimal("1234.5600"), "héllo 😀 'x' \\", datetime.date(2024, 2, 29),
          datetime.datetime(2024, 2, 29, 12, 34, 56, 789012), datetime.time(1, 2, 3), datetime.timedelta(days=2, hours=3), None, [1, 2, None], ["a,b", 'c"d']]
for value in values:
    cursor.execute("SELECT %s", (value,))
    got = cursor.fetchone()[0]
    assert got == value, (value, got)
cursor.execute("SELECT %(id)s::uuid, %(id)s::text", {"id": uuid.UUID("550e8400-e29b-41d4-a716-446655440000")})
assert cursor.fetchone() == (uuid.UUID("550e8400-e29b-41d4-a716-446655440000"), "550e8400-e29b-41d4-a716-446655440000")
connection.commit()

# A named cursor streams; iteration fetches 2,000 rows at a time.
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
connection.commit()

# COPY.
out = io.StringIO()
cursor.copy_expert("COPY (SELECT name, role FROM people_test ORDER BY name) TO STDOUT WITH (FORMAT csv, HEADER)", out)
lines = out.getvalue().splitlines()
assert lines[0] == "name,role" and lines[1] == "Ada Lovelace,analyst" and len(lines) == 13, lines[:2]

# An error ends the transaction, a savepoint saves it.
cursor.execute("SAVEPOINT before")
try:
    cursor.execute("SELECT nothing FROM people_test")
    raise AssertionError("no error")
except psycopg2.errors.UndefinedColumn as error:
    assert error.pgcode == "42703" and error.diag.statement_position == "8", error.diag.statement_position
assert connection.info.transaction_status == psycopg2.extensions.TRANSACTION_STATUS_INERROR
try:
    cursor.execute("SELECT 1")
    raise AssertionError("no error")
except psycopg2.errors.InFailedSqlTransaction:
    pass
cursor.execute("ROLLBACK TO SAVEPOINT before")
cursor.execute("SELECT 1")
connection.rollback()

# Cancel from another thread.
threading.Timer(0.3, connection.cancel).start()
began = time.time()
try:
    cursor.execute("SELECT count(*) FROM range(1000000000000) t(i) WHERE i %% 7 = 3", ())
    raise AssertionError("it was not cancelled")
except psycopg2.errors.QueryCanceled:
    assert time.time() - began < 5
connection.rollback()
cursor.execute("SHOW server_version")
assert cursor.fetchone()[0].startswith("15")
connection.rollback()
connection.set_session(readonly=True, autocommit=True)
cursor.execute("SELECT 1")
psycopg2.extras.execute_values(cursor, "SELECT * FROM (VALUES %s) v(a, b)", [(1, "x"), (2, "y")])
assert cursor.fetchall() == [(1, "x"), (2, "y")]
print("ok")
