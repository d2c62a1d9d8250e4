// CALL create_bucket: a folder becomes a place for datasets.
import { mkdir, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placeTextOf } from "../../../src/admin/bucket-place.js";
import { isInside } from "../../../src/admin/contained-path.js";
import { openFixture, refusalOf } from "./fixture.js";

describe("create_bucket", () => {
  it("makes a folder under the first of the folders for buckets", async () => {
    const { call, catalog, dataDir } = await openFixture();
    const { rows } = await call("create_bucket", { name: "profile:user" });
    const root = join(dataDir, "buckets/profile%3Auser");
    expect(rows).toEqual([["profile:user", "local", root, "lakehouse-profile-user"]]);
    expect((await stat(root)).isDirectory()).toBe(true);
    expect(catalog.snapshot.buckets.get("profile:user")).toEqual({ name: "profile:user", kind: "local", root });
  });

  it("takes a folder that is there, also in another of the folders for buckets", async () => {
    const { call, elsewhere } = await openFixture(({ dataDir }) => ({
      bucketRoots: [join(dataDir, "buckets"), join(dataDir, "../elsewhere")],
    }));
    await mkdir(join(elsewhere, "lake"));
    const { rows } = await call("create_bucket", { name: "lake", root: join(elsewhere, "lake") });
    expect(rows[0]?.[2]).toBe(join(elsewhere, "lake"));
  });

  it("follows links to where the folder really is", async () => {
    const { call, dataDir } = await openFixture();
    await mkdir(join(dataDir, "buckets/real"), { recursive: true });
    await symlink("real", join(dataDir, "buckets/alias"));
    const { rows } = await call("create_bucket", { name: "lake", root: "alias/inner" });
    expect(rows[0]?.[2]).toBe(join(dataDir, "buckets/real/inner"));
  });

  it("records who asked for it, and why", async () => {
    const { call, catalog } = await openFixture();
    await call("create_bucket", { name: "lake", actor: "alice@example.com", reason: "a new lake" });
    const commits = [];
    for await (const commit of catalog.journal(2)) commits.push(commit);
    expect(commits).toMatchObject([
      { actor: "alice@example.com", reason: "a new lake", role: "sluice", clientAddress: "192.0.2.7" },
    ]);
  });

  it("refuses folders outside, and names the config key", async () => {
    const { call, catalog, dataDir, elsewhere } = await openFixture();
    await mkdir(join(dataDir, "buckets"));
    await symlink(elsewhere, join(dataDir, "buckets/away"));
    for (const root of [elsewhere, `${dataDir}/buckets-2`, "../x", "away/x", "away", "/", dataDir]) {
      const refusal = await refusalOf(call("create_bucket", { name: "lake", root }));
      expect(refusal.sqlstate).toBe("42501");
      expect(refusal.hint).toContain("bucket_roots");
    }
    expect(catalog.snapshot.version).toBe(1);
  });

  it.each([".", "_catalog", "_catalog/x", "tmp", "tmp/x"])("refuses %s, which is the gateway's own", async (root) => {
    const { call } = await openFixture(({ dataDir }) => ({ bucketRoots: [dataDir] }));
    expect((await refusalOf(call("create_bucket", { name: "lake", root }))).sqlstate).toBe("42501");
  });

  it("refuses a bucket inside another, or around it", async () => {
    const { call } = await openFixture();
    await call("create_bucket", { name: "lake", root: "a/b" });
    for (const root of ["a/b", "a/b/c", "a"]) {
      const refusal = await refusalOf(call("create_bucket", { name: "other", root }));
      expect(refusal).toMatchObject({ sqlstate: "22023", detail: expect.stringContaining("a/b") as string });
    }
    await call("create_bucket", { name: "other", root: "a/bc" });
  });

  it("refuses a file in the folder's place", async () => {
    const { call, dataDir } = await openFixture();
    await mkdir(join(dataDir, "buckets"));
    await writeFile(join(dataDir, "buckets/file"), "");
    for (const root of ["file", "file/x"]) {
      expect((await refusalOf(call("create_bucket", { name: "lake", root }))).sqlstate).toBe("22023");
    }
  });

  it("refuses names that are taken, reserved, or too much like another", async () => {
    const { call } = await openFixture();
    await call("create_bucket", { name: "a:b" });
    expect((await refusalOf(call("create_bucket", { name: "primary" }))).sqlstate).toBe("42710");
    expect((await refusalOf(call("create_bucket", { name: "a-b" }))).sqlstate).toBe("42710");
    expect((await refusalOf(call("create_bucket", { name: "pg_lake" }))).sqlstate).toBe("42939");
    expect((await refusalOf(call("create_bucket", { name: "Public" }))).sqlstate).toBe("42939");
  });

  it("never makes a folder outside, whatever the root says", async () => {
    const { call, catalog, dataDir } = await openFixture();
    await mkdir(join(dataDir, "buckets"));
    await symlink("..", join(dataDir, "buckets/up"));
    const part = fc.constantFrom("..", ".", "", "up", "x", "tmp", "primary", "～", "%2e%2e", "..;");
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 5 }), async (parts) => {
        await call("create_bucket", { name: `b${(count += 1)}`, root: parts.join("/") || "/" }).catch(
          (thrown: unknown) => {
            expect(thrown).toMatchObject({ sqlstate: expect.stringMatching(/^(42501|22023)$/) as string });
          },
        );
      }),
      { numRuns: 60 },
    );
    const roots = [...catalog.snapshot.buckets.values()].slice(1).map(placeTextOf);
    expect(roots.filter((root) => !isInside(join(dataDir, "buckets"), root))).toEqual([]);
  });

  it("is for superusers", async () => {
    const { call } = await openFixture();
    const refusal = await refusalOf(call("create_bucket", { name: "lake" }, { role: "alice" }));
    expect(refusal).toMatchObject({ sqlstate: "42501", message: "permission denied for procedure create_bucket" });
  });

  it("refuses a kind that it does not know", async () => {
    const { call } = await openFixture();
    const refusal = await refusalOf(call("create_bucket", { name: "lake", kind: "gcs" }));
    expect(refusal).toMatchObject({
      sqlstate: "22023",
      message: 'invalid value for argument "kind": "gcs"',
      hint: "Allowed: 'local', 's3'.",
    });
  });
});
