import { afterAll, beforeAll, expect, it } from "vitest";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { describeClient } from "../support/describe-client.js";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";

const dataDir = makeDataDir();
let gateway: Gateway;
let client: pg.Client;
beforeAll(async () => {
  gateway = await startGateway(dataDir);
  client = await gateway.connect();
});
afterAll(async () => {
  await gateway.stop();
  removeDataDir(dataDir);
});

describeClient({ client: "pg", feature: "statements" }, [], "node-postgres", () => {
  it("comes in by its password, and not by another", { meta: { feature: "connect and authenticate" } }, async () => {
    expect((await client.query("SELECT current_user AS name")).rows).toEqual([{ name: "sluice" }]);
    await expect(gateway.connect({ password: "wrong" })).rejects.toMatchObject({ code: "28P01" });
  });

  it("binds parameters of every plain type", { meta: { feature: "parameters of each type" } }, async () => {
    const values = [
      true,
      12,
      34,
      "9007199254740993",
      1.5,
      "12345.678901234567890",
      "héllo 😀",
      Buffer.from([0, 1, 255]),
      "2024-02-29",
      "2024-02-29 12:34:56.789012",
      "2024-02-29 12:34:56+02",
      "550e8400-e29b-41d4-a716-446655440000",
      null,
    ];
    const { rows, fields } = await client.query(
      "SELECT $1::boolean b, $2::smallint i2, $3::integer i4, $4::bigint i8, $5::double precision f, $6::numeric(38, 15) n, $7::text t, $8::bytea y, $9::date d, $10::timestamp ts, $11::timestamptz tz, $12::uuid u, $13::text z",
      values,
    );
    expect(fields.map((field) => field.dataTypeID)).toEqual([
      16, 21, 23, 20, 701, 1700, 25, 17, 1082, 1114, 1184, 2950, 25,
    ]);
    expect(rows[0]).toMatchObject({
      b: true,
      i2: 12,
      i4: 34,
      i8: "9007199254740993",
      f: 1.5,
      n: "12345.678901234567890",
    });
    expect(rows[0]).toMatchObject({ t: "héllo 😀", y: Buffer.from([0, 1, 255]), u: values[11], z: null });
    expect((rows[0].tz as Date).toISOString()).toBe("2024-02-29T10:34:56.000Z");
  });

  it("reads results in binary", { meta: { feature: "parameters of each type" } }, async () => {
    // This driver takes each binary value through a UTF-8 string, which spoils bytes above 127: these have none.
    const query = {
      text: "SELECT $1::boolean b, $2::smallint i2, $3::integer i4, $4::text t, $5::float8 f",
      values: [true, 12, 34, "abc", 2.5],
      binary: true,
    };
    const { rows, fields } = await client.query(query);
    expect(fields.map((field) => field.format)).toEqual(Array(5).fill("binary"));
    expect(rows).toEqual([{ b: true, i2: 12, i4: 34, t: "abc", f: 2.5 }]);
  });

  it("binds and reads NULL of each type", { meta: { feature: "NULLs" } }, async () => {
    for (const type of ["boolean", "bigint", "float8", "numeric", "text", "bytea", "timestamptz", "uuid", "text[]"]) {
      const { rows } = await client.query(`SELECT $1::${type} AS value, $1::${type} IS NULL AS is`, [null]);
      expect(rows, type).toEqual([{ value: null, is: true }]);
    }
  });

  it("filters a dataset by a parameter", async () => {
    const { rows } = await client.query("SELECT candidate_id, salary, skills FROM candidates WHERE candidate_id = $1", [
      "CAND-000042",
    ]);
    expect(rows).toEqual([
      { candidate_id: "CAND-000042", salary: expect.stringMatching(/^\d+\.\d\d$/), skills: expect.any(Array) },
    ]);
  });

  it("runs a named statement again and again", { meta: { feature: "prepared statements" } }, async () => {
    for (const id of ["CAND-000001", "CAND-000002", "CAND-000001"]) {
      const { rows } = await client.query({
        name: "by id",
        text: "SELECT candidate_id AS id FROM candidates WHERE candidate_id = $1",
        values: [id],
      });
      expect(rows).toEqual([{ id }]);
    }
  });

  it("recovers from an error", { meta: { feature: "errors and recovery" } }, async () => {
    await expect(client.query("SELECT $1::integer", ["x"])).rejects.toMatchObject({ code: "22P02" });
    await expect(client.query("SELECT nope")).rejects.toMatchObject({ code: "42703", position: "8" });
    expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });

  it("has a statement stopped by another connection", { meta: { feature: "cancel" } }, async () => {
    const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
    const endless = expect(
      client.query("SELECT count(*) FROM range(1000000000000) t(i) WHERE i % 7 = 3"),
    ).rejects.toMatchObject({ code: "57014" });
    await sleep(300);
    await gateway.query("SELECT pg_cancel_backend($1)", [rows[0].pid]);
    await endless;
    expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });

  it("sends statements before it has the answers", { meta: { feature: "pipeline" } }, async () => {
    const pipelined = await gateway.connect({ pipeline: true });
    const failing = expect(pipelined.query("SELECT nope")).rejects.toMatchObject({ code: "42703" });
    const numbers = Array.from({ length: 50 }, (_, index) => index);
    const sums = await Promise.all(numbers.map((number) => pipelined.query("SELECT $1::int4 + 1 AS next", [number])));
    expect(sums.map(({ rows }) => rows[0].next)).toEqual(numbers.map((number) => number + 1));
    await failing;
    await pipelined.end();
  });

  it("has many connections of a pool busy at once", { meta: { feature: "many connections" } }, async () => {
    const { port, password } = gateway;
    const pool = new pg.Pool({ host: "127.0.0.1", port, user: "sluice", database: "lake", password, max: 8 });
    const numbers = Array.from({ length: 100 }, (_, index) => index);
    const sums = await Promise.all(numbers.map((number) => pool.query("SELECT $1::int4 + 1 AS next", [number])));
    expect(sums.map(({ rows }) => rows[0].next)).toEqual(numbers.map((number) => number + 1));
    await pool.end();
  });

  it("reads many rows whole", async () => {
    const { rows } = await client.query("SELECT candidate_id, email FROM candidates");
    expect(rows).toHaveLength(100_000);
    expect(new Set(rows.map((row) => row.email)).size).toBe(100_000);
  });

  it("runs a transaction on one state", { meta: { feature: "transactions" } }, async () => {
    const other = await gateway.connect();
    await client.query("BEGIN");
    const { rows: before } = await client.query("SELECT count(*)::int AS n FROM animals");
    await other.query("CALL drop_dataset('animals')");
    expect((await client.query("SELECT count(*)::int AS n FROM animals")).rows).toEqual(before);
    await expect(other.query("SELECT 1 FROM animals")).rejects.toMatchObject({ code: "42P01" });
    await client.query("COMMIT");
    await expect(client.query("SELECT 1 FROM animals")).rejects.toMatchObject({ code: "42P01" });
    await other.end();
  });

  it("has one time in a transaction, that of its start", { meta: { feature: "transactions" } }, async () => {
    const statement = {
      name: "times",
      text: `SELECT now()::text AS a, current_timestamp::text AS b, transaction_timestamp()::text AS c, localtimestamp::text AS d,
        current_date::text AS e, now() = current_timestamp AND now()::date = current_date AND now()::timestamp = localtimestamp AS same`,
    };
    const times = async () => (await client.query(statement)).rows[0] as Record<string, string>;
    const outside = await times();
    expect(outside["same"]).toBe(true);
    expect((await times())["a"]).not.toEqual(outside["a"]);
    await client.query("BEGIN");
    const first = await times();
    expect(first["a"]).not.toEqual(outside["a"]);
    expect(first["same"]).toBe(true);
    await client.query("SELECT count(*) FROM candidates");
    await client.query("SET LOCAL TimeZone = 'Asia/Tokyo'");
    expect((await client.query("SELECT now() = $1::timestamptz AS same", [first["a"]])).rows).toEqual([{ same: true }]);
    await client.query("COMMIT AND CHAIN");
    await client.query("SET LOCAL TimeZone = 'UTC'");
    const second = await times();
    expect(second["a"]).not.toEqual(first["a"]);
    expect(await times()).toEqual(second);
    await client.query("ROLLBACK");
    expect((await times())["a"]).not.toEqual(second["a"]);
  });

  it("cannot change the catalog inside a transaction", { meta: { feature: "transactions" } }, async () => {
    await client.query("BEGIN");
    await expect(client.query("CALL drop_dataset('candidates')")).rejects.toMatchObject({ code: "25001" });
    await expect(client.query("SELECT 1")).rejects.toMatchObject({ code: "25P02" });
    await client.query("ROLLBACK");
    expect((await client.query("SELECT count(*)::int AS n FROM candidates")).rows).toEqual([{ n: 100_000 }]);
  });
});
