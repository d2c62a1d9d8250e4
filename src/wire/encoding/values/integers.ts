// Integers: decimal digits as text, big-endian as binary.
import type { DataType } from "../../../engine/api.js";
import { writeInteger } from "./digits.js";
import { readInt64 } from "./instants.js";
import { type ColumnWriter, fixedVector, fixedView, type MakeColumnWriter } from "./value-writer.js";
import { isNegative, readSafeInteger, toWideDigits, wideDigits } from "./wide-integers.js";

const zero = 0x30;
const minus = 0x2d;

export const signedText: MakeColumnWriter = (type) => {
  if (type.id === "INTEGER") return integerText;
  return type.id === "BIGINT" ? bigintText : integerTextOf(true);
};
export const unsignedText: MakeColumnWriter = () => integerTextOf(false);

/** The commonest two are kept apart. */
const integerText: ColumnWriter = (vector, sink) => {
  const source = fixedView(vector);
  return (row, at) => writeInteger(sink.view, at, source.getInt32(4 * row, true));
};

const bigintText: ColumnWriter = (vector, sink) => {
  const source = fixedView(vector);
  return (row, at) => {
    const value = readInt64(source, 8 * row);
    return Number.isSafeInteger(value)
      ? writeInteger(sink.view, at, value)
      : writeWideInteger(sink.view, at, source, 8 * row, 8, true);
  };
};

function integerTextOf(isSigned: boolean): ColumnWriter {
  return (vector, sink) => {
    const { width } = fixedVector(vector);
    const source = fixedView(vector);
    return (row, at) => {
      const value = readSafeInteger(source, row * width, width, isSigned);
      return Number.isNaN(value)
        ? writeWideInteger(sink.view, at, source, row * width, width, isSigned)
        : writeInteger(sink.view, at, value);
    };
  };
}

function writeWideInteger(
  view: DataView,
  start: number,
  source: DataView,
  offset: number,
  width: number,
  isSigned: boolean,
): number {
  let at = start;
  if (isSigned && isNegative(source, offset, width)) view.setUint8(at++, minus);
  for (let index = toWideDigits(source, offset, width, isSigned); index < wideDigits.length; index++) {
    view.setUint8(at++, zero + (wideDigits[index] ?? 0));
  }
  return at;
}

/** TINYINT, SMALLINT, UTINYINT. */
export const int2Binary: MakeColumnWriter = (type) => {
  const isSigned = type.id !== "UTINYINT";
  return (vector, sink) => {
    const { width } = fixedVector(vector);
    const source = fixedView(vector);
    return (row, at) => {
      sink.view.setInt16(at, readSafeInteger(source, row * width, width, isSigned));
      return at + 2;
    };
  };
};

/** INTEGER, USMALLINT. */
export const int4Binary: MakeColumnWriter = (type) => {
  const isSigned = type.id === "INTEGER";
  return (vector, sink) => {
    const { width } = fixedVector(vector);
    const source = fixedView(vector);
    return (row, at) => {
      sink.view.setInt32(at, readSafeInteger(source, row * width, width, isSigned));
      return at + 4;
    };
  };
};

/** BIGINT, UINTEGER. */
export const int8Binary: MakeColumnWriter = (type: DataType): ColumnWriter =>
  type.id === "BIGINT" ? bigintBinary : uintegerBinary;

const bigintBinary: ColumnWriter = (vector, sink) => {
  const source = fixedView(vector);
  return (row, at) => {
    sink.view.setInt32(at, source.getInt32(8 * row + 4, true));
    sink.view.setInt32(at + 4, source.getInt32(8 * row, true));
    return at + 8;
  };
};

const uintegerBinary: ColumnWriter = (vector, sink) => {
  const source = fixedView(vector);
  return (row, at) => {
    sink.view.setInt32(at, 0);
    sink.view.setInt32(at + 4, source.getInt32(4 * row, true));
    return at + 8;
  };
};
