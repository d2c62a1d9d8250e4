// What every object store must do. Each adapter's test runs it.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ObjectStore } from "../../src/catalog/api.js";
import { collect } from "../support/collect.js";

export interface OpenedStore {
  readonly store: ObjectStore;
  close(): Promise<void>;
}

export function describeObjectStore(name: string, openStore: () => Promise<OpenedStore>): void {
  describe(`the object store: ${name}`, () => {
    let opened: OpenedStore;
    let store: ObjectStore;
    let outside: string;

    beforeEach(async () => {
      opened = await openStore();
      store = opened.store;
      outside = await mkdtemp(join(tmpdir(), "sluice-conformance-"));
    });

    afterEach(async () => {
      await opened.close();
      await rm(outside, { recursive: true, force: true });
    });

    it("gives back the bytes that were put", async () => {
      const body = Buffer.from([0, 255, 1, 254, 10, 13]);
      await store.put("a/b/c.bin", body);
      expect((await store.get("a/b/c.bin"))?.body).toEqual(body);
    });

    it("keeps an object without bytes", async () => {
      await store.put("empty", Buffer.alloc(0));
      expect((await store.get("empty"))?.body).toEqual(Buffer.alloc(0));
    });

    it("has nothing where nothing was put", async () => {
      await store.put("a/b", Buffer.from("x"));
      expect(await store.get("nothing")).toBeUndefined();
      expect(await store.get("a")).toBeUndefined();
      expect(await store.get("a/b/c")).toBeUndefined();
      expect(await store.getRange("nothing", 0, 1)).toBeUndefined();
    });

    it("replaces an object by a second put, and changes its etag", async () => {
      await store.put("k", Buffer.from("one"));
      const first = await store.get("k");
      await store.put("k", Buffer.from("two"));
      const second = await store.get("k");
      expect(second?.body.toString()).toBe("two");
      expect(second?.etag).not.toBe(first?.etag);
    });

    it("keeps an etag as long as the bytes stay", async () => {
      await store.put("k", Buffer.from("one"));
      expect((await store.get("k"))?.etag).toBe((await store.get("k"))?.etag);
    });

    it("does not let a caller change what lies in it", async () => {
      const body = Buffer.from("abc");
      await store.put("k", body);
      body.fill("x");
      const got = await store.get("k");
      got?.body.fill("y");
      expect((await store.get("k"))?.body.toString()).toBe("abc");
    });

    it("gives a range, and less of it at the end", async () => {
      await store.put("k", Buffer.from("0123456789"));
      expect((await store.getRange("k", 2, 3))?.toString()).toBe("234");
      expect((await store.getRange("k", 8, 100))?.toString()).toBe("89");
      expect((await store.getRange("k", 10, 5))?.toString()).toBe("");
      expect((await store.getRange("k", 99, 5))?.toString()).toBe("");
      expect((await store.getRange("k", 3, 0))?.toString()).toBe("");
    });

    it.each([
      [-1, 1],
      [0, -1],
      [0.5, 1],
      [0, Number.NaN],
    ])("refuses the range (%d, %d)", async (start, length) => {
      await store.put("k", Buffer.from("0123456789"));
      await expect(store.getRange("k", start, length)).rejects.toMatchObject({ sqlstate: "22023" });
    });

    it("puts if absent only where nothing lies", async () => {
      expect(await store.putIfAbsent("j/1", Buffer.from("first"))).toBe("written");
      expect(await store.putIfAbsent("j/1", Buffer.from("second"))).toBe("taken");
      expect((await store.get("j/1"))?.body.toString()).toBe("first");
    });

    it("lets exactly one of twenty racing writers win, and keeps the winner's bytes", async () => {
      for (let round = 0; round < 5; round += 1) {
        const key = `race/${round}`;
        const outcomes = await Promise.all(
          Array.from({ length: 20 }, (_, writer) => store.putIfAbsent(key, Buffer.from(`writer ${writer}`))),
        );
        expect(outcomes.filter((outcome) => outcome === "written")).toHaveLength(1);
        expect((await store.get(key))?.body.toString()).toBe(`writer ${outcomes.indexOf("written")}`);
      }
    });

    it("lets an object be put again where one was deleted", async () => {
      await store.putIfAbsent("k", Buffer.from("one"));
      await store.delete("k");
      expect(await store.get("k")).toBeUndefined();
      expect(await store.putIfAbsent("k", Buffer.from("two"))).toBe("written");
    });

    it("deletes what is not there without complaint", async () => {
      await store.delete("nothing");
      await store.put("a/b", Buffer.from("x"));
      await store.delete("a");
      expect((await store.get("a/b"))?.body.toString()).toBe("x");
    });

    it("takes a finished file over", async () => {
      const path = join(outside, "finished");
      await writeFile(path, "content");
      expect(await store.putFile("data/f", path)).toBe("written");
      expect((await store.get("data/f"))?.body.toString()).toBe("content");
      await expect(readFile(path)).rejects.toMatchObject({ code: "ENOENT" });
    });

    it("leaves a file where it is when its key is taken", async () => {
      const path = join(outside, "finished");
      await writeFile(path, "content");
      await store.put("data/f", Buffer.from("older"));
      expect(await store.putFile("data/f", path)).toBe("taken");
      expect((await store.get("data/f"))?.body.toString()).toBe("older");
      expect((await readFile(path)).toString()).toBe("content");
    });

    it("reports a file that cannot be taken over", async () => {
      await expect(store.putFile("data/f", join(outside, "missing"))).rejects.toMatchObject({ sqlstate: "58030" });
      expect(await store.get("data/f")).toBeUndefined();
    });

    it("lists keys in the order of their UTF-8 bytes, with their sizes", async () => {
      // JavaScript would sort the emoji, a pair of surrogates, before the private-use character.
      const keys = ["a", "a-b/x", "a.b", "a0", "b/1", "b/10", "b/2", "b0", "é", "\u{e000}", "\u{1f600}"];
      for (const key of keys.toReversed()) await store.put(key, Buffer.alloc(key.length));
      const listed = await collect(store.list(""));
      expect(listed.map(({ key }) => key)).toEqual(keys);
      expect(listed.map(({ bytes }) => bytes)).toEqual(keys.map((key) => key.length));
    });

    it("orders a folder's objects against its neighbours as their keys say", async () => {
      const keys = ["a-z", "a.z", "a/z", "a0z"];
      for (const key of keys.toReversed()) await store.put(key, Buffer.from("x"));
      expect((await collect(store.list(""))).map(({ key }) => key)).toEqual(keys);
    });

    it("lists only what begins with the prefix, which may end within a name", async () => {
      for (const key of ["x/ab/1", "x/ab/2", "x/abc", "x/b", "y"]) await store.put(key, Buffer.from("x"));
      expect((await collect(store.list("x/ab"))).map(({ key }) => key)).toEqual(["x/ab/1", "x/ab/2", "x/abc"]);
      expect((await collect(store.list("x/ab/"))).map(({ key }) => key)).toEqual(["x/ab/1", "x/ab/2"]);
      expect(await collect(store.list("nothing/"))).toEqual([]);
      expect(await collect(store.list("y/"))).toEqual([]);
    });

    it("lists only what follows a key", async () => {
      const keys = ["a/1", "a/2/x", "a/2/y", "a/3", "b"];
      for (const key of keys) await store.put(key, Buffer.from("x"));
      expect((await collect(store.list("", "a/2/x"))).map(({ key }) => key)).toEqual(["a/2/y", "a/3", "b"]);
      expect((await collect(store.list("a/", "a/2"))).map(({ key }) => key)).toEqual(["a/2/x", "a/2/y", "a/3"]);
      expect(await collect(store.list("a/", "a/3"))).toEqual([]);
    });

    it.each([
      "",
      "/",
      "/a",
      "a/",
      "a//b",
      ".",
      "..",
      "../a",
      "a/../b",
      "a/./b",
      "a/..",
      "a\\b",
      "a\uff0fb",
      "\uff0e\uff0e/a",
      "a/\u2025",
      "a\u202eb",
      "a\0b",
      "a\nb",
      "a\u{7f}b",
      "a\u{85}b",
      "\u{d800}",
      "a/.sluice-tmp/b",
      ".sluice-tmp",
      "x".repeat(256),
      "x/".repeat(512) + "x",
    ])("refuses the key %j", async (key) => {
      const refused = { sqlstate: "22023" };
      await expect(store.get(key)).rejects.toMatchObject(refused);
      await expect(store.getRange(key, 0, 1)).rejects.toMatchObject(refused);
      await expect(store.delete(key)).rejects.toMatchObject(refused);
      await expect(async () => store.put(key, Buffer.from("x"))).rejects.toMatchObject(refused);
      await expect(async () => store.putIfAbsent(key, Buffer.from("x"))).rejects.toMatchObject(refused);
      await expect(async () => store.putFile(key, join(outside, "f"))).rejects.toMatchObject(refused);
      expect(() => store.localPath(key)).toThrow(expect.objectContaining(refused));
      expect(await collect(store.list(""))).toEqual([]);
    });

    it.each(["../", "a/../b", "/", "a//"])("refuses to list %j", async (prefix) => {
      await expect(collect(store.list(prefix))).rejects.toMatchObject({ sqlstate: "22023" });
    });

    it.each(["year=2026/month=01/part 0.parquet", "..a", "...", ".hidden", "a:b", "ü/日本", "100%", "a?b*c", "-"])(
      "keeps an object under the odd key %j",
      async (key) => {
        await store.put(key, Buffer.from("x"));
        expect((await store.get(key))?.body.toString()).toBe("x");
        expect((await collect(store.list(""))).map((listed) => listed.key)).toEqual([key]);
      },
    );

    it("tells a path only where the object can be read", async () => {
      await store.put("a/b", Buffer.from("content"));
      const path = store.localPath("a/b");
      if (path !== undefined) expect((await readFile(path)).toString()).toBe("content");
    });
  });
}
