// FLOAT and DOUBLE: the shortest digits that read back as the same number, laid out as PostgreSQL does.
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/adt/float.c (float8out_internal)
import { digitCount, powerOfTen, writeDigits, writePair, writeUnsigned } from "./digits";
import { shortestDigits, shortestExponent } from "./shortest-digits";

const minus: u8 = 0x2d;
const plus: u8 = 0x2b;
const point: u8 = 0x2e;
const zero: u8 = 0x30;

/** Numbers from 1e15 (1e6) on are written with an exponent. */
const doubleDigits: i32 = 15;
const floatDigits: i32 = 6;

export function writeDouble(start: usize, value: f64): usize {
  const bits = reinterpret<u64>(value);
  const mantissa = bits & 0x000f_ffff_ffff_ffff;
  const exponent = <i32>(bits >> 52) & 0x7ff;
  let at = start;
  if (exponent == 0x7ff) return writeSpecial(at, mantissa != 0, <i64>bits < 0);
  if (<i64>bits < 0) store<u8>(at++, minus);
  const magnitude = abs<f64>(value);
  const quick = writeQuickly(at, magnitude);
  if (quick != 0) return quick;
  const isNormal = exponent != 0;
  const digits = shortestDigits(
    isNormal ? mantissa | 0x0010_0000_0000_0000 : mantissa,
    (isNormal ? exponent : 1) - 1077,
    mantissa != 0 || exponent <= 1,
  );
  return writeLaidOut(at, digits, shortestExponent, doubleDigits);
}

export function writeFloat(start: usize, value: f32): usize {
  const bits = reinterpret<u32>(value);
  const mantissa = bits & 0x007f_ffff;
  const exponent = <i32>(bits >> 23) & 0xff;
  let at = start;
  if (exponent == 0xff) return writeSpecial(at, mantissa != 0, <i32>bits < 0);
  if (<i32>bits < 0) store<u8>(at++, minus);
  if ((bits & 0x7fff_ffff) == 0) {
    store<u8>(at, zero);
    return at + 1;
  }
  const isNormal = exponent != 0;
  const digits = shortestDigits(
    isNormal ? mantissa | 0x0080_0000 : mantissa,
    (isNormal ? exponent : 1) - 152,
    mantissa != 0 || exponent <= 1,
  );
  return writeLaidOut(at, digits, shortestExponent, floatDigits);
}

function writeSpecial(start: usize, isNaN: bool, isNegative: bool): usize {
  let at = start;
  if (isNaN) {
    // `NaN`
    store<u32>(at, 0x004e_614e);
    return at + 3;
  }
  if (isNegative) store<u8>(at++, minus);
  // `Infinity`
  store<u64>(at, 0x7974_696e_6966_6e49);
  return at + 8;
}

/**
 * PERF: numbers of few digits after the point. The first scale at which an integer of at most 15 digits reads back as the
 * number has its shortest digits, because no other decimal of that many digits can be the same number. 0: there is none.
 */
function writeQuickly(at: usize, magnitude: f64): usize {
  if (magnitude >= 1e15) return 0;
  const whole = <u64>magnitude;
  if (<f64>whole == magnitude) return writeUnsigned(at, whole);
  if (magnitude < 1e-4) return 0;
  if (magnitude < 1e11) {
    for (let scale = 1; scale <= 4; scale++) {
      const unit = <f64>powerOfTen(scale);
      const scaled = nearest<f64>(magnitude * unit);
      if (scaled >= 1e15) return 0;
      if (scaled / unit != magnitude) continue;
      const next = writeUnsigned(at, whole);
      store<u8>(next, point);
      return writeDigits(next + 1, scale, <u64>scaled - whole * <u64>unit);
    }
  }
  return 0;
}

/** `digits` times ten to the exponent. */
function writeLaidOut(start: usize, digits: u64, exponent: i32, exponentBound: i32): usize {
  let at = start;
  const count = digitCount(digits);
  // Of the first digit.
  const power = exponent + count - 1;
  if (power < -4 || power >= exponentBound) {
    writeDigits(at + 1, count, digits);
    store<u8>(at, load<u8>(at + 1));
    if (count > 1) {
      store<u8>(at, point, 1);
      at += <usize>count + 1;
    } else at += 1;
    store<u8>(at, 0x65);
    store<u8>(at, power < 0 ? minus : plus, 1);
    const size = <u32>(power < 0 ? -power : power);
    return size < 100 ? writePair(at + 2, size) : writeDigits(at + 2, 3, size);
  }
  if (power < 0) {
    store<u8>(at++, zero);
    store<u8>(at++, point);
    for (let place = -1; place > power; place--) store<u8>(at++, zero);
    return writeDigits(at, count, digits);
  }
  if (exponent >= 0) {
    at = writeDigits(at, count, digits);
    for (let place = 0; place < exponent; place++) store<u8>(at++, zero);
    return at;
  }
  const unit = powerOfTen(-exponent);
  const whole = digits / unit;
  at = writeUnsigned(at, whole);
  store<u8>(at, point);
  return writeDigits(at + 1, -exponent, digits - whole * unit);
}
