// sluice.buckets: where datasets lie. For superusers, since it tells of folders.
import type { Catalog } from "../../catalog/api.js";
import type { SystemRelation } from "../../engine/api.js";
import { usedBucketColumns, usedBucketRows } from "../bucket-rows.js";

export function bucketsRelation(catalog: Pick<Catalog, "snapshot">): SystemRelation {
  return {
    name: "buckets",
    columns: usedBucketColumns,
    isForSuperusers: true,
    rows: async () => usedBucketRows(catalog.snapshot).map(([, row]) => row),
  };
}
