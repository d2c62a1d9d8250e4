// VARCHAR, JSON and ENUM: their UTF-8 as it lies.
import { viewOf } from "./byte-sink.js";
import { copyUtf8 } from "./copying.js";
import { bytesVector, fixedVector, fixedView, type MakeColumnWriter, typeAs } from "./value-writer.js";
import { readSafeInteger } from "./wide-integers.js";

/** Both forms of text are the same. */
export const utf8: MakeColumnWriter = () => (vector, sink) => {
  const { data, starts, ends } = bytesVector(vector);
  const source = viewOf(data);
  return (row, at) => copyUtf8(sink, at, source, starts[row] ?? 0, ends[row] ?? 0);
};

/** Its text behind the number of its format. https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/adt/jsonb.c (jsonb_send) */
export const jsonbBinary: MakeColumnWriter = () => (vector, sink) => {
  const { data, starts, ends } = bytesVector(vector);
  const source = viewOf(data);
  return (row, at) => {
    sink.view.setUint8(at, 1);
    return copyUtf8(sink, at + 1, source, starts[row] ?? 0, ends[row] ?? 0);
  };
};

/** "char" is one byte, which is 0 where its text is empty. */
export const charBinary: MakeColumnWriter = () => (vector, sink) => {
  const { data, starts, ends } = bytesVector(vector);
  const source = viewOf(data);
  return (row, at) => {
    const [start = 0, end = 0] = [starts[row], ends[row]];
    if (start < end) return copyUtf8(sink, at, source, start, end);
    sink.view.setUint8(at, 0);
    return at + 1;
  };
};

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
