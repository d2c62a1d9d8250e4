// Damage to the journal shows, and is named.
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Commit } from "../../../src/catalog/api.js";
import { entryKey } from "../../../src/catalog/journal.js";
import { decodeEntry, encodeEntry } from "../../../src/catalog/journal-entry.js";
import { MemoryStore } from "../../../src/catalog/store/memory.js";
import { containing, matching, someText } from "./matchers.js";
import { bucketCreated, commitRoles, open, role } from "./samples.js";

const emptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

function hash(bytes: Buffer | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** An entry's bytes as the format says, by hand. */
function entryBytes(body: object): Buffer {
  const head = JSON.stringify(body).slice(0, -1);
  return Buffer.from(`${head},"sha256":"${hash(head)}"}\n`);
}

async function storeWithRoles(count: number): Promise<MemoryStore> {
  const store = new MemoryStore();
  await commitRoles((await open(store)).catalog, count);
  return store;
}

/** An entry's fields, without its own hash. */
async function bodyOf(store: MemoryStore, version: number): Promise<Record<string, unknown>> {
  const { sha256: _seal, ...body } = JSON.parse((await bytesOf(store, version)).toString()) as Record<string, unknown>;
  return body;
}

async function bytesOf(store: MemoryStore, version: number): Promise<Buffer> {
  const stored = await store.get(entryKey(version));
  if (stored === undefined) throw new Error(`no entry ${version}`);
  return stored.body;
}

describe("a journal entry", () => {
  const commit: Commit = {
    format: 1,
    version: 1,
    id: "abc",
    at: "2026-01-02T03:04:05.678Z",
    actor: "alice",
    reason: "because",
    role: "root",
    clientAddress: "127.0.0.1",
    events: [bucketCreated],
    previousSha256: emptySha256,
  };
  const body = {
    format: 1,
    version: 1,
    id: "abc",
    at: "2026-01-02T03:04:05.678Z",
    actor: "alice",
    reason: "because",
    role: "root",
    client_address: "127.0.0.1",
    events: [{ kind: "bucketCreated", bucket: { name: "primary", kind: "local", root: "/lake/primary" } }],
    previous_sha256: emptySha256,
  };

  it("lies under its number, in twenty digits", () => {
    expect(entryKey(42)).toBe("journal/00000000000000000042.json");
  });

  it("is written as the format says", () => {
    expect(JSON.parse(encodeEntry(commit).toString())).toEqual({ ...body, sha256: someText });
    expect(encodeEntry(commit).toString().endsWith('"}\n')).toBe(true);
  });

  it("is read as it was written", () => {
    const bytes = encodeEntry(commit);
    expect(decodeEntry(1, bytes)).toEqual({ commit, sha256: hash(bytes) });
  });

  it("is read when something else wrote it", () => {
    const bytes = entryBytes(body);
    expect(decodeEntry(1, bytes)).toEqual({ commit, sha256: hash(bytes) });
  });

  it("may do without what is optional", () => {
    const { reason: _reason, role: _role, client_address: _client, ...least } = body;
    expect(Object.keys(decodeEntry(1, entryBytes(least)).commit)).not.toContain("clientAddress");
  });

  it("is refused wherever it is cut off", () => {
    const bytes = encodeEntry(commit);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => decodeEntry(1, bytes.subarray(0, length))).toThrow(/^journal entry 1 is (torn or )?altered/);
    }
  });

  it("is refused whichever of its bits is turned", () => {
    const bytes = encodeEntry(commit);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const altered = Buffer.from(bytes);
      altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => decodeEntry(1, altered)).toThrow(/^journal entry 1 (is (torn or )?altered|has format \d)/);
    }
  });

  it.each([
    [
      "is refused in a newer format, with the advice to upgrade",
      { ...body, format: 2 },
      "0A000",
      /entry 1 has format 2/,
    ],
    [
      "is refused with an event it does not know",
      { ...body, events: [{ kind: "moonLanded" }] },
      "XX001",
      /entry 1 has an event of the unknown kind "moonLanded"/,
    ],
    [
      "does not take a method of objects for a kind of event",
      { ...body, events: [{ kind: "toString" }] },
      "XX001",
      /unknown kind "toString"/,
    ],
    [
      "is refused with an event that lacks something",
      { ...body, events: [{ kind: "datasetDropped" }] },
      "XX001",
      /entry 1 is not what an entry looks like: dataset/,
    ],
    [
      "is refused with an event that has too much",
      { ...body, events: [{ kind: "datasetDropped", dataset: "a", extra: 1 }] },
      "XX001",
      /entry 1/,
    ],
    ["is refused without events", { ...body, events: [] }, "XX001", /entry 1/],
    ["is refused with a field it does not know", { ...body, extra: 1 }, "XX001", /entry 1/],
    [
      "is refused under another number",
      { ...body, version: 2 },
      "XX001",
      /entry 1 is out of order: it says that it is entry 2/,
    ],
    ["is refused without a format", { ...body, format: "1" }, "XX001", /entry 1 is altered: it has no format number/],
  ])("%s", (_, changed, sqlstate, message) => {
    let thrown: unknown;
    try {
      decodeEntry(1, entryBytes(changed));
    } catch (caught) {
      thrown = caught;
    }
    expect(thrown).toMatchObject({ sqlstate, message: matching(message), hint: someText });
  });

  it("is refused when it is too large", () => {
    const reason = "x".repeat(64 * 1024 * 1024);
    expect(() => encodeEntry({ ...commit, reason })).toThrow(expect.objectContaining({ sqlstate: "54000" }));
  });
});

