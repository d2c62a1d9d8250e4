// Decimal digits of integers that a JavaScript number holds exactly.

const zero = 0x30;
const minus = 0x2d;

const powersOfTen: readonly number[] = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

export function powerOfTen(exponent: number): number {
  return powersOfTen[exponent] ?? Number.NaN;
}

const int32Max = 0x7fff_ffff;
const smallPowersOfTen = Int32Array.of(1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, int32Max);

/** Of a safe integer that is not negative. */
export function digitCount(value: number): number {
  if (value <= int32Max) return smallDigitCount(value | 0);
  let count = 10;
  for (let bound = 1e10; value >= bound; bound *= 10) count++;
  return count;
}

/** 1233 / 4096 is a little more than the logarithm of 2. */
function smallDigitCount(value: number): number {
  // Zero has one digit, too; no other power of ten is odd.
  const odd = value | 1;
  const guess = ((32 - Math.clz32(odd)) * 1233) >> 12;
  return odd >= (smallPowersOfTen[guess] ?? 0) ? guess + 1 : guess;
}

export function writeInteger(view: DataView, at: number, value: number): number {
  if (value >= 0) return writeUnsigned(view, at, value);
  view.setUint8(at, minus);
  return writeUnsigned(view, at + 1, -value);
}

export function writeUnsigned(view: DataView, at: number, value: number): number {
  if (value < 1e8) return writeLeading(view, at, value | 0);
  const high = Math.floor(value / 1e8);
  const next = writeLeading(view, at, high | 0);
  writeEight(view, next, (value - high * 1e8) | 0);
  return next + 8;
}

/** Of a number below 1e8. */
function writeLeading(view: DataView, at: number, value: number): number {
  const count = smallDigitCount(value);
  writeEight(view, at, Math.imul(value, smallPowersOfTen[8 - count] ?? 0));
  return at + count;
}

/** Exactly `count` digits, with zeros before those of the value. */
export function writeDigits(view: DataView, at: number, count: number, value: number): number {
  if (count > 8) {
    const high = Math.floor(value / 1e8);
    const next = writeDigits(view, at, count - 8, high);
    writeEight(view, next, (value - high * 1e8) | 0);
    return next + 8;
  }
  writeEight(view, at, Math.imul(value | 0, smallPowersOfTen[8 - count] ?? 0));
  return at + count;
}

/**
 * PERF: always all eight digits, the value's own at the left, and what is too many to be overwritten. Straight int32
 * arithmetic: a loop that ends where the digits end is mispredicted for most values (bench/rows.bench.mjs).
 */
function writeEight(view: DataView, at: number, value: number): void {
  const high = (value / 10_000) | 0;
  const low = value - high * 10_000;
  const first = (high / 100) | 0;
  const third = (low / 100) | 0;
  writePair(view, at, first);
  writePair(view, at + 2, high - first * 100);
  writePair(view, at + 4, third);
  writePair(view, at + 6, low - third * 100);
}

/** The tens and the ones of every number below 100, as two characters in little-endian order. */
const pairs = Uint16Array.from(
  { length: 100 },
  (_, value) => zero + Math.floor(value / 10) + ((zero + (value % 10)) << 8),
);

/** Two digits, as of an hour. */
export function writePair(view: DataView, at: number, value: number): number {
  view.setUint16(at, pairs[value] ?? 0, true);
  return at + 2;
}

/** How many zeros end a text of digits. A regular expression would look at a long run of zeros again from each of its places. */
export function trailingZeros(digits: string): number {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === zero) end--;
  return digits.length - end;
}
