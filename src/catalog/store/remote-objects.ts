// What a cache needs of a store whose objects have no path: what an object is now, and its bytes as long as it is that.

export interface ObjectStat {
  readonly bytes: number;
  /** Changes whenever the object's bytes do. */
  readonly etag: string;
}

export interface ObjectRange {
  readonly start: number;
  readonly length: number;
  /** As `stat` told it. */
  readonly etag: string;
}

/**
 * A port beside the object store's: a folder has no use for it, since DuckDB reads its files where they lie, and could not keep its
 * promise either. An etag of a file would cost reading it whole, and a file may change between that and the read.
 * Keys, and failures, are those of an object store. A signal's reason is thrown as it is.
 */
export interface RemoteObjects {
  stat(key: string, signal?: AbortSignal): Promise<ObjectStat | undefined>;
  /** `length` bytes from `start`, fewer only at the object's end, all of the object that had this etag. */
  readRange(key: string, range: ObjectRange, signal?: AbortSignal): Promise<Buffer | "changed" | "missing">;
}
