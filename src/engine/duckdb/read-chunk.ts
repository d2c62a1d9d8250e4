// Copies a DuckDB chunk into a batch: one binding call per column and array, and one per run of long strings.
// https://duckdb.org/docs/stable/clients/c/vector
import duckdb from "@duckdb/node-bindings";
import { type Batch, type FixedVector, isNull, type ListVector, type StructVector, type Vector } from "../batch.js";
import { type DataType, elementTypeOf, memberTypesOf } from "../data-type.js";
import { dataTypeOf } from "./logical-type.js";
import { limits } from "../../limits.js";
import { sliceVector } from "../batch-slice.js";
import { noteCopied } from "./copied-bytes.js";
import { giveMemoryBack } from "./string-memory.js";
import { entryBytes, readStrings, totalLength } from "./string-runs.js";

const sharedNoBytes = new Uint8Array(0);

/** All rows in one batch. For small results; a client's rows go through `ChunkSlices`. */
export function readChunk(chunk: duckdb.DataChunk, types?: readonly DataType[]): Batch {
  const rowCount = duckdb.data_chunk_get_size(chunk);
  const columnCount = duckdb.data_chunk_get_column_count(chunk);
  const columns: Vector[] = [];
  for (let index = 0; index < columnCount; index++) {
    const vector = duckdb.data_chunk_get_vector(chunk, index);
    const type = types?.[index] ?? dataTypeOf(duckdb.vector_get_column_type(vector));
    columns.push(readVector(vector, type, rowCount));
  }
  return { rowCount, columns };
}

type Column =
  | {
      readonly kind: "bytes";
      readonly type: DataType;
      readonly entries: Uint8Array;
      readonly validity: Uint8Array | undefined;
    }
  | { readonly kind: "whole"; readonly vector: Vector };

/**
 * A chunk read in slices: 2,048 rows of 100 KB each are 200 MB, which shall not be copied at one go.
 * The chunk's own memory is given back after the last slice; otherwise it would wait for the garbage collector.
 */
export class ChunkSlices {
  readonly #chunk: duckdb.DataChunk;
  readonly #columns: readonly Column[];
  readonly #rowCount: number;
  readonly #rowsPerSlice: number;
  #next = 0;
  /** Bytes of its long values. */
  readonly bytes: number;
  /** By all slices together. */
  readonly #bytesCopied: number;

