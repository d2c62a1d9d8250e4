import fc from "fast-check";
import { loadModule } from "libpg-query";
import { beforeAll, describe, expect, it } from "vitest";
import { keptNames, normalise, unreadable } from "../../../../src/admin/audit/normalise.js";

beforeAll(() => loadModule());

describe("a statement in the audit log", () => {
  it.each([
    ["SELECT * FROM t WHERE a = 'x' AND b = 5", "SELECT * FROM t WHERE a = $1 AND b = $2"],
    ["SELECT $1, 'x', $2", "SELECT $1, $3, $2"],
    ["SELECT 1.5e3, X'1F', B'01', U&'d\\0061t', E'a\\'b', $q$c$q$", "SELECT $1, $2, $3, $4, $5, $6"],
    ["CREATE ROLE bob PASSWORD 'abc'", "CREATE ROLE bob PASSWORD $1"],
    ["CALL tombstone('people', 'id', ARRAY['P1', -2])", "CALL tombstone($1, $2, ARRAY[$3, -$4])"],
    ["SELECT a -- of Ada\n, /* Bob */ b\n\tFROM  t", "SELECT a , b FROM t"],
    ["SELECT \"Ünïcode\", 'é' || '\u{1f600}' FROM \"T\"", 'SELECT "Ünïcode", $1 || $2 FROM "T"'],
    ["SELECT DATE '2024-01-01' + INTERVAL '1 day'", "SELECT DATE $1 + INTERVAL $2"],
    ["", ""],
  ])("keeps its shape only: %s", (sql, kept) => {
    expect(normalise(sql)).toBe(kept);
  });

  it.each(["SELECT 'open", "SELECT $$open", "SELECT /* open", 'SELECT "open'])(
    "is not kept where it is no SQL: %s",
    (sql) => {
      expect(normalise(sql)).toBe(unreadable);
    },
  );

  it.each([
    ["SET application_name = secret", "SET application_name = $1"],
    ["SET search_path TO secret, other", "SET search_path TO $1$2 $3"],
    ["ALTER ROLE bob SET work_mem = 'x'", "ALTER ROLE bob SET work_mem = $1"],
  ])("keeps nothing of what a setting is set to: %s", (sql, kept) => {
    expect(normalise(sql)).toBe(kept);
  });

  it("may have as many parts as a statement can", () => {
    expect(normalise(`SELECT ${"1,".repeat(130_000)}$7`)).toMatch(/, ?\$7$|,\$7$/);
  });

  it("keeps fewer names where it failed, since one may be a value", () => {
    const sql = `SELECT 'it's sec'ret' FROM people WHERE email = "ada@example.org"`;
    expect(normalise(sql, keptNames("42601"))).toBe("SELECT $1$2 $3$4 FROM $5 WHERE $6 = $7");
    expect(normalise(`SELECT a FROM people WHERE email = "ada@example.org"`, keptNames("42703"))).toBe(
      "SELECT a FROM people WHERE email = $1",
    );
    expect(normalise('SELECT "A" FROM "People"', keptNames("42501"))).toBe('SELECT "A" FROM "People"');
    expect(normalise('SELECT "A" FROM "People"', keptNames(undefined))).toBe('SELECT "A" FROM "People"');
  });

  it("holds nothing of its literals and comments, whatever they are", () => {
    const marker = "Zq7";
    const inside = fc.string({
      unit: fc.constantFrom("a", "'", "\\", "$", "é", "\u{1f600}", "\n", '"', "-", "/", "*"),
    });
    const quoted = inside.map((text) => `'${`${text.replaceAll("\\", "")}${marker}`.replaceAll("'", "''")}'`);
    const escaped = inside.map((text) => `E'${`${text}${marker}`.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`);
    const dollars = inside.map((text) => `$tag$${text.replaceAll("$", "")}${marker}$tag$`);
    const comment = inside.map((text) => `/* ${text.replaceAll("*", "").replaceAll("/", "")} ${marker} */ 1`);
    const line = inside.map((text) => `1 -- ${text.replaceAll("\n", "")} ${marker}\n`);
    const literal = fc.oneof(quoted, escaped, dollars, comment, line);
    fc.assert(
      fc.property(
        fc.array(literal, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(", ", " || ", " = "),
        (literals, join) => {
          const kept = normalise(`SELECT ${literals.join(join)} FROM t`);
          expect(kept).not.toContain(marker);
          expect(kept).toMatch(/^SELECT \$1/);
        },
      ),
      { numRuns: 500 },
    );
  });
});
