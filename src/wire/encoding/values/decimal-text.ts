// DECIMAL as text.
import { powerOfTen, writeDigits, writeUnsigned } from "./digits.js";
import { fixedVector, fixedView, type MakeColumnWriter, typeAs } from "./value-writer.js";
import { isNegative, readSafeInteger, toWideDigits, wideDigits } from "./wide-integers.js";

const zero = 0x30;
const minus = 0x2d;
const point = 0x2e;

/** Up to here the part after the point fits a number, with three more digits to fill a group of four. */
export const safeScaleMax = 12;

export const decimalText: MakeColumnWriter = (type) => {
  const { scale } = typeAs(type, "DECIMAL");
  return (vector, sink) => {
    const { width } = fixedVector(vector);
    const source = fixedView(vector);
    return (row, at) => {
      const value = readSafeInteger(source, row * width, width, true);
      return Number.isNaN(value) || scale > safeScaleMax
        ? writeWideDecimal(sink.view, at, source, row * width, width, scale)
        : writeDecimal(sink.view, at, value, scale);
    };
  };
};

function writeDecimal(view: DataView, start: number, value: number, scale: number): number {
  let at = start;
  if (value < 0) view.setUint8(at++, minus);
  const magnitude = Math.abs(value);
  if (scale === 0) return writeUnsigned(view, at, magnitude);
  const whole = wholePart(magnitude, scale);
  at = writeUnsigned(view, at, whole);
  view.setUint8(at++, point);
  return writeDigits(view, at, scale, magnitude - whole * powerOfTen(scale));
}

/** Rounding may carry a quotient up to the next integer. */
export function wholePart(magnitude: number, scale: number): number {
  const unit = powerOfTen(scale);
  const quotient = Math.floor(magnitude / unit);
  return quotient * unit > magnitude ? quotient - 1 : quotient;
}

function writeWideDecimal(
  view: DataView,
  start: number,
  source: DataView,
  offset: number,
  width: number,
  scale: number,
): number {
  let at = start;
  if (isNegative(source, offset, width)) view.setUint8(at++, minus);
  const digitsEnd = wideDigits.length;
  const pointAt = digitsEnd - scale;
  let index = Math.min(toWideDigits(source, offset, width, true), pointAt - 1);
  for (; index < digitsEnd; index++) {
    if (index === pointAt) view.setUint8(at++, point);
    view.setUint8(at++, zero + (wideDigits[index] ?? 0));
  }
  return at;
}
