// The Gregorian calendar without end in both directions, as PostgreSQL keeps it: days since 1970-01-01 and back.
// http://howardhinnant.github.io/date_algorithms.html

export const secondsPerDay = 86_400;
export const usPerSecond = 1_000_000;
export const usPerDay = secondsPerDay * usPerSecond;
/** 2000-01-01, where PostgreSQL's binary dates begin. */
export const postgresEpochDays = 10_957;

const daysPerEra = 146_097;
const daysFromMarchOfYear0 = 719_468;

/**
 * A date in one number, without an object: taken apart by `yearOf`, `monthOf` and `dayOf`.
 * PERF: once per date and timestamp (bench/rows.bench.mjs).
 */
export function dateOf(days: number): number {
  const shifted = days + daysFromMarchOfYear0;
  const era = ((shifted >= 0 ? shifted : shifted - (daysPerEra - 1)) / daysPerEra) | 0;
  const dayOfEra = shifted - era * daysPerEra;
  const yearOfEra = yearOfEraOf(dayOfEra);
  const dayOfYear = dayOfEra - daysBefore(yearOfEra);
  const monthFromMarch = ((5 * dayOfYear + 2) / 153) | 0;
  const day = dayOfYear - (((153 * monthFromMarch + 2) / 5) | 0) + 1;
  const year = yearOfEra + era * 400 + (monthFromMarch < 10 ? 0 : 1);
  return year * 512 + (monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9) * 32 + day;
}

/** Year 0 is 1 BC. */
export function yearOf(date: number): number {
  return Math.floor(date / 512);
}

export function monthOf(date: number): number {
  return (date >> 5) & 15;
}

export function dayOf(date: number): number {
  return date & 31;
}

export function daysOf(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const monthFromMarch = month > 2 ? month - 3 : month + 9;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + day - 1;
  return era * daysPerEra + daysBefore(yearOfEra) + dayOfYear - daysFromMarchOfYear0;
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** 0 is Sunday. */
export function weekdayOf(days: number): number {
  return (((days + 4) % 7) + 7) % 7;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function yearOfEraOf(dayOfEra: number): number {
  const leapless = dayOfEra - ((dayOfEra / 1460) | 0) + ((dayOfEra / 36_524) | 0) - ((dayOfEra / 146_096) | 0);
  return (leapless / 365) | 0;
}

function daysBefore(yearOfEra: number): number {
  return 365 * yearOfEra + (yearOfEra >> 2) - ((yearOfEra / 100) | 0);
}
