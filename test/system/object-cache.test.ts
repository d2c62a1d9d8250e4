// Processes that share a cache of objects, die at any moment, and run out of room.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { entryNameOf } from "../../src/engine/object-cache/cache-folder.js";
import { ObjectCache } from "../../src/engine/object-cache/object-cache.js";
import { contentOf } from "../support/cached-content.mjs";

const kills = Number(process.env["CACHE_KILLS"] ?? 40);
const reader = fileURLToPath(new URL("../support/cache-reader.mjs", import.meta.url));
const sizes = Array.from({ length: 16 }, (_, index) => index * 20_011);
/** Less than half of all. */
const bytesMax = 1_000_000;

describe("processes with one cache of objects", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "sluice-shared-cache-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Its lines come as they are printed; `ready` when it has opened the cache, or has ended. */
  function start(args: readonly string[], fileBytesMax?: number) {
    const limit = fileBytesMax === undefined ? "" : `ulimit -f ${fileBytesMax / 512}; `;
    const command = `${limit}exec "$@"`;
    const child = spawn("/bin/sh", ["-c", command, "sh", process.execPath, reader, folder, ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines: string[] = [];
    let rest = "";
    const ended = once(child, "close");
    const ready = new Promise<void>((resolve) => {
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        const all = (rest + text).split("\n");
        rest = all.pop() ?? "";
        lines.push(...all);
        if (lines.includes("ready")) resolve();
      });
    });
    return { child, lines, ended, ready: Promise.race([ready, ended]) };
  }

  /** Opened once more, it has whole objects within its bound, and nothing of the dead. */
  async function expectWholeCache(): Promise<void> {
    const warn = (message: string): never => {
      throw new Error(message);
    };
    const cache = await ObjectCache.open({ folder, bytesMax, warn });
    await cache.close();
    expect(await readdir(folder)).toEqual(["objects"]);
    const names = new Map(
      sizes.map((bytes, index) => {
        const object = { key: `k${index}`, etag: `"${index}"`, bytes };
        return [entryNameOf("lake", object), object];
      }),
    );
    for (const name of await readdir(path.join(folder, "objects"))) {
      const object = names.get(name);
      if (object === undefined) throw new Error(`${name} is no object's`);
      expect((await readFile(path.join(folder, "objects", name))).equals(contentOf(object, 0, object.bytes))).toBe(
        true,
      );
    }
  }

  it("serve whole objects only, while they evict each other's", async () => {
    const both = [1, 2].map(() => start([String(bytesMax), sizes.join(","), "150"]));
    for (const { ended } of both) expect(await ended).toEqual([0, null]);
    const lines = both.flatMap((one) => one.lines);
    expect(lines.filter((line) => line.startsWith("wrong"))).toEqual([]);
    expect(lines.filter((line) => line === ".").length).toBeGreaterThan(500);
    await expectWholeCache();
  });

  it(`serve whole objects only, while ${kills} of them are killed`, { timeout: 30_000 + kills * 2_000 }, async () => {
    const lines: string[] = [];
    let halves = 0;
    const killOneAfterTheOther = async (): Promise<void> => {
      for (let killed = 0; killed < kills / 2; killed++) {
        const one = start([String(bytesMax), sizes.join(",")]);
        await one.ready;
        await sleep(Math.random() * 200);
        expect([one.child.exitCode, one.child.kill("SIGKILL")]).toEqual([null, true]);
        await one.ended;
        lines.push(...one.lines);
        const left = (await readdir(folder)).filter((name) => name.startsWith(`pins-${one.child.pid}-`));
        // Unless the other one that starts has swept it.
        const names = await Promise.all(left.map((name) => readdir(path.join(folder, name)).catch(() => [])));
        if (names.flat().some((name) => name.endsWith(".part"))) halves += 1;
      }
    };
    await Promise.all([killOneAfterTheOther(), killOneAfterTheOther()]);
    expect(lines.filter((line) => line.startsWith("wrong"))).toEqual([]);
    // Otherwise nothing was tested.
    expect(lines.filter((line) => line === ".").length).toBeGreaterThan(kills);
    expect(halves).toBeGreaterThan(kills / 10);
    await expectWholeCache();
  });

  it("have nothing of an object for which there was no room on the disk", async () => {
    // The system takes as much of a write as there is room for, and fails only the next one.
    const one = start([String(bytesMax), "100000", "20"], 51_200);
    expect(await one.ended).toEqual([0, null]);
    expect(one.lines.filter((line) => line !== "ready" && !line.startsWith("failed 58030"))).toEqual([]);
    expect(one.lines.length).toBeGreaterThan(1);
    expect(await readdir(path.join(folder, "objects"))).toEqual([]);
  });
});
