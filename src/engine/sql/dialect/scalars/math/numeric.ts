// PostgreSQL's numeric: digits and a display scale. Only as wide as DuckDB's DECIMAL where a value enters; what is between may be wider.
import { PgError } from "../../../../../errors.js";

export interface Numeric {
  /** The value times ten to the scale. */
  readonly unscaled: bigint;
  /** Digits after the point, as PostgreSQL shows them. */
  readonly scale: number;
}

/** PostgreSQL's NUMERIC_MIN_SIG_DIGITS and NUMERIC_MAX_DISPLAY_SCALE. */
export const significantDigits = 16;
const displayScaleMax = 1_000;

/** PostgreSQL counts in digits of base ten thousand. */
const digitsOfOne = 4;

const powersOfTen: readonly bigint[] = Array.from({ length: 200 }, (_, power) => 10n ** BigInt(power));

export function tenTo(power: number): bigint {
  return powersOfTen[power] ?? 10n ** BigInt(power);
}

export function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** A DECIMAL's or a whole number's text. */
export function parseNumeric(text: string): Numeric {
  const point = text.indexOf(".");
  if (point === -1) return { unscaled: BigInt(text), scale: 0 };
  return { unscaled: BigInt(text.slice(0, point) + text.slice(point + 1)), scale: text.length - point - 1 };
}

export function formatNumeric({ unscaled, scale }: Numeric): string {
  const digits = absolute(unscaled)
    .toString()
    .padStart(scale + 1, "0");
  const sign = unscaled < 0n ? "-" : "";
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** The quotient of whole numbers, rounded half away from zero. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const [a, b] = [absolute(dividend), absolute(divisor)];
  const quotient = (a + a + b) / (b + b);
  return dividend < 0n === divisor < 0n ? quotient : -quotient;
}

export function rescale({ unscaled, scale }: Numeric, to: number): Numeric {
  if (to >= scale) return { unscaled: unscaled * tenTo(to - scale), scale: to };
  return { unscaled: divideRounded(unscaled, tenTo(scale - to)), scale: to };
}

/** Below no operand's scale, and within what PostgreSQL shows. */
export function displayScale(wanted: number, ...operands: readonly Numeric[]): number {
  return Math.min(Math.max(wanted, 0, ...operands.map(({ scale }) => scale)), displayScaleMax);
}

/** Where the first digit stands: 0 for 7.5, 1 for 12, -2 for 0.05. Undefined for zero. */
export function decimalWeight({ unscaled, scale }: Numeric): number | undefined {
  return unscaled === 0n ? undefined : absolute(unscaled).toString().length - 1 - scale;
}

/** PostgreSQL's weight and digits, of which as many as are asked for, as one number. */
export function leadingDigits(value: Numeric, count: number): { readonly weight: number; readonly leading: number } {
  const decimal = decimalWeight(value);
  if (decimal === undefined) return { weight: 0, leading: 0 };
  const weight = Math.floor(decimal / digitsOfOne);
  const lowest = (weight - count + 1) * digitsOfOne;
  const shift = -lowest - value.scale;
  const digits = absolute(value.unscaled);
  return { weight, leading: Number(shift >= 0 ? digits * tenTo(shift) : digits / tenTo(-shift)) };
}

/** select_div_scale() */
export function quotientScale(dividend: Numeric, divisor: Numeric): number {
  const [a, b] = [leadingDigits(dividend, 1), leadingDigits(divisor, 1)];
  const weight = a.weight - b.weight - (a.leading <= b.leading ? 1 : 0);
  return displayScale(significantDigits - weight * digitsOfOne, dividend, divisor);
}

export function divide(dividend: Numeric, divisor: Numeric, scale: number): Numeric {
  if (divisor.unscaled === 0n) throw new PgError("22012", "division by zero");
  const shift = scale + divisor.scale - dividend.scale;
  return {
    unscaled:
      shift >= 0
        ? divideRounded(dividend.unscaled * tenTo(shift), divisor.unscaled)
        : divideRounded(dividend.unscaled, divisor.unscaled * tenTo(-shift)),
    scale,
  };
}

/** Every digit. */
export function multiply(left: Numeric, right: Numeric): Numeric {
  return { unscaled: left.unscaled * right.unscaled, scale: left.scale + right.scale };
}

/** `sign`: of the right one. */
export function add(left: Numeric, right: Numeric, sign: bigint): Numeric {
  const scale = Math.max(left.scale, right.scale);
  return { unscaled: rescale(left, scale).unscaled + sign * rescale(right, scale).unscaled, scale };
}

/** As near as a double comes, and infinite beyond. */
export function toDouble(value: Numeric): number {
  return Number(formatNumeric(value));
}

export function isWhole({ unscaled, scale }: Numeric): boolean {
  return unscaled % tenTo(scale) === 0n;
}

/** Where a function's result is used as text, as it stands, there is no limit of DECIMAL's. */
export const asText = -1;

/** The text of a DECIMAL(38, scale): nothing is lost, or it is an error. */
export function fit(value: Numeric, scale: number): string {
  if (scale === asText) return formatNumeric(value);
  if (value.scale > scale && value.unscaled % tenTo(value.scale - scale) !== 0n) throw tooWide();
  const fitted = rescale(value, scale);
  if (absolute(fitted.unscaled) >= tenTo(38)) throw tooWide();
  return formatNumeric(fitted);
}

export function tooWide(): PgError {
  return new PgError("22003", "value out of range for a numeric of 38 digits", {
    hint: "Cast an operand to double precision, or round the operands.",
  });
}
