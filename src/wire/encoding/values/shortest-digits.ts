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

export function roundedDigits(magnitude: number, digitCount: number): Digits {
  return digitsOf(magnitude.toExponential(Math.min(100, digitCount - 1)));
}

/**
 * JavaScript's digits are the same but for one thing: they may lie exactly half way to a neighbour, where reading
 * rounds to even. PostgreSQL takes only what lies nearer (1e23 is 9.999999999999999e+22). Half ways of so few digits
 * exist only among integers.
 */
function shortestOfDouble(magnitude: number): Digits {
  const shortest = String(magnitude);
  if (magnitude < Number.MAX_SAFE_INTEGER || magnitude > 1e45) return digitsOf(shortest);
  if (!isHalfWay(shortest, magnitude)) return digitsOf(shortest);
  for (let places = 0; places < 17; places++) {
    const text = magnitude.toExponential(places);
    if (Number(text) === magnitude && !isHalfWay(text, magnitude)) return digitsOf(text);
  }
  return digitsOf(magnitude.toExponential(16));
}

function isHalfWay(text: string, magnitude: number): boolean {
  const exact = exactInteger(text);
  if (exact === undefined) return false;
  const value = BigInt(magnitude);
  const distance = exact < value ? value - exact : exact - value;
  const neighbour = exact < value ? BigInt(previousDouble(magnitude)) : BigInt(nextDouble(magnitude));
  const gap = neighbour < value ? value - neighbour : neighbour - value;
  return 2n * distance === gap;
}

function exactInteger(text: string): bigint | undefined {
  const { digits, exponent } = digitsOf(text);
  const zeros = exponent + 1 - digits.length;
  return zeros < 0 ? undefined : BigInt(digits) * 10n ** BigInt(zeros);
}

const scratch = new DataView(new ArrayBuffer(8));

function nextDouble(value: number): number {
  scratch.setFloat64(0, value);
  scratch.setBigUint64(0, scratch.getBigUint64(0) + 1n);
  return scratch.getFloat64(0);
}

function previousDouble(value: number): number {
  scratch.setFloat64(0, value);
  scratch.setBigUint64(0, scratch.getBigUint64(0) - 1n);
  return scratch.getFloat64(0);
}

const smallestNormalSingle = 2 ** -126;

/** Any six digits are a number of their own, except below the normal range; nine always tell. */
function shortestOfSingle(magnitude: number): Digits {
  for (let places = magnitude < smallestNormalSingle ? 0 : 5; places < 8; places++) {
    const text = magnitude.toExponential(places);
    const read = Number(text);
    if (Math.fround(read) === magnitude && !isHalfWayToSingle(read, magnitude)) return digitsOf(text);
  }
  return digitsOf(magnitude.toExponential(8));
}

function isHalfWayToSingle(read: number, magnitude: number): boolean {
  if (read === magnitude) return false;
  scratch.setFloat32(0, magnitude);
  const bits = scratch.getUint32(0);
  scratch.setUint32(0, read < magnitude ? bits - 1 : bits + 1);
  return Math.abs(read - magnitude) * 2 === Math.abs(scratch.getFloat32(0) - magnitude);
}

function digitsOf(text: string): Digits {
  const exponentAt = text.indexOf("e");
  const mantissa = exponentAt < 0 ? text : text.slice(0, exponentAt);
  const shift = exponentAt < 0 ? 0 : Number(text.slice(exponentAt + 1));
  const pointAt = mantissa.indexOf(".");
  const whole = pointAt < 0 ? mantissa : mantissa.slice(0, pointAt);
  const all = pointAt < 0 ? mantissa : whole + mantissa.slice(pointAt + 1);
  let start = 0;
  while (start < all.length - 1 && all[start] === "0") start++;
  let end = all.length;
  while (end > start + 1 && all[end - 1] === "0") end--;
  const digits = all.slice(start, end);
  return { digits, exponent: digits === "0" ? 0 : whole.length - 1 - start + shift };
}
