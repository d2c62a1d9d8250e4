// COPY FROM STDIN and CREATE TABLE on a running gateway: what becomes of the protocol, of rights, and of what fails.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copyIn } from "../support/copy-in.js";
import { message } from "../support/frames.js";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { errorOf, RawClient } from "../support/raw-client.js";

const dataDir = makeDataDir();
let gateway: Gateway;
let client: pg.Client;
beforeAll(async () => {
  gateway = await startGateway(dataDir);
  client = await gateway.connect();
});
afterAll(async () => {
  await client.end();
  await gateway.stop();
  removeDataDir(dataDir);
});

const query = (sql: string): Buffer => message("Q", `${sql}\0`);
const data = (text: string): Buffer => message("d", text);
const done = message("c");
const sync = message("S");
const execution = (sql: string): Buffer =>
  Buffer.concat([message("P", `\0${sql}\0\0\0`), message("B", "\0\0\0\0\0\0\0\0"), message("E", "\0\0\0\0\0"), sync]);
const login = () => RawClient.login(gateway.port, gateway.password);
const rowsOf = async (table: string): Promise<unknown[]> => (await client.query(`SELECT * FROM ${table}`)).rows;

function leftOver(): readonly string[] {
  const names = (folder: string): string[] => {
    try {
      return readdirSync(path.join(dataDir, folder), { recursive: true }) as string[];
    } catch {
      // Nothing was ever written there.
      return [];
    }
  };
  return [...names("tmp"), ...names("primary").filter((name) => name.startsWith("torn"))];
}

/** What a table had before is what it has. */
async function takesNothing(table: string, act: (raw: RawClient) => Promise<void>): Promise<void> {
  await client.query(`CREATE TABLE ${table} (a int, b text)`);
  const raw = await login();
  await act(raw);
  raw.destroy();
  await expect.poll(() => leftOver().filter((name) => name.includes("parquet"))).toEqual([]);
  expect(await rowsOf(table)).toEqual([]);
}

/** MiB of memory that a process has at present. */
function memoryOf(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) / 1024;
}

