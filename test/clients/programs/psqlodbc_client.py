"""psqlODBC by pyodbc: parameters of each type, NULLs, streaming, errors and recovery, cancel, and the calls for the catalog."""
import contextlib, datetime, decimal, math, os, threading, time, uuid
import pyodbc
import features

# Tableau's, but for the size of a batch. Booleans would be text without the first; Fetch counts for nothing without UseDeclareFetch.
settings = "BoolsAsChar=0;LFConversion=0;Fetch=100"


def connect(extra, autocommit=False, to="ODBC"):
    return pyodbc.connect(f"{os.environ[to]};{settings};{extra}", autocommit=autocommit)


@contextlib.contextmanager
def connected(extra, **options):
    """A connection that has no past."""
    with contextlib.closing(connect(extra, **options)) as connection:
        yield connection
        # It is closed in a transaction, else, which pyodbc does not like.
        connection.rollback()


def one(cursor, sql, *values):
    rows = cursor.execute(sql, *values).fetchall()
    assert len(rows) == 1, (sql, rows)
    return tuple(rows[0])


def fails(sqlstate, act):
    try:
        act()
    except pyodbc.Error as error:
        assert error.args[0] == sqlstate, error.args
        return error.args[1]
    raise AssertionError(f"no error, {sqlstate} was due")


def comes_in(extra):
    with connected(extra) as connection:
        assert one(connection.cursor(), "SELECT current_user") == ("sluice",)
    # Of two passwords, the driver takes the first.
    fails("08001", lambda: pyodbc.connect(f"{os.environ['ODBC'].partition(';Pwd=')[0]};Pwd=wrong"))


def comes_in_over_tls(extra):
    with connected(extra, to="TLS_ODBC") as connection:
        assert one(connection.cursor(), "SELECT tls FROM sluice.sessions WHERE pid = pg_backend_pid()") == ("TLSv1.3",)


def statements(extra):
    with connected(extra) as connection:
        cursor = connection.cursor()
        assert one(cursor, "SELECT count(*) FROM people_test") == (12,)
        described = cursor.execute("SELECT name, length(role) AS n, CAST(1.5 AS numeric(6,2)) AS d FROM people_test").description
        assert [(column[0], column[1]) for column in described] == [("name", str), ("n", int), ("d", decimal.Decimal)], described
        assert described[2][4:6] == (6, 2), described


identity = uuid.UUID("550e8400-e29b-41d4-a716-446655440000")
values = [("bool", True), ("bool", False), ("int4", 7), ("int4", -(2**31)), ("int8", 2**40), ("int8", -(2**63)),
          ("float8", 1.25), ("float8", 0.1), ("float8", -1e300), ("numeric(12,4)", decimal.Decimal("1234.5600")),
          ("numeric(38,10)", decimal.Decimal("-1234567890123456789012345678.0123456789")),
          ("text", "héllo 😀 'x' \\ \n $1 ? 𝒳"), ("text", ""), ("varchar", "a\tb"), ("bytea", bytes(range(256))), ("bytea", b""),
          ("date", datetime.date(2024, 2, 29)), ("time", datetime.time(1, 2, 3)),
          ("timestamp", datetime.datetime(2024, 2, 29, 12, 34, 56, 789012))]


def parameters(extra):
    with connected(extra) as connection:
        cursor = connection.cursor()
        for kind, value in values:
            got, = one(cursor, f"SELECT CAST(? AS {kind})", value)
            assert got == value and type(got) is type(value), (kind, value, got)
        assert math.isnan(one(cursor, "SELECT CAST('NaN' AS float8)")[0])
        # As text, and as the driver writes it: in upper case.
        assert one(cursor, "SELECT CAST(CAST(? AS uuid) AS text)", str(identity)) == (str(identity),)
        assert uuid.UUID(str(one(cursor, "SELECT CAST(? AS uuid)", identity)[0])) == identity


def nulls(extra):
    # As a parameter, of each type, and among others.
    with connected(extra) as connection:
        cursor = connection.cursor()
        for kind in dict(values):
            assert one(cursor, f"SELECT CAST(? AS {kind}), CAST(? AS {kind}) IS NULL", None, None) == (None, True), kind
        assert one(cursor, "SELECT CAST(? AS int4), CAST(? AS text), CAST(? AS date)", 1, None, datetime.date(1, 1, 1)) == (
            1, None, datetime.date(1, 1, 1))


def prepares(extra):
    # One prepared statement, with several sets of values, and in conditions.
    with connected(extra) as connection:
        cursor = connection.cursor()
        role = "SELECT role FROM people_test WHERE name = ?"
        assert one(cursor, role, "Ada Lovelace") == ("analyst",)
        assert cursor.execute(role, "Nobody").fetchall() == []
        assert one(cursor, role, "Ada Lovelace") == ("analyst",)
        assert one(cursor, "SELECT count(*) FROM people_test WHERE name IN (?, ?) AND length(role) > ?", "Ada Lovelace", "Nobody", 3) == (1,)


def streams(extra):
    with connected(extra) as connection:
        streams_in_a_transaction(connection)
    streams_by_itself(extra)


