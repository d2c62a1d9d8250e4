// COPY ... TO STDOUT, byte for byte as PostgreSQL 15 writes it.
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeClient } from "../support/describe-client.js";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { type Postgres, startPostgres } from "../support/postgres.js";

let dataDir: string;
let gateway: Gateway;
let postgres: Postgres;

/** What psql writes for a script: rows as they came, errors in their places. */
function psql(where: "gateway" | "postgres", script: string): string {
  const server = where === "gateway" ? { port: gateway.port, database: "lake" } : postgres;
  const { stdout, error } = spawnSync(
    "psql",
    ["-X", "-q", "-h", "127.0.0.1", "-p", String(server.port), "-U", "sluice", "-d", server.database, "-f", "-"],
    {
      // Errors stand between rows, in their order.
      input: Buffer.from(`\\set VERBOSITY verbose\n\\set SHOW_CONTEXT never\n${script}`),
      env: { ...process.env, PGPASSWORD: gateway.password },
      encoding: "latin1",
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  if (error !== undefined) throw error;
  return stdout;
}

const quoted = (text: string) =>
  `E'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t").replaceAll("\b", "\\b").replaceAll("\f", "\\f").replaceAll("\v", "\\x0b").replaceAll("\u0001", "\\x01")}'`;

const odd = fc.constantFrom(
  "\\",
  "\\.",
  ",",
  ";",
  '"',
  "'",
  "\n",
  "\r",
  "\t",
  "\b",
  "\f",
  "\v",
  "\u0001",
  "N",
  "\\N",
  "é",
  "😀",
  " ",
  "a",
  "NULL",
  "x".repeat(40),
);
const value = fc.oneof(
  fc.constant(null),
  fc.array(odd, { maxLength: 6 }).map((parts) => parts.join("")),
);
const option = fc.oneof(
  fc.constantFrom(
    "",
    "FORMAT text",
    "FORMAT text, HEADER",
    "FORMAT text, DELIMITER ';'",
    "FORMAT text, DELIMITER ' ', NULL 'NULL'",
    "NULL ''",
    "DELIMITER E'\\x01'",
  ),
  fc
    .record({
      delimiter: fc.constantFrom("", ", DELIMITER ';'", ", DELIMITER E'\\t'", ", DELIMITER ' '"),
      nullText: fc.constantFrom("", ", NULL 'NULL'", ", NULL '\\N'", ", NULL 'a'"),
      quote: fc.constantFrom("", ", QUOTE ''''", ", QUOTE '\"', ESCAPE '\\'", ", ESCAPE 'x'"),
      force: fc.constantFrom("", ", FORCE_QUOTE *", ", FORCE_QUOTE (b)"),
      header: fc.constantFrom("", ", HEADER", ", HEADER false"),
    })
    .map(
      ({ delimiter, nullText, quote, force, header }) => `FORMAT csv${delimiter}${nullText}${quote}${force}${header}`,
    ),
  fc.constant("FORMAT binary"),
);

const typed = `SELECT * FROM (VALUES
  (1::int, 2::int8, 1.5::float8, true, '2024-02-29'::date, '2024-02-29 12:34:56.789'::timestamp, '0 years 1 mons 2 days 03:04:05'::interval, 'abc'::bytea, '01234567-89ab-cdef-0123-456789abcdef'::uuid, ARRAY[1, NULL, 3], ARRAY['a,b', 'c"d']),
  (NULL, NULL, 'NaN', false, NULL, NULL, NULL, '', NULL, ARRAY[]::int[], NULL)) v(a, b, c, d, e, f, g, h, i, j, k)`;

describeClient({ client: "psql", feature: "COPY out" }, ["psql", "postgres"], "COPY", () => {
  beforeAll(async () => {
    dataDir = makeDataDir();
    [gateway, postgres] = await Promise.all([startGateway(dataDir), startPostgres()]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([gateway.stop(), postgres.stop()]);
    removeDataDir(dataDir);
  });

  it("writes any text in any form as PostgreSQL does", () => {
    const statement = fc
      .tuple(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 5 }), option, fc.boolean())
      .map(([rows, options, isAlone]) => {
        const list = rows.map((row) => `(${row.map((one) => (one === null ? "NULL::text" : quoted(one))).join(", ")})`);
        const columns = isAlone ? "b" : 'a AS "odd, ""name", b';
        return `COPY (SELECT ${columns} FROM (VALUES ${list.join(", ")}) v(a, b)) TO STDOUT${options === "" ? "" : ` (${options})`};`;
      });
    const script = fc.sample(statement, { numRuns: 400, seed: Number(process.env["SLUICE_TEST_SEED"] ?? 15) });
    const lines = script.map((sql, index) => `\\echo statement ${index}\n${sql}`).join("\n");
    const [ours, theirs] = (["gateway", "postgres"] as const).map((where) =>
      psql(where, lines).split(/statement \d+\n/),
    );
    expect(ours).toHaveLength(401);
    theirs?.forEach((answer, index) => expect(ours?.[index], script[index - 1]).toBe(answer));
  });

  it.each(["text", "csv", "binary"])("writes values of all kinds in %s as PostgreSQL does", (format) => {
    const script = `COPY (${typed}) TO STDOUT (FORMAT ${format});\nCOPY (${typed} WHERE false) TO STDOUT (FORMAT ${format});`;
    const theirs = psql("postgres", script);
    expect(theirs.length).toBeGreaterThan(100);
    expect(psql("gateway", script)).toBe(theirs);
  });

  it("writes rows of any size", () => {
    const script = `COPY (SELECT i, repeat(E'a\\n', 2000000) FROM generate_series(1, 3) t(i)) TO STDOUT;
      COPY (SELECT repeat('"', 3000000), repeat('b', 300000)) TO STDOUT (FORMAT csv);
      COPY (SELECT NULL, NULL, NULL) TO STDOUT (NULL '${"n".repeat(100_000)}');`;
    const theirs = psql("postgres", script);
    expect(theirs.length).toBeGreaterThan(20_000_000);
    expect(psql("gateway", script) === theirs).toBe(true);
  }, 60_000);

  it("refuses options that PostgreSQL refuses, with the same words", async () => {
    const refused = [
      "DELIMITER 'ab'",
      "DELIMITER E'\\n'",
      "DELIMITER 'a'",
      "NULL E'\\r'",
      "QUOTE '\"'",
      "ESCAPE '\"'",
      "FORCE_QUOTE *",
      "FORMAT xml",
      "FORMAT csv, QUOTE 'ab'",
      "FORMAT csv, ESCAPE 'ab'",
      "FORMAT csv, DELIMITER '\"'",
      "FORMAT csv, FORCE_NULL (a)",
      "FORCE_NOT_NULL (a)",
      "FORMAT csv, NULL ','",
      "FORMAT csv, NULL '\"'",
      "FORMAT binary, DELIMITER ','",
      "FORMAT binary, NULL 'x'",
      "FORMAT binary, HEADER",
      "FORMAT csv, FORMAT csv",
      "nonsense 1",
      "HEADER match",
      "HEADER nonsense",
      "FORMAT csv, FORCE_QUOTE (nothing)",
      "FORMAT csv, FORCE_QUOTE a",
    ];
    const clients = await Promise.all([gateway.connect(), postgres.connect()]);
    for (const options of refused) {
      const answers = await Promise.all(
        clients.map((client) =>
          client.query(`COPY (SELECT 1 AS a) TO STDOUT (${options})`).then(
            () => "taken",
            ({ code, message }) => `${code} ${message}`,
          ),
        ),
      );
      expect(answers[0], options).toBe(answers[1]);
    }
    await Promise.all(clients.map((client) => client.end()));
  });
});
