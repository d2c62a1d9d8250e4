// Brings what is missing in a bucket from that bucket's rescue, where it lies under the same key.
import { stat } from "node:fs/promises";
import { type Bucket, errnoOf, objectUrl, type RemoteObjects, type S3Bucket } from "../../catalog/api.js";
import type { Notice } from "../api.js";
import { IoError, MissingObject, ObjectNotInPrerequisiteState, type PgError } from "../../errors.js";
import type { HeldPaths, RemoteCopies, RemoteObject } from "../relations/dataset-objects.js";
import { holdAll } from "./hold-all.js";
import { localObjectPath } from "../relations/object-paths.js";

export interface RescueParts {
  readonly copies: RemoteCopies;
  /** Of now. */
  readonly bucketNamed: (name: string) => Bucket | undefined;
  readonly remote: (bucket: S3Bucket) => Promise<Pick<RemoteObjects, "stat">>;
  readonly onRescued: (bucket: string, object: string, rescuedFrom: string) => void;
  readonly onFailed: (bucket: string, failure: PgError) => void;
}

interface HeldObject {
  readonly path: string;
  readonly release: () => void;
  readonly isRescued: boolean;
}

/** Only what the bucket itself says it does not have: one that is down, or lets nobody in, fails its statements. */
export class RescuingCopies implements RemoteCopies {
  readonly #parts: RescueParts;

  constructor(parts: RescueParts) {
    this.#parts = parts;
  }

  async hold(bucket: Bucket, objects: readonly RemoteObject[], signal: AbortSignal): Promise<HeldPaths> {
    const rescue = bucket.rescue === undefined ? undefined : this.#parts.bucketNamed(bucket.rescue);
    if (rescue === undefined) return this.#parts.copies.hold(bucket, objects, signal);
    const { held, paths, release } = await holdAll(objects, signal, (object, either) =>
      this.#holdOne(bucket, rescue, object, either),
    );
    const rescued = held.filter(({ isRescued }) => isRescued).length;
    const notices = rescued === 0 ? [] : [noticeOf(bucket, rescue, rescued)];
    return { paths, notices, release };
  }

  /** A folder's are read where they lie. */
  missing(bucket: Bucket, objects: readonly RemoteObject[]): readonly RemoteObject[] {
    return bucket.kind === "local" ? [] : this.#parts.copies.missing(bucket, objects);
  }

  async #holdOne(bucket: Bucket, rescue: Bucket, object: RemoteObject, signal: AbortSignal): Promise<HeldObject> {
    try {
      return { ...(await this.#inBucket(bucket, object, signal)), isRescued: false };
    } catch (thrown) {
      if (!(thrown instanceof MissingObject)) throw thrown;
    }
    const found = { ...(await this.#inRescue(bucket, rescue, object, signal)), isRescued: true };
    this.#parts.onRescued(bucket.name, objectUrl(bucket.name, object.key), rescue.name);
    return found;
  }

  async #inBucket(bucket: Bucket, object: RemoteObject, signal: AbortSignal): Promise<Omit<HeldObject, "isRescued">> {
    if (bucket.kind === "local") return this.#inFolder(bucket, object);
    const { paths, release } = await this.#parts.copies.hold(bucket, [object], signal);
    return { path: paths[0] ?? "", release };
  }

  /** What lies there was not written by whom the catalog knows: it has to be what is missing, as far as can be told. */
  async #inRescue(
    bucket: Bucket,
    rescue: Bucket,
    object: RemoteObject,
    signal: AbortSignal,
  ): Promise<Omit<HeldObject, "isRescued">> {
    try {
      if (rescue.kind === "local") return await this.#inFolder(rescue, object);
      const there = await (await this.#parts.remote(rescue)).stat(object.key, signal);
      if (there === undefined) throw new MissingObject(objectUrl(rescue.name, object.key));
      assertSame(rescue, object, there);
      return await this.#inBucket(rescue, { ...object, etag: there.etag }, signal);
    } catch (thrown) {
      if (!(thrown instanceof MissingObject)) throw thrown;
      throw new MissingObject(objectUrl(bucket.name, object.key), `Bucket "${rescue.name}" does not have it, either.`);
    }
  }

  async #inFolder(
    bucket: Bucket & { readonly kind: "local" },
    object: RemoteObject,
  ): Promise<Omit<HeldObject, "isRescued">> {
    const path = localObjectPath(bucket, object.key);
    const url = objectUrl(bucket.name, object.key);
    const bytes = await this.#sizeOf(bucket, path, url);
    assertSame(bucket, object, { bytes });
    return { path, release: () => undefined };
  }

  /** A folder that is gone, not mounted for one, says nothing of its objects. */
  async #sizeOf(bucket: Bucket & { readonly kind: "local" }, path: string, url: string): Promise<number> {
    try {
      return (await stat(path)).size;
    } catch (thrown) {
      const isThere = await stat(bucket.root).then(
        (root) => root.isDirectory(),
        () => false,
      );
      if (isThere && errnoOf(thrown) === "ENOENT") throw new MissingObject(url);
      const failure = new IoError(`could not read object "${url}" in bucket "${bucket.name}"`, { cause: thrown });
      this.#parts.onFailed(bucket.name, failure);
      throw failure;
    }
  }
}

/** MD5 of what was put at one go, as most servers have it. Of other tags nothing can be told. */
const md5Tag = /^"[0-9a-f]{32}"$/;

function assertSame(
  bucket: Bucket,
  { key, bytes, etag }: RemoteObject,
  there: { readonly bytes: number; readonly etag?: string },
): void {
  const isOther = there.etag !== undefined && md5Tag.test(there.etag) && md5Tag.test(etag) && there.etag !== etag;
  if (there.bytes === bytes && !isOther) return;
  throw new ObjectNotInPrerequisiteState(`object "${objectUrl(bucket.name, key)}" is not the one that is missing`, {
    detail: there.bytes === bytes ? "Its bytes differ." : `It has ${there.bytes} bytes, and not ${bytes}.`,
  });
}

function noticeOf(bucket: Bucket, rescue: Bucket, count: number): Notice {
  const what = count === 1 ? "1 object that is" : `${count} objects that are`;
  return {
    severity: "WARNING",
    sqlstate: "01000",
    message: `${what} missing in bucket "${bucket.name}" came from bucket "${rescue.name}"`,
    hint: "sluice.bucket_errors lists them.",
  };
}
