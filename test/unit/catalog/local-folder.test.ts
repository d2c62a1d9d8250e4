// What only a local folder has to care for: links, full disks, crashes.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as nodeFiles from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FileSystem } from "../../../src/catalog/store/file-system.js";
import { type LocalFolder, openLocalFolder } from "../../../src/catalog/store/local-folder.js";
import { containing } from "./matchers.js";

let base: string;
let root: string;
let store: LocalFolder;

beforeEach(async () => {
  base = await nodeFiles.realpath(await nodeFiles.mkdtemp(join(tmpdir(), "sluice-folder-")));
  root = join(base, "root");
  store = await openLocalFolder(root, { isMadeIfMissing: true });
});

afterEach(() => nodeFiles.rm(base, { recursive: true, force: true }));

async function keys(of: LocalFolder = store): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of of.list("")) found.push(key);
  return found;
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code });
}

describe("a local folder, opened", () => {
  it("is refused when it is missing, a file, or a relative path", async () => {
    await nodeFiles.writeFile(join(base, "file"), "");
    await expect(openLocalFolder(join(base, "missing"))).rejects.toMatchObject({ sqlstate: "58P01" });
    await expect(openLocalFolder(join(base, "file"))).rejects.toMatchObject({ sqlstate: "58P01" });
    await expect(openLocalFolder("relative")).rejects.toMatchObject({ sqlstate: "22023" });
  });

  it("may be reached through a symbolic link itself", async () => {
    await store.put("k", Buffer.from("x"));
    await nodeFiles.symlink(root, join(base, "link"));
    const linked = await openLocalFolder(join(base, "link"));
    expect((await linked.get("k"))?.body.toString()).toBe("x");
    expect(linked.localPath("k")).toBe(join(root, "k"));
  });

  it("makes the folders above it when asked to", async () => {
    const deep = await openLocalFolder(join(base, "a", "b", "c"), { isMadeIfMissing: true });
    await deep.put("k", Buffer.from("x"));
    expect(await keys(deep)).toEqual(["k"]);
  });

  it("loses the files which a dead process left, and keeps those of the living", async () => {
    const host = createHash("sha256").update(hostname()).digest("hex").slice(0, 12);
    const dead = spawnSync("true").pid;
    const folder = join(root, ".sluice-tmp");
    await nodeFiles.mkdir(folder);
    const now = new Date();
    const twoHoursAgo = new Date(now.getTime() - 7_200_000);
    for (const name of [`${host}-${dead}-1`, `${host}-${process.pid}-2`, "elsewhere-1-3", "elsewhere-1-4"]) {
      await nodeFiles.writeFile(join(folder, name), "half");
    }
    await nodeFiles.utimes(join(folder, "elsewhere-1-4"), twoHoursAgo, twoHoursAgo);

    const reopened = await openLocalFolder(root, { clock: () => now });

    expect((await nodeFiles.readdir(folder)).sort()).toEqual([`${host}-${process.pid}-2`, "elsewhere-1-3"].sort());
    expect(await keys(reopened)).toEqual([]);
  });
});

describe("a local folder with symbolic links in it", () => {
  beforeEach(async () => {
    await nodeFiles.mkdir(join(base, "outside"));
    await nodeFiles.writeFile(join(base, "outside", "secret"), "secret");
    await nodeFiles.mkdir(join(root, "inside"));
    await nodeFiles.symlink(join(base, "outside"), join(root, "folder-out"));
    await nodeFiles.symlink(join(root, "inside"), join(root, "folder-in"));
    await nodeFiles.symlink(join(base, "outside", "secret"), join(root, "file-out"));
    await nodeFiles.symlink(join(base, "nowhere"), join(root, "dangling"));
  });

  const refused = { sqlstate: "42501" };

  it.each(["folder-out/secret", "folder-in/secret", "file-out"])("does not read through %s", async (key) => {
    await nodeFiles.writeFile(join(root, "inside", "secret"), "x");
    await expect(store.get(key)).rejects.toMatchObject(refused);
    await expect(store.getRange(key, 0, 1)).rejects.toMatchObject(refused);
    expect(() => store.localPath(key)).toThrow(expect.objectContaining(refused));
  });

  it.each(["folder-out/new", "folder-out/deep/new", "folder-in/new", "file-out", "dangling"])(
    "does not write through %s",
    async (key) => {
      const source = join(base, "source");
      await nodeFiles.writeFile(source, "x");
      await expect(store.put(key, Buffer.from("x"))).rejects.toMatchObject(refused);
      await expect(store.putIfAbsent(key, Buffer.from("x"))).rejects.toMatchObject(refused);
      await expect(store.putFile(key, source)).rejects.toMatchObject(refused);
      expect(await nodeFiles.readdir(join(base, "outside"))).toEqual(["secret"]);
      expect(await nodeFiles.readdir(base)).not.toContain("nowhere");
      expect((await nodeFiles.readFile(join(base, "outside", "secret"))).toString()).toBe("secret");
    },
  );

  it("does not delete or list through them", async () => {
    await expect(store.delete("folder-out/secret")).rejects.toMatchObject(refused);
    expect((await nodeFiles.readFile(join(base, "outside", "secret"))).toString()).toBe("secret");
    await expect(store.list("folder-out/").next()).rejects.toMatchObject(refused);
    expect(await keys()).toEqual([]);
  });

  it("does not take over a file that is a link", async () => {
    await expect(store.putFile("k", join(root, "file-out"))).rejects.toMatchObject({ sqlstate: "58030" });
    expect(await store.get("k")).toBeUndefined();
  });
});

