import { availableParallelism } from "node:os";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Admission, type Ticket } from "../../../src/engine/admission.js";
import { QueryCanceled } from "../../../src/errors.js";
import { limits } from "../../../src/limits.js";

const enter = (
  admission: Admission,
  more: { isKnownHeavy?: boolean; signal?: AbortSignal; onWait?: () => void } = {},
) => admission.enter({ isKnownHeavy: false, signal: new AbortController().signal, onWait: () => undefined, ...more });
const fill = (admission: Admission, count: number, isKnownHeavy: boolean): Promise<Ticket[]> =>
  Promise.all(Array.from({ length: count }, () => enter(admission, { isKnownHeavy })));
/** Lets everything happen that can. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("admission", () => {
  it("lets so many in at once, and the others in the order they came", async () => {
    const admission = new Admission();
    const [first, ...others] = await fill(admission, limits.lightStatementsMax, false);
    const order: string[] = [];
    for (const name of ["a", "b"]) void enter(admission).then(() => order.push(name));
    await settle();
    expect(order).toEqual([]);
    first?.leave();
    await settle();
    expect(order).toEqual(["a"]);
    others[0]?.leave();
    await settle();
    expect(order).toEqual(["a", "b"]);
  });

  it("keeps the lanes apart", async () => {
    const admission = new Admission();
    await fill(admission, limits.heavyStatementsMax, true);
    expect((await enter(admission)).isHeavy).toBe(false);
  });

  it("says when somebody has to wait", async () => {
    const admission = new Admission();
    await fill(admission, limits.lightStatementsMax, false);
    let waits = 0;
    void enter(admission, { onWait: () => waits++ });
    expect(waits).toBe(1);
  });

  it("gives up on a wait that is aborted, with the signal's reason, and passes its turn on", async () => {
    const admission = new Admission();
    const [first] = await fill(admission, limits.lightStatementsMax, false);
    const abort = new AbortController();
    const givenUp = enter(admission, { signal: abort.signal });
    const next = enter(admission);
    abort.abort(new QueryCanceled());
    await expect(givenUp).rejects.toMatchObject({ sqlstate: "57014" });
    first?.leave();
    await expect(next).resolves.toBeDefined();
  });

  it("does not even begin to wait when the signal was aborted before", async () => {
    await expect(enter(new Admission(), { signal: AbortSignal.abort(new QueryCanceled()) })).rejects.toMatchObject({
      sqlstate: "57014",
    });
  });

  it("moves a statement to the heavy lane if there is room, and frees its light place", async () => {
    const admission = new Admission();
    const light = await fill(admission, limits.lightStatementsMax, false);
    const waiting = enter(admission);
    expect(light[0]?.tryPromote()).toBe("promoted");
    expect(light[0]?.isHeavy).toBe(true);
    await expect(waiting).resolves.toBeDefined();
    await fill(admission, limits.heavyStatementsMax - 1, true);
    expect(light[1]?.tryPromote()).toBe("full");
    expect(light[1]?.isHeavy).toBe(false);
  });

  it("counts a place that is left twice once", async () => {
    const admission = new Admission();
    const tickets = await fill(admission, limits.lightStatementsMax, false);
    tickets[0]?.leave();
    tickets[0]?.leave();
    await enter(admission);
    let isIn = false;
    void enter(admission).then(() => (isIn = true));
    await settle();
    expect(isIn).toBe(false);
    expect(() => tickets[0]?.tryPromote()).toThrow("left already");
  });

  it("lets only so many wait", async () => {
    const admission = new Admission();
    await fill(admission, limits.lightStatementsMax, false);
    for (let count = 0; count < limits.waitingStatementsMax; count++) void enter(admission);
    await expect(enter(admission)).rejects.toMatchObject({ sqlstate: "53000" });
  });

  it("bounds planning apart from running", async () => {
    const admission = new Admission();
    const places = await Promise.all(
      Array.from({ length: limits.planningStatementsMax }, () => admission.enterPlanning(undefined)),
    );
    const abort = new AbortController();
    const tooMany = admission.enterPlanning(abort.signal);
    await expect(enter(admission)).resolves.toBeDefined();
    abort.abort(new QueryCanceled());
    await expect(tooMany).rejects.toMatchObject({ sqlstate: "57014" });
    places[0]?.leave();
    await expect(admission.enterPlanning(undefined)).resolves.toBeDefined();
  });

  it("gives short statements more time the more heavy ones take the processors", async () => {
    const admission = new Admission();
    const short = await enter(admission);
    expect(short.lightMsMax).toBe(limits.lightStatementMsMax);
    await fill(admission, limits.heavyStatementsMax, true);
    expect(short.lightMsMax).toBe(
      limits.lightStatementMsMax * (1 + limits.heavyStatementsMax / availableParallelism()),
    );
  });

  it("never lets in too many, loses no place and wakes everyone, whatever comes when", async () => {
    const steps = fc.array(fc.constantFrom("light", "heavy", "leave", "promote", "abort", "settle"), { maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(steps, fc.infiniteStream(fc.nat()), async (actions, random) => {
        const admission = new Admission();
        const inside: Ticket[] = [];
        const waits = new Set<AbortController>();
        const pick = <T>(items: readonly T[]): T | undefined =>
          items[(random.next().value as number) % Math.max(1, items.length)];
        const come = (isKnownHeavy: boolean): void => {
          const abort = new AbortController();
          waits.add(abort);
          enter(admission, { isKnownHeavy, signal: abort.signal })
            .then((ticket) => inside.push(ticket))
            .catch(() => undefined)
            .finally(() => waits.delete(abort));
        };
        const go = (ticket: Ticket | undefined): void => {
          if (ticket === undefined) return;
          inside.splice(inside.indexOf(ticket), 1);
          ticket.leave();
        };
        for (const action of actions) {
          if (action === "light" || action === "heavy") come(action === "heavy");
          if (action === "leave") go(pick(inside));
          if (action === "promote") pick(inside)?.tryPromote();
          if (action === "abort") pick([...waits])?.abort(new QueryCanceled());
          if (action === "settle") await settle();
          expect(inside.filter((ticket) => ticket.isHeavy).length).toBeLessThanOrEqual(limits.heavyStatementsMax);
          expect(inside.filter((ticket) => !ticket.isHeavy).length).toBeLessThanOrEqual(limits.lightStatementsMax);
        }
        await settle();
        while (inside.length > 0) {
          go(inside[0]);
          await settle();
        }
        expect(waits.size).toBe(0);
        await fill(admission, limits.lightStatementsMax, false);
        await fill(admission, limits.heavyStatementsMax, true);
      }),
      { numRuns: 100 },
    );
  });
});
