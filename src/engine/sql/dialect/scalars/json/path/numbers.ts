// Arithmetic of PostgreSQL's numeric, with its scales.
import { NumericValueOutOfRange, PgError } from "../../../../../../errors.js";
import { isZero } from "../number-text.js";
import type { Arithmetic } from "./nodes.js";

interface Decimal {
  /** Without the point. */
  readonly digits: bigint;
  readonly scale: number;
}

function decimal(text: string): Decimal {
  const point = text.indexOf(".");
  return point < 0
    ? { digits: BigInt(text), scale: 0 }
    : { digits: BigInt(text.slice(0, point) + text.slice(point + 1)), scale: text.length - point - 1 };
}

const wholeDigitsMax = 131_072;
const scaleMax = 16_383;

function textOf(digits: bigint, scale: number): string {
  const sign = digits < 0n ? "-" : "";
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, "0");
  if (text.length - scale > wholeDigitsMax || scale > scaleMax) {
    throw new NumericValueOutOfRange("value overflows numeric format");
  }
  return scale === 0 ? sign + text : `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

function rescaled({ digits, scale }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(to - scale);
}

export function calculate(sign: Arithmetic, left: string, right: string): string {
  const a = decimal(left);
  const b = decimal(right);
  const scale = Math.max(a.scale, b.scale);
  if ((sign === "/" || sign === "%") && b.digits === 0n) throw new PgError("22012", "division by zero");
  switch (sign) {
    case "+":
      return textOf(rescaled(a, scale) + rescaled(b, scale), scale);
    case "-":
      return textOf(rescaled(a, scale) - rescaled(b, scale), scale);
    case "*":
      return textOf(a.digits * b.digits, a.scale + b.scale);
    case "%":
      return textOf(rescaled(a, scale) % rescaled(b, scale), scale);
    case "/":
      return quotient(a, b, quotientScale(left, right, scale));
  }
}

/** Halves go away from zero. */
function quotient(a: Decimal, b: Decimal, scale: number): string {
  const shift = scale + b.scale - a.scale;
  const above = shift >= 0 ? a.digits * 10n ** BigInt(shift) : a.digits;
  const below = shift >= 0 ? b.digits : b.digits * 10n ** BigInt(-shift);
  const whole = above / below;
  const rest = above % below;
  const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
  const up = 2n * magnitude(rest) >= magnitude(below);
  return textOf(up ? whole + (above < 0n === below < 0n ? 1n : -1n) : whole, scale);
}

/** numeric works with digits of base 10000: the first of them that is not 0, and how far it stands from the point. */
function leading(text: string): { readonly weight: number; readonly digit: number } {
  const unsigned = text.replace("-", "");
  if (isZero(unsigned)) return { weight: 0, digit: 0 };
  const [whole = "", fraction = ""] = unsigned.split(".");
  const padded =
    whole.padStart(Math.ceil(whole.length / 4) * 4, "0") + fraction.padEnd(Math.ceil(fraction.length / 4) * 4, "0");
  const groups = padded.match(/\d{4}/g) ?? [];
  const first = groups.findIndex((group) => group !== "0000");
  return { weight: Math.ceil(whole.length / 4) - 1 - first, digit: Number(groups[first]) };
}

/** At least 16 significant digits. */
function quotientScale(left: string, right: string, scale: number): number {
  const a = leading(left);
  const b = leading(right);
  const weight = a.weight - b.weight - (a.digit <= b.digit ? 1 : 0);
  return Math.min(1000, Math.max(16 - weight * 4, scale, 0));
}

export function negated(text: string): string {
  if (isZero(text)) return text;
  return text.startsWith("-") ? text.slice(1) : `-${text}`;
}

export function rounded(text: string, method: "abs" | "floor" | "ceiling"): string {
  if (method === "abs") return text.replace("-", "");
  const { digits, scale } = decimal(text);
  const unit = 10n ** BigInt(scale);
  const whole = digits / unit;
  const rest = digits % unit;
  if (rest === 0n) return String(whole);
  if (method === "floor") return String(digits < 0n ? whole - 1n : whole);
  return String(digits < 0n ? whole : whole + 1n);
}
