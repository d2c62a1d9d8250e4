// DECIMAL of up to 18 digits: as text, and in the binary form of numeric, digits to the base of 10,000.
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/adt/numeric.c (numeric_send)
import { powerOfTen, writeDigits, writeUnsigned } from "./digits";

const minus: u8 = 0x2d;
const point: u8 = 0x2e;
const negativeSign: u16 = 0x4000;
/** Up to here the digits after the point, filled up to groups of four, fit 64 bits. */
export const binaryScaleMax = 16;

export function writeDecimalText(start: usize, value: i64, scale: i32): usize {
  let at = start;
  if (value < 0) store<u8>(at++, minus);
  const magnitude = <u64>(value < 0 ? -value : value);
  if (scale == 0) return writeUnsigned(at, magnitude);
  const unit = powerOfTen(scale);
  const whole = magnitude / unit;
  at = writeUnsigned(at, whole);
  store<u8>(at, point);
  return writeDigits(at + 1, scale, magnitude - whole * unit);
}

/** Nine groups of four digits, the highest first; the point lies after the fifth. */
const groups: usize = memory.data(9 * 2);
const wholeGroups: i32 = 5;

export function writeDecimalBinary(at: usize, value: i64, scale: i32): usize {
  const magnitude = <u64>(value < 0 ? -value : value);
  const unit = powerOfTen(scale);
  let whole = magnitude / unit;
  const fractionGroups = (scale + 3) >> 2;
  let fraction = (magnitude - whole * unit) * powerOfTen(4 * fractionGroups - scale);
  const end = wholeGroups + fractionGroups;
  for (let index = end - 1; index >= wholeGroups; index--) {
    const rest = fraction / 10_000;
    setGroup(index, <u16>(fraction - rest * 10_000));
    fraction = rest;
  }
  let first = wholeGroups;
  while (whole > 0) {
    const rest = whole / 10_000;
    setGroup(--first, <u16>(whole - rest * 10_000));
    whole = rest;
  }
  let last = end;
  while (first < last && group(first) == 0) first++;
  while (last > first && group(last - 1) == 0) last--;
  storeBig(at, <u16>(last - first));
  storeBig(at + 2, first == last ? 0 : <u16>(wholeGroups - 1 - first));
  storeBig(at + 4, value < 0 ? negativeSign : 0);
  storeBig(at + 6, <u16>scale);
  let next = at + 8;
  for (let index = first; index < last; index++, next += 2) storeBig(next, group(index));
  return next;
}

function group(index: i32): u16 {
  return load<u16>(groups + ((<usize>index) << 1));
}

function setGroup(index: i32, value: u16): void {
  store<u16>(groups + ((<usize>index) << 1), value);
}

function storeBig(at: usize, value: u16): void {
  store<u16>(at, bswap<u16>(value));
}
