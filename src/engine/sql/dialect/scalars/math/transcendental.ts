// Roots, logarithms and powers of numerics, at the scales that PostgreSQL chooses. Computed with digits to spare, and rounded once.
import { PgError } from "../../../../../errors.js";
import {
  absolute,
  decimalWeight,
  displayScale,
  divide,
  isWhole,
  leadingDigits,
  type Numeric,
  quotientScale,
  rescale,
  significantDigits,
  tenTo,
  toDouble,
  tooWide,
} from "./numeric.js";

const guardDigits = 15;
/** Of a result that is still computed. */
const weightMax = 1_000;
/** Of a power that is multiplied out: beyond, by way of the logarithm, which is as good and costs no more for a larger exponent. */
const exactDigitsMax = 2_000;

export function squareRoot(value: Numeric): Numeric {
  if (value.unscaled < 0n) throw new PgError("2201F", "cannot take square root of a negative number");
  const { weight } = leadingDigits(value, 1);
  // PostgreSQL's estimate of the root's decimal weight: weight counts digits of base ten thousand.
  const rootWeight = weight * 2 + 1;
  return squareRootAt(value, displayScale(significantDigits - rootWeight, value));
}

export function squareRootAt(value: Numeric, scale: number): Numeric {
  // One digit more than wanted, cut off: enough to round half up.
  const digits = scale + 1;
  const shift = 2 * digits - value.scale;
  const root = integerRoot(shift >= 0 ? value.unscaled * tenTo(shift) : value.unscaled / tenTo(-shift));
  return rescale({ unscaled: root, scale: digits }, scale);
}

function integerRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

export function exponential(value: Numeric): Numeric {
  const weight = Math.trunc(toDouble(value) * 0.434294481903252);
  if (weight > weightMax) throw tooWide();
  const scale = displayScale(significantDigits - Math.max(weight, -2_000), value);
  return exponentialAt(value, scale, weight);
}

function exponentialAt(value: Numeric, scale: number, weight: number): Numeric {
  const digits = scale + 2 * Math.max(weight, 0) + guardDigits;
  if (weight < -scale - 1) return { unscaled: 0n, scale };
  return rescale({ unscaled: fixedExponential(rescale(value, digits).unscaled, digits), scale: digits }, scale);
}

/** e to the power of value, both in units of ten to minus digits. */
function fixedExponential(value: bigint, digits: number): bigint {
  // The argument is halved until it is small, and the result squared as often: a bit of precision goes with each.
  const halvings = Math.max(0, absolute(value).toString(2).length - tenTo(digits).toString(2).length + 9);
  const bits = Math.ceil(digits * 3.33) + halvings + 8;
  const one = 1n << BigInt(bits);
  const small = ((value << BigInt(bits)) / tenTo(digits)) >> BigInt(halvings);
  let sum = one;
  let term = one;
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = ((term * small) >> BigInt(bits)) / n;
    sum += term;
  }
  for (let squared = 0; squared < halvings; squared++) sum = (sum * sum) >> BigInt(bits);
  return (sum * tenTo(digits)) >> BigInt(bits);
}

/** estimate_ln_dweight() */
function logarithmWeight(value: Numeric): number {
  const [ninetieth, eleventh] = [9n * 10n ** BigInt(value.scale), 11n * 10n ** BigInt(value.scale)];
  const tenfold = value.unscaled * 10n;
  if (tenfold >= ninetieth && tenfold <= eleventh) {
    const difference = { unscaled: value.unscaled - tenTo(value.scale), scale: value.scale };
    return decimalWeight(difference) ?? 0;
  }
  const { weight, leading } = leadingDigits(value, 2);
  return Math.trunc(Math.log10(Math.abs(Math.log(leading) + (weight - 1) * 4 * 2.302585092994046)));
}

export function naturalLogarithm(value: Numeric): Numeric {
  checkLogarithm(value);
  return naturalLogarithmAt(value, displayScale(significantDigits - logarithmWeight(value), value));
}

function checkLogarithm({ unscaled }: Numeric): void {
  if (unscaled < 0n) throw new PgError("2201E", "cannot take logarithm of a negative number");
  if (unscaled === 0n) throw new PgError("2201E", "cannot take logarithm of zero");
}

function naturalLogarithmAt(value: Numeric, scale: number): Numeric {
  const digits = scale + guardDigits;
  const weight = decimalWeight(value) ?? 0;
  // value = m times ten to the weight, with m from 1 up to 10
  const mantissa = rescale({ unscaled: value.unscaled, scale: value.scale + weight }, digits + 2).unscaled;
  const sum = fixedLogarithm(mantissa, digits + 2) + BigInt(weight) * logarithmOfTen(digits + 2);
  return rescale({ unscaled: sum, scale: digits + 2 }, scale);
}

let ofTen: Numeric = { unscaled: 0n, scale: 0 };

function logarithmOfTen(digits: number): bigint {
  if (ofTen.scale < digits) ofTen = { unscaled: fixedLogarithm(10n * tenTo(digits), digits), scale: digits };
  return rescale(ofTen, digits).unscaled;
}

