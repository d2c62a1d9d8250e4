import { describe, expect, it } from "vitest";
import type { CatalogEvent, NewView, Policy, Snapshot } from "../../../src/catalog/api.js";
import { decodeCheckpoint, encodeCheckpoint } from "../../../src/catalog/checkpoint.js";
import { schemaOf } from "../../../src/catalog/events/event-table.js";
import { seal } from "../../../src/catalog/sealed-json.js";
import { PgError } from "../../../src/errors.js";
import { bucketCreated, datasetCreated, fold, foldOne, role } from "./samples.js";

const view = (name: string, base: string, fields: Partial<NewView> = {}): NewView => ({
  name,
  base,
  columns: ["id"],
  redactions: [],
  rests: [{ name: "id", type: "BIGINT" }],
  ...fields,
});
const created = (name: string, base: string, fields?: Partial<NewView>): CatalogEvent => ({
  kind: "viewCreated",
  view: view(name, base, fields),
});
const bound: CatalogEvent = { kind: "viewBound", role: "agent", view: "safe", as: "people" };
const start = fold(
  [bucketCreated, datasetCreated(), { kind: "roleCreated", role: role("agent") }],
  [created("safe", "people")],
);

function refusal(before: Snapshot, event: CatalogEvent): readonly [string, string] {
  try {
    foldOne(before, [event]);
  } catch (thrown) {
    if (thrown instanceof PgError) return [thrown.sqlstate, thrown.message];
    throw thrown;
  }
  throw new Error("it was not refused");
}

describe("a view in the catalog", () => {
  it("has the version and time of the commit that made it, and keeps its time when it is replaced", () => {
    expect(start.views.get("safe")).toMatchObject({
      base: "people",
      version: 2,
      createdAt: "2026-01-02T03:04:05.678Z",
    });
    const after = foldOne(start, [{ kind: "viewReplaced", view: view("safe", "people", { columns: ["email"] }) }]);
    expect(after.views.get("safe")).toMatchObject({ columns: ["email"], version: 3 });
    expect(start.views.get("safe")?.columns).toEqual(["id"]);
  });

  it.each([
    [created("people", "people"), "42P07", 'relation "people" already exists'],
    [created("Safe", "people"), "42P07", 'relation "safe" already exists'],
    [datasetCreated("safe"), "42P07", 'relation "safe" already exists'],
    [created("__raw__x", "people"), "42939", 'unacceptable view name "__raw__x"'],
    [created("", "people"), "42602", 'invalid view name ""'],
    [created("v", "nothing"), "42P01", 'relation "nothing" does not exist'],
    [created("v", "people", { columns: [] }), "22023", "a view must have at least one column"],
    [created("v", "people", { columns: ["id", "ID"] }), "42701", 'column "ID" specified more than once'],
    [
      created("v", "people", { redactions: [{ column: "email", redaction: { kind: "null" } }] }),
      "42703",
      'column "email" named in redactions does not exist',
    ],
    [{ kind: "viewReplaced", view: view("safe", "safe") }, "22023", 'view "safe" cannot be based on itself'],
    [{ kind: "viewReplaced", view: view("other", "people") }, "42P01", 'relation "other" does not exist'],
    [{ kind: "viewDropped", view: "people" }, "42P01", 'relation "people" does not exist'],
    [{ ...bound, role: "nobody" }, "42704", 'role "nobody" does not exist'],
    [{ ...bound, view: "people" }, "42P01", 'relation "people" does not exist'],
    [{ kind: "viewUnbound", role: "agent", as: "people" }, "42704", 'role "agent" is not bound to a view as "people"'],
  ] as readonly (readonly [CatalogEvent, string, string])[])("is refused: %j", (event, sqlstate, message) => {
    expect(refusal(start, event)).toEqual([sqlstate, message]);
  });

  it("is in a dialect that is known, in the journal and in a checkpoint", () => {
    const spoken = foldOne(start, [
      { kind: "viewReplaced", view: view("safe", "people", { rowFilter: "id > 1", dialect: "postgres" }) },
    ]);
    const bytes = encodeCheckpoint(spoken);
    const decoded = decodeCheckpoint(spoken.version, bytes);
    expect(decoded.kind === "whole" && decoded.snapshot.views.get("safe")).toMatchObject({ dialect: "postgres" });
    expect(schemaOf("viewCreated").safeParse(created("v", "people", { dialect: "postgres" })).success).toBe(true);
    const other = { ...created("v", "people"), view: { ...view("v", "people"), dialect: "klingon" } };
    expect(schemaOf("viewCreated").safeParse(other).success).toBe(false);
  });

  it("cannot go in a circle, also by a name that was a dataset's", () => {
    const state = fold(
      [bucketCreated, datasetCreated(), datasetCreated("other")],
      [created("a", "people"), created("b", "a")],
      [{ kind: "datasetDropped", dataset: "people" }],
    );
    expect(refusal(state, created("people", "b"))).toEqual(["22023", 'view "people" cannot be based on itself']);
    expect(refusal(state, { kind: "viewReplaced", view: view("a", "b") })).toEqual([
      "22023",
      'view "a" cannot be based on itself',
    ]);
  });

  it("cannot be dropped while a role is bound to it or another view rests on it", () => {
    expect(refusal(foldOne(start, [bound]), { kind: "viewDropped", view: "safe" })[0]).toBe("2BP01");
    expect(refusal(foldOne(start, [created("w", "safe")]), { kind: "viewDropped", view: "safe" })[0]).toBe("2BP01");
    const after = foldOne(foldOne(start, [bound]), [
      { kind: "viewUnbound", role: "agent", as: "people" },
      { kind: "viewDropped", view: "safe" },
    ]);
    expect([after.views.size, after.bindings.size]).toEqual([0, 0]);
  });

  it("takes the grants on it with it, and a role its bindings", () => {
    const granted = foldOne(start, [{ kind: "granted", role: "agent", dataset: "safe", privileges: ["select"] }]);
    expect(granted.grants.get("agent")?.has("safe")).toBe(true);
    expect(foldOne(granted, [{ kind: "viewDropped", view: "safe" }]).grants.size).toBe(0);
    expect(foldOne(foldOne(start, [bound]), [{ kind: "roleDropped", role: "agent" }]).bindings.size).toBe(0);
  });

  it("is bound to a name once", () => {
    const state = foldOne(start, [bound, created("other", "people")]);
    expect(foldOne(state, [bound]).bindings).toBe(state.bindings);
    expect(refusal(state, { ...bound, view: "other" })[0]).toBe("42710");
  });
});

