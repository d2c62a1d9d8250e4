import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Batch, batchOf, type KeptRows } from "../../../../src/engine/api.js";
import { ResultStore } from "../../../../src/engine/results/result-store.js";
import { limits } from "../../../../src/limits.js";
import { SleepingBatches } from "../../../../src/wire/session/sleeping-batches.js";
import { textOf } from "../../../support/values.js";

const columns = [{ name: "n", type: { id: "INTEGER" } }] as const;
const folder = mkdtempSync(path.join(tmpdir(), "sluice-sleep-"));
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

const open = (fileBytesMax = 1e9) =>
  new ResultStore({ folder, memoryBytesMax: 100, fileBytesMax }).open(columns.map(({ type }) => type));

/** One row in each; `made` counts those that were asked for. */
function source(rows: number, failAt?: number): { made: number; ended: boolean; batches: AsyncIterable<Batch> } {
  const state = { made: 0, ended: false, batches: undefined as unknown as AsyncIterable<Batch> };
  state.batches = (async function* () {
    try {
      for (let row = 0; row < rows; row++) {
        if (row === failAt) throw new Error("the statement failed");
        state.made++;
        yield batchOf(columns, [[row]]);
      }
    } finally {
      state.ended = true;
    }
  })();
  return state;
}

async function take(batches: SleepingBatches): Promise<number | undefined> {
  const { done, value } = await batches.next();
  return done === true ? undefined : Number(textOf(value.columns[0] as never, 0));
}

/** The sleep is over, and what came of it. */
async function sleepFor(batches: SleepingBatches, ms: number): Promise<void> {
  batches.sleep();
  vi.advanceTimersByTime(ms);
  // Files are written in their own time.
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe("batches that may sleep", () => {
  it("are the same in any case, however often they sleep", async () => {
    const steps = fc.array(fc.oneof(fc.constant("take"), fc.constant("doze"), fc.constant("sleep")), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.nat(30), steps, async (rows, order) => {
        const sets: KeptRows[] = [];
        const batches = new SleepingBatches(source(rows).batches, () => {
          const set = open();
          sets.push(set);
          return set;
        });
        let expected = 0;
        for (const step of order) {
          if (step === "doze") await sleepFor(batches, limits.sleepMsMax / 2);
          else if (step === "sleep") await sleepFor(batches, limits.sleepMsMax);
          else expect(await take(batches)).toBe(expected < rows ? expected++ : undefined);
        }
        for (; expected < rows; expected++) expect(await take(batches)).toBe(expected);
        expect(await take(batches)).toBeUndefined();
        await batches.return();
      }),
      { numRuns: 40 },
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it("come to their end while they sleep, and not before", async () => {
    const from = source(20);
    const batches = new SleepingBatches(from.batches, () => open());
    expect(await take(batches)).toBe(0);
    await sleepFor(batches, limits.sleepMsMax - 1);
    expect(from.made).toBe(1);
    vi.advanceTimersByTime(1);
    await vi.waitFor(() => expect(from.ended).toBe(true));
    expect(from.made).toBe(20);
    expect(await take(batches)).toBe(1);
    await batches.return();
  });

  it("stay where they are without a place for them", async () => {
    const from = source(20);
    const batches = new SleepingBatches(from.batches, undefined);
    await take(batches);
    await sleepFor(batches, limits.sleepMsMax * 2);
    expect(from.made).toBe(1);
    await batches.return();
    expect(from.ended).toBe(true);
  });

  it("lose nothing when there is no more room", async () => {
    const batches = new SleepingBatches(source(50).batches, () => open(3_000));
    await sleepFor(batches, limits.sleepMsMax);
    for (let row = 0; row < 50; row++) expect(await take(batches)).toBe(row);
    expect(await take(batches)).toBeUndefined();
    await batches.return();
  });

  it("fail after the rows that came before, and only then", async () => {
    const batches = new SleepingBatches(source(10, 5).batches, () => open());
    await sleepFor(batches, limits.sleepMsMax);
    for (let row = 0; row < 5; row++) expect(await take(batches)).toBe(row);
    await expect(take(batches)).rejects.toThrow("the statement failed");
    await batches.return();
  });
});
