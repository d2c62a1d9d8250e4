// The compiled inner loop of the wire: WebAssembly that writes rows from columns in its own memory.
// What it is compiled from, and how, lies in `assembly/`.
import { limits } from "../../limits.js";
import { bytesKind } from "./assembly/column-kinds.js";
import { aligned, compiledModule } from "./compiled-module.js";

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  freeMemory(): number;
  encodedByteCount(): number;
  encodeRows(columns: number, columnCount: number, fromRow: number, toRow: number, out: number, outEnd: number): number;
  inversePowersOfFive(): number;
  powersOfFive(): number;
}

/** A column as it lies in the compiled side's memory. */
export interface CompiledColumn {
  /** Of `column-kinds.ts`. */
  readonly kind: number;
  readonly parameter: number;
  readonly dataAt: number;
  /** 0: no value is NULL. */
  readonly validityAt: number;
  /** Where each value begins and ends, of values that differ in length. 0: they do not. */
  readonly startsAt: number;
  readonly endsAt: number;
}

const columnWords = 6;
/** As many as PostgreSQL lets be in a result. Rows of more are written in JavaScript. */
export const compiledColumnsMax = 1664;
/** A copy reads up to so many bytes too many. */
const overreadBytes = 16;

/**
 * One for the whole process: it is never entered twice at once. What was put into its memory stays as long as nobody
 * else calls `claim`.
 */
export class CompiledRows {
  readonly #exports: Exports;
  readonly #bytes: Uint8Array;
  readonly #words: Uint32Array;
  readonly #columnsAt: number;
  readonly #rowsAt: number;
  readonly #columnDataAt: number;
  #free = 0;
  #owner: object | undefined;

  constructor() {
    this.#exports = compiledModule<Exports>("row-encoder")();
    const { buffer } = this.#exports.memory;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Uint32Array(buffer);
    this.#columnsAt = this.#exports.freeMemory();
    this.#rowsAt = aligned(this.#columnsAt + compiledColumnsMax * columnWords * 4);
    this.#columnDataAt = aligned(this.#rowsAt + limits.rowChunkBytes);
    this.#fillPowersOfFive();
  }

  /** Room for columns, in bytes. */
  get capacityBytes(): number {
    return this.#bytes.length - this.#columnDataAt - overreadBytes;
  }

  isOwnedBy(owner: object): boolean {
    return this.#owner === owner;
  }

  /** All that was put here by anybody is gone. */
  claim(owner: object): void {
    this.#owner = owner;
    this.#free = this.#columnDataAt;
  }

  /** @returns where the bytes lie now, or undefined when there is no room. */
  put(bytes: Uint8Array): number | undefined {
    const at = this.#free;
    const next = aligned(at + bytes.length);
    if (next > this.#bytes.length - overreadBytes) return undefined;
    this.#bytes.set(bytes, at);
    this.#free = next;
    return at;
  }

  setColumns(columns: readonly CompiledColumn[]): void {
    // What lies behind them are rows, whose bytes would be taken for places to read from.
    if (columns.length > compiledColumnsMax) throw new Error(`${columns.length} columns have no room`);
    let word = this.#columnsAt >> 2;
    for (const { kind, dataAt, validityAt, startsAt, endsAt, parameter } of columns) {
      this.#words[word] = kind;
      this.#words[word + 1] = dataAt;
      this.#words[word + 2] = validityAt;
      this.#words[word + 3] = startsAt;
      this.#words[word + 4] = endsAt;
      this.#words[word + 5] = parameter;
      word += columnWords;
    }
  }

  /** @returns how many rows were written: 0 when the first one is too large, or has a value that must be written elsewhere. */
  encode(columnCount: number, fromRow: number, toRow: number): number {
    return this.#exports.encodeRows(
      this.#columnsAt,
      columnCount,
      fromRow,
      toRow,
      this.#rowsAt,
      this.#rowsAt + limits.rowChunkBytes,
    );
  }

  /** The rows written last, until the next call. */
  get rows(): Uint8Array {
    return this.#bytes.subarray(this.#rowsAt, this.#rowsAt + this.#exports.encodedByteCount());
  }

  /** The tables of Ryu: 2^(length of 5^i + 124) / 5^i rounded up, and 5^i cut to 125 bits. */
  #fillPowersOfFive(): void {
    const words = new BigUint64Array(this.#exports.memory.buffer);
    const store = (tableAt: number, index: number, value: bigint): void => {
      words[(tableAt >> 3) + 2 * index] = BigInt.asUintN(64, value);
      words[(tableAt >> 3) + 2 * index + 1] = value >> 64n;
    };
    let power = 1n;
    for (let index = 0; index < inversePowerCount; index++, power *= 5n) {
      const length = BigInt(power.toString(2).length);
      store(this.#exports.inversePowersOfFive(), index, (1n << (length - 1n + powerBits)) / power + 1n);
      if (index >= powerCount) continue;
      const cut = length >= powerBits ? power >> (length - powerBits) : power << (powerBits - length);
      store(this.#exports.powersOfFive(), index, cut);
    }
  }
}

const inversePowerCount = 342;
const powerCount = 326;
const powerBits = 125n;

/** Values that are in their final form already. */
export const finishedKind = bytesKind;
