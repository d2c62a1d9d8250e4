// What comes in by COPY, without a server: the same rows wherever it is cut, plain values as their decoders read them, hostile bytes refused.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Batch, CopyInput, DataType, IncomingColumn } from "../../../../src/engine/api.js";
import { PgError } from "../../../../src/errors.js";
import { builderOf } from "../../../../src/wire/encoding/copy-in/column-builder.js";
import { createCopyDecoder } from "../../../../src/wire/encoding/copy-in/copy-decoder.js";
import { decoderOfOid } from "../../../../src/wire/encoding/parameters.js";
import { pgTypeOf } from "../../../../src/wire/encoding/pg-types.js";
import { defaultEncodingSettings } from "../../../../src/wire/encoding/settings.js";
import { timeZoneOf } from "../../../../src/engine/date-time/time-zone.js";
import { cutAt } from "../../../support/copy-in.js";
import { textOf } from "../../../support/values.js";

const text: CopyInput = { kind: "text", delimiter: "\t", nullText: "\\N", header: "none" };
const csv: CopyInput = {
  kind: "csv",
  delimiter: ",",
  nullText: "",
  header: "none",
  quote: '"',
  escape: '"',
  forceNotNull: [],
  forceNull: [],
};
const column = (name: string, id: "VARCHAR" | "INTEGER"): IncomingColumn => ({ name, type: { id }, isNullable: true });
const setting = { relation: "t", settings: defaultEncodingSettings, now: new Date(0) };

/** Rows as text, or what they were refused with. */
function decoded(
  input: CopyInput,
  chunks: readonly Buffer[],
  columns = [column("a", "VARCHAR"), column("b", "VARCHAR")],
) {
  const decoder = createCopyDecoder(columns, input, setting);
  const batches: Batch[] = [];
  try {
    for (const chunk of chunks) batches.push(...decoder.push(Buffer.from(chunk)));
    batches.push(...decoder.end());
  } catch (thrown) {
    if (!(thrown instanceof PgError)) throw thrown;
    return { sqlstate: thrown.sqlstate, message: thrown.message, where: thrown.where };
  }
  return batches.flatMap((batch) =>
    Array.from({ length: batch.rowCount }, (_, row) => batch.columns.map((vector) => textOf(vector, row))),
  );
}

const piece = fc.constantFrom("a", "é", "😀", "\t", ",", "\n", "\r", "\r\n", '"', "\\", "\\.", "\\N", "\\x41", "1", "");
const bytes = fc.array(piece, { maxLength: 30 }).map((parts) => Buffer.from(parts.join("")));
const cuts = fc.array(fc.nat({ max: 80 }), { maxLength: 40 });

describe("what comes in by COPY", () => {
  it.each([
    ["text", text],
    ["csv", csv],
  ] as const)("is the same wherever its %s is cut", (_, input) => {
    fc.assert(
      fc.property(bytes, cuts, (whole, places) => {
        expect(decoded(input, cutAt(whole, places))).toEqual(decoded(input, [whole]));
      }),
      { numRuns: 2_000 },
    );
  });

  it("is refused with a PgError, whatever bytes it has", () => {
    const inputs = fc.constantFrom<CopyInput>(text, csv, { kind: "binary" });
    fc.assert(
      fc.property(inputs, fc.uint8Array({ maxLength: 60 }), cuts, (input, whole, places) => {
        decoded(input, cutAt(Buffer.from(whole), places), [column("a", "INTEGER"), column("b", "VARCHAR")]);
      }),
      { numRuns: 2_000 },
    );
  });

  it("holds a line that is longer than a message", () => {
    const line = "x".repeat(300_000);
    const whole = Buffer.from(`${line}\ty\n1\t2\n`);
    const chunks = Array.from({ length: Math.ceil(whole.length / 1_000) }, (_, index) =>
      whole.subarray(index * 1_000, (index + 1) * 1_000),
    );
    expect(decoded(text, chunks)).toEqual([
      [line, "y"],
      ["1", "2"],
    ]);
  });

  it("tells what is wrong, and where", () => {
    const columns = [column("a", "INTEGER"), column("b", "VARCHAR")];
    expect(decoded(text, [Buffer.from("1\tx\n2x\ty\n")], columns)).toEqual({
      sqlstate: "22P02",
      message: 'invalid input syntax for type integer: "2x"',
      where: 'COPY t, line 2, column a: "2x"',
    });
  });
});

const digit = fc.nat({ max: 9 }).map(String);
const number = fc.tuple(
  fc.constantFrom("", "-", "+", " "),
  fc.array(digit, { maxLength: 20 }),
  fc.constantFrom("", ".", ".5", ".125", "e3", " ", "x"),
);
const numbers = number.map(([sign, digits, rest]) => `${sign}${digits.join("")}${rest}`);
const two = fc.nat({ max: 65 }).map((value) => String(value).padStart(2, "0"));
const moments = fc
  .tuple(
    fc.nat({ max: 9_999 }),
    two,
    two,
    two,
    two,
    two,
    fc.constantFrom("", ".5", ".123456", ".1234567", "."),
    fc.constantFrom("", "Z", "+02", "-05:30", "+1530", " BC"),
    fc.constantFrom(" ", "T", ""),
  )
  .map(([year, month, day, hour, minute, second, fraction, zone, separator]) => {
    const date = `${String(year).padStart(4, "0")}-${month}-${day}`;
    return separator === "" ? date : `${date}${separator}${hour}:${minute}:${second}${fraction}${zone}`;
  });
const times = fc.tuple(two, two, two, fc.constantFrom("", ".5", ".123456")).map(([h, m, s, f]) => `${h}:${m}:${s}${f}`);

describe("a value that is read as plain", () => {
  const types: readonly (readonly [DataType, fc.Arbitrary<string>])[] = [
    [{ id: "SMALLINT" }, numbers],
    [{ id: "INTEGER" }, numbers],
    [{ id: "BIGINT" }, numbers],
    [{ id: "FLOAT" }, numbers],
    [{ id: "DOUBLE" }, numbers],
    [{ id: "DECIMAL", width: 4, scale: 2 }, numbers],
    [{ id: "DECIMAL", width: 9, scale: 0 }, numbers],
    [{ id: "DECIMAL", width: 18, scale: 3 }, numbers],
    [{ id: "DECIMAL", width: 38, scale: 10 }, numbers],
    [{ id: "BOOLEAN" }, fc.constantFrom("t", "f", "true", "", "T", "1", "0")],
    [{ id: "DATE" }, moments],
    [{ id: "TIME" }, times],
    [{ id: "TIMESTAMP" }, moments],
    [{ id: "TIMESTAMPTZ" }, moments],
  ];
  it.each(types)("is what its decoder reads: %j", (type, values) => {
    const decoder = decoderOfOid(pgTypeOf(type).oid);
    const timeZone = timeZoneOf("UTC");
    if (decoder === undefined || timeZone === undefined) throw new Error("no decoder");
    fc.assert(
      fc.property(values, (value) => {
        const [plain, slow] = [builderOf(type), builderOf(type)];
        const from = Buffer.from(`xx${value}yy`);
        if (!plain.addPlain(from, 2, from.length - 2)) return;
        const read = decoder.text(value, { settings: defaultEncodingSettings, timeZone, now: new Date(0), place: {} });
        slow.addContent(read.value, read.type);
        expect(plain.take()).toEqual(slow.take());
      }),
      { numRuns: 1_000 },
    );
  });
});
