// Puts quotes and escapes into text that has been written already.
import type { ByteSink } from "./byte-sink.js";

const quote = 0x22;
const backslash = 0x5c;

/** How many bytes more each byte needs. */
export type EscapeTable = Uint8Array;

/** Writes the escape of one byte that needs one. */
export type WriteEscape = (bytes: Uint8Array, at: number, byte: number) => void;

export function extraBytes(bytes: Uint8Array, start: number, end: number, table: EscapeTable): number {
  let extra = 0;
  for (let index = start; index < end; index++) extra += table[bytes[index] ?? 0] ?? 0;
  return extra;
}

/** Quotes what lies between `start` and `end`, from its right end, so that nothing is overwritten unread. */
export function quoteInPlace(
  sink: ByteSink,
  start: number,
  end: number,
  table: EscapeTable,
  writeEscape: WriteEscape,
): number {
  const extra = extraBytes(sink.bytes, start, end, table);
  sink.reserve(end, extra + 2);
  const { bytes } = sink;
  let at = end + extra + 1;
  bytes[at] = quote;
  if (extra === 0) {
    bytes.copyWithin(start + 1, start, end);
  } else {
    for (let index = end - 1; index >= start; index--) {
      const byte = bytes[index] ?? 0;
      const more = table[byte] ?? 0;
      at -= more + 1;
      if (more === 0) bytes[at] = byte;
      else writeEscape(bytes, at, byte);
    }
  }
  bytes[start] = quote;
  return end + extra + 2;
}

export function escapeTable(extraByByte: Readonly<Record<number, number>>): EscapeTable {
  const table = new Uint8Array(256);
  for (const [byte, extra] of Object.entries(extraByByte)) table[Number(byte)] = extra;
  return table;
}

export function writeBackslashed(bytes: Uint8Array, at: number, byte: number): void {
  bytes[at] = backslash;
  bytes[at + 1] = byte;
}
