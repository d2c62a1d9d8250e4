// What COPY ... TO STDOUT sends: a header, a CopyData message for each row, and a trailer.
// https://www.postgresql.org/docs/15/protocol-flow.html#PROTOCOL-COPY
import type { CopyFormat, Field } from "../../engine/api.js";
import { UndefinedColumn } from "../../errors.js";
import { copyData, copyDone, copyOutResponse } from "../protocol/backend.js";
import { MessageWriter } from "../protocol/message-writer.js";
import { CopyWriter, type WrittenFormat } from "./compiled-copy.js";
import { createRowEncoder, type RowEncoder } from "./row-encoder.js";
import { reusePiece } from "./row-pieces.js";
import type { EncodingSettings } from "./settings.js";

export interface CopyEncoder extends RowEncoder {
  begin(): Buffer;
  end(): Buffer;
}

/** Signature, flags, and no extension. */
const binaryHeader = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
const binaryTrailer = Buffer.from([0xff, 0xff]);
const copyDataTag = 0x64;

/** @throws UndefinedColumn (42703) for a column of FORCE QUOTE that is not there. */
export function createCopyEncoder(
  columns: readonly Field[],
  format: CopyFormat,
  settings: EncodingSettings,
): CopyEncoder {
  const valueFormat = format.kind === "binary" ? "binary" : "text";
  const formats = columns.map(() => valueFormat) satisfies readonly ("binary" | "text")[];
  const rows = createRowEncoder(columns, formats, settings);
  const answer = copyOutResponse({ format: valueFormat, columnFormats: formats });
  return format.kind === "binary" ? binaryCopy(rows, answer) : writtenCopy(rows, answer, columns, format);
}

/** A row is the same as in a DataRow. The header comes with the first of them, or with the trailer. */
function binaryCopy(rows: RowEncoder, answer: Buffer): CopyEncoder {
  let header = binaryHeader;
  const takeHeader = (): Buffer => {
    const taken = header;
    header = Buffer.alloc(0);
    return taken;
  };
  return {
    begin: () => answer,
    *encode(batch, fromRow, toRow) {
      for (const piece of rows.encode(batch, fromRow, toRow)) {
        let at = 0;
        if (header.length > 0) {
          at = 1 + piece.readUInt32BE(1);
          yield copyData(Buffer.concat([takeHeader(), piece.subarray(5, at)]));
        }
        const rest = piece.subarray(at);
        for (let row = 0; row < rest.length; row += 1 + rest.readUInt32BE(row + 1)) rest[row] = copyDataTag;
        if (rest.length > 0) yield rest;
      }
    },
    end: () => Buffer.concat([copyData(Buffer.concat([takeHeader(), binaryTrailer])), copyDone()]),
  };
}

function writtenCopy(rows: RowEncoder, answer: Buffer, columns: readonly Field[], format: WrittenFormat): CopyEncoder {
  const writer = new CopyWriter(format, forcedColumns(columns, format));
  return {
    begin: () => (format.hasHeader ? Buffer.concat([answer, headerOf(columns, format)]) : answer),
    *encode(batch, fromRow, toRow) {
      for (const piece of rows.encode(batch, fromRow, toRow)) {
        yield* writer.write(piece);
        reusePiece(piece);
      }
    },
    end: copyDone,
  };
}

function forcedColumns(columns: readonly Field[], format: WrittenFormat): readonly boolean[] {
  if (format.kind === "text") return columns.map(() => false);
  const { forceQuote } = format;
  if (forceQuote === "all") return columns.map(() => true);
  const missing = forceQuote.find((name) => !columns.some((column) => column.name === name));
  if (missing !== undefined) throw new UndefinedColumn(`column "${missing}" does not exist`);
  return columns.map(({ name }) => forceQuote.includes(name));
}

/** The names, as values are written; none is quoted that need not be. */
function headerOf(columns: readonly Field[], format: WrittenFormat): Buffer {
  const row = new MessageWriter("D").uint16(columns.length);
  for (const { name } of columns) {
    const bytes = Buffer.from(name);
    row.int32(bytes.length).bytes(bytes);
  }
  const writer = new CopyWriter(
    format,
    columns.map(() => false),
  );
  return Buffer.concat([...writer.write(row.end())].map((piece) => Buffer.from(piece)));
}
