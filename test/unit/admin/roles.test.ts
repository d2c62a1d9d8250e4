// CREATE, ALTER and DROP ROLE, GRANT and REVOKE.
import { describe, expect, it } from "vitest";
import { administrationHandler } from "../../../src/admin/administration.js";
import type { AdministrationCommand, Notice } from "../../../src/engine/api.js";
import { checkSetting } from "../../../src/wire/session/setting-check.js";
import { makeVerifier, parseVerifier } from "../../../src/wire/auth/scram-verifier.js";
import { contextOf, type Fixture, messagesOf, openFixture, refusalOf } from "./fixture.js";

interface Administered extends Fixture {
  run(command: AdministrationCommand, role?: string): Promise<readonly Notice[]>;
}

const salt = Buffer.alloc(16, 7);

async function open(): Promise<Administered> {
  const fixture = await openFixture();
  const handler = administrationHandler({
    catalog: fixture.catalog,
    rowRules: fixture.parts.rowRules,
    passwords: {
      makeVerifier: (password) => makeVerifier(password, salt),
      isVerifier: (text) => parseVerifier(text) !== undefined,
    },
    checkSetting,
  });
  await fixture.commit(
    { kind: "roleCreated", role: { name: "alice", isSuperuser: false, canLogin: true } },
    {
      kind: "datasetCreated",
      dataset: {
        name: "people",
        bucket: "primary",
        origin: "ingested",
        keyColumns: [],
        objects: [],
        columns: [{ name: "id", type: "BIGINT", isNullable: true }],
      },
    },
  );
  return { ...fixture, run: (command, role = "sluice") => handler(command, contextOf(role)) };
}

const readPeople = {
  privileges: [{ privilege: "select" }],
  on: { kind: "relations", relations: [{ schema: undefined, name: "people" }] },
  grantees: ["alice"],
  isGrantOption: false,
  isCascade: false,
} as const;

describe("CREATE ROLE", () => {
  it("keeps a verifier of the password, and the password nowhere", async () => {
    const { run, catalog } = await open();
    await run({ kind: "createRole", role: "bob", options: { canLogin: true, password: "hunter2" } });
    const verifier = await makeVerifier("hunter2", salt);
    expect(catalog.snapshot.roles.get("bob")).toEqual({ name: "bob", isSuperuser: false, canLogin: true, verifier });
    for await (const { key } of catalog.store.list("journal/")) {
      expect((await catalog.store.get(key))?.body.toString()).not.toContain("hunter2");
    }
  });

  it("keeps a verifier that the client computed, as it is", async () => {
    const { run, catalog } = await open();
    const password = await makeVerifier("secret", salt, 5000);
    await run({ kind: "createRole", role: "bob", options: { password } });
    expect(catalog.snapshot.roles.get("bob")?.verifier).toBe(password);
  });

  it.each([
    ["0A000", `md5${"0123456789abcdef".repeat(2)}`],
    ["22023", "SCRAM-SHA-256$4096:secretsalt$secretkey:secretkey"],
  ])("refuses with %s a password like %s, without repeating it", async (sqlstate, password) => {
    const { run, catalog } = await open();
    const refusal = await refusalOf(run({ kind: "createRole", role: "bob", options: { password } }));
    expect(refusal.sqlstate).toBe(sqlstate);
    expect(JSON.stringify([refusal.message, refusal.detail, refusal.hint, refusal.cause])).not.toContain(
      password.slice(15),
    );
    expect(catalog.snapshot.roles.has("bob")).toBe(false);
  });

  it.each([
    ["alice", "42710", 'role "alice" already exists'],
    ["public", "42939", 'role name "public" is reserved'],
    ["none", "42939", 'role name "none" is reserved'],
    ["pg_bob", "42939", 'role name "pg_bob" is reserved'],
  ])("refuses the name %s", async (role, sqlstate, message) => {
    const { run } = await open();
    expect(await refusalOf(run({ kind: "createRole", role, options: {} }))).toMatchObject({ sqlstate, message });
  });

  it("is for superusers", async () => {
    const { run } = await open();
    const refusal = await refusalOf(run({ kind: "createRole", role: "bob", options: {} }, "alice"));
    expect(refusal).toMatchObject({ sqlstate: "42501", message: "permission denied to create role" });
  });

  it("notes that an empty password is none", async () => {
    const { run, catalog } = await open();
    const notices = await run({ kind: "createRole", role: "bob", options: { password: "" } });
    expect(messagesOf(notices)).toEqual(["NOTICE: empty string is not a valid login password, clearing password"]);
    expect(catalog.snapshot.roles.get("bob")).not.toHaveProperty("verifier");
  });
});

