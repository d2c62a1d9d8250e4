import { describe, expect, it } from "vitest";
import type { CatalogEvent, Snapshot } from "../../../src/catalog/api.js";
import { entryKey } from "../../../src/catalog/journal.js";
import { MemoryStore } from "../../../src/catalog/store/memory.js";
import { type Fault, FaultyStore } from "./faulty-store.js";
import { containing, someText } from "./matchers.js";
import { author, bucketCreated, commitRoles, datasetCreated, open, role } from "./samples.js";

const bob: CatalogEvent = { kind: "roleCreated", role: role("bob") };
const eve: CatalogEvent = { kind: "roleCreated", role: role("eve") };

describe("the catalog", () => {
  it("begins empty, and remembers what was committed when it is opened again", async () => {
    const store = new MemoryStore();
    const { catalog } = await open(store);
    expect(catalog.snapshot.version).toBe(0);
    const after = await catalog.commit(author, () => [bucketCreated, datasetCreated()]);
    expect(after.version).toBe(1);
    expect(catalog.snapshot).toBe(after);
    expect((await open(store)).catalog.snapshot).toEqual(after);
  });

  it("writes nothing when there is nothing to change", async () => {
    const store = new MemoryStore();
    const { catalog } = await open(store);
    const before = await catalog.commit(author, () => [bob]);
    expect(await catalog.commit(author, () => [])).toBe(before);
    expect(await store.get(entryKey(2))).toBeUndefined();
  });

  it("writes nothing when the decision fails, and goes on", async () => {
    const store = new MemoryStore();
    const { catalog } = await open(store);
    const reason = new Error("changed my mind");
    await expect(
      catalog.commit(author, () => {
        throw reason;
      }),
    ).rejects.toBe(reason);
    expect(await store.get(entryKey(1))).toBeUndefined();
    expect((await catalog.commit(author, () => [bob])).version).toBe(1);
  });

  it("writes nothing when an event cannot happen", async () => {
    const store = new MemoryStore();
    const { catalog } = await open(store);
    await expect(
      catalog.commit(author, () => [bucketCreated, datasetCreated(), datasetCreated()]),
    ).rejects.toMatchObject({
      sqlstate: "42P07",
      message: 'relation "people" already exists',
    });
    expect(catalog.snapshot.version).toBe(0);
    expect(await store.get(entryKey(1))).toBeUndefined();
  });

  it("does not let a password come into the journal", async () => {
    const store = new MemoryStore();
    const { catalog } = await open(store);
    const secret = catalog.commit(author, () => [{ kind: "roleCreated", role: role("bob", { verifier: "hunter2" }) }]);
    await expect(secret).rejects.toThrow("an invalid commit was about to be written");
    await expect(secret).rejects.not.toThrow(/hunter2/);
    expect(await store.get(entryKey(1))).toBeUndefined();
  });

  it("is not changed by what a caller later does to the events it gave", async () => {
    const { catalog } = await open(new MemoryStore());
    const columns = [{ name: "id", type: "BIGINT", isNullable: false }];
    const event: CatalogEvent = {
      kind: "datasetCreated",
      dataset: { name: "a", bucket: "primary", origin: "ingested", columns, keyColumns: [], objects: [] },
    };
    await catalog.commit(author, () => [bucketCreated, event]);
    columns.push({ name: "later", type: "BIGINT", isNullable: false });
    expect(catalog.snapshot.datasets.get("a")?.columns).toHaveLength(1);
  });

  it("tells its listeners of every change, in order, until they have enough", async () => {
    const store = new MemoryStore();
    const { catalog, warnings } = await open(store);
    const other = (await open(store)).catalog;
    const seen: number[] = [];
    catalog.subscribe(() => {
      throw new Error("I am broken");
    });
    const stop = catalog.subscribe(({ version }) => void seen.push(version));
    await catalog.commit(author, () => [bob]);
    await commitRoles(other, 3);
    await catalog.refresh();
    stop();
    await catalog.commit(author, () => [eve]);
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(warnings).toHaveLength(5);
  });

  it("serialises the commits of one process", async () => {
    const { catalog } = await open(new MemoryStore());
    const states = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        catalog.commit(author, (snapshot): CatalogEvent[] => {
          expect(snapshot.roles.size).toBe(index);
          return [{ kind: "roleCreated", role: role(`r${index}`) }];
        }),
      ),
    );
    expect(states.map(({ version }) => version)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });
});

