// Parameters of type date, time, timetz, timestamp and timestamptz.
import { PgError } from "../../../errors.js";
import {
  dateOf,
  dayOf,
  daysInMonth,
  daysOf,
  monthOf,
  postgresEpochDays,
  secondsPerDay,
  usPerDay,
  usPerSecond,
  yearOf,
} from "../../../engine/api.js";
import { offsetOfLocal, type TimeZone, timeZoneOf } from "../../../engine/api.js";
import { type CalendarDay, type LocalNow, type MomentText, readMoment } from "./moment-text.js";
import { checkSize, decoderOf, type ParameterContext, shown } from "./parameter-decoder.js";

/** DuckDB's own infinities. */
const infiniteDays = 0x7fff_ffff;
const infiniteUs = 0x7fff_ffff_ffff_ffffn;
/** PostgreSQL's, in its binary form. */
const binaryDayInfinity = { positive: 0x7fff_ffff, negative: -0x8000_0000 };
const binaryUsInfinity = { positive: 0x7fff_ffff_ffff_ffffn, negative: -0x8000_0000_0000_0000n };

/** 4714-11-24 BC, day 0 of the Julian calendar, and the day after 5874897-12-31. */
const daysMin = daysOf(-4713, 11, 24);
const daysEnd = daysOf(5_874_898, 1, 1);
const epochUs = BigInt(postgresEpochDays) * BigInt(usPerDay);
/** ±15:59:59 */
const offsetSecondsMax = 16 * 3600 - 1;

export const date = decoderOf({ id: "DATE" }, "date", {
  text(text, context) {
    const moment = readWhole("date", text, context);
    if (moment.special === "epoch") return 0;
    if (moment.special !== undefined) return moment.special === "infinity" ? infiniteDays : -infiniteDays;
    if (moment.day === undefined) throw invalidMoment("date", text, context);
    return checkedDays(checkedDay(moment.day, text, context), `date out of range: "${shown(text)}"`, context);
  },
  binary(bytes, context) {
    checkSize(bytes, 4, context);
    const days = bytes.readInt32BE(0);
    if (days === binaryDayInfinity.positive) return infiniteDays;
    if (days === binaryDayInfinity.negative) return -infiniteDays;
    return checkedDays(days + postgresEpochDays, "date out of range", context);
  },
});

function checkedDays(days: number, message: string, context: ParameterContext): number {
  if (days < daysMin || days >= daysEnd) throw new PgError("22008", message, context.place);
  return days;
}

export const time = decoderOf({ id: "TIME" }, "time", {
  text(text, context) {
    const { us } = readWhole("time", text, context);
    if (us === undefined) throw invalidMoment("time", text, context);
    return BigInt(us);
  },
  binary(bytes, context) {
    checkSize(bytes, 8, context);
    return checkedTime(bytes.readBigInt64BE(0), context);
  },
});

export const timetz = decoderOf({ id: "TIMETZ" }, "time with time zone", {
  text(text, context) {
    const moment = readWhole("time with time zone", text, context);
    if (moment.us === undefined) throw invalidMoment("time with time zone", text, context);
    const zone = zoneOf(moment, context);
    // A named zone has no offset of its own without a date: the epoch's stands in, where PostgreSQL takes today's.
    const local =
      (moment.day === undefined ? 0 : checkedDay(moment.day, text, context) * secondsPerDay) + moment.us / usPerSecond;
    const offsetSeconds = typeof zone === "number" ? zone : offsetOfLocal(zone, local);
    return { us: BigInt(moment.us), offsetSeconds: checkedOffset(offsetSeconds, context) };
  },
  binary(bytes, context) {
    checkSize(bytes, 12, context);
    const us = checkedTime(bytes.readBigInt64BE(0), context);
    return { us, offsetSeconds: checkedOffset(0 - bytes.readInt32BE(8), context) };
  },
});

function checkedTime(us: bigint, context: ParameterContext): bigint {
  if (us < 0n || us > BigInt(usPerDay)) throw new PgError("22008", "time out of range", context.place);
  return us;
}

function checkedOffset(offsetSeconds: number, context: ParameterContext): number {
  if (Math.abs(offsetSeconds) > offsetSecondsMax) throw zoneOverflow("", context);
  return offsetSeconds;
}

function zoneOverflow(where: string, context: ParameterContext): PgError {
  return new PgError("22009", `time zone displacement out of range${where}`, context.place);
}

export const timestamp = decoderOf({ id: "TIMESTAMP" }, "timestamp", {
  text: (text, context) => {
    const moment = readWhole("timestamp", text, context);
    return instantOf(moment, text, context, "timestamp", () => 0);
  },
  binary: readInstant,
});

const timestamptzName = "timestamp with time zone";

