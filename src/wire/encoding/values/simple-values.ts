// BOOLEAN and UUID.
import type { ByteSink } from "./byte-sink.js";
import { writeHex } from "./blobs.js";
import { type ColumnWriter, fixedVector, type MakeColumnWriter, writeAscii } from "./value-writer.js";

const hyphen = 0x2d;

export const booleanText: MakeColumnWriter = () => booleanWriter(0x66, 0x74);
export const booleanBinary: MakeColumnWriter = () => booleanWriter(0, 1);

function booleanWriter(no: number, yes: number): ColumnWriter {
  return (vector, sink) => {
    const { data } = fixedVector(vector);
    return (row, at) => {
      sink.bytes[at] = data[row] === 0 ? no : yes;
      return at + 1;
    };
  };
}

export const booleanJson: MakeColumnWriter = () => (vector, sink) => {
  const { data } = fixedVector(vector);
  return (row, at) => writeAscii(sink.view, at, data[row] === 0 ? "false" : "true");
};

export const uuidBinary: MakeColumnWriter = () =>
  uuidWriter((sink, at, byte) => {
    sink.bytes[at] = byte;
    return at + 1;
  });

export const uuidText: MakeColumnWriter = () =>
  uuidWriter((sink, start, byte, index) => {
    const at = writeHex(sink.bytes, start, byte);
    if (index !== 3 && index !== 5 && index !== 7 && index !== 9) return at;
    sink.bytes[at] = hyphen;
    return at + 1;
  });

/** DuckDB keeps a UUID as a hugeint, whose top bit is turned so that its values sort. */
function uuidWriter(writeByte: (sink: ByteSink, at: number, byte: number, index: number) => number): ColumnWriter {
  return (vector, sink) => {
    const { data } = fixedVector(vector);
    return (row, start) => {
      let at = writeByte(sink, start, (data[16 * row + 15] ?? 0) ^ 0x80, 0);
      for (let index = 1; index < 16; index++) at = writeByte(sink, at, data[16 * row + 15 - index] ?? 0, index);
      return at;
    };
  };
}