describe("a row policy in the catalog", () => {
  const policy: Policy = { name: "own", isPermissive: true, command: "all", roles: ["agent"], using: "id = 1" };
  const made: CatalogEvent = { kind: "policyCreated", dataset: "people", policy };

  it("is there once, can be altered, and goes with its dataset", () => {
    const state = foldOne(start, [made]);
    expect(state.rowSecurity.get("people")).toEqual({ isEnabled: false, isForced: false, policies: [policy] });
    expect(refusal(state, made)).toEqual(["42710", 'policy "own" for table "people" already exists']);
    const altered = foldOne(state, [
      { kind: "policyAltered", dataset: "people", policy: "own", to: { ...policy, name: "mine", roles: "public" } },
      { kind: "rowSecurityAltered", dataset: "people", isEnabled: true, isForced: false },
    ]);
    expect(altered.rowSecurity.get("people")).toMatchObject({ isEnabled: true, policies: [{ name: "mine" }] });
    expect(foldOne(altered, [{ kind: "datasetDropped", dataset: "people" }]).rowSecurity.size).toBe(0);
  });

  it("holds its roles", () => {
    expect(refusal(start, { ...made, policy: { ...policy, roles: ["nobody"] } })[0]).toBe("42704");
    expect(refusal(foldOne(start, [made]), { kind: "roleDropped", role: "agent" })).toEqual([
      "2BP01",
      'role "agent" cannot be dropped because some objects depend on it',
    ]);
  });
});

describe("a checkpoint from before there were views", () => {
  it("is read", () => {
    const state = { buckets: [], datasets: [], roles: [role("agent")], grants: [] };
    const old = seal({ format: 1, version: 1, head_sha256: "0".repeat(64), state });
    expect(decodeCheckpoint(1, old)).toMatchObject({
      kind: "whole",
      snapshot: { views: new Map(), bindings: new Map() },
    });
    const decoded = decodeCheckpoint(start.version, encodeCheckpoint(start));
    expect(decoded).toEqual({ kind: "whole", snapshot: start });
  });
});
