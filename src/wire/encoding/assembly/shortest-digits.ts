// Ryu, as PostgreSQL runs it: the fewest decimal digits that lie nearer to a binary floating-point number than to its neighbours.
// Ulf Adams, "Ryu: Fast Float-to-String Conversion", PLDI 2018; https://github.com/postgres/postgres/blob/REL_15_STABLE/src/common/d2s.c
// PostgreSQL takes only what lies strictly between the half ways to the neighbours.

const powerBits: i32 = 125;

/** 2^(length of 5^i - 1 + 125) / 5^i, rounded up; then 5^i cut to 125 bits. 128 bits each, the low half first. */
const inversePowers: usize = memory.data(342 * 16, 16);
const powers: usize = memory.data(326 * 16, 16);

/** The other side fills both tables, once. */
export function inversePowersOfFive(): usize {
  return inversePowers;
}

export function powersOfFive(): usize {
  return powers;
}

/** Of the last call: the power of ten that its digits are multiplied by. */
export let shortestExponent: i32 = 0;

/**
 * Of the number `mantissa` x 2^(`exponent2` + 2).
 * @param hasEvenGap the number below is as far away as the number above.
 */
export function shortestDigits(mantissa: u64, exponent2: i32, hasEvenGap: bool): u64 {
  if (mantissa == 0) {
    shortestExponent = 0;
    return 0;
  }
  const value = 4 * mantissa;
  let exponent10: i32;
  let isExact = false;
  if (exponent2 >= 0) {
    const q = ((exponent2 * 78913) >> 18) - (exponent2 > 3 ? 1 : 0);
    exponent10 = q;
    const shift = -exponent2 + q + powerBits + bitsOfPowerOfFive(q) - 1;
    scaleAll(mantissa, inversePowers + ((<usize>q) << 4), shift, hasEvenGap);
    if (q <= 21) {
      if (value % 5 == 0) isExact = isMultipleOfPowerOfFive(value, q);
      else if (isMultipleOfPowerOfFive(value + 2, q)) scaledAbove--;
    }
  } else {
    const q = ((-exponent2 * 732923) >> 20) - (-exponent2 > 1 ? 1 : 0);
    exponent10 = q + exponent2;
    const index = -exponent2 - q;
    const shift = q - (bitsOfPowerOfFive(index) - powerBits);
    scaleAll(mantissa, powers + ((<usize>index) << 4), shift, hasEvenGap);
    if (q <= 1) {
      isExact = true;
      scaledAbove--;
    } else if (q < 63) {
      isExact = (value & (((<u64>1) << q) - 1)) == 0;
    }
  }
  return removeDigits(exponent10, isExact);
}

let scaled: u64 = 0;
let scaledAbove: u64 = 0;
let scaledBelow: u64 = 0;

function removeDigits(exponent10: i32, isExact: bool): u64 {
  let middle = scaled;
  let above = scaledAbove;
  let below = scaledBelow;
  let removed = 0;
  if (isExact) {
    let isRestZero = true;
    let lastDigit: u64 = 0;
    for (;;) {
      const nextAbove = above / 10;
      const nextBelow = below / 10;
      if (nextAbove <= nextBelow) break;
      const next = middle / 10;
      isRestZero = isRestZero && lastDigit == 0;
      lastDigit = middle - next * 10;
      middle = next;
      above = nextAbove;
      below = nextBelow;
      removed++;
    }
    // A half is rounded to even.
    if (isRestZero && lastDigit == 5 && (middle & 1) == 0) lastDigit = 4;
    shortestExponent = exponent10 + removed;
    return middle + (middle == below || lastDigit >= 5 ? 1 : 0);
  }
  let isRoundedUp = false;
  const above100 = above / 100;
  const below100 = below / 100;
  if (above100 > below100) {
    const next = middle / 100;
    isRoundedUp = middle - next * 100 >= 50;
    middle = next;
    above = above100;
    below = below100;
    removed += 2;
  }
  for (;;) {
    const nextAbove = above / 10;
    const nextBelow = below / 10;
    if (nextAbove <= nextBelow) break;
    const next = middle / 10;
    isRoundedUp = middle - next * 10 >= 5;
    middle = next;
    above = nextAbove;
    below = nextBelow;
    removed++;
  }
  shortestExponent = exponent10 + removed;
  return middle + (middle == below || isRoundedUp ? 1 : 0);
}

/** The number and its two half ways, times the power of five, shifted to the right. */
function scaleAll(mantissa: u64, factor: usize, shift: i32, hasEvenGap: bool): void {
  const factorLow = load<u64>(factor);
  const factorHigh = load<u64>(factor, 8);
  const twice = mantissa << 1;
  const low = twice * factorLow;
  const carry = highProduct(twice, factorLow);
  const partial = twice * factorHigh;
  const middle = carry + partial;
  const high = highProduct(twice, factorHigh) + (middle < carry ? 1 : 0);

  const aboveLow = low + factorLow;
  const aboveCarry: u64 = aboveLow < low ? 1 : 0;
  const aboveMiddle = middle + factorHigh + aboveCarry;
  const aboveHigh = high + (aboveMiddle < middle || (aboveCarry == 1 && aboveMiddle == middle) ? 1 : 0);
  scaledAbove = shiftRight(aboveMiddle, aboveHigh, shift - 65);

  if (hasEvenGap) {
    const belowLow = low - factorLow;
    const borrow: u64 = belowLow > low ? 1 : 0;
    const belowMiddle = middle - factorHigh - borrow;
    const belowHigh = high - (belowMiddle > middle || (borrow == 1 && belowMiddle == middle) ? 1 : 0);
    scaledBelow = shiftRight(belowMiddle, belowHigh, shift - 65);
  } else {
    const low2 = low + low;
    const middle2 = middle + middle + (low2 < low ? 1 : 0);
    const high2 = high + high + (middle >> 63) + (middle2 < middle + middle ? 1 : 0);
    const belowLow = low2 - factorLow;
    const borrow: u64 = belowLow > low2 ? 1 : 0;
    const belowMiddle = middle2 - factorHigh - borrow;
    const belowHigh = high2 - (belowMiddle > middle2 || (borrow == 1 && belowMiddle == middle2) ? 1 : 0);
    scaledBelow = shiftRight(belowMiddle, belowHigh, shift - 64);
  }
  scaled = shiftRight(middle, high, shift - 65);
}

/** 0 < shift < 64 */
function shiftRight(low: u64, high: u64, shift: i32): u64 {
  return (high << (64 - <u64>shift)) | (low >> <u64>shift);
}

/** The upper 64 bits of a product. */
function highProduct(a: u64, b: u64): u64 {
  const aLow = a & 0xffff_ffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffff_ffff;
  const bHigh = b >> 32;
  const middle = aHigh * bLow + ((aLow * bLow) >> 32);
  return aHigh * bHigh + (middle >> 32) + ((aLow * bHigh + (middle & 0xffff_ffff)) >> 32);
}

function bitsOfPowerOfFive(exponent: i32): i32 {
  return ((exponent * 1217359) >> 19) + 1;
}

function isMultipleOfPowerOfFive(value: u64, exponent: i32): bool {
  let rest = value;
  for (let count = 0; count < exponent; count++) {
    const next = rest / 5;
    if (next * 5 != rest) return false;
    rest = next;
  }
  return true;
}
