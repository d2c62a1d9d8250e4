import { randomBytes } from "node:crypto";
import { symlinkSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type pg from "pg";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { message, startup } from "../support/frames.js";
import { errorOf, RawClient } from "../support/raw-client.js";

const dataDir = makeDataDir();
let gateway: Gateway;
/** A session that was there before, and has to live through it all. */
let bystander: pg.Client;
beforeAll(async () => {
  gateway = await startGateway(dataDir);
  bystander = await gateway.connect();
  await bystander.query("CALL create_bucket('profile:user')");
  // Links that lead out of a bucket, and out of the folders that buckets may be made in.
  symlinkSync(`${dataDir}/admin-password`, `${dataDir}/primary/leak.csv`);
  symlinkSync(dataDir, `${dataDir}/primary/out`);
  symlinkSync("/etc", `${dataDir}/buckets/elsewhere`);
});
afterEach(async () => {
  expect((await bystander.query("SELECT count(*)::int AS n FROM animals")).rows[0].n).toBeGreaterThan(0);
  expect((await gateway.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
});
afterAll(async () => {
  await gateway.stop();
  removeDataDir(dataDir);
});

async function lastError(client: RawClient) {
  return errorOf((await client.rest()).findLast((answer) => answer.tag === "E"));
}

describe("bad statements", () => {
  it.each([
    ["SELECT * FROM nowhere", "42P01"],
    ["SELECT nope FROM animals", "42703"],
    ["SELEC 1", "42601"],
    ["SELECT nope(1)", "42883"],
    ["SELECT 'x'::integer", "22P02"],
    ["SELECT * FROM read_text('/etc/passwd')", "42501"],
    ["COPY animals TO '/tmp/x'", "0A000"],
    ["CALL nope()", "42883"],
    ["CALL ingest('x')", "22023"],
    ["CALL ingest('x', '/etc/passwd')", "42501"],
    ["CALL ingest('x', 'lakehouse-nope://x.parquet')", "42704"],
    ["CALL create_bucket('x', root => '/etc')", "42501"],
    ["CALL create_bucket('PRIMARY')", "42710"],
    ["CALL create_bucket('profile-user')", "42710"],
    ["CALL create_bucket('../etc')", "22023"],
    ["CALL create_bucket('a//b')", "22023"],
    ["CALL create_bucket(U&'pr\\0456mary')", "22023"],
    ["CALL create_bucket(U&'a\\000Ab')", "22023"],
    ["CALL create_bucket('links', root => 'elsewhere')", "42501"],
    ["CALL create_bucket('x', kind => 's3', endpoint => 'http://key:secret@host')", "22023"],
    ["CALL create_bucket('x', kind => 's3', prefix => '../up')", "22023"],
    ["CALL create_bucket('x', kind => 's3', bucket => 'a/b')", "22023"],
    ["CALL ingest('x', 'lakehouse-primary://../admin-password')", "22023"],
    ["CALL ingest('x', 'lakehouse-primary://a//b.csv')", "22023"],
    ["CALL ingest('x', U&'lakehouse-primary://\\FF0E\\FF0E/admin-password')", "22023"],
    ["CALL ingest('x', 'lakehouse-primary://leak.csv')", "42501"],
    ["CALL register('x', 'lakehouse-primary://leak.csv')", "42501"],
    ["CALL ingest('x', 'lakehouse-primary://out/admin-password')", "42501"],
    ["CALL ingest('x', '../outside.csv')", "42501"],
    ["CALL ingest('x', 'lakehouse-nope://a.csv')", "42704"],
    ["CALL ingest('x', 'lakehouse://other/a.csv')", "22023"],
    ["CALL ingest('x', 'lakehouse://data/nothing.csv')", "58P01"],
    ["CALL ingest('x', 'file.csv', bucket => 'nope')", "42704"],
    ["CALL drop_bucket('primary')", "2BP01"],
    ["CALL drop_dataset('nowhere')", "42P01"],
    ["DROP ROLE nobody", "42704"],
    ["DROP ROLE sluice", "55006"],
    ["GRANT SELECT ON nowhere TO sluice", "42P01"],
    ["SET nope = 1", "42704"],
    ["SELECT $1", "42P02"],
  ])("get their SQLSTATE: %s", async (sql, code) => {
    await expect(bystander.query(sql)).rejects.toMatchObject({ code });
  });

  it("of a role without rights are refused", async () => {
    await bystander.query("CREATE ROLE nobody LOGIN PASSWORD 'nobody'");
    const client = await gateway.connect({ user: "nobody", password: "nobody" });
    for (const sql of [
      "SELECT * FROM animals",
      "SELECT * FROM sluice.journal",
      "CALL drop_dataset('animals')",
      "CREATE ROLE other",
      "GRANT SELECT ON animals TO nobody",
    ]) {
      await expect(client.query(sql)).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|42P01)$/) });
    }
    expect((await client.query("SELECT count(*)::int AS n FROM sluice.datasets")).rows).toEqual([{ n: 0 }]);
    await client.query("ALTER ROLE nobody PASSWORD 'somebody'");
    await client.end();
    await expect(gateway.connect({ user: "nobody", password: "nobody" })).rejects.toMatchObject({ code: "28P01" });
    const again = await gateway.connect({ user: "nobody", password: "somebody" });
    await again.end();
    await bystander.query("DROP ROLE nobody");
    await expect(gateway.connect({ user: "nobody", password: "somebody" })).rejects.toMatchObject({ code: "28P01" });
  });
});

