// VARCHAR, JSON and ENUM: their UTF-8 as it lies.
import type { Vector } from "../../../engine/api.js";
import { viewOf } from "./byte-sink.js";
import { copyUtf8 } from "./copying.js";
import {
  bytesVector,
  type ColumnWriter,
  fixedVector,
  fixedView,
  type MakeColumnWriter,
  typeAs,
} from "./value-writer.js";
import { readSafeInteger } from "./wide-integers.js";

/** Both forms of text are the same. Known by its identity to the row encoder, which writes texts without a call. */
export const utf8Column: ColumnWriter = (vector, sink) => {
  const { source, offsets } = textsOf(vector);
  return (row, at) => copyUtf8(sink, at, source, offsets[row] ?? 0, offsets[row + 1] ?? 0);
};

export const utf8: MakeColumnWriter = () => utf8Column;

/** Text `i` lies from offset `i` to the next. */
export interface Texts {
  readonly source: DataView;
  readonly offsets: Uint32Array;
}

export function textsOf(vector: Vector): Texts {
  const { data, offsets } = bytesVector(vector);
  return { source: viewOf(data), offsets };
}

export const enumText: MakeColumnWriter = (type) => {
  const values = typeAs(type, "ENUM").values.map((value) => Buffer.from(value, "utf8"));
  const source = viewOf(Buffer.concat(values));
  const offsets = new Uint32Array(values.length + 1);
  for (const [index, value] of values.entries()) offsets[index + 1] = (offsets[index] ?? 0) + value.length;
  return (vector, sink) => {
    const { width } = fixedVector(vector);
    const codes = fixedView(vector);
    return (row, at) => {
      const code = readSafeInteger(codes, row * width, width, false);
      return copyUtf8(sink, at, source, offsets[code] ?? 0, offsets[code + 1] ?? 0);
    };
  };
};

/** SQLNULL: no value is ever written. */
export const nothing: MakeColumnWriter = () => () => (_row, at) => at;
