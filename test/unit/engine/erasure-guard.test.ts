import { describe, expect, it } from "vitest";
import { ErasureGuard } from "../../../src/engine/erasure-guard.js";
import { IoError, ObjectNotInPrerequisiteState, type PgError, QueryCanceled } from "../../../src/errors.js";

const fresh = (): void => undefined;
const outOfDate = new ObjectNotInPrerequisiteState("rows were erased");

function open(signal = new AbortController().signal, assertFresh = fresh) {
  const told: PgError[] = [];
  return { guard: new ErasureGuard({ signal, onOutdated: (reason) => told.push(reason) }, assertFresh), told };
}

describe("the guard of a result", () => {
  it("lets batches through", async () => {
    const { guard } = open();
    expect(await guard.pull(() => Promise.resolve("batch"))).toBe("batch");
  });

  it("lets none through once it was stopped, not even one that was made before, and tells who waits", async () => {
    const { guard, told } = open();
    let deliver: (batch: string) => void = () => undefined;
    const pulled = guard.pull(() => new Promise<string>((resolve) => (deliver = resolve)));
    expect(guard.isPulled).toBe(true);
    guard.stop(outOfDate);
    deliver("batch");
    await expect(pulled).rejects.toBe(outOfDate);
    expect(told).toEqual([outOfDate]);
    expect(guard.isPulled).toBe(false);
    await expect(guard.pull(() => Promise.resolve("batch"))).rejects.toBe(outOfDate);
  });

  it("lets none through while rows may have been erased unknown to this gateway", async () => {
    let isStale = false;
    const { guard } = open(undefined, () => {
      if (isStale) throw new IoError("the catalog is out of reach");
    });
    await guard.pull(() => Promise.resolve("batch"));
    isStale = true;
    await expect(guard.pull(() => Promise.resolve("batch"))).rejects.toMatchObject({ sqlstate: "58030" });
  });

  it("passes on that the statement is stopped for another reason", async () => {
    const controller = new AbortController();
    const { guard, told } = open(controller.signal);
    const reason = new QueryCanceled();
    controller.abort(reason);
    expect(guard.signal.reason).toBe(reason);
    expect(told).toEqual([]);
  });
});
