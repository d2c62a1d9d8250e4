// The memory in which rows travel to the socket, used again and again.
//
// PERF: fresh memory of this size costs a page fault every 4 KiB, more than encoding what goes there (bench/rows.bench.mjs).
import { limits } from "../../limits.js";

const unused: ArrayBufferLike[] = [];

/** A piece with these bytes. */
export function pieceOf(bytes: Uint8Array): Buffer {
  // A small one is gathered with others anyway.
  if (bytes.length < limits.answerBytesGathered) return Buffer.from(bytes);
  const memory = unused.pop() ?? new ArrayBuffer(limits.rowChunkBytes);
  const piece = Buffer.from(memory, 0, bytes.length);
  piece.set(bytes);
  return piece;
}

/** Nobody looks at the piece any more. What did not come from `pieceOf` is left to the garbage collector. */
export function reusePiece(piece: Buffer): void {
  if (piece.buffer.byteLength === limits.rowChunkBytes && unused.length < limits.unusedPiecesMax)
    unused.push(piece.buffer);
}