/** Halley's steps from the double's logarithm: each triples the digits. */
function fixedLogarithm(value: bigint, digits: number): bigint {
  const one = tenTo(digits);
  const start = Math.log(Number((value * 1_000_000_000_000_000n) / one) / 1e15);
  let logarithm = (BigInt(Math.round(start * 1e15)) * one) / 1_000_000_000_000_000n;
  for (let good = 14; good < digits + 2; good *= 3) {
    const power = fixedExponential(logarithm, digits);
    logarithm += (2n * (value - power) * one) / (value + power);
  }
  return logarithm;
}

export function logarithm(base: Numeric, value: Numeric): Numeric {
  checkLogarithm(base);
  checkLogarithm(value);
  const [baseWeight, valueWeight] = [logarithmWeight(base), logarithmWeight(value)];
  const scale = displayScale(significantDigits - (valueWeight - baseWeight), base, value);
  const digits = scale + guardDigits + Math.abs(baseWeight) + Math.abs(valueWeight);
  return divide(naturalLogarithmAt(value, digits), naturalLogarithmAt(base, digits), scale);
}

export function power(base: Numeric, exponent: Numeric): Numeric {
  if (base.unscaled === 0n && exponent.unscaled < 0n)
    throw new PgError("2201F", "zero raised to a negative power is undefined");
  if (isWhole(exponent)) {
    const whole = exponent.unscaled / tenTo(exponent.scale);
    if (absolute(whole) < 2n ** 31n) return wholePower(base, Number(whole), displayScale(significantDigits, base));
  }
  if (base.unscaled === 0n) return { unscaled: 0n, scale: significantDigits };
  if (base.unscaled < 0n) {
    if (!isWhole(exponent))
      throw new PgError("2201F", "a negative number raised to a non-integer power yields a complex result");
    throw tooWide();
  }
  const exponentOfE = toDouble(exponent) * logarithmDouble(base);
  const weight = Math.trunc(exponentOfE * 0.434294481903252);
  if (weight > weightMax) throw tooWide();
  const scale = displayScale(significantDigits - Math.max(weight, -2_000), base, exponent);
  return powerByLogarithm(base, exponent, weight, scale);
}

/** Of a base above zero. */
function powerByLogarithm(base: Numeric, exponent: Numeric, weight: number, scale: number): Numeric {
  if (weight < -scale - 1) return { unscaled: 0n, scale };
  const digits = scale + Math.max(weight, 0) + guardDigits + Math.max(decimalWeight(exponent) ?? 0, 0) + 5;
  const ln = naturalLogarithmAt(base, digits);
  const product = { unscaled: ln.unscaled * exponent.unscaled, scale: ln.scale + exponent.scale };
  return exponentialAt(product, scale, weight);
}

function wholePower(base: Numeric, exponent: number, scale: number): Numeric {
  if (base.unscaled === 0n) return { unscaled: exponent === 0 ? tenTo(scale) : 0n, scale };
  const weight = Math.trunc(exponent * logarithmDouble({ ...base, unscaled: absolute(base.unscaled) }) * 0.4342944819);
  if (weight > weightMax) throw tooWide();
  const times = Math.abs(exponent);
  const digits = absolute(base.unscaled).toString().length;
  if (times * digits <= exactDigitsMax) {
    const product = { unscaled: base.unscaled ** BigInt(times), scale: base.scale * times };
    return exponent >= 0 ? rescale(product, scale) : divide({ unscaled: 1n, scale: 0 }, product, scale);
  }
  const positive = { unscaled: absolute(base.unscaled), scale: base.scale };
  const result = powerByLogarithm(positive, { unscaled: BigInt(exponent), scale: 0 }, weight, scale);
  return base.unscaled < 0n && times % 2 === 1 ? { unscaled: -result.unscaled, scale } : result;
}

function logarithmDouble(value: Numeric): number {
  const weight = decimalWeight(value) ?? 0;
  const mantissa = toDouble({ unscaled: value.unscaled, scale: value.scale + weight });
  return Math.log1p(mantissa - 1) + weight * Math.LN10;
}

export function factorial(n: bigint): Numeric {
  if (n < 0n) throw new PgError("22003", "factorial of a negative number is undefined");
  if (n > 32177n) throw new PgError("22003", "value overflows numeric format");
  // 33! has 37 digits, 34! has 39.
  if (n > 450n) throw tooWide();
  let product = 1n;
  for (let factor = 2n; factor <= n; factor++) product *= factor;
  return { unscaled: product, scale: 0 };
}

/** Variance or standard deviation from exact sums: PostgreSQL's numeric_stddev_internal(). */
export function deviation(
  kind: "variance" | "stddev",
  of: "sample" | "population",
  count: bigint,
  sum: Numeric,
  sumOfSquares: Numeric,
): Numeric | null {
  if (count === 0n || (of === "sample" && count === 1n)) return null;
  const scale = Math.max(2 * sum.scale, sumOfSquares.scale);
  const squares = rescale(sumOfSquares, scale).unscaled * count;
  const numerator = squares - rescale({ unscaled: sum.unscaled ** 2n, scale: 2 * sum.scale }, scale).unscaled;
  if (numerator <= 0n) return { unscaled: 0n, scale: 0 };
  const dividend: Numeric = { unscaled: numerator, scale };
  const divisor: Numeric = { unscaled: count * (of === "sample" ? count - 1n : count), scale: 0 };
  const places = quotientScale(dividend, divisor);
  const variance = divide(dividend, divisor, places);
  return kind === "variance" ? variance : squareRootAt(variance, places);
}