describe("the journal", () => {
  it("chains its entries by the hashes of their bytes", async () => {
    const store = await storeWithRoles(3);
    const previous: unknown[] = [];
    for (const version of [1, 2, 3]) previous.push((await bodyOf(store, version))["previous_sha256"]);
    expect(previous).toEqual([emptySha256, hash(await bytesOf(store, 1)), hash(await bytesOf(store, 2))]);
  });

  it.each([1, 3, 5])("does not open with entry %d torn", async (version) => {
    const store = await storeWithRoles(5);
    const bytes = await bytesOf(store, version);
    await store.put(entryKey(version), bytes.subarray(0, bytes.length / 2));
    await expect(open(store)).rejects.toMatchObject({
      sqlstate: "XX001",
      message: containing(`journal entry ${version} is torn`),
    });
  });

  it.each([1, 3, 5])("does not open with entry %d altered", async (version) => {
    const store = await storeWithRoles(5);
    const bytes = await bytesOf(store, version);
    await store.put(entryKey(version), Buffer.from(bytes.toString().replace("alice", "mallo")));
    await expect(open(store)).rejects.toMatchObject({
      sqlstate: "XX001",
      message: containing(`journal entry ${version} is altered`),
    });
  });

  it("does not open with an entry altered by somebody who knows the format", async () => {
    const store = await storeWithRoles(5);
    const body = await bodyOf(store, 3);
    await store.put(entryKey(3), entryBytes({ ...body, actor: "mallory" }));
    await expect(open(store)).rejects.toThrow(/^journal entry 4 does not follow from entry 3/);
  });

  it("does not open with two entries swapped", async () => {
    const store = await storeWithRoles(5);
    const [second, third] = [await bytesOf(store, 2), await bytesOf(store, 3)];
    await store.put(entryKey(2), third);
    await store.put(entryKey(3), second);
    await expect(open(store)).rejects.toThrow(/^journal entry 2 is out of order: it says that it is entry 3/);
  });

  it.each([1, 3, 4])("does not open with entry %d missing", async (version) => {
    const store = await storeWithRoles(5);
    await store.delete(entryKey(version));
    await expect(open(store)).rejects.toMatchObject({
      sqlstate: "XX001",
      message: `journal entry ${version} is missing, though entry ${version + 1} is there`,
    });
  });

  it("does not open with an entry that contradicts the others", async () => {
    const store = await storeWithRoles(1);
    const first = await bytesOf(store, 1);
    const repeated = { ...(await bodyOf(store, 1)), version: 2, previous_sha256: hash(first) };
    await store.put(entryKey(2), entryBytes(repeated));
    await expect(open(store)).rejects.toThrow(
      'journal entry 2 contradicts the entries before it: role "role_0" already exists',
    );
  });

  it("takes no notice of other files beside its entries", async () => {
    const store = await storeWithRoles(2);
    await store.put("journal/00000000000000000009.json.bak", Buffer.from("x"));
    await store.put("journal/notes.txt", Buffer.from("x"));
    const { catalog } = await open(store);
    expect(catalog.snapshot.version).toBe(2);
  });

  it("can be read from any entry on, with who did what and why", async () => {
    const store = new MemoryStore();
    const { catalog } = await open(store);
    await commitRoles(catalog, 12);
    await catalog.commit({ actor: "bob", reason: "asked to", role: "root", clientAddress: "::1" }, () => [
      { kind: "roleCreated", role: role("last") },
    ]);
    const commits: Commit[] = [];
    for await (const commit of catalog.journal(12)) commits.push(commit);
    expect(commits.map(({ version }) => version)).toEqual([12, 13]);
    expect(commits[1]).toMatchObject({ actor: "bob", reason: "asked to", role: "root", clientAddress: "::1" });
    const all: number[] = [];
    for await (const { version } of catalog.journal()) all.push(version);
    expect(all).toEqual(Array.from({ length: 13 }, (_, index) => index + 1));
    for await (const commit of catalog.journal(14)) throw new Error(`unexpected ${commit.version}`);
  });

  it("does not end early without saying so", async () => {
    const store = new MemoryStore();
    const { catalog } = await open(store);
    await commitRoles(catalog, 5);
    await store.delete(entryKey(4));
    await expect(async () => {
      for await (const _ of catalog.journal()) continue;
    }).rejects.toThrow("journal entry 4 is missing");
  });
});

