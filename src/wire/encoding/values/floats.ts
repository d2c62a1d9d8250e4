// FLOAT and DOUBLE: the shortest digits that read back as the same number, laid out as PostgreSQL does.
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/adt/float.c (float8out_internal)
import { digitCount, powerOfTen, writeDigits, writeUnsigned } from "./digits.js";
import { type Precision, roundedDigits, shortestDigits } from "./shortest-digits.js";
import { type ColumnWriter, fixedView, type MakeColumnWriter, writeAscii } from "./value-writer.js";

const zero = 0x30;
const minus = 0x2d;
const plus = 0x2b;
const point = 0x2e;
const exponentMark = 0x65;

/** Any decimal of so many digits is one number of its own; numbers from 1e15 (1e6) on are written with an exponent. */
const digitsOf = { single: 6, double: 15 } as const satisfies Record<Precision, number>;

/** How many digits after the point are tried before the general way. */
const quickScaleMax = 8;

export const floatText: MakeColumnWriter = (_type, { settings }) => floatWriter("single", settings.extraFloatDigits);
export const doubleText: MakeColumnWriter = (_type, { settings }) => floatWriter("double", settings.extraFloatDigits);

function floatWriter(precision: Precision, extraDigits: number): ColumnWriter {
  const digits = Math.max(1, digitsOf[precision] + extraDigits);
  const write =
    extraDigits > 0
      ? writeShortest
      : (view: DataView, at: number, value: number) => writeRounded(view, at, value, digits);
  return precision === "single"
    ? (vector, sink) => {
        const source = fixedView(vector);
        return (row, at) => write(sink.view, at, source.getFloat32(4 * row, true), "single");
      }
    : (vector, sink) => {
        const source = fixedView(vector);
        return (row, at) => write(sink.view, at, source.getFloat64(8 * row, true), "double");
      };
}

export const floatBinary: MakeColumnWriter = () => (vector, sink) => {
  const source = fixedView(vector);
  return (row, at) => {
    sink.view.setInt32(at, source.getInt32(4 * row, true));
    return at + 4;
  };
};

export const doubleBinary: MakeColumnWriter = () => (vector, sink) => {
  const source = fixedView(vector);
  return (row, at) => {
    sink.view.setInt32(at, source.getInt32(8 * row + 4, true));
    sink.view.setInt32(at + 4, source.getInt32(8 * row, true));
    return at + 8;
  };
};

function writeShortest(view: DataView, start: number, value: number, precision: Precision): number {
  let at = start;
  if (!Number.isFinite(value)) return writeAscii(view, at, String(value));
  if (value < 0 || Object.is(value, -0)) view.setUint8(at++, minus);
  const magnitude = Math.abs(value);
  const quick = writeQuickly(view, at, magnitude, precision);
  if (quick !== at) return quick;
  // PERF: JavaScript lays these out as PostgreSQL does, and its digits are the shortest (bench/rows.bench.mjs).
  if (precision === "double" && magnitude >= 1e-4 && magnitude < 1e15) return writeAscii(view, at, String(magnitude));
  const { digits, exponent } = shortestDigits(magnitude, precision);
  return writeScientificOrPlain(view, at, digits, exponent, digitsOf[precision]);
}

/**
 * PERF: numbers of few digits after the point, without making a string (bench/rows.bench.mjs).
 * The first scale at which an integer of at most 15 (6) digits reads back as the number has its shortest digits,
 * because no other decimal of that many digits can be the same number. Returns `at` where there is none.
 */
function writeQuickly(view: DataView, at: number, magnitude: number, precision: Precision): number {
  const bound = powerOfTen(digitsOf[precision]);
  if (magnitude >= bound) return at;
  if (magnitude === Math.floor(magnitude)) return writeUnsigned(view, at, magnitude);
  if (magnitude < 1e-4) return at;
  for (let scale = 1; scale <= quickScaleMax; scale++) {
    const unit = powerOfTen(scale);
    const scaled = Math.round(magnitude * unit);
    if (scaled >= bound) return at;
    const same = precision === "double" ? scaled / unit === magnitude : Math.fround(scaled / unit) === magnitude;
    if (!same) continue;
    const whole = Math.floor(magnitude);
    let next = writeUnsigned(view, at, whole);
    view.setUint8(next++, point);
    return writeDigits(view, next, scale, scaled - whole * unit);
  }
  return at;
}

/** `%.*g`, as asked for with extra_float_digits of 0 or less. */
function writeRounded(view: DataView, start: number, value: number, digitsMax: number): number {
  let at = start;
  if (!Number.isFinite(value)) return writeAscii(view, at, String(value));
  if (value < 0 || Object.is(value, -0)) view.setUint8(at++, minus);
  const { digits, exponent } = roundedDigits(Math.abs(value), digitsMax);
  return writeScientificOrPlain(view, at, digits, exponent, digitsMax);
}

/** `digits` are `d.ddd` times ten to the exponent. */
function writeScientificOrPlain(
  view: DataView,
  start: number,
  digits: string,
  exponent: number,
  exponentBound: number,
): number {
  let at = start;
  if (exponent < -4 || exponent >= exponentBound) {
    at = writeAscii(view, at, digits.slice(0, 1));
    if (digits.length > 1) view.setUint8(at++, point);
    at = writeAscii(view, at, digits.slice(1));
    view.setUint8(at++, exponentMark);
    view.setUint8(at++, exponent < 0 ? minus : plus);
    const size = Math.abs(exponent);
    return writeDigits(view, at, Math.max(2, digitCount(size)), size);
  }
  if (exponent < 0) {
    view.setUint8(at++, zero);
    view.setUint8(at++, point);
    for (let place = -1; place > exponent; place--) view.setUint8(at++, zero);
    return writeAscii(view, at, digits);
  }
  at = writeAscii(view, at, digits.slice(0, exponent + 1));
  for (let place = digits.length; place <= exponent; place++) view.setUint8(at++, zero);
  if (digits.length <= exponent + 1) return at;
  view.setUint8(at++, point);
  return writeAscii(view, at, digits.slice(exponent + 1));
}
