// Fields, zones, units, and what dates are made of.
import { product, type SpecialArguments } from "./product.js";

const fields = [
  ...[
    "century",
    "day",
    "decade",
    "dow",
    "doy",
    "epoch",
    "hour",
    "isodow",
    "isoyear",
    "julian",
    "microseconds",
    "millennium",
  ],
  ...[
    "milliseconds",
    "minute",
    "month",
    "quarter",
    "second",
    "timezone",
    "timezone_hour",
    "timezone_minute",
    "week",
    "year",
    "YEARS",
  ],
];
const truncations = [
  ...["microseconds", "milliseconds", "second", "minute", "hour", "day", "week", "month", "quarter", "year", "decade"],
  ...["century", "millennium", "fortnight"],
];
const zones = [
  "UTC",
  "Europe/Berlin",
  "america/new_york",
  "EST",
  "CEST",
  "+05:30",
  "UTC+3",
  "Asia/Kathmandu",
  "nowhere",
];

export const dateTimeArguments: SpecialArguments = {
  "to_timestamp(float8)": [["1284352323.5"], ["0"], ["-1.25"], ["1e18"]],
  ...Object.fromEntries(
    ["date", "time", "timetz", "timestamp", "timestamptz", "interval"].flatMap((type) =>
      ["date_part", "extract"].map((name) => [
        `${name}(text,${type})`,
        [...fields, "nonsense"].map((field) => [field, exampleOf(type)]),
      ]),
    ),
  ),
  "date_trunc(text,timestamp)": product(truncations, ["2024-02-29 12:34:56.789", "0044-03-15 05:06:07 BC"]),
  "date_trunc(text,timestamptz)": product(truncations, ["2024-02-29 23:34:56.789+00", "2024-10-27 00:30:00+00"]),
  "date_trunc(text,timestamptz,text)": product(truncations.slice(4, 8), ["2024-02-29 23:34:56.789+00"], zones),
  "date_trunc(text,interval)": product(truncations, ["3 years 10 mons 47 days 12:34:56.789"]),
  "date_bin(interval,timestamp,timestamp)": product(
    ["15 minutes", "1 day", "1 month", "-1 day", "0"],
    ["2024-02-29 12:34:56"],
    ["2020-01-01 00:02:30", "2030-01-01 00:00:00"],
  ),
  "date_bin(interval,timestamptz,timestamptz)": product(
    ["15 minutes", "1 day", "1 month"],
    ["2024-02-29 12:34:56+00"],
    ["2020-01-01 00:02:30+00", "2030-01-01 00:00:00+00"],
  ),
  "timezone(text,timestamp)": product(zones, ["2024-07-01 12:00:00", "2024-03-31 02:30:00"]),
  "timezone(text,timestamptz)": product(zones, ["2024-07-01 12:00:00+00", "2024-10-27 00:30:00+00"]),
  "timezone(text,timetz)": product(["UTC", "EST", "+05:30", "nowhere"], ["12:34:56+02"]),
  "timezone(interval,timestamp)": product(["02:00", "-05:30", "1 mon"], ["2024-07-01 12:00:00"]),
  "make_date(int4,int4,int4)": [
    ["2024", "2", "29"],
    ["2023", "2", "29"],
    ["-44", "3", "15"],
    ["0", "1", "1"],
    ["2024", "13", "1"],
  ],
  "make_time(int4,int4,float8)": [
    ["8", "15", "23.5"],
    ["24", "0", "0"],
    ["23", "59", "60"],
    ["25", "0", "0"],
  ],
  "make_timestamp(int4,int4,int4,int4,int4,float8)": [
    ["2024", "2", "29", "8", "15", "23.5"],
    ["2023", "2", "29", "8", "15", "1"],
    ["-44", "3", "15", "24", "0", "0"],
  ],
  "make_timestamptz(int4,int4,int4,int4,int4,float8)": [
    ["2024", "2", "29", "8", "15", "23.5"],
    ["2024", "3", "31", "2", "30", "0"],
  ],
  "make_timestamptz(int4,int4,int4,int4,int4,float8,text)": zones.map((zone) => [
    "2024",
    "2",
    "29",
    "8",
    "15",
    "23.5",
    zone,
  ]),
  "make_interval(int4,int4,int4,int4,int4,int4,float8)": [
    ["1", "2", "3", "4", "5", "6", "7.5"],
    ["0", "0", "0", "0", "0", "0", "-0.000001"],
    ["0", "0", "0", "0", "0", "0", "NaN"],
  ],
  "generate_series(timestamp,timestamp,interval)": [
    ["2024-01-31", "2024-05-01", "1 month"],
    ["2024-01-02", "2024-01-01", "-12 hours"],
    ["2024-01-01", "2024-01-02", "0"],
  ],
  "generate_series(timestamptz,timestamptz,interval)": [
    ["2024-03-30 12:00:00+00", "2024-04-01 12:00:00+00", "1 day"],
    ["2024-01-31 00:00:00+00", "2024-05-01 00:00:00+00", "1 month"],
  ],
};

function exampleOf(type: string): string {
  const examples: Readonly<Record<string, string>> = {
    date: "2024-02-29",
    time: "12:34:56.789",
    timetz: "12:34:56.789+02",
    timestamp: "2024-02-29 12:34:56.789",
    timestamptz: "2024-02-29 23:34:56.789+00",
    interval: "-1 year -2 mons +3 days -04:05:06.5",
  };
  return examples[type] ?? "";
}
