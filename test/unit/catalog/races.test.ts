// Many writers on many gateways: every commit happens exactly once, in one order.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ObjectStore } from "../../../src/catalog/api.js";
import { openLocalFolder } from "../../../src/catalog/store/local-folder.js";
import { MemoryStore } from "../../../src/catalog/store/memory.js";
import { author, open, role } from "./samples.js";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sluice-races-"));
});

afterEach(() => rm(root, { recursive: true, force: true }));

const memory = new MemoryStore();

describe.each<[string, () => Promise<ObjectStore>]>([
  ["memory", async () => memory],
  ["a folder", () => openLocalFolder(root)],
])("two gateways on %s with eight writers each", (_, openStore) => {
  it("commit everything exactly once, and agree", async () => {
    const gateways = [await open(await openStore()), await open(await openStore())];
    const names = gateways.flatMap((_gateway, index) =>
      Array.from({ length: 8 }, (_writer, writer) => `g${index}_w${writer}`),
    );

    const committed = await Promise.all(
      gateways.flatMap(({ catalog }, gateway) =>
        names
          .filter((name) => name.startsWith(`g${gateway}`))
          .map(async (name) => {
            const versions: number[] = [];
            for (let round = 0; round < 3; round += 1) {
              const after = await catalog.commit(author, () => [
                { kind: "roleCreated", role: role(`${name}_${round}`) },
              ]);
              versions.push(after.version);
            }
            return versions;
          }),
      ),
    );

    const total = names.length * 3;
    expect(committed.flat().sort((a, b) => a - b)).toEqual(
      Array.from({ length: total }, (_version, index) => index + 1),
    );
    const ends = await Promise.all(gateways.map(({ catalog }) => catalog.refresh()));
    expect(ends[0]).toEqual(ends[1]);
    expect(ends[0]?.roles.size).toBe(total);
    const verdicts = new Set<string>();
    for (const { catalog } of [...gateways, await open(await openStore())]) {
      const verdict = await catalog.verify();
      expect(verdict).toMatchObject({ kind: "intact", version: total, headSha256: ends[0]?.headSha256 });
      verdicts.add(JSON.stringify(verdict));
    }
    expect(verdicts.size).toBe(1);
  });
});
