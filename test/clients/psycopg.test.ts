import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { pythonPath } from "../support/programs.mjs";
import { describeWith } from "../support/require.js";

const script = `
import datetime, decimal, json, os, sys, uuid
import psycopg
from psycopg import errors

binary = sys.argv[1] == "binary"
out = {}
with psycopg.connect(os.environ["DSN"], autocommit=True) as connection:
    with connection.cursor(binary=binary) as cursor:
        cursor.execute("SELECT name, role FROM people_test WHERE name = %s", ["Ada Lovelace"])
        out["person"] = cursor.fetchall()
        values = [True, 7, 70000, 2**40, 1.25, decimal.Decimal("1234.5600"), "h\\u00e9llo \\U0001F600", b"\\x00\\xff", datetime.date(2024, 2, 29),
                  datetime.datetime(2024, 2, 29, 12, 34, 56, 789012), datetime.datetime(2024, 2, 29, 12, 0, tzinfo=datetime.timezone.utc),
                  uuid.UUID("550e8400-e29b-41d4-a716-446655440000"), None, ["a", None, 'q"\\\\'], [1, 2]]
        mark = "%b" if binary else "%s"
        for value in values:
            kind = "" if not isinstance(value, list) else "::text[]" if isinstance(value[0], str) else "::bigint[]"
            cursor.execute(f"SELECT {mark}{kind}", [value])
            got = cursor.fetchone()[0]
            # Text without a type of its own comes back as text; numbers keep their value.
            assert got == value or str(got) == str(value), (value, got)
        cursor.execute("SELECT candidate_id, skills, salary, last_contacted, created_at FROM candidates ORDER BY candidate_id LIMIT 3")
        rows = cursor.fetchall()
        assert isinstance(rows[0][1], list) and isinstance(rows[0][2], decimal.Decimal) and isinstance(rows[0][4], datetime.datetime), rows[0]
        out["ids"] = [row[0] for row in rows]
        for _ in range(8):
            cursor.execute(f"SELECT count(*) FROM candidates WHERE years_experience > {mark}", [5])
        out["count"] = cursor.fetchone()[0]
        try:
            cursor.execute("SELECT nope")
        except errors.UndefinedColumn as error:
            out["error"] = error.sqlstate
    with connection.pipeline():
        cursors = [connection.execute("SELECT %s::int", [n]) for n in range(20)]
        out["pipeline"] = [cursor.fetchone()[0] for cursor in cursors]
with psycopg.connect(os.environ["DSN"], autocommit=True) as connection:
    table = "copied_" + sys.argv[1]
    connection.execute(f"CREATE TABLE {table} (id bigint, name text, at timestamp, ratio numeric(6,3), tags text[], raw bytea)")
    rows = [(n, None if n % 5 == 0 else f"n\\u00e9 {n}\\t\\\\", datetime.datetime(2024, 2, 29, 1, 2, 3, n), decimal.Decimal(n) / 8, ["a", None, 'q"'], b"\\x00\\xff") for n in range(2000)]
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {table} FROM STDIN" + (" (FORMAT binary)" if binary else "")) as copy:
            if binary:
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
        out["copied"] = cursor.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
with psycopg.connect(os.environ["DSN"]) as connection:
    with connection.transaction():
        out["inside"] = connection.execute("SELECT count(*) FROM animals").fetchone()[0]
    try:
        connection.execute("SELECT 1/")
    except errors.SyntaxError:
        connection.rollback()
    out["after"] = connection.execute("SELECT 1").fetchone()[0]
print(json.dumps(out))
`;

describeWith(["psycopg"], "psycopg", () => {
  const dataDir = makeDataDir();
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await startGateway(dataDir);
  });
  afterAll(async () => {
    await gateway.stop();
    removeDataDir(dataDir);
  });

  it.each(["text", "binary"])("reads, binds, pipelines and recovers in %s", (format) => {
    const { stdout, stderr } = spawnSync(pythonPath, ["-c", script, format], {
      env: { ...process.env, DSN: `postgresql://sluice:${gateway.password}@127.0.0.1:${gateway.port}/lake` },
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    const out = JSON.parse(stdout);
    expect(out).toMatchObject({
      person: [["Ada Lovelace", "analyst"]],
      ids: ["CAND-000001", "CAND-000002", "CAND-000003"],
      error: "42703",
      pipeline: Array.from({ length: 20 }, (_, n) => n),
      after: 1,
      copied: 2000,
    });
    expect(out.count).toBeGreaterThan(0);
    expect(out.inside).toBeGreaterThan(0);
  });
});
