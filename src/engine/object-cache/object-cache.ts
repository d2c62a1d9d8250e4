// Objects of remote buckets, whole, on disk: fetched once for all who wait for them, kept as long as there is room.
import { type RemoteObjects, storageFailure, Turns } from "../../catalog/api.js";
import { DiskFull } from "../../errors.js";
import { unlessAborted } from "../unless-aborted.js";
import { limits } from "../../limits.js";
import type { RemoteObject } from "../relations/dataset-objects.js";
import { type CacheEntry, CacheFolder, entryNameOf } from "./cache-folder.js";
import { fetchObject } from "./fetch-object.js";

export interface HeldObject {
  /** The same for all who hold it in this process. */
  readonly path: string;
  /** Once. */
  readonly release: () => void;
}

export interface ObjectCacheOptions {
  readonly folder: string;
  readonly bytesMax: number;
  readonly warn: (message: string, cause: unknown) => void;
}

type Source = Pick<RemoteObjects, "readRange">;

interface Wanted {
  /** Of its entry. */
  readonly name: string;
  readonly bucket: string;
  readonly object: RemoteObject;
  readonly source: Source;
}

/** An object that somebody holds, waits for, or held a moment ago. */
interface Holding {
  readonly name: string;
  readonly path: Promise<string>;
  /** Pulled when nobody waits for it any more. */
  readonly stop: AbortController;
  holders: number;
  /** Its pin is new: the next statement may have it as it is. */
  isFresh: boolean;
}

export class ObjectCache {
  readonly #folder: CacheFolder;
  readonly #bytesMax: number;
  readonly #warn: ObjectCacheOptions["warn"];
  readonly #holdings = new Map<string, Holding>();
  /** Pins that are being taken away: until that is done, none of the same name can be made. */
  readonly #unpinning = new Map<string, Promise<void>>();
  /** Entries, as far as this process knows, and when it used each of them last: the folder tells that less exactly. */
  readonly #known = new Map<string, number>();
  #lastUseMs = 0;
  readonly #turns = new Turns(limits.cacheFetchesMax);
  #room: Promise<unknown> = Promise.resolve();
  /** Of what is being fetched. */
  #comingBytes = 0;

  private constructor(folder: CacheFolder, { bytesMax, warn }: ObjectCacheOptions) {
    this.#folder = folder;
    this.#bytesMax = bytesMax;
    this.#warn = warn;
  }

