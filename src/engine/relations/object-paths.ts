// Where an object of a local bucket lies: the one place that turns keys into paths for DuckDB.
import path from "node:path";
import type { Bucket } from "../../catalog/api.js";

export function localObjectPath(bucket: Bucket & { readonly kind: "local" }, key: string): string {
  return path.join(bucket.root, ...key.split("/"));
}

/** DuckDB takes paths for glob patterns: their special characters are put in brackets. */
export function literalPath(filePath: string): string {
  return filePath.replaceAll(/[*?[]/g, (character) => `[${character}]`);
}
