// Turns batches into DataRow messages.
// https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-DATAROW
import type { Batch, Field } from "../../engine/api.js";
import { limits } from "../../limits.js";
import type { Format } from "../protocol/format.js";
import { columnWriters } from "./codecs.js";
import type { EncodingSettings } from "./settings.js";
import { ByteSink } from "./values/byte-sink.js";
import { copyUtf8 } from "./values/copying.js";
import { type Texts, textsOf, utf8Column } from "./values/strings.js";
import { type ColumnWriter, fixedBytesMax, type ValueWriter } from "./values/value-writer.js";

export interface RowEncoder {
  /**
   * Whole DataRow messages for the rows from `fromRow` up to, not including, `toRow`, in pieces fit for a socket.
   * Each piece is memory of its own, and is made only when it is asked for.
   */
  encode(batch: Batch, fromRow?: number, toRow?: number): Generator<Buffer, void, undefined>;
}

const dataRowTag = 0x44;
/** Tag, length and the number of columns. */
const headerBytes = 7;
const lengthBytes = 4;
/** So that a piece's last row seldom makes it grow. */
const spareBytes = 16 * 1024;

/** Made once per result. `formats` has one entry per column. */
export function createRowEncoder(
  columns: readonly Field[],
  formats: readonly Format[],
  settings: EncodingSettings,
): RowEncoder {
  const writers = columnWriters(columns, formats, settings);
  const roomBytes = headerBytes + columns.length * (lengthBytes + fixedBytesMax);
  return {
    *encode(batch, fromRow = 0, toRow = batch.rowCount) {
      let row = fromRow;
      while (row < toRow) {
        const capacity = Math.min(limits.rowChunkBytes + spareBytes, (toRow - row) * roomBytes);
        const sink = new ByteSink(capacity, roomBytes);
        const piece = encodePiece(batch, writers, sink, row, toRow);
        yield sink.bytes.subarray(0, piece.bytes);
        row = piece.nextRow;
      }
    },
  };
}

interface Piece {
  readonly bytes: number;
  readonly nextRow: number;
}

/** As many rows as make a piece. */
function encodePiece(
  batch: Batch,
  writers: readonly ColumnWriter[],
  sink: ByteSink,
  fromRow: number,
  toRow: number,
): Piece {
  const columns = writers.map((writer, index) => bind(batch, index, writer, sink));
  let at = 0;
  let row = fromRow;
  for (; row < toRow && at < limits.rowChunkBytes; row++) {
    at = writeRow(columns, sink, row, at);
  }
  return { bytes: at, nextRow: row };
}

interface BoundColumn {
  readonly validity: Uint8Array | undefined;
  readonly write: ValueWriter;
  /** PERF: the commonest columns save a call per value (bench/rows.bench.mjs). */
  readonly texts: Texts | undefined;
}

function bind(batch: Batch, index: number, writer: ColumnWriter, sink: ByteSink): BoundColumn {
  const vector = batch.columns[index];
  if (vector === undefined) throw new Error(`a batch lacks column ${index}`);
  const texts = writer === utf8Column ? textsOf(vector) : undefined;
  return { validity: vector.validity, write: writer(vector, sink), texts };
}

/**
 * PERF: row by row, not column by column: one pass from left to right needs no lengths in advance, and touches each
 * byte of the piece once (bench/rows.bench.mjs).
 */
function writeRow(columns: readonly BoundColumn[], sink: ByteSink, row: number, rowStart: number): number {
  sink.reserve(rowStart, 0);
  let at = rowStart + headerBytes;
  for (let index = 0; index < columns.length; index++) {
    const column = columns[index];
    if (column === undefined) continue;
    const { validity, texts } = column;
    if (validity !== undefined && ((validity[row >> 3] ?? 0) & (1 << (row & 7))) === 0) {
      sink.view.setInt32(at, -1);
      at += lengthBytes;
      continue;
    }
    const start = at + lengthBytes;
    const end =
      texts === undefined
        ? column.write(row, start)
        : copyUtf8(sink, start, texts.source, texts.offsets[row] ?? 0, texts.offsets[row + 1] ?? 0);
    sink.view.setInt32(at, end - start);
    at = end;
  }
  sink.view.setUint8(rowStart, dataRowTag);
  sink.view.setInt32(rowStart + 1, at - rowStart - 1);
  sink.view.setInt16(rowStart + 5, columns.length);
  return at;
}
