// Copies of objects in other buckets, by way of the cache on disk.
import { setMaxListeners } from "node:events";
import type { Bucket, RemoteObjects, S3Bucket } from "../../catalog/api.js";
import type { HeldPaths, Reader, RemoteCopies, RemoteObject } from "../relations/dataset-objects.js";
import type { ObjectCache } from "./object-cache.js";

export class CachedCopies implements RemoteCopies {
  readonly #cache: ObjectCache;
  readonly #remote: (bucket: S3Bucket) => Promise<Pick<RemoteObjects, "readRange">>;

  constructor(cache: ObjectCache, remote: (bucket: S3Bucket) => Promise<Pick<RemoteObjects, "readRange">>) {
    this.#cache = cache;
    this.#remote = remote;
  }

  async hold(bucket: Bucket, objects: readonly RemoteObject[], signal: AbortSignal): Promise<HeldPaths> {
    if (bucket.kind === "local") throw new Error(`bucket "${bucket.name}" needs no copies`);
    const source = await this.#remote(bucket);
    // Where one cannot be had, none of the others is waited for.
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    // Each of them listens.
    setMaxListeners(0, either);
    const outcomes = await Promise.allSettled(
      objects.map((object) =>
        this.#cache.hold(bucket.name, object, source, either).catch((thrown: unknown) => {
          stop.abort(thrown);
          throw thrown;
        }),
      ),
    );
    const held = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    const release = (): void => held.splice(0).forEach((one) => one.release());
    if (held.length === objects.length) return { paths: held.map(({ path }) => path), release };
    release();
    signal.throwIfAborted();
    throw stop.signal.reason;
  }

  missing(bucket: Bucket, objects: readonly RemoteObject[]): readonly RemoteObject[] {
    return objects.filter((object) => !this.#cache.has(bucket.name, object));
  }

  readerOf(): Reader {
    return "cache";
  }
}
