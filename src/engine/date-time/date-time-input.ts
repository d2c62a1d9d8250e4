// Texts of dates, times, moments and intervals to the values that DuckDB holds, or to PostgreSQL's errors.
import { PgError, type PgErrorFields } from "../../errors.js";
import { daysOf, usPerDay, usPerSecond } from "./calendar.js";
import { cutFields } from "./input-fields.js";
import type { IntervalParts } from "./interval-sum.js";
import { type IntervalRange, readInterval } from "./interval-reader.js";
import { type Moment, MomentReader, type ReadFault, type Surroundings, UnknownZone } from "./moment-reader.js";
import { momentWordOf } from "./moment-words.js";

/** `place`: for every error, what it is about. */
export interface InputContext extends Surroundings {
  readonly place?: PgErrorFields;
}

/** DuckDB's own infinities. */
export const infiniteDays = 0x7fff_ffff;
export const infiniteUs = 0x7fff_ffff_ffff_ffffn;

/** 4714-11-24 BC, day 0 of the Julian calendar, and the day after 5874897-12-31. */
const daysMin = daysOf(-4713, 11, 24);
const daysEnd = daysOf(5_874_898, 1, 1);

/** Lengths of PostgreSQL's own buffers. */
const momentLengthMax = 153;
const dayLengthMax = 129;

/** Days since 1970. */
export function readDate(text: string, context: InputContext): number {
  const moment = read("date", text, context);
  if (moment.special === "epoch") return 0;
  if (moment.special !== undefined) return moment.special === "infinity" ? infiniteDays : -infiniteDays;
  return checkedDays(moment.days, `date out of range: "${shown(text)}"`, context);
}

export function checkedDays(days: number, message: string, { place }: Pick<InputContext, "place">): number {
  if (days < daysMin || days >= daysEnd) throw new PgError("22008", message, place);
  return days;
}

/** Microseconds since midnight. */
export function readTime(text: string, context: InputContext): bigint {
  return BigInt(read("time", text, context).usOfDay);
}

export function readTimetz(text: string, context: InputContext): { us: bigint; offsetSeconds: number } {
  const { usOfDay, offset } = read("time with time zone", text, context);
  return { us: BigInt(usOfDay), offsetSeconds: offset };
}

/** Microseconds since 1970. */
export function readTimestamp(text: string, context: InputContext): bigint {
  return instantOf(read("timestamp", text, context), 0, text, context);
}

export function readTimestamptz(text: string, context: InputContext): bigint {
  const moment = read("timestamp with time zone", text, context);
  return instantOf(moment, moment.offset, text, context);
}

function instantOf(moment: Moment, offset: number, text: string, context: InputContext): bigint {
  if (moment.special === "epoch") return 0n;
  if (moment.special !== undefined) return moment.special === "infinity" ? infiniteUs : -infiniteUs;
  const us = BigInt(moment.days) * BigInt(usPerDay) + BigInt(moment.usOfDay) - BigInt(offset * usPerSecond);
  return checkedInstant(us, `timestamp out of range: "${shown(text)}"`, context);
}

/** PostgreSQL's first day, and DuckDB's last microsecond, in January 294247. */
export function checkedInstant(us: bigint, message: string, { place }: Pick<InputContext, "place">): bigint {
  if (us < BigInt(daysMin) * BigInt(usPerDay) || us >= infiniteUs) throw new PgError("22008", message, place);
  return us;
}

export function readIntervalText(
  text: string,
  { place }: Pick<InputContext, "place">,
  range?: IntervalRange,
): IntervalParts {
  const value = readInterval(text, range);
  switch (value) {
    case "outOfRange":
      throw new PgError("22008", "interval out of range", place);
    case "fieldOverflow":
      throw new PgError("22015", `interval field value out of range: "${shown(text)}"`, place);
    case "invalid":
      throw new PgError("22007", `invalid input syntax for type interval: "${shown(text)}"`, place);
    default:
      return value;
  }
}

type TypeName = "date" | "time" | "time with time zone" | "timestamp" | "timestamp with time zone";

function read(type: TypeName, text: string, context: InputContext): Moment {
  const lengthMax = type === "date" || type.startsWith("time ") || type === "time" ? dayLengthMax : momentLengthMax;
  const fields = cutFields(text, lengthMax, (letters) => momentWordOf(letters) !== undefined);
  if (fields === "invalid") throw failure(type, text, fields, context);
  const wants = type === "time" || type === "time with time zone" ? "time" : "moment";
  const moment = new MomentReader(fields, context, wants).read();
  if (typeof moment === "string" || moment instanceof UnknownZone) throw failure(type, text, moment, context);
  return moment;
}

function failure(type: TypeName, text: string, fault: ReadFault, { place }: InputContext): PgError {
  if (fault instanceof UnknownZone) return new PgError("22023", `time zone "${fault.name}" not recognized`, place);
  switch (fault) {
    case "invalid":
      return new PgError("22007", `invalid input syntax for type ${type}: "${shown(text)}"`, place);
    case "zoneOverflow":
      return new PgError("22009", `time zone displacement out of range: "${shown(text)}"`, place);
    case "fieldOverflow":
      return new PgError("22008", `date/time field value out of range: "${shown(text)}"`, place);
    case "monthOrDay":
      return new PgError("22008", `date/time field value out of range: "${shown(text)}"`, {
        ...place,
        hint: 'Perhaps you need a different "datestyle" setting.',
      });
  }
}

const shownMax = 1_000;

/** An error repeats what could not be read, but not megabytes of it. */
function shown(text: string): string {
  return text.length <= shownMax ? text : `${text.slice(0, shownMax)}...`;
}
