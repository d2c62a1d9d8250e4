// BIT, served as varbit, and digits that are announced as bits. DuckDB keeps a byte with the number of padding bits, then the bits, the padding first.
import type { BytesVector } from "../../../engine/api.js";
import { bytesVector, type MakeColumnWriter } from "./value-writer.js";

export const bitText: MakeColumnWriter = () => (vector, sink) => {
  const bits = bytesVector(vector);
  return (row, start) => {
    const first = firstBit(bits, row);
    const end = 8 * (bits.ends[row] ?? 0);
    sink.reserve(start, end - first);
    const { bytes } = sink;
    let at = start;
    for (let index = first; index < end; index++) {
      bytes[at++] = 0x30 + (((bits.data[index >> 3] ?? 0) >> (7 - (index & 7))) & 1);
    }
    return at;
  };
};

/** PostgreSQL sends the number of bits, then the bits, the padding last and 0 (varbit_send). */
export const bitBinary: MakeColumnWriter = () => (vector, sink) => {
  const bits = bytesVector(vector);
  return (row, start) => {
    const first = firstBit(bits, row);
    const end = 8 * (bits.ends[row] ?? 0);
    sink.reserve(start, 4 + ((end - first + 7) >> 3));
    sink.view.setInt32(start, end - first);
    const { bytes } = sink;
    const shift = first & 7;
    let at = start + 4;
    for (let index = first; index < end; index += 8) {
      const byte = index >> 3;
      const next = 8 * byte + 8 < end ? (bits.data[byte + 1] ?? 0) : 0;
      bytes[at++] = ((bits.data[byte] ?? 0) << shift) | (next >> (8 - shift));
    }
    return at;
  };
};

/** Of digits that come as text. */
export const bitDigitsBinary: MakeColumnWriter = () => (vector, sink) => {
  const { data, starts, ends } = bytesVector(vector);
  return (row, at) => {
    const [start = 0, end = 0] = [starts[row], ends[row]];
    const size = (end - start + 7) >> 3;
    sink.reserve(at, 4 + size);
    sink.view.setInt32(at, end - start);
    sink.bytes.fill(0, at + 4, at + 4 + size);
    for (let index = 0; index < end - start; index++) {
      const byte = at + 4 + (index >> 3);
      if (data[start + index] === 0x31) sink.bytes[byte] = (sink.bytes[byte] ?? 0) | (0x80 >> (index & 7));
    }
    return at + 4 + size;
  };
};

function firstBit({ data, starts }: BytesVector, row: number): number {
  const start = starts[row] ?? 0;
  return 8 * (start + 1) + (data[start] ?? 0);
}
