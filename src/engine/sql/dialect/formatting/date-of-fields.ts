// The day and the time that fields make, which to_date() and to_timestamp() have read.
import { PgError } from "../../../../errors.js";
import { dayOfJulian, isoYearStart, julianDay } from "./calendar.js";
import type { ReadFields } from "./read-date.js";

export interface ReadMoment {
  /** Since 1970. */
  readonly days: number;
  readonly microseconds: number;
  /** Seconds east of Greenwich, where it was told. */
  readonly offset: number | undefined;
}

const julianOf1970 = 2_440_588;

export function momentOfFields(fields: ReadFields, text: string): ReadMoment {
  const outOfRange = (): PgError => new PgError("22008", `date/time field value out of range: "${text}"`);
  const date = dateOf(fields, outOfRange);
  const microseconds = timeOf(fields, outOfRange);
  const { zoneSign, zoneHour, zoneMinute } = fields;
  if (zoneSign !== 0 && (zoneHour < 0 || zoneHour > 15 || zoneMinute < 0 || zoneMinute > 59)) {
    throw new PgError("22009", `time zone displacement out of range: "${text}"`);
  }
  const offset = zoneSign === 0 ? undefined : zoneSign * (zoneHour * 3600 + zoneMinute * 60);
  return { days: julianDay(date.year, date.month, date.day) - julianOf1970, microseconds, offset };
}

function timeOf(fields: ReadFields, outOfRange: () => PgError): number {
  const { secondOfDay, isTwelveHours, isAfternoon, millisecond, microsecond } = fields;
  let hour = fields.hour || Math.trunc(secondOfDay / 3600);
  const minute = fields.minute || Math.trunc(secondOfDay / 60) % 60;
  const second = fields.second || secondOfDay % 60;
  if (isTwelveHours) {
    if (hour < 1 || hour > 12) {
      throw new PgError("22007", `hour "${hour}" is invalid for the 12-hour clock`, {
        hint: "Use the 24-hour clock, or give an hour between 1 and 12.",
      });
    }
    hour = (hour % 12) + (isAfternoon === 0 ? 0 : 12);
  }
  const fraction = millisecond * 1000 + microsecond;
  const isWithin = (value: number, end: number): boolean => value >= 0 && value < end;
  if (!isWithin(hour, 24) || !isWithin(minute, 60) || !isWithin(second, 60) || !isWithin(fraction, 1_000_000)) {
    throw outOfRange();
  }
  return (hour * 3600 + minute * 60 + second) * 1_000_000 + fraction;
}

interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function dateOf(fields: ReadFields, outOfRange: () => PgError): CalendarDay {
  let { year, month, day } = { year: yearOf(fields), month: 1, day: 1 };
  let [hasYear, hasMonth, hasDay] = [fields.year !== 0 || fields.century !== 0, false, false];
  const set = (date: CalendarDay): void => {
    ({ year, month, day } = date);
    [hasYear, hasMonth, hasDay] = [true, true, true];
  };
  if (fields.julian !== 0) set(dayOfJulian(fields.julian));
  let { dayOfYear } = fields;
  if (fields.week !== 0) {
    if (fields.isIso === true) set(dayOfIsoWeek(year, fields.week, fields.weekday));
    else dayOfYear = (fields.week - 1) * 7 + 1;
  }
  const dayOfMonth = fields.weekOfMonth === 0 ? fields.day : (fields.weekOfMonth - 1) * 7 + 1;
  if (dayOfMonth !== 0) [day, hasDay] = [dayOfMonth, true];
  if (fields.month !== 0) [month, hasMonth] = [fields.month, true];
  if (dayOfYear !== 0 && (month <= 1 || day <= 1)) {
    if (year === 0 && fields.isBeforeChrist === 0) {
      throw new PgError("22007", "cannot calculate day of year without year information");
    }
    if (fields.isIso === true) set(dayOfJulian(isoYearStart(year) - 1 + dayOfYear));
    else {
      const found = monthOf(year, dayOfYear);
      if (month <= 1) month = found.month;
      if (day <= 1) day = dayOfYear - daysBefore(year, month - 1 === 0 ? 1 : found.month);
      [hasMonth, hasDay] = [true, true];
    }
  }
  const isWhole = hasYear && hasMonth && hasDay;
  if ((hasMonth && (month < 1 || month > 12)) || (hasDay && (day < 1 || day > 31))) throw outOfRange();
  if (isWhole && day > daysBefore(year, month + 1) - daysBefore(year, month)) throw outOfRange();
  return { year, month, day };
}

/** A year before Christ counts down from 0. */
function yearOf({ year, yearDigits, century, isBeforeChrist }: ReadFields): number {
  const signed = isBeforeChrist === 0 ? century : -century;
  if (year === 0) {
    if (century === 0) return 0;
    return signed >= 0 ? (signed - 1) * 100 + 1 : signed * 100 + 1;
  }
  if (century !== 0 && yearDigits <= 2) {
    const last = year % 100;
    if (last === 0) return signed * 100 + (signed >= 0 ? 0 : 1);
    return signed >= 0 ? last + (signed - 1) * 100 : (signed + 1) * 100 - last + 1;
  }
  const told = isBeforeChrist === 0 ? year : -year;
  return told < 0 ? told + 1 : told;
}

/** Without a weekday, its Monday. Sunday is 1. */
function dayOfIsoWeek(year: number, week: number, weekday: number): CalendarDay {
  const monday = isoYearStart(year) + (week - 1) * 7;
  if (weekday === 0) return dayOfJulian(monday);
  return dayOfJulian(monday + (weekday > 1 ? weekday - 2 : 6));
}

function daysBefore(year: number, month: number): number {
  const isNext = month > 12;
  return julianDay(isNext ? year + 1 : year, isNext ? 1 : month, 1) - julianDay(year, 1, 1);
}

function monthOf(year: number, dayOfYear: number): { readonly month: number } {
  let month = 1;
  while (month <= 12 && dayOfYear > daysBefore(year, month + 1)) month++;
  return { month };
}
