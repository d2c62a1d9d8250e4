// CALL ingest: files become a dataset, all of them or none.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryRootOf } from "../../../src/admin/temporary-folders.js";
import { type Catalog, type ObjectStore, parseObjectUrl } from "../../../src/catalog/api.js";
import { IoError, QueryCanceled } from "../../../src/errors.js";
import {
  bucketIn,
  bucketStore,
  FakeParquetFiles,
  type Fixture,
  filesUnder,
  messagesOf,
  openFixture,
  refusalOf,
  writeText,
} from "./fixture.js";

async function keysOf(store: ObjectStore, prefix: string): Promise<readonly string[]> {
  const keys = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}

/** Nothing that a failed call has put somewhere may still be there. */
async function expectNoTraces({ dataDir, catalog }: Fixture): Promise<void> {
  expect(await filesUnder(join(dataDir, "primary"))).toEqual([]);
  expect(await filesUnder(temporaryRootOf(dataDir))).toEqual([]);
  expect(await keysOf(catalog.store, "statistics/")).toEqual([]);
}

async function withPeople(change?: Parameters<typeof openFixture>[0]): Promise<Fixture> {
  const fixture = await openFixture(change);
  await writeText(join(fixture.inbox, "people/1.csv"), "id,name\n1,Ada\n2,Bob");
  await writeText(join(fixture.inbox, "people/2.csv"), "id,name\n3,Cy");
  await writeText(join(fixture.inbox, "more.csv"), "id,name\n4,Di");
  return fixture;
}

describe("ingest", () => {
  it("makes a dataset of files that a pattern names", async () => {
    const { call, catalog, dataDir } = await withPeople();
    const { rows, notices } = await call("ingest", { dataset: "people", source: "people/*.csv", key: "id" });
    const dataset = catalog.snapshot.datasets.get("people");
    expect(dataset).toMatchObject({ bucket: "primary", origin: "ingested", keyColumns: ["id"], version: 2 });
    expect(dataset?.columns.map((column) => column.name)).toEqual(["id", "name"]);
    const object = dataset?.objects[0];
    expect(rows).toEqual([["people", "primary", 1, 3, object?.bytes, 2]]);
    expect(notices).toEqual([]);
    const { key } = parseObjectUrl(object?.url ?? "");
    expect(await readFile(join(dataDir, "primary", key), "utf8")).toBe("id,name\n1,Ada\n2,Bob\n3,Cy");
    expect(await filesUnder(temporaryRootOf(dataDir))).toEqual([]);
  });

  it("keeps column bounds beside the journal, and nothing of the rows in it", async () => {
    const { call, catalog } = await withPeople();
    await call("ingest", { dataset: "people", source: "more.csv" });
    const [object] = catalog.snapshot.datasets.get("people")?.objects ?? [];
    const statistics = await catalog.store.get(object?.statistics ?? "");
    expect(JSON.parse(statistics?.body.toString() ?? "")).toEqual({
      format: 1,
      objects: {
        [object?.url ?? ""]: [
          { column: "id", min: "4,Di", max: "4,Di", nulls: 0 },
          { column: "name", min: "4,Di", max: "4,Di", nulls: 0 },
        ],
      },
    });
    for await (const { key } of catalog.store.list("journal/")) {
      expect((await catalog.store.get(key))?.body.toString()).not.toContain("4,Di");
    }
  });

  it("copies objects of a bucket", async () => {
    const { call, catalog } = await withPeople();
    await call("ingest", { dataset: "people", source: "people/*.csv" });
    const { rows } = await call("ingest", { dataset: "copy", source: "lakehouse-primary://people/*.parquet" });
    expect(rows[0]?.slice(0, 4)).toEqual(["copy", "primary", 1, 3]);
    const [url] = catalog.snapshot.datasets.get("people")?.objects.map((object) => object.url) ?? [];
    expect((await call("ingest", { dataset: "again", source: url ?? "" })).rows[0]?.[3]).toBe(3);
  });

  it("appends what fits, keeping the dataset's key and bucket", async () => {
    const { call, catalog } = await withPeople();
    await call("ingest", { dataset: "people", source: "people/*.csv", key: ["id"] });
    await call("ingest", { dataset: "people", source: "more.csv", if_exists: "append" });
    const dataset = catalog.snapshot.datasets.get("people");
    expect(dataset?.objects.map((object) => object.rows)).toEqual([3, 1]);
    expect(dataset?.keyColumns).toEqual(["id"]);
  });

  it("replaces a dataset, leaving the old objects for statements that still read them", async () => {
    const { call, catalog, dataDir, inbox } = await withPeople();
    await call("ingest", { dataset: "people", source: "people/*.csv", key: "id", description: "People." });
    await writeText(join(inbox, "wide.csv"), "id,name,age\n1,Ada,36");
    await call("ingest", { dataset: "people", source: "wide.csv", if_exists: "replace" });
    const dataset = catalog.snapshot.datasets.get("people");
    expect(dataset).toMatchObject({ keyColumns: ["id"], description: "People." });
    expect(dataset?.columns).toHaveLength(3);
    expect(await filesUnder(join(dataDir, "primary/people"))).toHaveLength(2);
  });

  it("creates a dataset that was to be appended to or replaced and is not there", async () => {
    const { call, catalog } = await withPeople();
    await call("ingest", { dataset: "a", source: "more.csv", if_exists: "append" });
    await call("ingest", { dataset: "b", source: "more.csv", if_exists: "replace" });
    expect([...catalog.snapshot.datasets.keys()]).toEqual(["a", "b"]);
  });

  it("notes that a source had no rows", async () => {
    const { call, catalog, inbox } = await withPeople();
    await writeText(join(inbox, "none.csv"), "id,name");
    const created = await call("ingest", { dataset: "people", source: "none.csv" });
    expect(messagesOf(created.notices)).toEqual(['NOTICE: the source of dataset "people" has no rows']);
    const { version } = catalog.snapshot;
    const appended = await call("ingest", { dataset: "people", source: "none.csv", if_exists: "append" });
    expect(appended.rows).toEqual([["people", "primary", 0, 0, 0, version]]);
    expect(appended.notices).toHaveLength(1);
  });

  it("warns that a description is not changed", async () => {
    const { call } = await withPeople();
    const source = { dataset: "people", source: "more.csv", if_exists: "append" };
    await call("ingest", { ...source, description: "People." });
    expect((await call("ingest", { ...source, description: "People." })).notices).toEqual([]);
    expect((await call("ingest", { ...source, description: "Others." })).notices).toHaveLength(1);
  });

  it("names the file of a dataset with an odd name safely", async () => {
    const { call, catalog } = await withPeople();
    await call("ingest", { dataset: "../a b", source: "more.csv" });
    expect(catalog.snapshot.datasets.get("../a b")?.objects[0]?.url).toMatch(
      /^lakehouse-primary:\/\/%2E\.%2Fa%20b\/random-\d+-1\.parquet$/,
    );
  });
});

