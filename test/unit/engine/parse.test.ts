import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Statement } from "../../../src/engine/api.js";
import { StatementParser } from "../../../src/engine/sql/parse.js";
import { PgError, SyntaxError } from "../../../src/errors.js";

/** Takes what begins with FROM to be DuckDB's own dialect. */
const fakeDialect = (sql: string) =>
  Promise.resolve(sql.startsWith("FROM") ? undefined : new SyntaxError("DuckDB does not know it either"));

let parser: StatementParser;
beforeAll(async () => {
  parser = await StatementParser.load(fakeDialect);
});
const parse = (script: string) => parser.parse(script);
const only = async (script: string): Promise<Statement> => {
  const statements = await parse(script);
  expect(statements).toHaveLength(1);
  return statements[0] as Statement;
};

describe("a script", () => {
  it.each(["", "  \n", ";", " ; ;", "-- nothing", "/* nothing */"])("may hold no statement: %j", async (script) => {
    expect(await parse(script)).toEqual([]);
  });

  it("is cut at its semicolons, not at those in strings, names and comments", async () => {
    const statements = await parse(`SELECT ';' AS ";"; -- a;b\n SELECT $$;$$ /* ; */;;SELECT 3`);
    expect(statements.map(({ kind, sql }) => [kind, sql])).toEqual([
      ["query", `SELECT ';' AS ";"`],
      ["query", "SELECT $$;$$ /* ; */"],
      ["query", "SELECT 3"],
    ]);
  });

  it("tells where each statement begins, in UTF-16 units", async () => {
    const script = "SELECT 'é😀' ;\n\t SELECT '😀';SELECT 3";
    for (const { sql, offset } of await parse(script)) expect(script.slice(offset, offset + sql.length)).toBe(sql);
    expect((await parse(script)).map(({ offset }) => offset)).toEqual([0, 17, 29]);
  });

  it("tells the same of pieces in DuckDB's dialect among PostgreSQL's", async () => {
    const script = " SELECT 'é😀'; FROM x SELECT 1 ; CALL y() ;FROM z;";
    const statements = await parse(script);
    expect(statements.map(({ kind, sql }) => [kind, sql])).toEqual([
      ["query", "SELECT 'é😀'"],
      ["query", "FROM x SELECT 1"],
      ["call", "CALL y()"],
      ["query", "FROM z"],
    ]);
    for (const { sql, offset } of statements) expect(script.slice(offset, offset + sql.length)).toBe(sql);
  });

  it("is read in time proportional to its length, whatever its characters", async () => {
    const startedAt = performance.now();
    expect(await parse(`SELECT 'é';${"SELECT 1;".repeat(20_000)}`)).toHaveLength(20_001);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it("tells where a later statement is wrong, in characters", async () => {
    await expect(parse("SELECT '😀'; FROM x; SELEC 1")).rejects.toMatchObject({ sqlstate: "42601", position: 21 });
    await expect(parse("SELECT '😀'; SELEC 1")).rejects.toMatchObject({ sqlstate: "42601", position: 13 });
  });

  it("with a NUL is refused: parsers would read up to it", async () => {
    await expect(parse("SELECT 1\0; DROP")).rejects.toMatchObject({ sqlstate: "22021" });
  });

  it("of any text gives statements or a PgError, and each is where it says", async () => {
    const pieces = fc.constantFrom(
      "SELECT",
      " ",
      "1",
      ";",
      "'",
      '"',
      "$$",
      "--",
      "/*",
      "*/",
      "\n",
      "é",
      "😀",
      "FROM",
      "x",
      "(",
      ")",
      "CALL",
      "$1",
      "\\",
      "U&",
      "E'",
      "BEGIN",
      "SET",
      "=",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 20 }), async (tokens) => {
        const script = tokens.join("");
        try {
          for (const { sql, offset } of await parse(script))
            expect(script.slice(offset, offset + sql.length)).toBe(sql);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(PgError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("a CALL", () => {
  it("has positional and named arguments: constants, arrays and parameters", async () => {
    const statement = await only(
      "CALL tombstone('people', ARRAY[1, -2.5, NULL, $2], reason => 'it''s', dry_run := true, actor => $1::text)",
    );
    expect(statement).toMatchObject({
      kind: "call",
      call: {
        procedure: "tombstone",
        positional: [
          { kind: "constant", value: "people" },
          {
            kind: "array",
            items: [
              { kind: "constant", value: 1 },
              { kind: "constant", value: -2.5 },
              { kind: "constant", value: null },
              { kind: "parameter", index: 2 },
            ],
          },
        ],
        parameterCount: 2,
      },
    });
    expect(statement.kind === "call" && [...statement.call.named]).toEqual([
      ["reason", { kind: "constant", value: "it's" }],
      ["dry_run", { kind: "constant", value: true }],
      ["actor", { kind: "parameter", index: 1 }],
    ]);
  });

  it.each([
    ["CALL sluice.ingest()", "ingest"],
    ["CALL public.ingest()", "ingest"],
    ["CALL other.ingest()", "other.ingest"],
    ['CALL "Ingest"()', "Ingest"],
    ["CALL INGEST()", "ingest"],
  ])("names its procedure: %s", async (sql, procedure) => {
    expect(await only(sql)).toMatchObject({ call: { procedure } });
  });

  it.each([
    ["CALL x(a => 1, a => 2)", "42601"],
    ["CALL x(a => 1, 2)", "42601"],
    ["CALL x(1 + 1)", "0A000"],
    ["CALL x(now())", "0A000"],
    ["CALL x($2147483647)", "42P02"],
    ["CALL x($65536)", "42P02"],
  ])("is refused: %s", async (sql, sqlstate) => {
    await expect(parse(sql)).rejects.toMatchObject({ sqlstate });
  });
});

describe("a statement of roles and rights", () => {
  it.each([
    ["CREATE ROLE r", { kind: "createRole", role: "r", options: { canLogin: false } }],
    ["CREATE USER r PASSWORD 'x'", { kind: "createRole", role: "r", options: { canLogin: true, password: "x" } }],
    [
      "CREATE ROLE r LOGIN SUPERUSER PASSWORD NULL",
      { kind: "createRole", role: "r", options: { canLogin: true, isSuperuser: true, password: null } },
    ],
    ["ALTER ROLE r NOLOGIN", { kind: "alterRole", role: "r", options: { canLogin: false } }],
    ["DROP ROLE IF EXISTS a, b", { kind: "dropRole", roles: ["a", "b"], ifExists: true }],
    [
      "GRANT SELECT ON a, public.b TO r, s",
      {
        kind: "grant",
        privileges: [{ privilege: "select" }],
        on: {
          kind: "relations",
          relations: [
            { schema: undefined, name: "a" },
            { schema: "public", name: "b" },
          ],
        },
        grantees: ["r", "s"],
        isGrantOption: false,
      },
    ],
    ["REVOKE ALL ON a FROM r CASCADE", { kind: "revoke", privileges: [{ privilege: "all" }], isCascade: true }],
    [
      "GRANT SELECT (x, y), INSERT ON ALL TABLES IN SCHEMA s TO PUBLIC, CURRENT_USER WITH GRANT OPTION",
      {
        kind: "grant",
        privileges: [{ privilege: "select", columns: ["x", "y"] }, { privilege: "insert" }],
        on: { kind: "schemas", schemas: ["s"] },
        grantees: [{ is: "public" }, { is: "current" }],
        isGrantOption: true,
      },
    ],
    [
      "CREATE ROLE r NOINHERIT CREATEROLE CONNECTION LIMIT 3 VALID UNTIL 'x' IN ROLE a ROLE b ADMIN c, SESSION_USER",
      {
        kind: "createRole",
        options: { inherits: false, canCreateRole: true, connectionsMax: 3, validUntil: "x" },
        inRoles: ["a"],
        members: ["b"],
        admins: ["c", { is: "session" }],
      },
    ],
    ["ALTER ROLE a RENAME TO b", { kind: "renameRole", role: "a", to: "b" }],
    [
      "ALTER ROLE a SET search_path = x, y",
      { kind: "alterRoleSettings", role: "a", change: { kind: "set", name: "search_path", value: "x, y" } },
    ],
    ["ALTER ROLE a RESET ALL", { kind: "alterRoleSettings", role: "a", change: { kind: "reset" } }],
    ["ALTER GROUP g DROP USER a", { kind: "alterGroup", isGrant: false, roles: ["g"], members: ["a"] }],
    [
      "GRANT a TO b WITH ADMIN OPTION GRANTED BY c",
      { kind: "grantRole", isGrant: true, roles: ["a"], members: ["b"], isAdminOption: true, grantor: "c" },
    ],
    ["REVOKE ADMIN OPTION FOR a FROM b", { kind: "revokeRole", isGrant: false, isAdminOption: true }],
    [
      "ALTER DEFAULT PRIVILEGES FOR ROLE a IN SCHEMA s REVOKE SELECT ON TABLES FROM b",
      { kind: "alterDefaultPrivileges", isGrant: false, definers: ["a"], schemas: ["s"], grantees: ["b"] },
    ],
    ["ALTER TABLE t OWNER TO a", { kind: "alterOwner", object: "table", relation: { name: "t" }, owner: "a" }],
    ["REASSIGN OWNED BY a, b TO c", { kind: "reassignOwned", roles: ["a", "b"], to: "c" }],
    ["DROP OWNED BY a CASCADE", { kind: "dropOwned", roles: ["a"], isCascade: true }],
  ])("is read: %s", async (sql, command) => {
    expect(await only(sql)).toMatchObject({ kind: "administration", command });
  });

  it.each([
    "CREATE ROLE r CREATEDB",
    "CREATE ROLE r REPLICATION",
    "GRANT USAGE ON SCHEMA s TO r",
    "ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO r",
    "ALTER ROLE ALL SET x.y = 1",
    "ALTER ROLE a IN DATABASE lake SET x.y = 1",
  ])("is refused: %s", async (sql) => {
    expect(await only(sql)).toMatchObject({ kind: "refused", error: { sqlstate: "0A000" } });
  });
});

describe("a session command", () => {
  it.each([
    ["BEGIN", { kind: "begin", modes: [] }],
    [
      "START TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
      {
        kind: "begin",
        modes: [
          { name: "isolation", value: "repeatable read" },
          { name: "read_only", value: "on" },
        ],
      },
    ],
    ["BEGIN READ WRITE", { kind: "begin", modes: [{ name: "read_only", value: "off" }] }],
    ["COMMIT", { kind: "commit", isChained: false }],
    ["ROLLBACK AND CHAIN", { kind: "rollback", isChained: true }],
    ["COMMIT AND NO CHAIN", { kind: "commit", isChained: false }],
    ["END", { kind: "commit" }],
    ["ABORT", { kind: "rollback" }],
    ["SAVEPOINT a", { kind: "savepoint", name: "a" }],
    ["RELEASE SAVEPOINT a", { kind: "release", name: "a" }],
    ["ROLLBACK TO a", { kind: "rollbackTo", name: "a" }],
    ["SET DateStyle = iso, dmy", { kind: "set", name: "datestyle", value: "iso, dmy", isLocal: false }],
    ["SET LOCAL statement_timeout TO 5", { kind: "set", name: "statement_timeout", value: "5", isLocal: true }],
    ["SET TIME ZONE 'Europe/Vienna'", { kind: "set", name: "timezone", value: "Europe/Vienna" }],
    ["SET x TO DEFAULT", { kind: "reset", name: "x" }],
    ["RESET ALL", { kind: "reset", name: undefined }],
    ["SHOW ALL", { kind: "show", name: undefined }],
    ["SHOW server_version", { kind: "show", name: "server_version" }],
    [
      "SET TRANSACTION READ ONLY, NOT DEFERRABLE",
      {
        kind: "setTransaction",
        modes: [
          { name: "read_only", value: "on" },
          { name: "deferrable", value: "off" },
        ],
        of: "transaction",
      },
    ],
    [
      "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE",
      { kind: "setTransaction", modes: [{ name: "isolation", value: "serializable" }], of: "session" },
    ],
    ["DEALLOCATE ALL", { kind: "deallocate", name: undefined }],
    ["DEALLOCATE p", { kind: "deallocate", name: "p" }],
    [
      "PREPARE p (int, text[]) AS SELECT $1, 'AS' as x",
      {
        kind: "prepare",
        name: "p",
        types: [
          { name: "int4", isArray: false },
          { name: "text", isArray: true },
        ],
        query: { kind: "query", sql: "SELECT $1, 'AS' as x", offset: 27 },
      },
    ],
    ["EXECUTE p", { kind: "execute", name: "p", argumentCount: 0, values: undefined }],
    [
      `EXECUTE "(é"(1, f('x)'), (2))`,
      { kind: "execute", name: "(é", argumentCount: 3, values: { sql: "1, f('x)'), (2)", offset: 13 } },
    ],
    [
      `COPY s."A b" (c, "D""d") TO STDOUT`,
      {
        kind: "copyOut",
        query: { kind: "query", sql: `SELECT "c", "D""d" FROM "s"."A b"`, offset: 0 },
        isDerived: true,
        format: { kind: "text", delimiter: "\t", nullText: "\\N", hasHeader: false },
      },
    ],
    [
      "COPY ( SELECT (1), ')' ) TO STDOUT CSV HEADER",
      {
        kind: "copyOut",
        query: { kind: "query", sql: "SELECT (1), ')'", offset: 7 },
        isDerived: false,
        format: { kind: "csv", delimiter: ",", nullText: "", hasHeader: true, quote: '"', escape: '"', forceQuote: [] },
      },
    ],
    ["DISCARD ALL", { kind: "discard", target: "all" }],
    ["SET LOCAL ROLE x", { kind: "setRole", role: "x", isLocal: true }],
    ["SET role = 'x'", { kind: "setRole", role: "x", isLocal: false }],
    ["SET ROLE NONE", { kind: "setRole", role: "none" }],
    ["RESET ROLE", { kind: "setRole", role: undefined }],
    ["SET SESSION AUTHORIZATION x", { kind: "setSessionAuthorization", role: "x", isLocal: false }],
    ["SET SESSION AUTHORIZATION DEFAULT", { kind: "setSessionAuthorization", role: undefined }],
  ])("is read: %s", async (sql, command) => {
    expect(await only(sql)).toMatchObject({ kind: "session", command });
  });

  it.each(["PREPARE TRANSACTION 'x'", "SELECT 1 INTO x", "INSERT INTO a VALUES (1)"])(
    "is not supported: %s",
    async (sql) => {
      expect(await only(sql)).toMatchObject({ kind: "unsupported" });
    },
  );
});
