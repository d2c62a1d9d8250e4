// What the argument `source` of a procedure means: files of one format, found in a bucket or in a folder.
import { relative, resolve, sep } from "node:path";
import { bucketScheme, type Snapshot } from "../../catalog/api.js";
import type { SourceFiles } from "../../engine/api.js";
import { InvalidParameterValue } from "../../errors.js";
import { isInside } from "../contained-path.js";
import {
  type BucketObjects,
  type BucketStore,
  findBucketObjects,
  holdObjects,
  isObjectSource,
  nothingFound,
  type RemoteParts,
} from "./bucket-objects.js";
import { findFolderFiles } from "./folder-files.js";
import { formatOf } from "./source-format.js";

export interface SourceParts extends RemoteParts {
  /** Folders that files may be loaded from. */
  readonly ingestRoots: readonly string[];
  /** The gateway's own: nothing may be loaded from them. */
  readonly privateFolders: readonly string[];
  readonly bucketStore: BucketStore;
}

export interface HeldSource {
  readonly source: SourceFiles;
  /** The files may go. Once. */
  readonly release: () => void;
}

/** Files that are to be copied into a dataset. To be released. */
export async function findSourceFiles(
  source: string,
  parts: SourceParts,
  { snapshot, signal }: { readonly snapshot: Snapshot; readonly signal: AbortSignal },
): Promise<HeldSource> {
  if (isObjectSource(source)) {
    const found = await findBucketObjects({ source, snapshot, signal, bucketStore: parts.bucketStore });
    const format = formatOf(found.keys);
    const { objects, release } = await holdObjects(found, parts, signal);
    return { source: { format, paths: objects.map(({ path }) => path) }, release };
  }
  const { ingestRoots: roots, privateFolders } = parts;
  const paths = await findFolderFiles(source, { roots, privateFolders }, signal);
  if (paths.length === 0) throw nothingFound(source);
  return { source: { format: formatOf(paths), paths }, release: () => undefined };
}

/** Parquet that is to be used where it lies: in a bucket, named as an object or by its path. */
export async function findRegistrableObjects(
  source: string,
  parts: Pick<SourceParts, "bucketStore">,
  { snapshot, signal }: { readonly snapshot: Snapshot; readonly signal: AbortSignal },
): Promise<BucketObjects> {
  const url = isObjectSource(source) ? source : urlOfPath(source, snapshot);
  const found = await findBucketObjects({ source: url, snapshot, signal, bucketStore: parts.bucketStore });
  if (formatOf(found.keys) !== "parquet") {
    throw new InvalidParameterValue(`source "${source}" is not Parquet`, {
      hint: "Only Parquet can be used where it lies. CALL ingest(...) reads CSV and JSON and writes Parquet.",
    });
  }
  return found;
}

function urlOfPath(path: string, snapshot: Snapshot): string {
  const absolute = resolve(path);
  for (const bucket of snapshot.buckets.values()) {
    if (bucket.kind !== "local" || !isInside(bucket.root, absolute)) continue;
    return `${bucketScheme(bucket.name)}://${relative(bucket.root, absolute).split(sep).join("/")}`;
  }
  throw new InvalidParameterValue(`source "${path}" does not lie in a bucket`, {
    hint: "CALL create_bucket(...) makes a folder a bucket; CALL ingest(...) copies files from elsewhere into one.",
  });
}