describe("two catalogs on one store", () => {
  async function pair(
    store = new MemoryStore(),
  ): Promise<[Awaited<ReturnType<typeof open>>["catalog"], Awaited<ReturnType<typeof open>>["catalog"]]> {
    return [(await open(store)).catalog, (await open(store)).catalog];
  }

  it("see each other's commits when they look", async () => {
    const [one, two] = await pair();
    const after = await one.commit(author, () => [bob]);
    expect(two.snapshot.version).toBe(0);
    expect(await two.refresh()).toEqual(after);
  });

  it("decide again when the other was faster", async () => {
    const [one, two] = await pair();
    await one.commit(author, () => [bob]);
    const seen: number[] = [];
    const after = await two.commit(author, (snapshot) => (seen.push(snapshot.version), [eve]));
    expect(seen).toEqual([0, 1]);
    expect([...after.roles.keys()]).toEqual(["bob", "eve"]);
  });

  it("refuse what the other has made impossible", async () => {
    const [one, two] = await pair();
    await one.commit(author, () => [bob]);
    await expect(two.commit(author, () => [bob])).rejects.toMatchObject({ sqlstate: "42710" });
    expect(two.snapshot.version).toBe(1);
  });

  it("do not refuse what the other has made possible", async () => {
    const [one, two] = await pair();
    await one.commit(author, () => [bob]);
    const after = await two.commit(author, (): CatalogEvent[] => [{ kind: "roleDropped", role: "bob" }]);
    expect(after.roles.size).toBe(0);
  });

  it("do not find nothing to do in a state that is out of date", async () => {
    const [one, two] = await pair();
    await one.commit(author, () => [bob]);
    const after = await two.commit(author, ({ roles }): CatalogEvent[] =>
      roles.has("bob") ? [{ kind: "roleDropped", role: "bob" }] : [],
    );
    expect(after.roles.size).toBe(0);
    expect(after.version).toBe(2);
  });

  it("give up with 40001 when the other is always faster", async () => {
    const store = new MemoryStore();
    const rival = (await open(store)).catalog;
    const racing = new FaultyStore(store, () => "none");
    const { catalog } = await open(racing);
    let rounds = 0;
    const putIfAbsent = racing.putIfAbsent.bind(racing);
    racing.putIfAbsent = async (key, body) => {
      rounds += 1;
      await commitRoles(rival, 1);
      return putIfAbsent(key, body);
    };
    await expect(catalog.commit(author, () => [eve])).rejects.toMatchObject({ sqlstate: "40001" });
    expect(rounds).toBe(20);
    expect((await rival.refresh()).roles.has("eve")).toBe(false);
  });
});

describe("a commit whose answer is lost", () => {
  async function faulty(
    nextFault: (operation: string) => Fault,
  ): Promise<{ store: MemoryStore; commit: () => Promise<Snapshot>; refresh: () => Promise<Snapshot> }> {
    const store = new MemoryStore();
    const { catalog } = await open(new FaultyStore(store, () => "none"));
    await catalog.refresh();
    const opened = await open(new FaultyStore(store, nextFault));
    return { store, commit: () => opened.catalog.commit(author, () => [bob]), refresh: () => opened.catalog.refresh() };
  }

  function once(operation: string, fault: Fault): (operation: string) => Fault {
    let isDone = false;
    return (now) => {
      if (isDone || now !== operation) return "none";
      isDone = true;
      return fault;
    };
  }

  it("is found to have happened, and happens once", async () => {
    const { store, commit } = await faulty(once("putIfAbsent", "lost"));
    expect((await commit()).version).toBe(1);
    expect(await store.get(entryKey(2))).toBeUndefined();
  });

  it("is reported when it did not happen", async () => {
    const { store, commit } = await faulty(once("putIfAbsent", "failed"));
    await expect(commit()).rejects.toMatchObject({
      sqlstate: "58030",
      message: containing("putIfAbsent"),
    });
    expect(await store.get(entryKey(1))).toBeUndefined();
    expect((await commit()).version).toBe(1);
  });

  it("is reported as unknown when nobody can tell", async () => {
    let isCut = false;
    const { commit, refresh } = await faulty((operation) => {
      if (operation === "putIfAbsent") isCut = true;
      return isCut ? "lost" : "none";
    });
    await expect(commit()).rejects.toMatchObject({
      sqlstate: "58030",
      message: "it is not known whether commit 1 was written",
      hint: someText,
    });
    isCut = false;
    expect((await refresh()).roles.has("bob")).toBe(true);
  });

  it("is found by its bytes when the store repeated the request itself", async () => {
    const store = new MemoryStore();
    const repeating = new FaultyStore(store, () => "none");
    const { catalog } = await open(repeating);
    repeating.putIfAbsent = async (key, body) => {
      await store.putIfAbsent(key, body);
      return store.putIfAbsent(key, body);
    };
    expect((await catalog.commit(author, () => [bob])).version).toBe(1);
    expect(await store.get(entryKey(2))).toBeUndefined();
  });
});
