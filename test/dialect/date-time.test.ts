import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dateTimeFunctions } from "../../src/engine/sql/dialect/functions/date-time.js";
import { seededRandom } from "../support/random.js";
import { callsOf, type Lab, openLab } from "./date-time-lab.js";
import { nullOf, writers, type Written } from "./date-time-values.js";

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());

const random = seededRandom(15);
const below = (limit: number): number => Math.floor(random() * limit);
const pick = <T>(values: readonly T[]): T => values[below(values.length)] as T;
const us = (text: string): bigint => BigInt(Date.parse(text)) * 1000n;

const usPerDay = 86_400_000_000n;
const usMin = -210_866_803_200_000_000n;
/** Around changes of clocks, ends of years, of eras and of what there is. */
const instants = [
  0n,
  -1n,
  us("2000-01-01T00:00:00Z"),
  us("2000-01-01T00:00:00Z") - 1n,
  us("2024-02-29T23:59:59.999Z") + 999n,
  us("2024-03-10T06:59:59Z"),
  us("2024-03-10T07:30:00Z"),
  us("2024-03-10T02:30:00Z"),
  us("2024-03-31T00:59:59Z"),
  us("2024-03-31T01:30:00Z"),
  us("2024-03-31T02:30:00Z"),
  us("2024-10-27T00:30:00Z"),
  us("2024-10-27T01:30:00Z"),
  us("2024-11-03T05:30:00Z"),
  us("2024-11-03T06:30:00Z"),
  us("2024-12-30T12:34:56.789Z"),
  us("2021-01-03T00:00:00Z"),
  us("1900-01-01T00:00:00Z"),
  us("1969-12-31T23:59:59.500Z"),
  us("0001-01-01T00:00:00Z"),
  us("0001-01-01T00:00:00Z") - 1n,
  us("0099-12-31T00:00:00Z"),
  us("0100-12-31T00:00:00Z"),
  us("-000001-06-15T12:00:00Z"),
  us("-000099-06-15T12:00:00Z"),
  us("-001000-06-15T12:00:00Z"),
  us("-000008-06-15T12:00:00Z"),
  us("+012345-06-15T12:00:00Z"),
  us("+250000-06-15T12:00:00Z"),
  usMin,
  usMin + usPerDay * 40n,
];
const anyInstant = (): bigint => {
  const kind = random();
  if (kind < 0.3) return pick(instants);
  if (kind < 0.9)
    return (
      us("1971-01-01T00:00:00Z") +
      BigInt(below(60 * 365 * 86_400)) * 1_000_000n +
      BigInt(pick([0, 1, 500_000, below(1_000_000)]))
    );
  return -BigInt(below(6000 * 365)) * usPerDay + BigInt(below(86_400)) * 1_000_000n;
};
const daysOf = (instant: bigint): number =>
  Number((instant - (((instant % usPerDay) + usPerDay) % usPerDay)) / usPerDay);
const numbers = [0, 1, -1, 2, 0.5, -0.5, 1.5, 0.1, -0.3, 1 / 3, 1e-7, 7, 30, 365.25, 1e10, -1e300];
const units = [
  "microseconds",
  "ms",
  "second",
  "minute",
  "hour",
  "day",
  "WEEK",
  "month",
  "quarter",
  "year",
  "decade",
  "century",
  "millennium",
];
const fields = [...units, "dow", "isodow", "doy", "isoyear", "epoch", "julian", "foo"];
const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "EST",
  "CET",
  "+03",
  "UTC-3",
  "<+05>-5:30",
  "MSK",
  "nowhere/land",
  "foo",
];

const infinite = ["infinity", "-infinity"] as const;
const makers: Readonly<Record<string, (position: number, signature: string) => Written>> = {
  date: () =>
    writers.date(
      random() < 0.08
        ? pick(infinite)
        : random() < 0.05
          ? pick([2_145_042_540, -2_440_588, 110_000_000])
          : daysOf(anyInstant()),
    ),
  timestamp: () => writers.timestamp(random() < 0.08 ? pick(infinite) : anyInstant()),
  timestamptz: () => writers.timestamptz(random() < 0.08 ? pick(infinite) : anyInstant()),
  time: () =>
    writers.time(
      pick([
        0n,
        usPerDay,
        usPerDay - 1n,
        BigInt(below(86_400)) * 1_000_000n,
        BigInt(below(86_400)) * 1_000_000n + BigInt(below(1_000_000)),
      ]),
    ),
  timetz: () =>
    writers.timetz(
      pick([0n, usPerDay - 1n, BigInt(below(86_400)) * 1_000_000n]),
      pick([0, 3600, -18_000, 19_800, 57_599, -57_599, 3661]),
    ),
  interval: () =>
    writers.interval(
      pick([0, 0, 0, 1, -1, 12, below(40) - 20, below(4000) - 2000]),
      pick([0, 0, 1, -1, 30, below(60) - 30]),
      pick([
        0n,
        0n,
        1n,
        -1n,
        3_600_000_000n,
        -3_600_000_000n,
        900_000_000n,
        BigInt(below(200_000)) * 1_000_000n - 100_000_000_000n + BigInt(below(1_000_000)),
      ]),
    ),
  float8: (position, signature) =>
    writers.float8(
      signature.startsWith("make_")
        ? pick([0, 1.5, 59.999999, 60, 12.3456785, -1, 61, 7])
        : signature.startsWith("to_timestamp")
          ? pick([0, 1.5, -1.5, 1e9 + 0.1234565, 1e12, -2.2e11, 1e20, Infinity, -Infinity, NaN, below(2e9) + random()])
          : pick([...numbers, random() * 10 - 5]),
    ),
  int4: (position, signature) => {
    if (/,int4\)$/.test(signature) && /^(time|timetz|timestamp|timestamptz)\(/.test(signature))
      return writers.int4(below(7));
    if (!signature.startsWith("make_")) return writers.int4(pick([0, 1, -1, 365, 10_000, -4_000_000, 2_147_483_647]));
    const part = signature.startsWith("make_time(") ? position + 3 : position;
    const ranges = [pick([2024, 2023, 1, 0, -1, -4713, 1999]), 1 + below(12), 1 + below(31), below(25), below(60)];
    return writers.int4(random() < 0.1 ? pick([0, -1, 13, 32, 61]) : (ranges[part] ?? below(10)));
  },
  text: (position, signature) =>
    writers.text(
      position > 0 || signature.startsWith("timezone")
        ? pick(zones)
        : signature.startsWith("date_trunc")
          ? pick([...units, ...units, "doy", "foo", "timezone"])
          : pick(fields),
    ),
};

