// Intervals: what is brought from one part to another.
import { PgError } from "../../../../../errors.js";
import { roundHalfEven } from "../../../../date-time/rounding.js";

interface Interval {
  readonly months: number;
  readonly days: number;
  readonly us: bigint;
}

const usPerDay = 86_400_000_000n;
const daysPerMonth = 30;

/** As DuckDB reads it. */
function textOf({ months, days, us }: Interval): string {
  for (const part of [months, days]) {
    if (part < -0x8000_0000 || part > 0x7fff_ffff) throw new PgError("22008", "interval out of range");
  }
  return `${months} months ${days} days ${us} microseconds`;
}

const wholeDays = ({ months, days, us }: Interval): Interval => ({
  months,
  days: days + Number(us / usPerDay),
  us: us % usPerDay,
});
const wholeMonths = ({ months, days, us }: Interval): Interval => ({
  months: months + Math.trunc(days / daysPerMonth),
  days: days % daysPerMonth,
  us,
});

/** Days and time of one sign. */
function alignedDays(interval: Interval): Interval {
  const { months, days, us } = interval;
  if (days > 0 && us < 0n) return { months, days: days - 1, us: us + usPerDay };
  if (days < 0 && us > 0n) return { months, days: days + 1, us: us - usPerDay };
  return interval;
}

/** Months and days of one sign; `us` decides where there are no days. */
function alignedMonths(interval: Interval, us: bigint): Interval {
  const { months, days } = interval;
  if (months > 0 && (days < 0 || (days === 0 && us < 0n))) {
    return { ...interval, months: months - 1, days: days + daysPerMonth };
  }
  if (months < 0 && (days > 0 || (days === 0 && us > 0n))) {
    return { ...interval, months: months + 1, days: days - daysPerMonth };
  }
  return interval;
}

export function justifyHours(months: number, days: number, us: bigint): string {
  return textOf(alignedDays(wholeDays({ months, days, us })));
}

export function justifyDays(months: number, days: number, us: bigint): string {
  return textOf(alignedMonths(wholeMonths({ months, days, us }), 0n));
}

export function justifyInterval(months: number, days: number, us: bigint): string {
  const whole = wholeMonths(wholeDays({ months, days, us }));
  return textOf(alignedDays(alignedMonths(whole, whole.us)));
}

/** What floating point leaves in its last bits is no time. */
const withoutNoise = (value: number): number => roundHalfEven(value * 1e6) / 1e6;

const outOfRange = (): PgError => new PgError("22008", "interval out of range");

/** Parts in floating point, whose fractions go down to the next: interval_mul and interval_div. */
function fromParts(months: number, days: number, us: number): string {
  const fits = months >= -0x8000_0000 && months <= 0x7fff_ffff && days >= -0x8000_0000 && days <= 0x7fff_ffff;
  if (!fits) throw outOfRange();
  const moreDays = withoutNoise((months - Math.trunc(months)) * daysPerMonth);
  const seconds = withoutNoise((days - Math.trunc(days) + moreDays - Math.trunc(moreDays)) * 86_400);
  const wholeDay = Math.trunc(seconds / 86_400);
  const time = roundHalfEven(us + (seconds - wholeDay * 86_400) * 1e6);
  if (!(Math.abs(time) < 2 ** 63)) throw outOfRange();
  return textOf({
    months: Math.trunc(months),
    days: Math.trunc(days) + wholeDay + Math.trunc(moreDays),
    us: BigInt(time),
  });
}

export function multiplyInterval(months: number, days: number, us: bigint, factor: number): string {
  return fromParts(months * factor, days * factor, Number(us) * factor);
}

export function divideInterval(months: number, days: number, us: bigint, divisor: number): string {
  if (divisor === 0) throw new PgError("22012", "division by zero");
  return fromParts(months / divisor, days / divisor, Number(us) / divisor);
}

/** PostgreSQL 15 lets sums run over. */
export function makeInterval(
  years: number,
  months: number,
  weeks: number,
  days: number,
  hours: number,
  minutes: number,
  seconds: number,
): string {
  if (!Number.isFinite(seconds)) throw new PgError("22008", "interval out of range");
  const us = Math.abs(seconds) < 9e12 ? BigInt(roundHalfEven(seconds * 1e6)) : -(2n ** 63n);
  return textOf({
    months: (Math.imul(years, 12) + months) | 0,
    days: (Math.imul(weeks, 7) + days) | 0,
    us: BigInt.asIntN(64, BigInt(hours) * 3_600_000_000n + BigInt(minutes) * 60_000_000n + us),
  });
}

/** AT TIME ZONE does not take one with months or days. */
export function zoneIntervalMessage(months: number, days: number, us: bigint): string {
  const parts: string[] = [];
  let isAfterNegative = false;
  const sign = (value: number | bigint): string => (isAfterNegative && value > 0 ? "+" : "");
  const add = (count: number, unit: string): void => {
    if (count === 0) return;
    parts.push(`${sign(count)}${count} ${unit}${count === 1 ? "" : "s"}`);
    isAfterNegative = count < 0;
  };
  add(Math.trunc(months / 12), "year");
  add(months % 12, "mon");
  add(days, "day");
  if (us !== 0n) parts.push(sign(us) + clockText(us));
  return `interval time zone "${parts.join(" ")}" must not include months or days`;
}

export function clockText(us: bigint): string {
  const size = us < 0n ? -us : us;
  const two = (value: bigint): string => String(value).padStart(2, "0");
  const fraction = size % 1_000_000n;
  const tail = fraction === 0n ? "" : `.${String(fraction).padStart(6, "0").replace(/0+$/, "")}`;
  const seconds = size / 1_000_000n;
  return `${us < 0n ? "-" : ""}${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}${tail}`;
}
