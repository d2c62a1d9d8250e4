// Memory for the strings of batches, used again once a batch was sent.
//
// PERF: a chunk's strings take some hundred kilobytes. Fresh memory for each is cold, must be collected, and costs a page fault every
// 4 KiB (bench/rows.bench.mjs).
import { limits } from "../../limits.js";

/** Sizes are powers of two, from 4 KiB on. */
const smallestBits = 12;

const unused: ArrayBuffer[][] = [];
let unusedBytes = 0;

/** At least so many bytes, with whatever was there before. */
export function takeMemory(bytes: number): ArrayBuffer {
  if (bytes > limits.stringMemoryBytesMax) return new ArrayBuffer(bytes);
  const bits = Math.max(smallestBits, 32 - Math.clz32(bytes - 1));
  const memory = unused[bits - smallestBits]?.pop();
  if (memory === undefined) return new ArrayBuffer(2 ** bits);
  unusedBytes -= memory.byteLength;
  return memory;
}

/** Nobody looks at it any more. */
export function giveMemoryBack(memory: ArrayBuffer): void {
  const size = memory.byteLength;
  if (size > limits.stringMemoryBytesMax || unusedBytes + size > limits.unusedStringMemoryBytesMax) return;
  unusedBytes += size;
  const bits = 31 - Math.clz32(size);
  (unused[bits - smallestBits] ??= []).push(memory);
}
