import fc from "fast-check";
import { types as pgParsers } from "pg";
import { describe, expect, it } from "vitest";
import type { DataType } from "../../../../src/engine/api.js";
import { PgError } from "../../../../src/errors.js";
import { decodeParameter } from "../../../../src/wire/encoding/parameters.js";
import { pgTypeOf, pgTypes } from "../../../../src/wire/encoding/pg-types.js";
import { createRowEncoder } from "../../../../src/wire/encoding/row-encoder.js";
import { defaultEncodingSettings, type EncodingSettings } from "../../../../src/wire/encoding/settings.js";
import { type Content, vectorOf } from "../../../support/vectors.js";
import { readDataRows } from "./data-rows.js";
import { contentOf } from "./parameter-contents.js";

const formats = ["text", "binary"] as const;

function encode(type: DataType, contents: readonly Content[], format: "text" | "binary", settings: EncodingSettings) {
  const encoder = createRowEncoder([{ name: "v", type }], [format], settings);
  const batch = { rowCount: contents.length, columns: [vectorOf(type, contents)] };
  return [...encoder.encode(batch)].flatMap(readDataRows).map(([value]) => value ?? null);
}

const digitsUpTo = (width: number) => fc.bigInt({ min: -(10n ** BigInt(width)) + 1n, max: 10n ** BigInt(width) - 1n });

function decimal(width: number, scale: number): fc.Arbitrary<Content> {
  return digitsUpTo(width).map((value) => {
    const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0");
    const fraction = scale === 0 ? "" : `.${digits.slice(-scale)}`;
    return `${value < 0n ? "-" : ""}${digits.slice(0, digits.length - scale)}${fraction}`;
  });
}

function float(bytes: number): fc.Arbitrary<Content> {
  return fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .filter((bits) => !Number.isNaN(bytes === 4 ? Buffer.from(bits).readFloatBE() : Buffer.from(bits).readDoubleBE()))
    .map((bits) => Buffer.from(bits).toString("hex"));
}

/** Numbers as people write them, which take the quick way. */
const price: fc.Arbitrary<Content> = fc
  .tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 9 }))
  .map(([value, scale]) => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(value / 10 ** scale);
    return bytes.toString("hex");
  });

const integerOf = (bits: number) =>
  fc.bigInt({ min: -(2n ** BigInt(bits - 1)), max: 2n ** BigInt(bits - 1) - 1n }).map(String);
const text = fc.string({ unit: "grapheme", maxLength: 40 }).filter((value) => !value.includes("\0"));
/** From 4713 BC to 294246 AD. */
const instant = fc.bigInt({ min: -210_866_800_000_000_000n, max: 9_223_371_244_799_999_999n }).map(String);

const cases: readonly (readonly [DataType, fc.Arbitrary<Content>])[] = [
  [{ id: "BOOLEAN" }, fc.boolean().map(String)],
  [{ id: "SMALLINT" }, integerOf(16)],
  [{ id: "INTEGER" }, integerOf(32)],
  [{ id: "BIGINT" }, integerOf(64)],
  [{ id: "FLOAT" }, float(4)],
  [{ id: "DOUBLE" }, float(8)],
  [{ id: "DOUBLE" }, price],
  [{ id: "DECIMAL", width: 4, scale: 1 }, decimal(4, 1)],
  [{ id: "DECIMAL", width: 9, scale: 9 }, decimal(9, 9)],
  [{ id: "DECIMAL", width: 18, scale: 2 }, decimal(18, 2)],
  [{ id: "DECIMAL", width: 18, scale: 14 }, decimal(18, 14)],
  [{ id: "DECIMAL", width: 38, scale: 0 }, decimal(38, 0)],
  [{ id: "DECIMAL", width: 38, scale: 7 }, decimal(38, 7)],
  [{ id: "DECIMAL", width: 38, scale: 37 }, decimal(38, 37)],
  [{ id: "VARCHAR" }, text],
  [{ id: "BLOB" }, fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString("hex"))],
  [{ id: "BIT" }, fc.string({ unit: fc.constantFrom("0", "1"), minLength: 1, maxLength: 70 })],
  [{ id: "DATE" }, fc.integer({ min: -2_440_588, max: 2_145_031_948 }).map(String)],
  [{ id: "TIME" }, fc.integer({ min: 0, max: 86_400_000_000 }).map(String)],
  [
    { id: "TIMETZ" },
    fc
      .tuple(fc.integer({ min: 0, max: 86_400_000_000 }), fc.integer({ min: -57_599, max: 57_599 }))
      .map(([us, offset]) => `${us} ${offset}`),
  ],
  [{ id: "TIMESTAMP" }, instant],
  [{ id: "TIMESTAMPTZ" }, instant],
  [
    { id: "INTERVAL" },
    fc
      .tuple(
        fc.integer({ min: -1e6, max: 1e6 }),
        fc.integer({ min: -1e6, max: 1e6 }),
        fc.integer({ min: -1e14, max: 1e14 }),
      )
      .map((parts) => parts.join(" ")),
  ],
  [{ id: "UUID" }, fc.uuid()],
  [{ id: "LIST", child: { id: "VARCHAR" } }, fc.array(fc.option(text), { maxLength: 6 })],
  [{ id: "LIST", child: { id: "BLOB" } }, fc.array(fc.constantFrom(null, "", "5c", "22ff"), { maxLength: 6 })],
];

