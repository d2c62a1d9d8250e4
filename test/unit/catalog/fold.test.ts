import { describe, expect, it } from "vitest";
import type { CatalogEvent } from "../../../src/catalog/api.js";
import { apply } from "../../../src/catalog/fold.js";
import { emptySnapshot } from "../../../src/catalog/snapshot.js";
import { bucket, bucketCreated, dataset, datasetCreated, fold, foldOne, object, role } from "./samples.js";
import { refusal } from "./matchers.js";

describe("the fold", () => {
  it("makes nothing of nothing", () => {
    expect(emptySnapshot.version).toBe(0);
    expect(emptySnapshot.datasets.size).toBe(0);
  });

  it("numbers a state after its commit", () => {
    const state = fold([bucketCreated], [datasetCreated()]);
    expect(state.version).toBe(2);
    expect(state.headSha256).toBe("2".padStart(64, "0"));
  });

  it("leaves the state before as it was, and shares what did not change", () => {
    const before = fold([bucketCreated], [datasetCreated("a"), datasetCreated("b")]);
    const after = foldOne(before, [{ kind: "objectsAppended", dataset: "a", objects: [object("x")] }]);
    expect(before.datasets.get("a")?.objects).toEqual([]);
    expect(after.datasets.get("a")?.objects).toEqual([{ ...object("x"), since: 3 }]);
    expect(after.datasets.get("b")).toBe(before.datasets.get("b"));
    expect(after.buckets).toBe(before.buckets);
    expect(after.roles).toBe(before.roles);
    expect(after.grants).toBe(before.grants);
  });

  it("applies all events of a commit in order", () => {
    const state = fold([
      bucketCreated,
      datasetCreated("a", [object("x")]),
      { kind: "objectsAppended", dataset: "a", objects: [object("y")] },
    ]);
    expect(state.datasets.get("a")?.objects).toEqual([
      { ...object("x"), since: 1 },
      { ...object("y"), since: 1 },
    ]);
    expect(state.datasets.get("a")?.version).toBe(1);
  });

  it("applies none of a commit's events when one cannot happen", () => {
    const before = fold([bucketCreated]);
    expect(() => foldOne(before, [datasetCreated("a"), { kind: "datasetDropped", dataset: "b" }])).toThrow(
      refusal("42P01"),
    );
    expect(before.datasets.size).toBe(0);
  });

  it("refuses a commit that does not follow from the state", () => {
    const state = fold([bucketCreated]);
    const commit = {
      format: 1,
      id: "x",
      at: "2026-01-02T03:04:05.678Z",
      actor: "a",
      events: [datasetCreated()],
      previousSha256: state.headSha256,
    };
    expect(() => apply(state, { commit: { ...commit, version: 3 }, sha256: "" })).toThrow(
      /^journal entry 2 is out of order/,
    );
    const foreign = { ...commit, version: 2, previousSha256: "0".repeat(64) };
    expect(() => apply(state, { commit: foreign, sha256: "" })).toThrow(
      /^journal entry 2 does not follow from entry 1/,
    );
  });
});

describe("buckets in the fold", () => {
  it("come and go", () => {
    const state = fold([bucketCreated, { kind: "bucketCreated", bucket: bucket("other") }]);
    expect([...state.buckets.keys()]).toEqual(["primary", "other"]);
    expect(foldOne(state, [{ kind: "bucketDropped", bucket: "other" }]).buckets.has("other")).toBe(false);
  });

  it.each<[string, CatalogEvent, string]>([
    ["a name that is taken", bucketCreated, "42710"],
    ["a name that is too much like another", { kind: "bucketCreated", bucket: bucket("Primary") }, "42710"],
    ["a reserved name", { kind: "bucketCreated", bucket: bucket("public") }, "42939"],
    ["a relative folder", { kind: "bucketCreated", bucket: { kind: "local", name: "b", root: "data" } }, "22023"],
    ["dropping what is not there", { kind: "bucketDropped", bucket: "b" }, "42704"],
    ["dropping one that is used", { kind: "bucketDropped", bucket: "primary" }, "2BP01"],
  ])("refuse %s", (_, event, sqlstate) => {
    const state = fold([bucketCreated, datasetCreated()]);
    expect(() => foldOne(state, [event])).toThrow(refusal(sqlstate));
  });
});