describe("ingest refuses", () => {
  it.each([
    ["a dataset that is there", { dataset: "here", source: "more.csv" }, "42P07"],
    [
      "another bucket than the dataset's",
      { dataset: "here", source: "more.csv", if_exists: "append", bucket: "other" },
      "22023",
    ],
    ["another key when appending", { dataset: "here", source: "more.csv", if_exists: "append", key: "name" }, "22023"],
    ["other columns when appending", { dataset: "here", source: "other.csv", if_exists: "append" }, "42804"],
    [
      "to replace by columns that lack the key",
      { dataset: "here", source: "other.csv", if_exists: "replace" },
      "42703",
    ],
    ["an unknown key column", { dataset: "people", source: "more.csv", key: ["id", "nr"] }, "42703"],
    ["an unknown bucket", { dataset: "people", source: "more.csv", bucket: "lake" }, "42704"],
    ["an unknown bucket in the source", { dataset: "people", source: "lakehouse-lake://a.csv" }, "42704"],
    ["a file that is not there", { dataset: "people", source: "nothing.csv" }, "58P01"],
    ["a pattern without files", { dataset: "people", source: "lakehouse-primary://*.csv" }, "58P01"],
    ["an object that is not there", { dataset: "people", source: "lakehouse-primary://nothing.csv" }, "58P01"],
    ["a folder", { dataset: "people", source: "people" }, "58P01"],
    ["two formats", { dataset: "people", source: "**/*" }, "22023"],
    ["files elsewhere", { dataset: "people", source: "/etc/passwd" }, "42501"],
    ["names that lead out of a bucket", { dataset: "people", source: "lakehouse-primary://../secret.csv" }, "22023"],
    ["a malformed URL", { dataset: "people", source: "lakehouse_x://a.csv" }, "22023"],
  ])("%s", async (_, given, sqlstate) => {
    const fixture = await withPeople();
    await fixture.commit(
      { kind: "bucketCreated", bucket: bucketIn(fixture.dataDir, "other") },
      {
        kind: "datasetCreated",
        dataset: {
          name: "here",
          bucket: "primary",
          origin: "ingested",
          keyColumns: ["id"],
          objects: [],
          columns: ["id", "name"].map((name) => ({ name, type: "VARCHAR", isNullable: true })),
        },
      },
    );
    await writeText(join(fixture.inbox, "other.csv"), "nr\n1");
    await writeText(join(fixture.inbox, "note.json"), "{}");
    const { version } = fixture.catalog.snapshot;
    expect((await refusalOf(fixture.call("ingest", given))).sqlstate).toBe(sqlstate);
    expect(fixture.catalog.snapshot.version).toBe(version);
    await expectNoTraces(fixture);
  });

  it("to change a registered dataset", async () => {
    const { call, commit } = await withPeople();
    const columns = [{ name: "id", type: "VARCHAR", isNullable: true }];
    const dataset = {
      name: "theirs",
      bucket: "primary",
      origin: "registered",
      columns,
      keyColumns: [],
      objects: [],
    } as const;
    await commit({ kind: "datasetCreated", dataset });
    for (const if_exists of ["append", "replace"]) {
      const refusal = await refusalOf(call("ingest", { dataset: "theirs", source: "more.csv", if_exists }));
      expect(refusal.sqlstate).toBe("55000");
    }
  });

  it("those who are no superusers, before it looks at anything", async () => {
    const { call } = await withPeople();
    const refusal = await refusalOf(call("ingest", { dataset: 1 }, { role: "alice" }));
    expect(refusal.message).toBe("permission denied for procedure ingest");
  });
});

