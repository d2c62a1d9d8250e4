// Copies of objects in other buckets, by way of the cache on disk.
import type { Bucket, RemoteObjects, S3Bucket } from "../../catalog/api.js";
import type { HeldPaths, RemoteCopies, RemoteObject } from "../relations/dataset-objects.js";
import { holdAll } from "./hold-all.js";
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
    const { paths, release } = await holdAll(objects, signal, (object, either) =>
      this.#cache.hold(bucket.name, object, source, either),
    );
    return { paths, release };
  }

  missing(bucket: Bucket, objects: readonly RemoteObject[]): readonly RemoteObject[] {
    return objects.filter((object) => !this.#cache.has(bucket.name, object));
  }
}