const settings: fc.Arbitrary<EncodingSettings> = fc.record({
  timeZone: fc.constantFrom("UTC", "<+05:30>-05:30"),
  dateStyle: fc.constantFrom<EncodingSettings["dateStyle"]>(
    { format: "iso", order: "mdy" },
    { format: "sql", order: "dmy" },
    { format: "sql", order: "mdy" },
    { format: "postgres", order: "dmy" },
    { format: "postgres", order: "mdy" },
  ),
  intervalStyle: fc.constantFrom("postgres", "postgres_verbose", "iso_8601"),
  byteaOutput: fc.constantFrom("hex", "escape"),
  extraFloatDigits: fc.constant(1),
});

describe("whatever the value", () => {
  it.each(cases)("%o reads back as it was written, in either format and under any settings", (type, content) => {
    fc.assert(
      fc.property(fc.array(fc.option(content), { minLength: 1, maxLength: 9 }), settings, (contents, given) => {
        for (const format of formats) {
          const read = encode(type, contents, format, given).map((bytes) =>
            bytes === null
              ? null
              : contentOf(decodeParameter(bytes, format, pgTypeOf(type).oid, 1, given, new Date(0))),
          );
          expect(read).toEqual(contents);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("a double is written with JavaScript's digits where there is no tie", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, max: 2 ** 53, min: -(2 ** 53) }), (value) => {
        const bits = Buffer.alloc(8);
        bits.writeDoubleBE(value);
        const [written] = encode({ id: "DOUBLE" }, [bits.toString("hex")], "text", defaultEncodingSettings);
        const digits = (shown: string) =>
          shown
            .replace(/e.*$/, "")
            .replace(/[-.]/g, "")
            .replace(/^0+|0+$/g, "");
        expect(digits(written?.toString() ?? "")).toBe(digits(String(value)));
      }),
    );
  });

  it("the pg driver reads the same values", () => {
    fc.assert(
      fc.property(fc.array(fc.option(text), { maxLength: 8 }), fc.integer({ min: -1e13, max: 8e13 }), (list, ms) => {
        const read = (type: DataType, content: Content): unknown => {
          const [bytes] = encode(type, [content], "text", defaultEncodingSettings);
          const parse = pgParsers.getTypeParser(pgTypeOf(type).oid) as (value: string) => unknown;
          return parse(bytes?.toString() ?? "");
        };
        expect(read({ id: "LIST", child: { id: "VARCHAR" } }, list)).toEqual(list);
        expect(read({ id: "TIMESTAMPTZ" }, String(BigInt(ms) * 1000n))).toEqual(new Date(ms));
        const struct: DataType = {
          id: "STRUCT",
          fields: list.map((_, index) => ({ name: `f${index}`, type: { id: "VARCHAR" } })),
        };
        const fields = Object.fromEntries(list.map((one, index) => [`f${index}`, one]));
        expect(read(struct, fields)).toEqual(fields);
      }),
      { numRuns: 200 },
    );
  });
});

describe("whatever the bytes", () => {
  const oids = Object.values(pgTypes).flatMap(({ oid, arrayOid }) => [oid, arrayOid]);
  const typical = '0123456789-+:./ TZeE{}[]",\\=xPYMDHSNULLabcinfty@';
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    fc.string({ unit: fc.constantFrom(...typical.split("")), maxLength: 30 }).map((value) => Buffer.from(value)),
    fc.string({ unit: "binary", maxLength: 20 }).map((value) => Buffer.from(value)),
    fc
      .tuple(
        fc.array(fc.constantFrom(0, 1, 2, 4, 7, 23, 25, -1, 0x7fff_ffff), { maxLength: 10 }),
        fc.uint8Array({ maxLength: 3 }),
      )
      .map(([words, tail]) => {
        const bytes = Buffer.alloc(4 * words.length);
        words.forEach((word, index) => bytes.writeInt32BE(word, 4 * index));
        return Buffer.concat([bytes, tail]);
      }),
  );

  it("a parameter is read or refused with a PgError", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...oids),
        fc.constantFrom(...formats),
        noise,
        settings,
        (oid, format, bytes, given) => {
          try {
            decodeParameter(bytes, format, oid, 1, given, new Date(0));
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(PgError);
            expect((thrown as PgError).sqlstate).toMatch(/^(22|0A|42804|54000|XX000)/);
          }
        },
      ),
      { numRuns: 20_000 },
    );
  });

  it("long ones take no longer than their length", () => {
    const parts = [
      " ",
      "1",
      "0",
      "{",
      "}",
      "{1,",
      "[",
      "\\",
      "\\\\",
      '"',
      "-",
      "1 ",
      "1d",
      "P1D",
      "a",
      ":",
      "e9",
      "+",
      "/",
      "1:1 ",
      ".",
    ];
    const runs = parts.map((part) => part.repeat(100_000 / part.length));
    const texts = runs.flatMap((run) => [run, `1${run}1`, `{${run}}`, `{1${run}1}`, `{"${run}"}`, `\\x00${run}11`]);
    for (const { oid, arrayOid } of [
      pgTypes.text,
      pgTypes.numeric,
      pgTypes.timestamptz,
      pgTypes.interval,
      pgTypes.bytea,
    ]) {
      for (const text of texts) {
        for (const type of [oid, arrayOid]) expect(msToDecode(Buffer.from(text), type)).toBeLessThan(1_000);
      }
    }
  }, 60_000);
});

function msToDecode(bytes: Buffer, oid: number): number {
  const started = performance.now();
  try {
    decodeParameter(bytes, "text", oid, 1, defaultEncodingSettings, new Date(0));
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(PgError);
  }
  return performance.now() - started;
}
