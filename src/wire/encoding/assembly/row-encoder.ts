// The inner loop of the wire, compiled to WebAssembly: rows of columns in, DataRow messages out.
// https://www.postgresql.org/docs/15/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-DATAROW
// AssemblyScript: https://www.assemblyscript.org. `src/wire/encoding/compiled-rows.ts` is the other side.
import { fillDigits } from "./digits";
import { writeBytea } from "./hexadecimals";
import { inversePowersOfFive, powersOfFive } from "./shortest-digits";
import { writeValue } from "./values";

export { inversePowersOfFive, powersOfFive };

fillDigits();

/** A column as the other side describes it: six words of 32 bits. */
const columnBytes: usize = 24;
const kindAt: usize = 0;
const dataAt: usize = 4;
const validityAt: usize = 8;
const startsAt: usize = 12;
const endsAt: usize = 16;
const parameterAt: usize = 20;

/** Tag, length and the number of columns. */
const headerBytes: usize = 7;
const dataRowTag: u8 = 0x44;
/** More than any value of a fixed size and its length need. */
const valueRoomBytes: usize = 72;

let encodedBytes: i32 = 0;

/** Where the other side may put what it likes: after all that is in here. */
export function freeMemory(): usize {
  return (__heap_base + 15) & ~15;
}

/** Bytes that the last call of `encodeRows` wrote. */
export function encodedByteCount(): i32 {
  return encodedBytes;
}

/**
 * Writes rows until all are written, one does not fit before `outEnd`, or one has a value that only the other side can write.
 * @returns how many rows were written.
 */
export function encodeRows(columns: usize, columnCount: i32, fromRow: i32, toRow: i32, out: usize, outEnd: usize): i32 {
  const columnsEnd = columns + <usize>columnCount * columnBytes;
  const rowRoomBytes = headerBytes + <usize>columnCount * valueRoomBytes;
  let at = out;
  let row = fromRow;
  for (; row < toRow; row++) {
    if (at + rowRoomBytes > outEnd) break;
    const end = encodeRow(columns, columnsEnd, row, at, outEnd);
    if (end == 0) break;
    store<u8>(at, dataRowTag);
    store<u32>(at, bswap<u32>(<u32>(end - at - 1)), 1);
    store<u16>(at, bswap<u16>(<u16>columnCount), 5);
    at = end;
  }
  encodedBytes = <i32>(at - out);
  return row - fromRow;
}

/** @returns where the row ends, or 0. */
function encodeRow(columns: usize, columnsEnd: usize, row: i32, rowStart: usize, outEnd: usize): usize {
  let at = rowStart + headerBytes;
  for (let column = columns; column < columnsEnd; column += columnBytes) {
    const validity = <usize>load<u32>(column, validityAt);
    if (validity != 0 && (load<u8>(validity + (<usize>row >> 3)) & (1 << (<u8>row & 7))) == 0) {
      store<u32>(at, 0xffff_ffff);
      at += 4;
      continue;
    }
    const kind = load<u32>(column, kindAt);
    const data = <usize>load<u32>(column, dataAt);
    const start = at + 4;
    let end: usize;
    const starts = <usize>load<u32>(column, startsAt);
    if (starts != 0) {
      const from = <usize>load<u32>(starts + ((<usize>row) << 2));
      const length = <usize>load<u32>(<usize>load<u32>(column, endsAt) + ((<usize>row) << 2)) - from;
      // What follows still needs its room. A byte may become two characters.
      const bytes = kind == 0 ? length : 2 + 2 * length;
      const room = ((columnsEnd - column) / columnBytes) * valueRoomBytes;
      if (start + bytes + room > outEnd) return 0;
      end = kind == 0 ? copyBytes(start, data + from, length) : writeBytea(start, data + from, length);
    } else {
      end = writeValue(kind, data, row, load<i32>(column, parameterAt), start);
      if (end == 0) return 0;
    }
    store<u32>(at, bswap<u32>(<u32>(end - start)));
    at = end;
  }
  return at;
}

/** PERF: 16 bytes at a time, and up to 15 too many, which the next value overwrites. */
function copyBytes(to: usize, from: usize, length: usize): usize {
  if (length > 256) {
    memory.copy(to, from, length);
    return to + length;
  }
  for (let index: usize = 0; index < length; index += 16) {
    store<u64>(to + index, load<u64>(from + index));
    store<u64>(to + index, load<u64>(from + index, 8), 8);
  }
  return to + length;
}