describe("a local folder with other things in it", () => {
  it("takes a named pipe for no object, and does not wait for its writer", async () => {
    expect(spawnSync("sh", ["-c", `mkfifo "$1"`, "sh", join(root, "pipe")]).status).toBe(0);
    expect(await store.get("pipe")).toBeUndefined();
    expect(await keys()).toEqual([]);
  });

  it("does not take a folder for an object that is there already", async () => {
    await store.put("a/b", Buffer.from("x"));
    await expect(store.putIfAbsent("a", Buffer.from("x"))).rejects.toMatchObject({ sqlstate: "58030" });
    await expect(store.put("a", Buffer.from("x"))).rejects.toMatchObject({ sqlstate: "58030" });
    expect(await keys()).toEqual(["a/b"]);
  });

  it("passes over files whose names are no keys", async () => {
    await nodeFiles.writeFile(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff, 0xfe])]), "x");
    await nodeFiles.writeFile(join(root, "a\nb"), "x");
    await store.put("k", Buffer.from("x"));
    expect(await keys()).toEqual(["k"]);
  });

  it("finds its folders again when somebody removed them", async () => {
    await store.put("a/b/c", Buffer.from("x"));
    await nodeFiles.rm(join(root, "a"), { recursive: true });
    await store.put("a/b/d", Buffer.from("x"));
    expect(await keys()).toEqual(["a/b/d"]);
  });
});