describe("datasets in the fold", () => {
  it("know when they were made, and when they last changed for a reader", () => {
    const made = fold([bucketCreated], [datasetCreated()]);
    expect(made.datasets.get("people")).toEqual({ ...dataset(), createdAt: "2026-01-02T03:04:05.678Z", version: 2 });
    const granted = foldOne(foldOne(made, [{ kind: "roleCreated", role: role("bob") }]), [
      { kind: "granted", role: "bob", dataset: "people", privileges: ["select"] },
      { kind: "objectsAppended", dataset: "people", objects: [] },
    ]);
    expect(granted.datasets.get("people")?.version).toBe(2);
    const grown = foldOne(granted, [{ kind: "objectsAppended", dataset: "people", objects: [object("x")] }]);
    expect(grown.datasets.get("people")?.version).toBe(5);
  });

  it("are replaced in their columns, key and objects, and keep the rest", () => {
    const before = fold(
      [bucketCreated],
      [{ kind: "datasetCreated", dataset: { ...dataset(), description: "all of us" } }],
    );
    const columns = [{ name: "name", type: "VARCHAR", isNullable: true }];
    const after = foldOne(before, [
      { kind: "datasetReplaced", dataset: "people", columns, keyColumns: [], objects: [object("y")] },
    ]);
    expect(after.datasets.get("people")).toEqual({
      ...dataset("people", [{ ...object("y"), since: 3 }]),
      columns,
      keyColumns: [],
      description: "all of us",
      createdAt: "2026-01-02T03:04:05.678Z",
      version: 3,
    });
  });

  it("take the rights on them along when they go", () => {
    const before = fold(
      [
        bucketCreated,
        datasetCreated("a"),
        datasetCreated("b"),
        { kind: "roleCreated", role: role("bob") },
        { kind: "roleCreated", role: role("eve") },
      ],
      [
        { kind: "granted", role: "bob", dataset: "a", privileges: ["select"] },
        { kind: "granted", role: "bob", dataset: "b", privileges: ["select"] },
        { kind: "granted", role: "eve", dataset: "a", privileges: ["select"] },
      ],
    );
    const after = foldOne(before, [{ kind: "datasetDropped", dataset: "a" }]);
    expect([...after.grants.keys()]).toEqual(["bob"]);
    expect([...(after.grants.get("bob")?.keys() ?? [])]).toEqual(["b"]);
    expect(before.grants.get("bob")?.size).toBe(2);
  });

  const like = (fields: Partial<ReturnType<typeof dataset>>): CatalogEvent => ({
    kind: "datasetCreated",
    dataset: { ...dataset("other"), ...fields },
  });

  it.each<[string, CatalogEvent, string]>([
    ["a name that is taken", datasetCreated("people"), "42P07"],
    ["a name that DuckDB could not tell from another", datasetCreated("People"), "42P07"],
    ["an empty name", datasetCreated(""), "42602"],
    ["a name that is too long", datasetCreated("ü".repeat(32)), "42602"],
    ["a name with a control character", datasetCreated("a\0b"), "42602"],
    ["the names of raw datasets", datasetCreated("__RAW__people"), "42939"],
    ["an unknown bucket", like({ bucket: "elsewhere" }), "42704"],
    ["no columns", like({ columns: [], keyColumns: [] }), "22023"],
    [
      "a column without a name",
      like({ columns: [{ name: "", type: "INTEGER", isNullable: true }], keyColumns: [] }),
      "42602",
    ],
    ["a column told twice", like({ columns: [...dataset().columns, ...dataset().columns] }), "42701"],
    ["a key of unknown columns", like({ keyColumns: ["nothing"] }), "42703"],
    ["a key column told twice", like({ keyColumns: ["id", "id"] }), "42701"],
    ["an object in another bucket", like({ objects: [{ url: "lakehouse-other://k", rows: 1, bytes: 1 }] }), "22023"],
    ["an object by a plain path", like({ objects: [{ url: "/etc/passwd", rows: 1, bytes: 1 }] }), "22023"],
    [
      "an object outside its bucket",
      like({ objects: [{ url: "lakehouse-primary://../k", rows: 1, bytes: 1 }] }),
      "22023",
    ],
    ["an object told twice", like({ objects: [object("x"), object("x")] }), "42710"],
    ["an object they have already", { kind: "objectsAppended", dataset: "people", objects: [object("old")] }, "42710"],
    [
      "an object they have already, in its older spelling",
      {
        kind: "objectsAppended",
        dataset: "people",
        objects: [{ ...object("old"), url: "lakehouse://data/old.parquet" }],
      },
      "42710",
    ],
    ["appending to what is not there", { kind: "objectsAppended", dataset: "nothing", objects: [] }, "42P01"],
    ["dropping what is not there", { kind: "datasetDropped", dataset: "nothing" }, "42P01"],
    ["replacing what is not there", { kind: "datasetReplaced", dataset: "nothing", ...dataset() }, "42P01"],
  ])("refuse %s", (_, event, sqlstate) => {
    const state = fold([bucketCreated, datasetCreated("people", [object("old")])]);
    expect(() => foldOne(state, [event])).toThrow(refusal(sqlstate));
  });
});

