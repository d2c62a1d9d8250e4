// The binary form of a numeric whose digits come as text: it has as many after the point as PostgreSQL shows, which no type of DuckDB's keeps.
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/adt/numeric.c (numeric_send)
import { bytesVector, type MakeColumnWriter } from "./value-writer.js";

const negativeSign = 0x4000;
const notANumber = 0xc000;
const infinity = 0xd000;
const minusInfinity = 0xf000;
/** PostgreSQL sends it along. */
const scaleOfInfinity = 32;

export const numericTextBinary: MakeColumnWriter = () => (vector, sink) => {
  const { data, starts, ends } = bytesVector(vector);
  const source = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return (row, at) => {
    const text = source.toString("latin1", starts[row] ?? 0, ends[row] ?? 0);
    const [, sign = "", whole = "", fraction = ""] = /^(-?)0*(\d*)(?:\.(\d*))?$/.exec(text) ?? [];
    if (!/\d/.test(text)) {
      if (!text.endsWith("Infinity")) return header(at, 0, 0, notANumber, 0);
      return header(at, 0, 0, text.startsWith("-") ? minusInfinity : infinity, scaleOfInfinity);
    }
    const padded =
      whole.padStart(Math.ceil(whole.length / 4) * 4, "0") + fraction.padEnd(Math.ceil(fraction.length / 4) * 4, "0");
    const groups = padded.match(/\d{4}/g)?.map(Number) ?? [];
    let weight = Math.ceil(whole.length / 4) - 1;
    while (groups[0] === 0) {
      groups.shift();
      weight--;
    }
    while (groups.at(-1) === 0) groups.pop();
    sink.reserve(at, 8 + 2 * groups.length);
    const isZero = groups.length === 0;
    let next = header(
      at,
      groups.length,
      isZero ? 0 : weight,
      sign === "" || isZero ? 0 : negativeSign,
      fraction.length,
    );
    for (const group of groups) {
      sink.view.setInt16(next, group);
      next += 2;
    }
    return next;
  };

  function header(at: number, digits: number, weight: number, sign: number, scale: number): number {
    sink.view.setInt16(at, digits);
    sink.view.setInt16(at + 2, weight);
    sink.view.setUint16(at + 4, sign);
    sink.view.setInt16(at + 6, scale);
    return at + 8;
  }
};
