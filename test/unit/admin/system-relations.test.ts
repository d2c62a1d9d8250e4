// sluice.*: the gateway's own state, and who sees what of it.
import { BucketErrors } from "../../../src/catalog/store/bucket-errors.js";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemRelations } from "../../../src/admin/system-relations.js";
import type { Cell, SystemRelation } from "../../../src/engine/api.js";
import { batchOf } from "../../../src/engine/rows.js";
import { contextOf, type Fixture, openFixture, writeText } from "./fixture.js";

type Rows = readonly Readonly<Record<string, Cell>>[];

interface Shown extends Fixture {
  find(relation: string): SystemRelation;
  rows(relation: string, role?: string): Promise<Rows>;
}

const verifier = `SCRAM-SHA-256$4096:c2FsdA==$${Buffer.alloc(32, 1).toString("base64")}:${Buffer.alloc(32, 2).toString("base64")}`;

async function open(): Promise<Shown> {
  const fixture = await openFixture();
  await writeText(join(fixture.inbox, "people.csv"), "id,name\n1,Ada\n2,Bob");
  const description = "People.";
  await fixture.call("ingest", { dataset: "people", source: "people.csv", key: "id", description, reason: "a test" });
  await fixture.call("ingest", { dataset: "secrets", source: "people.csv" });
  await fixture.commit(
    { kind: "roleCreated", role: { name: "alice", isSuperuser: false, canLogin: true, verifier } },
    { kind: "granted", role: "alice", dataset: "people", privileges: ["select"] },
  );
  const relations = systemRelations({
    bucketErrors: new BucketErrors(() => new Date(0)),
    catalog: fixture.catalog,
    rowRules: fixture.parts.rowRules,
    results: fixture.parts.results,
    auditLog: fixture.parts.auditLog,
    settings: [
      { name: "admin_password", value: "hunter2", source: "environment", isSecret: true },
      { name: "other_secret", value: undefined, source: "default", isSecret: true },
      { name: "pg.port", value: "5454", source: "default", description: "The port.", isSecret: false },
    ],
  });
  const find = (name: string) => relations.find((it) => it.name === name) as SystemRelation;
  return {
    ...fixture,
    find,
    rows: async (name, role = "sluice") => {
      const relation = find(name);
      const rows = await relation.rows({ context: contextOf(role), isSuperuser: role === "sluice" });
      // As the engine does it: a cell that does not fit its column's type throws.
      expect(batchOf(relation.columns, rows).rowCount).toBe(rows.length);
      return rows.map((row) =>
        Object.fromEntries(relation.columns.map((column, index) => [column.name, row[index] ?? null])),
      );
    },
  };
}

describe("sluice.datasets", () => {
  it("sums up each dataset", async () => {
    const { rows } = await open();
    expect((await rows("datasets"))[0]).toEqual({
      name: "people",
      bucket: "primary",
      origin: "ingested",
      rows: 2,
      bytes: 19,
      objects: 1,
      key_columns: ["id"],
      description: "People.",
      created_at: new Date("2026-01-02T03:04:05.678Z"),
      version: 2,
      owner: "sluice",
    });
  });

  it("shows only what the reader may read", async () => {
    const { rows } = await open();
    expect((await rows("datasets", "alice")).map((row) => row.name)).toEqual(["people"]);
    expect((await rows("objects", "alice")).map((row) => row.dataset)).toEqual(["people"]);
    expect(await rows("datasets", "nobody")).toEqual([]);
    expect(await rows("datasets")).toHaveLength(2);
    expect(await rows("objects")).toHaveLength(2);
  });
});

describe("sluice.buckets", () => {
  it("counts the datasets of each", async () => {
    const { rows, dataDir } = await open();
    const root = join(dataDir, "primary");
    expect(await rows("buckets")).toEqual([
      { name: "primary", kind: "local", root, scheme: "lakehouse-primary", rescue: null, datasets: 2 },
    ]);
  });
});

describe("sluice.journal", () => {
  it("tells who did what, and is a chain", async () => {
    const { rows, catalog } = await open();
    const entries = await rows("journal");
    expect(entries[1]).toMatchObject({
      version: 2,
      actor: "sluice",
      reason: "a test",
      role: "sluice",
      client_address: "192.0.2.7",
      events: ["datasetCreated", "ownerChanged"],
      datasets: ["people"],
    });
    expect(entries[3]).toMatchObject({ events: ["roleCreated", "granted"], datasets: ["people"], reason: null });
    expect(entries.slice(1).map((entry) => entry.previous_sha256)).toEqual(
      entries.slice(0, -1).map((entry) => entry.sha256),
    );
    expect(entries.at(-1)?.sha256).toBe(catalog.snapshot.headSha256);
  });

  it("shows no verifier", async () => {
    const { rows } = await open();
    for (const relation of ["journal", "roles"]) {
      expect(JSON.stringify(await rows(relation))).not.toContain("SCRAM");
    }
  });
});

describe("sluice.settings", () => {
  it("hides secrets, but not that they are set", async () => {
    const { rows } = await open();
    expect((await rows("settings")).map((row) => row.value)).toEqual(["***", null, "5454"]);
  });
});

describe("sluice.roles and sluice.grants", () => {
  it("show others than superusers only themselves", async () => {
    const { rows } = await open();
    expect(await rows("roles")).toHaveLength(2);
    expect(await rows("roles", "alice")).toEqual([
      {
        name: "alice",
        superuser: false,
        login: true,
        has_password: true,
        inherit: true,
        create_role: false,
        bypass_rls: false,
        connection_limit: -1,
        valid_until: null,
        settings: [],
      },
    ]);
    expect(await rows("grants")).toEqual([
      { role: "alice", relation: "people", column: null, privilege: "select", grantable: false, grantor: "sluice" },
    ]);
    expect(await rows("grants", "alice")).toHaveLength(1);
    expect(await rows("grants", "nobody")).toEqual([]);
  });
});

describe("what tells of folders, settings and history", () => {
  it("is for superusers", async () => {
    const { find } = await open();
    const names = ["datasets", "objects", "buckets", "journal", "settings", "roles", "grants"];
    expect(names.filter((name) => find(name).isForSuperusers)).toEqual(["buckets", "journal", "settings"]);
  });
});
