// Texts of dates, times and intervals as constants in SQL: read as PostgreSQL does, and written as DuckDB reads them.
import { dateOf, dayOf, monthOf, usPerDay, yearOf } from "./calendar.js";
import {
  type InputContext,
  infiniteDays,
  infiniteUs,
  readDate,
  readIntervalText,
  readTime,
  readTimestamp,
  readTimestamptz,
  readTimetz,
} from "./date-time-input.js";
import type { IntervalRange } from "./interval-reader.js";
import type { FieldOrder } from "./moment-draft.js";
import { timeZoneOf } from "./time-zone.js";

export type DateTimeType = "date" | "time" | "timetz" | "timestamp" | "timestamptz" | "interval";

export interface LiteralOptions {
  /** The session's setting. */
  readonly timeZone: string;
  /** When the transaction began. */
  readonly now: Date;
  /** DateStyle's. */
  readonly order?: FieldOrder;
  /** What `interval hour to minute` and its kin name. */
  readonly range?: IntervalRange;
}

/** Text that DuckDB's cast to the type reads as that value, in any session. @throws PgError as PostgreSQL's own. */
export function readDateTime(
  type: DateTimeType,
  text: string,
  { timeZone, now, order = "mdy", range }: LiteralOptions,
): string {
  const zone = timeZoneOf(timeZone);
  if (zone === undefined) throw new Error(`there is no time zone ${timeZone}`);
  const context: InputContext = { order, timeZone: zone, now };
  switch (type) {
    case "date":
      return dateLiteral(readDate(text, context));
    case "time":
      return clockText(readTime(text, context));
    case "timetz": {
      const { us, offsetSeconds } = readTimetz(text, context);
      return clockText(us) + offsetText(offsetSeconds);
    }
    case "timestamp":
      return timestampLiteral(readTimestamp(text, context), "");
    case "timestamptz":
      return timestampLiteral(readTimestamptz(text, context), "+00");
    case "interval": {
      const { months, days, us } = readIntervalText(text, {}, range);
      return `${months} months ${days} days ${us} microseconds`;
    }
  }
}

function dateLiteral(days: number): string {
  if (Math.abs(days) === infiniteDays) return days > 0 ? "infinity" : "-infinity";
  const date = dateOf(days);
  const year = yearOf(date);
  const shown = String(year > 0 ? year : 1 - year).padStart(4, "0");
  return `${shown}-${two(monthOf(date))}-${two(dayOf(date))}${year > 0 ? "" : " (BC)"}`;
}

function timestampLiteral(us: bigint, offset: string): string {
  if (us === infiniteUs) return "infinity";
  if (us === -infiniteUs) return "-infinity";
  const perDay = BigInt(usPerDay);
  const ofDay = ((us % perDay) + perDay) % perDay;
  return `${dateLiteral(Number((us - ofDay) / perDay))} ${clockText(ofDay)}${offset}`;
}

const two = (value: number | bigint): string => String(value).padStart(2, "0");

function clockText(us: bigint): string {
  const seconds = us / 1_000_000n;
  const fraction = us % 1_000_000n;
  const tail = fraction === 0n ? "" : `.${String(fraction).padStart(6, "0").replace(/0+$/, "")}`;
  return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}${tail}`;
}

function offsetText(seconds: number): string {
  const size = Math.abs(seconds);
  const sign = seconds < 0 ? "-" : "+";
  return `${sign}${two(Math.floor(size / 3600))}:${two(Math.floor(size / 60) % 60)}:${two(size % 60)}`;
}
