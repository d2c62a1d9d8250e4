// COPY ... FROM STDIN: the same rows, or the same refusal, as a real PostgreSQL 15 makes of the same bytes.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { copyIn, cutAt } from "../support/copy-in.js";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { type Postgres, startPostgres } from "../support/postgres.js";
import { describeWith } from "../support/require.js";

let dataDir: string;
let gateway: Gateway;
let postgres: Postgres;
let ours: pg.Client;
let theirs: pg.Client;
let tables = 0;

const columns =
  "a integer, b text, c timestamp, d numeric(6,2), e boolean, f bytea, g double precision, h int[], i uuid";
const names = columns.split(", ").map((column) => column.split(" ")[0] as string);

interface Case {
  readonly options: string;
  readonly bytes: Buffer;
  readonly cuts: readonly number[];
  readonly list?: readonly string[];
  readonly protocol?: "simple" | "extended";
}

/** What one server makes of it: the rows in their order, or the refusal. */
async function answerOf(
  client: pg.Client,
  table: string,
  { options, bytes, cuts, list, protocol }: Case,
): Promise<unknown> {
  await client.query(`CREATE TABLE ${table} (${columns})`);
  const into = list === undefined ? table : `${table} (${list.join(", ")})`;
  const sql = `COPY ${into} FROM STDIN${options === "" ? "" : ` WITH (${options})`}`;
  const outcome = await copyIn(client, sql, cutAt(bytes, cuts), protocol === undefined ? {} : { protocol });
  const texts = names.map((name) => (name === "f" ? "encode(f, 'hex') AS f" : `${name}::text AS ${name}`));
  const rows =
    client === theirs
      ? await client.query(`SELECT ${texts.join(", ")} FROM ${table}`)
      : await client.query({
          text: `SELECT * FROM ${table}`,
          types: { getTypeParser: () => (text: string) => text },
        } as pg.QueryConfig);
  const cells = rows.rows.map((row: Record<string, string | null>) =>
    names.map((name) => (name === "f" ? (row[name]?.replace(/^\\x/, "") ?? null) : (row[name] ?? null))),
  );
  return { ...outcome, rows: cells.map((row) => row.map(plain)) };
}

/** As `::text` says true, the wire says t. */
function plain(cell: string | null): string | null {
  if (cell === "t") return "true";
  return cell === "f" ? "false" : cell;
}

async function same(given: Case): Promise<void> {
  const table = `t${++tables}`;
  const [theirAnswer, ourAnswer] = [await answerOf(theirs, table, given), await answerOf(ours, table, given)];
  expect(ourAnswer).toEqual(theirAnswer);
}

const good: readonly string[] = [
  "1",
  "-2",
  "x",
  "2024-02-29 12:34:56.789",
  "1.255",
  "t",
  "\\\\x6162",
  "1e3",
  "{1,2,NULL}",
];
const fields = fc.constantFrom(
  ...good,
  "\\N",
  "",
  "é😀",
  "\\t",
  "\\\\",
  "\\x41",
  "\\101",
  "\\q",
  '"',
  '""',
  "'",
  ",",
  "\\.",
  "\\r",
  "a\\\nb",
);
const goodRow = "1\tx\t2024-01-02 03:04:05\t1.25\tt\t\\\\x00ff\t1.5\t{1,2}\t6b3ae5d7-5d9c-4c62-9f3c-6a0c2b1f6a01";
const textRow = fc.oneof(
  { weight: 3, arbitrary: fc.constant(goodRow) },
  { weight: 2, arbitrary: fc.constant(names.map(() => "\\N").join("\t")) },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.nat({ max: names.length - 1 }), fields).map(([at, field]) => {
      const row = goodRow.split("\t");
      row[at] = field;
      return row.join("\t");
    }),
  },
  { weight: 1, arbitrary: fc.array(fields, { maxLength: 10 }).map((row) => row.join("\t")) },
);
const endOfLine = fc.constantFrom("\n", "\n", "\n", "\r\n", "\r");
const bytesOf = (text: string): Buffer => Buffer.from(text, "utf8");
const cuts = fc.array(fc.nat({ max: 300 }), { maxLength: 5 });
const textBytes = fc
  .record({
    rows: fc.array(textRow, { maxLength: 5 }),
    end: endOfLine,
    odd: fc.option(fc.tuple(fc.nat(), fc.constantFrom("\\.\n", "\r", "\n", "\\", "\xff", "\\.", "\0"))),
    isEnded: fc.boolean(),
  })
  .map(({ rows, end, odd, isEnded }) => {
    const bytes = bytesOf(rows.join(end) + (isEnded ? end : ""));
    if (odd === null) return bytes;
    // Between fields: a date that is cut short is another matter.
    const places = [0, bytes.length, ...[...bytes.keys()].filter((place) => bytes[place] === 9 || bytes[place] === 10)];
    const at = places[odd[0] % places.length] as number;
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(odd[1], "latin1"), bytes.subarray(at)]);
  });
const csvField = fc.constantFrom(
  "1",
  "x",
  "",
  '""',
  '"a""b"',
  '"a,b"',
  '"a\nb"',
  'q"',
  '"open',
  "NULL",
  "\\.",
  " 1",
  "é",
  "'x'",
);
const csvRow = fc.oneof(
  fc.constant('1,x,2024-01-02,1.25,t,\\x00ff,1.5,"{1,2}",'),
  fc.constant('"1","x y","2024-01-02 00:00:01","1.25","t","\\x00ff","1.5","{}",'),
  fc.tuple(csvField, csvField).map(([a, b]) => `${a},${b},,,,,,,`),
  fc.array(csvField, { maxLength: 10 }).map((row) => row.join(",")),
);
const csvBytes = fc
  .record({ rows: fc.array(csvRow, { maxLength: 5 }), end: endOfLine, isEnded: fc.boolean() })
  .map(({ rows, end, isEnded }) => bytesOf(rows.join(end) + (isEnded ? end : "")));
