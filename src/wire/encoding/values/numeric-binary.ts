// The binary form of numeric: digits to the base of 10,000.
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/adt/numeric.c (numeric_send)
import type { ByteSink } from "./byte-sink.js";
import { safeScaleMax, wholePart } from "./decimal-text.js";
import { powerOfTen } from "./digits.js";
import { fixedVector, fixedView, type MakeColumnWriter } from "./value-writer.js";
import { isNegative, readSafeInteger, toWideDigits, wideDigits } from "./wide-integers.js";

/** The number being written, four decimal digits an entry, the highest first; its point lies before `pointAt`. */
const groups = new Int16Array(24);
const pointAt = 12;

const negativeSign = 0x4000;

/** DECIMAL, and the integers that int8 cannot hold. */
export const numericBinary: MakeColumnWriter = (type) => {
  const scale = type.id === "DECIMAL" ? type.scale : 0;
  const isSigned = type.id === "DECIMAL" || type.id === "HUGEINT";
  return (vector, sink) => {
    const { width } = fixedVector(vector);
    const source = fixedView(vector);
    return (row, at) => {
      const offset = row * width;
      const value = readSafeInteger(source, offset, width, isSigned);
      if (Number.isNaN(value) || scale > safeScaleMax) {
        const start = groupWideDigits(toWideDigits(source, offset, width, isSigned), scale);
        return writeGroups(sink, at, start, scale, isSigned && isNegative(source, offset, width));
      }
      return writeGroups(sink, at, groupDigits(Math.abs(value), scale), scale, value < 0);
    };
  };
};

/** Fills `groups`, and returns where the number starts. */
function groupDigits(magnitude: number, scale: number): number {
  const whole = wholePart(magnitude, scale);
  const fractionEnd = pointAt + groupsOfScale(scale);
  let fraction = (magnitude - whole * powerOfTen(scale)) * powerOfTen(4 * groupsOfScale(scale) - scale);
  for (let index = fractionEnd - 1; index >= pointAt; index--) {
    const rest = Math.floor(fraction / 10_000);
    groups[index] = fraction - rest * 10_000;
    fraction = rest;
  }
  let start = pointAt;
  for (let rest = whole; rest > 0; ) {
    const higher = Math.floor(rest / 10_000);
    groups[--start] = rest - higher * 10_000;
    rest = higher;
  }
  return start;
}

/** The same, from the digits of a wide integer. */
function groupWideDigits(digitsStart: number, scale: number): number {
  const digitsPoint = wideDigits.length - scale;
  const start = pointAt - Math.max(0, Math.ceil((digitsPoint - digitsStart) / 4));
  const end = pointAt + groupsOfScale(scale);
  for (let index = start; index < end; index++) {
    const digit = digitsPoint + 4 * (index - pointAt);
    groups[index] = 1000 * digitAt(digit) + 100 * digitAt(digit + 1) + 10 * digitAt(digit + 2) + digitAt(digit + 3);
  }
  return start;
}

function digitAt(index: number): number {
  return wideDigits[index] ?? 0;
}

function groupsOfScale(scale: number): number {
  return (scale + 3) >> 2;
}

function writeGroups(sink: ByteSink, at: number, start: number, scale: number, negative: boolean): number {
  let first = start;
  let end = pointAt + groupsOfScale(scale);
  while (first < end && groups[first] === 0) first++;
  while (end > first && groups[end - 1] === 0) end--;
  const { view } = sink;
  view.setInt16(at, end - first);
  view.setInt16(at + 2, first === end ? 0 : pointAt - 1 - first);
  view.setInt16(at + 4, negative && first < end ? negativeSign : 0);
  view.setInt16(at + 6, scale);
  let next = at + 8;
  for (let index = first; index < end; index++) {
    view.setInt16(next, groups[index] ?? 0);
    next += 2;
  }
  return next;
}