describe("an ingest that fails half-way", () => {
  it("leaves nothing when an object cannot be put", async () => {
    const fixture = await withPeople(() => ({
      bucketStore: async (bucket) => {
        const store = await bucketStore(bucket);
        return Object.assign(Object.create(store) as ObjectStore, {
          list: (prefix: string) => store.list(prefix),
          delete: (key: string) => store.delete(key),
          // The worst case: it was put, and only the answer was lost.
          putFile: async (key: string, path: string) => {
            await store.putFile(key, path);
            throw new IoError("the disk is gone");
          },
        });
      },
    }));
    expect((await refusalOf(fixture.call("ingest", { dataset: "people", source: "more.csv" }))).sqlstate).toBe("58030");
    await expectNoTraces(fixture);
    expect(fixture.catalog.snapshot.datasets.size).toBe(0);
  });

  it("leaves nothing when it is cancelled", async () => {
    const controller = new AbortController();
    const fixture = await withPeople(() => ({
      parquetFiles: new (class extends FakeParquetFiles {
        override async columnBounds(path: string) {
          controller.abort(new QueryCanceled());
          return super.columnBounds(path);
        }
      })(),
    }));
    const given = { dataset: "people", source: "more.csv" };
    expect((await refusalOf(fixture.call("ingest", given, { signal: controller.signal }))).sqlstate).toBe("57014");
    await expectNoTraces(fixture);
  });

  it("leaves nothing when another made the dataset meanwhile", async () => {
    const columns = [{ name: "id", type: "VARCHAR", isNullable: true }];
    const dataset = {
      name: "people",
      bucket: "primary",
      origin: "ingested",
      columns,
      keyColumns: [],
      objects: [],
    } as const;
    for (const [if_exists, sqlstate] of [
      ["fail", "42P07"],
      ["append", "40001"],
      ["replace", "40001"],
    ] as const) {
      const fixture = await withPeople(({ catalog }) => ({
        parquetFiles: new (class extends FakeParquetFiles {
          override async columnBounds(path: string) {
            await catalog.commit({ actor: "another" }, () => [{ kind: "datasetCreated", dataset }]);
            return super.columnBounds(path);
          }
        })(),
      }));
      const given = { dataset: "people", source: "more.csv", if_exists };
      expect((await refusalOf(fixture.call("ingest", given))).sqlstate).toBe(sqlstate);
      expect(fixture.catalog.snapshot.datasets.get("people")?.objects).toEqual([]);
      await expectNoTraces(fixture);
    }
  });

  it("leaves its objects when it is not known whether the commit happened", async () => {
    const fixture = await withPeople(({ catalog }) => ({
      catalog: forgetful(catalog),
    }));
    expect((await refusalOf(fixture.call("ingest", { dataset: "people", source: "more.csv" }))).sqlstate).toBe("58030");
    // The entry is there, so the object must be too.
    expect(fixture.catalog.snapshot.datasets.get("people")?.objects).toHaveLength(1);
    expect(await filesUnder(join(fixture.dataDir, "primary"))).toHaveLength(1);
    expect(await keysOf(fixture.catalog.store, "statistics/")).toHaveLength(1);
    expect(fixture.warnings.join()).toContain("it is not known whether");
  });
});

/** Commits, and then loses the answer. */
function forgetful(catalog: Catalog): Catalog {
  return {
    get snapshot() {
      return catalog.snapshot;
    },
    store: catalog.store,
    refresh: () => catalog.refresh(),
    subscribe: (listener) => catalog.subscribe(listener),
    journal: (fromVersion) => catalog.journal(fromVersion),
    verify: () => catalog.verify(),
    commit: async (authorship, decide) => {
      await catalog.commit(authorship, decide);
      throw new IoError("the answer was lost");
    },
  };
}
