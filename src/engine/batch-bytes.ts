// What batches take of memory.
import type { Batch, Vector } from "./batch.js";

export function batchBytes({ columns }: Batch): number {
  return columns.reduce((total, column) => total + vectorBytes(column), 0);
}

function vectorBytes(vector: Vector): number {
  const validity = vector.validity?.length ?? 0;
  switch (vector.layout) {
    case "fixed":
      return validity + vector.data.length;
    case "bytes":
      return validity + vector.data.length + 8 * vector.length;
    case "list":
      return validity + 8 * vector.length + vectorBytes(vector.child);
    case "struct":
      return vector.children.reduce((total, child) => total + vectorBytes(child), validity);
  }
}
