// An object store in memory: for tests, and for a gateway that need not remember.
import { createHash } from "node:crypto";
import { readFile, unlink } from "node:fs/promises";
import { assertByteRange } from "./byte-range.js";
import { assertObjectKey, assertObjectPrefix, compareBytes } from "./object-key.js";
import type { ListedObject, ObjectStore, StoredObject } from "./object-store.js";
import type { ObjectRange, ObjectStat, RemoteObjects } from "./remote-objects.js";
import { storageFailure } from "./storage-failures.js";

export class MemoryStore implements ObjectStore, RemoteObjects {
  readonly #objects = new Map<string, Buffer>();

  async get(key: string): Promise<StoredObject | undefined> {
    assertObjectKey(key);
    const body = this.#objects.get(key);
    return body && { body: Buffer.from(body), etag: createHash("sha256").update(body).digest("hex") };
  }

  async getRange(key: string, start: number, length: number): Promise<Buffer | undefined> {
    assertObjectKey(key);
    assertByteRange(start, length);
    const body = this.#objects.get(key);
    return body && Buffer.from(body.subarray(start, start + length));
  }

  async stat(key: string, signal?: AbortSignal): Promise<ObjectStat | undefined> {
    signal?.throwIfAborted();
    const object = await this.get(key);
    return object && { bytes: object.body.length, etag: object.etag };
  }

  async readRange(key: string, range: ObjectRange, signal?: AbortSignal): Promise<Buffer | "changed" | "missing"> {
    assertByteRange(range.start, range.length);
    signal?.throwIfAborted();
    const object = await this.get(key);
    if (object === undefined) return "missing";
    return object.etag === range.etag ? object.body.subarray(range.start, range.start + range.length) : "changed";
  }

  async put(key: string, body: Buffer): Promise<void> {
    assertObjectKey(key);
    this.#objects.set(key, Buffer.from(body));
  }

  async putIfAbsent(key: string, body: Buffer): Promise<"written" | "taken"> {
    assertObjectKey(key);
    if (this.#objects.has(key)) return "taken";
    this.#objects.set(key, Buffer.from(body));
    return "written";
  }

  async putFile(key: string, path: string): Promise<"written" | "taken"> {
    assertObjectKey(key);
    if (this.#objects.has(key)) return "taken";
    try {
      const outcome = await this.putIfAbsent(key, await readFile(path));
      if (outcome === "written") await unlink(path);
      return outcome;
    } catch (thrown) {
      throw storageFailure(`could not move a file to object "${key}"`, thrown);
    }
  }

  async *list(prefix: string, after = ""): AsyncGenerator<ListedObject> {
    assertObjectPrefix(prefix);
    const keys = [...this.#objects.keys()].filter((key) => key.startsWith(prefix) && compareBytes(key, after) > 0);
    for (const key of keys.sort(compareBytes)) {
      const body = this.#objects.get(key);
      if (body !== undefined) yield { key, bytes: body.length };
    }
  }

  async delete(key: string): Promise<void> {
    assertObjectKey(key);
    this.#objects.delete(key);
  }

  localPath(key: string): undefined {
    assertObjectKey(key);
  }
}
