import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Turns } from "../../../../src/catalog/store/s3/turns.js";

describe("turns", () => {
  it("are never more than may be at once, and come to all who stay", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.constantFrom("stays", "leaves")),
        async (max, ways) => {
          const turns = new Turns(max);
          let running = 0;
          let done = 0;
          const run = async (way: string): Promise<void> => {
            const giveBack = await turns.take(way === "stays" ? new AbortController().signal : AbortSignal.timeout(1));
            running += 1;
            expect(running).toBeLessThanOrEqual(max);
            await new Promise((resolve) => setTimeout(resolve, 1));
            running -= 1;
            done += 1;
            giveBack();
            giveBack();
          };
          await Promise.all(
            ways.map((way) => run(way).catch((thrown: Error) => expect(thrown.name).toBe("TimeoutError"))),
          );
          expect(done).toBeGreaterThanOrEqual(ways.filter((way) => way === "stays").length);
          // All turns are there again.
          const signal = new AbortController().signal;
          await Promise.all(Array.from({ length: max }, () => turns.take(signal)));
        },
      ),
      { numRuns: 50 },
    );
  });
});
