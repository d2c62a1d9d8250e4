// Where a dataset that is made goes, and under which name.
import { type Bucket, findBucket, type Snapshot } from "../catalog/api.js";
import type { RelationName } from "../engine/api.js";
import { DuplicateTable, InvalidName, InvalidParameterValue, ReservedName, UndefinedSchema } from "../errors.js";
import { limits } from "../limits.js";

/** The bucket that is named, or the one whose schema is, or `primary`. The catalog has more rules for names. */
export function placeOf(snapshot: Snapshot, { schema, name }: RelationName, bucketName: string | undefined): Bucket {
  if (name.toLowerCase().startsWith("__raw__")) {
    throw new ReservedName(`dataset name "${name}" is reserved`, { detail: "Names cannot begin with __raw__." });
  }
  if (Buffer.byteLength(name) > limits.identifierBytesMax) {
    throw new InvalidName(`dataset name "${name}" is too long`, {
      hint: `A name has at most ${limits.identifierBytesMax} bytes.`,
    });
  }
  const ofSchema = schema === undefined || schema === "public" ? undefined : schema;
  if (ofSchema !== undefined && !snapshot.buckets.has(ofSchema)) throw new UndefinedSchema(ofSchema);
  const wanted = bucketName ?? ofSchema ?? "primary";
  const bucket = findBucket(snapshot.buckets, wanted);
  if (ofSchema !== undefined && ofSchema !== wanted)
    throw new InvalidParameterValue(`bucket "${wanted}" is not that of schema "${ofSchema}"`);
  return bucket;
}

export function assertNameIsFree(snapshot: Snapshot, name: string): void {
  if (snapshot.datasets.has(name) || snapshot.views.has(name)) throw new DuplicateTable(name);
}