export const timestamptz = decoderOf({ id: "TIMESTAMPTZ" }, timestamptzName, {
  text: (text, context) => {
    const moment = readWhole(timestamptzName, text, context);
    return instantOf(moment, text, context, timestamptzName, (localSeconds) => {
      const zone = zoneOf(moment, context);
      return typeof zone === "number" ? zone : offsetOfLocal(zone, localSeconds);
    });
  },
  binary: readInstant,
});

function instantOf(
  moment: MomentText,
  text: string,
  context: ParameterContext,
  typeName: string,
  offsetAt: (localSeconds: number) => number,
): bigint {
  if (moment.special === "epoch") return 0n;
  if (moment.special !== undefined) return moment.special === "infinity" ? infiniteUs : -infiniteUs;
  if (moment.day === undefined) throw invalidMoment(typeName, text, context);
  const days = checkedDay(moment.day, text, context);
  const us = moment.us ?? 0;
  const offset = offsetAt(days * secondsPerDay + Math.floor(us / usPerSecond));
  const instant = BigInt(days) * BigInt(usPerDay) + BigInt(us) - BigInt(offset * usPerSecond);
  return checkedInstant(instant, `timestamp out of range: "${shown(text)}"`, context);
}

function readInstant(bytes: Buffer, context: ParameterContext): bigint {
  checkSize(bytes, 8, context);
  const us = bytes.readBigInt64BE(0);
  if (us === binaryUsInfinity.positive) return infiniteUs;
  if (us === binaryUsInfinity.negative) return -infiniteUs;
  return checkedInstant(us + epochUs, "timestamp out of range", context);
}

/** PostgreSQL's first day, and DuckDB's last microsecond, in January 294247. */
function checkedInstant(us: bigint, message: string, context: ParameterContext): bigint {
  if (us < BigInt(daysMin) * BigInt(usPerDay) || us >= infiniteUs) throw new PgError("22008", message, context.place);
  return us;
}

function readWhole(typeName: string, text: string, context: ParameterContext): MomentText {
  const wants = typeName.startsWith("time ") || typeName === "time" ? "time" : "day";
  const moment = readMoment(text, context.settings.dateStyle.order, wants, () => localNow(context));
  if (moment === "invalid") throw invalidMoment(typeName, text, context);
  if (moment === "fieldOverflow") throw fieldOverflow(text, context);
  // A zone must be one, also where it counts for nothing.
  const zone = zoneOf(moment, context);
  if (typeof zone === "number" && Math.abs(zone) > offsetSecondsMax) throw zoneOverflow(`: "${shown(text)}"`, context);
  return moment;
}

function localNow({ now, timeZone }: ParameterContext): LocalNow {
  const epochMs = now.getTime();
  const offset = timeZone.offsetAt(Math.floor(epochMs / 1000));
  const localMs = epochMs + offset * 1000;
  const days = Math.floor(localMs / (secondsPerDay * 1000));
  const date = dateOf(days);
  return {
    day: { year: yearOf(date), month: monthOf(date), day: dayOf(date) },
    us: (localMs - days * secondsPerDay * 1000) * 1000,
    offset,
  };
}

function checkedDay({ year, month, day }: CalendarDay, text: string, context: ParameterContext): number {
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) throw fieldOverflow(text, context);
  return daysOf(year, month, day);
}

/** Hours east. The best known of PostgreSQL's own list (src/timezone/tznames/Default). */
const abbreviations = new Map(
  Object.entries({
    "-10": "HST",
    "-9": "AKST",
    "-8": "PST AKDT",
    "-7": "MST PDT",
    "-6": "CST MDT",
    "-5": "EST CDT",
    "-4": "AST EDT",
    "-3": "ADT",
    "0": "UTC UT GMT WET",
    "1": "CET BST WEST",
    "2": "EET CEST IST",
    "3": "MSK EEST IDT",
    "5": "PKT",
    "8": "HKT",
    "9": "JST KST",
    "10": "AEST",
    "11": "AEDT",
    "12": "NZST",
    "13": "NZDT",
  }).flatMap(([hours, names]) => names.split(" ").map((name) => [name, Number(hours)] as const)),
);

function zoneOf({ zone }: MomentText, context: ParameterContext): number | TimeZone {
  if (zone === undefined) return context.timeZone;
  if (typeof zone === "number") return zone;
  const hours = abbreviations.get(zone.toUpperCase());
  if (hours !== undefined) return hours * 3600;
  const named = timeZoneOf(zone);
  if (named === undefined)
    throw new PgError("22023", `time zone "${shown(zone.toLowerCase())}" not recognized`, context.place);
  return named;
}

function invalidMoment(typeName: string, text: string, context: ParameterContext): PgError {
  return new PgError("22007", `invalid input syntax for type ${typeName}: "${shown(text)}"`, context.place);
}

function fieldOverflow(text: string, context: ParameterContext): PgError {
  return new PgError("22008", `date/time field value out of range: "${shown(text)}"`, context.place);
}
