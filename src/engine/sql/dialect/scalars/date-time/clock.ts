// The time as it is when it is asked for.
import { FeatureNotSupported } from "../../../../../errors.js";
import { momentOf, weekday, julianDay } from "../../formatting/calendar.js";
import { months, weekdays } from "../../formatting/date-pattern.js";
import { timeZoneOf } from "../../../../date-time/time-zone.js";

export function clockUs(): bigint {
  return BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000));
}

/** `Mon Nov 30 12:20:14.123456 2026 UTC` */
export function timeOfDay(zoneName: string): string {
  const us = clockUs();
  const seconds = Number(us / 1_000_000n);
  const zone = timeZoneOf(zoneName);
  const abbreviation = zone?.abbreviationAt(seconds);
  if (zone === undefined || abbreviation === undefined) {
    throw new FeatureNotSupported(`timeofday() is not supported in the time zone "${zoneName}"`, {
      hint: "Use clock_timestamp() instead.",
    });
  }
  const { year, month, day, hour, minute, second, microsecond } = momentOf(
    us + BigInt(zone.offsetAt(seconds)) * 1_000_000n,
  );
  const two = (value: number): string => String(value).padStart(2, "0");
  const date = [weekdays[weekday(julianDay(year, month, day))], months[month - 1]].map((name) => name?.slice(0, 3));
  const time = `${two(hour)}:${two(minute)}:${two(second)}.${String(microsecond).padStart(6, "0")}`;
  return `${date.join(" ")} ${two(day)} ${time} ${year} ${abbreviation}`;
}
