// The footers of Parquet objects on S3, brought here by ranges: what a dataset is made of, without its rows.
// https://parquet.apache.org/docs/file-format/
import { open } from "node:fs/promises";
import { join } from "node:path";
import { objectUrl, type RemoteObjects } from "../../catalog/api.js";
import { InvalidParameterValue, ObjectNotInPrerequisiteState, ProgramLimitExceeded } from "../../errors.js";
import { limits } from "../../limits.js";
import { withTemporaryFolder } from "../temporary-folders.js";
import {
  type BucketObjects,
  type BucketStore,
  holdObjects,
  nothingFound,
  type ReadableObjects,
  type RemoteParts,
} from "./bucket-objects.js";

export interface FooterParts extends RemoteParts {
  readonly bucketStore: BucketStore;
  readonly dataDir: string;
  readonly randomId: () => string;
}

/** Hands `use` files whose footers can be read: those of a folder, or files as long as the objects with nothing else in them. */
export async function withFooters<T>(
  { bucket, keys }: BucketObjects,
  parts: FooterParts,
  signal: AbortSignal,
  use: (objects: ReadableObjects["objects"]) => Promise<T>,
): Promise<T> {
  if (bucket.kind === "local") {
    const { objects, release } = await holdObjects({ bucket, keys }, parts, signal);
    return use(objects).finally(release);
  }
  const remote = await parts.remoteObjects(bucket);
  return withTemporaryFolder({ dataDir: parts.dataDir, id: parts.randomId() }, async (folder) => {
    // The store asks for so many at once, and no more.
    const objects = await Promise.all(
      keys.map(async (key, index) => {
        const url = objectUrl(bucket.name, key);
        const path = join(folder, `${index}.parquet`);
        return { key, path, etag: await bringFooter(remote, { key, url, path, signal }) };
      }),
    );
    return use(objects);
  });
}

interface FooterOrder {
  readonly key: string;
  readonly url: string;
  readonly path: string;
  readonly signal: AbortSignal;
}

/** Resolves with the etag of the object that it is of. */
async function bringFooter(remote: RemoteObjects, order: FooterOrder): Promise<string> {
  const { key, url, path, signal } = order;
  const stat = await remote.stat(key, signal);
  if (stat === undefined) throw nothingFound(url);
  const { bytes, etag } = stat;
  const read = async (length: number): Promise<Buffer> => {
    const tail = await remote.readRange(key, { start: bytes - length, length, etag }, signal);
    if (typeof tail !== "string") return tail;
    throw new ObjectNotInPrerequisiteState(`object "${url}" is ${tail === "changed" ? "changed" : "removed"} just now`);
  };
  let tail = await read(Math.min(bytes, limits.parquetFooterBytesGuessed));
  // Its end: the length of the metadata, and four letters.
  const wanted = (tail.length < 8 ? bytes : tail.readUInt32LE(tail.length - 8)) + 8;
  if (wanted > bytes || tail.toString("latin1", tail.length - 4) !== "PAR1") {
    throw new InvalidParameterValue(`object "${url}" is not Parquet, or not all of it`);
  }
  if (wanted > limits.parquetFooterBytesMax) {
    throw new ProgramLimitExceeded(`the footer of "${url}" is larger than ${limits.parquetFooterBytesMax} bytes`);
  }
  if (wanted > tail.length) tail = await read(wanted);
  const file = await open(path, "ax", 0o600);
  try {
    // What is not written takes no room.
    await file.truncate(bytes - tail.length);
    await file.appendFile(tail);
  } finally {
    await file.close();
  }
  return etag;
}
