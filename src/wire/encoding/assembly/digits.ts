// Decimal digits of integers.

const zero: u8 = 0x30;
const minus: u8 = 0x2d;

/** The tens and the ones of every number below 100, as two characters. */
const pairs: usize = memory.data(200);
const powers: usize = memory.data(20 * 8);

/** Called once, before anything else. */
export function fillDigits(): void {
  for (let value: u32 = 0; value < 100; value++) {
    store<u16>(pairs + (value << 1), <u16>(zero + value / 10 + ((zero + (value % 10)) << 8)));
  }
  let power: u64 = 1;
  for (let exponent: usize = 0; exponent < 20; exponent++, power *= 10) store<u64>(powers + (exponent << 3), power);
}

/** Ten to the power of 0 up to 19. */
export function powerOfTen(exponent: i32): u64 {
  return load<u64>(powers + ((<usize>exponent) << 3));
}

/** Two digits. */
export function writePair(at: usize, value: u32): usize {
  store<u16>(at, load<u16>(pairs + (value << 1)));
  return at + 2;
}

export function writeInteger(at: usize, value: i64): usize {
  if (value >= 0) return writeUnsigned(at, <u64>value);
  store<u8>(at, minus);
  return writeUnsigned(at + 1, <u64>-value);
}

export function writeUnsigned(at: usize, value: u64): usize {
  if (value < 100_000_000) return writeLeading(at, <u32>value);
  const high = value / 100_000_000;
  const low = <u32>(value - high * 100_000_000);
  let next: usize;
  if (high < 100_000_000) {
    next = writeLeading(at, <u32>high);
  } else {
    const top = high / 100_000_000;
    next = writeLeading(at, <u32>top);
    writeEight(next, <u32>(high - top * 100_000_000));
    next += 8;
  }
  writeEight(next, low);
  return next + 8;
}

/** Exactly `count` digits, with zeros before those of the value. */
export function writeDigits(at: usize, count: i32, value: u64): usize {
  let rest = value;
  let left = count;
  while (left > 8) {
    const high = rest / 100_000_000;
    writeEight(at + <usize>left - 8, <u32>(rest - high * 100_000_000));
    rest = high;
    left -= 8;
  }
  // Never more to the right than the digits themselves: what follows is written already.
  let low = <u32>rest;
  while (left >= 2) {
    const high = low / 100;
    writePair(at + <usize>left - 2, low - high * 100);
    low = high;
    left -= 2;
  }
  if (left == 1) store<u8>(at, <u8>(zero + (low % 10)));
  return at + <usize>count;
}

/** Of a number below 1e8. All eight digits are written, the value's own at the left, and what is too many is overwritten later. */
function writeLeading(at: usize, value: u32): usize {
  const count = smallDigitCount(value);
  writeEight(at, value * <u32>powerOfTen(8 - count));
  return at + <usize>count;
}

function writeEight(at: usize, value: u32): void {
  const high = value / 10_000;
  const low = value - high * 10_000;
  const first = high / 100;
  const third = low / 100;
  writePair(at, first);
  writePair(at + 2, high - first * 100);
  writePair(at + 4, third);
  writePair(at + 6, low - third * 100);
}

/** 1233 / 4096 is a little more than the logarithm of 2. Zero has one digit, too; no other power of ten is odd. */
function smallDigitCount(value: u32): i32 {
  const odd = value | 1;
  const guess = <i32>(((32 - clz<u32>(odd)) * 1233) >> 12);
  return <u64>odd >= powerOfTen(guess) ? guess + 1 : guess;
}

export function digitCount(value: u64): i32 {
  const odd = value | 1;
  const guess = <i32>(((64 - clz<u64>(odd)) * 1233) >> 12);
  return odd >= powerOfTen(guess) ? guess + 1 : guess;
}
