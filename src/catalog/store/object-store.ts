// The only thing the gateway knows about storage: named, immutable-by-habit objects under slash-separated keys.

export interface StoredObject {
  readonly body: Buffer;
  /** Changes whenever the object's bytes do. */
  readonly etag: string;
}

export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
}

/**
 * Keys are relative, `/`-separated, UTF-8, without `.`, `..`, empty segments or control characters; others are refused (22023).
 * A failure of the storage itself is an IoError (58030), a full disk DiskFull (53100), and leaves nothing half written.
 */
export interface ObjectStore {
  get(key: string): Promise<StoredObject | undefined>;
  /** `length` bytes from `start`; fewer at the object's end. */
  getRange(key: string, start: number, length: number): Promise<Buffer | undefined>;
  /** Writes or replaces. Durable, and whole or not at all, when it resolves. */
  put(key: string, body: Buffer): Promise<void>;
  /**
   * Writes only where nothing lies yet; tells who won. What lies there is durable when it resolves, whoever wrote it.
   * When it fails, the object may have been written or not.
   */
  putIfAbsent(key: string, body: Buffer): Promise<"written" | "taken">;
  /**
   * Moves a finished local file into the store; refuses a key that is taken, and then leaves the file where it is.
   * Durable when it resolves.
   */
  putFile(key: string, path: string): Promise<"written" | "taken">;
  /** In ascending order of the key's UTF-8 bytes; with `after`, only the keys which follow it in that order. */
  list(prefix: string, after?: string): AsyncIterable<ListedObject>;
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>;
  /** Where DuckDB may read it: an absolute path, for stores that have one. */
  localPath(key: string): string | undefined;
}