  static async open(options: ObjectCacheOptions): Promise<ObjectCache> {
    const cache = new ObjectCache(await CacheFolder.open(options.folder), options);
    for (const { name, usedAtMs } of await cache.#folder.entries()) cache.#known.set(name, usedAtMs);
    return cache;
  }

  /** Whether it lies here, as far as this process knows. */
  has(bucket: string, object: RemoteObject): boolean {
    return this.#known.has(entryNameOf(bucket, object));
  }

  /**
   * Resolves when the whole object lies locally; it stays until it is released.
   * @throws ObjectNotInPrerequisiteState (55000) when it is not what it was; IoError (58030); DiskFull (53100).
   */
  async hold(bucket: string, object: RemoteObject, source: Source, signal: AbortSignal): Promise<HeldObject> {
    signal.throwIfAborted();
    const name = entryNameOf(bucket, object);
    const holding = this.#holdings.get(name) ?? this.#begin({ name, bucket, object, source });
    holding.holders++;
    try {
      const path = await unlessAborted(holding.path, signal);
      this.#noteUse(name);
      let isReleased = false;
      return {
        path,
        release: () => {
          if (isReleased) return;
          isReleased = true;
          this.#leave(holding);
        },
      };
    } catch (thrown) {
      this.#leave(holding);
      throw thrown;
    }
  }

  /** Nothing is held any more. */
  async close(): Promise<void> {
    for (const holding of this.#holdings.values()) holding.stop.abort(new Error("the cache is closed"));
    await Promise.allSettled([...this.#holdings.values()].map(({ path }) => path));
    for (const holding of this.#holdings.values()) this.#stale(holding);
    await Promise.all(this.#unpinning.values());
    await this.#folder.close();
  }

  #begin(wanted: Wanted): Holding {
    const { name } = wanted;
    const stop = new AbortController();
    const path = this.#bring(wanted, stop.signal);
    const holding: Holding = { name, path, stop, holders: 0, isFresh: false };
    this.#holdings.set(name, holding);
    path.then(
      () => {
        holding.isFresh = true;
        setTimeout(() => this.#stale(holding), limits.cachePinFreshMs).unref();
      },
      // Who waits for it is told; the next one tries again.
      () => this.#forget(holding),
    );
    return holding;
  }

  #leave(holding: Holding): void {
    holding.holders--;
    this.#endUnused(holding);
  }

  #stale(holding: Holding): void {
    holding.isFresh = false;
    this.#endUnused(holding);
  }

  /** PERF: four system calls for each object of each statement otherwise: 9 ms where there are 100 (bench/buckets.bench.mjs). */
  #endUnused(holding: Holding): void {
    if (holding.holders > 0 || holding.isFresh || this.#holdings.get(holding.name) !== holding) return;
    this.#forget(holding);
    holding.stop.abort(new Error("nobody waits for the object any more"));
    const unpin = (): Promise<void> =>
      this.#folder.unpin(holding.name).catch((thrown: unknown) => {
        // It takes up room until the process ends.
        this.#warn("a copy of an object could not be released", thrown);
      });
    const done = holding.path
      // Where it was not brought, there is no pin; whoever waited has been told.
      .then(unpin, () => undefined)
      .finally(() => {
        if (this.#unpinning.get(holding.name) === done) this.#unpinning.delete(holding.name);
      });
    this.#unpinning.set(holding.name, done);
  }

  #forget(holding: Holding): void {
    if (this.#holdings.get(holding.name) === holding) this.#holdings.delete(holding.name);
  }

  async #bring(wanted: Wanted, signal: AbortSignal): Promise<string> {
    const { name, object } = wanted;
    await this.#unpinning.get(name);
    try {
      return (await this.#folder.pin(name, object.bytes)) ?? (await this.#fetch(wanted, signal));
    } catch (thrown) {
      throw storageFailure("could not write to the cache of objects", thrown);
    }
  }

  async #fetch({ name, bucket, object, source }: Wanted, signal: AbortSignal): Promise<string> {
    this.#known.delete(name);
    const leave = await this.#turns.take(signal);
    const made = this.#folder.newPath();
    try {
      await this.#reserve(object.bytes, signal);
      try {
        await fetchObject({ bucket, object, source, path: made, signal });
        const pin = await this.#folder.keep(name, made);
        this.#noteUse(name);
        return pin;
      } finally {
        this.#comingBytes -= object.bytes;
      }
    } catch (thrown) {
      await this.#folder.discard(made);
      throw thrown;
    } finally {
      leave();
    }
  }

  /** Later than each use before, within a millisecond too, and than what the folder tells of any. */
  #noteUse(name: string): void {
    this.#lastUseMs = Math.max(Date.now() + 1, this.#lastUseMs + 0.001);
    this.#known.set(name, this.#lastUseMs);
  }

  /** One after another: two at once would evict for the same room. */
  async #reserve(bytes: number, signal: AbortSignal): Promise<void> {
    const turn = this.#room.then(() => this.#makeRoom(bytes, signal));
    this.#room = turn.catch(() => undefined);
    return turn;
  }

  /** Evicts what was not used for the longest time, and waits for what is held. */
  async #makeRoom(bytes: number, signal: AbortSignal): Promise<void> {
    if (bytes > this.#bytesMax) {
      throw new DiskFull(`an object of ${bytes} bytes is larger than the cache of objects`, {
        hint: `The cache has ${this.#bytesMax} bytes: raise cache.bytes_max.`,
      });
    }
    for (const deadline = performance.now() + limits.cacheRoomMsMax; ; ) {
      signal.throwIfAborted();
      // Before they are listed: what becomes an entry meanwhile is better counted twice than not at all.
      const coming = this.#comingBytes;
      const usedAtMs = (entry: CacheEntry) => Math.max(entry.usedAtMs, this.#known.get(entry.name) ?? 0);
      const entries = (await this.#folder.entries()).toSorted((left, right) => usedAtMs(left) - usedAtMs(right));
      let total = coming + entries.reduce((sum, entry) => sum + entry.bytes, 0);
      for (const { name, bytes: freed } of entries) {
        if (total + bytes <= this.#bytesMax) break;
        const holding = this.#holdings.get(name);
        if (holding !== undefined) {
          this.#stale(holding);
          if (this.#holdings.has(name)) continue;
          await this.#unpinning.get(name);
        }
        this.#known.delete(name);
        await this.#folder.evict(name);
        total -= freed;
      }
      if (total + bytes <= this.#bytesMax) {
        this.#comingBytes += bytes;
        return;
      }
      if (performance.now() > deadline) {
        throw new DiskFull("the cache of objects is full of what running statements read", {
          hint: "Try again later, or raise cache.bytes_max.",
        });
      }
      await new Promise((resolve) => setTimeout(resolve, limits.cacheRoomPollMs));
    }
  }
}
