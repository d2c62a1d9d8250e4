// The decimal digits of a floating-point number: as few as tell it from its neighbours, or a given count of them.
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/common/d2s.c

export type Precision = "single" | "double";

/** `d.ddd` (without its point) times ten to the exponent. */
export interface Digits {
  readonly digits: string;
  readonly exponent: number;
}

/** Of a number above 0, or 0. */
export function shortestDigits(magnitude: number, precision: Precision): Digits {
  return precision === "single" ? shortestOfSingle(magnitude) : shortestOfDouble(magnitude);
}

/** JavaScript rounds what lies half way up, C to even. */
export function roundedDigits(magnitude: number, count: number): Digits {
  const text = magnitude.toExponential(count - 1);
  const rounded = digitsOf(text);
  if (!/[13579]e/.test(text) || !isRoundedHalf(magnitude, count)) return withoutZeros(rounded);
  return withoutZeros({ ...rounded, digits: String(BigInt(rounded.digits) - 1n) });
}

/** JavaScript's most. What they do not show is nothing but zeros where only a 5 and zeros are shown. */
const digitsShown = 100;

/** Whether a 5 and nothing else follows the digits. */
function isRoundedHalf(magnitude: number, count: number): boolean {
  const beyond = magnitude.toExponential(digitsShown).slice(count + 1);
  return /^50*e/.test(beyond);
}

/**
 * JavaScript's digits are the same but for one thing: they may lie exactly half way to a neighbour, where reading
 * rounds to even. PostgreSQL takes only what lies nearer (1e23 is 9.999999999999999e+22). Half ways of so few digits
 * exist only among integers.
 */
function shortestOfDouble(magnitude: number): Digits {
  const shortest = withoutZeros(digitsOf(String(magnitude)));
  if (magnitude < Number.MAX_SAFE_INTEGER || magnitude > 1e45) return shortest;
  const isTold = (digits: Digits) => numberOf(digits) === magnitude && !isHalfWay(digits, magnitude);
  if (isTold(shortest)) return shortest;
  return fewestDigits(magnitude, 1, 17, isTold);
}

const smallestNormalSingle = 2 ** -126;

/** Any six digits are a number of their own, except below the normal range; nine always tell. */
function shortestOfSingle(magnitude: number): Digits {
  const countMin = magnitude < smallestNormalSingle ? 1 : 6;
  return fewestDigits(magnitude, countMin, 9, (digits) => {
    const read = numberOf(digits);
    return Math.fround(read) === magnitude && !isHalfWayToSingle(read, magnitude);
  });
}

/** Where the gap below is half of that above, digits rounded down may not tell, and one more at their end may. */
function fewestDigits(
  magnitude: number,
  countMin: number,
  countMax: number,
  isTold: (digits: Digits) => boolean,
): Digits {
  for (let count = countMin; count < countMax; count++) {
    const nearest = roundedDigits(magnitude, count);
    if (isTold(nearest)) return nearest;
    const above = nextDigits(nearest, count);
    if (isTold(above)) return above;
  }
  return roundedDigits(magnitude, countMax);
}

function nextDigits({ digits, exponent }: Digits, count: number): Digits {
  const next = String(BigInt(digits.padEnd(count, "0")) + 1n);
  return withoutZeros({ digits: next, exponent: exponent + next.length - count });
}

function numberOf({ digits, exponent }: Digits): number {
  return Number(`${digits}e${exponent + 1 - digits.length}`);
}

function isHalfWay({ digits, exponent }: Digits, magnitude: number): boolean {
  const zeros = exponent + 1 - digits.length;
  if (zeros < 0) return false;
  const exact = BigInt(digits) * 10n ** BigInt(zeros);
  const value = BigInt(magnitude);
  const distance = exact < value ? value - exact : exact - value;
  const neighbour = BigInt(neighbourOf(magnitude, exact < value ? -1n : 1n));
  const gap = neighbour < value ? value - neighbour : neighbour - value;
  return 2n * distance === gap;
}

const scratch = new DataView(new ArrayBuffer(8));

function neighbourOf(value: number, step: bigint): number {
  scratch.setFloat64(0, value);
  scratch.setBigUint64(0, scratch.getBigUint64(0) + step);
  return scratch.getFloat64(0);
}

function isHalfWayToSingle(read: number, magnitude: number): boolean {
  if (read === magnitude) return false;
  scratch.setFloat32(0, magnitude);
  const bits = scratch.getUint32(0);
  scratch.setUint32(0, read < magnitude ? bits - 1 : bits + 1);
  return Math.abs(read - magnitude) * 2 === Math.abs(scratch.getFloat32(0) - magnitude);
}

/** Of `String(x)` or `x.toExponential()`. */
function digitsOf(text: string): Digits {
  const [mantissa = "", shift = "0"] = text.split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = whole + fraction;
  const zerosBefore = /^0*/.exec(digits.slice(0, -1))?.[0].length ?? 0;
  const exponent = whole.length - 1 - zerosBefore + Number(shift);
  return { digits: digits.slice(zerosBefore), exponent: /[1-9]/.test(digits) ? exponent : 0 };
}

function withoutZeros({ digits, exponent }: Digits): Digits {
  return { digits: digits.replace(/(?<=.)0+$/, ""), exponent };
}
