// The first start: an empty catalog is filled, in one commit or not at all.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { placeTextOf } from "../../../src/admin/bucket-place.js";
import { catalogHome } from "../../../src/admin/catalog-home.js";
import { createFirstState } from "../../../src/admin/first-state.js";
import { sweepTemporaryFolders, temporaryRootOf } from "../../../src/admin/temporary-folders.js";
import type { Catalog } from "../../../src/catalog/api.js";
import { openCatalog } from "../../../src/catalog/catalog.js";
import { MemoryStore } from "../../../src/catalog/store/memory.js";
import { FakeParquetFiles, filesUnder, openFixture } from "./fixture.js";

const verifier = `SCRAM-SHA-256$4096:c2FsdA==$${Buffer.alloc(32, 1).toString("base64")}:${Buffer.alloc(32, 2).toString("base64")}`;
const signal = new AbortController().signal;
/** By a folder that tests know. */
const wantedIn = (dataDir: string) => ({
  verifier,
  isDemoWanted: true,
  signal,
  bucketOf: catalogHome(dataDir, undefined).bucketOf,
});

function emptyCatalog(store = new MemoryStore()): Promise<Catalog> {
  let ids = 0;
  return openCatalog({
    store,
    clock: () => new Date(0),
    randomId: () => `c${(ids += 1)}-${Math.random()}`,
    warn: () => undefined,
  });
}

async function emptyParts() {
  const { parts, dataDir } = await openFixture();
  return { dataDir, parts: { ...parts, catalog: await emptyCatalog() } };
}

describe("the first start", () => {
  it("makes buckets, the administrator and the demo datasets in one commit", async () => {
    const { parts, dataDir } = await emptyParts();
    expect(await createFirstState(parts, wantedIn(parts.dataDir))).toBe("created");
    const { version, buckets, roles, datasets } = parts.catalog.snapshot;
    expect(version).toBe(1);
    expect([...buckets.values()].map((bucket) => [bucket.name, placeTextOf(bucket)])).toEqual([
      ["primary", join(dataDir, "primary")],
      ["testing", join(dataDir, "testing")],
    ]);
    expect(roles.get("sluice")).toEqual({ name: "sluice", isSuperuser: true, canLogin: true, verifier });
    expect([...datasets.values()].map(({ name, bucket, keyColumns }) => [name, bucket, keyColumns])).toEqual([
      ["candidates", "primary", ["candidate_id"]],
      ["animals", "primary", ["id"]],
      ["people_test", "testing", ["name"]],
    ]);
  });

  it("makes no demo datasets when they are not wanted", async () => {
    const { parts } = await emptyParts();
    await createFirstState(parts, { ...wantedIn(parts.dataDir), isDemoWanted: false });
    expect([...parts.catalog.snapshot.buckets.keys()]).toEqual(["primary"]);
    expect(parts.catalog.snapshot.datasets.size).toBe(0);
  });

  it("is done once", async () => {
    const { parts } = await emptyParts();
    await createFirstState(parts, wantedIn(parts.dataDir));
    expect(await createFirstState(parts, wantedIn(parts.dataDir))).toBe("present");
    expect(parts.catalog.snapshot.version).toBe(1);
  });

  it("leaves the catalog empty when it fails, and begins anew", async () => {
    const { parts, dataDir } = await emptyParts();
    let isBroken = true;
    class Breaking extends FakeParquetFiles {
      override writeQuery(order: Parameters<FakeParquetFiles["writeQuery"]>[0]) {
        if (isBroken && order.sql.includes("Alpaca")) throw new Error("out of luck");
        return super.writeQuery(order);
      }
    }
    const broken = { ...parts, parquetFiles: new Breaking() };
    await expect(createFirstState(broken, wantedIn(parts.dataDir))).rejects.toThrow("out of luck");
    expect(parts.catalog.snapshot.version).toBe(0);
    expect(await filesUnder(join(dataDir, "primary"))).toEqual([]);
    isBroken = false;
    expect(await createFirstState(broken, wantedIn(parts.dataDir))).toBe("created");
  });

  it("gives way to another gateway's", async () => {
    const { parts, dataDir } = await emptyParts();
    const store = new MemoryStore();
    const [ours, theirs] = [await emptyCatalog(store), await emptyCatalog(store)];
    class Slow extends FakeParquetFiles {
      override async writeQuery(order: Parameters<FakeParquetFiles["writeQuery"]>[0]) {
        await theirs.commit({ actor: "another" }, ({ version }) =>
          version > 0 ? [] : [{ kind: "roleCreated", role: { name: "first", isSuperuser: true, canLogin: true } }],
        );
        return super.writeQuery(order);
      }
    }
    const slow = { ...parts, catalog: ours, parquetFiles: new Slow() };
    expect(await createFirstState(slow, wantedIn(parts.dataDir))).toBe("present");
    expect([...ours.snapshot.roles.keys()]).toEqual(["first"]);
    expect(await filesUnder(join(dataDir, "primary"))).toEqual([]);
  });
});

describe("the sweep of temporary folders", () => {
  it("removes what ingests left over, and nothing else", async () => {
    const { dataDir } = await openFixture();
    await sweepTemporaryFolders(dataDir);
    const root = temporaryRootOf(dataDir);
    await mkdir(join(root, "ingest-random-1"), { recursive: true });
    await writeFile(join(root, "ingest-random-1/part-0.parquet"), "left over");
    await writeFile(join(root, "other"), "somebody's");
    await sweepTemporaryFolders(dataDir);
    expect(await filesUnder(root)).toEqual([join(root, "other")]);
  });
});
