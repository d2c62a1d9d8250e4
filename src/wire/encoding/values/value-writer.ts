// What every writer of values is: chosen once per column, bound once per batch, called once per value.
import type { BytesVector, DataType, FixedVector, ListVector, StructVector, Vector } from "../../../engine/api.js";
import type { EncodingSettings } from "../settings.js";
import type { TimeZone } from "../../../engine/api.js";
import { type ByteSink, viewOf } from "./byte-sink.js";

/** Writes the value of a row, which is not NULL, at a place of the sink, and returns the place after it. */
export type ValueWriter = (row: number, at: number) => number;

export type ColumnWriter = (vector: Vector, sink: ByteSink) => ValueWriter;

export type MakeColumnWriter = (type: DataType, context: WriterContext) => ColumnWriter;

/** How a value can look: alone as text or binary, or within a JSON document. */
export type ValueForm = "text" | "binary" | "json";

export interface WriterContext {
  readonly settings: EncodingSettings;
  readonly timeZone: TimeZone;
  /** For the parts of arrays, structs and maps. */
  writerOf(type: DataType, form: ValueForm): ColumnWriter;
}

/** A writer of at most so many bytes need not reserve them. */
export const fixedBytesMax = 64;

export { isNull } from "../../../engine/api.js";

export function fixedView(vector: Vector): DataView {
  return viewOf(fixedVector(vector).data);
}

export function fixedVector(vector: Vector): FixedVector {
  if (vector.layout !== "fixed") throw wrongLayout(vector);
  return vector;
}

export function bytesVector(vector: Vector): BytesVector {
  if (vector.layout !== "bytes") throw wrongLayout(vector);
  return vector;
}

export function listVector(vector: Vector): ListVector {
  if (vector.layout !== "list") throw wrongLayout(vector);
  return vector;
}

export function structVector(vector: Vector): StructVector {
  if (vector.layout !== "struct") throw wrongLayout(vector);
  return vector;
}

function wrongLayout(vector: Vector): Error {
  return new Error(`a vector of ${vector.type.id} cannot lie as ${vector.layout}`);
}

/** The type, known to be one of those with parameters. */
export function typeAs<Id extends DataType["id"]>(type: DataType, id: Id): Extract<DataType, { readonly id: Id }> {
  if (type.id !== id) throw new Error(`expected ${id}, got ${type.id}`);
  return type as Extract<DataType, { readonly id: Id }>;
}

/** Text of ASCII only. For the rare values that are easier said as a string. */
export function writeAscii(view: DataView, at: number, text: string): number {
  for (let index = 0; index < text.length; index++) view.setUint8(at + index, text.charCodeAt(index));
  return at + text.length;
}
