// Gathers the strings of a vector into one array of bytes, with few calls into the binding.
import duckdb from "@duckdb/node-bindings";
import { ProgramLimitExceeded } from "../../errors.js";

/** A string's place in its vector. */
export const entryBytes = 16;
/** Strings up to this long lie inside their 16-byte entry. */
const inlineBytesMax = 12;
const pageBytes = 4096;

/** Of all strings that are not NULL, in bytes. */
export function totalLength(entries: Uint8Array, length: number, validity: Uint8Array | undefined): number {
  const words = wordsOf(entries);
  let total = 0;
  for (let index = 0; index < length; index++) {
    if (validity === undefined || ((validity[index >> 3] as number) & (1 << (index & 7))) !== 0) {
      total += words[index * 4] as number;
    }
  }
  return total;
}

/**
 * An entry is a uint32 length, then 12 bytes of text, or a 4-byte prefix and an 8-byte pointer.
 *
 * PERF: one call per long string costs 1.5 us. The strings of a chunk mostly lie one after another, so a run of them is read with
 * one call, as long as the next begins on the page where the last one ended, or on the one after it: both are mapped, so all between is
 * readable. See bench/rows.bench.ts.
 */
export function gatherStrings(
  entries: Uint8Array,
  length: number,
  validity: Uint8Array | undefined,
): { readonly offsets: Uint32Array; readonly data: Uint8Array } {
  const offsets = new Uint32Array(length + 1);
  if (length === 0) return { offsets, data: entries };
  const words = wordsOf(entries);
  let total = 0;
  for (let index = 0; index < length; index++) {
    if (validity === undefined || ((validity[index >> 3] as number) & (1 << (index & 7))) !== 0) {
      total += words[index * 4] as number;
    }
    offsets[index + 1] = total;
  }
  if (total > 0xffff_ffff) throw new ProgramLimitExceeded("the values of some rows are longer than 4 GiB together");
  const data = Buffer.allocUnsafe(total);
  let index = 0;
  while (index < length) {
    const bytes = (offsets[index + 1] as number) - (offsets[index] as number);
    if (bytes > inlineBytesMax) {
      index = copyRun(entries, words, offsets, index, length, data);
    } else {
      let from = index * 16 + 4;
      for (let to = offsets[index] as number, end = to + bytes; to < end; ) data[to++] = entries[from++] as number;
      index++;
    }
  }
  return { offsets, data };
}

/** Copies the long string at `first` and all that can be read along with it. Returns the index after the last one it dealt with. */
function copyRun(
  entries: Uint8Array,
  words: Uint32Array,
  offsets: Uint32Array,
  first: number,
  length: number,
  data: Buffer,
): number {
  const start = pointerAt(words, first);
  let end = start + (offsets[first + 1] as number) - (offsets[first] as number);
  let last = first;
  for (let index = first + 1; index < length; index++) {
    const bytes = (offsets[index + 1] as number) - (offsets[index] as number);
    if (bytes <= inlineBytesMax) continue;
    const pointer = pointerAt(words, index);
    if (pointer < end || Math.floor(pointer / pageBytes) > Math.floor((end - 1) / pageBytes) + 1) break;
    end = pointer + bytes;
    last = index;
  }
  const run = duckdb.get_data_from_pointer(
    entries.buffer as ArrayBuffer,
    entries.byteOffset + first * 16 + 8,
    end - start,
  ) as Buffer;
  // Strings that touch in memory and in the output are copied together.
  let pendingFrom = 0;
  let pendingTo = offsets[first] as number;
  let pendingBytes = 0;
  for (let index = first; index <= last; index++) {
    const to = offsets[index] as number;
    const bytes = (offsets[index + 1] as number) - to;
    if (bytes > inlineBytesMax) {
      const from = pointerAt(words, index) - start;
      if (from === pendingFrom + pendingBytes && to === pendingTo + pendingBytes) {
        pendingBytes += bytes;
      } else {
        run.copy(data, pendingTo, pendingFrom, pendingFrom + pendingBytes);
        pendingFrom = from;
        pendingTo = to;
        pendingBytes = bytes;
      }
    } else {
      let from = index * 16 + 4;
      for (let at = to, stop = to + bytes; at < stop; ) data[at++] = entries[from++] as number;
    }
  }
  run.copy(data, pendingTo, pendingFrom, pendingFrom + pendingBytes);
  return last + 1;
}

/** Addresses use 48 bits: exact in a double. */
function pointerAt(words: Uint32Array, index: number): number {
  return (words[index * 4 + 3] as number) * 0x1_0000_0000 + (words[index * 4 + 2] as number);
}

function wordsOf(entries: Uint8Array): Uint32Array {
  if ((entries.byteOffset & 3) === 0)
    return new Uint32Array(entries.buffer, entries.byteOffset, entries.byteLength >> 2);
  return new Uint32Array(entries.slice().buffer);
}
