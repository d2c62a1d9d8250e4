// CALL migrate_buckets(): what lies in buckets with the names that older lakes used becomes what it always meant, the primary bucket.
import {
  type Bucket,
  type Catalog,
  type CatalogEvent,
  type Dataset,
  findBucket,
  objectUrl,
  type Snapshot,
  parseObjectUrl,
} from "../../catalog/api.js";
import type { Procedure } from "../../engine/api.js";
import { ObjectNotInPrerequisiteState } from "../../errors.js";
import { type BucketStore, listedObject, type RemoteParts } from "../sources/bucket-objects.js";
import { defineProcedure } from "./define.js";

/** Older lakes had one bucket, which they called by these, or by no name. Ours cannot have none: see assertBucketName. */
const legacyNames: readonly string[] = ["data", "local"];

type Move = CatalogEvent & { readonly kind: "datasetMoved" };

export interface MigrateBucketsParts extends Pick<RemoteParts, "remoteObjects"> {
  readonly catalog: Catalog;
  readonly bucketStore: BucketStore;
}

/**
 * A dataset is moved when all its objects lie in the primary bucket, under the same keys and of the same length: nothing is copied.
 * Called again, it finds nothing more to do.
 */
export function migrateBuckets(parts: MigrateBucketsParts): Procedure {
  return defineProcedure({
    name: "migrate_buckets",
    isForSuperusers: true,
    arguments: {},
    columns: [
      { name: "datasets", type: { id: "BIGINT" } },
      { name: "objects", type: { id: "BIGINT" } },
    ],
    changesCatalog: true,
    async run({ authorship, signal }) {
      const moves = new Map<string, Move>();
      const legacy = legacyOf(parts.catalog.snapshot);
      const primary = findBucket(parts.catalog.snapshot.buckets, "primary");
      for (const dataset of legacy) moves.set(keyOf(dataset), await moveOf(parts, dataset, primary, signal));
      let moved: readonly Move[] = [];
      await parts.catalog.commit(authorship, (newest) => {
        // One that has changed meanwhile is left for the next time.
        moved = legacyOf(newest).flatMap((dataset) => moves.get(keyOf(dataset)) ?? []);
        return moved;
      });
      const objects = moved.reduce((sum, move) => sum + move.objects.length, 0);
      return { rows: [[moved.length, objects]] };
    },
  });
}

function legacyOf({ datasets }: Snapshot): readonly Dataset[] {
  return [...datasets.values()].filter(({ bucket }) => legacyNames.includes(bucket));
}

function keyOf({ name, version }: Dataset): string {
  return `${version} ${name}`;
}

async function moveOf(
  parts: MigrateBucketsParts,
  dataset: Dataset,
  primary: Bucket,
  signal: AbortSignal,
): Promise<Move> {
  const objects = [];
  for (const object of dataset.objects) {
    signal.throwIfAborted();
    const { key } = parseObjectUrl(object.url);
    const found = await statOf(parts, primary, key);
    const url = objectUrl(primary.name, key);
    if (found?.bytes !== object.bytes) {
      throw new ObjectNotInPrerequisiteState(
        found === undefined
          ? `object "${url}" of dataset "${dataset.name}" does not exist`
          : `object "${url}" has ${found.bytes} bytes, and not ${object.bytes}`,
        { hint: `Copy what lies in bucket "${dataset.bucket}" to the primary bucket first.` },
      );
    }
    const { etag: _, since: __, ...rest } = object;
    objects.push({ ...rest, url, ...(found.etag === undefined ? {} : { etag: found.etag }) });
  }
  return { kind: "datasetMoved", dataset: dataset.name, bucket: primary.name, objects };
}

async function statOf(
  { bucketStore, remoteObjects }: MigrateBucketsParts,
  bucket: Bucket,
  key: string,
): Promise<{ readonly bytes: number; readonly etag?: string } | undefined> {
  return bucket.kind === "s3" ? (await remoteObjects(bucket)).stat(key) : listedObject(await bucketStore(bucket), key);
}
