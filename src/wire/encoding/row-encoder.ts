// Turns batches into DataRow messages.
// https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-DATAROW
import type { Batch, Field } from "../../engine/api.js";
import type { Format } from "../protocol/format.js";
import { columnWriters } from "./codecs.js";
import { compiledKindOf } from "./compiled-kinds.js";
import { CompiledRows } from "./compiled-rows.js";
import { type ColumnPlan, type LoadedRows, loadRows } from "./loaded-rows.js";
import { pieceOf } from "./row-pieces.js";
import type { EncodingSettings } from "./settings.js";
import { writeRows } from "./written-rows.js";

export interface RowEncoder {
  /**
   * Whole DataRow messages for the rows from `fromRow` up to, not including, `toRow`, in pieces fit for a socket.
   * Each piece is made only when it is asked for, and is the caller's, who may hand it to `reusePiece` at last.
   */
  encode(batch: Batch, fromRow?: number, toRow?: number): Generator<Buffer, void, undefined>;
}

const compiledRows = new CompiledRows();

/** Rows that are written in JavaScript before the compiled encoder is tried again. */
const writtenRowsMax = 64;

/**
 * Made once per result. `formats` has one entry per column.
 *
 * PERF: rows are put together by compiled code, row by row: one pass from left to right needs no lengths in advance, and touches
 * each byte once. In JavaScript the same took three to five times as long (bench/rows.bench.mjs).
 */
export function createRowEncoder(
  columns: readonly Field[],
  formats: readonly Format[],
  settings: EncodingSettings,
): RowEncoder {
  const writers = columnWriters(columns, formats, settings);
  const plans = columns.map(({ type }, index): ColumnPlan => {
    const writer = writers[index];
    if (writer === undefined) throw new Error(`column ${index} has no writer`);
    return { compiled: compiledKindOf(type, formats[index] ?? "text", settings), writer };
  });
  return {
    *encode(batch, fromRow = 0, toRow = batch.rowCount) {
      // Between two pieces others may use the compiled encoder's memory.
      const owner = {};
      let loaded: LoadedRows | undefined;
      let row = fromRow;
      while (row < toRow) {
        if (loaded === undefined || row >= loaded.to || !compiledRows.isOwnedBy(owner)) {
          loaded = loadRows(compiledRows, owner, batch, plans, row, toRow);
        }
        const encoded =
          loaded === undefined ? 0 : compiledRows.encode(plans.length, row - loaded.from, loaded.to - loaded.from);
        if (encoded > 0) {
          row += encoded;
          yield pieceOf(compiledRows.rows);
        } else {
          const { bytes, nextRow } = writeRows(batch, writers, row, Math.min(row + writtenRowsMax, toRow));
          row = nextRow;
          yield bytes;
        }
      }
    },
  };
}