describe("COPY FROM STDIN", () => {
  it("takes rows in the middle of a script, which goes on afterwards", async () => {
    await client.query("CREATE TABLE script (a int)");
    const raw = await login();
    raw.write(
      Buffer.concat([
        query("SELECT 1; COPY script FROM STDIN; SELECT count(*) FROM script"),
        data("1\n2"),
        data("\n"),
        done,
      ]),
    );
    const tags = (await raw.until("Z")).map(({ tag }) => tag).join("");
    expect(tags).toBe("TDCGCTDCZ");
    raw.destroy();
    expect(await rowsOf("script")).toHaveLength(2);
  });

  it("takes no notice of Sync and Flush while it goes on", async () => {
    await client.query("CREATE TABLE synced (a int)");
    const raw = await login();
    raw.write(
      Buffer.concat([execution("COPY synced FROM STDIN"), data("1\n"), message("H"), sync, data("2\n"), done, sync]),
    );
    expect((await raw.until("Z")).map(({ tag }) => tag).join("")).toBe("12GCZ");
    raw.destroy();
    expect(await rowsOf("synced")).toHaveLength(2);
  });

  it("ends in one error when the client gives up, and leaves nothing", async () => {
    await takesNothing("torn_given_up", async (raw) => {
      raw.write(Buffer.concat([query("COPY torn_given_up FROM STDIN"), data("1\tx\n"), message("f", "no more\0")]));
      const answers = await raw.until("Z");
      expect(answers.map(({ tag }) => tag).join("")).toBe("GEZ");
      expect(errorOf(answers[1])).toMatchObject({ sqlstate: "57014", message: "COPY from stdin failed: no more" });
    });
  });

  it("tells of a bad row at once, and drops what was sent after it", async () => {
    await takesNothing("torn_row", async (raw) => {
      raw.write(Buffer.concat([query("COPY torn_row FROM STDIN"), data("1\tx\ny\tz\n")]));
      const answers = await raw.until("Z");
      expect(errorOf(answers[1])).toMatchObject({
        sqlstate: "22P02",
        message: 'invalid input syntax for type integer: "y"',
      });
      raw.write(Buffer.concat([data("2\tx\n"), done, query("SELECT 1")]));
      expect((await raw.until("Z")).map(({ tag }) => tag).join("")).toBe("TDCZ");
    });
  });

  it("skips to Sync after a bad row of the extended protocol", async () => {
    await takesNothing("torn_extended", async (raw) => {
      raw.write(
        Buffer.concat([
          execution("COPY torn_extended FROM STDIN"),
          data("nope\tx\n"),
          done,
          sync,
          execution("SELECT 1"),
        ]),
      );
      expect((await raw.until("Z")).map(({ tag }) => tag).join("")).toBe("12GEZ");
      expect((await raw.until("Z")).map(({ tag }) => tag).join("")).toBe("12DCZ");
    });
  });

  it("is over for the whole connection when something else is said in between", async () => {
    await takesNothing("torn_other", async (raw) => {
      raw.write(Buffer.concat([query("COPY torn_other FROM STDIN"), data("1\tx\n"), query("SELECT 1")]));
      const answers = await raw.rest();
      expect(errorOf(answers.at(-1))).toMatchObject({
        severity: "FATAL",
        sqlstate: "08P01",
        message: "unexpected message type 0x51 during COPY from stdin",
      });
    });
  });

  it("leaves nothing of a client that vanishes", async () => {
    await takesNothing("torn_vanished", async (raw) => {
      raw.write(Buffer.concat([query("COPY torn_vanished FROM STDIN"), data("1\tx\n".repeat(200_000))]));
      await raw.until("G");
    });
  });

  it("can be canceled while it waits for the client", async () => {
    await client.query("CREATE TABLE canceled (a int, b text)");
    const raw = await login();
    raw.write(Buffer.concat([query("COPY canceled FROM STDIN"), data("1\tx\n")]));
    await raw.until("G");
    const { rows } = await client.query<{ pid: number }>(
      "SELECT pid FROM sluice.sessions WHERE query LIKE 'COPY canceled%'",
    );
    await client.query("SELECT pg_cancel_backend($1::int)", [rows[0]?.pid]);
    const answers = await raw.until("Z");
    expect(errorOf(answers[0])?.sqlstate).toBe("57014");
    raw.destroy();
    expect(await rowsOf("canceled")).toEqual([]);
  });

  it("is stopped by statement_timeout", async () => {
    await client.query("CREATE TABLE timed (a int)");
    const raw = await login();
    raw.write(Buffer.concat([query("SET statement_timeout = '100ms'"), query("COPY timed FROM STDIN")]));
    await raw.until("Z");
    const answers = await raw.until("Z");
    expect(errorOf(answers[1])).toMatchObject({
      sqlstate: "57014",
      message: "canceling statement due to statement timeout",
    });
    raw.destroy();
  });

  it("is refused in a block, and where nothing may be written", async () => {
    await client.query("CREATE TABLE blocked (a int)");
    await client.query("BEGIN");
    expect((await copyIn(client, "COPY blocked FROM STDIN", [])).error?.sqlstate).toBe("0A000");
    await client.query("ROLLBACK");
    await client.query("SET default_transaction_read_only = on");
    expect((await copyIn(client, "COPY blocked FROM STDIN", [])).error).toMatchObject({
      sqlstate: "25006",
      message: "cannot execute COPY FROM in a read-only transaction",
    });
    await client.query("RESET default_transaction_read_only");
  });

  it("is for those who may ingest", async () => {
    await client.query(
      "CREATE TABLE guarded (a int); CREATE ROLE reader LOGIN PASSWORD 'reader'; GRANT SELECT ON guarded TO reader",
    );
    await client.query("CREATE TABLE unknown_to_reader (a int)");
    const reader = await gateway.connect({ user: "reader", password: "reader" });
    const errorOfCopy = async (sql: string) => (await copyIn(reader, sql, [Buffer.from("1\n")])).error?.sqlstate;
    expect(await errorOfCopy("COPY guarded FROM STDIN")).toBe("42501");
    expect(await errorOfCopy("COPY unknown_to_reader FROM STDIN")).toBe("42P01");
    expect(await errorOfCopy("COPY mine FROM STDIN WITH (sluice_create)")).toBe("42501");
    await expect(reader.query("CREATE TABLE mine (a int)")).rejects.toMatchObject({ code: "42501" });
    await reader.end();
  });

  it.each([
    ["COPY nowhere FROM STDIN", "42P01"],
    ["COPY candidates (candidate_id, nope) FROM STDIN", "42703"],
    ["COPY candidates (candidate_id, candidate_id) FROM STDIN", "42701"],
    ["COPY sluice.datasets FROM STDIN", "42501"],
    ["COPY candidates FROM '/etc/passwd'", "0A000"],
    ["COPY candidates FROM PROGRAM 'ls'", "0A000"],
    ["COPY candidates FROM STDIN WHERE true", "0A000"],
    ["COPY candidates FROM STDIN (FORCE_QUOTE *, FORMAT csv)", "0A000"],
    ["COPY candidates FROM STDIN (ENCODING 'LATIN1')", "0A000"],
    ["COPY candidates FROM STDIN (DELIMITER 'ab')", "0A000"],
    ["COPY candidates FROM STDIN (FORMAT binary, sluice_create)", "42P07"],
    ["COPY made FROM STDIN (FORMAT binary, sluice_create)", "0A000"],
    ["COPY made (a) FROM STDIN (sluice_create)", "42601"],
    ["COPY made FROM STDIN (sluice_bucket 'primary')", "42601"],
    ["COPY made FROM STDIN (sluice_create, sluice_bucket 'nope')", "42704"],
  ])("refuses %s", async (sql, sqlstate) => {
    expect((await copyIn(client, sql, [])).error?.sqlstate).toBe(sqlstate);
  });

  it("gives columns that are not named NULL, and refuses NULL where none may be", async () => {
    await client.query("CREATE TABLE partial (a int, b text, c int NOT NULL)");
    expect(await copyIn(client, "COPY partial (c, a) FROM STDIN", [Buffer.from("1\t2\n")])).toEqual({ tag: "COPY 1" });
    expect((await copyIn(client, "COPY partial FROM STDIN", [Buffer.from("1\tx\t\\N\n")])).error).toEqual({
      sqlstate: "23502",
      message: 'null value in column "c" of relation "partial" violates not-null constraint',
      where: 'COPY partial, line 1: "1\tx\t\\N"',
    });
    expect((await copyIn(client, "COPY partial (a) FROM STDIN", [Buffer.from("1\n")])).error?.sqlstate).toBe("23502");
    expect(await rowsOf("partial")).toEqual([{ a: 2, b: null, c: 1 }]);
  });

  it("makes a dataset of a csv, with its header's names and the types of its values", async () => {
    const csv = 'id,name,"when",ratio\n1,"a ""b""",2024-01-02 03:04:05,0.5\n2,,2024-02-29 00:00:00,\n';
    const sql = "COPY from_csv FROM STDIN WITH (FORMAT csv, HEADER, sluice_create, sluice_bucket 'testing')";
    expect(await copyIn(client, sql, [Buffer.from(csv.slice(0, 5)), Buffer.from(csv.slice(5))])).toEqual({
      tag: "COPY 2",
    });
    const { rows } = await client.query(
      'SELECT id + 1 AS id, name, extract(month FROM "when") AS month, ratio FROM testing.from_csv ORDER BY id',
    );
    expect(rows).toEqual([
      { id: "2", name: 'a "b"', month: "1", ratio: 0.5 },
      { id: "3", name: null, month: "2", ratio: null },
    ]);
  });

  it("makes a dataset of text, all of it text", async () => {
    const sql = "COPY from_text FROM STDIN WITH (sluice_create)";
    expect(await copyIn(client, sql, [Buffer.from("007\ta\\tb\n\\N\tc\n")])).toEqual({ tag: "COPY 2" });
    expect(await rowsOf("from_text")).toEqual([
      { column1: "007", column2: "a\tb" },
      { column1: null, column2: "c" },
    ]);
    expect((await copyIn(client, "COPY no_lines FROM STDIN WITH (sluice_create)", [])).error?.sqlstate).toBe("22P04");
    expect(
      (await copyIn(client, "COPY twice FROM STDIN (FORMAT csv, HEADER, sluice_create)", [Buffer.from("a,A\n1,2\n")]))
        .error?.sqlstate,
    ).toBe("42701");
  });

  it("tells how far a long one is", async () => {
    await client.query("CREATE TABLE slowly (a int)");
    const raw = await login();
    raw.write(query("COPY slowly FROM STDIN"));
    await raw.until("G");
    for (let second = 0; second < 2; second++) {
      raw.write(data("1\n".repeat(10_000)));
      await new Promise((resolve) => setTimeout(resolve, 1_100));
    }
    raw.write(Buffer.concat([data("1\n".repeat(10_000)), done]));
    const notices = (await raw.until("Z")).filter(({ tag }) => tag === "N").map(({ body }) => body.toString());
    expect(notices.some((text) => /dataset "slowly": \d+ rows so far/.test(text))).toBe(true);
    raw.destroy();
  });

  it("reads no faster than rows are written", async () => {
    await client.query("CREATE TABLE held (a text)");
    const raw = await login();
    raw.write(query("COPY held FROM STDIN"));
    await raw.until("G");
    const megabyte = data(`${"x".repeat(1023)}\n`.repeat(1024));
    for (let count = 0; count < 150; count++) raw.write(megabyte);
    raw.write(done);
    let most = 0;
    const watch = setInterval(() => {
      const status = memoryOf(gateway.process.pid ?? 0);
      most = Math.max(most, status);
    }, 20);
    await raw.until("Z");
    clearInterval(watch);
    raw.destroy();
    expect(most).toBeLessThan(900);
    expect((await client.query("SELECT count(*) AS n FROM held")).rows).toEqual([{ n: String(150 * 1024) }]);
  });
});

