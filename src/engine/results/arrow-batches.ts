// Batches as Arrow IPC, as spill files keep them.
// https://arrow.apache.org/docs/format/Columnar.html
//
// Only the gateway reads them, so each layout has one Arrow type, and what the bytes mean is in the result's columns: fixed values are
// FixedSizeBinary, bytes are Binary, lists are List, structs and unions are Struct.
import {
  Binary,
  type Data,
  Field,
  FixedSizeBinary,
  List,
  makeData,
  RecordBatch,
  RecordBatchReader,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Type,
} from "apache-arrow";
import { type Batch, type BytesVector, isNull, type ListVector, type Vector } from "../batch.js";
import { gatherVector } from "../batch-gather.js";
import { sliceVector } from "../batch-slice.js";
import { type DataType, elementTypeOf, memberTypesOf } from "../data-type.js";

/** One stream with one record batch. */
export function encodeBatch({ rowCount, columns }: Batch): Uint8Array {
  const children = columns.map(dataOf);
  const schema = new Schema(children.map(({ type }, index) => new Field(String(index), type, true)));
  const data = makeData({ type: new Struct(schema.fields), length: rowCount, nullCount: 0, children });
  return RecordBatchStreamWriter.writeAll([new RecordBatch(schema, data)]).toUint8Array(true);
}

/** `bytes` as `encodeBatch` made them, and the types that their columns had. The batch shares its memory with them. */
export function decodeBatch(bytes: Uint8Array, types: readonly DataType[]): Batch {
  const [batch, ...others] = RecordBatchReader.from(bytes);
  if (batch === undefined || others.length > 0) throw new Error("a spilled batch is not one record batch");
  const columns = types.map((type, index) => vectorOf(type, batch.data.children[index]));
  return { rowCount: batch.numRows, columns };
}

function dataOf(vector: Vector): Data {
  const { length } = vector;
  const nulls = vector.validity === undefined ? {} : { nullBitmap: vector.validity.subarray(0, (length + 7) >> 3) };
  switch (vector.layout) {
    case "fixed":
      return makeData({ type: new FixedSizeBinary(vector.width), length, ...nulls, data: vector.data });
    case "bytes":
      return makeData({ type: new Binary(), length, ...nulls, ...gathered(vector) });
    case "list": {
      const { valueOffsets, child } = joined(vector);
      const data = dataOf(child);
      return makeData({
        type: new List(new Field("item", data.type, true)),
        length,
        ...nulls,
        valueOffsets,
        child: data,
      });
    }
    case "struct": {
      const children = vector.children.map(dataOf);
      const fields = children.map(({ type }, index) => new Field(String(index), type, true));
      return makeData({ type: new Struct(fields), length, ...nulls, children });
    }
  }
}

/** Arrow's values follow one another: runs that do so already are copied at one go. */
function gathered(vector: BytesVector): { readonly valueOffsets: Int32Array; readonly data: Uint8Array } {
  const { length, starts, ends, data } = vector;
  const valueOffsets = new Int32Array(length + 1);
  for (let index = 0; index < length; index++) {
    const size = isNull(vector.validity, index) ? 0 : (ends[index] as number) - (starts[index] as number);
    valueOffsets[index + 1] = (valueOffsets[index] as number) + size;
  }
  const values = new Uint8Array(valueOffsets[length] as number);
  let from = 0;
  let to = 0;
  let at = 0;
  const copyRun = (): void => {
    if (to > from) values.set(data.subarray(from, to), at);
    at += to - from;
  };
  for (let index = 0; index < length; index++) {
    if (valueOffsets[index + 1] === valueOffsets[index]) continue;
    if (starts[index] !== to) {
      copyRun();
      from = starts[index] as number;
    }
    to = ends[index] as number;
  }
  copyRun();
  return { valueOffsets, data: values };
}

/** Arrow's lists follow one another, too. */
function joined(vector: ListVector): { readonly valueOffsets: Int32Array; readonly child: Vector } {
  const { length, starts, counts, child } = vector;
  const valueOffsets = new Int32Array(length + 1);
  let first: number | undefined;
  let end = 0;
  let isJoined = true;
  for (let index = 0; index < length; index++) {
    const count = isNull(vector.validity, index) ? 0 : (counts[index] as number);
    valueOffsets[index + 1] = (valueOffsets[index] as number) + count;
    if (count === 0) continue;
    const start = starts[index] as number;
    if (first === undefined) first = start;
    else if (start !== end) isJoined = false;
    end = start + count;
  }
  if (isJoined) return { valueOffsets, child: sliceVector(child, first ?? 0, end) };
  const rows = new Uint32Array(valueOffsets[length] as number);
  for (let index = 0; index < length; index++) {
    const start = starts[index] as number;
    const from = valueOffsets[index] as number;
    const to = valueOffsets[index + 1] as number;
    for (let at = from; at < to; at++) rows[at] = start + at - from;
  }
  return { valueOffsets, child: gatherVector(child, rows) };
}

function vectorOf(type: DataType, data: Data | undefined): Vector {
  if (data === undefined) throw new Error("a spilled batch lacks a column");
  const { length } = data;
  const validity = data.nullCount === 0 ? undefined : data.nullBitmap;
  const base = { type, length, validity };
  switch (data.typeId) {
    case Type.FixedSizeBinary: {
      const width = (data.type as FixedSizeBinary).byteWidth;
      return { layout: "fixed", ...base, width, data: (data.values as Uint8Array).subarray(0, length * width) };
    }
    case Type.Binary: {
      const [starts, ends] = boundsOf(data);
      return { layout: "bytes", ...base, starts, ends, data: data.values as Uint8Array };
    }
    case Type.List: {
      const [starts, ends] = boundsOf(data);
      const counts = ends.map((end, index) => end - (starts[index] as number));
      return { layout: "list", ...base, starts, counts, child: vectorOf(elementTypeOf(type), data.children[0]) };
    }
    case Type.Struct:
      return {
        layout: "struct",
        ...base,
        children: memberTypesOf(type).map((child, index) => vectorOf(child, data.children[index])),
      };
    default:
      throw new Error(`a spilled batch has a column of ${String(data.type)}`);
  }
}

/** Where each value begins, and where it ends. */
function boundsOf({ length, valueOffsets }: Data): readonly [starts: Uint32Array, ends: Uint32Array] {
  // None are written of an empty batch.
  if (length === 0) return [new Uint32Array(0), new Uint32Array(0)];
  const { buffer, byteOffset } = valueOffsets as Int32Array;
  return [new Uint32Array(buffer, byteOffset, length), new Uint32Array(buffer, byteOffset + 4, length)];
}
