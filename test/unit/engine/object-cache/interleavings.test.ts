// Holds, leaves and fetches of the cache of objects that overlap, in orders which nobody would think of.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { ObjectCache } from "../../../../src/engine/object-cache/object-cache.js";
import { IoError } from "../../../../src/errors.js";
import { contentOf } from "../../../support/cached-content.mjs";

const bytes = 100;
/** Of three objects, and never are more than three wanted at a time: nobody waits for room for long. */
const bytesMax = 3 * bytes;
const wantedMax = 3;

type Fate = "whole" | "short" | "long" | "failed" | "changed";

const want = fc.record({
  object: fc.nat(5),
  fate: fc.oneof(
    { weight: 4, arbitrary: fc.constant<Fate>("whole") },
    { weight: 1, arbitrary: fc.constantFrom<Fate>("short", "long", "failed", "changed") },
  ),
  /** All in turns of the event loop: before it is asked for, until its range comes, until its signal is pulled, and how long it is held. */
  after: fc.nat(6),
  slowness: fc.nat(12),
  patience: fc.option(fc.nat(25), { nil: undefined, freq: 3 }),
  heldFor: fc.nat(12),
});

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

it("the cache of objects gives whole objects or failures of its own, however holds, leaves and fetches overlap", async () => {
  const outcomes = new Map<string, number>();
  const runs = fc.array(fc.array(want, { minLength: 1, maxLength: 12 }), {
    minLength: wantedMax,
    maxLength: wantedMax,
  });
  await fc.assert(
    fc.asyncProperty(runs, async (askers) => {
      const folder = await mkdtemp(path.join(tmpdir(), "sluice-cache-"));
      const warned: string[] = [];
      const cache = await ObjectCache.open({ folder, bytesMax, warn: (message) => void warned.push(message) });
      const ask = async (wants: (typeof askers)[number]): Promise<void> => {
        for (const { object: index, fate, after, slowness, patience, heldFor } of wants) {
          const object = { key: `k${index}`, etag: `"${index}"`, bytes };
          const source = {
            readRange: async (_: string, range: { start: number; length: number }, signal?: AbortSignal) => {
              await turns(slowness);
              signal?.throwIfAborted();
              if (fate === "failed") throw new IoError("the server is gone");
              if (fate === "changed") return fate;
              return contentOf(object, range.start, range.length + { whole: 0, short: -1, long: 1 }[fate]);
            },
          };
          const leaving = new AbortController();
          await turns(after);
          if (patience !== undefined) void turns(patience).then(() => leaving.abort(new Error("left")));
          const outcome = await cache.hold("lake", object, source, leaving.signal).then(
            async (held) => {
              await turns(heldFor);
              const isWhole = (await readFile(held.path)).equals(contentOf(object, 0, bytes));
              held.release();
              return isWhole ? "whole" : "wrong";
            },
            (thrown: { sqlstate?: string; message: string }) => thrown.sqlstate ?? thrown.message,
          );
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        }
      };
      await Promise.all(askers.map(ask));
      await cache.close();
      const left = await readdir(path.join(folder, "objects"));
      expect(left.length * bytes).toBeLessThanOrEqual(bytesMax);
      expect(await readdir(folder)).toEqual(["objects"]);
      expect(warned).toEqual([]);
      await rm(folder, { recursive: true });
    }),
    { numRuns: 60 },
  );
  // Each of them came about, and nothing else.
  expect([...outcomes.keys()].sort()).toEqual(["55000", "58030", "left", "whole"]);
}, 60_000);
