import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Batch, BytesVector, DataType, FixedVector, Vector } from "../../../../src/engine/api.js";
import { limits } from "../../../../src/limits.js";
import { columnWriters } from "../../../../src/wire/encoding/codecs.js";
import { compiledKindOf } from "../../../../src/wire/encoding/compiled-kinds.js";
import { createRowEncoder } from "../../../../src/wire/encoding/row-encoder.js";
import { defaultEncodingSettings } from "../../../../src/wire/encoding/settings.js";
import { writeRows } from "../../../../src/wire/encoding/written-rows.js";
import { vectorOf } from "../../../support/vectors.js";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const assembly = join(root, "src/wire/encoding/assembly");
const formats = ["text", "binary"] as const;
const runs = Number(process.env["SLUICE_PROPERTY_RUNS"] ?? 300);

/** Every type whose values have a fixed size, and the bytes of one. */
const fixedTypes: readonly (readonly [DataType, number])[] = [
  [{ id: "BOOLEAN" }, 1],
  [{ id: "TINYINT" }, 1],
  [{ id: "SMALLINT" }, 2],
  [{ id: "INTEGER" }, 4],
  [{ id: "BIGINT" }, 8],
  [{ id: "UTINYINT" }, 1],
  [{ id: "USMALLINT" }, 2],
  [{ id: "UINTEGER" }, 4],
  [{ id: "UBIGINT" }, 8],
  [{ id: "FLOAT" }, 4],
  [{ id: "DOUBLE" }, 8],
  [{ id: "DECIMAL", width: 4, scale: 2 }, 2],
  [{ id: "DECIMAL", width: 9, scale: 0 }, 4],
  [{ id: "DECIMAL", width: 9, scale: 9 }, 4],
  [{ id: "DECIMAL", width: 18, scale: 0 }, 8],
  [{ id: "DECIMAL", width: 18, scale: 5 }, 8],
  [{ id: "DECIMAL", width: 18, scale: 16 }, 8],
  [{ id: "DECIMAL", width: 18, scale: 17 }, 8],
  [{ id: "DATE" }, 4],
  [{ id: "TIMESTAMP" }, 8],
  [{ id: "TIMESTAMP_S" }, 8],
  [{ id: "TIMESTAMP_MS" }, 8],
  [{ id: "TIMESTAMP_NS" }, 8],
  [{ id: "TIMESTAMPTZ" }, 8],
  [{ id: "UUID" }, 16],
];

/** Bits as they come, and small numbers, which are likelier to meet an edge. */
function bitsOf(bytes: number): fc.Arbitrary<bigint> {
  const all = 8 * bytes;
  return fc.oneof(
    fc.bigInt({ min: 0n, max: (1n << BigInt(all)) - 1n }),
    fc.bigInt({ min: -1000n, max: 1000n }).map((value) => BigInt.asUintN(all, value)),
    fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }).map((value) => BigInt.asUintN(all, value)),
    fc.nat({ max: all - 1 }).map((bit) => 1n << BigInt(bit)),
    fc.nat({ max: all - 1 }).map((bit) => (1n << BigInt(bit)) - 1n),
  );
}

/** A tenth of the doubles as people write them. */
function valueOf(type: DataType, bytes: number): fc.Arbitrary<bigint> {
  const bits = bitsOf(bytes);
  if (type.id === "DECIMAL") {
    const bound = 10n ** BigInt(type.width);
    return bits.map((value) => BigInt.asUintN(8 * bytes, BigInt.asIntN(8 * bytes, value) % bound));
  }
  if (type.id !== "DOUBLE") return bits;
  const price = fc.tuple(fc.integer({ min: -1e12, max: 1e12 }), fc.integer({ min: -9, max: 9 }));
  return fc.oneof(
    bits,
    price.map(([value, scale]) => {
      const view = new DataView(new ArrayBuffer(8));
      view.setFloat64(0, value / 10 ** scale);
      return view.getBigUint64(0);
    }),
  );
}

function fixedVector(type: DataType, width: number, values: readonly bigint[], validity?: Uint8Array): FixedVector {
  const data = new Uint8Array(values.length * width);
  for (const [index, value] of values.entries()) {
    for (let byte = 0; byte < width; byte++) data[index * width + byte] = Number((value >> BigInt(8 * byte)) & 255n);
  }
  return { layout: "fixed", type, length: values.length, width, validity, data };
}

/** The rows as JavaScript writes them, or the error. */
function written(columns: readonly Vector[], format: "text" | "binary", fromRow: number): string {
  const fields = columns.map(({ type }, index) => ({ name: `c${index}`, type }));
  const batch: Batch = { rowCount: columns[0]?.length ?? 0, columns };
  const writers = columnWriters(
    fields,
    fields.map(() => format),
    defaultEncodingSettings,
  );
  try {
    const pieces: Buffer[] = [];
    for (let row = fromRow; row < batch.rowCount; ) {
      const piece = writeRows(batch, writers, row, batch.rowCount);
      pieces.push(piece.bytes);
      row = piece.nextRow;
    }
    return Buffer.concat(pieces).toString("latin1");
  } catch (thrown) {
    return String(thrown);
  }
}

