// Buckets come and go.
import { isAbsolute } from "node:path";
import { z } from "zod";
import { DependentObjectsStillExist, DuplicateObject, InvalidParameterValue } from "../../errors.js";
import type { Draft } from "../draft.js";
import type { Bucket } from "../snapshot.js";
import { bucketSchema } from "../snapshot-schemas.js";
import { assertBucketName, bucketScheme, findBucket } from "../store/bucket-names.js";
import { assertS3Place } from "../store/s3/place.js";
import type { EventRules } from "./event-rule.js";

export const bucketRules: EventRules<"bucketCreated" | "bucketAltered" | "bucketDropped"> = {
  bucketCreated: {
    schema: z.strictObject({ kind: z.literal("bucketCreated"), bucket: bucketSchema }),
    apply(draft, { bucket }) {
      const { name } = bucket;
      assertBucketName(name);
      assertPlace(draft, bucket);
      const buckets = draft.buckets.current;
      if (buckets.has(name)) throw new DuplicateObject(`bucket "${name}" already exists`);
      for (const other of buckets.values()) {
        if (bucketScheme(other.name) !== bucketScheme(name)) continue;
        throw new DuplicateObject(`bucket "${name}" is too much like bucket "${other.name}"`, {
          detail: `The objects of both would be named ${bucketScheme(name)}://...`,
        });
      }
      draft.buckets.set(name, bucket);
    },
  },

  bucketAltered: {
    schema: z.strictObject({ kind: z.literal("bucketAltered"), bucket: bucketSchema }),
    apply(draft, { bucket }) {
      const before = findBucket(draft.buckets.current, bucket.name);
      if (before.kind !== bucket.kind)
        throw new InvalidParameterValue(`bucket "${bucket.name}" is not of kind "${bucket.kind}"`);
      assertPlace(draft, bucket);
      draft.buckets.set(bucket.name, bucket);
      // What was planned for them was planned for the bucket as it was.
      for (const dataset of [...draft.datasets.current.values()]) {
        if (dataset.bucket === bucket.name) draft.datasets.set(dataset.name, { ...dataset, version: draft.version });
      }
    },
  },

  bucketDropped: {
    schema: z.strictObject({ kind: z.literal("bucketDropped"), bucket: z.string() }),
    apply(draft, { bucket }) {
      findBucket(draft.buckets.current, bucket);
      if (bucket === "primary") {
        throw new DependentObjectsStillExist('cannot drop bucket "primary" because datasets are made in it by default');
      }
      const users = [...draft.datasets.current.values()].filter((dataset) => dataset.bucket === bucket);
      const [first] = users;
      if (first !== undefined) {
        throw new DependentObjectsStillExist(`cannot drop bucket "${bucket}" because datasets lie in it`, {
          detail: `There are ${users.length}; one is "${first.name}".`,
          hint: "Drop the datasets first.",
        });
      }
      const rescued = [...draft.buckets.current.values()].find(({ rescue }) => rescue === bucket);
      if (rescued !== undefined) {
        throw new DependentObjectsStillExist(
          `cannot drop bucket "${bucket}" because it is the rescue of bucket "${rescued.name}"`,
          { hint: "Give that bucket another rescue first." },
        );
      }
      draft.buckets.delete(bucket);
    },
  },
};

function assertPlace(draft: Draft, bucket: Bucket): void {
  const { name, rescue } = bucket;
  if (bucket.kind === "s3") assertS3Place(bucket.place);
  else if (!isAbsolute(bucket.root))
    throw new InvalidParameterValue(`folder "${bucket.root}" of bucket "${name}" is not an absolute path`);
  if (rescue === undefined) return;
  if (rescue === name) throw new InvalidParameterValue(`bucket "${name}" cannot be its own rescue`);
  findBucket(draft.buckets.current, rescue);
}
