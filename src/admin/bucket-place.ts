// How a bucket's place is told to administrators: never with a secret.
import type { Bucket } from "../catalog/api.js";

/** A folder's path, or `s3://bucket/prefix`. */
export function placeTextOf(bucket: Bucket): string {
  return bucket.kind === "local" ? bucket.root : `s3://${bucket.place.bucket}/${bucket.place.prefix}`;
}
