// What a COPY FROM STDIN receives, as batches of rows.
// https://www.postgresql.org/docs/15/sql-copy.html#id-1.9.3.55.9
import type { Batch, CopyInput, IncomingColumn as Column } from "../../../engine/api.js";
import { PgError, restated } from "../../../errors.js";
import { limits } from "../../../limits.js";
import type { EncodingSettings } from "../settings.js";
import { timeZoneOf } from "../../../engine/api.js";
import { binaryRows } from "./binary-rows.js";
import { IncomingColumn } from "./incoming-column.js";
import { lineRows } from "./line-rows.js";
import type { RowReader } from "./row-reader.js";

export interface CopyDecoder {
  /** The batches that are full with it. Takes over the bytes. */
  push(bytes: Buffer): Generator<Batch, void>;
  /** The rest, when the client has no more. */
  end(): Generator<Batch, void>;
}

export interface CopySetting {
  /** The relation's bare name, for what is told of errors. */
  readonly relation: string;
  readonly settings: EncodingSettings;
  /** What `now` and `today` mean. */
  readonly now: Date;
}

export function createCopyDecoder(
  columns: readonly Column[],
  input: CopyInput,
  { relation, settings, now }: CopySetting,
): CopyDecoder {
  const timeZone = timeZoneOf(settings.timeZone);
  if (timeZone === undefined) throw new Error(`the session has no such time zone: ${settings.timeZone}`);
  const context = { settings, timeZone, now, place: {} };
  const incoming = columns.map((column) => new IncomingColumn(column, relation, context));
  const reader = input.kind === "binary" ? binaryRows(incoming, relation) : lineRows(incoming, input, relation);
  return new ColumnDecoder(incoming, reader);
}

class ColumnDecoder implements CopyDecoder {
  readonly #columns: readonly IncomingColumn[];
  readonly #reader: RowReader;
  #rowCount = 0;

  constructor(columns: readonly IncomingColumn[], reader: RowReader) {
    this.#columns = columns;
    this.#reader = reader;
  }

  *push(bytes: Buffer): Generator<Batch, void> {
    this.#reader.push(bytes);
    yield* this.#read();
  }

  *end(): Generator<Batch, void> {
    this.#reader.finish();
    yield* this.#read();
    if (this.#rowCount > 0) yield this.#take();
  }

  *#read(): Generator<Batch, void> {
    for (;;) {
      if (!this.#next()) return;
      this.#rowCount++;
      if (this.#isFull()) yield this.#take();
    }
  }

  #next(): boolean {
    try {
      return this.#reader.next();
    } catch (thrown) {
      if (!(thrown instanceof PgError)) throw thrown;
      const where = this.#reader.where();
      throw where === undefined ? thrown : restated(thrown, { where, cause: thrown.cause });
    }
  }

  #isFull(): boolean {
    if (this.#rowCount >= limits.copyBatchRowsMax) return true;
    // Looked at now and then: most rows are short.
    if (this.#rowCount % 64 !== 0 && this.#rowCount > 1) return this.#longBytes() >= 2 * limits.copyBatchBytesMax;
    return this.#longBytes() >= limits.copyBatchBytesMax;
  }

  #longBytes(): number {
    let bytes = 0;
    for (const column of this.#columns) bytes += column.longBytes;
    return bytes;
  }

  #take(): Batch {
    const rowCount = this.#rowCount;
    this.#rowCount = 0;
    return { rowCount, columns: this.#columns.map((column) => column.take()) };
  }
}
