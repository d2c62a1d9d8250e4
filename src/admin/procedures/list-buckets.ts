// CALL list_buckets(): the buckets, and whether they are there: each is asked now, all at once.
import { stat } from "node:fs/promises";
import type { Bucket, BucketErrors, Catalog } from "../../catalog/api.js";
import type { Procedure } from "../../engine/api.js";
import { toPgError } from "../../errors.js";
import { limits } from "../../limits.js";
import { assertReachable } from "../bucket-checks.js";
import { usedBucketColumns, usedBucketRows } from "../bucket-rows.js";
import { isAbsent } from "../file-failures.js";
import type { BucketStore } from "../sources/bucket-objects.js";
import { defineProcedure } from "./define.js";

export interface ListBucketsParts {
  readonly catalog: Catalog;
  readonly bucketStore: BucketStore;
  readonly bucketErrors: Pick<BucketErrors, "lastOf">;
}

export function listBuckets(parts: ListBucketsParts): Procedure {
  return defineProcedure({
    name: "list_buckets",
    isForSuperusers: true,
    arguments: {},
    columns: [
      ...usedBucketColumns,
      { name: "reachable", type: { id: "BOOLEAN" } },
      { name: "error", type: { id: "VARCHAR" } },
      { name: "last_error", type: { id: "VARCHAR" } },
      { name: "last_error_at", type: { id: "TIMESTAMPTZ" } },
    ],
    changesCatalog: false,
    async run() {
      const rows = usedBucketRows(parts.catalog.snapshot).map(async ([bucket, row]) => {
        // Before it is asked, which may add another one.
        const last = parts.bucketErrors.lastOf(bucket.name);
        const error = await whyUnreachable(parts, bucket);
        return [...row, error === undefined, error ?? null, last?.message ?? null, last?.at ?? null];
      });
      return { rows: await Promise.all(rows) };
    },
  });
}

/** In words without a secret; undefined: it answers. */
async function whyUnreachable({ bucketStore }: ListBucketsParts, bucket: Bucket): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`it did not answer within ${limits.reachableMsMax} ms`), limits.reachableMsMax);
  });
  try {
    return await Promise.race([late, ask(bucketStore, bucket)]);
  } finally {
    clearTimeout(timer);
  }
}

async function ask(bucketStore: BucketStore, bucket: Bucket): Promise<string | undefined> {
  try {
    if (bucket.kind === "local") return (await stat(bucket.root)).isDirectory() ? undefined : "it is not a folder";
    await assertReachable(await bucketStore(bucket));
    return undefined;
  } catch (thrown) {
    if (isAbsent(thrown)) return "the folder does not exist";
    return toPgError(thrown).message;
  }
}
