import { describe, expect, it } from "vitest";
import { type Dataset, emptySnapshot, type Grant, type Snapshot } from "../../../src/catalog/api.js";
import { belongsToEngine, findRelation } from "../../../src/engine/sql/names.js";

const dataset = (name: string, bucket = "primary"): Dataset => ({
  name,
  bucket,
  origin: "ingested",
  columns: [{ name: "x", type: "INTEGER", isNullable: true }],
  keyColumns: [],
  objects: [],
  createdAt: "2024-01-01T00:00:00.000Z",
  version: 1,
});

const granted: readonly Grant[] = [{ privileges: new Set(["select"] as const), grantable: new Set() }];
const now: Snapshot = {
  ...emptySnapshot,
  datasets: new Map(
    [dataset("people"), dataset("secrets"), dataset("leads", "sales")].map((entry) => [entry.name, entry]),
  ),
  roles: new Map([
    ["admin", { name: "admin", isSuperuser: true, canLogin: true }],
    ["reader", { name: "reader", isSuperuser: false, canLogin: true }],
  ]),
  grants: new Map([["reader", new Map([["people", granted]])]]),
};

const systemRelations = new Map(
  [false, true].map((isForSuperusers) => {
    const name = isForSuperusers ? "commits" : "sessions";
    return [name, { name, columns: [], isForSuperusers, rows: () => Promise.resolve([]) }] as const;
  }),
);

const find = (
  name: string,
  {
    schema,
    role = "reader",
    snapshot = now,
    rights = now,
  }: { schema?: string; role?: string; snapshot?: Snapshot; rights?: Snapshot } = {},
) =>
  findRelation(
    { snapshot, rights, role, systemRelations, engineRelations: new Map(), catalogRelations: new Map() },
    schema,
    name,
  );

describe("a relation", () => {
  it.each([
    ["people", undefined, "reader"],
    ["people", "public", "reader"],
    ["people", "primary", "reader"],
    ["leads", "sales", "admin"],
    ["__raw__people", undefined, "admin"],
  ])("%s in schema %s is found by %s", (name, schema, role) => {
    expect(find(name, { role, ...(schema === undefined ? {} : { schema }) })).toMatchObject({
      kind: "dataset",
      dataset: { name: name.replace("__raw__", "") },
    });
  });

  it.each([
    ["secrets", undefined, "42501"],
    ["secrets", "primary", "42501"],
    ["__raw__people", undefined, "42501"],
    ["__raw__nothing", undefined, "42501"],
    ["commits", "sluice", "42501"],
    ["nothing", undefined, "42P01"],
    ["people", "sales", "42P01"],
    ["nothing", "sluice", "42P01"],
    ["x.parquet", undefined, "42501"],
    ["duckdb_tables", undefined, "42501"],
    ["People", undefined, "42P01"],
    ["__proto__", undefined, "42P01"],
    ["constructor", "sluice", "42P01"],
  ])("%s in schema %s is refused to a reader: %s", (name, schema, sqlstate) => {
    expect(() => find(name, schema === undefined ? {} : { schema })).toThrow(expect.objectContaining({ sqlstate }));
  });

  it("is refused to a role that is gone", () => {
    expect(() => find("people", { role: "ghost" })).toThrow(expect.objectContaining({ sqlstate: "42501" }));
  });

  it("of an older snapshot is read with today's rights", () => {
    const revoked = { ...now, grants: new Map() };
    expect(() => find("people", { snapshot: now, rights: revoked })).toThrow(
      expect.objectContaining({ sqlstate: "42501" }),
    );
    expect(find("people", { snapshot: { ...now, grants: new Map() }, rights: now })).toMatchObject({ kind: "dataset" });
  });

  it("that was dropped meanwhile is still read by who could read it then", () => {
    const dropped = { ...now, datasets: new Map(), grants: new Map() };
    expect(find("people", { rights: dropped })).toMatchObject({ kind: "dataset" });
    expect(() => find("secrets", { rights: dropped })).toThrow(expect.objectContaining({ sqlstate: "42501" }));
  });
});

describe("a name that DuckDB might look up by itself", () => {
  it.each([
    "/x",
    "a\\b",
    "s3://x",
    "x.parquet",
    "X.CSV",
    "x.json.gz",
    "a*b",
    "duckdb_views",
    "PRAGMA_x",
    "sqlite_master",
    "pg_class",
  ])("is known: %s", (name) => {
    expect(belongsToEngine(name)).toBe(true);
  });

  it.each(["people", "a b", "x.y", "duck", "é"])("is not any other: %s", (name) => {
    expect(belongsToEngine(name)).toBe(false);
  });
});