def streams_in_a_transaction(connection):
    cursor = connection.cursor()
    cursor.execute("SELECT i, CASE WHEN i % 3 = 0 THEN NULL ELSE CAST(i AS text) END AS t FROM generate_series(1, 5000) t(i)")
    # Another statement of the same connection, while it is read.
    other = connection.cursor()
    total = 0
    for position, (number, text) in enumerate(cursor, 1):
        assert number == position and text == (None if number % 3 == 0 else str(number)), (position, number, text)
        total += number
        if position % 1500 == 0:
            assert one(other, "SELECT CAST(? AS int4)", position) == (position,)
    assert total == 12502500
    cursor.execute("SELECT candidate_id FROM candidates ORDER BY candidate_id")
    first = cursor.fetchmany(150)
    assert len(first) == 150 and first == sorted(first, key=lambda row: row[0])
    # Given up half way.
    cursor.close()
    # Held: it goes on after COMMIT.
    held = connection.cursor()
    held.execute("SELECT candidate_id FROM candidates ORDER BY candidate_id")
    assert held.fetchmany(3) == first[:3]
    connection.commit()
    assert held.fetchmany(147) == first[3:]
    held.close()
    # None, and exactly one batch.
    assert other.execute("SELECT name FROM people_test WHERE name = 'Nobody'").fetchall() == []
    assert len(other.execute("SELECT i FROM generate_series(1, 100) t(i)").fetchall()) == 100
    connection.commit()


def streams_by_itself(extra):
    # With autocommit, the way of programs that only read: a cursor has a transaction of its own.
    with contextlib.closing(connect(extra, autocommit=True)) as connection:
        left, right = connection.cursor(), connection.cursor()
        left.execute("SELECT i FROM generate_series(1, 5000) t(i)")
        right.execute("SELECT name FROM people_test ORDER BY name")
        assert left.fetchmany(250)[-1][0] == 250
        assert right.fetchone()[0] == "Ada Lovelace"
        assert sum(row[0] for row in left) == 12502500 - 250 * 251 // 2
        assert len(right.fetchall()) == 11


def errors(extra):
    # Outside of a transaction.
    outside = connect(extra, autocommit=True)
    cursor = outside.cursor()
    message = fails("42703", lambda: cursor.execute("SELECT nothing FROM people_test"))
    assert 'column "nothing" does not exist' in message, message
    fails("42703", lambda: cursor.execute("SELECT nothing FROM people_test WHERE name = ?", "x"))
    assert one(cursor, "SELECT count(*) FROM people_test") == (12,)
    fails("22P02", lambda: cursor.execute("SELECT CAST(CAST(? AS text) AS int4)", "x").fetchall())
    assert one(cursor, "SELECT CAST(? AS int4)", 1) == (1,)
    outside.close()


def transactions(extra):
    with connected(extra) as connection:
        settings_go_with_them(connection)
    errors_end_them(extra)


def settings_go_with_them(connection):
    cursor = connection.cursor()
    # A setting goes with the transaction that made it, or stays.
    shown = lambda: one(cursor, "SHOW application_name")[0]
    before = shown()
    cursor.execute("SET application_name = 'undone'")
    assert shown() == "undone"
    connection.rollback()
    assert shown() == before
    cursor.execute("SET application_name = 'done'")
    connection.commit()
    assert shown() == "done"
    connection.rollback()
    connection.autocommit = True
    assert one(cursor, "SELECT 1") == (1,)
    connection.autocommit = False


def errors_end_them(extra):
    # The driver sets a savepoint before each statement (Protocol=7.4-2, as ever): only the statement is lost.
    with contextlib.closing(connect(extra)) as inside:
        cursor = inside.cursor()
        cursor.execute("SET LOCAL application_name = 'of the block'")
        fails("42703", lambda: cursor.execute("SELECT nothing FROM people_test"))
        assert one(cursor, "SHOW application_name") == ("of the block",)
        inside.commit()
        assert one(cursor, "SHOW application_name") != ("of the block",)
    # The whole transaction is lost.
    with contextlib.closing(connect(f"{extra};Protocol=7.4-1")) as whole:
        cursor = whole.cursor()
        cursor.execute("SET LOCAL application_name = 'of the block'")
        fails("42703", lambda: cursor.execute("SELECT nothing FROM people_test"))
        assert one(cursor, "SHOW application_name") != ("of the block",)
    # It is left to the program.
    with contextlib.closing(connect(f"{extra};Protocol=7.4-0")) as left:
        cursor = left.cursor()
        one(cursor, "SELECT 1")
        fails("42703", lambda: cursor.execute("SELECT nothing FROM people_test"))
        fails("25P02", lambda: cursor.execute("SELECT 1"))
        left.rollback()
        assert one(cursor, "SELECT 1") == (1,)


def cancels(connection):
    cursor = connection.cursor()
    one(cursor, "SELECT 1")
    timer = threading.Timer(0.3, cursor.cancel)
    timer.start()
    began = time.time()
    fails("57014", lambda: cursor.execute("SELECT count(*) FROM range(1000000000000) t(i) WHERE i % 7 = 3").fetchall())
    assert 0.2 < time.time() - began < 5
    timer.join()
    assert one(cursor, "SELECT CAST(? AS int4)", 1) == (1,)
    connection.rollback()