function encoded(columns: readonly Vector[], format: "text" | "binary", fromRow: number): string {
  const fields = columns.map(({ type }, index) => ({ name: `c${index}`, type }));
  const encoder = createRowEncoder(
    fields,
    fields.map(() => format),
    defaultEncodingSettings,
  );
  try {
    const batch = { rowCount: columns[0]?.length ?? 0, columns };
    return Buffer.concat([...encoder.encode(batch, fromRow)]).toString("latin1");
  } catch (thrown) {
    return String(thrown);
  }
}

describe("the compiled encoder", () => {
  it.each(["row-encoder", "copy-rows"])("is what its sources say: %s", { timeout: 60_000 }, (name) => {
    const folder = mkdtempSync(join(tmpdir(), "sluice-wasm-"));
    try {
      execFileSync(process.execPath, [join(root, "scripts/compile-rows.mjs"), folder]);
      const [kept, compiled] = [assembly, folder].map((at) => readFileSync(join(at, `${name}.wasm`)));
      expect(kept?.equals(compiled as Buffer), "run `npm run compile-rows`").toBe(true);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.each(fixedTypes.flatMap(([type, bytes]) => formats.map((format) => ({ type, bytes, format }))))(
    "writes any $type.id in $format as JavaScript does",
    ({ type, bytes, format }) => {
      fc.assert(
        fc.property(fc.array(valueOf(type, bytes), { minLength: 1, maxLength: 20 }), (values) => {
          const columns = [fixedVector(type, bytes, values)];
          expect(encoded(columns, format, 0)).toBe(written(columns, format, 0));
        }),
        { numRuns: runs },
      );
    },
  );

  it("compiles all but the rare", () => {
    const text = fixedTypes.filter(([type]) => compiledKindOf(type, "text", defaultEncodingSettings) === undefined);
    const binary = fixedTypes.filter(([type]) => compiledKindOf(type, "binary", defaultEncodingSettings) === undefined);
    expect(text).toEqual([]);
    expect(binary.map(([type]) => type)).toEqual([{ id: "UBIGINT" }, { id: "DECIMAL", width: 18, scale: 17 }]);
  });

  it("puts together columns of every way, with NULLs, from any row on", () => {
    const content = fc.option(fc.string({ unit: "grapheme", maxLength: 30 }), { nil: null });
    const row = fc.record({ text: content, number: fc.option(fc.integer(), { nil: null }), list: content });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), fc.nat({ max: 59 }), (rows, from) => {
        const columns = [
          vectorOf(
            { id: "VARCHAR" },
            rows.map(({ text }) => text),
          ),
          vectorOf(
            { id: "INTEGER" },
            rows.map(({ number }) => (number === null ? null : String(number))),
          ),
          vectorOf(
            { id: "LIST", child: { id: "VARCHAR" } },
            rows.map(({ list }) => (list === null ? null : [list, null])),
          ),
        ];
        for (const format of formats) {
          const fromRow = Math.min(from, rows.length - 1);
          expect(encoded(columns, format, fromRow)).toBe(written(columns, format, fromRow));
        }
      }),
      { numRuns: runs },
    );
  });

  it("lets encoders take turns, piece by piece", () => {
    const texts = (letter: string) => Array.from({ length: 3000 }, (_, row) => letter.repeat(500) + row);
    const batchOf = (letter: string): Batch => ({
      rowCount: 3000,
      columns: [
        vectorOf(
          { id: "INTEGER" },
          texts(letter).map((_, row) => String(row)),
        ),
        textVector(texts(letter)),
      ],
    });
    const encoder = createRowEncoder(
      [
        { name: "a", type: { id: "INTEGER" } },
        { name: "b", type: { id: "VARCHAR" } },
      ],
      ["text", "text"],
      defaultEncodingSettings,
    );
    const one = encoder.encode(batchOf("a"));
    const other = encoder.encode(batchOf("b"));
    const pieces: [Buffer[], Buffer[]] = [[], []];
    for (let isDone = false; !isDone; ) {
      const [first, second] = [one.next(), other.next()];
      if (first.done !== true) pieces[0].push(first.value);
      if (second.done !== true) pieces[1].push(second.value);
      isDone = first.done === true && second.done === true;
    }
    expect(pieces[0].length).toBeGreaterThan(3);
    expect(Buffer.concat(pieces[0]).toString("latin1")).toBe(written(batchOf("a").columns, "text", 0));
    expect(Buffer.concat(pieces[1]).toString("latin1")).toBe(written(batchOf("b").columns, "text", 0));
  });

  it("leaves what it has no room for to JavaScript", () => {
    const long = "x".repeat(2 * limits.rowChunkBytes);
    const columns = [textVector(["a", long, "b", long.repeat(12), "c", ...Array.from({ length: 40 }, () => long)])];
    expect(encoded(columns, "text", 0) === written(columns, "text", 0)).toBe(true);
  });
});

function textVector(texts: readonly string[]): BytesVector {
  const ends = new Uint32Array(texts.length);
  const starts = new Uint32Array(texts.length);
  let at = 0;
  for (const [index, { length }] of texts.entries()) {
    starts[index] = at;
    at += length;
    ends[index] = at;
  }
  const type: DataType = { id: "VARCHAR" };
  return {
    layout: "bytes",
    type,
    length: texts.length,
    validity: undefined,
    starts,
    ends,
    data: Buffer.from(texts.join("")),
  };
}
