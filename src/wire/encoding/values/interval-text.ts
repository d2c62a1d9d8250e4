// Intervals as text, in each of PostgreSQL's four styles.
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/adt/datetime.c (EncodeInterval)
import type { IntervalStyle } from "../settings.js";
import { fixedView, type MakeColumnWriter, writeAscii } from "./value-writer.js";

/** Each with its own sign, as PostgreSQL breaks an interval down. */
interface IntervalParts {
  readonly years: number;
  readonly months: number;
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly us: number;
}

const textIn = {
  postgres: postgresText,
  postgres_verbose: verboseText,
  sql_standard: sqlStandardText,
  iso_8601: isoText,
} as const satisfies Record<IntervalStyle, (parts: IntervalParts) => string>;

/** Intervals are rare in results: a string per value is worth the clearer code. */
export const intervalText: MakeColumnWriter = (_type, { settings }) => {
  const textOf = textIn[settings.intervalStyle];
  return (vector, sink) => {
    const source = fixedView(vector);
    return (row, at) => {
      const text = textOf(partsOf(source, 16 * row));
      sink.reserve(at, text.length);
      return writeAscii(sink.view, at, text);
    };
  };
};

function partsOf(source: DataView, offset: number): IntervalParts {
  const months = source.getInt32(offset, true);
  const us = source.getBigInt64(offset + 8, true);
  const hours = Number(us / 3_600_000_000n);
  const rest = Number(us % 3_600_000_000n);
  return {
    years: Math.trunc(months / 12),
    months: months % 12,
    days: source.getInt32(offset + 4, true),
    hours,
    minutes: Math.trunc(rest / 60_000_000),
    seconds: Math.trunc(rest / 1_000_000) % 60,
    us: rest % 1_000_000,
  };
}

function hasTime({ hours, minutes, seconds, us }: IntervalParts): boolean {
  return hours !== 0 || minutes !== 0 || seconds !== 0 || us !== 0;
}

function isTimeNegative({ hours, minutes, seconds, us }: IntervalParts): boolean {
  return hours < 0 || minutes < 0 || seconds < 0 || us < 0;
}

/** `1 year 2 mons -3 days +04:05:06.7`: a sign where the part before was negative. */
function postgresText(parts: IntervalParts): string {
  const words: string[] = [];
  let afterNegative = false;
  for (const [value, unit] of [
    [parts.years, "year"],
    [parts.months, "mon"],
    [parts.days, "day"],
  ] as const) {
    if (value === 0) continue;
    words.push(`${afterNegative && value > 0 ? "+" : ""}${value} ${unit}${value === 1 ? "" : "s"}`);
    afterNegative = value < 0;
  }
  if (words.length === 0 || hasTime(parts)) {
    const sign = isTimeNegative(parts) ? "-" : afterNegative ? "+" : "";
    words.push(`${sign}${pair(parts.hours)}:${pair(parts.minutes)}:${secondsText(parts, 2)}`);
  }
  return words.join(" ");
}

/** `@ 1 year 2 mons -3 days ago`: signs are turned where the first part was negative. */
function verboseText(parts: IntervalParts): string {
  let text = "@";
  let isFirst = true;
  let ago = false;
  for (const [value, unit] of [
    [parts.years, "year"],
    [parts.months, "mon"],
    [parts.days, "day"],
    [parts.hours, "hour"],
    [parts.minutes, "min"],
  ] as const) {
    if (value === 0) continue;
    if (isFirst) ago = value < 0;
    const shown = ago ? -value : value;
    text += ` ${shown} ${unit}${shown === 1 ? "" : "s"}`;
    isFirst = false;
  }
  if (parts.seconds !== 0 || parts.us !== 0) {
    const isNegative = parts.seconds < 0 || parts.us < 0;
    if (isFirst) ago = isNegative;
    const isOne = Math.abs(parts.seconds) === 1 && parts.us === 0;
    text += ` ${isNegative !== ago ? "-" : ""}${secondsText(parts, 1)} sec${isOne ? "" : "s"}`;
    isFirst = false;
  }
  return `${text}${isFirst ? " 0" : ""}${ago ? " ago" : ""}`;
}

function isoText(parts: IntervalParts): string {
  const { years, months, days, hours, minutes, seconds, us } = parts;
  const part = (value: number, unit: string) => (value === 0 ? "" : `${value}${unit}`);
  const date = part(years, "Y") + part(months, "M") + part(days, "D");
  if (!hasTime(parts)) return date === "" ? "PT0S" : `P${date}`;
  const fraction = seconds === 0 && us === 0 ? "" : `${seconds < 0 || us < 0 ? "-" : ""}${secondsText(parts, 1)}S`;
  return `P${date}T${part(hours, "H")}${part(minutes, "M")}${fraction}`;
}

/** The standard knows year-month and day-time intervals with one sign; what is neither gets all its signs. */
function sqlStandardText(parts: IntervalParts): string {
  const { years, months, days } = parts;
  const hasYearMonth = years !== 0 || months !== 0;
  const isMonthNegative = years < 0 || months < 0;
  const hasNegative = isMonthNegative || days < 0 || isTimeNegative(parts);
  const hasPositive = years > 0 || months > 0 || days > 0 || (hasTime(parts) && !isTimeNegative(parts));
  if (!hasNegative && !hasPositive) return "0";
  const yearMonth = `${Math.abs(years)}-${Math.abs(months)}`;
  const time = `${Math.abs(parts.hours)}:${pair(parts.minutes)}:${secondsText(parts, 2)}`;
  if ((hasNegative && hasPositive) || (hasYearMonth && (days !== 0 || hasTime(parts)))) {
    const sign = (negative: boolean) => (negative ? "-" : "+");
    const daySigned = `${sign(days < 0)}${Math.abs(days)}`;
    return `${sign(isMonthNegative)}${yearMonth} ${daySigned} ${sign(isTimeNegative(parts))}${time}`;
  }
  const minus = hasNegative ? "-" : "";
  if (hasYearMonth) return minus + yearMonth;
  return days === 0 ? minus + time : `${minus}${Math.abs(days)} ${time}`;
}

function pair(value: number): string {
  return String(Math.abs(value)).padStart(2, "0");
}

function secondsText({ seconds, us }: IntervalParts, digits: number): string {
  const whole = String(Math.abs(seconds)).padStart(digits, "0");
  if (us === 0) return whole;
  return `${whole}.${String(Math.abs(us)).padStart(6, "0").replace(/0+$/, "")}`;
}
