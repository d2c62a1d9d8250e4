// DataRow messages written value by value: for what the compiled encoder cannot write.
import type { Batch } from "../../engine/api.js";
import { limits } from "../../limits.js";
import { ByteSink } from "./values/byte-sink.js";
import { type ColumnWriter, fixedBytesMax, isNull, type ValueWriter } from "./values/value-writer.js";

const dataRowTag = 0x44;
/** Tag, length and the number of columns. */
const headerBytes = 7;
const lengthBytes = 4;
/** So that a piece's last row seldom makes it grow. */
const spareBytes = 16 * 1024;

interface Piece {
  readonly bytes: Buffer;
  readonly nextRow: number;
}

/** As many rows as make a piece. */
export function writeRows(batch: Batch, writers: readonly ColumnWriter[], fromRow: number, toRow: number): Piece {
  const roomBytes = headerBytes + writers.length * (lengthBytes + fixedBytesMax);
  const sink = new ByteSink(Math.min(limits.rowChunkBytes + spareBytes, (toRow - fromRow) * roomBytes), roomBytes);
  const columns = writers.map((writer, index) => bind(batch, index, writer, sink));
  let at = 0;
  let row = fromRow;
  for (; row < toRow && at < limits.rowChunkBytes; row++) at = writeRow(columns, sink, row, at);
  return { bytes: sink.bytes.subarray(0, at), nextRow: row };
}

interface BoundColumn {
  readonly validity: Uint8Array | undefined;
  readonly write: ValueWriter;
}

function bind(batch: Batch, index: number, writer: ColumnWriter, sink: ByteSink): BoundColumn {
  const vector = batch.columns[index];
  if (vector === undefined) throw new Error(`a batch lacks column ${index}`);
  return { validity: vector.validity, write: writer(vector, sink) };
}

function writeRow(columns: readonly BoundColumn[], sink: ByteSink, row: number, rowStart: number): number {
  sink.reserve(rowStart, 0);
  let at = rowStart + headerBytes;
  for (const { validity, write } of columns) {
    if (isNull(validity, row)) {
      sink.view.setInt32(at, -1);
      at += lengthBytes;
      continue;
    }
    const start = at + lengthBytes;
    const end = write(row, start);
    sink.view.setInt32(at, end - start);
    at = end;
  }
  sink.view.setUint8(rowStart, dataRowTag);
  sink.view.setInt32(rowStart + 1, at - rowStart - 1);
  sink.view.setInt16(rowStart + 5, columns.length);
  return at;
}
