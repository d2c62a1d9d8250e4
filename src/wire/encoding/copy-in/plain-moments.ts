// Dates, times and timestamps as ISO 8601 and PostgreSQL print them, read from bytes. NaN: whatever is not as plain as that.
import { daysInMonth, daysOf, secondsPerDay, usPerSecond } from "../../../engine/api.js";

/** `2024-02-29` */
export function readPlainDate(bytes: Buffer, start: number, end: number): number {
  if (end - start !== 10 || bytes[start + 4] !== 0x2d || bytes[start + 7] !== 0x2d) return Number.NaN;
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return Number.NaN;
  return daysOf(year, month, day);
}

/** `23:59:59`, with up to six digits of a fraction: microseconds. */
export function readPlainTime(bytes: Buffer, start: number, end: number): number {
  const length = end - start;
  if (length < 8 || length === 9 || length > 15) return Number.NaN;
  if (bytes[start + 2] !== 0x3a || bytes[start + 5] !== 0x3a) return Number.NaN;
  const hour = twoDigits(bytes, start);
  const minute = twoDigits(bytes, start + 3);
  const second = twoDigits(bytes, start + 6);
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return Number.NaN;
  const seconds = hour * 3600 + minute * 60 + second;
  if (length === 8) return seconds * usPerSecond;
  if (bytes[start + 8] !== 0x2e) return Number.NaN;
  let fraction = 0;
  for (let at = start + 9; at < start + 15; at++) {
    const digit = at < end ? (bytes[at] as number) - 0x30 : 0;
    if (digit < 0 || digit > 9) return Number.NaN;
    fraction = fraction * 10 + digit;
  }
  return seconds * usPerSecond + fraction;
}

/** A date and a time; `hasZone`: with an offset behind it, as only PostgreSQL's own output must have it. Microseconds since 1970. */
export function readPlainInstant(bytes: Buffer, start: number, end: number, hasZone: boolean): number {
  const days = readPlainDate(bytes, start, Math.min(end, start + 10));
  const separator = bytes[start + 10];
  if (Number.isNaN(days)) return Number.NaN;
  if (end - start === 10) return hasZone ? Number.NaN : days * secondsPerDay * usPerSecond;
  if (separator !== 0x20 && separator !== 0x54) return Number.NaN;
  const zoneAt = hasZone ? zoneStart(bytes, end) : end;
  const offsetSeconds = hasZone ? readOffset(bytes, zoneAt, end) : 0;
  const us = readPlainTime(bytes, start + 11, zoneAt);
  return (days * secondsPerDay - offsetSeconds) * usPerSecond + us;
}

/** Where `Z`, `+02` or `-05:30` begins. */
function zoneStart(bytes: Buffer, end: number): number {
  for (const length of [1, 3, 6]) {
    const byte = bytes[end - length];
    if (length === 1 ? byte === 0x5a : byte === 0x2b || byte === 0x2d) return end - length;
  }
  return end;
}

function readOffset(bytes: Buffer, start: number, end: number): number {
  if (end - start === 1) return 0;
  if (end === start) return Number.NaN;
  const hours = twoDigits(bytes, start + 1);
  const minutes = end - start === 6 ? (bytes[start + 3] === 0x3a ? twoDigits(bytes, start + 4) : Number.NaN) : 0;
  if (!(hours <= 14 && minutes <= 59)) return Number.NaN;
  return (bytes[start] === 0x2d ? -1 : 1) * (hours * 3600 + minutes * 60);
}

function twoDigits(bytes: Buffer, at: number): number {
  const tens = (bytes[at] as number) - 0x30;
  const ones = (bytes[at + 1] as number) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}