describe("ALTER ROLE", () => {
  it("changes what is named, and nothing else", async () => {
    const { run, catalog } = await open();
    await run({ kind: "alterRole", role: "alice", options: { password: "one" } });
    await run({ kind: "alterRole", role: "alice", options: { isSuperuser: true } });
    await run({ kind: "alterRole", role: "alice", options: { canLogin: false } });
    const verifier = await makeVerifier("one", salt);
    expect(catalog.snapshot.roles.get("alice")).toEqual({
      name: "alice",
      isSuperuser: true,
      canLogin: false,
      verifier,
    });
    await run({ kind: "alterRole", role: "alice", options: { password: null } });
    expect(catalog.snapshot.roles.get("alice")).not.toHaveProperty("verifier");
  });

  it("lets a role change its own password, and no more", async () => {
    const { run, catalog } = await open();
    await run({ kind: "alterRole", role: "alice", options: { password: "mine" } }, "alice");
    expect(catalog.snapshot.roles.get("alice")?.verifier).toBe(await makeVerifier("mine", salt));
    const superusersOnly = "must be superuser to alter superuser roles or change superuser attribute";
    for (const [role, options, message] of [
      ["alice", { password: "mine", isSuperuser: true }, superusersOnly],
      ["alice", { isSuperuser: true }, superusersOnly],
      ["alice", {}, "permission denied"],
      ["alice", { password: "mine", canLogin: true }, "permission denied"],
      ["sluice", { password: "theirs" }, superusersOnly],
    ] as const) {
      const refusal = await refusalOf(run({ kind: "alterRole", role, options }, "alice"));
      expect(refusal).toMatchObject({ sqlstate: "42501", message });
    }
  });

  it("refuses a role that is not there", async () => {
    const { run } = await open();
    const refusal = await refusalOf(run({ kind: "alterRole", role: "bob", options: { canLogin: true } }));
    expect(refusal).toMatchObject({ sqlstate: "42704", message: 'role "bob" does not exist' });
  });

  it("leaves a superuser that can log in", async () => {
    const { run } = await open();
    const refusal = await refusalOf(run({ kind: "alterRole", role: "sluice", options: { isSuperuser: false } }));
    expect(refusal.sqlstate).toBe("2BP01");
  });
});

describe("DROP ROLE", () => {
  it("drops all or none", async () => {
    const { run, catalog } = await open();
    const refusal = await refusalOf(run({ kind: "dropRole", roles: ["alice", "bob"], ifExists: false }));
    expect(refusal).toMatchObject({ sqlstate: "42704", message: 'role "bob" does not exist' });
    expect(catalog.snapshot.roles.has("alice")).toBe(true);
    const notices = await run({ kind: "dropRole", roles: ["alice", "bob", "alice"], ifExists: true });
    expect(messagesOf(notices)).toEqual(['NOTICE: role "bob" does not exist, skipping']);
    expect(catalog.snapshot.roles.has("alice")).toBe(false);
  });

  it("waits until nothing depends on the role, and tells what does", async () => {
    const { run, catalog } = await open();
    await run({ kind: "grant", ...readPeople });
    expect(await refusalOf(run({ kind: "dropRole", roles: ["alice"], ifExists: false }))).toMatchObject({
      sqlstate: "2BP01",
      message: 'role "alice" cannot be dropped because some objects depend on it',
      detail: "privileges for table people",
    });
    await run({ kind: "dropOwned", roles: ["alice"], isCascade: false });
    await run({ kind: "dropRole", roles: ["alice"], ifExists: false });
    expect(catalog.snapshot.grants.size).toBe(0);
  });

  it("does not drop who asks, and is for superusers", async () => {
    const { run } = await open();
    const own = await refusalOf(run({ kind: "dropRole", roles: ["sluice"], ifExists: false }));
    expect(own).toMatchObject({ sqlstate: "55006", message: "current user cannot be dropped" });
    const other = await refusalOf(run({ kind: "dropRole", roles: ["nobody"], ifExists: true }, "alice"));
    expect(other).toMatchObject({ sqlstate: "42501", message: "permission denied to drop role" });
  });
});

describe("GRANT and REVOKE", () => {
  it("give and take the right to read a dataset, named by itself, in public, or in its bucket", async () => {
    const { run, catalog } = await open();
    for (const schema of [undefined, "public", "primary"]) {
      const on = { kind: "relations", relations: [{ schema, name: "people" }] } as const;
      await run({ kind: "grant", ...readPeople, on });
      expect(catalog.snapshot.grants.get("alice")?.has("people")).toBe(true);
      await run({ kind: "revoke", ...readPeople, on });
      expect(catalog.snapshot.grants.has("alice")).toBe(false);
    }
  });

  it("refuse what is not there, and then change nothing", async () => {
    const { run, catalog } = await open();
    const relations = [
      { schema: undefined, name: "people" },
      { schema: "testing", name: "people" },
    ];
    expect(await refusalOf(run({ kind: "grant", ...readPeople, on: { kind: "relations", relations } }))).toMatchObject({
      sqlstate: "42P01",
      message: 'relation "testing.people" does not exist',
    });
    expect(await refusalOf(run({ kind: "grant", ...readPeople, grantees: ["alice", "bob"] }))).toMatchObject({
      sqlstate: "42704",
      message: 'role "bob" does not exist',
    });
    expect(catalog.snapshot.grants.size).toBe(0);
  });

  it("are for the owner, and for whom the right was given to pass on", async () => {
    const { run, catalog } = await open();
    await run({ kind: "createRole", role: "bob", options: {} });
    const toBob = { kind: "grant", ...readPeople, grantees: ["bob"] } as const;
    expect(await refusalOf(run(toBob, "alice"))).toMatchObject({
      sqlstate: "42501",
      message: "permission denied for table people",
    });
    await run({ kind: "grant", ...readPeople });
    expect(messagesOf(await run(toBob, "alice"))).toEqual(['WARNING: no privileges were granted for "people"']);
    expect(catalog.snapshot.grants.has("bob")).toBe(false);
    await run({ kind: "grant", ...readPeople, isGrantOption: true });
    await run(toBob, "alice");
    expect(catalog.snapshot.grants.get("bob")?.get("people")).toMatchObject([{ grantor: "alice" }]);
  });
});
