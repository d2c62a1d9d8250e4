// DataRow messages in, CopyData messages out: what COPY writes of a row, compiled to WebAssembly.
// https://www.postgresql.org/docs/15/sql-copy.html#id-1.9.3.55.9; src/backend/commands/copyto.c
// AssemblyScript: https://www.assemblyscript.org. `src/wire/encoding/compiled-copy.ts` is the other side.

/** Tag, length and the number of columns, of a DataRow. */
const rowHeaderBytes: usize = 7;
/** Tag and length, of a CopyData. */
const headerBytes: usize = 5;
const copyDataTag: u8 = 0x64;
const newline: u8 = 0x0a;
const carriageReturn: u8 = 0x0d;
const backslash: u8 = 0x5c;
const dot: u8 = 0x2e;
/** A copy writes up to so many bytes too many. */
const overwriteBytes: usize = 16;

/** By byte: what stands after a backslash for it, or 0 where it stands for itself. */
const escapes = memory.data(256);
/** By column: 1 where values are quoted in any case. */
const forced = memory.data(1664);

let isCsv = false;
let delimiter: u8 = 0;
let quote: u8 = 0;
let escape: u8 = 0;
let nullText: usize = 0;
let nullBytes: usize = 0;
let readBytes: usize = 0;

export function freeMemory(): usize {
  return (__heap_base + 15) & ~15;
}

export function escapesAt(): usize {
  return escapes;
}

export function forcedAt(): usize {
  return forced;
}

export function configure(
  csv: bool,
  delimiterByte: u8,
  quoteByte: u8,
  escapeByte: u8,
  nullAt: usize,
  nullLength: usize,
): void {
  isCsv = csv;
  delimiter = delimiterByte;
  quote = quoteByte;
  escape = escapeByte;
  nullText = nullAt;
  nullBytes = nullLength;
}

/** Bytes of DataRow messages that the last call of `copyRows` turned into others. */
export function readByteCount(): usize {
  return readBytes;
}

/**
 * Turns whole messages into others until there are no more, or the next one might not fit before `outEnd`.
 * @returns the bytes that were written.
 */
export function copyRows(from: usize, end: usize, out: usize, outEnd: usize): usize {
  let at = out;
  let row = from;
  while (row < end) {
    const next = row + 1 + <usize>bswap<u32>(load<u32>(row, 1));
    const columns = <usize>bswap<u16>(load<u16>(row, 5));
    if (at + mostBytes(next - row, columns) > outEnd) break;
    const rowEnd = copyRow(row + rowHeaderBytes, columns, at + headerBytes);
    store<u8>(at, copyDataTag);
    store<u32>(at, bswap<u32>(<u32>(rowEnd - at - 1)), 1);
    at = rowEnd;
    row = next;
  }
  readBytes = row - from;
  return at - out;
}

/** What a row may take. */
export function mostBytes(rowBytes: usize, columns: usize): usize {
  return headerBytes + 2 * rowBytes + columns * (nullBytes + 3) + overwriteBytes;
}

function copyRow(values: usize, columns: usize, out: usize): usize {
  let from = values;
  let at = out;
  for (let column: usize = 0; column < columns; column++) {
    if (column > 0) {
      store<u8>(at, delimiter);
      at++;
    }
    const length = <i32>bswap<u32>(load<u32>(from));
    from += 4;
    if (length < 0) {
      memory.copy(at, nullText, nullBytes);
      at += nullBytes;
    } else if (isCsv) {
      at = csvValue(from, <usize>length, at, load<u8>(forced + column) != 0, columns == 1);
      from += <usize>length;
    } else {
      at = textValue(from, <usize>length, at);
      from += <usize>length;
    }
  }
  store<u8>(at, newline);
  return at + 1;
}

/** PERF: 16 bytes at a time, and up to 15 too many, which what follows overwrites. */
function textValue(value: usize, length: usize, out: usize): usize {
  let from = value;
  let left = length;
  let at = out;
  while (left > 0) {
    const bytes = v128.load(from);
    const special = v128.or(
      v128.or(i8x16.lt_u(bytes, i8x16.splat(0x20)), i8x16.eq(bytes, i8x16.splat(backslash))),
      i8x16.eq(bytes, i8x16.splat(delimiter)),
    );
    const plain = <usize>ctz(i8x16.bitmask(special) | 0x10000);
    v128.store(at, bytes);
    if (plain >= left) return at + left;
    at += plain;
    from += plain;
    left -= plain;
    if (plain == 16) continue;
    const byte = load<u8>(from);
    const escaped = load<u8>(escapes + <usize>byte);
    if (escaped != 0) {
      store<u8>(at, backslash);
      store<u8>(at, escaped, 1);
      at += 2;
    } else {
      store<u8>(at, byte);
      at++;
    }
    from++;
    left--;
  }
  return at;
}

function csvValue(value: usize, length: usize, out: usize, isForced: bool, isAlone: bool): usize {
  if (!isForced && !isNullText(value, length) && !(isAlone && isEndMark(value, length))) {
    const end = plainValue(value, length, out);
    if (end != 0) return end;
  }
  let from = value;
  let left = length;
  let at = out;
  store<u8>(at, quote);
  at++;
  while (left > 0) {
    const bytes = v128.load(from);
    const special = v128.or(i8x16.eq(bytes, i8x16.splat(quote)), i8x16.eq(bytes, i8x16.splat(escape)));
    const plain = <usize>ctz(i8x16.bitmask(special) | 0x10000);
    v128.store(at, bytes);
    if (plain >= left) {
      at += left;
      break;
    }
    at += plain;
    from += plain;
    left -= plain;
    if (plain == 16) continue;
    store<u8>(at, escape);
    store<u8>(at, load<u8>(from), 1);
    at += 2;
    from++;
    left--;
  }
  store<u8>(at, quote);
  return at + 1;
}

/** @returns where the value ends, or 0 where it needs quotes. */
function plainValue(value: usize, length: usize, out: usize): usize {
  for (let done: usize = 0; done < length; done += 16) {
    const bytes = v128.load(value + done);
    const special = v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(delimiter)), i8x16.eq(bytes, i8x16.splat(quote))),
      v128.or(i8x16.eq(bytes, i8x16.splat(newline)), i8x16.eq(bytes, i8x16.splat(carriageReturn))),
    );
    if (<usize>ctz(i8x16.bitmask(special) | 0x10000) < min<usize>(16, length - done)) return 0;
    v128.store(out + done, bytes);
  }
  return out + length;
}

function isNullText(value: usize, length: usize): bool {
  return length == nullBytes && memory.compare(value, nullText, length) == 0;
}

/** It would end the rows, where it stood alone in a line. */
function isEndMark(value: usize, length: usize): bool {
  return length == 2 && load<u8>(value) == backslash && load<u8>(value, 1) == dot;
}
