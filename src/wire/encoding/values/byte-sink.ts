// Bytes of rows in the making, written from left to right.
import { ProgramLimitExceeded } from "../../../errors.js";
import { limits } from "../../../limits.js";

/**
 * Writers keep the place where the next byte goes and hand it on; the sink only owns the memory.
 * Nothing that matters may lie to the right of that place: a copy may write a few bytes too many there.
 */
export class ByteSink {
  bytes: Buffer;
  view: DataView;
  readonly #roomBytes: number;

  /** `roomBytes` are always free after what was reserved, for values of a fixed size. */
  constructor(capacityBytes: number, roomBytes: number) {
    this.bytes = Buffer.allocUnsafeSlow(capacityBytes + roomBytes);
    this.view = viewOf(this.bytes);
    this.#roomBytes = roomBytes;
  }

  /** Before more than the free room is written at `at`. */
  reserve(at: number, count: number): void {
    const needed = at + count + this.#roomBytes;
    if (needed > this.bytes.length) this.#grow(at, needed);
  }

  #grow(at: number, needed: number): void {
    if (needed > limits.rowBytesMax) {
      throw new ProgramLimitExceeded("row is too large to be sent", {
        detail: `A row may have ${limits.rowBytesMax} bytes.`,
        hint: "Select fewer columns, or a part of the value.",
      });
    }
    const grown = Buffer.allocUnsafeSlow(Math.min(limits.rowBytesMax, Math.max(needed, 2 * this.bytes.length)));
    this.bytes.copy(grown, 0, 0, at);
    this.bytes = grown;
    this.view = viewOf(grown);
  }
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
