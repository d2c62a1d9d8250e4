// CALL register, drop_dataset and describe_dataset.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Fixture, filesUnder, messagesOf, openFixture, refusalOf, writeText } from "./fixture.js";

async function withObjects(): Promise<Fixture> {
  const fixture = await openFixture();
  await writeText(join(fixture.dataDir, "primary/people/1.parquet"), "id,name\n1,Ada\n2,Bob");
  await writeText(join(fixture.dataDir, "primary/people/2.parquet"), "id,name\n3,Cy");
  await writeText(join(fixture.dataDir, "primary/people/notes.csv"), "id\n1");
  return fixture;
}

describe("register", () => {
  it("makes Parquet in a bucket a dataset, where it lies", async () => {
    const { call, catalog, dataDir } = await withObjects();
    const { rows } = await call("register", {
      dataset: "people",
      source: "lakehouse-primary://people/*.parquet",
      key: "id",
      description: "People.",
    });
    expect(rows).toEqual([["people", "primary", 2, 3, 31, 2]]);
    expect(catalog.snapshot.datasets.get("people")).toMatchObject({
      origin: "registered",
      keyColumns: ["id"],
      description: "People.",
      objects: [
        { url: "lakehouse-primary://people/1.parquet", rows: 2, bytes: 19 },
        { url: "lakehouse-primary://people/2.parquet", rows: 1, bytes: 12 },
      ],
    });
    expect(await filesUnder(join(dataDir, "primary"))).toHaveLength(3);
  });

  it("takes a path or pattern under a bucket's folder", async () => {
    const { call, catalog, dataDir } = await withObjects();
    await call("register", { dataset: "people", source: join(dataDir, "primary/people/../people/1.parquet") });
    await call("register", { dataset: "all", source: join(dataDir, "primary/**/*.parquet") });
    expect([...catalog.snapshot.datasets.values()].map((dataset) => dataset.objects.length)).toEqual([1, 2]);
  });

  it("takes the older spelling of names in the primary bucket", async () => {
    const { call } = await withObjects();
    const { rows } = await call("register", { dataset: "people", source: "lakehouse://data/people/1.parquet" });
    expect(rows[0]?.slice(0, 4)).toEqual(["people", "primary", 1, 2]);
  });

  it.each([
    ["what is no Parquet", { dataset: "people", source: "lakehouse-primary://people/notes.csv" }, "22023"],
    ["two formats", { dataset: "people", source: "lakehouse-primary://people/*" }, "22023"],
    ["what is not there", { dataset: "people", source: "lakehouse-primary://people/3.parquet" }, "58P01"],
    ["what lies in no bucket", { dataset: "people", source: "/etc/people.parquet" }, "22023"],
    [
      "an unknown key column",
      { dataset: "people", source: "lakehouse-primary://people/1.parquet", key: "nr" },
      "42703",
    ],
  ])("refuses %s", async (_, given, sqlstate) => {
    const { call, catalog } = await withObjects();
    expect((await refusalOf(call("register", given))).sqlstate).toBe(sqlstate);
    expect(catalog.snapshot.datasets.size).toBe(0);
  });

  it("refuses a name that is taken", async () => {
    const { call } = await withObjects();
    const given = { dataset: "people", source: "lakehouse-primary://people/1.parquet" };
    await call("register", given);
    expect((await refusalOf(call("register", given))).sqlstate).toBe("42P07");
    expect((await refusalOf(call("register", { ...given, dataset: "People" }))).sqlstate).toBe("42P07");
  });
});

describe("drop_dataset", () => {
  it("takes a dataset out of the catalog, and leaves its objects", async () => {
    const { call, catalog, dataDir } = await withObjects();
    await call("register", { dataset: "people", source: "lakehouse-primary://people/*.parquet" });
    const { rows } = await call("drop_dataset", { name: "people", reason: "not needed" });
    expect(rows).toEqual([["people", 2, 3]]);
    expect(catalog.snapshot.datasets.size).toBe(0);
    expect(await filesUnder(join(dataDir, "primary"))).toHaveLength(3);
  });

  it("refuses a dataset that is not there, unless told that it may not be", async () => {
    const { call } = await openFixture();
    expect(await refusalOf(call("drop_dataset", { name: "people" }))).toMatchObject({
      sqlstate: "42P01",
      message: 'relation "people" does not exist',
    });
    const { rows, notices } = await call("drop_dataset", { name: "people", if_exists: true });
    expect(rows).toEqual([]);
    expect(messagesOf(notices)).toEqual(['NOTICE: dataset "people" does not exist, skipping']);
  });

  it("is for superusers", async () => {
    const { call } = await openFixture();
    expect((await refusalOf(call("drop_dataset", { name: "people" }, { role: "alice" }))).sqlstate).toBe("42501");
  });
});

describe("describe_dataset", () => {
  it("tells of each column", async () => {
    const { call } = await withObjects();
    await call("register", { dataset: "people", source: "lakehouse-primary://people/1.parquet", key: "id" });
    expect((await call("describe_dataset", { name: "people" })).rows).toEqual([
      ["id", "VARCHAR", true, true],
      ["name", "VARCHAR", true, false],
    ]);
  });

  it("says the same of a dataset that may not be read and of one that is not there", async () => {
    const { call, commit } = await withObjects();
    await call("register", { dataset: "people", source: "lakehouse-primary://people/1.parquet" });
    await commit({ kind: "roleCreated", role: { name: "alice", isSuperuser: false, canLogin: true } });
    const asAlice = () => call("describe_dataset", { name: "people" }, { role: "alice" });
    const refusal = await refusalOf(asAlice());
    expect(refusal).toMatchObject({ sqlstate: "42P01", message: 'relation "people" does not exist', hint: undefined });
    await commit({ kind: "granted", role: "alice", dataset: "people", privileges: ["select"] });
    expect((await asAlice()).rows).toHaveLength(2);
  });
});
