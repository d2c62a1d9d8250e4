// Numbers of jsonb: PostgreSQL's numeric, as its text. Digits are kept: 1.00 stays 1.00, 1e5 becomes 100000.
import { NumericValueOutOfRange } from "../../../../../errors.js";

const plain = /^-?\d+(?:\.\d+)?$/;
const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/;

/** numeric's own limits. */
const wholeDigitsMax = 131_072;
const scaleMax = 16_383;

/** As numeric prints what JSON's grammar takes for a number. */
export function canonicalNumber(text: string): string {
  if (text.length < 1000 && plain.test(text)) return text.startsWith("-") && isZero(text) ? text.slice(1) : text;
  const [, sign = "", whole = "", fraction = "", exponentText = "0"] = parts.exec(text) ?? [];
  const exponent = Number(exponentText);
  // Beyond these not even a zero is taken.
  if (Math.abs(exponent) >= 1_073_741_823) throw overflow();
  const digits = whole + fraction;
  const scale = Math.max(0, fraction.length - exponent);
  if (scale > scaleMax) throw overflow();
  if (isZero(digits)) return scale === 0 ? "0" : `0.${"0".repeat(scale)}`;
  const wholeLength = whole.length + exponent;
  if (wholeLength - leadingZeros(digits) > wholeDigitsMax) throw overflow();
  const padded = wholeLength > 0 ? digits.padEnd(wholeLength, "0") : "0".repeat(1 - wholeLength) + digits;
  const point = Math.max(1, wholeLength);
  const front = padded.slice(0, point).replace(/^0+(?=\d)/, "");
  return sign + front + (scale === 0 ? "" : `.${padded.slice(point)}`);
}

function overflow(): NumericValueOutOfRange {
  return new NumericValueOutOfRange("value overflows numeric format");
}

function leadingZeros(digits: string): number {
  let count = 0;
  while (digits.charCodeAt(count) === 48) count++;
  return count;
}

/** Has no digit but 0. */
export function isZero(text: string): boolean {
  return !/[1-9]/.test(text);
}

/** Less than, equal to, or greater than 0. */
export function compareNumbers(a: string, b: string): number {
  if (a === b) return 0;
  const negative = isNegative(a);
  if (negative !== isNegative(b)) return negative ? -1 : 1;
  return negative ? compareMagnitudes(b.slice(1), a.slice(1)) : compareMagnitudes(a, b);
}

function isNegative(text: string): boolean {
  return text.startsWith("-");
}

function compareMagnitudes(a: string, b: string): number {
  const pointA = point(a);
  const pointB = point(b);
  if (pointA !== pointB) return pointA - pointB;
  const shortA = withoutTrailingZeros(a);
  const shortB = withoutTrailingZeros(b);
  return shortA === shortB ? 0 : shortA < shortB ? -1 : 1;
}

function point(text: string): number {
  const at = text.indexOf(".");
  return at < 0 ? text.length : at;
}

/** The shortest text of the same number, so that equal numbers have equal texts. */
export function withoutTrailingZeros(text: string): string {
  if (!text.includes(".")) return text;
  let end = text.length;
  while (text.charCodeAt(end - 1) === 48) end--;
  return text.slice(0, text.charCodeAt(end - 1) === 46 ? end - 1 : end);
}
