// Brings one object into a file, by ranges of one version of it.
import { type FileHandle, open } from "node:fs/promises";
import { objectUrl, type RemoteObjects } from "../../catalog/api.js";
import { changedObject, IoError, MissingObject } from "../../errors.js";
import { limits } from "../../limits.js";
import type { RemoteObject } from "../relations/dataset-objects.js";

export interface FetchOrder {
  /** The gateway's name of it. */
  readonly bucket: string;
  readonly object: RemoteObject;
  readonly source: Pick<RemoteObjects, "readRange">;
  /** Of a file that is not there yet. */
  readonly path: string;
  readonly signal: AbortSignal;
}

/**
 * Durable when it resolves: a file that a crash has left with a hole in it would be of the right length.
 * @throws ObjectNotInPrerequisiteState (55000) for an object that has changed or is gone; what the source fails with; the file's own failures.
 */
export async function fetchObject({ bucket, object, source, path, signal }: FetchOrder): Promise<void> {
  const { key, etag, bytes } = object;
  const file = await open(path, "wx", 0o600);
  try {
    const failed = new AbortController();
    const stop = AbortSignal.any([signal, failed.signal]);
    let next = 0;
    const fetchInTurn = async (): Promise<void> => {
      while (next < bytes) {
        const start = next;
        const length = Math.min(limits.cacheRangeBytes, bytes - start);
        next += length;
        const range = await source.readRange(key, { start, length, etag }, stop);
        if (typeof range === "string") {
          const url = objectUrl(bucket, key);
          throw range === "missing" ? new MissingObject(url) : changedObject(url);
        }
        // A source that answers otherwise than it promises is not to be believed in anything else.
        if (range.length !== length) throw new IoError(`object "${objectUrl(bucket, key)}" could not be read whole`);
        await writeWhole(file, range, start);
      }
    };
    const parts = Array.from({ length: limits.cacheRangesPerObjectMax }, () =>
      fetchInTurn().catch((thrown: unknown) => {
        failed.abort(thrown);
        throw thrown;
      }),
    );
    const outcomes = await Promise.allSettled(parts);
    signal.throwIfAborted();
    if (outcomes.some(({ status }) => status === "rejected")) throw failed.signal.reason;
    const written = (await file.stat()).size;
    if (written !== bytes) throw new IoError(`object "${objectUrl(bucket, key)}" could not be written whole`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A write that finds room for a part of its bytes only succeeds with these; the next one fails with the reason. */
async function writeWhole(file: FileHandle, range: Buffer, start: number): Promise<void> {
  for (let done = 0; done < range.length; ) {
    const { bytesWritten } = await file.write(range, done, range.length - done, start + done);
    done += bytesWritten;
  }
}
