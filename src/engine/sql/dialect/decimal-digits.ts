// How many digits a numeric may have in DuckDB, before and after its point. Of types that hold more than 38 together, DuckDB's UNION, VALUES and lists take
// one with fewer digits after the point, and round without a word.
import type { Typed } from "./analysis.js";
import { decimalDigitsMax, fractionOf } from "./decimals.js";

export interface Digits {
  readonly whole: number;
  readonly fraction: number;
}

type Known = Partial<Pick<Typed, "type" | "computed" | "parameter" | "digits">>;

const ofIntegers: Readonly<Record<string, number>> = { int2: 5, int4: 10, int8: 19, oid: 10 };

/** As many at least. `written`: as a number without exponent. Undefined: not known. */
export function digitsOf({ type = "", computed, parameter, digits }: Known, written?: string): Digits | undefined {
  if (written !== undefined) {
    const fraction = fractionOf(written).length;
    return { whole: written.replace("-", "").split(".")[0]?.length ?? 0, fraction };
  }
  if (computed !== undefined || parameter !== undefined) return upTo(computed ?? 20);
  if (digits !== undefined) return digits;
  const whole = ofIntegers[type];
  return whole === undefined ? undefined : { whole, fraction: 0 };
}

/** `DECIMAL(38, fraction)` */
export function upTo(fraction: number): Digits {
  return { whole: decimalDigitsMax - fraction, fraction };
}

/** Of a DECIMAL's digits, as many stay as its type has. */
export function roundedDigits(digits: Digits | undefined, fraction: number): Digits {
  if (digits === undefined) return upTo(fraction);
  if (fraction >= digits.fraction) return { whole: digits.whole, fraction };
  return { whole: digits.whole + digits.fraction - fraction, fraction };
}

/** Room for each of them. Undefined: of one it is not known. */
export function roomForAll(all: readonly (Digits | undefined)[]): Digits | undefined {
  const known = all.filter((one) => one !== undefined);
  if (known.length < all.length || known.length === 0) return undefined;
  return {
    whole: Math.max(...known.map(({ whole }) => whole)),
    fraction: Math.max(...known.map(({ fraction }) => fraction)),
  };
}

export function isTooWide({ whole, fraction }: Digits): boolean {
  return whole + fraction > decimalDigitsMax;
}

/** Of `*`, and of what else gives more digits than it takes. Undefined: as many as its arguments have. */
export function digitsOfCall(name: string, given: readonly (Digits | undefined)[]): Digits | undefined {
  const [left, right] = given;
  if (name === "extract") return { whole: 20, fraction: 6 };
  if (name === "sum") return left === undefined ? undefined : upTo(left.fraction);
  if ((name === "+" || name === "-") && left !== undefined && right !== undefined) {
    const fraction = Math.max(left.fraction, right.fraction);
    return { whole: Math.min(Math.max(left.whole, right.whole) + 1, decimalDigitsMax - fraction), fraction };
  }
  if (name === "%" || name === "mod") {
    return left === undefined || right === undefined ? undefined : upTo(Math.max(left.fraction, right.fraction));
  }
  if (name !== "*" || left === undefined || right === undefined) return undefined;
  const fraction = Math.min(left.fraction + right.fraction, decimalDigitsMax);
  return { whole: Math.min(left.whole + right.whole, decimalDigitsMax - fraction), fraction };
}
