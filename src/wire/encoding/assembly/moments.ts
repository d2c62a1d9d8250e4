// Dates, times and timestamps: ISO text, and PostgreSQL's binary forms, which count from 2000-01-01.
// http://howardhinnant.github.io/date_algorithms.html
import { writeDigits, writePair, writeUnsigned } from "./digits";

const secondsPerDay: i64 = 86_400;
const usPerDay: i64 = 86_400_000_000;
const postgresEpochDays: i32 = 10_957;
/** 0001-01-01 */
const firstDay: i32 = -719_162;
const daysPerEra: i32 = 146_097;
const daysFromMarchOfYear0: i32 = 719_468;

const hyphen: u8 = 0x2d;
const colon: u8 = 0x3a;
const point: u8 = 0x2e;
const plus: u8 = 0x2b;

export function writeDateText(at: usize, days: i32): usize {
  if (days == i32.MAX_VALUE || days == -i32.MAX_VALUE) return writeInfinity(at, days > 0);
  return writeEra(writeDay(at, days), days);
}

export function writeDateBinary(at: usize, days: i32): usize {
  let counted: i32;
  if (days == i32.MAX_VALUE) counted = i32.MAX_VALUE;
  else if (days == -i32.MAX_VALUE) counted = i32.MIN_VALUE;
  else {
    if (<i64>days - postgresEpochDays <= <i64>i32.MIN_VALUE) return 0;
    counted = days - postgresEpochDays;
  }
  store<u32>(at, bswap<u32>(<u32>counted));
  return at + 4;
}

/** `value` counts units of which `unitsPerSecond` make a second, since 1970. 0: out of range. */
export function writeTimestampText(at: usize, value: i64, unitsPerSecond: i64): usize {
  return writeTimestamp(at, value, unitsPerSecond, 0, false);
}

/** Microseconds since 1970, in a zone that is always so many hours from UTC. */
export function writeTimestampTzText(at: usize, value: i64, offsetHours: i32): usize {
  return writeTimestamp(at, value, 1_000_000, offsetHours, true);
}

function writeTimestamp(at: usize, value: i64, unitsPerSecond: i64, offsetHours: i32, hasZone: bool): usize {
  if (value == i64.MAX_VALUE || value == -i64.MAX_VALUE) return writeInfinity(at, value > 0);
  const unitsPerDay = unitsPerSecond * secondsPerDay;
  let days = floorDivide(value, unitsPerDay);
  if (days < -0x7fff_0000 || days > 0x7fff_0000) return 0;
  let us = microseconds(value - days * unitsPerDay, unitsPerSecond) + <i64>offsetHours * 3_600_000_000;
  if (us < 0) {
    us += usPerDay;
    days--;
  } else if (us >= usPerDay) {
    us -= usPerDay;
    days++;
  }
  let next = writeDay(at, <i32>days);
  store<u8>(next, 0x20);
  next = writeTimeText(next + 1, us);
  if (hasZone) {
    store<u8>(next, offsetHours < 0 ? hyphen : plus);
    next = writePair(next + 1, <u32>(offsetHours < 0 ? -offsetHours : offsetHours));
  }
  return writeEra(next, <i32>days);
}

export function writeTimestampBinary(at: usize, value: i64, unitsPerSecond: i64): usize {
  let us: i64;
  if (value == i64.MAX_VALUE) us = i64.MAX_VALUE;
  else if (value == -i64.MAX_VALUE) us = i64.MIN_VALUE;
  else {
    const unitsPerDay = unitsPerSecond * secondsPerDay;
    const days = floorDivide(value, unitsPerDay);
    // Far from where microseconds would overflow: the other side tells exactly.
    if (days < -100_000_000 || days > 100_000_000) return 0;
    us = (days - postgresEpochDays) * usPerDay + microseconds(value - days * unitsPerDay, unitsPerSecond);
  }
  store<u64>(at, bswap<u64>(<u64>us));
  return at + 8;
}

/** PostgreSQL has no nanoseconds: they are cut off, towards the past. */
function microseconds(units: i64, unitsPerSecond: i64): i64 {
  if (unitsPerSecond == 1_000_000) return units;
  return unitsPerSecond > 1_000_000 ? units / (unitsPerSecond / 1_000_000) : units * (1_000_000 / unitsPerSecond);
}

function floorDivide(dividend: i64, divisor: i64): i64 {
  const quotient = dividend / divisor;
  return quotient * divisor > dividend ? quotient - 1 : quotient;
}

/** `hh:mm:ss`, and the microseconds without zeros at their end. */
export function writeTimeText(start: usize, us: i64): usize {
  const seconds = <u32>(us / 1_000_000);
  let fraction = <u32>(us - <i64>seconds * 1_000_000);
  const hours = seconds / 3600;
  const rest = seconds - hours * 3600;
  const minutes = rest / 60;
  writePair(start, hours);
  store<u8>(start, colon, 2);
  writePair(start + 3, minutes);
  store<u8>(start, colon, 5);
  writePair(start + 6, rest - minutes * 60);
  if (fraction == 0) return start + 8;
  store<u8>(start, point, 8);
  let count = 6;
  while (fraction % 10 == 0) {
    fraction /= 10;
    count--;
  }
  return writeDigits(start + 9, count, fraction);
}

function writeDay(start: usize, days: i32): usize {
  const shifted = <i64>days + daysFromMarchOfYear0;
  const era = <i32>floorDivide(shifted, daysPerEra);
  const dayOfEra = <u32>(shifted - <i64>era * daysPerEra);
  const yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
  const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const monthFromMarch = (5 * dayOfYear + 2) / 153;
  const day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
  const year = <i32>yearOfEra + era * 400 + (monthFromMarch < 10 ? 0 : 1);
  let at = writeYear(start, year);
  store<u8>(at, hyphen);
  at = writePair(at + 1, monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9);
  store<u8>(at, hyphen);
  return writePair(at + 1, day);
}

/** Year 0 is 1 BC. */
function writeYear(at: usize, year: i32): usize {
  const size = <u32>(year > 0 ? year : 1 - year);
  if (size >= 10_000) return writeUnsigned(at, size);
  const century = size / 100;
  return writePair(writePair(at, century), size - century * 100);
}

function writeEra(at: usize, days: i32): usize {
  if (days >= firstDay) return at;
  // ` BC`
  store<u32>(at, 0x0043_4220);
  return at + 3;
}

function writeInfinity(start: usize, isPositive: bool): usize {
  let at = start;
  if (!isPositive) store<u8>(at++, hyphen);
  // `infinity`
  store<u64>(at, 0x7974_696e_6966_6e69);
  return at + 8;
}
