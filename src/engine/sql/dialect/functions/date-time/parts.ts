// Dates, times and intervals: their parts, truncation, time zones and series.
import { call, type Lowerings, refused, same } from "../../lowering.js";
import { fieldOf, truncatedUnitOf } from "../../scalars/date-time/fields.js";

const types: Readonly<Record<string, string>> = {
  date: "date",
  time: "time without time zone",
  timetz: "time with time zone",
  timestamp: "timestamp without time zone",
  timestamptz: "timestamp with time zone",
  interval: "interval",
};

/**
 * The macro that extracts a field written as a constant, of one argument: its type is numeric with the field's own digits.
 * Undefined: there is none, and `extract(text,...)` says why.
 */
export function extractField(field: string, type: string): string | undefined {
  const name = fieldNamed(field, types[type]);
  return name === undefined || (name === "julian" && type !== "date") ? undefined : `pg.extract_${name}_${type}`;
}

/** The same for date_part, which is float8. */
export function datePartField(field: string, type: string): string | undefined {
  const name = fieldNamed(field, type === "date" ? types["timestamp"] : types[type]);
  return name === undefined ? undefined : `pg.date_part_${name}_${type}`;
}

/** The same for date_trunc of timestamp, timestamptz and interval, without a zone. */
export function dateTruncUnit(unit: string, type: string): string | undefined {
  const typeName = types[type];
  if (typeName === undefined || !/^timestamp|^interval/.test(type)) return undefined;
  try {
    return `pg.date_trunc_${truncatedUnitOf(unit, typeName)}_${type}`;
  } catch {
    return undefined;
  }
}

function fieldNamed(field: string, typeName: string | undefined): string | undefined {
  if (typeName === undefined) return undefined;
  try {
    return fieldOf(field, typeName);
  } catch {
    return undefined;
  }
}

const fields: Lowerings = Object.fromEntries(
  Object.keys(types).flatMap((type) => [
    [`extract(text,${type})`, call(`pg.extract_any_${type}`)] as const,
    [`date_part(text,${type})`, call(`pg.date_part_any_${type}`)] as const,
  ]),
);

/** The field tells of how many digits its numeric is. */
export const extractedAsText: Lowerings = Object.fromEntries(
  Object.keys(types).map((type) => [`extract(text,${type})`, call(`pg.extract_text_${type}`)]),
);

export const dateTimeParts: Lowerings = {
  ...fields,
  "date_trunc(text,timestamp)": call("pg.date_trunc_timestamp"),
  "date_trunc(text,timestamptz)": call("pg.date_trunc_timestamptz"),
  "date_trunc(text,timestamptz,text)": call("pg.date_trunc_timestamptz_zone"),
  "date_trunc(text,interval)": call("pg.date_trunc_interval"),
  "date_bin(interval,timestamp,timestamp)": call("pg.date_bin_timestamp"),
  "date_bin(interval,timestamptz,timestamptz)": call("pg.date_bin_timestamptz"),
  "timezone(text,timestamp)": call("pg.timezone_timestamp"),
  "timezone(text,timestamptz)": call("pg.timezone_timestamptz"),
  "timezone(text,timetz)": call("pg.timezone_timetz"),
  "timezone(interval,timestamp)": call("pg.timezone_interval_timestamp"),
  "timezone(interval,timestamptz)": call("pg.timezone_interval_timestamptz"),
  "timezone(interval,timetz)": call("pg.timezone_interval_timetz"),
  "isfinite(date)": same,
  "isfinite(timestamp)": same,
  "isfinite(timestamptz)": same,
  "isfinite(interval)": call("pg.isfinite_interval"),
  // Written by the gateway itself: session-functions.ts.
  "now()": same,
  "transaction_timestamp()": same,
  "statement_timestamp()": call("pg.statement_timestamp"),
  ...Object.fromEntries(
    ["date", "interval", "time", "timestamp", "timestamptz", "timetz"].map((type) => [
      `in_range(${type},${type},interval,bool,bool)`,
      refused("Use comparisons with sums instead."),
    ]),
  ),
};