describe("a bad start", () => {
  it.each([
    ["a wrong password", { password: "wrong" }, "28P01"],
    ["an unknown role", { user: "nobody" }, "28P01"],
    ["an unknown database", { database: "nope" }, "3D000"],
  ])("with %s is refused", async (_, options, code) => {
    await expect(gateway.connect(options)).rejects.toMatchObject({ code });
  });

  it("without a user is refused", async () => {
    const client = await RawClient.open(gateway.port);
    client.write(startup({ database: "lake" }));
    expect(await lastError(client)).toMatchObject({ severity: "FATAL", sqlstate: "28000" });
  });

  it("of another protocol is refused", async () => {
    const client = await RawClient.open(gateway.port);
    client.write(startup({ user: "sluice" }, 2 << 16));
    expect(await lastError(client)).toMatchObject({ severity: "FATAL", sqlstate: "0A000" });
  });

  it("that breaks off in the packet ends quietly", async () => {
    const client = await RawClient.open(gateway.port);
    client.write(startup({ user: "sluice", database: "lake" }).subarray(0, 11));
    client.end();
    expect(await client.rest()).toEqual([]);
  });

  it("of a packet too long is refused before it is read", async () => {
    const client = await RawClient.open(gateway.port);
    client.write(Buffer.from([0x7f, 0xff, 0xff, 0xff, 0, 3, 0, 0]));
    expect(await lastError(client)).toMatchObject({ severity: "FATAL", sqlstate: "08P01" });
  });

  it("in garbage is refused", async () => {
    for (let round = 0; round < 30; round++) {
      const client = await RawClient.open(gateway.port);
      client.write(randomBytes(1 + round * 37));
      client.end();
      for (const answer of await client.rest())
        expect(errorOf(answer)).toMatchObject({
          severity: "FATAL",
          sqlstate: expect.stringMatching(/^(08P01|0A000|28000)$/),
        });
    }
  });

  it("may ask for TLS and GSS encryption first, and is told that there is none", async () => {
    const client = await RawClient.open(gateway.port);
    for (const code of [80_877_103, 80_877_104]) {
      const request = Buffer.alloc(8);
      request.writeInt32BE(8);
      request.writeInt32BE(code, 4);
      client.write(request);
      expect(await client.nextByte()).toBe("N");
    }
    client.write(startup({ user: "sluice", database: "nope" }));
    expect(await client.next()).toMatchObject({ tag: expect.stringMatching(/[ER]/) });
    client.destroy();
  });

  it("speaks a newer minor protocol down", async () => {
    const client = await RawClient.open(gateway.port);
    client.write(startup({ user: "sluice", database: "lake", "_pq_.wonder": "1" }, (3 << 16) | 99));
    const answer = await client.next();
    expect(answer?.tag).toBe("v");
    expect(answer?.body.toString("latin1")).toContain("_pq_.wonder");
    client.destroy();
  });

  it("of one client too many is refused, and there is room again when one leaves", async () => {
    const small = await startGateway(makeDataDir(), { SLUICE_CONFIG: await smallConfig() });
    const clients = await Promise.all([small.connect(), small.connect(), small.connect()]);
    await expect(small.connect()).rejects.toMatchObject({ code: "53300" });
    await clients[0]?.end();
    await expect
      .poll(() =>
        small.query("SELECT 1 AS one").then(
          ({ rows }) => rows[0].one,
          () => 0,
        ),
      )
      .toBe(1);
    await small.stop();
    removeDataDir(small.dataDir);
  });
});

