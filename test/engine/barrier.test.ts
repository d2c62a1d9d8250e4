// The ways by which a reader might learn of rows and values that a view hides. Each was seen to work on a view of DuckDB's own.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ParameterValue } from "../../src/engine/api.js";
import { PgError } from "../../src/errors.js";
import { type AdministeredLake, openAdministeredLake } from "../support/administered-lake.js";
import { query } from "../support/lake.js";

let lake: AdministeredLake;
beforeAll(async () => {
  lake = await openAdministeredLake();
  await lake.add(
    "people",
    `SELECT i AS id, 'n' || i AS name, 'ok' AS flag, 'm' || i AS mail, i / 2.0::DOUBLE AS ratio FROM range(100) t(i)
     UNION ALL SELECT 1000000, 'secret@x', 'no', 'hidden', 1e300
     UNION ALL SELECT -5, NULL, 'no', '(', NULL`,
  );
  await lake.run("CREATE ROLE agent LOGIN");
  await lake.run(
    `CALL create_view('v', base => 'people', columns => ARRAY['id', 'name', 'mail', 'ratio'], row_filter => 'flag = ''ok''',
       redactions => '{"mail": "hash"}')`,
  );
  await lake.run("GRANT SELECT ON v TO agent");
});
afterAll(() => lake.close());

describe("a hidden row", () => {
  it.each([
    ["by an error over it", "SELECT count(*) FROM v WHERE 'x' ~ coalesce(name, '(') OR true", "100"],
    ["by a cast that fails over it", "SELECT count(*) FROM v WHERE substr(name, 2)::int >= 0", "100"],
    ["by a cast in a join", "SELECT count(*) FROM v JOIN range(100) r(i) ON r.i = substr(v.name, 2)::int", "100"],
    ["by a cast behind a predicate that only it meets", "SELECT count(*) FROM v WHERE id > 500 AND name::int = 1", "0"],
    ["by the greatest value of a column", "SELECT max(id), min(id) FROM v", "99|0"],
    ["by whether a column has NULLs", "SELECT count(*) FROM v WHERE name IS NULL", "0"],
    ["by an overflow over it", "SELECT sum(ratio * 1e10 * id) < 1e300 FROM v WHERE id::smallint < 1000", "t"],
    ["by an aggregate's error", "SELECT count(substr(name, 2)::int) FROM v GROUP BY ALL", "100"],
    ["by a window's error", "SELECT max(substr(name, 2)::int) OVER () FROM v LIMIT 1", "99"],
    ["by a subquery of more than one row", "SELECT (SELECT name FROM v WHERE id IN (99, 1000000)) LIMIT 1", "n99"],
    ["by a set operation", "SELECT name::int FROM v WHERE id < 0 EXCEPT SELECT 1", undefined],
  ])("cannot be learnt of %s", async (_, sql, expected) => {
    expect(await lake.rows(sql, "agent")).toEqual(expected === undefined ? [] : [expected]);
  });

  it("is not met by a function that fails over every interval", async () => {
    const outcome = (name: string) =>
      lake.rows(`SELECT count(*) FROM v WHERE name = '${name}' AND dayofweek(INTERVAL '1 day') = 1`, "agent").then(
        (rows) => rows.join(),
        (thrown: unknown) => (thrown as Error).message,
      );
    expect(await outcome("secret@x")).toBe(await outcome("nobody"));
  });

  it("does not change whether another predicate fails, whatever column it lies beyond the bounds of", async () => {
    // Without TRY around the columns, DuckDB leaves the cast out where it knows that no id is so great.
    const outcome = async (predicate: string) => {
      try {
        return (await lake.rows(`SELECT count(*) FROM v WHERE name::int = 5 AND ${predicate}`, "agent")).join();
      } catch (thrown) {
        return thrown instanceof PgError ? `${thrown.sqlstate} ${thrown.message} ${thrown.position}` : thrown;
      }
    };
    for (const [within, beyond] of [
      ["id > 500000", "id > 2000000"],
      ["id < -1", "id < -6"],
      ["ratio > 1e200", "ratio > 1e301"],
      ["name > 'nz'", "name > 'z'"],
      ["(name = 'secret@x' AND id = 'x' || '')", "(name = 'nobody@y' AND id = 'x' || '')"],
    ] as const) {
      expect([within, await outcome(within)]).toEqual([within, await outcome(beyond)]);
    }
  });
});

describe("a parameter", () => {
  const outcome = (parameter: ParameterValue, name: string) =>
    query(lake, `SELECT count(*) FROM v WHERE name = '${name}' AND ratio * 1e0 > 0 AND id < $1`, {
      role: "agent",
      parameters: [parameter],
    }).then(
      ({ rows }) => rows.join(),
      (thrown: unknown) => (thrown as Error).message,
    );

  it("that must be cast does not tell by its error of a hidden row", async () => {
    const tooGreat: ParameterValue = { type: { id: "DECIMAL", width: 38, scale: 0 }, value: 10n ** 37n };
    expect(await outcome(tooGreat, "secret@x")).toBe(await outcome(tooGreat, "nobody"));
  });
});

describe("an error over a value", () => {
  it("does not quote it to who sees a part, and does to administrators", async () => {
    const sql = "SELECT name::int FROM v";
    const toAgent = await lake.refusal(sql, "agent");
    expect(toAgent).toMatchObject({
      sqlstate: "22000",
      message: "a cast, an operator or a function failed over a value",
      detail: "The value is not shown: this role sees a part of the data only.",
    });
    expect(await lake.refusal(sql)).toMatchObject({
      sqlstate: "22P02",
      message: 'invalid input syntax for type integer: "n0"',
    });
  });

  it("is not hidden where it is about the statement alone", async () => {
    for (const [sql, sqlstate, message] of [
      ["SELECT nobody FROM v", "42703", 'column "nobody" does not exist'],
      ["SELECT flag FROM v", "42703", 'column "flag" does not exist'],
      ["SELECT rowid FROM v", "42703", 'column "rowid" does not exist'],
      ["SELECT file_row_number FROM v WHERE name || '' <> ''", "42703", 'column "file_row_number" does not exist'],
      ["SELECT v.filename FROM v", "42703", "column v.filename does not exist"],
      ["SELECT v.flag FROM v", "42703", "column v.flag does not exist"],
      ["SELECT name FROM v WHERE foo(id)", "42883", "function foo(bigint) does not exist"],
      ["SELECT * FROM people", "42501", "permission denied for table people"],
    ] as const) {
      expect(await lake.refusal(sql, "agent")).toMatchObject({ sqlstate, message });
    }
  });
});
