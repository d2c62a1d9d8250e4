// By which way the objects of a bucket are read: copies in the cache, or httpfs where they lie.
import type { Bucket, S3Bucket } from "../../catalog/api.js";
import { MissingObject, ObjectNotInPrerequisiteState } from "../../errors.js";
import type {
  HeldPaths,
  ObjectReaders,
  Reader,
  ReadingAccess,
  RemoteCopies,
  RemoteObject,
} from "../relations/dataset-objects.js";
import { type HttpfsReader, isPlain } from "./httpfs-reader.js";

export interface BucketReadersParts {
  readonly cache: RemoteCopies;
  /** Undefined: this gateway does not have it. */
  readonly httpfs: HttpfsReader | undefined;
  /** What the cache may hold. */
  readonly cacheBytesMax: number;
}

export class BucketReaders implements ObjectReaders {
  readonly #parts: BucketReadersParts;

  constructor(parts: BucketReadersParts) {
    this.#parts = parts;
  }

  async hold(bucket: Bucket, objects: readonly RemoteObject[], signal: AbortSignal): Promise<HeldPaths> {
    const { cache, httpfs } = this.#parts;
    const reader = this.#readerOf(bucket, objects);
    if (bucket.kind === "local" || httpfs === undefined || reader === "cache")
      return cache.hold(bucket, objects, signal);
    try {
      return await httpfs.hold(bucket, objects, signal);
    } catch (thrown) {
      // What is missing may be found elsewhere.
      if (!(thrown instanceof MissingObject) || bucket.rescue === undefined) throw thrown;
      return cache.hold(bucket, objects, signal);
    }
  }

  /** @throws ObjectNotInPrerequisiteState (55000) where a bucket wants httpfs, and cannot have it. */
  accessOf(bucket: Bucket, objects: readonly RemoteObject[]): ReadingAccess {
    const reader = this.#readerOf(bucket, objects);
    return { reader, missing: reader === "cache" ? this.#parts.cache.missing(bucket, objects) : objects };
  }

  #readerOf(bucket: Bucket, objects: readonly RemoteObject[]): Reader {
    if (bucket.kind === "local") return "cache";
    switch (bucket.reader ?? "auto") {
      case "cache":
        return "cache";
      case "httpfs":
        this.#assertHttpfs(bucket);
        return "httpfs";
      case "auto": {
        const isByHttpfs =
          !this.#fits(bucket, objects) && this.#canHttpfs(bucket) && objects.every(({ key }) => isPlain(key));
        return isByHttpfs ? "httpfs" : "cache";
      }
    }
  }

  /** With room for another statement's. */
  #fits(bucket: S3Bucket, objects: readonly RemoteObject[]): boolean {
    const missing = this.#parts.cache.missing(bucket, objects);
    return missing.reduce((sum, { bytes }) => sum + bytes, 0) <= this.#parts.cacheBytesMax / 2;
  }

  #canHttpfs(bucket: S3Bucket): boolean {
    return this.#parts.httpfs?.canRead(bucket) === true;
  }

  #assertHttpfs(bucket: S3Bucket): void {
    if (this.#canHttpfs(bucket)) return;
    throw new ObjectNotInPrerequisiteState(`bucket "${bucket.name}" cannot be read by httpfs`, {
      detail:
        this.#parts.httpfs === undefined
          ? "This gateway does not have DuckDB's extension httpfs."
          : "It was made or moved since the gateway started, or its objects are named like those of another bucket.",
      hint:
        this.#parts.httpfs === undefined
          ? "Run `sluice install-extensions`, and start the gateway with extensions_dir; or let the bucket's reader be cache or auto."
          : "Start the gateway anew, or let the bucket's reader be cache or auto.",
    });
  }
}
