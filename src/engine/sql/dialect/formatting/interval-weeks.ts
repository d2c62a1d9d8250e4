// Weeks of an interval, whose years, months and days PostgreSQL takes for those of a date, in C's integers.
// date2j, date2isoyear and their kin in src/backend/utils/adt/timestamp.c and datetime.c
import { julianDay, weekday } from "./calendar.js";

export interface IsoDate {
  readonly year: number;
  readonly week: number;
  readonly dayOfYear: number;
}

export function julianOf(year: number, month: number, day: number): number {
  return julianDay(year, month, day) | 0;
}

/** Days may be more than a year has: the next year is looked at, and no other. */
export function isoDateOf(year: number, month: number, day: number): IsoDate {
  const julian = julianOf(year, month, day);
  const own = julian < yearStart(year) ? year - 1 : year;
  const week = weekFrom(yearStart(own), julian);
  const isNext = own === year && week >= 52 && julian >= yearStart(year + 1);
  const isoYear = isNext ? year + 1 : own;
  const start = yearStart(isoYear);
  return { year: isoYear, week: isNext ? weekFrom(start, julian) : week, dayOfYear: julian - start + 1 };
}

function weekFrom(start: number, julian: number): number {
  return Math.trunc((julian - start) / 7) + 1;
}

/** The first Monday's: of the week with 4 January in it. */
function yearStart(year: number): number {
  const fourth = julianOf(year, 1, 4);
  return fourth - weekday(fourth - 1);
}
