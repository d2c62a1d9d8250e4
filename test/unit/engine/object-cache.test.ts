// The cache of objects on disk: whole objects or none, one fetch for all, and room for what is needed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RemoteObjects } from "../../../src/catalog/api.js";
import { IoError } from "../../../src/errors.js";
import { entryNameOf } from "../../../src/engine/object-cache/cache-folder.js";
import { ObjectCache } from "../../../src/engine/object-cache/object-cache.js";
import { limits } from "../../../src/limits.js";
import { contentOf as contentAt } from "../../support/cached-content.mjs";

type Source = Pick<RemoteObjects, "readRange">;

const never = new AbortController().signal;
const warn = (message: string): void => {
  throw new Error(message);
};

const objectOf = (key: string, bytes: number) => ({ key, bytes, etag: `"${key}"` });

const contentOf = (key: string, bytes: number) => contentAt(objectOf(key, bytes), 0, bytes);

/** Answers when it is let; counts what it was asked. */
function sourceOf(
  bytes: number,
  answer: (key: string, range: Buffer) => Promise<Buffer | "changed" | "missing"> = async (_, range) => range,
) {
  const asked: string[] = [];
  const source: Source = {
    readRange: async (key, { start, length }, signal) => {
      asked.push(key);
      signal?.throwIfAborted();
      return answer(key, contentOf(key, bytes).subarray(start, start + length));
    },
  };
  return { source, asked };
}

