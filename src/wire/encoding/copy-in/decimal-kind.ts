// Numerics that come in, rounded to a column's scale and held to its precision, as PostgreSQL does it.
// https://www.postgresql.org/docs/15/datatype-numeric.html#DATATYPE-NUMERIC-DECIMAL
import type { DataType, ParameterContent } from "../../../engine/api.js";
import { NumericValueOutOfRange } from "../../../errors.js";
import type { FixedKind } from "./fixed-builder.js";
import { writeInt64 } from "./plain-integers.js";

type Decimal = Extract<DataType, { readonly id: "DECIMAL" }>;

/** So many digits are exact in a number. */
const plainDigitsMax = 15;

export function decimalKind({ width: precision, scale }: Decimal): FixedKind {
  const width = bytesOf(precision);
  const limit = 10n ** BigInt(precision);
  return {
    width,
    readPlain(bytes, start, end, view, at) {
      const value = readPlainDecimal(bytes, start, end, precision, scale);
      if (Number.isNaN(value)) return false;
      if (width === 2) view.setInt16(at, value, true);
      else if (width === 4) view.setInt32(at, value, true);
      else writeInt64(view, at, value);
      if (width === 16) view.setBigInt64(at + 8, value < 0 ? -1n : 0n, true);
      return true;
    },
    write(content, type, view, at) {
      const value = rescaled(content, type, scale);
      if (value >= limit || value <= -limit) throw overflow(precision, scale);
      if (width === 2) view.setInt16(at, Number(value), true);
      else if (width === 4) view.setInt32(at, Number(value), true);
      else view.setBigInt64(at, BigInt.asIntN(64, value), true);
      if (width === 16) view.setBigInt64(at + 8, value >> 64n, true);
    },
  };
}

/** DuckDB's layout. */
function bytesOf(precision: number): number {
  if (precision <= 4) return 2;
  if (precision <= 9) return 4;
  return precision <= 18 ? 8 : 16;
}

/** Unscaled; NaN: it has an exponent, or has to be rounded, or is too long. */
function readPlainDecimal(bytes: Buffer, start: number, end: number, precision: number, scale: number): number {
  const isNegative = bytes[start] === 0x2d;
  let value = 0;
  let digits = 0;
  let fraction = -1;
  for (let at = isNegative ? start + 1 : start; at < end; at++) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit === -2 && fraction < 0) {
      fraction = 0;
    } else {
      if (digit < 0 || digit > 9) return Number.NaN;
      value = value * 10 + digit;
      digits++;
      if (fraction >= 0) fraction++;
    }
  }
  const missing = scale - Math.max(0, fraction);
  if (digits === 0 || missing < 0 || digits + missing > Math.min(plainDigitsMax, precision)) return Number.NaN;
  const scaled = value * 10 ** missing;
  return isNegative ? 0 - scaled : scaled;
}

function rescaled(content: ParameterContent, type: DataType, scale: number): bigint {
  if (typeof content !== "bigint" || type.id !== "DECIMAL") throw new Error(`expected a DECIMAL, got ${type.id}`);
  if (type.scale <= scale) return content * 10n ** BigInt(scale - type.scale);
  const divisor = 10n ** BigInt(type.scale - scale);
  // Half away from zero.
  const half = content < 0n ? -divisor / 2n : divisor / 2n;
  return (content + half) / divisor;
}

function overflow(precision: number, scale: number): NumericValueOutOfRange {
  const whole = precision - scale;
  return new NumericValueOutOfRange("numeric field overflow", {
    detail: `A field with precision ${precision}, scale ${scale} must round to an absolute value less than ${whole === 0 ? "1" : `10^${whole}`}.`,
  });
}
