// to_char() of timestamps and intervals.
import { PgError } from "../../../../errors.js";
import { dayOfYear, isoYear, isoYearStart, julianDay, type Moment, weekday } from "./calendar.js";
import { isoDateOf, julianOf } from "./interval-weeks.js";
import { ordinalOf, type PatternNode } from "./pattern.js";

export interface Shown {
  readonly moment: Moment;
  readonly isInterval: boolean;
  /** Seconds east of Greenwich, and what clocks are called there: of a timestamp with time zone. */
  readonly offset?: number;
  readonly clockName?: () => string;
}

export const months = "January February March April May June July August September October November December".split(
  " ",
);
export const weekdays = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
export const romanMonths = "I II III IV V VI VII VIII IX X XI XII".split(" ");

type Field = PatternNode & { kind: "key" };

export function dateText(nodes: readonly PatternNode[], shown: Shown): string {
  return nodes.map((node) => (node.kind === "text" ? node.text : fieldText(node, shown))).join("");
}

function fieldText(node: Field, shown: Shown): string {
  const text = shown.isInterval
    ? (intervalField(node, shown.moment) ?? timeField(node, shown))
    : momentField(node, shown);
  const isZone = /^(?:OF|TZ[HM]?)$/i.test(node.key);
  return node.ordinal !== undefined && !isZone && /\d$/.test(text) ? text + ordinalOf(text, node.ordinal) : text;
}

function momentField(node: Field, shown: Shown): string {
  return calendarField(node, shown.moment) ?? zoneField(node, shown) ?? timeField(node, shown);
}

/** With a sign, zeros to the left count one more. */
function padded(value: number, width: number, node: Field): string {
  const digits = String(Math.abs(value)).padStart(node.prefix === "FM" ? 0 : width, "0");
  return value < 0 ? `-${digits}` : digits;
}

/** The sign is one of as many places. */
function withSign(value: number, width: number, node: Field): string {
  return padded(value, value < 0 ? width - 1 : width, node);
}

function named(name: string, node: Field, width: number): string {
  const letters = node.key.replaceAll(".", "");
  const cased =
    letters === letters.toUpperCase()
      ? name.toUpperCase()
      : letters === letters.toLowerCase()
        ? name.toLowerCase()
        : name;
  return node.prefix === undefined ? cased.padEnd(width) : cased;
}

function timeField(node: Field, { moment, isInterval }: Shown): string {
  const { hour, minute, second, microsecond } = moment;
  switch (node.key) {
    case "A.M.":
    case "P.M.":
      return half(hour) ? "P.M." : "A.M.";
    case "AM":
    case "PM":
      return half(hour) ? "PM" : "AM";
    case "a.m.":
    case "p.m.":
      return half(hour) ? "p.m." : "a.m.";
    case "am":
    case "pm":
      return half(hour) ? "pm" : "am";
    case "HH":
    case "HH12":
      return padded(hour % 12 === 0 ? 12 : hour % 12, 2, node);
    case "HH24":
      return padded(hour, 2, node);
    case "MI":
      return padded(minute, 2, node);
    case "SS":
      return padded(second, 2, node);
    case "US":
      return fraction(microsecond, 6);
    case "MS":
      return fraction(microsecond, 3);
    case "SSSS":
    case "SSSSS":
      return String(hour * 3600 + minute * 60 + second);
    case "FX":
      return "";
    default:
      if (/^FF[1-6]$/.test(node.key)) return fraction(microsecond, Number(node.key.charAt(2)));
      if (isInterval) {
        throw new PgError("22007", "invalid format specification for an interval value", {
          hint: "Intervals are not tied to specific calendar dates.",
        });
      }
      return "";
  }
}

/** Of the day: the second. */
function half(hour: number): boolean {
  return hour % 24 >= 12;
}

function fraction(microseconds: number, digits: number): string {
  return fixedWidth(Math.trunc(microseconds / 10 ** (6 - digits)), digits);
}

function fixedWidth(value: number, digits: number): string {
  return value < 0 ? `-${String(-value).padStart(digits - 1, "0")}` : String(value).padStart(digits, "0");
}