  constructor(chunk: duckdb.DataChunk, types: readonly DataType[]) {
    const rowCount = duckdb.data_chunk_get_size(chunk);
    let bytes = 0;
    this.#chunk = chunk;
    this.#rowCount = rowCount;
    this.#columns = types.map((type, index): Column => {
      const vector = duckdb.data_chunk_get_vector(chunk, index);
      if (!hasEntries(type)) return { kind: "whole", vector: readVector(vector, type, rowCount) };
      const validity = readValidity(vector, rowCount);
      const entries = duckdb.vector_get_data(vector, rowCount * entryBytes);
      bytes += totalLength(entries, rowCount, validity);
      return { kind: "bytes", type, entries, validity };
    });
    this.bytes = bytes;
    this.#bytesCopied = bytes + rowCount * types.length * entryBytes;
    // PERF: no larger than memory that is used again. Slices of 4 MB, left to the garbage collector, were 30 MB of the process
    // (test/system/slow-clients.test.ts).
    const share = bytes <= limits.batchBytesMax ? rowCount : (rowCount * limits.stringMemoryBytesMax) / bytes;
    // Whole bytes of validity, so that a slice of it needs no shifting.
    this.#rowsPerSlice = Math.max(8, Math.floor(share / 8) * 8);
  }

  get isDone(): boolean {
    return this.#next >= this.#rowCount;
  }

  next(): Batch {
    const from = this.#next;
    const to = Math.min(this.#rowCount, from + this.#rowsPerSlice);
    this.#next = to;
    noteCopied((this.#bytesCopied * (to - from)) / this.#rowCount);
    const memory: ArrayBuffer[] = [];
    const columns = this.#columns.map((column) => sliceOf(column, from, to, memory));
    if (this.isDone) this.release();
    return { rowCount: to - from, columns, release: () => memory.splice(0).forEach(giveMemoryBack) };
  }

  /** Nothing more is read of it. */
  release(): void {
    this.#next = this.#rowCount;
    if (this.bytes > limits.batchBytesMax) duckdb.data_chunk_reset(this.#chunk);
  }
}

/** `memory` is what the slice takes, and may give back. */
function sliceOf(column: Column, from: number, to: number, memory: ArrayBuffer[]): Vector {
  if (column.kind === "whole") return sliceVector(column.vector, from, to);
  const { type, entries } = column;
  const validity = column.validity?.subarray(from >> 3);
  const length = to - from;
  const strings = readStrings(entries.subarray(from * entryBytes, to * entryBytes), length, validity);
  memory.push(...strings.memory);
  const { starts, ends, data } = strings;
  return { layout: "bytes", type, length, validity, starts, ends, data };
}

function hasEntries({ id }: DataType): boolean {
  return id === "VARCHAR" || id === "JSON" || id === "BLOB" || id === "BIT" || id === "BIGNUM" || id === "GEOMETRY";
}

function readVector(vector: duckdb.Vector, type: DataType, length: number): Vector {
  switch (type.id) {
    case "VARCHAR":
    case "JSON":
    case "BLOB":
    case "BIT":
    case "BIGNUM":
    case "GEOMETRY": {
      const validity = readValidity(vector, length);
      const entries = length === 0 ? sharedNoBytes : duckdb.vector_get_data(vector, length * entryBytes);
      const { starts, ends, data } = readStrings(entries, length, validity);
      return { layout: "bytes", type, length, validity, starts, ends, data };
    }
    case "LIST":
    case "MAP":
      return readList(vector, type, length);
    case "ARRAY":
      return readArray(vector, type, length);
    case "STRUCT":
    case "UNION":
      return readStruct(vector, type, length);
    case "SQLNULL":
      return {
        layout: "fixed",
        type,
        length,
        width: 1,
        validity: new Uint8Array((length + 7) >> 3),
        data: new Uint8Array(length),
      };
    default:
      return readFixed(vector, type, length, widthOf(type));
  }
}

function readFixed(vector: duckdb.Vector, type: DataType, length: number, width: number): FixedVector {
  return {
    layout: "fixed",
    type,
    length,
    width,
    validity: readValidity(vector, length),
    // Never more than rows x width: the binding copies past the end.
    data: length === 0 ? sharedNoBytes : duckdb.vector_get_data(vector, length * width),
  };
}

function readList(vector: duckdb.Vector, type: Extract<DataType, { id: "LIST" | "MAP" }>, length: number): ListVector {
  const validity = readValidity(vector, length);
  const starts = new Uint32Array(length);
  const counts = new Uint32Array(length);
  if (length > 0) {
    const entries = duckdb.vector_get_data(vector, length * 16);
    const view = new DataView(entries.buffer, entries.byteOffset, entries.byteLength);
    for (let index = 0; index < length; index++) {
      if (isNull(validity, index)) continue;
      // Offsets and lengths are 64 bits wide; a chunk's child stays far below 2^32.
      starts[index] = view.getUint32(index * 16, true);
      counts[index] = view.getUint32(index * 16 + 8, true);
    }
  }
  const child = readVector(
    duckdb.list_vector_get_child(vector),
    elementTypeOf(type),
    duckdb.list_vector_get_size(vector),
  );
  return { layout: "list", type, length, validity, starts, counts, child };
}

function readArray(vector: duckdb.Vector, type: Extract<DataType, { id: "ARRAY" }>, length: number): ListVector {
  const starts = new Uint32Array(length);
  for (let index = 0; index < length; index++) starts[index] = index * type.size;
  const child = readVector(duckdb.array_vector_get_child(vector), type.child, length * type.size);
  const counts = new Uint32Array(length).fill(type.size);
  return { layout: "list", type, length, validity: readValidity(vector, length), starts, counts, child };
}

function readStruct(vector: duckdb.Vector, type: DataType, length: number): StructVector {
  return {
    layout: "struct",
    type,
    length,
    validity: readValidity(vector, length),
    children: memberTypesOf(type).map((childType, index) =>
      readVector(duckdb.struct_vector_get_child(vector, index), childType, length),
    ),
  };
}

function readValidity(vector: duckdb.Vector, length: number): Uint8Array | undefined {
  if (length === 0) return undefined;
  // Validity comes in words of 64 bits; null means that there are no NULLs.
  const words = duckdb.vector_get_validity(vector, Math.ceil(length / 64) * 8) as Uint8Array | null;
  return words ?? undefined;
}

/** Bytes per value in DuckDB's own arrays. */
function widthOf(type: DataType): number {
  switch (type.id) {
    case "BOOLEAN":
    case "TINYINT":
    case "UTINYINT":
      return 1;
    case "SMALLINT":
    case "USMALLINT":
      return 2;
    case "INTEGER":
    case "UINTEGER":
    case "FLOAT":
    case "DATE":
      return 4;
    case "HUGEINT":
    case "UHUGEINT":
    case "UUID":
    case "INTERVAL":
      return 16;
    case "DECIMAL":
      return type.width <= 4 ? 2 : type.width <= 9 ? 4 : type.width <= 18 ? 8 : 16;
    case "ENUM":
      return type.values.length <= 0xff ? 1 : type.values.length <= 0xffff ? 2 : 4;
    default:
      return 8;
  }
}