describe("the cache of objects", () => {
  let folder: string;
  let caches: ObjectCache[];
  const open = async (bytesMax = 1_000_000): Promise<ObjectCache> => {
    const cache = await ObjectCache.open({ folder, bytesMax, warn });
    caches.push(cache);
    return cache;
  };
  const pinned = async (): Promise<readonly string[]> => {
    const pins = (await readdir(folder)).filter((name) => name.startsWith("pins-"));
    return (await Promise.all(pins.map((name) => readdir(path.join(folder, name))))).flat();
  };
  const untilUnpinned = () => expect.poll(pinned, { timeout: 5 * limits.cachePinFreshMs }).toEqual([]);
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "sluice-cache-"));
    caches = [];
  });
  afterEach(async () => {
    await Promise.all(caches.map((cache) => cache.close()));
    await rm(folder, { recursive: true });
  });

  it("has an object whole, by a path that tells nothing of it, closed to others", async () => {
    const cache = await open();
    const { source } = sourceOf(1_000);
    const held = await cache.hold("lake", objectOf("people/secret name.parquet", 1_000), source, never);
    expect(await readFile(held.path)).toEqual(contentOf("people/secret name.parquet", 1_000));
    expect(held.path).not.toContain("secret");
    expect((await stat(held.path)).mode & 0o077).toBe(0);
    expect((await stat(path.dirname(held.path))).mode & 0o077).toBe(0);
  });

  it("puts the ranges of a large object in their places", async () => {
    const bytes = 2 * limits.cacheRangeBytes + 17;
    const cache = await open(3 * bytes);
    const { source, asked } = sourceOf(bytes);
    const held = await cache.hold("lake", objectOf("large", bytes), source, never);
    expect(asked).toHaveLength(3);
    const sha256 = (body: Buffer) => createHash("sha256").update(body).digest("hex");
    expect(sha256(await readFile(held.path))).toBe(sha256(contentOf("large", bytes)));
  });

  it("gives one fetch to all who wait for it, and another one to nobody later", async () => {
    const cache = await open();
    const { source, asked } = sourceOf(100);
    const held = await Promise.all([1, 2, 3].map(() => cache.hold("lake", objectOf("k", 100), source, never)));
    expect(new Set(held.map((one) => one.path)).size).toBe(1);
    for (const one of held) one.release();
    (await cache.hold("lake", objectOf("k", 100), source, never)).release();
    expect(asked).toHaveLength(1);
    expect(cache.has("lake", objectOf("k", 100))).toBe(true);
    expect(cache.has("lake", { ...objectOf("k", 100), etag: "another" })).toBe(false);
  });

  it("lets the next statement have the pin of the one before, and lets go of it soon", async () => {
    const cache = await open();
    const { source } = sourceOf(100);
    const first = await cache.hold("lake", objectOf("k", 100), source, never);
    const { ctimeMs } = await stat(first.path);
    first.release();
    const second = await cache.hold("lake", objectOf("k", 100), source, never);
    expect(second.path).toBe(first.path);
    // A name that was taken away, or put there, would have changed it.
    expect((await stat(second.path)).ctimeMs).toBe(ctimeMs);
    second.release();
    await untilUnpinned();
    expect(await readdir(path.join(folder, "objects"))).toHaveLength(1);
  });

  it("keeps a pin for as long as it is read, however long that is", async () => {
    const cache = await open();
    const { source } = sourceOf(100);
    const held = await cache.hold("lake", objectOf("k", 100), source, never);
    await new Promise((resolve) => setTimeout(resolve, limits.cachePinFreshMs + 50));
    expect(await readFile(held.path)).toEqual(contentOf("k", 100));
    held.release();
    await expect.poll(pinned).toEqual([]);
  });

  it("keeps what it has for the next process", async () => {
    const { source, asked } = sourceOf(100);
    const first = await open();
    (await first.hold("lake", objectOf("k", 100), source, never)).release();
    await first.close();
    const held = await (await open()).hold("lake", objectOf("k", 100), source, never);
    expect(await readFile(held.path)).toEqual(contentOf("k", 100));
    expect(asked).toHaveLength(1);
  });

  it("goes on for the others when one of those who wait leaves, and stops when the last one does", async () => {
    const cache = await open();
    let aborted = 0;
    const waits: (() => void)[] = [];
    const source: Source = {
      readRange: (key, { start, length }, signal) =>
        new Promise((resolve, reject) => {
          waits.push(() => resolve(contentOf(key, 100).subarray(start, start + length)));
          signal?.addEventListener("abort", () => {
            aborted += 1;
            reject(signal.reason as Error);
          });
        }),
    };
    const leaving = new AbortController();
    const [left, stays] = [
      cache.hold("lake", objectOf("k", 100), source, leaving.signal),
      cache.hold("lake", objectOf("k", 100), source, never),
    ];
    await expect.poll(() => waits.length).toBe(1);
    leaving.abort(new Error("canceled"));
    await expect(left).rejects.toThrow("canceled");
    waits[0]?.();
    const held = await stays;
    expect(aborted).toBe(0);
    held.release();
    const alone = new AbortController();
    const last = cache.hold("lake", objectOf("other", 100), source, alone.signal);
    await expect.poll(() => waits.length).toBe(2);
    alone.abort(new Error("canceled"));
    await expect(last).rejects.toThrow("canceled");
    // Of the fetch that was over, it is told, too.
    await expect.poll(() => aborted).toBe(2);
  });

  it.each(["changed", "missing"] as const)("never has an object that is %s, and tells its name", async (what) => {
    const cache = await open();
    const { source } = sourceOf(100, async () => what);
    await expect(cache.hold("lake", objectOf("a/k.parquet", 100), source, never)).rejects.toMatchObject({
      sqlstate: "55000",
      message: expect.stringContaining("lakehouse-lake://a/k.parquet") as string,
    });
    expect(await readdir(path.join(folder, "objects"))).toEqual([]);
  });

  it.each([
    ["less", (range: Buffer) => range.subarray(1)],
    ["more", (range: Buffer) => Buffer.concat([range, range])],
  ])("never has an object of whose bytes %s came", async (_, lie) => {
    const cache = await open();
    const { source } = sourceOf(100, async (_key, range) => lie(range));
    await expect(cache.hold("lake", objectOf("k", 100), source, never)).rejects.toBeInstanceOf(IoError);
    expect(await readdir(path.join(folder, "objects"))).toEqual([]);
  });

  it.each([-1, 1])("never has an object of which a range in the middle came with %i bytes more", async (more) => {
    const bytes = 2 * limits.cacheRangeBytes;
    const cache = await open(2 * bytes);
    const source: Source = {
      readRange: async (_, { start, length }) => Buffer.alloc(start === 0 ? length + more : length),
    };
    await expect(cache.hold("lake", objectOf("k", bytes), source, never)).rejects.toBeInstanceOf(IoError);
    expect(await readdir(path.join(folder, "objects"))).toEqual([]);
  });

  it("fails those who wait for a fetch that fails, and tries again for the next one", async () => {
    const cache = await open();
    let isBroken = true;
    const { source } = sourceOf(100, async (_, range) => {
      if (isBroken) throw new IoError("the server is gone");
      return range;
    });
    const both = [1, 2].map(() => cache.hold("lake", objectOf("k", 100), source, never));
    for (const one of await Promise.allSettled(both)) expect(one).toMatchObject({ reason: { sqlstate: "58030" } });
    isBroken = false;
    const held = await cache.hold("lake", objectOf("k", 100), source, never);
    expect(await readFile(held.path)).toEqual(contentOf("k", 100));
  });

  it("fetches anew what somebody has cut", async () => {
    const cache = await open();
    const { source, asked } = sourceOf(100);
    (await cache.hold("lake", objectOf("k", 100), source, never)).release();
    const [name = ""] = await readdir(path.join(folder, "objects"));
    await truncate(path.join(folder, "objects", name), 99);
    await untilUnpinned();
    const held = await cache.hold("lake", objectOf("k", 100), source, never);
    expect(await readFile(held.path)).toEqual(contentOf("k", 100));
    expect(asked).toHaveLength(2);
  });

  it("takes nothing from those who read it, and makes room of what was not used for the longest time", async () => {
    const cache = await open(250);
    const { source } = sourceOf(100);
    const read = await cache.hold("lake", objectOf("read", 100), source, never);
    for (const key of ["a", "b", "c"]) (await cache.hold("lake", objectOf(key, 100), source, never)).release();
    expect(await readFile(read.path)).toEqual(contentOf("read", 100));
    expect(["read", "a", "b", "c"].filter((key) => cache.has("lake", objectOf(key, 100)))).toEqual(["read", "c"]);
  });

  it("knows what it used last, though the folder does not tell", async () => {
    const cache = await open(250);
    const { source } = sourceOf(100);
    for (const key of ["a", "b", "a", "c"]) (await cache.hold("lake", objectOf(key, 100), source, never)).release();
    expect(["a", "b", "c"].filter((key) => cache.has("lake", objectOf(key, 100)))).toEqual(["a", "c"]);
  });

  it("tells other processes that an entry is in use which was not for a while", async () => {
    const { source } = sourceOf(100);
    const first = await open();
    for (const key of ["old", "newer"]) (await first.hold("lake", objectOf(key, 100), source, never)).release();
    await first.close();
    const name = entryNameOf("lake", objectOf("old", 100));
    const anHourAgo = new Date(Date.now() - 3_600_000);
    await utimes(path.join(folder, "objects", name), anHourAgo, anHourAgo);
    const [reader, other] = [await open(250), await open(250)];
    (await reader.hold("lake", objectOf("old", 100), source, never)).release();
    (await other.hold("lake", objectOf("third", 100), source, never)).release();
    expect((await readdir(path.join(folder, "objects"))).includes(name)).toBe(true);
  });

  it("waits for room that a reader has, and refuses what is larger than all of it", async () => {
    const cache = await open(150);
    const { source } = sourceOf(100);
    const first = await cache.hold("lake", objectOf("first", 100), source, never);
    const second = cache.hold("lake", objectOf("second", 100), source, never);
    await new Promise((resolve) => setTimeout(resolve, 2 * limits.cacheRoomPollMs));
    first.release();
    (await second).release();
    await expect(cache.hold("lake", objectOf("huge", 151), sourceOf(151).source, never)).rejects.toMatchObject({
      sqlstate: "53100",
      hint: expect.stringContaining("cache.bytes_max") as string,
    });
  });

  it("leaves a reader its object when another process makes room", async () => {
    const [one, other] = [await open(150), await open(150)];
    const { source } = sourceOf(100);
    const read = await one.hold("lake", objectOf("read", 100), source, never);
    (await other.hold("lake", objectOf("more", 100), source, never)).release();
    expect(await readdir(path.join(folder, "objects"))).toHaveLength(1);
    expect(await readFile(read.path)).toEqual(contentOf("read", 100));
  });

  it("sweeps what processes have left that are no more", async () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    const left = path.join(folder, `pins-${pid}-x`);
    await mkdir(left, { recursive: true });
    await writeFile(path.join(left, "half.part"), "half");
    const cache = await open();
    expect((await readdir(folder)).filter((name) => name.startsWith("pins-"))).toHaveLength(1);
    await cache.close();
    caches = [];
    expect(await readdir(folder)).toEqual(["objects"]);
  });

  it("serves whole objects or none, whatever is held, left, evicted and broken in between", async () => {
    const keys = ["a", "b", "c", "d", "e"];
    const step = fc.record({
      key: fc.constantFrom(...keys),
      act: fc.constantFrom("hold", "leave", "break", "abort", "reopen"),
      cache: fc.nat(1),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        const opened = [await open(350), await open(350)];
        let mood: "well" | "broken" = "well";
        const { source } = sourceOf(100, async (_, range) => {
          await new Promise((resolve) => setImmediate(resolve));
          return mood === "broken" ? range.subarray(3) : range;
        });
        const held: { readonly key: string; readonly path: string; release: () => void }[] = [];
        for (const { key, act, cache: index } of steps) {
          const cache = opened[index] as ObjectCache;
          mood = act === "break" ? "broken" : "well";
          if (act === "leave") held.shift()?.release();
          else if (act === "abort") {
            const leaving = new AbortController();
            const wait = cache.hold("lake", objectOf(key, 100), source, leaving.signal);
            leaving.abort(new Error("canceled"));
            await wait.then((one) => one.release()).catch(() => undefined);
          } else if (act === "reopen" && held.length === 0) {
            await cache.close();
            opened[index] = await open(350);
          } else {
            if (held.length >= 3) held.shift()?.release();
            const one = await cache.hold("lake", objectOf(key, 100), source, never).catch(() => undefined);
            if (one !== undefined) held.push({ key, ...one });
          }
          for (const one of held) expect(await readFile(one.path)).toEqual(contentOf(one.key, 100));
        }
        for (const one of held.splice(0)) one.release();
        await Promise.all(opened.map((cache) => cache.close()));
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
