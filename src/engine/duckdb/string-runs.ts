// Reads the strings of a vector with few calls into the binding.
import duckdb from "@duckdb/node-bindings";
import { ProgramLimitExceeded } from "../../errors.js";
import { takeMemory } from "./string-memory.js";

/** A string's place in its vector: a uint32 length, then 12 bytes of text, or a 4-byte prefix and an 8-byte pointer. */
export const entryBytes = 16;
const entryWords = 4;
/** Strings up to this long lie inside their 16-byte entry. */
const inlineBytesMax = 12;
/** Strings so close together are read together. Both ends of such a gap lie on one page or on neighbours, so all of it can be read. */
const gapBytesMax = 64;

export interface Strings {
  /** String `i` is `data[starts[i] .. ends[i]]`. There are other bytes between. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly data: Uint8Array;
  /** What to give back when the strings are no longer looked at. */
  readonly memory: readonly ArrayBuffer[];
}

/** Of all strings that are not NULL, in bytes. */
export function totalLength(entries: Uint8Array, length: number, validity: Uint8Array | undefined): number {
  const words = wordsOf(entries);
  let total = 0;
  for (let index = 0; index < length; index++) {
    if (isValid(validity, index)) total += words[index * entryWords] as number;
  }
  return total;
}

/**
 * PERF: one call per long string costs 1.5 us. DuckDB puts the strings of a chunk one after another, so a run of them is read with
 * one call. Short strings are left in their entries. See bench/rows.bench.mjs.
 */
export function readStrings(entries: Uint8Array, length: number, validity: Uint8Array | undefined): Strings {
  const words = wordsOf(entries);
  const places = takeMemory(2 * length * Uint32Array.BYTES_PER_ELEMENT);
  const starts = new Uint32Array(places, 0, length);
  const ends = new Uint32Array(places, length * Uint32Array.BYTES_PER_ELEMENT, length);
  /** Per run: the entry of its first string, and its bytes. */
  const runs: number[] = [];
  let first = -1;
  let runBytes = 0;
  /** Where the run's first byte comes to lie. */
  let place = entries.length;
  /** What the low word of the next pointer is, if the next string follows at once. */
  let nextLow = 0;
  let high = -1;
  for (let index = 0; index < length; index++) {
    const word = index * entryWords;
    const bytes = words[word] as number;
    if (!isValid(validity, index)) {
      starts[index] = 0;
      ends[index] = 0;
      continue;
    }
    if (bytes <= inlineBytesMax) {
      starts[index] = index * entryBytes + 4;
      ends[index] = index * entryBytes + 4 + bytes;
      continue;
    }
    const low = words[word + 2] as number;
    const gap = low - nextLow;
    if (words[word + 3] !== high || gap < 0 || gap > gapBytesMax) {
      if (first >= 0) runs.push(first, runBytes);
      place += runBytes;
      first = index;
      runBytes = bytes;
      high = words[word + 3] as number;
    } else {
      runBytes += gap + bytes;
    }
    // Beyond 2^32 no low word is the next one: a new run begins.
    nextLow = low + bytes;
    const end = place + runBytes;
    starts[index] = end - bytes;
    ends[index] = end;
  }
  if (first < 0) return { starts, ends, data: entries, memory: [places] };
  runs.push(first, runBytes);
  const data = readRuns(entries, runs, place + runBytes);
  return { starts, ends, data, memory: [places, data.buffer] };
}

/** The entries, and after them the runs. */
function readRuns(entries: Uint8Array, runs: readonly number[], bytes: number): Uint8Array<ArrayBuffer> {
  if (bytes > 0xffff_ffff) throw new ProgramLimitExceeded("the values of some rows are longer than 4 GiB together");
  const data = new Uint8Array(takeMemory(bytes), 0, bytes);
  data.set(entries);
  let at = entries.length;
  for (let run = 0; run < runs.length; run += 2) {
    const pointerAt = entries.byteOffset + (runs[run] as number) * entryBytes + 8;
    data.set(duckdb.get_data_from_pointer(entries.buffer as ArrayBuffer, pointerAt, runs[run + 1] as number), at);
    at += runs[run + 1] as number;
  }
  return data;
}

function isValid(validity: Uint8Array | undefined, index: number): boolean {
  return validity === undefined || ((validity[index >> 3] as number) & (1 << (index & 7))) !== 0;
}

function wordsOf(entries: Uint8Array): Uint32Array {
  if ((entries.byteOffset & 3) === 0)
    return new Uint32Array(entries.buffer, entries.byteOffset, entries.byteLength >> 2);
  return new Uint32Array(entries.slice().buffer);
}
