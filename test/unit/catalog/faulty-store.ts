// A store whose operations fail when a test says so, before or after they have taken effect.
import { IoError } from "../../../src/errors.js";
import type { ListedObject, ObjectStore, StoredObject } from "../../../src/catalog/api.js";

/** `lost`: it happened, and the answer did not arrive. */
export type Fault = "none" | "failed" | "lost";

export class FaultyStore implements ObjectStore {
  readonly #inner: ObjectStore;
  readonly #nextFault: (operation: string, key: string) => Fault;

  constructor(inner: ObjectStore, nextFault: (operation: string, key: string) => Fault) {
    this.#inner = inner;
    this.#nextFault = nextFault;
  }

  get(key: string): Promise<StoredObject | undefined> {
    return this.#perform("get", key, () => this.#inner.get(key));
  }
  getRange(key: string, start: number, length: number): Promise<Buffer | undefined> {
    return this.#perform("getRange", key, () => this.#inner.getRange(key, start, length));
  }
  put(key: string, body: Buffer): Promise<void> {
    return this.#perform("put", key, () => this.#inner.put(key, body));
  }
  putIfAbsent(key: string, body: Buffer): Promise<"written" | "taken"> {
    return this.#perform("putIfAbsent", key, () => this.#inner.putIfAbsent(key, body));
  }
  putFile(key: string, path: string): Promise<"written" | "taken"> {
    return this.#perform("putFile", key, () => this.#inner.putFile(key, path));
  }
  list(prefix: string, after?: string): AsyncIterable<ListedObject> {
    return this.#inner.list(prefix, after);
  }
  delete(key: string): Promise<void> {
    return this.#perform("delete", key, () => this.#inner.delete(key));
  }
  localPath(key: string): string | undefined {
    return this.#inner.localPath(key);
  }

  async #perform<T>(operation: string, key: string, act: () => Promise<T>): Promise<T> {
    const fault = this.#nextFault(operation, key);
    if (fault === "failed") throw new IoError(`${operation} of "${key}" failed`);
    const result = await act();
    if (fault === "lost") throw new IoError(`the answer to ${operation} of "${key}" was lost`);
    return result;
  }
}
