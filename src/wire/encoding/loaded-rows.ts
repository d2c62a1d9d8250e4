// Puts columns of a batch into the compiled encoder's memory.
import type { Batch, BytesVector, Vector } from "../../engine/api.js";
import type { CompiledKind } from "./compiled-kinds.js";
import { type CompiledColumn, compiledColumnsMax, type CompiledRows, finishedKind } from "./compiled-rows.js";
import { ByteSink } from "./values/byte-sink.js";
import { type ColumnWriter, fixedBytesMax, isNull } from "./values/value-writer.js";

/** A column's way: compiled, or first written in JavaScript. */
export interface ColumnPlan {
  readonly compiled: CompiledKind | undefined;
  readonly writer: ColumnWriter;
}

/** Rows `from` up to, not including, `to` lie in the memory; `from` is a multiple of 8. */
export interface LoadedRows {
  readonly from: number;
  readonly to: number;
}

/** Rows of so many bytes are not worth the way. */
const rowsMin = 8;

/**
 * As many rows as there is room for, from `row` on.
 * @returns undefined when not even a few have room, or there are too many columns.
 */
export function loadRows(
  memory: CompiledRows,
  owner: object,
  batch: Batch,
  plans: readonly ColumnPlan[],
  row: number,
  toRow: number,
): LoadedRows | undefined {
  if (plans.length > compiledColumnsMax) return undefined;
  const from = row & ~7;
  for (let to = toRow; to > row; to = halfWay(from, to)) {
    memory.claim(owner);
    const columns = putColumns(memory, batch, plans, from, to);
    if (columns !== undefined) {
      memory.setColumns(columns);
      return { from, to };
    }
    if (to - from <= rowsMin) return undefined;
  }
  return undefined;
}

function halfWay(from: number, to: number): number {
  return from + Math.max(rowsMin, ((to - from) >> 4) << 3);
}

function putColumns(
  memory: CompiledRows,
  batch: Batch,
  plans: readonly ColumnPlan[],
  from: number,
  to: number,
): readonly CompiledColumn[] | undefined {
  const columns: CompiledColumn[] = [];
  for (const [index, plan] of plans.entries()) {
    const vector = batch.columns[index];
    if (vector === undefined) throw new Error(`a batch lacks column ${index}`);
    const column = putColumn(memory, vector, plan, from, to);
    if (column === undefined) return undefined;
    columns.push(column);
  }
  return columns;
}

function putColumn(
  memory: CompiledRows,
  vector: Vector,
  { compiled, writer }: ColumnPlan,
  from: number,
  to: number,
): CompiledColumn | undefined {
  const { validity } = vector;
  const validityAt = validity === undefined ? 0 : memory.put(validity.subarray(from >> 3, (to + 7) >> 3));
  if (validityAt === undefined) return undefined;
  if (compiled === undefined) {
    const written = writeColumn(vector, writer, from, to, memory.capacityBytes);
    return written && putBytes(memory, written, finishedKind, validityAt);
  }
  if (vector.layout === "bytes") return putBytes(memory, sliceOf(vector, from, to), compiled.kind, validityAt);
  if (vector.layout !== "fixed") throw new Error(`values of ${vector.type.id} have no fixed size`);
  const dataAt = memory.put(vector.data.subarray(from * vector.width, to * vector.width));
  return dataAt === undefined ? undefined : { ...compiled, dataAt, validityAt, startsAt: 0, endsAt: 0 };
}

/** Values that differ in length. */
interface Bytes {
  /** The bytes from `origin` on. */
  readonly data: Uint8Array;
  readonly origin: number;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

function sliceOf(vector: BytesVector, from: number, to: number): Bytes {
  if (from === 0 && to === vector.length) return { ...vector, origin: 0 };
  const starts = vector.starts.subarray(from, to);
  const ends = vector.ends.subarray(from, to);
  let first = vector.data.length;
  let last = 0;
  for (let row = 0; row < starts.length; row++) {
    const start = starts[row] as number;
    const end = ends[row] as number;
    // NULLs lie nowhere.
    if (start === end) continue;
    if (start < first) first = start;
    if (end > last) last = end;
  }
  return { data: vector.data.subarray(first, Math.max(first, last)), origin: first, starts, ends };
}

function putBytes(
  memory: CompiledRows,
  { data, origin, starts, ends }: Bytes,
  kind: number,
  validityAt: number,
): CompiledColumn | undefined {
  const dataAt = memory.put(data);
  const startsAt = memory.put(bytesOf(starts));
  const endsAt = memory.put(bytesOf(ends));
  if (dataAt === undefined || startsAt === undefined || endsAt === undefined) return undefined;
  // Addresses wrap around.
  return { kind, parameter: 0, dataAt: (dataAt - origin) >>> 0, validityAt, startsAt, endsAt };
}

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

/** Values in their final form. Undefined: they take more than `bytesMax`. */
function writeColumn(
  vector: Vector,
  writer: ColumnWriter,
  from: number,
  to: number,
  bytesMax: number,
): Bytes | undefined {
  const sink = new ByteSink((to - from) * 16, fixedBytesMax);
  const write = writer(vector, sink);
  const ends = new Uint32Array(to - from);
  let at = 0;
  for (let row = from; row < to; row++) {
    if (!isNull(vector.validity, row)) {
      sink.reserve(at, 0);
      at = write(row, at);
      if (at > bytesMax) return undefined;
    }
    ends[row - from] = at;
  }
  const starts = new Uint32Array(to - from);
  starts.set(ends.subarray(0, -1), 1);
  return { data: sink.bytes.subarray(0, at), origin: 0, starts, ends };
}
