// The compiled code that writes rows as COPY does, and its memory. What it is compiled from lies in `assembly/copy-rows.ts`.
import type { CopyFormat } from "../../engine/api.js";
import { ProgramLimitExceeded } from "../../errors.js";
import { limits } from "../../limits.js";
import { aligned, compiledModule } from "./compiled-module.js";
import { pieceOf } from "./row-pieces.js";

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  freeMemory(): number;
  escapesAt(): number;
  forcedAt(): number;
  configure(isCsv: boolean, delimiter: number, quote: number, escape: number, nullAt: number, nullLength: number): void;
  readByteCount(): number;
  copyRows(from: number, end: number, out: number, outEnd: number): number;
  mostBytes(rowBytes: number, columns: number): number;
}

export type WrittenFormat = Exclude<CopyFormat, { readonly kind: "binary" }>;

const pageBytes = 65_536;
/** The rows of one piece, written. More are written piece by piece. */
const outBytes = 4 * limits.rowChunkBytes;
const instantiate = compiledModule<Exports>("copy-rows");
/** Used by all, one call at a time. */
let shared: Exports | undefined;

/** What a control character is called after a backslash. */
const letters: ReadonlyMap<string, string> = new Map([
  ["\b", "b"],
  ["\f", "f"],
  ["\n", "n"],
  ["\r", "r"],
  ["\t", "t"],
  ["\v", "v"],
]);

/** `isForced`: by column, whether its values are quoted in any case. */
export class CopyWriter {
  readonly #format: WrittenFormat;
  readonly #isForced: readonly boolean[];
  readonly #nullText: Buffer;

  constructor(format: WrittenFormat, isForced: readonly boolean[]) {
    this.#format = format;
    this.#isForced = isForced;
    this.#nullText = Buffer.from(format.nullText);
  }

  /** Whole DataRow messages in, whole CopyData messages out. */
  *write(rows: Buffer): Generator<Buffer, void, undefined> {
    for (let from = 0; from < rows.length; ) {
      const part = rows.subarray(from, Math.max(from + limits.rowChunkBytes, firstRowEnd(rows, from)));
      const { read, written } = this.#convert(wholeRows(part));
      from += read;
      yield written;
    }
  }

  /** As many of the rows as there is room for: one at least. */
  #convert(rows: Buffer): { readonly read: number; readonly written: Buffer } {
    const code = (shared ??= instantiate());
    const nullAt = code.freeMemory();
    this.#configure(code, nullAt);
    const columns = rows.readUInt16BE(5);
    const needed = Math.max(outBytes, code.mostBytes(firstRowEnd(rows, 0), columns));
    if (needed > limits.rowBytesMax) {
      throw new ProgramLimitExceeded("row is too large to be sent", {
        detail: `A row may have ${limits.rowBytesMax} bytes.`,
        hint: "Select fewer columns, or a part of the value.",
      });
    }
    const rowsAt = aligned(nullAt + this.#nullText.length);
    const outAt = aligned(rowsAt + rows.length + 16);
    reserve(code, outAt + needed);
    const bytes = new Uint8Array(code.memory.buffer);
    bytes.set(this.#nullText, nullAt);
    bytes.set(rows, rowsAt);
    const length = code.copyRows(rowsAt, rowsAt + rows.length, outAt, outAt + needed);
    const read = code.readByteCount();
    const result = bytes.subarray(outAt, outAt + length);
    const written = length > limits.rowChunkBytes ? Buffer.from(result) : pieceOf(result);
    // Its memory never becomes less.
    if (needed > outBytes || rows.length > limits.rowChunkBytes) shared = undefined;
    return { read, written };
  }

  #configure(code: Exports, nullAt: number): void {
    const format = this.#format;
    const isCsv = format.kind === "csv";
    const [quote, escape] = isCsv ? [format.quote, format.escape] : ["", ""];
    const bytes = new Uint8Array(code.memory.buffer);
    const escapes = bytes.subarray(code.escapesAt(), code.escapesAt() + 256).fill(0);
    for (const byte of ["\\", format.delimiter]) escapes[byteOf(byte)] = byteOf(byte);
    for (const [byte, letter] of letters) escapes[byteOf(byte)] = byteOf(letter);
    this.#isForced.forEach((forced, column) => {
      bytes[code.forcedAt() + column] = forced ? 1 : 0;
    });
    code.configure(isCsv, byteOf(format.delimiter), byteOf(quote), byteOf(escape), nullAt, this.#nullText.length);
  }
}

function reserve({ memory }: Exports, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
}

function firstRowEnd(rows: Buffer, from: number): number {
  return from + 1 + rows.readUInt32BE(from + 1);
}

/** Without the last row, where it is cut. */
function wholeRows(rows: Buffer): Buffer {
  let end = 0;
  while (end + 5 <= rows.length && firstRowEnd(rows, end) <= rows.length) end = firstRowEnd(rows, end);
  return rows.subarray(0, end);
}

function byteOf(character: string): number {
  return character === "" ? 0 : character.charCodeAt(0);
}
