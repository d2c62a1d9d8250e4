// Builds vectors by hand, value by value, from what the values are made of.
import type { DataType, FixedVector, Vector } from "../../src/engine/api.js";

/**
 * NULL: null. Numbers: their decimal text; FLOAT and DOUBLE: the hexadecimal digits of their bits. VARCHAR, JSON, ENUM: text. BLOB: hexadecimal
 * digits. BIT: 0s and 1s. DATE: days; TIME and TIMESTAMP: units since midnight or 1970, or infinity. TIMETZ: `us offset`.
 * INTERVAL: `months days us`. LIST: an array. STRUCT: by the fields' names. MAP: pairs. UNION: `{member, content}`.
 */
export type Content = null | string | readonly Content[] | { readonly [field: string]: Content };

export function vectorOf(type: DataType, contents: readonly Content[]): Vector {
  const base = { type, length: contents.length, validity: validityOf(contents) };
  switch (type.id) {
    case "VARCHAR":
    case "JSON":
    case "BLOB":
    case "GEOMETRY":
    case "BIT":
    case "BIGNUM": {
      const values = contents.map((content) => (content === null ? Buffer.of() : bytesOf(type, content as string)));
      const ends = Uint32Array.from(values, (_, index) => Buffer.concat(values.slice(0, index + 1)).length);
      const starts = ends.map((end, index) => end - (values[index]?.length ?? 0));
      return { ...base, layout: "bytes", starts, ends, data: Buffer.concat(values) };
    }
    case "LIST":
    case "ARRAY":
      return listVector(base, type.child, contents as readonly (readonly Content[] | null)[]);
    case "MAP": {
      const entry: DataType = {
        id: "STRUCT",
        fields: [
          { name: "key", type: type.key },
          { name: "value", type: type.value },
        ],
      };
      const lists = (contents as readonly (readonly (readonly [Content, Content])[] | null)[]).map(
        (list) => list?.map(([key, value]) => ({ key, value })) ?? null,
      );
      return listVector(base, entry, lists);
    }
    case "STRUCT": {
      const rows = contents as readonly ({ readonly [field: string]: Content } | null)[];
      const children = type.fields.map((field) =>
        vectorOf(
          field.type,
          rows.map((row) => row?.[field.name] ?? null),
        ),
      );
      return { ...base, layout: "struct", children };
    }
    case "UNION": {
      const rows = contents as readonly ({ readonly member: string; readonly content: Content } | null)[];
      const tag = (name: string | undefined) => type.members.findIndex((member) => member.name === name);
      const tags = vectorOf(
        { id: "UTINYINT" },
        rows.map((row) => (row === null ? null : String(tag(row.member)))),
      );
      const members = type.members.map((member) =>
        vectorOf(
          member.type,
          rows.map((row) => (row?.member === member.name ? row.content : null)),
        ),
      );
      return { ...base, layout: "struct", children: [tags, ...members] };
    }
    default:
      return { ...base, layout: "fixed", ...fixedData(type, contents as readonly (string | null)[]) };
  }
}

function listVector(
  base: Omit<FixedVector, "layout" | "width" | "data">,
  childType: DataType,
  contents: readonly (readonly Content[] | null)[],
): Vector {
  const counts = Uint32Array.from(contents, (list) => list?.length ?? 0);
  const starts = counts.map((_, index) => counts.subarray(0, index).reduce((sum, count) => sum + count, 0));
  return {
    ...base,
    layout: "list",
    starts,
    counts,
    child: vectorOf(
      childType,
      contents.flatMap((list) => list ?? []),
    ),
  };
}

function validityOf(contents: readonly Content[]): Uint8Array | undefined {
  if (!contents.includes(null)) return undefined;
  const bytes = new Uint8Array(Math.ceil(contents.length / 8));
  for (const [index, content] of contents.entries()) {
    if (content !== null) bytes[index >> 3]! |= 1 << (index & 7);
  }
  return bytes;
}