/** What cannot be the same: PostgreSQL's own text of a numeric, or the time that it is. */
const skipped =
  /^(now|transaction_timestamp|statement_timestamp|generate_series|extract|age\(timestamp(tz)?\)|timezone\(text,timetz|timetz\(time\))/;
/** Beyond DuckDB's own ends, and where an error of its own says so. */
const isEnd = (error: string | undefined): boolean =>
  error !== undefined &&
  /out of range|not in .* range|overflow|can't be cast to the destination type INT64/i.test(error);

/** Refused aloud, and said in the table of differences. */
const isSaid = (error: string | undefined): boolean =>
  error !== undefined && /^0A000 (the time zone abbreviation|the age of infinity)/.test(error);

const resultOf = (signature: string, types: ReadonlyMap<string, string>): string => types.get(signature) ?? "text";

async function resultTypes(): Promise<ReadonlyMap<string, string>> {
  const sql = `SELECT proname || '(' || (SELECT coalesce(string_agg(t.typname::text, ',' ORDER BY o), '') FROM unnest(proargtypes) WITH ORDINALITY u(x, o) JOIN pg_type t ON t.oid = x) || ')' || '=' || r.typname::text AS x
    FROM pg_proc JOIN pg_type r ON r.oid = prorettype
    UNION SELECT oprname || '(' || coalesce((SELECT typname::text FROM pg_type t WHERE t.oid = oprleft), '') || ',' || (SELECT typname::text FROM pg_type t WHERE t.oid = oprright) || ')=' || (SELECT typname::text FROM pg_type t WHERE t.oid = oprresult) FROM pg_operator`;
  const [answer] = await lab.postgres([`(SELECT string_agg(x, E'\\n') FROM (${sql}) s)`], "text");
  return new Map(
    (answer?.value ?? "").split("\n").map((line) => {
      const at = line.lastIndexOf("=");
      return [line.slice(0, at), line.slice(at + 1)] as const;
    }),
  );
}

describe.each(["UTC", "Europe/Berlin", "America/New_York"])("with the session in %s", (zone) => {
  const signatures = Object.entries(dateTimeFunctions)
    .filter(([signature, { kind }]) => kind !== "refused" && !skipped.test(signature))
    .map(([signature]) => signature);

  it("functions and operators give PostgreSQL's answers", async () => {
    await lab.setTimeZone(zone);
    const types = await resultTypes();
    const differences: string[] = [];
    for (const signature of signatures) {
      const calls = callsOf(signature);
      const rows = Array.from({ length: process.env["ROWS"] ? Number(process.env["ROWS"]) : 25 }, (_, row) =>
        calls.types.map((type, position) =>
          row === 0 && position === 0 ? nullOf(type) : (makers[type] as (typeof makers)[string])(position, signature),
        ),
      );
      const expected = await lab.postgres(
        rows.map((row) => calls.postgres(row.map(({ postgres }) => postgres))),
        resultOf(signature, types),
      );
      const fine = rows.filter((_, index) => expected[index]?.error === undefined);
      const failing = rows
        .map((row, index) => [row, expected[index]] as const)
        .filter(([, answer]) => answer?.error !== undefined)
        .slice(0, 6);
      const columns = calls.types.map((_, index) => `a${index}`);
      const got = await lab.duckdb(calls.duckdb(columns), fine);
      const wanted = expected.filter((answer) => answer.error === undefined);
      fine.forEach((row, index) => {
        const [a, b] = [wanted[index], got[index]];
        const isSame =
          a?.value === b?.value ||
          (resultOf(signature, types) === "float8" &&
            Number(a?.value) === Number(b?.value) &&
            b?.error === undefined) ||
          isEnd(b?.error) ||
          isSaid(b?.error);
        if (!isSame)
          differences.push(
            `${calls.postgres(row.map(({ postgres }) => postgres))}\n   wanted ${a?.value}, got ${b?.value ?? b?.error}`,
          );
      });
      for (const [row, answer] of failing) {
        const { value, error } = await lab.one(calls.duckdb(row.map(({ duckdb }) => duckdb)));
        if (error === answer?.error || (isEnd(answer?.error) && isEnd(error)) || isSaid(error)) continue;
        differences.push(
          `${calls.postgres(row.map(({ postgres }) => postgres))}\n   wanted ${answer?.error}, got ${error ?? value}`,
        );
      }
    }
    expect(differences).toEqual([]);
  }, 120_000);
});
