// What every store must do that a cache reads from. Each adapter's test runs it.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ObjectStore } from "../../src/catalog/store/object-store.js";
import type { RemoteObjects } from "../../src/catalog/store/remote-objects.js";

export interface OpenedRemoteObjects {
  readonly store: ObjectStore & RemoteObjects;
  close(): Promise<void>;
}

export function describeRemoteObjects(name: string, openStore: () => Promise<OpenedRemoteObjects>): void {
  describe(`remote objects: ${name}`, () => {
    let opened: OpenedRemoteObjects;
    let store: ObjectStore & RemoteObjects;

    beforeEach(async () => {
      opened = await openStore();
      store = opened.store;
    });

    afterEach(() => opened.close());

    const put = async (key: string, text: string): Promise<string> => {
      await store.put(key, Buffer.from(text));
      const stat = await store.stat(key);
      if (stat === undefined) throw new Error("it is not there");
      return stat.etag;
    };

    it("tell an object's size, and the etag that reading it gives", async () => {
      await store.put("k", Buffer.from("0123456789"));
      expect(await store.stat("k")).toEqual({ bytes: 10, etag: (await store.get("k"))?.etag });
    });

    it("know an object without bytes from one that is missing", async () => {
      await put("k", "");
      expect(await store.stat("k")).toMatchObject({ bytes: 0 });
      expect(await store.stat("nothing")).toBeUndefined();
    });

    it("give a range of what the object was", async () => {
      const etag = await put("k", "0123456789");
      expect(String(await store.readRange("k", { start: 2, length: 3, etag }))).toBe("234");
      expect(String(await store.readRange("k", { start: 8, length: 9, etag }))).toBe("89");
      expect(await store.readRange("k", { start: 10, length: 9, etag })).toEqual(Buffer.alloc(0));
      expect(await store.readRange("k", { start: 3, length: 0, etag })).toEqual(Buffer.alloc(0));
    });

    it("tell a changed object from a missing one, wherever the range lies", async () => {
      const etag = await put("k", "0123456789");
      await put("k", "9876543210");
      const ranges = [
        { start: 2, length: 3, etag },
        { start: 10, length: 9, etag },
        { start: 3, length: 0, etag },
      ];
      for (const range of ranges) expect(await store.readRange("k", range)).toBe("changed");
      await store.delete("k");
      for (const range of ranges) expect(await store.readRange("k", range)).toBe("missing");
    });

    it("refuse bad keys and ranges", async () => {
      const refused = { sqlstate: "22023" };
      await expect(store.stat("../k")).rejects.toMatchObject(refused);
      await expect(store.readRange("../k", { start: 0, length: 1, etag: "e" })).rejects.toMatchObject(refused);
      await expect(store.readRange("k", { start: -1, length: 1, etag: "e" })).rejects.toMatchObject(refused);
    });

    it("give the reason to who stops waiting", async () => {
      const etag = await put("k", "0123456789");
      const signal = AbortSignal.abort(new Error("enough"));
      await expect(store.stat("k", signal)).rejects.toThrow("enough");
      await expect(store.readRange("k", { start: 0, length: 1, etag }, signal)).rejects.toThrow("enough");
    });
  });
}