const csvOptions = fc
  .record({
    header: fc.constantFrom("", ", HEADER", ", HEADER MATCH", ", HEADER false"),
    nullText: fc.constantFrom("", ", NULL 'NULL'", ", NULL 'x'"),
    quote: fc.constantFrom("", ", QUOTE ''''", ", ESCAPE '\\'"),
    force: fc.constantFrom("", ", FORCE_NOT_NULL (b)", ", FORCE_NULL (a, b)", ", FORCE_NULL (nope)"),
  })
  .map(({ header, nullText, quote, force }) => `FORMAT csv${header}${nullText}${quote}${force}`);
const textOptions = fc.constantFrom(
  "",
  "",
  "",
  "FORMAT text, NULL ''",
  "HEADER",
  "NULL 'x'",
  "FREEZE false",
  "ENCODING 'UTF8'",
);

/** A file of COPY's binary format, made by hand. */
function binaryFile(rows: readonly (readonly (Buffer | null)[])[], trailer = Buffer.from([0xff, 0xff])): Buffer {
  const header = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
  const parts = rows.flatMap((row) => {
    const count = Buffer.alloc(2);
    count.writeInt16BE(row.length);
    return [count, ...row.flatMap((value) => [length(value), value ?? Buffer.alloc(0)])];
  });
  return Buffer.concat([header, ...parts, trailer]);
}

function length(value: Buffer | null): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value === null ? -1 : value.length);
  return bytes;
}

function int4(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

const binaryBytes = fc
  .record({
    rows: fc.array(
      fc.tuple(
        fc.constantFrom(int4(1), int4(-1), null, Buffer.from([1, 2, 3, 4, 5])),
        fc.constantFrom(Buffer.from("x"), Buffer.from("é"), null, Buffer.alloc(0), Buffer.from([0xff])),
      ),
      { maxLength: 4 },
    ),
    odd: fc.option(fc.tuple(fc.nat(), fc.nat({ max: 255 }))),
    cut: fc.option(fc.nat()),
  })
  .map(({ rows, odd, cut }) => {
    let bytes = binaryFile(rows);
    if (odd !== null)
      bytes = Buffer.concat([
        bytes.subarray(0, odd[0] % bytes.length),
        Buffer.of(odd[1]),
        bytes.subarray(odd[0] % bytes.length),
      ]);
    return cut === null ? bytes : bytes.subarray(0, cut % (bytes.length + 1));
  });

describeWith(["psql", "postgres"], "COPY FROM STDIN", () => {
  beforeAll(async () => {
    dataDir = makeDataDir();
    [gateway, postgres] = await Promise.all([startGateway(dataDir), startPostgres()]);
    [ours, theirs] = await Promise.all([gateway.connect(), postgres.connect()]);
  }, 60_000);

  afterAll(async () => {
    await theirs?.end();
    await postgres?.stop();
    await gateway?.stop();
    removeDataDir(dataDir);
  });

  it("takes text as PostgreSQL does", async () => {
    await fc.assert(
      fc.asyncProperty(textOptions, textBytes, cuts, async (options, bytes, places) =>
        same({ options, bytes, cuts: places }),
      ),
      { numRuns: Number(process.env["COPY_RUNS"] ?? 60) },
    );
  }, 600_000);

  it("takes csv as PostgreSQL does", async () => {
    await fc.assert(
      fc.asyncProperty(csvOptions, csvBytes, cuts, async (options, bytes, places) =>
        same({ options, bytes, cuts: places }),
      ),
      { numRuns: Number(process.env["COPY_RUNS"] ?? 60) },
    );
  }, 600_000);

  it("is what psql's copy command asks for", { meta: { client: "psql", feature: "COPY in" } }, () => {
    const file = path.join(dataDir, "psql.csv");
    writeFileSync(file, 'id,name\n1,"a\nb"\n2,\n');
    const words = ["-X", "-q", "-At", "-h", "127.0.0.1", "-p", String(gateway.port), "-U", "sluice", "-d", "lake"];
    const script = `\\copy by_psql FROM '${file}' (FORMAT csv, HEADER, sluice_create)
\\copy by_psql FROM STDIN
3\tc
\\.
COPY by_psql FROM STDIN;
4\td
\\.
SELECT * FROM by_psql ORDER BY id;
`;
    const { stdout, stderr } = spawnSync("psql", [...words, "-f", "-"], {
      input: script,
      env: { ...process.env, PGPASSWORD: gateway.password },
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(stdout).toBe("1|a\nb\n2|\n3|c\n4|d\n");
  });

  it("takes binary as PostgreSQL does", async () => {
    await fc.assert(
      fc.asyncProperty(binaryBytes, cuts, async (bytes, places) =>
        same({ options: "FORMAT binary", bytes, cuts: places, list: ["a", "b"] }),
      ),
      {
        numRuns: Number(process.env["COPY_RUNS"] ?? 60),
        // A field that announces more than PostgreSQL can hold.
        examples: [
          [Buffer.from("5047434f50590aff0d0a0000000000000000000002400000000000000100000002c3a9ffff", "hex"), []],
        ],
      },
    );
  }, 600_000);
});
