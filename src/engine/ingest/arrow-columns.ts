// Batches as Arrow, typed, on their way into a Parquet file: a table over the types that rows come in with.
// https://arrow.apache.org/docs/format/Columnar.html
import {
  Binary,
  Bool,
  type Data,
  DateDay,
  Decimal,
  Field,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  List,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimeMicrosecond,
  TimestampMicrosecond,
  Uint32,
  Utf8,
} from "apache-arrow";
import type { Batch, BytesVector, FixedVector, ListVector, Vector } from "../batch.js";
import type { DataType } from "../data-type.js";

/** A stream with a record batch for each batch, all of the same types. */
export function arrowStreamOf(names: readonly string[], batches: readonly Batch[]): Uint8Array {
  const children = batches.map(({ columns }) => columns.map(dataOf));
  const [first] = children;
  if (first === undefined) throw new Error("a stream of no batches has no types");
  const schema = new Schema(names.map((name, index) => new Field(name, (first[index] as Data).type, true)));
  const records = batches.map(({ rowCount }, index) => {
    const columns = children[index] as Data[];
    return new RecordBatch(
      schema,
      makeData({ type: new Struct(schema.fields), length: rowCount, nullCount: 0, children: columns }),
    );
  });
  return RecordBatchStreamWriter.writeAll(records).toUint8Array(true);
}

function dataOf(vector: Vector): Data {
  switch (vector.layout) {
    case "fixed":
      return fixed(vector);
    case "bytes":
      return bytes(vector);
    case "list":
      return list(vector);
    case "struct":
      throw new Error("rows come in without structs");
  }
}

interface Base {
  readonly length: number;
  readonly nullBitmap?: Uint8Array;
}

/** The layouts are the same, but where something is made of them. */
const makers: Partial<Record<DataType["id"], (base: Base, data: Uint8Array) => Data>> = {
  SMALLINT: (base, data) => makeData({ type: new Int16(), ...base, data: view(data, Int16Array) }),
  INTEGER: (base, data) => makeData({ type: new Int32(), ...base, data: view(data, Int32Array) }),
  BIGINT: (base, data) => makeData({ type: new Int64(), ...base, data: view(data, BigInt64Array) }),
  UINTEGER: (base, data) => makeData({ type: new Uint32(), ...base, data: view(data, Uint32Array) }),
  FLOAT: (base, data) => makeData({ type: new Float32(), ...base, data: view(data, Float32Array) }),
  DOUBLE: (base, data) => makeData({ type: new Float64(), ...base, data: view(data, Float64Array) }),
  DATE: (base, data) => makeData({ type: new DateDay(), ...base, data: view(data, Int32Array) }),
  TIME: (base, data) => makeData({ type: new TimeMicrosecond(), ...base, data: view(data, BigInt64Array) }),
  TIMESTAMP: (base, data) => makeData({ type: new TimestampMicrosecond(), ...base, data: view(data, BigInt64Array) }),
  TIMESTAMPTZ: (base, data) =>
    makeData({ type: new TimestampMicrosecond("UTC"), ...base, data: view(data, BigInt64Array) }),
};

function fixed({ type, length, validity, width, data }: FixedVector): Data {
  const base = { length, ...nullsOf(validity, length) };
  if (type.id === "BOOLEAN") return makeData({ type: new Bool(), ...base, data: packedBits(data, length) });
  if (type.id === "DECIMAL") {
    const values = widened(data, length, width);
    return makeData({ type: new Decimal(type.scale, type.width), ...base, data: values });
  }
  const made = makers[type.id]?.(base, data);
  if (made === undefined) throw new Error(`rows come in without ${type.id}`);
  return made;
}

function bytes({ type, length, validity, starts, ends, data }: BytesVector): Data {
  const valueOffsets = new Int32Array(length + 1);
  if (length > 0) valueOffsets[0] = starts[0] as number;
  for (let index = 0; index < length; index++) {
    if (starts[index] !== valueOffsets[index]) throw new Error("values that come in follow one another");
    valueOffsets[index + 1] = ends[index] as number;
  }
  const base = { length, ...nullsOf(validity, length), valueOffsets, data };
  return type.id === "BLOB" ? makeData({ type: new Binary(), ...base }) : makeData({ type: new Utf8(), ...base });
}

function list({ length, validity, starts, counts, child }: ListVector): Data {
  const valueOffsets = new Int32Array(length + 1);
  for (let index = 0; index < length; index++) {
    if (starts[index] !== valueOffsets[index]) throw new Error("lists that come in follow one another");
    valueOffsets[index + 1] = (starts[index] as number) + (counts[index] as number);
  }
  const data = dataOf(child);
  const type = new List(new Field("item", data.type, true));
  return makeData({ type, length, ...nullsOf(validity, length), valueOffsets, child: data });
}

function nullsOf(validity: Uint8Array | undefined, length: number): { readonly nullBitmap?: Uint8Array } {
  return validity === undefined ? {} : { nullBitmap: validity.subarray(0, (length + 7) >> 3) };
}

interface TypedArrayOf<T> {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

function view<T>(data: Uint8Array, of: TypedArrayOf<T>): T {
  const aligned = data.byteOffset % of.BYTES_PER_ELEMENT === 0 ? data : data.slice();
  return new of(aligned.buffer, aligned.byteOffset, aligned.byteLength / of.BYTES_PER_ELEMENT);
}

function packedBits(data: Uint8Array, length: number): Uint8Array {
  const bits = new Uint8Array((length + 7) >> 3);
  for (let index = 0; index < length; index++) {
    if (data[index] !== 0) bits[index >> 3] = (bits[index >> 3] as number) | (1 << (index & 7));
  }
  return bits;
}

/** Unscaled values of 2, 4, 8 or 16 bytes as 16 bytes, as Arrow has them. */
function widened(data: Uint8Array, length: number, width: number): Uint32Array {
  const values = new Uint32Array(length * 4);
  if (width === 16) {
    values.set(view(data, Uint32Array));
    return values;
  }
  const source = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let index = 0; index < length; index++) {
    const at = index * width;
    const low = width === 2 ? source.getInt16(at, true) : source.getInt32(at, true);
    const high = width === 8 ? source.getInt32(at + 4, true) : low >> 31;
    values[index * 4] = low;
    values[index * 4 + 1] = high;
    values.fill(high >> 31, index * 4 + 2, index * 4 + 4);
  }
  return values;
}
