import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { datePartField, dateTruncUnit, extractField } from "../../src/engine/sql/dialect/functions/date-time/parts.js";
import { type Lab, openLab } from "./date-time-lab.js";
import { type Written, writers } from "./date-time-values.js";

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());

const us = (text: string): bigint => BigInt(Date.parse(text)) * 1000n;
const instants = [
  0n,
  -1n,
  us("2024-02-29T23:59:59.999Z") + 999n,
  us("2024-03-31T01:30:00Z"),
  us("2024-10-27T00:30:00Z"),
  us("2024-11-03T06:30:00Z"),
  us("2021-01-03T00:00:00Z"),
  us("1969-12-31T23:59:59.500Z"),
  us("0001-01-01T00:00:00Z") - 1n,
  us("-000008-06-15T12:34:56Z"),
  us("-001000-01-02T00:00:00Z"),
  us("+012345-06-15T12:00:00.25Z"),
];
const days = [0, -1, 19_782, 18_630, 20_088, -719_163, -722_000, 2_000_000, -1_000_000];
const values: Readonly<Record<string, readonly Written[]>> = {
  timestamp: instants.map((value) => writers.timestamp(value)),
  timestamptz: instants.map((value) => writers.timestamptz(value)),
  date: days.map((value) => writers.date(value)),
  time: [0n, 86_400_000_000n, 45_296_789_012n].map((value) => writers.time(value)),
  timetz: [
    [0n, 3661],
    [45_296_789_012n, -19_800],
    [1n, 57_599],
  ].map(([time, offset]) => writers.timetz(BigInt(time as bigint), Number(offset))),
  interval: (
    [
      [0, 0, 0n],
      [-15, 3, -61_500_000n],
      [1234, -45, 360_000_000_001n],
      [-5, 0, 1n],
      [25_000, 40, -3_599_999_999n],
    ] as const
  ).map(([months, count, time]) => writers.interval(months, count, time)),
};
const fields =
  "microseconds milliseconds second minute hour day week month quarter year decade century millennium dow isodow doy isoyear epoch julian timezone timezone_h timezone_minute usec Y qtr";

describe.each(["UTC", "Europe/Berlin", "America/New_York"])("with the session in %s", (zone) => {
  it.each(Object.keys(values))(
    "a constant field of %s is PostgreSQL's, with its digits",
    async (type) => {
      await lab.setTimeZone(zone);
      const written = values[type] as readonly Written[];
      const differences: string[] = [];
      const compare = async (
        macro: string | undefined,
        call: (value: string) => string,
        result: string,
      ): Promise<void> => {
        const expected = await lab.postgres(
          written.map(({ postgres }) => call(postgres)),
          result,
        );
        if (macro === undefined) {
          // What has no macro is an error, or is said to be none.
          if (!call("").includes("julian") && expected.some(({ error }) => error === undefined))
            differences.push(call(type));
          return;
        }
        const got = await lab.duckdb(
          `${macro}(a0)`,
          written.map((value) => [value]),
        );
        got.forEach((answer, index) => {
          const wanted = expected[index];
          const isSame =
            result === "float8" ? Number(answer.value) === Number(wanted?.value) : answer.value === wanted?.value;
          if (!isSame || wanted?.error !== undefined) {
            differences.push(
              `${call(written[index]?.postgres ?? "")}: wanted ${wanted?.value ?? wanted?.error}, got ${answer.value ?? answer.error}`,
            );
          }
        });
      };
      for (const field of fields.split(" ")) {
        await compare(extractField(field, type), (value) => `extract(${field} FROM ${value})`, "numeric");
        await compare(datePartField(field, type), (value) => `date_part('${field}', ${value})`, "float8");
        if (/^timestamp|^interval/.test(type))
          await compare(dateTruncUnit(field, type), (value) => `date_trunc('${field}', ${value})`, type);
      }
      expect(differences).toEqual([]);
    },
    60_000,
  );

  it("precision and fields of types round and cut as in PostgreSQL", async () => {
    await lab.setTimeZone(zone);
    const differences: string[] = [];
    const intervals = values["interval"] as readonly Written[];
    const casts: readonly (readonly [string, string, string, readonly Written[]])[] = [
      ...[0, 1, 3, 6].flatMap((digits) =>
        (["timestamp", "timestamptz", "time", "timetz", "interval"] as const).map(
          (type) => [`a::${type}(${digits})`, `pg.${type}_round(a0, ${digits})`, type, values[type] ?? []] as const,
        ),
      ),
      ...["year", "month", "day", "hour", "minute"].map(
        (field) => [`a::interval ${field}`, `pg.interval_to_${field}(a0)`, "interval", intervals] as const,
      ),
      ["a::interval year to month", "pg.interval_to_month(a0)", "interval", intervals],
      ["a::interval day to hour", "pg.interval_to_hour(a0)", "interval", intervals],
    ];
    for (const [cast, macro, type, written] of casts) {
      const expected = await lab.postgres(
        written.map(({ postgres }) => cast.replace(/^a/, `(${postgres})`)),
        type,
      );
      const got = await lab.duckdb(
        macro,
        written.map((value) => [value]),
      );
      got.forEach((answer, index) => {
        if (answer.value !== expected[index]?.value)
          differences.push(
            `${cast} of ${written[index]?.postgres}: wanted ${expected[index]?.value}, got ${answer.value ?? answer.error}`,
          );
      });
    }
    expect(differences).toEqual([]);
  }, 60_000);

  it("series step as in PostgreSQL, over changes of clocks", async () => {
    await lab.setTimeZone(zone);
    const differences: string[] = [];
    const steps = [
      "1 month",
      "1 day",
      "12 hours",
      "-1 day",
      "-1 month",
      "36 hours",
      "1 month 1 day",
      "-1 day -1 hour",
      "1 day -1 hour",
      "0",
    ];
    for (const type of ["timestamp", "timestamptz"] as const) {
      for (const step of steps) {
        const ends = ["2024-01-31 02:30:00+00", "2024-05-02 00:00:00+00"];
        const [from, to] = step.startsWith("-") ? ends.toReversed() : ends;
        const [wanted] = await lab.postgres(
          [
            `(SELECT string_agg(extract(epoch FROM x)::int8::text, ' ') FROM generate_series('${from}'::${type}, '${to}', '${step}') x)`,
          ],
          "text",
        );
        const got = await lab.one(
          `(SELECT string_agg(epoch(generate_series)::BIGINT::VARCHAR, ' ') FROM unnest(pg.${type}_series('${from}'::TIMESTAMPTZ${type === "timestamp" ? " AT TIME ZONE 'UTC'" : ""}, '${to}'::TIMESTAMPTZ${type === "timestamp" ? " AT TIME ZONE 'UTC'" : ""}, INTERVAL '${step}')) AS s(generate_series))`,
        );
        if (step === "1 day -1 hour") expect(got.error).toBe("0A000 a step with parts of both signs is not supported");
        else if ((wanted?.error ?? wanted?.value) !== (got.error ?? got.value))
          differences.push(`${type} ${step}: wanted ${wanted?.error ?? wanted?.value}, got ${got.error ?? got.value}`);
      }
    }
    expect(differences).toEqual([]);
  }, 60_000);
});