describe("bad messages", () => {
  it("of an unknown type end the session with the reason", async () => {
    const client = await RawClient.login(gateway.port, gateway.password);
    client.write(message("\u0001", "x"));
    expect(await lastError(client)).toMatchObject({
      severity: "FATAL",
      sqlstate: "08P01",
      message: "invalid frontend message type 1",
    });
  });

  it("of a length that cannot be end the session", async () => {
    for (const length of [0, 3, -1, 0x4000_0000, 0x7fff_ffff]) {
      const client = await RawClient.login(gateway.port, gateway.password);
      const bytes = Buffer.alloc(5);
      bytes.write("Q", "latin1");
      bytes.writeInt32BE(length, 1);
      client.write(bytes);
      expect(await lastError(client)).toMatchObject({ severity: "FATAL", sqlstate: "08P01" });
    }
  });

  it("whose body lies cost the statement and not the session", async () => {
    const client = await RawClient.login(gateway.port, gateway.password);
    client.write(Buffer.concat([message("P", "s\0SELECT 1\0\0\u0005"), message("S")]));
    const answers = await client.until("Z");
    expect(errorOf(answers[0])).toMatchObject({ severity: "ERROR", sqlstate: "08P01" });
    client.write(message("Q", "SELECT 1\0"));
    expect((await client.until("Z")).map(({ tag }) => tag).join("")).toBe("TDCZ");
    client.destroy();
  });

  it("out of order are answered one by one", async () => {
    const client = await RawClient.login(gateway.port, gateway.password);
    const execute = message("E", Buffer.concat([Buffer.from("nope\0"), Buffer.alloc(4)]));
    client.write(Buffer.concat([execute, execute, message("H"), message("S"), message("D", "Snope\0"), message("S")]));
    expect((await client.until("Z")).map((answer) => errorOf(answer)?.sqlstate ?? answer.tag)).toEqual(["34000", "Z"]);
    expect((await client.until("Z")).map((answer) => errorOf(answer)?.sqlstate ?? answer.tag)).toEqual(["26000", "Z"]);
    client.destroy();
  });

  it("in great numbers are all answered", async () => {
    const client = await RawClient.login(gateway.port, gateway.password);
    const count = 50_000;
    client.write(Buffer.concat(Array.from({ length: count }, () => message("S"))));
    for (let round = 0; round < count; round++) expect((await client.next())?.tag).toBe("Z");
    client.destroy();
  });

  it("with as many parameters as a message can count are taken, or refused", async () => {
    const client = await gateway.connect();
    const numbers = (count: number, first = 1) =>
      Array.from({ length: count }, (_, index) => `$${first + index}`).join();
    const values = (count: number) => Array<string>(count).fill("1");
    const oneOf = (list: string) => `SELECT count(*)::int AS n FROM animals WHERE id IN (${list})`;
    const { rows } = await client.query(oneOf(numbers(65_535)), values(65_535));
    expect(rows).toEqual([{ n: 1 }]);
    // What is answered to somebody else meanwhile.
    let answered = 0;
    let isOver = false;
    const others = (async () => {
      for (; !isOver; answered += 1) await bystander.query("SELECT 1");
    })();
    await expect(client.query(oneOf(numbers(35_999, 2)), values(36_000))).rejects.toMatchObject({
      code: "42P18",
      message: "could not determine data type of parameter $1",
    });
    isOver = true;
    await others;
    expect(answered).toBeGreaterThan(5);
    // Three times as long a text.
    const cast = numbers(65_535).replaceAll(",", "::integer,");
    await expect(client.query(oneOf(cast), values(65_535))).rejects.toMatchObject({ code: "54000" });
    await client.end();
  });

  it("with text that is not UTF-8 are refused", async () => {
    const client = await RawClient.login(gateway.port, gateway.password);
    client.write(message("Q", Buffer.concat([Buffer.from("SELECT '"), Buffer.from([0xff, 0xfe]), Buffer.from("'\0")])));
    expect((await client.until("Z")).map((answer) => errorOf(answer)?.sqlstate ?? answer.tag)).toEqual(["22021", "Z"]);
    client.destroy();
  });

  it("from clients that vanish leave nothing running", async () => {
    for (let round = 0; round < 5; round++) {
      const client = await RawClient.login(gateway.port, gateway.password);
      client.write(
        message("Q", "SELECT count(*) FROM range(100000000) a(x), range(100000) b(y) WHERE (x * y) % 7 = 3\0"),
      );
      await new Promise((resolve) => setTimeout(resolve, 50));
      client.destroy();
    }
    await expect
      .poll(
        async () =>
          (
            await bystander.query(
              "SELECT count(*)::int AS n FROM sluice.sessions WHERE state IN ('active', 'waiting') AND query NOT LIKE '%sessions%'",
            )
          ).rows[0].n,
        { timeout: 5_000 },
      )
      .toBe(0);
  });
});

async function smallConfig(): Promise<string> {
  const file = `${dataDir}/small.yaml`;
  await writeFile(file, "pg: {connections_max: 3}\ndemo: false\n");
  return file;
}