describe("a local folder on a failing disk", () => {
  /** A file system whose nth call of one operation fails. Handles fail in `write` and `sync`. */
  function failing(at: { operation: string; code: string; path?: RegExp }): FileSystem {
    const check = (operation: string, path: string): void => {
      if (operation === at.operation && (at.path ?? /./).test(path)) throw failure(at.code);
    };
    const files: FileSystem = {
      ...nodeFiles,
      link: async (from, to) => (check("link", String(to)), nodeFiles.link(from, to)),
      rename: async (from, to) => (check("rename", String(to)), nodeFiles.rename(from, to)),
      copyFile: async (from, to) => (check("copyFile", String(to)), nodeFiles.copyFile(from, to)),
      open: async (path, flags) => {
        check("open", String(path));
        const handle = await nodeFiles.open(path, flags);
        const write = handle.writeFile.bind(handle);
        const sync = handle.sync.bind(handle);
        handle.writeFile = async (data: Parameters<typeof write>[0]) => {
          if (at.operation === "write" && Buffer.isBuffer(data)) await write(data.subarray(0, data.length / 2));
          check("write", String(path));
          await write(data);
        };
        handle.sync = async () => {
          check("sync", String(path));
          await sync();
        };
        return handle;
      },
    };
    // The real one asks for the real path of what it resolves, too.
    return files;
  }

  const diskFull = {
    sqlstate: "53100",
    message: containing("No space left on device"),
    hint: "Check free disk space.",
  };

  async function expectNothingHalf(): Promise<void> {
    expect(await keys()).toEqual(["kept"]);
    expect((await store.get("kept"))?.body.toString()).toBe("kept");
    expect(await nodeFiles.readdir(join(root, ".sluice-tmp"))).toEqual([]);
  }

  it.each([
    { operation: "open", path: /sluice-tmp\/./ },
    { operation: "write" },
    { operation: "sync", path: /sluice-tmp\/./ },
  ])("reports a full disk at $operation, and leaves what was there", async (at) => {
    await store.put("kept", Buffer.from("kept"));
    const full = await openLocalFolder(root, { files: failing({ ...at, code: "ENOSPC" }) });
    await expect(full.put("new", Buffer.from("new bytes"))).rejects.toMatchObject(diskFull);
    await expect(full.put("kept", Buffer.from("new bytes"))).rejects.toMatchObject(diskFull);
    await expect(full.putIfAbsent("new", Buffer.from("new bytes"))).rejects.toMatchObject(diskFull);
    await expectNothingHalf();
  });

  it("reports a full disk at the last step, and leaves what was there", async () => {
    await store.put("kept", Buffer.from("kept"));
    const unlinkable = await openLocalFolder(root, { files: failing({ operation: "link", code: "ENOSPC" }) });
    await expect(unlinkable.putIfAbsent("new", Buffer.from("x"))).rejects.toMatchObject(diskFull);
    const unmovable = await openLocalFolder(root, { files: failing({ operation: "rename", code: "EDQUOT" }) });
    await expect(unmovable.put("kept", Buffer.from("x"))).rejects.toMatchObject({ sqlstate: "53100" });
    await expectNothingHalf();
  });

  it("reports any other failure as one of the storage", async () => {
    await store.put("kept", Buffer.from("kept"));
    const broken = await openLocalFolder(root, { files: failing({ operation: "write", code: "EIO" }) });
    await expect(broken.put("new", Buffer.from("x"))).rejects.toMatchObject({
      sqlstate: "58030",
      message: 'could not write object "new": EIO',
    });
    await expectNothingHalf();
  });

  it("does not promise what the folder's own sync refused", async () => {
    const broken = await openLocalFolder(root, {
      files: failing({ operation: "sync", code: "EIO", path: /root\/j$/ }),
    });
    await store.put("j/1", Buffer.from("x"));
    await expect(broken.putIfAbsent("j/1", Buffer.from("y"))).rejects.toMatchObject({ sqlstate: "58030" });
    await expect(broken.putIfAbsent("j/2", Buffer.from("y"))).rejects.toMatchObject({ sqlstate: "58030" });
    await expect(broken.put("j/1", Buffer.from("y"))).rejects.toMatchObject({ sqlstate: "58030" });
  });

  it.each(["EXDEV", "EPERM", "EMLINK"])("copies a file which it cannot link (%s)", async (code) => {
    const source = join(base, "source");
    let isFirst = true;
    const files: FileSystem = {
      ...nodeFiles,
      link: async (from, to) => {
        if (String(from) === source) {
          isFirst = false;
          throw failure(code);
        }
        return nodeFiles.link(from, to);
      },
    };
    const other = await openLocalFolder(root, { files });
    await nodeFiles.writeFile(source, "content");
    expect(await other.putFile("data/f", source)).toBe("written");
    expect(isFirst).toBe(false);
    expect((await other.get("data/f"))?.body.toString()).toBe("content");
    await nodeFiles.writeFile(source, "other content");
    expect(await other.putFile("data/f", source)).toBe("taken");
    expect((await nodeFiles.readFile(source)).toString()).toBe("other content");
    expect(await nodeFiles.readdir(join(root, ".sluice-tmp"))).toEqual([]);
  });

  it("keeps the source when the copy finds the disk full", async () => {
    const source = join(base, "source");
    await nodeFiles.writeFile(source, "content");
    const files: FileSystem = {
      ...nodeFiles,
      link: async () => Promise.reject(failure("EXDEV")),
      copyFile: async (_from, to) => {
        await nodeFiles.writeFile(to, "cont");
        throw failure("ENOSPC");
      },
    };
    const full = await openLocalFolder(root, { files });
    await expect(full.putFile("data/f", source)).rejects.toMatchObject({ sqlstate: "53100" });
    expect((await nodeFiles.readFile(source)).toString()).toBe("content");
    expect(await keys()).toEqual([]);
    expect(await nodeFiles.readdir(join(root, ".sluice-tmp"))).toEqual([]);
  });
});

describe("a local folder, step by step", () => {
  it("syncs the file before it gets its name, and every new folder after", async () => {
    const steps: string[] = [];
    const short = (path: unknown): string =>
      String(path)
        .replace(root, "")
        .replace(/\/\.sluice-tmp\/.*/, "/temporary");
    const files: FileSystem = {
      ...nodeFiles,
      link: async (from, to) => (steps.push(`link ${short(to)}`), nodeFiles.link(from, to)),
      mkdir: async (path: string) => (steps.push(`mkdir ${short(path)}`), nodeFiles.mkdir(path)),
      open: async (path, flags) => {
        const handle = await nodeFiles.open(path, flags);
        const sync = handle.sync.bind(handle);
        handle.sync = async () => (steps.push(`sync ${short(path) || "/"}`), sync());
        return handle;
      },
    } as FileSystem;
    const watched = await openLocalFolder(root, { files });
    await watched.putIfAbsent("a/b/k", Buffer.from("x"));
    expect(steps).toEqual([
      "mkdir /.sluice-tmp",
      "sync /temporary",
      "mkdir /a",
      "sync /",
      "mkdir /a/b",
      "sync /a",
      "link /a/b/k",
      "sync /a/b",
    ]);
  });
});
