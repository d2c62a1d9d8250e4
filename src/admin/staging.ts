// Objects on their way into the catalog: written, put into their buckets, and named by one commit, or deleted again.
import type {
  Authorship,
  Bucket,
  Catalog,
  CatalogEvent,
  Column,
  DataObject,
  S3Bucket,
  Snapshot,
} from "../catalog/api.js";
import { encodeBounds, type ObjectBounds, objectUrl, statisticsKey } from "../catalog/api.js";
import type { ParquetFiles, WrittenFile } from "../engine/api.js";
import { IoError, PgError } from "../errors.js";
import { fileNameOf } from "./object-keys.js";
import type { BucketStore, RemoteParts } from "./sources/bucket-objects.js";
import { withTemporaryFolder } from "./temporary-folders.js";

export interface StagingParts {
  readonly catalog: Catalog;
  readonly parquetFiles: ParquetFiles;
  readonly bucketStore: BucketStore;
  readonly remoteObjects: RemoteParts["remoteObjects"];
  readonly dataDir: string;
  /** Never the same twice, on any gateway. */
  readonly randomId: () => string;
  /** Told of what the gateway can live with, and an operator should know. */
  readonly warn: (message: string) => void;
}

export interface StagingOrder {
  readonly dataset: string;
  readonly bucket: Bucket;
  /** Writes Parquet into an empty folder. */
  readonly write: (
    folder: string,
  ) => Promise<{ readonly columns: readonly Column[]; readonly files: readonly WrittenFile[] }>;
  /** Says whether what was written may be kept, before anything is put. Throws if not. */
  readonly check?: (columns: readonly Column[]) => void;
  readonly signal: AbortSignal;
}

export interface StagedDataset {
  readonly columns: readonly Column[];
  readonly objects: readonly DataObject[];
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Runs `use`. When it fails, what it staged is deleted, unless its commit may have happened.
 *
 * A crash in between leaves objects that no journal entry names: nobody sees them, and they cost space only. They are
 * not swept, since "named nowhere" cannot be told from "about to be named by another gateway".
 */
export async function withStaging<T>(parts: StagingParts, use: (staging: Staging) => Promise<T>): Promise<T> {
  const staging = new Staging(parts);
  try {
    return await use(staging);
  } catch (thrown) {
    await staging.abandon(thrown);
    throw thrown;
  }
}

export class Staging {
  readonly #parts: StagingParts;
  #state: "open" | "committing" = "open";
  /** How to delete each object that was put. */
  #undo: { readonly name: string; readonly run: () => Promise<void> }[] = [];

  constructor(parts: StagingParts) {
    this.#parts = parts;
  }

  async stage(order: StagingOrder): Promise<StagedDataset> {
    const { dataDir, randomId } = this.#parts;
    return withTemporaryFolder({ dataDir, id: randomId() }, async (folder) => {
      const written = await order.write(folder);
      order.check?.(written.columns);
      const { columns, files } = written;
      return { columns, objects: await this.#put(order, files), rows: sum(files, "rows"), bytes: sum(files, "bytes") };
    });
  }

  /** Of objects that are there already. Resolves with the file's key. */
  async keepBounds(dataset: string, bounds: ObjectBounds): Promise<string> {
    const key = statisticsKey({ dataset, id: fileNameOf(this.#parts.randomId()) });
    await this.#keepBounds(key, bounds);
    return key;
  }

  /** Makes what was staged visible, or not: see Catalog.commit. */
  async commit(authorship: Authorship, decide: (snapshot: Snapshot) => readonly CatalogEvent[]): Promise<Snapshot> {
    this.#state = "committing";
    return this.#parts.catalog.commit(authorship, decide);
  }

  /** Deletes what was staged, given why it is not wanted. */
  async abandon(reason?: unknown): Promise<void> {
    if (this.#state === "committing" && reason !== undefined && !isRefusal(reason)) {
      // The entry may lie in the journal all the same, and then these objects are somebody's data.
      for (const { name } of this.#undo) this.#parts.warn(`it is not known whether ${name} was committed; it was left`);
      return;
    }
    for (const { name, run } of this.#undo.splice(0)) {
      // The statement has failed already, for a reason of its own.
      await run().catch((thrown: unknown) => this.#parts.warn(`could not delete ${name}: ${String(thrown)}`));
    }
  }

  async #etagOf(bucket: S3Bucket, key: string): Promise<string> {
    const remote = await this.#parts.remoteObjects(bucket);
    const stat = await remote.stat(key);
    if (stat === undefined) throw new IoError(`object "${objectUrl(bucket.name, key)}" is gone as soon as it was put`);
    return stat.etag;
  }

  async #put({ dataset, bucket, signal }: StagingOrder, files: readonly WrittenFile[]): Promise<readonly DataObject[]> {
    const { randomId, bucketStore, parquetFiles } = this.#parts;
    if (files.length === 0) return [];
    const store = await bucketStore(bucket);
    const folder = fileNameOf(dataset);
    const id = fileNameOf(randomId());
    const statistics = statisticsKey({ dataset, id });
    const objects: DataObject[] = [];
    const bounds: Record<string, ObjectBounds[string]> = {};
    for (const [index, file] of files.entries()) {
      signal.throwIfAborted();
      const key = `${folder}/${id}-${index + 1}.parquet`;
      const url = objectUrl(bucket.name, key);
      bounds[url] = await parquetFiles.columnBounds(file.path, signal);
      this.#undo.push({ name: url, run: () => store.delete(key) });
      if ((await store.putFile(key, file.path)) === "taken") {
        this.#undo.pop();
        throw new Error(`object "${url}" is there already, though its name is random`);
      }
      const object = { url, rows: file.rows, bytes: file.bytes, statistics };
      objects.push(bucket.kind === "local" ? object : { ...object, etag: await this.#etagOf(bucket, key) });
    }
    signal.throwIfAborted();
    await this.#keepBounds(statistics, bounds);
    return objects;
  }

  /** Bounds are values of rows, so they lie beside the journal, where a purge can erase them. */
  async #keepBounds(key: string, bounds: ObjectBounds): Promise<void> {
    const { store } = this.#parts.catalog;
    this.#undo.push({ name: key, run: () => store.delete(key) });
    await store.put(key, encodeBounds(bounds));
  }
}

/** True when the reason says that nothing was written: the storage's failures (53, 58) and faults of ours (XX) do not. */
export function isRefusal(reason: unknown): boolean {
  return reason instanceof PgError && !["53", "58", "XX"].includes(reason.sqlstate.slice(0, 2));
}

function sum(files: readonly WrittenFile[], figure: "rows" | "bytes"): number {
  return files.reduce((total, file) => total + file[figure], 0);
}
