// Parameters of type bool, int2, int4, int8, oid, float4 and float8.
import type { DataType } from "../../../engine/api.js";
import { PgError } from "../../../errors.js";
import {
  checkSize,
  decoderOf,
  invalidText,
  outOfRange,
  type ParameterContext,
  type ParameterDecoder,
  shown,
  trimmed,
} from "./parameter-decoder.js";

/** Any beginning of these that is not the beginning of another (parse_bool_with_len). */
const booleans: readonly (readonly [RegExp, boolean])[] = [
  [/^(t|tr|tru|true|y|ye|yes|on|1)$/i, true],
  [/^(f|fa|fal|fals|false|n|no|of|off|0)$/i, false],
];

export const bool = decoderOf({ id: "BOOLEAN" }, "boolean", {
  text: (text) => booleans.find(([spelling]) => spelling.test(trimmed(text)))?.[1],
  binary(bytes, context) {
    checkSize(bytes, 1, context);
    return bytes[0] !== 0;
  },
});

export const int2 = integer({ id: "SMALLINT" }, "smallint", 2, [-0x8000, 0x7fff]);
export const int4 = integer({ id: "INTEGER" }, "integer", 4, [-0x8000_0000, 0x7fff_ffff]);

function integer(
  type: DataType,
  typeName: string,
  size: number,
  [min, max]: readonly [number, number],
): ParameterDecoder {
  return decoderOf(type, typeName, {
    text(text, context) {
      const value = Number(integerDigits(text, typeName, context));
      if (value < min || value > max) throw outOfRange(typeName, text, context);
      return value;
    },
    binary(bytes, context) {
      checkSize(bytes, size, context);
      return bytes.readIntBE(0, size);
    },
  });
}

export const int8 = decoderOf({ id: "BIGINT" }, "bigint", {
  text(text, context) {
    const digits = integerDigits(text, "bigint", context);
    if (significantDigits(digits) > 19) throw outOfRange("bigint", text, context);
    const value = BigInt(digits);
    if (BigInt.asIntN(64, value) !== value) throw outOfRange("bigint", text, context);
    return value;
  },
  binary(bytes, context) {
    checkSize(bytes, 8, context);
    return bytes.readBigInt64BE(0);
  },
});

/** An unsigned number of 32 bits; text may give it as a signed one (oidin). */
export const oid = decoderOf({ id: "UINTEGER" }, "oid", {
  text(text, context) {
    const value = Number(integerDigits(text, "oid", context));
    if (value < -0x8000_0000 || value > 0xffff_ffff) throw outOfRange("oid", text, context);
    return value >>> 0;
  },
  binary(bytes, context) {
    checkSize(bytes, 4, context);
    return bytes.readUInt32BE(0);
  },
});

function integerDigits(text: string, typeName: string, context: ParameterContext): string {
  const digits = trimmed(text);
  if (!/^[+-]?\d+$/.test(digits)) throw invalidText(typeName, text, context);
  return digits.startsWith("+") ? digits.slice(1) : digits;
}

function significantDigits(digits: string): number {
  return digits.replace(/^-?0*/, "").length;
}

export const float4 = decoderOf({ id: "FLOAT" }, "real", {
  text: (text, context) => readFloat(text, "real", context, Math.fround),
  binary(bytes, context) {
    checkSize(bytes, 4, context);
    return bytes.readFloatBE(0);
  },
});

export const float8 = decoderOf({ id: "DOUBLE" }, "double precision", {
  text: (text, context) => readFloat(text, "double precision", context, (value) => value),
  binary(bytes, context) {
    checkSize(bytes, 8, context);
    return bytes.readDoubleBE(0);
  },
});

const specialFloats: readonly (readonly [RegExp, number])[] = [
  [/^nan$/i, Number.NaN],
  [/^[+]?inf(inity)?$/i, Number.POSITIVE_INFINITY],
  [/^-inf(inity)?$/i, Number.NEGATIVE_INFINITY],
];

/** Undefined: no number. What overflows to infinity, or underflows to 0, is out of range. */
function readFloat(
  text: string,
  typeName: string,
  context: ParameterContext,
  round: (value: number) => number,
): number | undefined {
  const digits = trimmed(text);
  const special = specialFloats.find(([spelling]) => spelling.test(digits));
  if (special !== undefined) return special[1];
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(digits)) return undefined;
  const value = round(Number(digits));
  const isZero = !/[1-9]/.test(digits.replace(/e.*$/i, ""));
  if (!Number.isFinite(value) || (value === 0 && !isZero)) {
    throw new PgError("22003", `"${shown(text)}" is out of range for type ${typeName}`, context.place);
  }
  return value;
}
