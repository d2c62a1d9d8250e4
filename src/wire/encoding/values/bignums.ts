// BIGNUM, integers without bound, served as numeric.
// https://github.com/duckdb/duckdb/blob/main/src/include/duckdb/common/types/bignum.hpp
import { NumericValueOutOfRange } from "../../../errors.js";
import type { BytesVector } from "../../../engine/api.js";
import { trailingZeros } from "./digits.js";
import { bytesVector, type MakeColumnWriter, writeAscii } from "./value-writer.js";

const headerBytes = 3;
const groupsMax = 0x7fff;

/** Values of any length need real arithmetic: a BigInt each. */
export const bignumText: MakeColumnWriter = () => (vector, sink) => {
  const bignums = bytesVector(vector);
  return (row, at) => {
    const text = readBignum(bignums, row).toString();
    sink.reserve(at, text.length);
    return writeAscii(sink.view, at, text);
  };
};

export const bignumBinary: MakeColumnWriter = () => (vector, sink) => {
  const bignums = bytesVector(vector);
  return (row, at) => {
    const value = readBignum(bignums, row);
    const digits = (value < 0n ? -value : value).toString();
    const groupCount = value === 0n ? 0 : Math.ceil(digits.length / 4);
    if (groupCount > groupsMax) throw new NumericValueOutOfRange("value overflows numeric format");
    const padded = digits.padStart(4 * groupCount, "0");
    const significant = Math.ceil((padded.length - trailingZeros(padded)) / 4);
    sink.reserve(at, 8 + 2 * significant);
    const { view } = sink;
    view.setInt16(at, significant);
    view.setInt16(at + 2, groupCount === 0 ? 0 : groupCount - 1);
    view.setInt16(at + 4, value < 0n ? 0x4000 : 0);
    view.setInt16(at + 6, 0);
    for (let index = 0; index < significant; index++) {
      view.setInt16(at + 8 + 2 * index, Number(padded.slice(4 * index, 4 * index + 4)));
    }
    return at + 8 + 2 * significant;
  };
};

/** A header of three bytes, whose top bit is set where the value is not negative; then the magnitude, all inverted where it is. */
function readBignum({ data, starts, ends }: BytesVector, row: number): bigint {
  const start = starts[row] ?? 0;
  const magnitude = Buffer.from(data.subarray(start + headerBytes, ends[row] ?? 0));
  const isNegative = ((data[start] ?? 0) & 0x80) === 0;
  if (isNegative) {
    for (let index = 0; index < magnitude.length; index++) magnitude[index] = ~(magnitude[index] ?? 0);
  }
  const size = BigInt(`0x0${magnitude.toString("hex")}`);
  return isNegative ? -size : size;
}
