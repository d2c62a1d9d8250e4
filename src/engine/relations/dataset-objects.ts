// A dataset's objects, where DuckDB can read them: in the folder of their bucket, or in copies that are held while they are read.
import type { Bucket, DataObject, Dataset, Snapshot } from "../../catalog/api.js";
import { resolveObjectUrl } from "../../catalog/api.js";
import { FeatureNotSupported, ObjectNotInPrerequisiteState, UndefinedObject } from "../../errors.js";
import type { Notice } from "../api.js";
import { localObjectPath } from "./object-paths.js";

/** An object as the catalog knows it. */
export interface RemoteObject {
  readonly key: string;
  /** Empty: of a folder, which has none. */
  readonly etag: string;
  readonly bytes: number;
}

/** How what a bucket has is read: from copies on this gateway's disk, or where it lies. */
export type Reader = "cache" | "httpfs";

export interface Elsewhere {
  readonly bucket: string;
  /** How DuckDB's names of its objects begin: for nobody's eyes. */
  readonly scope: string;
}

export interface HeldPaths {
  /** In the order of what was asked for. */
  readonly paths: readonly string[];
  /** What whoever reads them has to know. */
  readonly notices?: readonly Notice[];
  /** Whom DuckDB itself asks for them. */
  readonly elsewhere?: Elsewhere;
  /** Once. */
  readonly release: () => void;
}

/** Copies of what lies in buckets that DuckDB cannot read, or that have a rescue. */
export interface RemoteCopies {
  /**
   * Resolves when all of them lie in the sandbox. They stay there until they are released.
   * @throws IoError (58030) naming the bucket; ObjectChanged (55000) naming an object that is not what the catalog knows.
   */
  hold(bucket: Bucket, objects: readonly RemoteObject[], signal: AbortSignal): Promise<HeldPaths>;
  /** Those that would have to be fetched for that, as far as can be told without asking. */
  missing(bucket: Bucket, objects: readonly RemoteObject[]): readonly RemoteObject[];
}

/** What would be done to read some objects of a bucket. */
export interface ReadingAccess {
  readonly reader: Reader;
  /** Those that would have to be fetched. */
  readonly missing: readonly RemoteObject[];
}

/** Whatever way they come. */
export interface ObjectReaders extends Pick<RemoteCopies, "hold"> {
  accessOf(bucket: Bucket, objects: readonly RemoteObject[]): ReadingAccess;
}

/** Where all buckets are folders. */
export const noCopies: RemoteCopies = {
  hold: async (bucket) => {
    throw new FeatureNotSupported(`bucket "${bucket.name}" cannot be read by this gateway`);
  },
  missing: (_, objects) => objects,
};

export class DatasetObjects {
  readonly #readers: ObjectReaders;

  constructor(readers: ObjectReaders) {
    this.#readers = readers;
  }

  /** Resolves when DuckDB can read all of them. */
  async hold(snapshot: Snapshot, objects: readonly DataObject[], signal: AbortSignal): Promise<HeldPaths> {
    const places = objects.map((object) => ({ object, ...resolveObjectUrl(snapshot.buckets, object.url) }));
    const paths = Array.from(objects, () => "");
    const held: HeldPaths[] = [];
    const release = (): void => held.splice(0).forEach((one) => one.release());
    try {
      for (const bucket of new Set(places.map((place) => place.bucket))) {
        const indexes = places.flatMap((place, index) => (place.bucket === bucket ? [index] : []));
        const found = isRead(bucket)
          ? indexes.map((index) => localObjectPath(bucket, places[index]?.key ?? ""))
          : await this.#fetch(
              bucket,
              indexes.map((index) => places[index] as Place),
              { held, signal },
            );
        indexes.forEach((index, place) => {
          paths[index] = found[place] as string;
        });
      }
      const elsewhere = held.find((one) => one.elsewhere !== undefined)?.elsewhere;
      return {
        paths,
        notices: held.flatMap(({ notices = [] }) => notices),
        ...(elsewhere === undefined ? {} : { elsewhere }),
        release,
      };
    } catch (thrown) {
      release();
      throw thrown;
    }
  }

  /** Hands `work` their paths. */
  async use<T>(
    snapshot: Snapshot,
    objects: readonly DataObject[],
    signal: AbortSignal,
    work: (paths: readonly string[]) => Promise<T>,
  ): Promise<T> {
    const { paths, release } = await this.hold(snapshot, objects, signal);
    try {
      return await work(paths);
    } finally {
      release();
    }
  }

  /** Of objects of one dataset. */
  accessOf({ buckets }: Snapshot, objects: readonly DataObject[]): ReadingAccess {
    const [first] = objects;
    if (first === undefined) return { reader: "cache", missing: [] };
    const { bucket } = resolveObjectUrl(buckets, first.url);
    return this.#readers.accessOf(
      bucket,
      objects.map((object) => remoteObject(bucket, object, resolveObjectUrl(buckets, object.url).key)),
    );
  }

  /** Of a dataset that is at hand. */
  localPaths({ buckets }: Snapshot, objects: readonly DataObject[]): readonly string[] {
    return objects.map(({ url }) => {
      const { bucket, key } = resolveObjectUrl(buckets, url);
      if (bucket.kind !== "local") throw new Error(`object "${url}" is not at hand`);
      return localObjectPath(bucket, key);
    });
  }

  async #fetch(
    bucket: Bucket,
    places: readonly Place[],
    { held, signal }: { readonly held: HeldPaths[]; readonly signal: AbortSignal },
  ): Promise<readonly string[]> {
    const objects = places.map(({ object, key }) => remoteObject(bucket, object, key));
    const copies = await this.#readers.hold(bucket, objects, signal);
    held.push(copies);
    return copies.paths;
  }
}

type Place = { readonly object: DataObject; readonly key: string };

function remoteObject({ kind }: Bucket, { url, etag, bytes }: DataObject, key: string): RemoteObject {
  if (kind === "local") return { key, etag: "", bytes };
  if (etag === undefined) {
    // A bucket of this name was a folder when the object came.
    throw new ObjectNotInPrerequisiteState(`object "${url}" was not written to a bucket of this kind`);
  }
  return { key, etag, bytes };
}

/** Whether DuckDB reads a dataset's objects where they lie, and nobody looks for them before. */
export function areAtHand({ buckets }: Snapshot, dataset: Dataset): boolean {
  const bucket = buckets.get(dataset.bucket);
  if (bucket === undefined) throw new UndefinedObject(`bucket of dataset "${dataset.name}" does not exist`);
  return isRead(bucket);
}

function isRead(bucket: Bucket): bucket is Bucket & { readonly kind: "local" } {
  return bucket.kind === "local" && bucket.rescue === undefined;
}