function calendarField(node: Field, { year, month, day }: Moment): string | undefined {
  const julian = julianDay(year, month, day);
  const shownYear = year <= 0 ? 1 - year : year;
  switch (node.key.toUpperCase()) {
    case "B.C.":
    case "A.D.":
      return ofCase(year <= 0 ? "B.C." : "A.D.", node.key);
    case "BC":
    case "AD":
      return ofCase(year <= 0 ? "BC" : "AD", node.key);
    case "MONTH":
      return named(months[month - 1] ?? "", node, 9);
    case "MON":
      return named((months[month - 1] ?? "").slice(0, 3), node, 0);
    case "MM":
      return padded(month, 2, node);
    case "DAY":
      return named(weekdays[weekday(julian)] ?? "", node, 9);
    case "DY":
      return named((weekdays[weekday(julian)] ?? "").slice(0, 3), node, 0);
    case "DDD":
      return padded(dayOfYear(year, month, day), 3, node);
    case "IDDD":
      return padded(julian - isoYearStart(isoYear(julian, year)) + 1, 3, node);
    case "DD":
      return padded(day, 2, node);
    case "D":
      return String(weekday(julian) + 1);
    case "ID":
      return String(weekday(julian) === 0 ? 7 : weekday(julian));
    case "WW":
      return padded(Math.floor((dayOfYear(year, month, day) - 1) / 7) + 1, 2, node);
    case "IW":
      return padded(Math.floor((julian - isoYearStart(isoYear(julian, year))) / 7) + 1, 2, node);
    case "W":
      return String(Math.floor((day - 1) / 7) + 1);
    case "Q":
      return String(Math.floor((month - 1) / 3) + 1);
    case "CC":
      return padded(year > 0 ? Math.trunc((year - 1) / 100) + 1 : Math.trunc(year / 100) - 1, 2, node);
    case "J":
      return String(julian);
    case "RM":
      return ofCase(romanMonths[month - 1] ?? "", node.key).padEnd(node.prefix === "FM" ? 0 : 4);
    default: {
      const ofIso = isoYear(julian, year);
      return yearField(node, node.key.startsWith("I") ? (ofIso <= 0 ? 1 - ofIso : ofIso) : shownYear);
    }
  }
}

/** Where years are negative, there is one place more. */
function yearField(node: Field, year: number, isNegative = false): string | undefined {
  const ofDigits = (digits: number): string =>
    withSign(digits === 4 ? year : year % 10 ** digits, digits + (isNegative ? 1 : 0), node);
  switch (node.key) {
    case "Y,YYY": {
      const thousands = Math.trunc(year / 1000);
      return `${thousands},${fixedWidth(year - thousands * 1000, 3)}`;
    }
    case "YYYY":
    case "IYYY":
      return ofDigits(4);
    case "YYY":
    case "IYY":
      return ofDigits(3);
    case "YY":
    case "IY":
      return ofDigits(2);
    case "Y":
    case "I":
      return String(year % 10);
    default:
      return undefined;
  }
}

function ofCase(text: string, key: string): string {
  return key === key.toLowerCase() ? text.toLowerCase() : text;
}

/** Roughly, in C's integers. */
function daysOf(year: number, month: number, day: number): number {
  return ((year * 12 + month) * 30 + day) | 0;
}

/** An interval has years, months and days, which are of no calendar. */
function intervalField(node: Field, { year, month, day }: Moment): string | undefined {
  switch (node.key.toUpperCase()) {
    case "MM":
      return padded(month, 2, node);
    case "DDD":
      return withSign(daysOf(year, month, day), 3, node);
    case "DD":
      return withSign(day, 2, node);
    case "CC":
      return padded(Math.trunc(year / 100), 2, node);
    case "Q":
      return month === 0 ? "" : String(Math.trunc((month - 1) / 3) + 1);
    case "WW":
      return withSign(Math.trunc((daysOf(year, month, day) - 1) / 7) + 1, 2, node);
    case "W":
      return String(Math.trunc((day - 1) / 7) + 1);
    case "RM": {
      if (month === 0 && year === 0) return "";
      const index = month === 0 ? (year >= 0 ? 11 : 0) : month < 0 ? 12 + month : month - 1;
      return ofCase(romanMonths[index] ?? "", node.key).padEnd(node.prefix === "FM" ? 0 : 4);
    }
    case "J":
      return String(julianOf(year, month, day));
    case "IW":
      return withSign(isoDateOf(year, month, day).week, 2, node);
    case "IDDD":
      return withSign(isoDateOf(year, month, day).dayOfYear, 3, node);
    case "IYYY":
    case "IYY":
    case "IY":
    case "I":
      return yearField(node, isoDateOf(year, month, day).year, year < 0);
    default:
      return yearField(node, year, year < 0);
  }
}

function zoneField(node: Field, { offset, clockName }: Shown): string | undefined {
  const east = offset ?? 0;
  const sign = east < 0 ? "-" : "+";
  const hours = String(Math.trunc(Math.abs(east) / 3600));
  const minutes = String(Math.trunc(Math.abs(east) / 60) % 60).padStart(2, "0");
  switch (node.key) {
    case "TZ":
    case "tz":
      return clockName === undefined ? "" : ofCase(clockName(), node.key);
    case "TZH":
      return `${sign}${hours.padStart(2, "0")}`;
    case "TZM":
      return minutes;
    case "OF":
      return `${sign}${hours.padStart(node.prefix === "FM" ? 0 : 2, "0")}${minutes === "00" ? "" : `:${minutes}`}`;
    default:
      return undefined;
  }
}