describe("verifying the journal", () => {
  it("tells its head when it is intact", async () => {
    const store = await storeWithRoles(3);
    const { catalog } = await open(store);
    const verdict = await catalog.verify();
    expect(verdict).toMatchObject({ kind: "intact", version: 3, headSha256: hash(await bytesOf(store, 3)) });
    expect(await (await open(store)).catalog.verify()).toEqual(verdict);
    expect(await (await open(new MemoryStore())).catalog.verify()).toMatchObject({
      kind: "intact",
      version: 0,
      headSha256: emptySha256,
    });
  });

  it("names what was altered under an open catalog", async () => {
    const store = new MemoryStore();
    const { catalog } = await open(store);
    await commitRoles(catalog, 5);
    const bytes = await bytesOf(store, 2);
    await store.put(entryKey(2), Buffer.from(bytes.toString().replace("alice", "mallo")));
    expect(await catalog.verify()).toMatchObject({
      kind: "broken",
      version: 2,
      why: containing("entry 2 is altered"),
    });
  });

  it("sees that the end was cut off, since the gateway knew it", async () => {
    const store = new MemoryStore();
    const { catalog } = await open(store);
    await commitRoles(catalog, 5);
    await store.delete(entryKey(5));
    expect(await catalog.verify()).toMatchObject({
      kind: "broken",
      version: 5,
      why: containing("this gateway knew entry 5"),
    });
  });

  it("sees that the last entry was replaced by a whole one", async () => {
    const store = new MemoryStore();
    const { catalog } = await open(store);
    await commitRoles(catalog, 5);
    const body = await bodyOf(store, 5);
    await store.put(entryKey(5), entryBytes({ ...body, actor: "mallory" }));
    expect(await catalog.verify()).toMatchObject({
      kind: "broken",
      version: 5,
      why: containing("it was replaced"),
    });
  });
});
