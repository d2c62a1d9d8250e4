// What a decoded parameter is made of, in the words of test/support/vectors.ts.
import type { ParameterContent, ParameterValue } from "../../../../src/engine/api.js";
import type { Content } from "../../../support/vectors.js";

export function contentOf({ type, value }: ParameterValue): Content {
  if (value === null) return null;
  switch (type.id) {
    case "LIST":
      return (value as readonly ParameterContent[]).map((item) => contentOf({ type: type.child, value: item }));
    case "FLOAT":
      return bits(4, (bytes) => bytes.writeFloatBE(value as number));
    case "DOUBLE":
      return bits(8, (bytes) => bytes.writeDoubleBE(value as number));
    case "DECIMAL":
      return decimalText(value as bigint, type.scale);
    case "BLOB":
      return Buffer.from(value as Uint8Array).toString("hex");
    case "DATE":
      return infinityText(BigInt(value as number), 0x7fff_ffffn);
    case "TIMESTAMP":
    case "TIMESTAMPTZ":
      return infinityText(value as bigint, 0x7fff_ffff_ffff_ffffn);
    case "TIMETZ": {
      const { us, offsetSeconds } = value as { us: bigint; offsetSeconds: number };
      return `${us} ${offsetSeconds}`;
    }
    case "INTERVAL": {
      const { months, days, us } = value as { months: number; days: number; us: bigint };
      return `${months} ${days} ${us}`;
    }
    default:
      if (typeof value === "object") throw new Error(`a ${type.id} cannot be an object`);
      return String(value);
  }
}

function bits(size: number, write: (bytes: Buffer) => void): string {
  const bytes = Buffer.alloc(size);
  write(bytes);
  return bytes.toString("hex");
}

function infinityText(value: bigint, infinity: bigint): string {
  if (value === infinity) return "infinity";
  return value === -infinity ? "-infinity" : String(value);
}

function decimalText(value: bigint, scale: number): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  return `${value < 0n ? "-" : ""}${whole}${scale === 0 ? "" : `.${digits.slice(-scale)}`}`;
}
