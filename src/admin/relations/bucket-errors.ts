// sluice.bucket_errors: what went wrong with buckets lately, as this gateway saw it. For superusers, since it tells of servers.
import type { BucketErrors } from "../../catalog/api.js";
import type { SystemRelation } from "../../engine/api.js";

export function bucketErrorsRelation(errors: Pick<BucketErrors, "list">): SystemRelation {
  return {
    name: "bucket_errors",
    columns: [
      { name: "at", type: { id: "TIMESTAMPTZ" } },
      { name: "bucket", type: { id: "VARCHAR" } },
      { name: "object", type: { id: "VARCHAR" } },
      { name: "sqlstate", type: { id: "VARCHAR" } },
      { name: "message", type: { id: "VARCHAR" } },
      { name: "rescued_from", type: { id: "VARCHAR" } },
    ],
    isForSuperusers: true,
    rows: async () =>
      errors
        .list()
        .map(({ at, bucket, object, sqlstate, message, rescuedFrom }) => [
          at,
          bucket,
          object ?? null,
          sqlstate,
          message,
          rescuedFrom ?? null,
        ]),
  };
}
