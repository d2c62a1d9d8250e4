// Parameters of type numeric: a DECIMAL as wide as the value's own digits, so that none is lost.
import type { ParameterValue } from "../../../engine/api.js";
import { FeatureNotSupported, InvalidBinaryRepresentation, NumericValueOutOfRange } from "../../../errors.js";
import { trailingZeros } from "../values/digits.js";
import { invalidText, type ParameterContext, type ParameterDecoder, trimmed, wrongSize } from "./parameter-decoder.js";

/** DuckDB's. */
export const decimalDigitsMax = 38;

export const numeric: ParameterDecoder = {
  text(text, context) {
    const spelling = trimmed(text);
    if (/^([+-]?inf(inity)?|nan)$/i.test(spelling)) throw notFinite(context);
    const match = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:e([+-]?\d+))?$/i.exec(spelling);
    if (match === null) throw invalidText("numeric", text, context);
    const [, sign, whole = "", fraction = "", bareFraction = "", exponent = "0"] = match;
    const digits = whole + fraction + bareFraction;
    const scale = fraction.length + bareFraction.length - Number(exponent);
    return decimalOf(sign === "-", digits, scale, context);
  },
  binary(bytes, context) {
    if (bytes.length < 8) throw wrongSize(context);
    const count = bytes.readUInt16BE(0);
    const weight = bytes.readInt16BE(2);
    const sign = bytes.readUInt16BE(4);
    const scale = bytes.readUInt16BE(6);
    if (bytes.length !== 8 + 2 * count) throw wrongSize(context);
    if (sign === 0xc000 || sign === 0xd000 || sign === 0xf000) throw notFinite(context);
    if (sign !== 0 && sign !== 0x4000) throw invalid("sign", context);
    if (scale > 0x3fff) throw invalid("scale", context);
    let digits = "";
    for (let index = 0; index < count; index++) {
      const group = bytes.readUInt16BE(8 + 2 * index);
      if (group > 9999) throw invalid("digit", context);
      digits += String(group).padStart(4, "0");
    }
    const fractionDigits = 4 * (count - 1 - weight);
    return decimalOf(sign !== 0, ...withScale(digits, fractionDigits, scale), context);
  },
};

/** PostgreSQL cuts digits beyond the scale that was sent with them, and fills with zeros up to it. */
function withScale(digits: string, fractionDigits: number, scale: number): readonly [string, number] {
  if (fractionDigits > scale) return [digits.slice(0, Math.max(0, digits.length - fractionDigits + scale)), scale];
  const missing = scale - fractionDigits;
  // Zeros without end are not made: the number is refused for its size, or shown with fewer of them.
  return missing > 2 * decimalDigitsMax ? [digits, fractionDigits] : [digits + "0".repeat(missing), scale];
}

/** The number `digits` divided by ten to the scale. */
function decimalOf(isNegative: boolean, digits: string, scale: number, context: ParameterContext): ParameterValue {
  let significant = digits.replace(/^0+/, "");
  let places = scale;
  if (significant === "") {
    places = Math.min(Math.max(0, scale), decimalDigitsMax);
    return { type: { id: "DECIMAL", width: Math.max(1, places), scale: places }, value: 0n };
  }
  // Zeros at the end of a fraction are kept if there is room.
  if (places > 0 && Math.max(significant.length, places) > decimalDigitsMax) {
    const dropped = Math.min(
      trailingZeros(significant),
      places,
      Math.max(significant.length, places) - decimalDigitsMax,
    );
    significant = significant.slice(0, significant.length - dropped);
    places -= dropped;
  }
  if (places < 0) {
    if (significant.length - places > decimalDigitsMax) throw tooManyDigits(context);
    significant += "0".repeat(-places);
    places = 0;
  }
  const width = Math.max(significant.length, places);
  if (!(width <= decimalDigitsMax)) throw tooManyDigits(context);
  const value = BigInt(significant);
  return { type: { id: "DECIMAL", width, scale: places }, value: isNegative ? -value : value };
}

function tooManyDigits(context: ParameterContext): NumericValueOutOfRange {
  return new NumericValueOutOfRange(`a numeric value may have at most ${decimalDigitsMax} digits`, context.place);
}

function notFinite(context: ParameterContext): FeatureNotSupported {
  return new FeatureNotSupported("numeric values that are not finite are not supported", {
    ...context.place,
    hint: "Cast the parameter to double precision.",
  });
}

function invalid(what: string, context: ParameterContext): InvalidBinaryRepresentation {
  return new InvalidBinaryRepresentation(`invalid ${what} in external "numeric" value`, context.place);
}

type Decimal = Extract<ParameterValue["type"], { readonly id: "DECIMAL" }>;

/** A type for all of some decimals; undefined where there are none, or others. */
export function widestDecimal(values: readonly (ParameterValue | undefined)[]): Decimal | undefined {
  let wholeDigits = 0;
  let scale = -1;
  for (const value of values) {
    if (value?.type.id !== "DECIMAL") continue;
    wholeDigits = Math.max(wholeDigits, value.type.width - value.type.scale);
    scale = Math.max(scale, value.type.scale);
  }
  if (scale < 0) return undefined;
  if (wholeDigits + scale > decimalDigitsMax) {
    throw new NumericValueOutOfRange(
      `the numeric values of an array may together need at most ${decimalDigitsMax} digits`,
    );
  }
  return { id: "DECIMAL", width: Math.max(1, wholeDigits + scale), scale };
}

/** The unscaled value at a scale that is not smaller. */
export function rescaled({ type, value }: ParameterValue, scale: number): bigint {
  if (type.id !== "DECIMAL" || typeof value !== "bigint") throw new Error(`expected a DECIMAL, got ${type.id}`);
  return value * 10n ** BigInt(scale - type.scale);
}
