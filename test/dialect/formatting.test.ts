// to_char(), to_date() and to_timestamp(): as PostgreSQL answers.
import { tmpdir } from "node:os";
import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { constantFormat } from "../../src/engine/sql/dialect/formats.js";
import { type Postgres, startPostgres } from "../support/postgres.js";
import { seededRandom } from "../support/random.js";
import { describeWith } from "../support/require.js";
import { differences, openDialect } from "./compare.js";
import { dateReadingCases } from "./date-reading-cases.js";

const random = seededRandom(15);
const pick = (values: readonly string[]): string => values[Math.floor(random() * values.length)] ?? "";
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const dateKeys =
  "A.D. A.M. AD AM BC CC DAY DDD DD DY Day Dy D FF1 FF3 FF6 HH24 HH12 HH IDDD ID IW IYYY IY I J MI MM MONTH MON MS Month Mon OF PM Q RM SSSS SS TZH TZM TZ US WW W Y,YYY YYYY YYY YY Y day mon rm".split(
    " ",
  );
const moments = [
  "2024-02-29 13:05:09.123456",
  "0001-01-01 00:00:00",
  "1999-12-31 23:59:59.999999",
  "2021-01-03 12:00:00",
  "12345-06-07 08:09:10.5",
];
const numberKeys = [
  "9",
  "0",
  "99",
  "9999",
  "99G999",
  "9,999",
  "9.99",
  "999.999",
  "D99",
  "S9",
  "9S",
  "SG",
  "MI",
  "PL",
  "PR",
  "FM",
  "B",
  "L",
  "TH",
  "RN",
  "V9",
  "EEEE",
  "90.09",
  "000",
  "-",
  "é",
];
const numbers = [
  "0",
  "1",
  "-1",
  "12.34",
  "-12.345",
  "1234567.891",
  "0.5",
  "-0.05",
  "99.995",
  "485",
  "-485",
  "3999",
  "100",
];

function patternOf(keys: readonly string[], between: readonly string[]): string {
  return Array.from(
    { length: 1 + Math.floor(random() * 4) },
    () => pick(["", "", "FM"]) + pick(keys) + pick(between),
  ).join("");
}

const datePairs = Array.from({ length: 600 }, () => {
  const format = quoted(patternOf(dateKeys, ["-", " ", "/", "TH ", "th:", '"x Y"', "é"]));
  const moment = quoted(pick(moments));
  return `pg.to_char_timestamp(${moment}::timestamp, ${format}) ||| to_char(${moment}::timestamp, ${format})`;
});

const numberPairs = Array.from({ length: 900 }, () => {
  const format = quoted(patternOf(numberKeys, [""]));
  const value = pick(numbers);
  const scale = value.split(".")[1]?.length ?? 0;
  return random() < 0.5
    ? `pg.to_char_decimal('${value}'::decimal(20, ${scale}), ${format}) ||| to_char('${value}'::numeric, ${format})`
    : `pg.to_char_float8('${value}'::double, ${format}) ||| to_char('${value}'::float8, ${format})`;
});

const usualFormats = [
  "YYYY-MM-DD",
  "YYYY-MM-DD HH24:MI:SS",
  "YYYY-MM",
  "DD Mon YYYY",
  "FMMonth FMDD, YYYY",
  "HH12:MI:SS AM",
  "YYYY-DDD",
  "US MS",
  "Dy FMDay ID YY %",
];
const usualPairs = usualFormats.flatMap((format) =>
  ["2024-02-29 13:05:09.123456", "0005-01-02 03:04:05.000006", "2021-12-31 00:00:00"].map((moment) => {
    const written = constantFormat(format) ?? "";
    return `pg.to_char_written('${moment}'::timestamp, '${format}', '${written}') ||| to_char('${moment}'::timestamp, '${format}')`;
  }),
);

describeWith(["postgres"], "formatting", () => {
  let folder: string;
  let engine: DuckDBConnection;
  let server: Postgres;
  let postgres: pg.Client;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "sluice-dialect-"));
    [engine, server] = await Promise.all([openDialect(folder), startPostgres()]);
    postgres = await server.connect();
  }, 60_000);

  afterAll(async () => {
    await postgres.end();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("writes timestamps by any pattern", async () => {
    expect(await differences(engine, postgres, datePairs)).toEqual([]);
  }, 60_000);

  it("writes numbers by any pattern", async () => {
    expect(await differences(engine, postgres, numberPairs)).toEqual([]);
  }, 60_000);

  it("writes the usual formats by strftime()", async () => {
    expect(await differences(engine, postgres, usualPairs)).toEqual([]);
  }, 60_000);

  it("reads dates and timestamps", async () => {
    expect(await differences(engine, postgres, dateReadingCases)).toEqual([]);
  }, 60_000);
});
