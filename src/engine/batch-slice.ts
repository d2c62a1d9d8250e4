// Some rows of a batch, as a batch. Values are shared with it, and not copied.
import type { Batch, Vector } from "./batch.js";

export function sliceBatch(batch: Batch, from: number, to: number): Batch {
  if (from === 0 && to === batch.rowCount) return { rowCount: batch.rowCount, columns: batch.columns };
  return { rowCount: to - from, columns: batch.columns.map((column) => sliceVector(column, from, to)) };
}

export function sliceVector(vector: Vector, from: number, to: number): Vector {
  if (from === 0 && to === vector.length) return vector;
  const length = to - from;
  const validity = sliceValidity(vector.validity, from, to);
  switch (vector.layout) {
    case "fixed":
      return { ...vector, length, validity, data: vector.data.subarray(from * vector.width, to * vector.width) };
    case "bytes":
      return {
        ...vector,
        length,
        validity,
        starts: vector.starts.subarray(from, to),
        ends: vector.ends.subarray(from, to),
      };
    case "list":
      return {
        ...vector,
        length,
        validity,
        starts: vector.starts.subarray(from, to),
        counts: vector.counts.subarray(from, to),
      };
    case "struct":
      return { ...vector, length, validity, children: vector.children.map((child) => sliceVector(child, from, to)) };
  }
}

/** Bits begin at a byte: they are moved where the rows do not. */
function sliceValidity(validity: Uint8Array | undefined, from: number, to: number): Uint8Array | undefined {
  if (validity === undefined || (from & 7) === 0) return validity?.subarray(from >> 3, (to + 7) >> 3);
  const sliced = new Uint8Array((to - from + 7) >> 3);
  for (let row = from; row < to; row++) {
    const bit = ((validity[row >> 3] as number) >> (row & 7)) & 1;
    const place = row - from;
    sliced[place >> 3] = (sliced[place >> 3] as number) | (bit << (place & 7));
  }
  return sliced;
}
