// Days and years, counted as PostgreSQL counts them. A year that is 0 or less is before Christ.

export interface Moment {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
}

const secondsOfDay = 86_400;
const julianOf1970 = 2_440_588;

/** Of a day of the Gregorian calendar; one before 1 January 4714 BC has none. */
export function julianDay(year: number, month: number, day: number): number {
  const [y, m] = month > 2 ? [year + 4800, month + 1] : [year + 4799, month + 13];
  const century = Math.trunc(y / 100);
  return y * 365 - 32167 + Math.trunc(y / 4) - century + Math.trunc(century / 4) + Math.trunc((7834 * m) / 256) + day;
}

export function dayOfJulian(julian: number): { readonly year: number; readonly month: number; readonly day: number } {
  let rest = julian + 32044;
  const fours = Math.floor(rest / 146097);
  rest -= fours * 146097;
  const centuries = Math.min(Math.floor(rest / 36524), 3);
  rest -= centuries * 36524;
  const olympiads = Math.floor(rest / 1461);
  rest -= olympiads * 1461;
  const years = Math.min(Math.floor(rest / 365), 3);
  rest -= years * 365;
  const shifted = Math.floor((5 * rest + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = fours * 400 + centuries * 100 + olympiads * 4 + years - 4800 + (shifted < 10 ? 0 : 1);
  return { year, month, day: rest - Math.floor((153 * shifted + 2) / 5) + 1 };
}

export function momentOf(microseconds: bigint): Moment {
  const micros = Number(((microseconds % 1_000_000n) + 1_000_000n) % 1_000_000n);
  const seconds = Number((microseconds - BigInt(micros)) / 1_000_000n);
  const days = Math.floor(seconds / secondsOfDay);
  const time = seconds - days * secondsOfDay;
  return {
    ...dayOfJulian(days + julianOf1970),
    hour: Math.floor(time / 3600),
    minute: Math.floor(time / 60) % 60,
    second: time % 60,
    microsecond: micros,
  };
}

/** 0 is Sunday. */
export function weekday(julian: number): number {
  return (((julian + 1) % 7) + 7) % 7;
}

export function dayOfYear(year: number, month: number, day: number): number {
  return julianDay(year, month, day) - julianDay(year, 1, 1) + 1;
}

/** The first Monday's julian day: of the week with 4 January in it. */
export function isoYearStart(year: number): number {
  const fourth = julianDay(year, 1, 4);
  return fourth - ((weekday(fourth) + 6) % 7);
}

export function isoYear(julian: number, year: number): number {
  if (julian < isoYearStart(year)) return year - 1;
  return julian >= isoYearStart(year + 1) ? year + 1 : year;
}