def catalog(connection):
    cursor = connection.cursor()

    def listed(rows):
        names = [column[0].lower() for column in rows.description]
        return [dict(zip(names, row)) for row in rows.fetchall()]

    assert connection.getinfo(pyodbc.SQL_DBMS_NAME) == "PostgreSQL"
    assert connection.getinfo(pyodbc.SQL_DBMS_VER).startswith("15.")
    assert connection.getinfo(pyodbc.SQL_DATABASE_NAME) == "lake"
    # Each table, some, one, and none; and the lists of catalogs, of schemas and of kinds of table.
    assert {"people_test", "candidates"} <= {row["table_name"] for row in listed(cursor.tables())}
    assert {"people_test", "candidates"} <= {row["table_name"] for row in listed(cursor.tables(tableType="TABLE,VIEW"))}
    assert [row["table_name"] for row in listed(cursor.tables(table="people%", schema="%"))] == ["people_test"]
    assert [row["table_name"] for row in listed(cursor.tables(table="people\\_test"))] == ["people_test"]
    assert listed(cursor.tables(table="peopl\\_test")) == []
    table, = listed(cursor.tables(table="people_test", schema="public", catalog="lake", tableType="TABLE"))
    assert (table["table_cat"], table["table_schem"], table["table_name"], table["table_type"]) == ("lake", "public", "people_test", "TABLE")
    assert listed(cursor.tables(table="nobody")) == []
    assert "pg_class" in {row["table_name"] for row in listed(cursor.tables(schema="pg_catalog", tableType="SYSTEM TABLE"))}
    assert [row["table_cat"] for row in listed(cursor.tables(catalog="%", schema="", table=""))] == ["lake"]
    assert "public" in {row["table_schem"] for row in listed(cursor.tables(catalog="", schema="%", table=""))}
    assert {"TABLE", "VIEW"} <= {row["table_type"] for row in listed(cursor.tables(catalog="", schema="", table="", tableType="%"))}

    columns = listed(cursor.columns(table="people_test", schema="public"))
    assert [(c["column_name"], c["type_name"], c["ordinal_position"], c["is_nullable"]) for c in columns] == [
        ("name", "text", 1, columns[0]["is_nullable"]), ("role", "text", 2, columns[1]["is_nullable"])], columns
    assert [c["data_type"] for c in columns] == [pyodbc.SQL_WLONGVARCHAR] * 2, columns
    assert [c["column_name"] for c in listed(cursor.columns(table="people_test", column="r%"))] == ["role"]
    assert {"candidate_id", "city"} <= {c["column_name"] for c in listed(cursor.columns(table="candidates"))}
    assert {"people_test", "candidates"} <= {c["table_name"] for c in listed(cursor.columns(schema="public"))}

    # Each has a key.
    for name, key in (("people_test", "name"), ("candidates", "candidate_id")):
        keys = listed(cursor.primaryKeys(name, schema="public"))
        assert [(k["table_name"], k["column_name"], k["key_seq"]) for k in keys] == [(name, key, 1)], keys
        assert [(k["column_name"], k["key_seq"]) for k in listed(cursor.primaryKeys(name))] == [(k["column_name"], k["key_seq"]) for k in keys]
        indexes = [row for row in listed(cursor.statistics(name)) if row["index_name"] is not None]
        assert {row["column_name"] for row in indexes} <= {key}, indexes
        assert len(indexes) >= len(keys), indexes
        assert len(listed(cursor.statistics(name, unique=True))) <= len(listed(cursor.statistics(name)))
        assert {row["column_name"] for row in listed(cursor.rowIdColumns(name))} <= {key, "ctid"}
        assert listed(cursor.foreignKeys(table=name)) == []
        assert listed(cursor.foreignKeys(foreignTable=name)) == []
    assert {"int4", "int8", "float8", "numeric", "bool", "text", "bytea", "date"} <= {
        row["type_name"] for row in listed(cursor.getTypeInfo())}
    assert isinstance(listed(cursor.procedures()), list)
    connection.rollback()


def connects_often(extra):
    sums = []

    def add(number):
        with connected(extra) as connection:
            for _ in range(10):
                sums.append(one(connection.cursor(), "SELECT CAST(? AS int4) + 1", number)[0])

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sums) == sorted(list(range(1, 9)) * 10), sums


def with_a_connection(act):
    def tried(extra):
        with connected(extra) as connection:
            act(connection)

    return tried


features.run({
    "connect and authenticate": comes_in,
    "TLS": comes_in_over_tls,
    "statements": statements,
    "parameters of each type": parameters,
    "NULLs": nulls,
    "prepared statements": prepares,
    "streaming": streams,
    "cancel": with_a_connection(cancels),
    "errors and recovery": errors,
    "transactions": transactions,
    "many connections": connects_often,
    "metadata": with_a_connection(catalog),
}, ("UseDeclareFetch=1", "UseDeclareFetch=0"))
