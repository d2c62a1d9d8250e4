// Names that differ by case only, and stars over joined columns: both are about which column a name stands for. By a real PostgreSQL 15.
import { readFileSync } from "node:fs";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Gateway, makeDataDir, removeDataDir, startGateway } from "../support/gateway.js";
import { type Postgres, startPostgres } from "../support/postgres.js";
import { describeWith } from "../support/require.js";
import { answeredOtherwise, type Pair, startTwins, type Twins } from "../support/twins.js";

const statementsOf = (name: string): readonly string[] =>
  readFileSync(new URL(`names/${name}.sql`, import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "");

describeWith(["postgres"], "names", () => {
  let twins: Twins;
  let pair: Pair;
  beforeAll(async () => {
    twins = await startTwins();
    await twins.createTable("mixed_one", `"userId" int4, a int4, "Count" int4`, "1\t10\t5\n2\t20\t4\n3\t5\t6\n");
    await twins.createTable("mixed_three", `"USERID" int4, "K" int4`, "2\t7\n3\t8\n");
    pair = await twins.connect();
  }, 120_000);
  afterAll(async () => {
    pair?.end();
    await twins?.stop();
  });

  it("that differ by case only stand for what PostgreSQL takes them for", async () => {
    expect(await answeredOtherwise(pair, statementsOf("by-case"))).toEqual([]);
  });

  it("of joined columns come first in a star", async () => {
    expect(await answeredOtherwise(pair, statementsOf("joined-stars"))).toEqual([]);
  });

  it("are refused where relations have them in several cases, and DuckDB would take one for the other", async () => {
    for (const sql of statementsOf("refused")) {
      expect([sql, await pair.ours.ask(sql)]).toMatchObject([sql, { sqlstate: "0A000" }]);
    }
  });
});

describeWith(["postgres"], "names of more than 63 bytes", () => {
  const dataDir = makeDataDir();
  let gateway: Gateway;
  let postgres: Postgres;
  beforeAll(async () => {
    [gateway, postgres] = await Promise.all([startGateway(dataDir), startPostgres()]);
  }, 120_000);
  afterAll(async () => {
    await Promise.all([gateway?.stop(), postgres?.stop()]);
    removeDataDir(dataDir);
  });

  it("are cut, and each is told of, by both protocols", async () => {
    const long = "Abcdefgh_".repeat(8);
    const statements = [
      `SELECT 1 AS ${long}, 2 AS "${long}"`,
      `SELECT ${long} FROM (SELECT 1 AS ${long}) AS "${"ü".repeat(40)}"`,
      `SELECT '${long}', "a""${long}" FROM (SELECT 1 AS "a""${long}") t -- ${long}`,
      `SELECT 1 AS "${"x".repeat(63)}"`,
    ];
    const said = async (client: pg.Client): Promise<readonly unknown[]> => {
      const heard: unknown[] = [];
      client.on("notice", ({ severity, code, message }) => heard.push([severity, code, message]));
      for (const text of statements) {
        heard.push((await client.query(text)).fields.map(({ name }) => name));
        await client.query({ text, values: [] });
      }
      await client.query("SET client_min_messages = warning");
      await client.query(statements[0] ?? "");
      await client.end();
      return heard;
    };
    const [ours, theirs] = await Promise.all([gateway.connect(), postgres.connect()]);
    expect(await said(ours)).toEqual(await said(theirs));
  });
});
