// Memberships, grants and owners in the fold, and what follows from them.
import { describe, expect, it } from "vitest";
import { type CatalogEvent, columnsHeld, isMemberOf, mayRead, rolesHeld } from "../../../src/catalog/api.js";
import { decodeCheckpoint, encodeCheckpoint } from "../../../src/catalog/checkpoint.js";
import type { Snapshot } from "../../../src/catalog/snapshot.js";
import { bucketCreated, datasetCreated, fold, foldOne, role } from "./samples.js";

const roles = ["ada", "bob", "eve", "grp"].map((name): CatalogEvent => ({ kind: "roleCreated", role: role(name) }));
const state = fold([bucketCreated, datasetCreated(), datasetCreated("orders"), ...roles]);

const joined = (of: string, member: string, hasAdminOption = false): CatalogEvent => ({
  kind: "memberAdded",
  role: of,
  member,
  grantor: "ada",
  hasAdminOption,
});
const granted = (to: string, more: Partial<Extract<CatalogEvent, { kind: "granted" }>> = {}): CatalogEvent => ({
  kind: "granted",
  role: to,
  dataset: "people",
  privileges: ["select"],
  ...more,
});

const full: Snapshot = foldOne(state, [
  joined("grp", "bob", true),
  granted("grp", { withGrantOption: true }),
  granted("bob", { columns: ["id"], grantor: "grp" }),
  granted("public", { dataset: "orders", columns: ["email"] }),
  { kind: "ownerChanged", relation: "orders", owner: "grp" },
  { kind: "defaultGranted", definer: "grp", grantee: "bob", privileges: ["select"], schema: "public" },
]);

function snapshotOf(version: number, bytes: Buffer): Snapshot {
  const decoded = decodeCheckpoint(version, bytes);
  if (decoded.kind === "useless") throw new Error(decoded.why);
  return decoded.snapshot;
}

describe("memberships", () => {
  it.each([
    ["of itself", [joined("ada", "ada")]],
    ["of its member", [joined("ada", "bob"), joined("bob", "ada")]],
    ["of its member's member", [joined("ada", "bob"), joined("bob", "eve"), joined("eve", "ada")]],
  ])("make no role a member %s", (_, events) => {
    expect(() => foldOne(state, events)).toThrow(expect.objectContaining({ sqlstate: "0LP01" }));
  });

  it("reach as far as they go, but hold only as far as all inherit", () => {
    const after = foldOne(state, [joined("ada", "bob"), joined("bob", "eve")]);
    expect([...rolesHeld(after, "eve")]).toEqual(["eve", "bob", "ada"]);
    const ending = foldOne(after, [{ kind: "roleAltered", role: role("bob", { inherits: false }) }]);
    expect([...rolesHeld(ending, "eve")]).toEqual(["eve", "bob"]);
    expect(isMemberOf(ending, "eve", "ada")).toBe(true);
    expect(isMemberOf(ending, "ada", "eve")).toBe(false);
    expect([...rolesHeld(after, "nobody")]).toEqual([]);
  });
});

describe("rights", () => {
  it("are on all columns, or on some", () => {
    const some = foldOne(state, [granted("bob", { columns: ["email"] }), granted("eve", { privileges: ["insert"] })]);
    expect(columnsHeld(some, "bob", "people", "select")).toEqual(new Set(["email"]));
    expect(mayRead(some, "eve", "people")).toBe(false);
    expect(columnsHeld(foldOne(some, [granted("public")]), "bob", "people", "select")).toBe("all");
    expect(mayRead(foldOne(some, [granted("public")]), "nobody", "people")).toBe(false);
  });

  it("of the same kind from two grantors are two", () => {
    const both = foldOne(state, [granted("bob"), granted("bob", { grantor: "eve" })]);
    const one = foldOne(both, [{ ...granted("bob"), kind: "revoked" } as CatalogEvent]);
    expect(mayRead(one, "bob", "people")).toBe(true);
    expect(mayRead(foldOne(both, [{ kind: "roleDropped", role: "eve" }]), "bob", "people")).toBe(true);
    expect(mayRead(foldOne(one, [{ kind: "roleDropped", role: "eve" }]), "bob", "people")).toBe(false);
  });

  it("on a column do not wait for another of its name", () => {
    const column = { name: "email", type: "VARCHAR", isNullable: true };
    const replaced = (columns: readonly (typeof column)[]): CatalogEvent => ({
      kind: "datasetReplaced",
      dataset: "people",
      columns,
      keyColumns: [],
      objects: [],
    });
    const before = foldOne(state, [granted("bob", { columns: ["id", "email"] })]);
    const after = foldOne(foldOne(before, [replaced([column])]), [replaced([column, { ...column, name: "id" }])]);
    expect(columnsHeld(after, "bob", "people", "select")).toEqual(new Set(["email"]));
  });

  it("go with their relation and with their role", () => {
    const dropped = foldOne(full, [{ kind: "datasetDropped", dataset: "people" }]);
    expect([...dropped.grants.keys()]).toEqual(["public"]);
    const without = foldOne(full, [{ kind: "roleDropped", role: "grp" }]);
    expect([without.members.size, without.owners.size, without.defaultGrants.size]).toEqual([0, 0, 0]);
    expect([...without.grants.keys()]).toEqual(["public"]);
  });

  it("follow a role to its new name, wherever it is named", () => {
    const after = foldOne(full, [{ kind: "roleRenamed", role: "grp", to: "team" }]);
    const text = JSON.stringify(
      [...after.grants, ...after.members, ...after.owners, ...after.defaultGrants],
      (_, value: unknown) => (value instanceof Map || value instanceof Set ? [...value] : value),
    );
    expect(text).not.toContain("grp");
    expect(columnsHeld(after, "bob", "people", "select")).toBe("all");
    expect(foldOne(after, [{ kind: "roleRenamed", role: "team", to: "grp" }]).grants).toEqual(full.grants);
    const taken: CatalogEvent = { kind: "roleRenamed", role: "grp", to: "bob" };
    expect(() => foldOne(full, [taken])).toThrow(expect.objectContaining({ sqlstate: "42710" }));
  });
});

describe("a checkpoint", () => {
  it("has all rights", () => {
    expect(snapshotOf(full.version, encodeCheckpoint(full))).toEqual(full);
  });
});
