// Finds objects of a bucket by their name or by a pattern: lakehouse-<bucket>://people/*.parquet.
import {
  type Bucket,
  type ListedObject,
  type ObjectStore,
  resolveObjectUrl,
  type Snapshot,
} from "../../catalog/api.js";
import { FeatureNotSupported, ProgramLimitExceeded, UndefinedFile } from "../../errors.js";
import { limits } from "../../limits.js";
import { hasWildcards, literalPrefixOf, matchesGlob, parseGlob } from "./glob.js";

export interface BucketObjects {
  readonly bucket: Bucket;
  /** At least one, in the order of the keys. */
  readonly objects: readonly { readonly key: string /** Where DuckDB may read it. */; readonly path: string }[];
}

export interface ObjectSearch {
  readonly source: string;
  readonly snapshot: Snapshot;
  readonly bucketStore: BucketStore;
  readonly signal: AbortSignal;
}

/** Opens where a bucket's objects lie. */
export type BucketStore = (bucket: Bucket) => Promise<ObjectStore>;

export function isObjectSource(source: string): boolean {
  return /^lakehouse[^/]*:\/\//.test(source);
}

/** @throws UndefinedFile (58P01) when there is no such object, UndefinedObject (42704) when there is no such bucket. */
export async function findBucketObjects(search: ObjectSearch): Promise<BucketObjects> {
  const { bucket, key } = resolveObjectUrl(search.snapshot.buckets, search.source);
  const store = await search.bucketStore(bucket);
  const objects = [];
  for await (const found of matching(store, key)) {
    search.signal.throwIfAborted();
    objects.push({ key: found.key, path: readablePath(store, found.key) });
    if (objects.length > limits.sourceFilesMax) {
      throw new ProgramLimitExceeded(`source "${search.source}" has more than ${limits.sourceFilesMax} objects`);
    }
  }
  if (objects.length === 0) throw nothingFound(search.source);
  return { bucket, objects };
}

export function nothingFound(source: string): UndefinedFile {
  return hasWildcards(source)
    ? new UndefinedFile(`no file matches "${source}"`)
    : new UndefinedFile(`file "${source}" does not exist`, {
        hint: "A folder is no source: name its files by a pattern, such as people/*.parquet.",
      });
}

async function* matching(store: ObjectStore, key: string): AsyncGenerator<ListedObject> {
  if (!hasWildcards(key)) {
    // Keys come in order, so the key itself comes before all that it is the beginning of.
    for await (const found of store.list(key)) {
      if (found.key === key) yield found;
      return;
    }
    return;
  }
  const segments = parseGlob(key);
  for await (const found of store.list(literalPrefixOf(key))) {
    if (matchesGlob(segments, found.key)) yield found;
  }
}

function readablePath(store: ObjectStore, key: string): string {
  const path = store.localPath(key);
  if (path === undefined) throw new FeatureNotSupported(`object "${key}" cannot be read where it lies`);
  return path;
}
