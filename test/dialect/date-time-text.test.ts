import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DateTimeType, readDateTime } from "../../src/engine/date-time/literals.js";
import { dateTimeReaders } from "../../src/engine/sql/dialect/functions/date-time.js";
import { PgError } from "../../src/errors.js";
import { seededRandom } from "../support/random.js";
import { type Answer, type Lab, openLab } from "./date-time-lab.js";

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.close());

const random = seededRandom(7);
const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;

const days = [
  "2000-01-01",
  "Jan 8, 1999",
  "January 8 1999",
  "1999-01-08 BC",
  "20000101",
  "000101",
  "1/8/1999",
  "1/18/99",
  "13/1/2000",
  "99-Jan-08",
  "08-Jan-99",
  "Jan-08-1999",
  "1999-Jan-08",
  "1999.008",
  "1999.1.8",
  "J2451187",
  "J2451187.5",
  "January 8, 99 BC",
  "y2001m02d04",
  "2001-02-30",
  "2001-13-01",
  "0000-01-01",
  "10000-01-01",
  "294276-01-01",
  "5874898-01-01",
  "4714-11-24 BC",
  "4714-11-23 BC",
  "infinity",
  "-infinity",
  "epoch",
  "2000-1-1",
  "Sat Jan 1 2000",
  "1 Jan",
  "2000",
  "today x",
  "tomorrow 2000-01-01",
  "Feb 29 1900",
  "8 January 1999 AD",
  "1999 Jan 8",
  "2000/01/01",
  "2000 01 01",
  "01.02.2003",
  "  2000-01-01  ",
  "2000-01-",
  "-2000-01-01",
  "+2000-01-01",
  "2000-01-01 dst",
  "99999999999-01-01",
  "2000-001",
  "2000.366",
  "September 31 2000",
  "sept 3 2000",
];
const times = [
  "",
  "10:00",
  "10:00:00",
  "10:00:00.123456",
  "10:00:00.1234567",
  "23:59:60",
  "23:59:59.9999999",
  "24:00:00",
  "24:00:01",
  "25:00",
  "10:60",
  "T10:00:00",
  "t100000",
  "100000",
  "1000",
  "10:00 AM",
  "12:00 pm",
  "12:30 AM",
  "13:00 PM",
  "allballs",
  "10:",
  "10:00:61",
  "04:05:06-08:00",
  "040506-08",
  "040506+08",
  "10:00.5",
  "1:2:3",
  "04:05:06.5.5",
  "noon",
  "10:00:00,5",
  "T25:00",
  "256070",
];
const zones = [
  "",
  "",
  "",
  "Z",
  "zulu",
  "+02",
  "-0830",
  "+15:59:59",
  "+16",
  "+2:3",
  "EST",
  "PST",
  "CEST",
  "CET",
  "Europe/Berlin",
  "America/New_York",
  "america/new_york",
  "UTC+3",
  "foo/bar",
  "xyz",
  "GMT",
  "+02 BC",
  "Japan",
  "EST5EDT",
  "MET DST",
  "EST EDT",
  "+ 2",
  "-",
  "utc",
  "BC",
];
const amounts = [
  "1",
  "-1",
  "+3",
  "1.5",
  "-0.5",
  ".25",
  "0.1",
  "1e3",
  "99999999999",
  "2147483648",
  "1-2",
  "-1-2",
  "1-13",
  "10:20",
  "-10:20:30.5",
  "10:20.5",
  "25:00:00",
  "10:61",
  "1:2:3",
  "0.0000005",
  "9223372036854775808",
];
const unitWords = [
  "",
  "year",
  "years",
  "y",
  "mon",
  "mons",
  "month",
  "m",
  "min",
  "d",
  "days",
  "w",
  "h",
  "hr",
  "hours",
  "s",
  "sec",
  "second",
  "ms",
  "msec",
  "us",
  "usec",
  "microseconds",
  "milliseconds",
  "millenniums",
  "century",
  "c",
  "decades",
  "decs",
  "ago",
  "quarter",
  "foo",
  "@",
  "timezone",
  "usecond",
  "secs",
];
const durations = [
  "P1Y2M",
  "P1Y2M3DT4H5M6S",
  "P0001-02-03T04:05:06",
  "P00010203T040506",
  "P1.5Y",
  "PT1.5H",
  "P",
  "PT",
  "P1",
  "P1T",
  "P-1Y",
  "P1W",
  "P1Y2",
  "PT10:20",
  "P2000-01",
  "PT1H2",
  "P1YT",
  "p1y",
  "P1e2D",
  "P1M1.25D",
  "P0.5M",
  "PT0.0000005S",
  "P1S",
  "P20000101",
  "PT101010.5",
  "1 year 2 mons -3 days 04:05:06.7",
  "1-2",
  "@ 1 hour ago",
  "1 2:03",
  "1 2",
  "-1 2:03:04",
  "1 day -1 hour",
  "infinity",
  "",
  "ago",
  "1 year ago 2 days",
  "1.5 years 1.5 mons 1.5 days",
  "1 day 1 day",
  "5 seconds 5 ms",
  "5.5 seconds 5 ms",
  "1+2:03",
  "'",
  "178956970 years 7 months",
  "178956970 years 8 months",
  "-178956971 years",
  "2147483647 days 1 day",
  "1 hour 10:00",
  "3:4:5.6 ago",
  "1 y 2 m 3 d 4 h 5 min 6 s",
];

