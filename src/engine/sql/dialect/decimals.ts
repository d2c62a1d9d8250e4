// Numbers as they are written, and DuckDB's decimals.
import type { Node } from "libpg-query";
import { errorAt } from "./analysis.js";
import type { Conversion } from "./conversions.js";

/** DuckDB's widest decimals. */
export const decimalDigitsMax = 38;

/** `list`: `[]`, of an array. */
export function asDecimal(fraction: number, list = ""): Conversion {
  return (sql) => `CAST(${sql} AS DECIMAL(${decimalDigitsMax},${fraction})${list})`;
}

export function fitsDecimal(digits: string): boolean {
  const [whole = "", fraction = ""] = digits.replace(/^-/, "").split(".");
  return whole.replace(/^0+/, "").length + fraction.length <= decimalDigitsMax;
}

/** A number without exponent, as DuckDB takes for an exact one. */
export function decimalLiteral(digits: string, node: Node): string {
  if (!fitsDecimal(digits)) {
    throw errorAt(node, "22003", "a numeric has too many digits", {
      hint: `There are numerics of up to ${decimalDigitsMax} digits. Use double precision.`,
    });
  }
  return digits.startsWith("-") ? `(${digits})` : digits;
}

/** `1.5e3` -> `1500`. Undefined: no number. */
export function plainDecimal(text: string): string | undefined {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,4}))?$/i.exec(text);
  if (parts === null) return undefined;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = parts;
  if (whole === "" && fraction === "") return undefined;
  const power = Number(exponent);
  let digits = whole + fraction;
  let point = whole.length + power;
  if (point < 0) [digits, point] = ["0".repeat(-point) + digits, 0];
  if (point > digits.length) digits += "0".repeat(point - digits.length);
  const integral = digits.slice(0, point).replace(/^0+(?=\d)/, "");
  const rest = digits.slice(point);
  return `${sign === "-" ? "-" : ""}${integral === "" ? "0" : integral}${rest === "" ? "" : `.${rest}`}`;
}

export function fractionOf(number: string): string {
  return number.split(".")[1] ?? "";
}

/** Each has no more digits than its value asks for, and finds room in a DECIMAL(38,20). */
export function isOfSeveralScales(numbers: readonly (string | undefined)[]): boolean {
  const scales = new Set(numbers.map((text) => (text === undefined ? undefined : fractionOf(text).length)));
  return scales.size > 1 && numbers.every((text) => text !== undefined && /^-?\d{1,18}(\.\d{0,19}[1-9])?$/.test(text));
}
