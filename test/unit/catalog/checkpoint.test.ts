import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CatalogEvent, Snapshot } from "../../../src/catalog/api.js";
import { checkpointKey, decodeCheckpoint, encodeCheckpoint, openCheckpoint } from "../../../src/catalog/checkpoint.js";
import { entryKey } from "../../../src/catalog/journal.js";
import { emptySnapshot } from "../../../src/catalog/snapshot.js";
import { MemoryStore } from "../../../src/catalog/store/memory.js";
import { DiskFull, PgError } from "../../../src/errors.js";
import { FaultyStore } from "./faulty-store.js";
import { someHistory } from "./histories.js";
import { containing } from "./matchers.js";
import { author, commitRoles, foldOne, open } from "./samples.js";

/** Applies what can happen of a history. */
function live(start: Snapshot, history: readonly (readonly CatalogEvent[])[]): Snapshot {
  return history.reduce((state, events) => {
    try {
      return foldOne(state, events);
    } catch (thrown) {
      if (thrown instanceof PgError) return state;
      throw thrown;
    }
  }, start);
}

function reopened(state: Snapshot): Snapshot {
  const decoded = decodeCheckpoint(state.version, encodeCheckpoint(state));
  if (decoded.kind !== "whole") throw new Error(decoded.why);
  return decoded.snapshot;
}

describe("a checkpoint", () => {
  it("gives back the state it was made of", () => {
    fc.assert(
      fc.property(someHistory, (history) => {
        const state = live(emptySnapshot, history);
        expect(reopened(state)).toEqual(state);
        // Also in the order of names, which some answers show.
        expect(encodeCheckpoint(reopened(state))).toEqual(encodeCheckpoint(state));
      }),
      { numRuns: 100 },
    );
  });

  it("and the rest of the history make the same state as the whole history", () => {
    fc.assert(
      fc.property(someHistory, someHistory, (before, after) => {
        const middle = live(emptySnapshot, before);
        expect(live(reopened(middle), after)).toEqual(live(middle, after));
      }),
      { numRuns: 100 },
    );
  });

  it("is useless wherever it is cut off", () => {
    const bytes = encodeCheckpoint(
      foldOne(emptySnapshot, [{ kind: "roleCreated", role: { name: "bob", isSuperuser: false, canLogin: true } }]),
    );
    for (let length = 0; length < bytes.length; length += 1) {
      expect(decodeCheckpoint(1, bytes.subarray(0, length)).kind).toBe("useless");
    }
  });

  it("is useless under another number", () => {
    expect(decodeCheckpoint(2, encodeCheckpoint({ ...emptySnapshot, version: 1 }))).toMatchObject({ kind: "useless" });
  });
});

async function storeWithCommits(count: number): Promise<MemoryStore> {
  const store = new MemoryStore();
  await commitRoles((await open(store)).catalog, count);
  return store;
}

async function checkpoints(store: MemoryStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list("checkpoints/")) keys.push(key);
  return keys;
}

/** The keys which opening asks for. */
async function openAndWatch(
  store: MemoryStore,
): Promise<{ version: number; roles: number; keys: string[]; warnings: readonly string[] }> {
  const keys: string[] = [];
  const watched = new FaultyStore(store, (_, key) => (keys.push(key), "none"));
  const { catalog, warnings } = await open(watched);
  return { version: catalog.snapshot.version, roles: catalog.snapshot.roles.size, keys, warnings };
}

describe("a catalog with checkpoints", () => {
  it("writes one every hundred commits", async () => {
    expect(await checkpoints(await storeWithCommits(205))).toEqual([checkpointKey(100), checkpointKey(200)]);
  });

  it("keeps the newest four", async () => {
    expect(await checkpoints(await storeWithCommits(600))).toEqual([300, 400, 500, 600].map(checkpointKey));
  });

  it("opens from the newest one and the entries after it", async () => {
    const { version, roles, keys, warnings } = await openAndWatch(await storeWithCommits(205));
    expect({ version, roles, warnings }).toEqual({ version: 205, roles: 205, warnings: [] });
    expect(keys).toContain(entryKey(201));
    expect(keys).not.toContain(entryKey(199));
  });

  it.each([
    ["torn", (bytes: Buffer) => bytes.subarray(0, 100)],
    ["altered", (bytes: Buffer) => Buffer.from(bytes.toString().replace("role_7", "role_X"))],
    ["empty", () => Buffer.alloc(0)],
  ])("reports one that is %s, and opens from an older one", async (_, damage) => {
    const store = await storeWithCommits(205);
    const stored = await store.get(checkpointKey(200));
    await store.put(checkpointKey(200), damage(stored?.body ?? Buffer.alloc(0)));
    const { version, roles, keys, warnings } = await openAndWatch(store);
    expect({ version, roles }).toEqual({ version: 205, roles: 205 });
    expect(warnings).toEqual([containing("checkpoint 200 is not used")]);
    expect(keys).toContain(entryKey(101));
    expect(keys).not.toContain(entryKey(99));
  });

  it("opens from the journal alone when all are damaged, and writes a new one", async () => {
    const store = await storeWithCommits(205);
    for (const key of await checkpoints(store)) await store.put(key, Buffer.from("{}"));
    const { version, roles, warnings } = await openAndWatch(store);
    expect({ version, roles }).toEqual({ version: 205, roles: 205 });
    expect(warnings).toHaveLength(2);
    expect(await checkpoints(store)).toContain(checkpointKey(205));
  });

  it("does not use one that was made of another journal", async () => {
    const store = await storeWithCommits(205);
    const other = await storeWithCommits(205);
    await store.put(checkpointKey(200), (await other.get(checkpointKey(200)))?.body ?? Buffer.alloc(0));
    const { version, warnings } = await openAndWatch(store);
    expect(version).toBe(205);
    expect(warnings).toEqual([containing("checkpoint 200 was made of another journal entry 200")]);
    const { catalog } = await open(store);
    expect(await catalog.verify()).toMatchObject({ kind: "broken", version: 200 });
  });

  it("does not open when the journal ends before its newest checkpoint", async () => {
    const store = await storeWithCommits(205);
    for (let version = 195; version <= 205; version += 1) await store.delete(entryKey(version));
    await expect(open(store)).rejects.toMatchObject({
      sqlstate: "XX001",
      message: "journal entry 200 is missing, though there is a checkpoint of the state after it",
    });
  });

  it("is not used in a newer format", async () => {
    const store = await storeWithCommits(100);
    await store.put(checkpointKey(100), Buffer.from('{"format":2}'));
    const warnings: string[] = [];
    expect(await openCheckpoint(store, (message) => void warnings.push(message))).toBeUndefined();
    expect(warnings).toEqual(["checkpoint 100 is not used: it has the unknown format 2"]);
  });

  it("commits although a checkpoint cannot be written", async () => {
    const store = new MemoryStore();
    const full = new FaultyStore(store, (operation) => {
      if (operation === "put") throw new DiskFull("No space left on device");
      return "none";
    });
    const { catalog, warnings } = await open(full);
    await commitRoles(catalog, 99);
    const after = await catalog.commit(author, () => [
      { kind: "roleCreated", role: { name: "x", isSuperuser: false, canLogin: true } },
    ]);
    expect(after.version).toBe(100);
    expect(warnings).toEqual(["checkpoint 100 was not written: No space left on device"]);
    expect((await open(store)).catalog.snapshot).toEqual(after);
  });
});
