// What the cache of objects leaves on disk when something goes wrong with its files, and what it makes of it later.
import { mkdir, mkdtemp, readdir, readFile, rm, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { entryNameOf } from "../../../../src/engine/object-cache/cache-folder.js";
import { ObjectCache } from "../../../../src/engine/object-cache/object-cache.js";

const never = new AbortController().signal;
const object = { key: "k", etag: '"1"', bytes: 4 };
const source = { readRange: async () => Buffer.from("PAR1") };

describe("the cache of objects, where files are not what they should be", () => {
  let folder: string;
  let cache: ObjectCache;
  let warned: string[];
  const open = () => ObjectCache.open({ folder, bytesMax: 1_000, warn: (message) => void warned.push(message) });
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "sluice-cache-"));
    warned = [];
    cache = await open();
  });
  afterEach(async () => {
    await cache.close();
    await rm(folder, { recursive: true });
  });

  it("has an object that could not become an entry as soon as it can", async () => {
    const entry = path.join(folder, "objects", entryNameOf("lake", object));
    const obstructed = {
      readRange: async () => {
        await mkdir(entry);
        return Buffer.from("PAR1");
      },
    };
    await expect(cache.hold("lake", object, obstructed, never)).rejects.toMatchObject({ sqlstate: "58030" });
    await rm(entry, { recursive: true });
    const held = await cache.hold("lake", object, source, never);
    expect(await readFile(held.path, "utf8")).toBe("PAR1");
  });

  it("warns of a copy that cannot be released", async () => {
    const held = await cache.hold("lake", object, source, never);
    await unlink(held.path);
    await mkdir(held.path);
    held.release();
    await expect.poll(() => warned, { timeout: 10_000 }).toEqual(["a copy of an object could not be released"]);
  });

  it("warns of nothing when those who waited leave", async () => {
    const leaving = new AbortController();
    const wait = cache.hold("lake", object, source, leaving.signal);
    leaving.abort(new Error("canceled"));
    await expect(wait).rejects.toThrow("canceled");
    await cache.close();
    expect(warned).toEqual([]);
  });

  it("sweeps what a process of the same number has left, as in a container, and not what another cache of this one holds", async () => {
    const held = await cache.hold("lake", object, source, never);
    const left = path.join(folder, `pins-${process.pid}-left`);
    await mkdir(left);
    await writeFile(path.join(left, "half.part"), "half");
    const other = await open();
    expect(await readFile(held.path, "utf8")).toBe("PAR1");
    await other.close();
    expect((await readdir(folder)).sort()).toEqual(["objects", path.basename(path.dirname(held.path))]);
  });
});
