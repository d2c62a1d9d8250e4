// Decimal digits of integers that a JavaScript number holds exactly.

const zero = 0x30;
const minus = 0x2d;

export const powersOfTen: readonly number[] = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

export function powerOfTen(exponent: number): number {
  return powersOfTen[exponent] ?? Number.NaN;
}

const int32Max = 0x7fff_ffff;

/** Of a safe integer that is not negative. */
export function digitCount(value: number): number {
  if (value <= int32Max) return smallDigitCount(value | 0);
  let count = 10;
  for (let bound = 1e10; value >= bound; bound *= 10) count++;
  return count;
}

const smallPowersOfTen = Int32Array.of(1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, int32Max);

/** 1233 / 4096 is a little more than the logarithm of 2. */
function smallDigitCount(value: number): number {
  const guess = ((32 - Math.clz32(value | 1)) * 1233) >> 12;
  return value >= (smallPowersOfTen[guess] ?? 0) ? guess + 1 : Math.max(guess, 1);
}

/** Fills the whole range from its right end, with zeros where the value has no more digits. */
export function writeDigits(bytes: Uint8Array, from: number, to: number, value: number): void {
  let rest = value;
  let end = to;
  while (rest > int32Max) {
    const high = Math.floor(rest / 1e8);
    writeSmallDigits(bytes, end - 8, end, rest - high * 1e8);
    end -= 8;
    rest = high;
  }
  writeSmallDigits(bytes, from, end, rest);
}

/** PERF: two digits at a time in int32 arithmetic, which V8 turns into multiplications (bench/row-encoding.bench.ts). */
function writeSmallDigits(bytes: Uint8Array, from: number, to: number, value: number): void {
  let rest = value | 0;
  let at = to;
  while (at - from >= 2) {
    const hundredth = (rest / 100) | 0;
    at -= 2;
    writePair(bytes, at, rest - hundredth * 100);
    rest = hundredth;
  }
  if (at > from) bytes[from] = zero + (rest % 10);
}

export function writeInteger(bytes: Uint8Array, at: number, value: number): number {
  if (value < 0) {
    bytes[at] = minus;
    return writeUnsigned(bytes, at + 1, -value);
  }
  return writeUnsigned(bytes, at, value);
}

export function writeUnsigned(bytes: Uint8Array, at: number, value: number): number {
  const end = at + digitCount(value);
  writeDigits(bytes, at, end, value);
  return end;
}

/** The tens and then the ones of every number below 100. */
const pairs = Buffer.from(Array.from({ length: 100 }, (_, value) => String(value).padStart(2, "0")).join(""), "latin1");

/** Two digits, as of an hour. */
export function writePair(bytes: Uint8Array, at: number, value: number): number {
  bytes[at] = pairs[2 * value] ?? zero;
  bytes[at + 1] = pairs[2 * value + 1] ?? zero;
  return at + 2;
}
