// Finds objects of a bucket by their name or by a pattern: lakehouse-<bucket>://people/*.parquet.
import {
  type Bucket,
  type ListedObject,
  type ObjectStore,
  objectUrl,
  type RemoteObjects,
  resolveObjectUrl,
  type S3Bucket,
  type Snapshot,
} from "../../catalog/api.js";
import type { RemoteCopies } from "../../engine/api.js";
import { ProgramLimitExceeded, UndefinedFile } from "../../errors.js";
import { limits } from "../../limits.js";
import { hasWildcards, literalPrefixOf, matchesGlob, parseGlob } from "./glob.js";

export interface BucketObjects {
  readonly bucket: Bucket;
  /** At least one, in their order. */
  readonly keys: readonly string[];
}

export interface ReadableObjects {
  /** In the order of the keys. What has no path of its own has an etag. */
  readonly objects: readonly { readonly key: string; readonly path: string; readonly etag?: string }[];
  /** They may go. Once. */
  readonly release: () => void;
}

/** Reads buckets that have no folder. */
export interface RemoteParts {
  readonly remoteObjects: (bucket: S3Bucket) => Promise<RemoteObjects>;
  readonly copies: RemoteCopies;
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
  const keys: string[] = [];
  for await (const found of matching(store, key)) {
    search.signal.throwIfAborted();
    keys.push(found.key);
    if (keys.length > limits.sourceFilesMax) {
      throw new ProgramLimitExceeded(`source "${search.source}" has more than ${limits.sourceFilesMax} objects`);
    }
  }
  if (keys.length === 0) {
    // A link is no object, and is not listed: the store says so.
    if (!hasWildcards(key)) await store.getRange(key, 0, 1);
    throw nothingFound(search.source);
  }
  return { bucket, keys };
}

/** Resolves when DuckDB may read them. To be released. */
export async function holdObjects(
  { bucket, keys }: BucketObjects,
  { bucketStore, remoteObjects, copies }: RemoteParts & { readonly bucketStore: BucketStore },
  signal: AbortSignal,
): Promise<ReadableObjects> {
  if (bucket.kind === "local") {
    const store = await bucketStore(bucket);
    return { objects: keys.map((key) => ({ key, path: localPath(store, key) })), release: () => undefined };
  }
  const remote = await remoteObjects(bucket);
  // The store asks for so many at once, and no more.
  const found = await Promise.all(
    keys.map(async (key) => {
      const stat = await remote.stat(key, signal);
      if (stat === undefined) throw nothingFound(objectUrl(bucket.name, key));
      return { key, ...stat };
    }),
  );
  const { paths, release } = await copies.hold(bucket, found, signal);
  return { objects: found.map(({ key, etag }, index) => ({ key, etag, path: paths[index] ?? "" })), release };
}

export function nothingFound(source: string): UndefinedFile {
  return hasWildcards(source)
    ? new UndefinedFile(`no file matches "${source}"`)
    : new UndefinedFile(`file "${source}" does not exist`, {
        hint: "A folder is no source: name its files by a pattern, such as people/*.parquet.",
      });
}

/** Undefined: there is no such object. */
export async function listedObject(store: ObjectStore, key: string): Promise<ListedObject | undefined> {
  // Keys come in order, so the key itself comes before all that it is the beginning of.
  for await (const found of store.list(key)) return found.key === key ? found : undefined;
  return undefined;
}

async function* matching(store: ObjectStore, key: string): AsyncGenerator<ListedObject> {
  if (!hasWildcards(key)) {
    const found = await listedObject(store, key);
    if (found !== undefined) yield found;
    return;
  }
  const segments = parseGlob(key);
  for await (const found of store.list(literalPrefixOf(key))) {
    if (matchesGlob(segments, found.key)) yield found;
  }
}

function localPath(store: ObjectStore, key: string): string {
  const path = store.localPath(key);
  if (path === undefined) throw new Error(`object "${key}" of a local bucket has no path`);
  return path;
}
