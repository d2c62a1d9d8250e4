// How buckets are told to administrators, by sluice.buckets and by the procedures that make and change them.
import { type Bucket, bucketScheme, type Snapshot } from "../catalog/api.js";
import { placeTextOf } from "./bucket-place.js";

export const bucketColumns = [
  { name: "name", type: { id: "VARCHAR" } },
  { name: "kind", type: { id: "VARCHAR" } },
  { name: "root", type: { id: "VARCHAR" } },
  { name: "scheme", type: { id: "VARCHAR" } },
] as const;

export function bucketRow(bucket: Bucket): readonly string[] {
  return [bucket.name, bucket.kind, placeTextOf(bucket), bucketScheme(bucket.name)];
}

export const usedBucketColumns = [
  ...bucketColumns,
  { name: "rescue", type: { id: "VARCHAR" } },
  { name: "datasets", type: { id: "BIGINT" } },
] as const;

/** By the bucket. */
export function usedBucketRows({
  buckets,
  datasets,
}: Snapshot): readonly (readonly [Bucket, readonly (string | number | null)[]])[] {
  const countByBucket = new Map<string, number>();
  for (const { bucket } of datasets.values()) countByBucket.set(bucket, (countByBucket.get(bucket) ?? 0) + 1);
  return [...buckets.values()].map((bucket) => [
    bucket,
    [...bucketRow(bucket), bucket.rescue ?? null, countByBucket.get(bucket.name) ?? 0],
  ]);
}
