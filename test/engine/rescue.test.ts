// What is missing in a bucket is read from its rescue, and nothing else is.
import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BucketErrors } from "../../src/catalog/store/bucket-errors.js";
import { RescuingCopies } from "../../src/engine/object-cache/rescuing-copies.js";
import { noCopies } from "../../src/engine/relations/dataset-objects.js";
import { type Lake, openLake, query } from "../support/lake.js";

let lake: Lake;
let errors: BucketErrors;
/** Of the dataset's objects, in the bucket and in its rescue. */
let here: string[];
let there: string[];
beforeEach(async () => {
  errors = new BucketErrors(() => new Date(0));
  lake = await openLake({
    copies: new RescuingCopies({
      copies: noCopies,
      bucketNamed: (name) => lake.catalog.snapshot.buckets.get(name),
      remote: () => Promise.reject(new Error("all buckets are folders here")),
      onRescued: (...what) => errors.rescued(...what),
      onFailed: (...what) => errors.failed(...what),
    }),
  });
  await lake.add("people", "SELECT 1 AS id, 'Ada' AS name");
  await lake.append("people", "SELECT 2 AS id, 'Bob' AS name");
  const keys = (lake.catalog.snapshot.datasets.get("people")?.objects ?? []).map(
    ({ url }) => url.split("://")[1] ?? "",
  );
  here = keys.map((key) => path.join(lake.folder, "primary", key));
  there = keys.map((key) => path.join(lake.folder, "testing", key));
  for (const file of there) await mkdir(path.dirname(file), { recursive: true });
});
afterEach(() => lake.close());

const rescuedBy = async (rescue: string): Promise<void> => {
  const bucket = lake.catalog.snapshot.buckets.get("primary");
  if (bucket?.kind !== "local") throw new Error("no bucket");
  await lake.commit({ kind: "bucketAltered", bucket: { ...bucket, rescue } });
};

const read = (sql = "SELECT string_agg(name, ',' ORDER BY id) FROM people") => query(lake, sql);

describe("an object that is missing", () => {
  it("is read from the rescue, which is told and recorded, also by a statement that was planned before", async () => {
    expect(await read()).toMatchObject({ rows: [["Ada,Bob"]], notices: [] });
    await rename(here[0] ?? "", there[0] ?? "");
    await rescuedBy("testing");
    const url = lake.catalog.snapshot.datasets.get("people")?.objects[0]?.url;
    expect(await read()).toMatchObject({
      rows: [["Ada,Bob"]],
      notices: [
        {
          severity: "WARNING",
          message: '1 object that is missing in bucket "primary" came from bucket "testing"',
        },
      ],
    });
    expect(errors.list()).toEqual([
      {
        at: new Date(0),
        bucket: "primary",
        object: url,
        sqlstate: "58P01",
        message: `object "${url}" is missing`,
        rescuedFrom: "testing",
      },
    ]);
    await rename(there[0] ?? "", here[0] ?? "");
    expect(await read()).toMatchObject({ rows: [["Ada,Bob"]], notices: [] });
  });

  it("is an error that names it where the rescue has another one, or none", async () => {
    await rescuedBy("testing");
    await rm(here[0] ?? "");
    await expect(read()).rejects.toMatchObject({
      sqlstate: "55000",
      message: expect.stringMatching(/^object "lakehouse-primary:.*" is gone$/),
    });
    await writeFile(there[0] ?? "", "something else");
    await expect(read()).rejects.toMatchObject({
      sqlstate: "55000",
      message: expect.stringMatching(/^object "lakehouse-testing:.*" is not the one that is missing$/),
    });
    expect(errors.list()).toEqual([]);
  });

  it("is told together with the others", async () => {
    await rescuedBy("testing");
    for (const index of [0, 1]) await rename(here[index] ?? "", there[index] ?? "");
    expect((await read("SELECT count(*)::int FROM people WHERE id = 2")).rows).toEqual([["1"]]);
    expect(await read()).toMatchObject({
      rows: [["Ada,Bob"]],
      notices: [{ message: expect.stringMatching(/^2 objects that are missing/) }],
    });
  });

  it("is not taken for missing where its whole bucket is gone, or lets nobody in", async () => {
    await rescuedBy("testing");
    for (const index of [0, 1]) await rename(here[index] ?? "", there[index] ?? "");
    const root = path.join(lake.folder, "primary");
    await rename(root, `${root}-elsewhere`);
    const refused = { sqlstate: "58030", message: expect.stringContaining('in bucket "primary"') };
    await expect(read()).rejects.toMatchObject(refused);
    await rename(`${root}-elsewhere`, root);
    await symlink(here[0] ?? "", here[0] ?? "");
    await expect(read()).rejects.toMatchObject(refused);
    expect(errors.list().map(({ bucket, sqlstate }) => [bucket, sqlstate])).toContainEqual(["primary", "58030"]);
  });
});
