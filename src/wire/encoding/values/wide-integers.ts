// Decimal digits of integers up to 128 bits, without a BigInt per value.
import { powerOfTen } from "./digits.js";

const limbsMax = 8;
/** The magnitude being taken apart, 16 bits a limb, the lowest first. */
const limbs = new Uint16Array(limbsMax);
/** The digits found, right-aligned, as numbers from 0 to 9; zeros before them. */
export const wideDigits = new Uint8Array(40);

/** The value where a number holds it exactly; NaN otherwise. */
export function readSafeInteger(view: DataView, offset: number, width: number, isSigned: boolean): number {
  switch (width) {
    case 1:
      return isSigned ? view.getInt8(offset) : view.getUint8(offset);
    case 2:
      return isSigned ? view.getInt16(offset, true) : view.getUint16(offset, true);
    case 4:
      return isSigned ? view.getInt32(offset, true) : view.getUint32(offset, true);
    case 8: {
      const high = isSigned ? view.getInt32(offset + 4, true) : view.getUint32(offset + 4, true);
      return safeOrNaN(high * 0x1_0000_0000 + view.getUint32(offset, true));
    }
    default: {
      const low = view.getUint32(offset, true);
      const second = view.getInt32(offset + 4, true);
      const third = view.getInt32(offset + 8, true);
      const fourth = view.getInt32(offset + 12, true);
      const sign = isSigned ? fourth >> 31 : 0;
      // Below 0, the half of 64 bits has to be so itself: -2^64 has a low half of 0.
      if (third !== sign || fourth !== sign || (sign !== 0 && second >= 0)) return Number.NaN;
      return safeOrNaN((sign === 0 ? second >>> 0 : second) * 0x1_0000_0000 + low);
    }
  }
}

function safeOrNaN(value: number): number {
  return Number.isSafeInteger(value) ? value : Number.NaN;
}

/** Whether the integer of 8 or 16 bytes is below 0. */
export function isNegative(view: DataView, offset: number, width: number): boolean {
  return view.getInt8(offset + width - 1) < 0;
}

/** Puts the magnitude's digits into `wideDigits`, and returns where they start; zero has no digits. */
export function toWideDigits(view: DataView, offset: number, width: number, isSigned: boolean): number {
  wideDigits.fill(0);
  let length = loadMagnitude(view, offset, width, isSigned && isNegative(view, offset, width));
  let start = wideDigits.length;
  while (length > 0) {
    let remainder = divideBy1e8(length);
    while (length > 0 && limbs[length - 1] === 0) length--;
    const stop = start - 8;
    for (let at = start - 1; at >= stop; at--) {
      const tenth = (remainder / 10) | 0;
      wideDigits[at] = remainder - tenth * 10;
      remainder = tenth;
    }
    start = stop;
  }
  while (start < wideDigits.length && wideDigits[start] === 0) start++;
  return start;
}

function loadMagnitude(view: DataView, offset: number, width: number, negate: boolean): number {
  const count = width >> 1;
  let carry = 1;
  for (let index = 0; index < count; index++) {
    const limb = view.getUint16(offset + 2 * index, true);
    if (negate) {
      const inverted = (limb ^ 0xffff) + carry;
      limbs[index] = inverted;
      carry = inverted >>> 16;
    } else {
      limbs[index] = limb;
    }
  }
  let length = count;
  while (length > 0 && limbs[length - 1] === 0) length--;
  return length;
}

function divideBy1e8(length: number): number {
  const divisor = powerOfTen(8);
  let remainder = 0;
  for (let index = length - 1; index >= 0; index--) {
    const dividend = remainder * 0x1_0000 + (limbs[index] ?? 0);
    const quotient = Math.floor(dividend / divisor);
    limbs[index] = quotient;
    remainder = dividend - quotient * divisor;
  }
  return remainder;
}
