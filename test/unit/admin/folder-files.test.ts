// Finding files in folders that operators may load from, and nowhere else.
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findFolderFiles } from "../../../src/admin/sources/folder-files.js";
import { type Fixture, openFixture, refusalOf, writeText } from "./fixture.js";

const signal = new AbortController().signal;

function find({ inbox, dataDir }: Fixture, source: string, roots = [inbox]): Promise<readonly string[]> {
  return findFolderFiles(source, { roots, privateFolders: [join(dataDir, "_catalog")] }, signal);
}

describe("the search for files in folders", () => {
  it("finds a file by its absolute path, by a relative one, and by patterns", async () => {
    const fixture = await openFixture();
    const [a, b, c] = await Promise.all(
      ["2026/a.csv", "2026/b.csv", "2026/deep/c.csv"].map((name) => writeText(join(fixture.inbox, name), "id")),
    );
    await writeText(join(fixture.inbox, ".cache/d.csv"), "id");
    expect(await find(fixture, join(fixture.inbox, "2026/a.csv"))).toEqual([a]);
    expect(await find(fixture, "2026/a.csv")).toEqual([a]);
    expect(await find(fixture, "./2026//../2026/a.csv")).toEqual([a]);
    expect(await find(fixture, "2026/*.csv")).toEqual([a, b]);
    expect(await find(fixture, "20??/[ab].csv")).toEqual([a, b]);
    expect(await find(fixture, "**/*.csv")).toEqual([a, b, c]);
    expect(await find(fixture, "**/deep/**")).toEqual([c]);
  });

  it("finds nothing where there is nothing, and no folder", async () => {
    const fixture = await openFixture();
    await writeText(join(fixture.inbox, "people/a.csv"), "id");
    expect(await find(fixture, "people")).toEqual([]);
    expect(await find(fixture, "people/a.csv/b.csv")).toEqual([]);
    expect(await find(fixture, "nowhere/*.csv")).toEqual([]);
    expect(await find(fixture, fixture.inbox)).toEqual([]);
  });

  it("looks for relative names in each root in turn", async () => {
    const fixture = await openFixture();
    const second = join(fixture.elsewhere, "second");
    const path = await writeText(join(second, "a.csv"), "id");
    expect(await find(fixture, "a.csv", [fixture.inbox, join(fixture.elsewhere, "missing"), second])).toEqual([path]);
  });

  it("tells decomposed from composed letters, as the file system does", async () => {
    const fixture = await openFixture();
    const path = await writeText(join(fixture.inbox, "Zoe\u0308.csv"), "id");
    expect(await find(fixture, "Zoe\u0308.csv")).toEqual([path]);
    expect(await find(fixture, "Zo\u00eb.csv")).toEqual([]);
  });

  it("follows symbolic links that stay inside", async () => {
    const fixture = await openFixture();
    const path = await writeText(join(fixture.inbox, "real/a.csv"), "id");
    await symlink(path, join(fixture.inbox, "link.csv"));
    await symlink(join(fixture.inbox, "real"), join(fixture.inbox, "alias"));
    await symlink(fixture.inbox, join(fixture.inbox, "real", "circle"));
    expect(await find(fixture, "link.csv")).toEqual([path]);
    expect(await find(fixture, "alias/*.csv")).toEqual([path]);
    // A link and its target are one file, which is loaded once; `**` does not go round in circles.
    expect(await find(fixture, "**/*.csv")).toEqual([path]);
  });

  it("takes a root that is itself a symbolic link", async () => {
    const fixture = await openFixture();
    const path = await writeText(join(fixture.elsewhere, "real/a.csv"), "id");
    const root = join(fixture.elsewhere, "root");
    await symlink(join(fixture.elsewhere, "real"), root);
    expect(await find(fixture, join(root, "a.csv"), [root])).toEqual([path]);
    expect(await find(fixture, path, [root])).toEqual([path]);
  });

  it.each(["link.csv", "*.csv", "away/secret.csv", "*/secret.csv"])(
    "refuses %s where a link leads out",
    async (source) => {
      const fixture = await openFixture();
      const secret = await writeText(join(fixture.elsewhere, "secret.csv"), "id");
      await symlink(secret, join(fixture.inbox, "link.csv"));
      await symlink(fixture.elsewhere, join(fixture.inbox, "away"));
      const refusal = await refusalOf(find(fixture, source));
      expect(refusal.sqlstate).toBe("42501");
      expect(refusal.hint).toContain("ingest_roots");
    },
  );

  it("does not find files behind links by **, wherever they lead", async () => {
    const fixture = await openFixture();
    await writeText(join(fixture.elsewhere, "secret.parquet"), "id");
    await symlink(fixture.elsewhere, join(fixture.inbox, "away"));
    expect(await find(fixture, "**/*.parquet")).toEqual([]);
  });

  it("refuses the gateway's own folders, even under a root", async () => {
    const fixture = await openFixture();
    await writeText(join(fixture.dataDir, "_catalog/journal/1.json"), "{}");
    const roots = [fixture.dataDir];
    expect((await refusalOf(find(fixture, "_catalog/journal/1.json", roots))).sqlstate).toBe("42501");
    expect((await refusalOf(find(fixture, "**/*.json", roots))).sqlstate).toBe("42501");
  });

  it("refuses everything when no root is configured", async () => {
    const fixture = await openFixture();
    expect((await refusalOf(find(fixture, "a.csv", []))).sqlstate).toBe("42501");
  });

  it("lets no text lead out of the roots", async () => {
    const fixture = await openFixture();
    await writeText(join(fixture.elsewhere, "secret.csv"), "id");
    await writeText(`${fixture.inbox}-2/secret.csv`, "id");
    const part = fc.constantFrom(
      "..",
      ".",
      "",
      "*",
      "**",
      "elsewhere",
      "inbox",
      "inbox-2",
      "secret.csv",
      "[.][.]",
      "%2e%2e",
      "．．",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 6 }), fc.boolean(), async (parts, isAbsolute) => {
        const source = (isAbsolute ? [fixture.inbox, ...parts] : parts).join("/");
        const found = await find(fixture, source).catch((thrown: unknown) => {
          expect(thrown).toMatchObject({ sqlstate: "42501" });
          return [];
        });
        expect(found).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
