import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, describe, expect, it } from "vitest";
import { isLeakproof } from "../../../src/engine/sql/leakproof.js";
import type { TreeNode } from "../../../src/engine/sql/walk.js";

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
});

const columns: Readonly<Record<string, string>> = {
  id: "INTEGER",
  big: "BIGINT",
  name: "VARCHAR",
  city: "VARCHAR",
  born: "DATE",
  seen: "TIMESTAMP",
  price: "DECIMAL(18,3)",
  huge: "HUGEINT",
  ratio: "DOUBLE",
  active: "BOOLEAN",
  tags: "VARCHAR[]",
  doc: "JSON",
};

async function judge(sql: string): Promise<boolean> {
  const reader = await connection.runAndReadAll(
    "SELECT json_serialize_sql($1::VARCHAR, skip_null := true, skip_empty := true)",
    [sql],
  );
  const { statements } = JSON.parse(String(reader.getRows()[0]?.[0])) as { statements: readonly TreeNode[] };
  return isLeakproof(statements[0] as TreeNode, {
    typeOfColumn: (names) => (names.length > 2 ? undefined : columns[names.at(-1) ?? ""]),
    typeOfParameter: (number) => (number === 1 ? "INTEGER" : undefined),
  });
}

describe("a statement is leakproof", () => {
  it.each([
    "SELECT * FROM people",
    "SELECT p.* FROM people p",
    "SELECT id, unknown FROM people",
    "SELECT name FROM people WHERE id = 5 AND name = 'Ada' OR NOT active",
    "SELECT name FROM people WHERE id <> -5 AND big > 12345678901 AND price < 1.5 AND ratio >= 1",
    "SELECT name FROM people WHERE id IN (1, 2, 3) AND name NOT IN ('a', 'b') AND big BETWEEN 1 AND 5",
    "SELECT name FROM people WHERE born >= '2024-01-01' AND born < DATE '2024-02-29'",
    "SELECT name FROM people WHERE seen >= '2024-01-01 10:00:00' AND seen IS NOT NULL",
    "SELECT name FROM people WHERE lower(name) LIKE 'a%' AND length(name) > 3 AND city ILIKE '%x'",
    "SELECT name FROM people WHERE id = big AND name = city AND ratio = id",
    "SELECT name FROM people WHERE active AND true AND unknown IS NULL",
    "SELECT name FROM people WHERE id = $1 LIMIT 10 OFFSET 5",
    "SELECT substr(name, 1, 3), left(name, 2), trim(name), upper(city) FROM people ORDER BY 1 DESC NULLS LAST",
    "SELECT city, count(*), sum(id), avg(price), min(born), max(name) FROM people GROUP BY city HAVING count(*) > 5",
    "SELECT count(DISTINCT city) FILTER (WHERE id > 3) FROM people",
    "SELECT year(born), date_trunc('day', seen), extract(month FROM born), date_part('hour', seen) FROM people GROUP BY ALL",
    "SELECT CASE WHEN id > 5 THEN 'high' ELSE 'low' END, coalesce(name, 'nobody'), coalesce(id, 0) FROM people",
    "SELECT id::VARCHAR, id::BIGINT, seen::DATE, TRY_CAST(name AS INTEGER), ratio * 2.5, id / ratio FROM people",
    "SELECT rank() OVER (PARTITION BY city ORDER BY id), lag(id, 1, 0) OVER (ORDER BY id) FROM people",
    "SELECT sum(id) OVER (ORDER BY born ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM people",
    "SELECT * FROM people p JOIN orders o ON p.id = o.big WHERE p.name = 'x'",
    "SELECT * FROM people JOIN orders USING (id)",
    "SELECT people.id AS id FROM people WHERE id = 3",
    "SELECT q.n FROM (SELECT name AS n, id FROM people) q WHERE q.id = 3",
    "WITH x AS (SELECT id, name FROM people) SELECT * FROM x WHERE id = 3",
    "SELECT * FROM people WHERE EXISTS (SELECT 1 FROM orders WHERE orders.id = people.id)",
    "SELECT * FROM people WHERE id IN (SELECT big FROM orders)",
    "SELECT * FROM people WHERE id = (SELECT max(id) FROM people)",
    "SELECT id FROM people UNION ALL SELECT id FROM orders",
    "SELECT * FROM range(10)",
    "SELECT DISTINCT ON (city) name FROM people",
  ])("when nothing in it can raise an error over a row: %s", async (sql) => {
    expect(await judge(sql)).toBe(true);
  });
});

