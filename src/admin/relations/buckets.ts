// sluice.buckets: where datasets lie. For superusers, since it tells of folders.
import { bucketScheme, type Catalog } from "../../catalog/api.js";
import { placeTextOf } from "../bucket-place.js";
import type { SystemRelation } from "../../engine/api.js";

export function bucketsRelation(catalog: Pick<Catalog, "snapshot">): SystemRelation {
  return {
    name: "buckets",
    columns: [
      { name: "name", type: { id: "VARCHAR" } },
      { name: "kind", type: { id: "VARCHAR" } },
      { name: "root", type: { id: "VARCHAR" } },
      { name: "scheme", type: { id: "VARCHAR" } },
      { name: "rescue", type: { id: "VARCHAR" } },
      { name: "datasets", type: { id: "BIGINT" } },
    ],
    isForSuperusers: true,
    async rows() {
      const { buckets, datasets } = catalog.snapshot;
      const countByBucket = new Map<string, number>();
      for (const { bucket } of datasets.values()) countByBucket.set(bucket, (countByBucket.get(bucket) ?? 0) + 1);
      return [...buckets.values()].map((bucket) => [
        bucket.name,
        bucket.kind,
        placeTextOf(bucket),
        bucketScheme(bucket.name),
        bucket.rescue ?? null,
        countByBucket.get(bucket.name) ?? 0,
      ]);
    },
  };
}
