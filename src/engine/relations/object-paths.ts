// Where DuckDB finds an object: the one place that turns object names into paths.
import path from "node:path";
import { type Snapshot, resolveObjectUrl } from "../../catalog/api.js";

/** @throws UndefinedObject (42704) for an object whose bucket is gone. */
export function objectPath(snapshot: Snapshot, url: string): string {
  const { bucket, key } = resolveObjectUrl(snapshot.buckets, url);
  return path.join(bucket.root, ...key.split("/"));
}

/** DuckDB takes paths for glob patterns: their special characters are put in brackets. */
export function literalPath(filePath: string): string {
  return filePath.replaceAll(/[*?[]/g, (character) => `[${character}]`);
}
