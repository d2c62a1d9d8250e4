// Encodes rows before they are asked for: while a client looks at one page of a result, the next one is made ready.
import type { Batch } from "../../engine/api.js";
import { limits } from "../../limits.js";
import type { RowEncoder } from "./row-encoder.js";
import { reusePiece } from "./row-pieces.js";

/** Of all encoders together. */
let readyBytes = 0;

export class AheadEncoder implements RowEncoder {
  readonly #encoder: RowEncoder;
  readonly #ready = new Map<Batch, readonly Buffer[]>();

  constructor(encoder: RowEncoder) {
    this.#encoder = encoder;
  }

  encode(batch: Batch, fromRow = 0, toRow = batch.rowCount): Generator<Buffer, void, undefined> {
    const pieces = this.#ready.get(batch);
    if (pieces === undefined) return this.#encoder.encode(batch, fromRow, toRow);
    this.#ready.delete(batch);
    if (fromRow === 0 && toRow === batch.rowCount) return handOut(pieces);
    drop(pieces);
    return this.#encoder.encode(batch, fromRow, toRow);
  }

  /**
   * Whole batches that will probably be asked for next, in their order; as many as there is room for.
   * A row that cannot be encoded fails when it is asked for, and not here.
   */
  prepare(batches: readonly Batch[]): void {
    for (const batch of batches) {
      const pieces = this.#piecesOf(batch);
      if (pieces === undefined) return;
      this.#ready.set(batch, pieces);
    }
  }

  /** Nobody asks for what is ready any more. */
  discard(): void {
    for (const pieces of this.#ready.values()) drop(pieces);
    this.#ready.clear();
  }

  #piecesOf(batch: Batch): readonly Buffer[] | undefined {
    const pieces: Buffer[] = [];
    let bytes = 0;
    try {
      for (const piece of this.#encoder.encode(batch)) {
        pieces.push(piece);
        bytes += heldBy(piece);
        readyBytes += heldBy(piece);
        if (bytes <= limits.pageAheadBytesMax && readyBytes <= limits.pagesAheadBytesMax) continue;
        drop(pieces);
        return undefined;
      }
    } catch {
      // Whoever asks for the row is told.
      drop(pieces);
      return undefined;
    }
    return pieces;
  }
}

function* handOut(pieces: readonly Buffer[]): Generator<Buffer, void, undefined> {
  let next = 0;
  try {
    for (const piece of pieces) {
      next++;
      readyBytes -= heldBy(piece);
      yield piece;
    }
  } finally {
    drop(pieces.slice(next));
  }
}

function drop(pieces: readonly Buffer[]): void {
  for (const piece of pieces) {
    readyBytes -= heldBy(piece);
    reusePiece(piece);
  }
}

/** A piece may be the beginning of larger memory. */
function heldBy(piece: Buffer): number {
  return piece.buffer.byteLength;
}