const combined = (): string =>
  [pick(days), pick(times), pick(zones)].filter(() => random() < 0.85).join(pick([" ", " ", " ", "T", ""]));
const interval = (): string =>
  Array.from(
    { length: 1 + Math.floor(random() * 3) },
    () => `${pick(amounts)}${pick([" ", ""])}${pick(unitWords)}`,
  ).join(" ");

const texts: Readonly<Record<DateTimeType, readonly string[]>> = {
  date: [...days, ...Array.from({ length: 300 }, combined)],
  time: [
    ...times,
    ...times.flatMap((time) => zones.map((zone) => `${time} ${zone}`)),
    ...Array.from({ length: 200 }, combined),
  ],
  timetz: [
    ...times,
    ...times.flatMap((time) => zones.map((zone) => `${time} ${zone}`)),
    ...Array.from({ length: 200 }, combined),
  ],
  timestamp: [...days, ...Array.from({ length: 600 }, combined)],
  timestamptz: [
    ...days,
    "2024-03-31 02:30",
    "2024-10-27 02:30:00",
    "2024-03-10 02:30",
    "2024-11-03 01:30",
    ...Array.from({ length: 600 }, combined),
  ],
  interval: [...durations, ...Array.from({ length: 800 }, interval)],
};

/** Loud, and said in the table of differences: abbreviations whose meaning changed, POSIX zones with summer time, and moments beyond DuckDB's end. */
const isSaid = ({ error = "" }: Answer): boolean =>
  /^0A000 the time zone abbreviation|^22023 time zone|^22008 timestamp out of range: "294276/.test(error);
const duckdbNames: Readonly<Record<DateTimeType, string>> = {
  date: "DATE",
  time: "TIME",
  timetz: "TIMETZ",
  timestamp: "TIMESTAMP",
  timestamptz: "TIMESTAMPTZ",
  interval: "INTERVAL",
};

describe.each(["UTC", "Europe/Berlin", "America/New_York"])("a text, with the session in %s", (timeZone) => {
  it.each(Object.keys(texts) as DateTimeType[])(
    "is read as %s as PostgreSQL reads it",
    async (type) => {
      await lab.setTimeZone(timeZone);
      const all = [...new Set(texts[type])].filter((text) => !/now|today|tomorrow|yesterday/.test(text));
      const quoted = all.map((text) => `'${text.replaceAll("'", "''")}'`);
      const expected = await lab.postgres(
        quoted.map((text) => `${text}::${type}`),
        type,
      );
      const differences: string[] = [];
      const fine: number[] = [];
      const literals: string[] = [];
      all.forEach((text, index) => {
        try {
          literals[index] = readDateTime(type, text, { timeZone, now: new Date() });
          if (expected[index]?.error === undefined) fine.push(index);
          else differences.push(`${type} '${text}': wanted ${expected[index]?.error}, got ${literals[index]}`);
        } catch (thrown) {
          const error = thrown instanceof PgError ? `${thrown.sqlstate} ${thrown.message}` : String(thrown);
          if (error !== expected[index]?.error && !isSaid({ error }))
            differences.push(
              `${type} '${text}': wanted ${expected[index]?.error ?? expected[index]?.value}, got ${error}`,
            );
        }
      });
      const asConstants = await lab.duckdb(
        `a0::${duckdbNames[type]}`,
        fine.map((index) => [{ postgres: "", duckdb: `'${literals[index]}'` }]),
      );
      const asColumn = await lab.duckdb(
        `${dateTimeReaders[type]}(a0)`,
        fine.map((index) => [{ postgres: "", duckdb: quoted[index] as string }]),
      );
      fine.forEach((index, row) => {
        for (const [kind, answer] of [
          ["constant", asConstants[row]],
          ["column", asColumn[row]],
        ] as const) {
          if (answer?.value !== expected[index]?.value)
            differences.push(
              `${kind} ${type} '${all[index]}': wanted ${expected[index]?.value}, got ${answer?.value ?? answer?.error}`,
            );
        }
      });
      expect(differences).toEqual([]);
    },
    60_000,
  );
});