function bytesOf(type: DataType, content: string): Buffer {
  switch (type.id) {
    case "BLOB":
    case "GEOMETRY":
      return Buffer.from(content, "hex");
    case "BIT": {
      const padding = (8 - (content.length % 8)) % 8;
      const digits = "1".repeat(padding) + content;
      return Buffer.from([padding, ...(digits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))]);
    }
    case "BIGNUM":
      return bignumBytes(BigInt(content));
    default:
      return Buffer.from(content, "utf8");
  }
}

/** As DuckDB keeps it: the size with its top bit set, then the magnitude; all inverted below 0. */
function bignumBytes(value: bigint): Buffer {
  const hex = (value < 0n ? -value : value).toString(16);
  const magnitude = Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
  const size = magnitude.length | 0x80_0000;
  const bytes = Buffer.of(size >> 16, (size >> 8) & 255, size & 255, ...magnitude);
  return value < 0n ? Buffer.from(bytes.map((byte) => byte ^ 255)) : bytes;
}

const integerWidths: Readonly<Record<string, number>> = {
  TINYINT: 1,
  UTINYINT: 1,
  SMALLINT: 2,
  USMALLINT: 2,
  INTEGER: 4,
  UINTEGER: 4,
  DATE: 4,
  BIGINT: 8,
  UBIGINT: 8,
  TIME: 8,
  TIME_NS: 8,
  TIMESTAMP: 8,
  TIMESTAMPTZ: 8,
  TIMESTAMP_S: 8,
  TIMESTAMP_MS: 8,
  TIMESTAMP_NS: 8,
  HUGEINT: 16,
  UHUGEINT: 16,
};

function fixedData(type: DataType, contents: readonly (string | null)[]): Pick<FixedVector, "width" | "data"> {
  const values = contents.map((content) => (content === null ? undefined : fixedBytes(type, content)));
  const width = fixedBytes(type, undefined).length;
  // What a NULL's place holds is undefined: something that would show.
  return { width, data: Buffer.concat(values.map((value) => value ?? Buffer.alloc(width, 0xab))) };
}

function fixedBytes(type: DataType, content: string | undefined): Buffer {
  switch (type.id) {
    case "BOOLEAN":
    case "SQLNULL":
      return Buffer.of(content === "true" ? 1 : 0);
    case "FLOAT":
      return Buffer.from(content ?? "00000000", "hex").reverse();
    case "DOUBLE":
      return Buffer.from(content ?? "0000000000000000", "hex").reverse();
    case "DECIMAL":
      return littleEndian(unscaled(content ?? "0", type.scale), decimalWidth(type.width));
    case "ENUM":
      return littleEndian(BigInt(type.values.indexOf(content ?? type.values[0]!)), type.values.length <= 256 ? 1 : 2);
    case "UUID": {
      const bytes = Buffer.from((content ?? "0".repeat(32)).replaceAll("-", ""), "hex").reverse();
      bytes[15]! ^= 0x80;
      return bytes;
    }
    case "TIMETZ": {
      const [us = "0", offset = "0"] = (content ?? "").split(" ");
      return littleEndian((BigInt(us || 0) << 24n) | BigInt(57_599 - Number(offset)), 8);
    }
    case "INTERVAL": {
      const [months = "0", days = "0", us = "0"] = (content ?? "").split(" ");
      return Buffer.concat([
        littleEndian(BigInt(months || 0), 4),
        littleEndian(BigInt(days), 4),
        littleEndian(BigInt(us), 8),
      ]);
    }
    default: {
      const width = integerWidths[type.id];
      if (width === undefined) throw new Error(`no vectors of ${type.id}`);
      return littleEndian(integerOf(content ?? "0", width), width);
    }
  }
}

function integerOf(content: string, width: number): bigint {
  const infinity = 2n ** BigInt(8 * width - 1) - 1n;
  if (content === "infinity") return infinity;
  return content === "-infinity" ? -infinity : BigInt(content);
}

function unscaled(text: string, scale: number): bigint {
  const [whole = "", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(scale, "0"));
}

function decimalWidth(width: number): number {
  if (width <= 4) return 2;
  if (width <= 9) return 4;
  return width <= 18 ? 8 : 16;
}

function littleEndian(value: bigint, width: number): Buffer {
  const digits = BigInt.asUintN(8 * width, value)
    .toString(16)
    .padStart(2 * width, "0");
  return Buffer.from(digits, "hex").reverse();
}
