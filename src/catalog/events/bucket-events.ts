// Buckets come and go.
import { isAbsolute } from "node:path";
import { z } from "zod";
import { DependentObjectsStillExist, DuplicateObject, InvalidParameterValue, UndefinedObject } from "../../errors.js";
import { bucketSchema } from "../snapshot-schemas.js";
import { assertBucketName, bucketScheme } from "../store/bucket-names.js";
import { assertS3Place } from "../store/s3/place.js";
import type { EventRules } from "./event-rule.js";

export const bucketRules: EventRules<"bucketCreated" | "bucketDropped"> = {
  bucketCreated: {
    schema: z.strictObject({ kind: z.literal("bucketCreated"), bucket: bucketSchema }),
    apply(draft, { bucket }) {
      const { name } = bucket;
      assertBucketName(name);
      if (bucket.kind === "s3") assertS3Place(bucket.place);
      else if (!isAbsolute(bucket.root))
        throw new InvalidParameterValue(`folder "${bucket.root}" of bucket "${name}" is not an absolute path`);
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

  bucketDropped: {
    schema: z.strictObject({ kind: z.literal("bucketDropped"), bucket: z.string() }),
    apply(draft, { bucket }) {
      if (!draft.buckets.current.has(bucket)) throw new UndefinedObject(`bucket "${bucket}" does not exist`);
      const users = [...draft.datasets.current.values()].filter((dataset) => dataset.bucket === bucket);
      const [first] = users;
      if (first !== undefined) {
        throw new DependentObjectsStillExist(`cannot drop bucket "${bucket}" because datasets lie in it`, {
          detail: `There are ${users.length}; one is "${first.name}".`,
          hint: "Drop the datasets first.",
        });
      }
      draft.buckets.delete(bucket);
    },
  },
};