describe("a statement is not leakproof", () => {
  it.each([
    ["a pattern that may be malformed", "SELECT * FROM people WHERE regexp_full_match('x', name)"],
    ["a pattern, however written", "SELECT * FROM people WHERE name SIMILAR TO city"],
    ["an overflow", "SELECT id + 1 FROM people"],
    ["a negation", "SELECT -big FROM people"],
    ["a division", "SELECT id / 2 FROM people"],
    ["a logarithm", "SELECT ln(ratio) FROM people"],
    ["a sum of HUGEINTs", "SELECT sum(huge) FROM people"],
    ["an error on demand", "SELECT error(name) FROM people"],
    ["a function that nobody knows", "SELECT nonsense(name) FROM people"],
    ["a cast of text", "SELECT name::INTEGER FROM people"],
    ["a narrowing cast", "SELECT big::INTEGER FROM people"],
    ["a cast to a named type", "SELECT name::JSON FROM people"],
    ["TRY_CAST where DuckDB throws all the same", "SELECT TRY_CAST(born AS TIMESTAMPTZ) FROM people"],
    ["text against a number", "SELECT * FROM people WHERE name = 5"],
    ["text against a number, in a join", "SELECT * FROM people p JOIN orders o ON p.name = o.id"],
    ["text against a date", "SELECT * FROM people WHERE name = DATE '2024-01-01'"],
    ["a date against a timestamp", "SELECT * FROM people WHERE born < seen"],
    ["a decimal against a HUGEINT", "SELECT * FROM people WHERE huge = 1.5"],
    ["an unknown type", "SELECT * FROM people WHERE unknown = 5"],
    ["a string that is no number", "SELECT * FROM people WHERE name = 'Ada' AND id = 'x'"],
    ["a number beyond the column's", "SELECT * FROM people WHERE id = '99999999999'"],
    ["a day that is none", "SELECT * FROM people WHERE born = '2023-02-29'"],
    ["a literal that is no date", "SELECT * FROM people WHERE name = 'Ada' AND DATE '2024-13-01' IS NULL"],
    ["a string where a number belongs", "SELECT degrees('x') FROM people"],
    ["a string among numbers", "SELECT coalesce(id, 'x') FROM people"],
    ["branches of several types", "SELECT CASE WHEN active THEN 'x' ELSE big END FROM people"],
    ["text for a condition", "SELECT * FROM people WHERE name"],
    ["text for a condition, inside", "SELECT * FROM people WHERE active AND name"],
    ["text for a condition of CASE", "SELECT CASE WHEN name THEN 1 END FROM people"],
    ["text for a filter", "SELECT count(*) FILTER (WHERE name) FROM people"],
    ["IS TRUE, which casts", "SELECT * FROM people WHERE name IS TRUE"],
    ["a parameter of unknown type", "SELECT * FROM people WHERE id = $2"],
    ["a limit that is computed", "SELECT * FROM people LIMIT (SELECT id FROM people)"],
    ["a subquery that may have two rows", "SELECT (SELECT name FROM people)"],
    ["a subquery that may have two groups", "SELECT (SELECT max(id) FROM people GROUP BY city)"],
    ["a frame by range", "SELECT sum(id) OVER (ORDER BY id RANGE 1 PRECEDING) FROM people"],
    ["a window's default of another type", "SELECT lag(id, 1, 'x') OVER () FROM people"],
    ["a path in JSON", "SELECT doc->>'$.a' FROM people"],
    ["an index", "SELECT tags[1] FROM people"],
    ["a lambda", "SELECT list_transform(tags, lambda x: x::INTEGER) FROM people"],
    ["doubling text", "SELECT name || name FROM people"],
    ["an offset past what is supported", "SELECT substr(name, big) FROM people"],
    ["a union of two types", "SELECT born FROM people UNION ALL SELECT seen FROM people"],
    ["a union by name", "SELECT id FROM people UNION ALL BY NAME SELECT id FROM people"],
    ["recursion", "WITH RECURSIVE x AS (SELECT id FROM people UNION ALL SELECT id FROM x) SELECT * FROM x"],
    ["a natural join", "SELECT * FROM people NATURAL JOIN orders"],
    ["a generator fed by rows", "SELECT * FROM people p, LATERAL range(p.big)"],
    ["a name given anew", "SELECT * FROM (SELECT name AS id FROM people) q WHERE id = 5"],
    ["a name given by a WITH query", "WITH x(id) AS (SELECT name FROM people) SELECT * FROM x WHERE id = 5"],
    ["a name given by an alias' columns", "SELECT * FROM people AS p(id, big) WHERE id = 5"],
    ["a name given by VALUES", "SELECT * FROM (VALUES ('x')) AS v(id) WHERE id = 5"],
    ["a name given by RENAME", "SELECT * FROM (SELECT * RENAME (name AS id) FROM people) q WHERE id = 5"],
    ["a name given by REPLACE", "SELECT * FROM (SELECT * REPLACE (name AS id) FROM people) q WHERE id = 5"],
    ["a field of a struct", "SELECT * FROM (SELECT p.s.id FROM people p) q WHERE q.id = 5"],
    ["all fields of a struct", "SELECT * FROM (SELECT s.* FROM people) q WHERE q.id = 5"],
    ["an unpivoted name", "SELECT * FROM (UNPIVOT people ON name INTO NAME n VALUE id) WHERE id = 5"],
  ])("for %s: %s", async (_, sql) => {
    expect(await judge(sql)).toBe(false);
  });
});