describe("roles in the fold", () => {
  const root = role("root", { isSuperuser: true });
  const verifier = "SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy";

  it("come, change and go", () => {
    const made = fold([{ kind: "roleCreated", role: role("bob") }]);
    const altered = foldOne(made, [{ kind: "roleAltered", role: role("bob", { verifier }) }]);
    expect(altered.roles.get("bob")).toEqual({ name: "bob", isSuperuser: false, canLogin: true, verifier });
    expect(foldOne(altered, [{ kind: "roleDropped", role: "bob" }]).roles.size).toBe(0);
  });

  it("take their rights along when they go", () => {
    const state = fold(
      [bucketCreated, datasetCreated(), { kind: "roleCreated", role: role("bob") }],
      [{ kind: "granted", role: "bob", dataset: "people", privileges: ["select"] }],
      [{ kind: "roleDropped", role: "bob" }],
    );
    expect(state.grants.size).toBe(0);
  });

  it.each<[string, CatalogEvent, string]>([
    ["a name that is taken", { kind: "roleCreated", role: role("root") }, "42710"],
    ["a reserved name", { kind: "roleCreated", role: role("pg_admin") }, "42939"],
    ["the name of everybody", { kind: "roleCreated", role: role("public") }, "42939"],
    ["an empty name", { kind: "roleCreated", role: role("") }, "42602"],
    ["changing what is not there", { kind: "roleAltered", role: role("bob") }, "42704"],
    ["dropping what is not there", { kind: "roleDropped", role: "bob" }, "42704"],
    ["dropping the last superuser that can log in", { kind: "roleDropped", role: "root" }, "2BP01"],
    ["demoting it", { kind: "roleAltered", role: role("root") }, "2BP01"],
    ["locking it out", { kind: "roleAltered", role: { ...root, canLogin: false } }, "2BP01"],
  ])("refuse %s", (_, event, sqlstate) => {
    const state = fold([
      { kind: "roleCreated", role: root },
      { kind: "roleCreated", role: role("sleeper", { isSuperuser: true, canLogin: false }) },
    ]);
    expect(() => foldOne(state, [event])).toThrow(refusal(sqlstate));
  });

  it("let a superuser go when another can log in", () => {
    const state = fold([
      { kind: "roleCreated", role: root },
      { kind: "roleCreated", role: role("other", { isSuperuser: true }) },
    ]);
    expect(foldOne(state, [{ kind: "roleDropped", role: "root" }]).roles.size).toBe(1);
    expect(foldOne(state, [{ kind: "roleAltered", role: role("root") }]).roles.get("root")?.isSuperuser).toBe(false);
  });
});

describe("grants in the fold", () => {
  const state = fold([bucketCreated, datasetCreated(), { kind: "roleCreated", role: role("bob") }]);
  const granted: CatalogEvent = { kind: "granted", role: "bob", dataset: "people", privileges: ["select"] };
  const revoked: CatalogEvent = { ...granted, kind: "revoked" };

  it("are given and taken", () => {
    const after = foldOne(state, [granted]);
    expect(after.grants.get("bob")?.get("people")).toEqual([{ privileges: new Set(["select"]), grantable: new Set() }]);
    expect(foldOne(after, [revoked]).grants.size).toBe(0);
  });

  it("may be given twice, and taken where they are not", () => {
    const after = foldOne(state, [granted]);
    expect(foldOne(after, [granted]).grants).toBe(after.grants);
    expect(foldOne(state, [revoked]).grants).toBe(state.grants);
  });

  it.each([
    ["an unknown role", { role: "nobody", dataset: "people" }, "42704"],
    ["an unknown dataset", { role: "bob", dataset: "nothing" }, "42P01"],
  ])("refuse %s", (_, fields, sqlstate) => {
    expect(() => foldOne(state, [{ ...granted, ...fields }])).toThrow(refusal(sqlstate));
    expect(() => foldOne(state, [{ ...revoked, ...fields }])).toThrow(refusal(sqlstate));
  });
});
