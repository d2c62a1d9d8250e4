// age() where one of the two is infinite: PostgreSQL takes it for the last moment that 64 bits hold, in the year 294277.
// timestamp_age in src/backend/utils/adt/timestamp.c
import { daysInMonth } from "../../../../date-time/calendar.js";
import { type Moment, momentOf } from "../../formatting/calendar.js";
import { zoneOffsetAt } from "./zones.js";

const usFrom1970To2000 = 946_684_800_000_000n;
const lastUs = 2n ** 63n - 1n;

/** Of local times in microseconds from 2000 on, which 64 bits need not hold. As DuckDB reads an interval. */
export function ageText(one: string, other: string): string {
  const [a, b] = [BigInt(one), BigInt(other)];
  const [later, earlier] = a < b ? [b, a] : [a, b];
  const { months, days, us } = distance(momentAt(earlier), momentAt(later));
  const sign = a < b ? "-" : "";
  return `${sign}${months} months ${sign}${days} days ${sign}${us} microseconds`;
}

/** By how much clocks of the zone are ahead at that moment, in microseconds. */
export function lastZoneUs(zone: string): bigint {
  return 1_000_000n * zoneOffsetAt(zone, lastUs + usFrom1970To2000);
}

function momentAt(us: bigint): Moment {
  return momentOf(us + usFrom1970To2000);
}

function distance(from: Moment, to: Moment): { readonly months: number; readonly days: number; readonly us: bigint } {
  let us = usOfDay(to) - usOfDay(from);
  let days = to.day - from.day;
  let months = (to.year - from.year) * 12 + to.month - from.month;
  if (us < 0n) {
    us += 86_400_000_000n;
    days--;
  }
  if (days < 0) {
    days += daysInMonth(from.year, from.month);
    months--;
  }
  return { months, days, us };
}

function usOfDay({ hour, minute, second, microsecond }: Moment): bigint {
  return BigInt((hour * 60 + minute) * 60 + second) * 1_000_000n + BigInt(microsecond);
}
