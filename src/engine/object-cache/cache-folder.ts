// The cache's files: whole objects, by the hash of what they are copies of, and this process's pins on them.
//
// A pin is a second name of the file in a folder of the process's own. So whoever evicts an entry, this process or another one on the same
// folder, takes it from nobody who reads it; and a crash leaves a folder that the next start sweeps.
import { createHash, randomUUID } from "node:crypto";
import { link, mkdir, readdir, rename, rm, stat, unlink, utimes } from "node:fs/promises";
import path from "node:path";
import { errnoOf, isAlive } from "../../catalog/api.js";
import { limits } from "../../limits.js";
import type { RemoteObject } from "../relations/dataset-objects.js";

export interface CacheEntry {
  readonly name: string;
  readonly bytes: number;
  /** By any process, to within a minute. */
  readonly usedAtMs: number;
}

const pinsPrefix = "pins-";
/** Names of the folders of pins which this process has: whatever way their path is told, they are its own. */
const openPins = new Set<string>();

/** Says nothing of whom the object is about, and is another one when its bytes are. */
export function entryNameOf(bucket: string, { key, etag, bytes }: RemoteObject): string {
  return `${createHash("sha256")
    .update(JSON.stringify([bucket, key, etag, bytes]))
    .digest("hex")}.parquet`;
}

export class CacheFolder {
  readonly #objects: string;
  readonly #pins: string;

  private constructor(folder: string) {
    this.#objects = path.join(folder, "objects");
    this.#pins = path.join(folder, `${pinsPrefix}${process.pid}-${randomUUID()}`);
  }

  /** Closed to others: rows of every bucket lie there. Sweeps what processes have left that are no more. */
  static async open(folder: string): Promise<CacheFolder> {
    const opened = new CacheFolder(folder);
    await mkdir(opened.#objects, { recursive: true, mode: 0o700 });
    for (const name of await readdir(folder)) {
      const [, pid] = /^pins-(\d+)-/.exec(name) ?? [];
      if (pid !== undefined && isLeftOver(name, Number(pid)))
        await rm(path.join(folder, name), { recursive: true, force: true });
    }
    await mkdir(opened.#pins, { mode: 0o700 });
    openPins.add(path.basename(opened.#pins));
    return opened;
  }

  /** Whatever other processes have put there is among them. */
  async entries(): Promise<readonly CacheEntry[]> {
    const entries: CacheEntry[] = [];
    for (const name of await readdir(this.#objects)) {
      const found = await statOf(path.join(this.#objects, name));
      if (found !== undefined) entries.push({ name, bytes: found.size, usedAtMs: found.mtimeMs });
    }
    return entries;
  }

  /** The path under which it can be read until it is unpinned; undefined: there is no such entry. */
  async pin(name: string, bytes: number): Promise<string | undefined> {
    const [entry, pin] = [path.join(this.#objects, name), path.join(this.#pins, name)];
    try {
      await link(entry, pin);
    } catch (thrown) {
      if (isAbsent(thrown)) return undefined;
      throw thrown;
    }
    return withoutLeavings(pin, async () => {
      const found = await statOf(pin);
      if (found?.size === bytes) {
        // PERF: DuckDB knows by this time whether the footer that it has is still that of the file (bench/buckets.bench.mjs).
        const now = Date.now();
        if (now - found.mtimeMs > limits.cacheUseMsPrecision) await utimes(pin, now / 1000, now / 1000);
        return pin;
      }
      // Not of our making.
      await Promise.all([unlink(pin), this.evict(name)]);
      return undefined;
    });
  }

  async unpin(name: string): Promise<void> {
    await rm(path.join(this.#pins, name), { force: true });
  }

  /** Where a file may be made that is to become an entry. */
  newPath(): string {
    return path.join(this.#pins, `${randomUUID()}.part`);
  }

  /** Makes a whole file an entry, and pins it. */
  async keep(name: string, made: string): Promise<string> {
    const pin = path.join(this.#pins, name);
    await link(made, pin);
    return withoutLeavings(pin, async () => {
      await rename(made, path.join(this.#objects, name));
      return pin;
    });
  }

  async discard(made: string): Promise<void> {
    await rm(made, { force: true });
  }

  async evict(name: string): Promise<void> {
    await rm(path.join(this.#objects, name), { force: true });
  }

  async close(): Promise<void> {
    await rm(this.#pins, { recursive: true, force: true });
    openPins.delete(path.basename(this.#pins));
  }
}

/** A pin that nobody was given would keep the next one from being made. */
async function withoutLeavings<T>(pin: string, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (thrown) {
    await rm(pin, { force: true });
    throw thrown;
  }
}

/** In a container, a process often has the number of the one that crashed before it. */
function isLeftOver(pins: string, pid: number): boolean {
  return pid === process.pid ? !openPins.has(pins) : !isAlive(pid);
}

async function statOf(file: string): Promise<{ readonly size: number; readonly mtimeMs: number } | undefined> {
  try {
    return await stat(file);
  } catch (thrown) {
    if (isAbsent(thrown)) return undefined;
    throw thrown;
  }
}

function isAbsent(thrown: unknown): boolean {
  return errnoOf(thrown) === "ENOENT";
}
