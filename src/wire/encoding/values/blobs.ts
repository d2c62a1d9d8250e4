// BLOB and GEOMETRY, served as bytea.
// https://www.postgresql.org/docs/15/datatype-binary.html
import { viewOf } from "./byte-sink.js";
import { copyBytes } from "./copying.js";
import { bytesVector, type ColumnWriter, type MakeColumnWriter } from "./value-writer.js";

const backslash = 0x5c;
const letterX = 0x78;
const hexDigits = Buffer.from("0123456789abcdef", "latin1");

export const bytea: MakeColumnWriter = () => (vector, sink) => {
  const { starts, ends, data } = bytesVector(vector);
  const source = viewOf(data);
  return (row, at) => copyBytes(sink, at, source, starts[row] ?? 0, ends[row] ?? 0);
};

export const byteaText: MakeColumnWriter = (_type, { settings }) =>
  settings.byteaOutput === "hex" ? hexText : escapedText;

const hexText: ColumnWriter = (vector, sink) => {
  const { starts, ends, data } = bytesVector(vector);
  return (row, start) => {
    const from = starts[row] ?? 0;
    const to = ends[row] ?? 0;
    sink.reserve(start, 2 + 2 * (to - from));
    const { bytes } = sink;
    bytes[start] = backslash;
    bytes[start + 1] = letterX;
    let at = start + 2;
    for (let index = from; index < to; index++) at = writeHex(bytes, at, data[index] ?? 0);
    return at;
  };
};

const escapedText: ColumnWriter = (vector, sink) => {
  const { starts, ends, data } = bytesVector(vector);
  return (row, start) => {
    const from = starts[row] ?? 0;
    const to = ends[row] ?? 0;
    sink.reserve(start, 4 * (to - from));
    const { bytes } = sink;
    let at = start;
    for (let index = from; index < to; index++) at = writeEscaped(bytes, at, data[index] ?? 0);
    return at;
  };
};

/** What is not printable ASCII becomes `\ooo`, a backslash two. */
function writeEscaped(bytes: Uint8Array, start: number, byte: number): number {
  let at = start;
  if (byte >= 0x20 && byte < 0x7f) {
    if (byte === backslash) bytes[at++] = backslash;
    bytes[at++] = byte;
    return at;
  }
  bytes[at++] = backslash;
  bytes[at++] = 0x30 + (byte >> 6);
  bytes[at++] = 0x30 + ((byte >> 3) & 7);
  bytes[at++] = 0x30 + (byte & 7);
  return at;
}

/** Two digits. */
export function writeHex(bytes: Uint8Array, at: number, byte: number): number {
  bytes[at] = hexDigits[byte >> 4] ?? 0;
  bytes[at + 1] = hexDigits[byte & 15] ?? 0;
  return at + 2;
}
