// Chosen rows of a vector, in a chosen order, as a vector. Long values are shared with it, and not copied.
import type { Vector } from "./batch.js";

/** `rows` may name a row several times. */
export function gatherVector(vector: Vector, rows: Uint32Array): Vector {
  const length = rows.length;
  const validity = gatherValidity(vector.validity, rows);
  switch (vector.layout) {
    case "fixed": {
      const { width } = vector;
      const data = new Uint8Array(length * width);
      rows.forEach((row, index) => {
        for (let byte = 0; byte < width; byte++) data[index * width + byte] = vector.data[row * width + byte] as number;
      });
      return { ...vector, length, validity, data };
    }
    case "bytes":
      return { ...vector, length, validity, starts: gather(vector.starts, rows), ends: gather(vector.ends, rows) };
    case "list":
      return { ...vector, length, validity, starts: gather(vector.starts, rows), counts: gather(vector.counts, rows) };
    case "struct":
      return { ...vector, length, validity, children: vector.children.map((child) => gatherVector(child, rows)) };
  }
}

function gather(numbers: Uint32Array, rows: Uint32Array): Uint32Array {
  return rows.map((row) => numbers[row] as number);
}

function gatherValidity(validity: Uint8Array | undefined, rows: Uint32Array): Uint8Array | undefined {
  if (validity === undefined) return undefined;
  const gathered = new Uint8Array((rows.length + 7) >> 3);
  rows.forEach((row, index) => {
    const bit = ((validity[row >> 3] as number) >> (row & 7)) & 1;
    gathered[index >> 3] = (gathered[index >> 3] as number) | (bit << (index & 7));
  });
  return gathered;
}