describe("CREATE TABLE", () => {
  it("makes an empty dataset with its columns, which can be read and has its key", async () => {
    const types =
      "a bool, b int2, c integer, d bigint, e real, f double precision, g numeric(10,2), h text, i bytea, j date, k time, l timestamp, m timestamptz, n uuid, o jsonb, p int[], q text[][], r varchar";
    const notices: string[] = [];
    client.on("notice", (notice) => notices.push(notice.message ?? ""));
    await client.query(`CREATE TABLE every_type (${types}, PRIMARY KEY (c, d)) WITH (sluice.bucket = 'testing')`);
    expect(notices).toEqual(['the key of dataset "every_type" names its rows; that it is unique is not checked']);
    const { rows, fields } = await client.query("SELECT * FROM testing.every_type");
    expect(rows).toEqual([]);
    expect(fields.map(({ dataTypeID }) => dataTypeID)).toEqual([
      16, 21, 23, 20, 700, 701, 1700, 25, 17, 1082, 1083, 1114, 1184, 2950, 114, 1007, 1009, 25,
    ]);
    const { rows: datasets } = await client.query("SELECT key_columns FROM sluice.datasets WHERE name = 'every_type'");
    expect(datasets).toEqual([{ key_columns: ["c", "d"] }]);
    await client.query("CREATE TABLE IF NOT EXISTS every_type (a int)");
    expect(notices.at(-1)).toBe('relation "every_type" already exists, skipping');
  });

  it.each([
    ["CREATE TABLE every_kind (a int DEFAULT 1)", "0A000"],
    ["CREATE TABLE every_kind (a int CHECK (a > 0))", "0A000"],
    ["CREATE TABLE every_kind (a int UNIQUE)", "0A000"],
    ["CREATE TABLE every_kind (a int REFERENCES candidates (candidate_id))", "0A000"],
    ["CREATE TABLE every_kind (a int GENERATED ALWAYS AS IDENTITY)", "0A000"],
    ["CREATE TABLE every_kind (a int, UNIQUE (a))", "0A000"],
    ["CREATE TABLE every_kind (a serial)", "0A000"],
    ["CREATE TABLE every_kind (a varchar(10))", "0A000"],
    ["CREATE TABLE every_kind (a char(3))", "0A000"],
    ["CREATE TABLE every_kind (a interval)", "0A000"],
    ["CREATE TABLE every_kind (a timestamp(3))", "0A000"],
    ["CREATE TABLE every_kind (a numeric(39,2))", "0A000"],
    ['CREATE TABLE every_kind (a text COLLATE "C")', "0A000"],
    ["CREATE TABLE every_kind (a int) WITH (fillfactor = 70)", "0A000"],
    ["CREATE TABLE every_kind (a int) PARTITION BY RANGE (a)", "0A000"],
    ["CREATE TABLE every_kind (a int) INHERITS (candidates)", "0A000"],
    ["CREATE TABLE every_kind (LIKE candidates)", "0A000"],
    ["CREATE TEMP TABLE every_kind (a int)", "0A000"],
    ["CREATE UNLOGGED TABLE every_kind (a int)", "0A000"],
    ["CREATE TABLE every_kind ()", "42P16"],
    ["CREATE TABLE every_kind (a nope)", "42704"],
    ["CREATE TABLE every_kind (a int, A int)", "42701"],
    ['CREATE TABLE every_kind (a int, "A" int)', "42701"],
    ["CREATE TABLE every_kind (a int, PRIMARY KEY (b))", "42703"],
    ["CREATE TABLE every_kind (a int PRIMARY KEY, b int PRIMARY KEY)", "42P16"],
    ["CREATE TABLE nowhere.every_kind (a int)", "3F000"],
    ["CREATE TABLE every_kind (a int) WITH (sluice.bucket = 'nowhere')", "42704"],
    ["CREATE TABLE candidates (a int)", "42P07"],
    ["CREATE TABLE __raw__x (a int)", "42939"],
  ])("refuses %s", async (sql, code) => {
    await expect(client.query(sql)).rejects.toMatchObject({ code });
  });
});
