// alter_bucket, drop_bucket, list_buckets and migrate_buckets.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BucketErrors } from "../../../src/catalog/store/bucket-errors.js";
import { openFixture, writeText } from "./fixture.js";

async function withBuckets(...names: readonly string[]) {
  const bucketErrors = new BucketErrors(() => new Date("2026-01-02T03:04:05.678Z"));
  const fixture = await openFixture(() => ({ bucketErrors }));
  for (const name of names) await fixture.call("create_bucket", { name });
  const ingest = async (dataset: string, given: object) => {
    await writeText(join(fixture.inbox, "people.csv"), "id,name\n1,Ada");
    await fixture.call("ingest", { dataset, source: "people.csv", ...given });
  };
  return { ...fixture, bucketErrors, ingest };
}

describe("alter_bucket", () => {
  it("gives a bucket a rescue, and takes it away", async () => {
    const { call, catalog } = await withBuckets("lake", "spare");
    await call("alter_bucket", { name: "lake", rescue: "spare" });
    expect(catalog.snapshot.buckets.get("lake")).toMatchObject({ name: "lake", kind: "local", rescue: "spare" });
    await call("alter_bucket", { name: "lake", rescue: "" });
    expect(catalog.snapshot.buckets.get("lake")?.rescue).toBeUndefined();
  });

  it.each([
    [{ name: "nowhere" }, "42704", "There are: lake, primary."],
    [{ name: "lake", rescue: "nowhere" }, "42704", "There are: lake, primary."],
    [{ name: "lake", rescue: "lake" }, "22023", undefined],
    [{ name: "lake", endpoint: "http://localhost:1" }, "22023", undefined],
  ])("refuses %j", async (given, sqlstate, hint) => {
    const { call, catalog } = await withBuckets("lake");
    const before = catalog.snapshot;
    await expect(call("alter_bucket", given)).rejects.toMatchObject({ sqlstate, hint });
    expect(catalog.snapshot).toBe(before);
  });
});

describe("drop_bucket", () => {
  it("forgets a bucket that nothing lies in, whose name is free then", async () => {
    const { call, catalog } = await withBuckets("lake");
    expect((await call("drop_bucket", { name: "lake" })).rows).toEqual([["lake"]]);
    expect(catalog.snapshot.buckets.has("lake")).toBe(false);
    await call("create_bucket", { name: "lake" });
  });

  it("is refused for what is used: by datasets, as a rescue, or by default", async () => {
    const { call, ingest } = await withBuckets("lake", "spare");
    await call("alter_bucket", { name: "lake", rescue: "spare" });
    await ingest("people", { bucket: "lake" });
    for (const [name = "", message] of [
      ["lake", 'cannot drop bucket "lake" because datasets lie in it'],
      ["spare", 'cannot drop bucket "spare" because it is the rescue of bucket "lake"'],
      ["primary", 'cannot drop bucket "primary" because datasets are made in it by default'],
    ]) {
      await expect(call("drop_bucket", { name })).rejects.toMatchObject({ sqlstate: "2BP01", message });
    }
    await expect(call("drop_bucket", { name: "nowhere" })).rejects.toMatchObject({ sqlstate: "42704" });
  });
});

describe("list_buckets", () => {
  it("tells which are there, and what went wrong last", async () => {
    const { call, dataDir, bucketErrors } = await withBuckets("lake", "gone");
    await call("alter_bucket", { name: "lake", rescue: "gone" });
    bucketErrors.rescued("lake", "lakehouse-lake://a.parquet", "gone");
    await rm(join(dataDir, "buckets/gone"), { recursive: true });
    await mkdir(join(dataDir, "primary"));
    const { rows } = await call("list_buckets", {});
    const at = new Date("2026-01-02T03:04:05.678Z");
    expect(rows.map(([name, , , , ...rest]) => [name, ...rest])).toEqual([
      ["primary", null, 0, true, null, null, null],
      ["lake", "gone", 0, true, null, 'object "lakehouse-lake://a.parquet" is missing', at],
      ["gone", null, 0, false, "the folder does not exist", null, null],
    ]);
  });
});

describe("migrate_buckets", () => {
  it("makes the primary bucket of those with older names, once the objects are there", async () => {
    const { call, catalog, ingest, dataDir } = await withBuckets("data", "other");
    await ingest("people", { bucket: "data" });
    await ingest("animals", { bucket: "other" });
    const [object] = catalog.snapshot.datasets.get("people")?.objects ?? [];
    const key = object?.url.replace("lakehouse-data://", "") ?? "";
    await expect(call("migrate_buckets", {})).rejects.toMatchObject({
      sqlstate: "55000",
      message: `object "lakehouse-primary://${key}" of dataset "people" does not exist`,
    });
    const file = join(dataDir, "primary", key);
    await mkdir(join(file, ".."), { recursive: true });
    await writeFile(file, Buffer.alloc(1));
    await expect(call("migrate_buckets", {})).rejects.toMatchObject({ sqlstate: "55000" });
    await writeFile(file, Buffer.alloc(object?.bytes ?? 0));
    expect((await call("migrate_buckets", {})).rows).toEqual([[1, 1]]);
    expect(catalog.snapshot.datasets.get("people")).toMatchObject({
      bucket: "primary",
      objects: [{ url: `lakehouse-primary://${key}`, bytes: object?.bytes, since: catalog.snapshot.version }],
    });
    const { version } = catalog.snapshot;
    expect((await call("migrate_buckets", {})).rows).toEqual([[0, 0]]);
    expect(catalog.snapshot.version).toBe(version);
    await call("drop_bucket", { name: "data" });
  });
});
