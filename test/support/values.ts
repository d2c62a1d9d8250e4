// Reads single values out of batches, for tests: plainly, and apart from the product's encoders.
import type { Vector } from "../../src/engine/api.js";

export function isNullAt(vector: Vector, index: number): boolean {
  return vector.validity !== undefined && (((vector.validity[index >> 3] ?? 0) >> (index & 7)) & 1) === 0;
}

/** A value as text, for the types that tests use. */
export function textOf(vector: Vector, index: number): string | null {
  if (isNullAt(vector, index)) return null;
  switch (vector.layout) {
    case "bytes":
      return Buffer.from(vector.data.subarray(vector.starts[index], vector.ends[index])).toString("utf8");
    case "list": {
      const start = vector.starts[index] ?? 0;
      const items = Array.from(
        { length: vector.counts[index] ?? 0 },
        (_, item) => textOf(vector.child, start + item) ?? "NULL",
      );
      return `{${items.join(",")}}`;
    }
    case "struct":
      return `(${vector.children.map((child) => textOf(child, index) ?? "").join(",")})`;
    case "fixed": {
      const bytes = Buffer.from(vector.data.buffer, vector.data.byteOffset + index * vector.width, vector.width);
      return fixedText(vector.type, bytes);
    }
  }
}

function fixedText(type: Vector["type"], bytes: Buffer): string {
  switch (type.id) {
    case "BOOLEAN":
      return bytes[0] === 1 ? "t" : "f";
    case "FLOAT":
      return String(bytes.readFloatLE());
    case "DOUBLE":
      return String(bytes.readDoubleLE());
    case "DATE":
      return isoText(bytes.readInt32LE() * 86_400_000).slice(0, 10);
    case "TIMESTAMP":
    case "TIMESTAMPTZ":
      return isoText(Number(bytes.readBigInt64LE() / 1000n));
    case "DECIMAL": {
      const digits = integer(bytes)
        .toString()
        .padStart(type.scale + 1, "0");
      return type.scale === 0 ? digits : `${digits.slice(0, -type.scale)}.${digits.slice(-type.scale)}`;
    }
    default:
      return String(integer(bytes));
  }
}

/** Two's complement, little-endian. */
function integer(bytes: Buffer): bigint {
  let value = 0n;
  for (let at = bytes.length - 1; at >= 0; at--) value = (value << 8n) | BigInt(bytes[at] ?? 0);
  return BigInt.asIntN(bytes.length * 8, value);
}

/** Beyond what JavaScript's dates hold: the number itself. */
function isoText(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString();
}
